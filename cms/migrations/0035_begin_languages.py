"""The languages of the interface are those that content may be translated into; course teams may begin translations."""

from typing import Any

from django.conf import settings
from django.core.management.sql import emit_post_migrate_signal
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TRANSLATORS = ["Instructors", "Administrators"]


def begin(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; one is needed now."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=schema_editor.connection.alias)
    locales = apps.get_model("wagtailcore", "Locale").objects
    for code, _name in settings.LANGUAGES:
        locales.get_or_create(language_code=code)
    permissions = apps.get_model("auth", "Permission").objects
    right = permissions.get(content_type__app_label="wagtail_localize", codename="submit_translation")
    for group in _translators(apps):
        group.permissions.add(right)


def end(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A language that pages are in stays, with them."""
    pages = apps.get_model("wagtailcore", "Page").objects.values("locale")
    apps.get_model("wagtailcore", "Locale").objects.exclude(pk__in=pages).delete()
    for group in _translators(apps):
        group.permissions.remove(*group.permissions.filter(codename="submit_translation"))


def _translators(apps: StateApps) -> Any:
    return apps.get_model("auth", "Group").objects.filter(name__in=TRANSLATORS)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0034_translate_pages"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [migrations.RunPython(begin, end)]
