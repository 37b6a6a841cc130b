"""The editor greets people whose rights begin below a site with the site's name, or with a bare host name."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def name(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A name that somebody gave stays."""
    apps.get_model("wagtailcore", "Site").objects.filter(site_name="").update(site_name=settings.WAGTAIL_SITE_NAME)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0015_give_claims_drafts"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(name, migrations.RunPython.noop)]
