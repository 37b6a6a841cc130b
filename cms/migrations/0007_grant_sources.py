"""Who brings articles in, and who sees what was brought in."""

from typing import Any

from django.core.management.sql import emit_post_migrate_signal
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

VIEW = "courses.view_sourcearticle"
ADD = "courses.add_sourcearticle"

GRANTS = {"Instructors": [VIEW, ADD], "Reviewers": [VIEW], "Administrators": [VIEW, ADD]}


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; these are needed now."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=schema_editor.connection.alias)
    for name, labels in GRANTS.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*(_permission(apps, label) for label in labels))


def withdraw(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name, labels in GRANTS.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.remove(*(_permission(apps, label) for label in labels))


def _permission(apps: StateApps, label: str) -> Any:
    app, codename = label.split(".")
    return apps.get_model("auth", "Permission").objects.get(content_type__app_label=app, codename=codename)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0006_keep_glossary_edits"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("courses", "0002_bring_articles_in"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
