"""What changes pages and plans."""
