"""People: sign-in, legal names, accommodations, notices sent, the audit trail, erasure."""
