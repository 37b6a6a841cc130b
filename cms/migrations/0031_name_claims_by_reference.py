"""Histories that everybody on the staff reads name claims by reference, without what they say."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BATCH = 500


def shorten(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Those written so far; running it again changes nothing."""
    kinds = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="cms", model="claimsnippet")
    for model, column in (("ModelLogEntry", "label"), ("Revision", "object_str")):
        rows = apps.get_model("wagtailcore", model).objects.filter(content_type__in=kinds)
        _shorten(rows.filter(**{f"{column}__contains": ": "}), column)


def _shorten(rows: Any, column: str) -> None:
    batch: list[Any] = []
    for row in rows.only("pk", column).iterator(chunk_size=BATCH):
        setattr(row, column, getattr(row, column).partition(": ")[0])
        batch.append(row)
        if len(batch) == BATCH:
            rows.model.objects.bulk_update(batch, [column])
            batch.clear()
    rows.model.objects.bulk_update(batch, [column])


class Migration(migrations.Migration):
    dependencies = [("cms", "0030_choose_topics"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(shorten, migrations.RunPython.noop)]
