"""What was sent before notices were listed on the site is no news to anyone."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def read(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """One statement; again it finds none."""
    apps.get_model("accounts", "Notice").objects.filter(read_at=None, sent_at__isnull=False).update(read_at=F("sent_at"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_tell_people")]

    operations = [migrations.RunPython(read, migrations.RunPython.noop)]
