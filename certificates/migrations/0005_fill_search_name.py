"""Fold the names of certificates that were issued before names could be searched."""

import unicodedata

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BATCH = 1000


def fold(value: str) -> str:
    letters = "".join(char for char in unicodedata.normalize("NFKD", value) if not unicodedata.combining(char))
    return " ".join(letters.casefold().split())


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """In batches; a row that has its name is left alone, so it may run again."""
    model = apps.get_model("certificates", "Certificate")
    while rows := list(model.objects.filter(search_name="").order_by("pk")[:BATCH]):
        for row in rows:
            row.search_name = fold(row.facts["recipient_name"]) or "-"
        model.objects.bulk_update(rows, ["search_name"])


class Migration(migrations.Migration):
    dependencies = [("certificates", "0004_add_search_name")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
