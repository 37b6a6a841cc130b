"""The least valid rows; whatever has a rule is set up by calling its action."""
