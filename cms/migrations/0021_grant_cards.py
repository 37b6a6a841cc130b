"""Whoever writes the glossary writes recall cards."""

from typing import Any

from django.core.management.sql import emit_post_migrate_signal
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

RIGHTS = ("add", "change", "view", "delete")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; these are needed now."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=schema_editor.connection.alias)
    for right in RIGHTS:
        for group in _groups(apps, right):
            group.permissions.add(_permission(apps, f"{right}_recallcard"))


def withdraw(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nobody holds what is about to go."""
    for right in RIGHTS:
        for group in _groups(apps, right):
            group.permissions.remove(*_permissions(apps).filter(codename=f"{right}_recallcard"))


def _groups(apps: StateApps, right: str) -> Any:
    """Those that may do the same to a glossary term."""
    terms = _permissions(apps).filter(codename=f"{right}_glossaryterm")
    return apps.get_model("auth", "Group").objects.filter(permissions__in=terms)


def _permission(apps: StateApps, codename: str) -> Any:
    return _permissions(apps).get(codename=codename)


def _permissions(apps: StateApps) -> Any:
    return apps.get_model("auth", "Permission").objects.filter(content_type__app_label="cms")


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0020_recall_cards"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
