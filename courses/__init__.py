"""What is taught, who takes it, how far they are; and where the content came from."""
