"""PostgreSQL finds a part of a name by its trigrams; SQLite reads its narrow index from end to end."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NAME = "certificate_search_name"


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(f"CREATE INDEX {NAME} ON certificates_certificate USING gin (search_name gin_trgm_ops)")
    else:
        schema_editor.execute(f"CREATE INDEX {NAME} ON certificates_certificate (search_name)")


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("certificates", "0005_fill_search_name")]

    operations = [migrations.RunPython(add, drop)]
