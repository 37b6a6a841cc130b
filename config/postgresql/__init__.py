"""Django's engine for PostgreSQL, with a health check that costs no round trip."""
