"""Courses that earn a certificate ask for the name it will bear."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def ask(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Safe to run again."""
    earning = apps.get_model("certificates", "Achievement").objects.values("course")
    apps.get_model("courses", "Course").objects.filter(pk__in=earning).update(earns_certificate=True)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0014_repair_reports"), ("courses", "0004_take_names_as_confirmed")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
