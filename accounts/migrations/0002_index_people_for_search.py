"""PostgreSQL finds a part of a name or address by its trigrams; SQLite reads the table from end to end."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

INDEXES = {"user_legal_name_search": "legal_name", "user_email_search": "email"}


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Over the very expression that ``icontains`` compares."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for name, column in INDEXES.items():
        expression = f"UPPER({column}::text) gin_trgm_ops"
        schema_editor.execute(f"CREATE INDEX {name} ON accounts_user USING gin ({expression})")


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(add, drop)]
