"""Administrators decide about the site as a whole, and where old addresses lead."""

from django.core.management.sql import emit_post_migrate_signal
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

GROUP = "Administrators"
GRANTS = {
    "cms": ["change_sitesettings"],
    "wagtailredirects": ["add_redirect", "change_redirect", "delete_redirect"],
}


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; these are needed now."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=schema_editor.connection.alias)
    rights = apps.get_model("auth", "Permission").objects
    for group in apps.get_model("auth", "Group").objects.filter(name=GROUP):
        for app, codenames in GRANTS.items():
            group.permissions.add(*rights.filter(content_type__app_label=app, codename__in=codenames))


def revoke(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nobody decides any more."""
    rights = apps.get_model("auth", "Permission").objects
    for group in apps.get_model("auth", "Group").objects.filter(name=GROUP):
        for app, codenames in GRANTS.items():
            group.permissions.remove(*rights.filter(content_type__app_label=app, codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0024_name_and_dress_the_site"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
