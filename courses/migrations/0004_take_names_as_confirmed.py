"""Who completed a course before names were confirmed had typed theirs for certificates when they signed up."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def confirm(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """One statement; a row that has its moment is left alone, so it may run again."""
    completed = apps.get_model("courses", "Enrolment").objects.filter(completed_at__isnull=False)
    completed.filter(name_confirmed_at=None).update(name_confirmed_at=F("completed_at"))


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_ask_for_names")]

    operations = [migrations.RunPython(confirm, migrations.RunPython.noop)]
