"""Each design gets an identity of its own."""

import uuid

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """There are a handful of designs; one that has its identity keeps it, so it may run again."""
    for design in apps.get_model("certificates", "Design").objects.filter(uuid=None):
        design.uuid = uuid.uuid4()
        design.save(update_fields=["uuid"])


class Migration(migrations.Migration):
    dependencies = [("certificates", "0010_add_design_options")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
