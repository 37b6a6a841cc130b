"""The groups of staff with their rights, and the first pages of a site."""

from typing import Any

from django.core.management.sql import emit_post_migrate_signal
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

EDITOR = ["wagtailadmin.access_admin"]
QUESTIONS = ["cms.add_questionsnippet", "cms.change_questionsnippet", "cms.view_questionsnippet"]
GLOSSARY = ["cms.add_glossaryterm", "cms.change_glossaryterm", "cms.view_glossaryterm"]
MEDIA = ["wagtailimages.add_image", "wagtailimages.choose_image", "wagtaildocs.add_document", "wagtaildocs.choose_document"]
PUBLISH = ["cms.publish_questionsnippet", "cms.lock_questionsnippet", "cms.unlock_questionsnippet"]
PEOPLE = ["accounts.add_user", "accounts.change_user", "accounts.view_user"]
CERTIFICATES = ["certificates.view_certificate", "certificates.change_certificate", "certificates.add_certificate"]

# Model permissions, page permissions on the whole tree, and whether media may be added.
GROUPS: dict[str, tuple[list[str], list[str], bool]] = {
    "Instructors": ([*EDITOR, *QUESTIONS, *GLOSSARY], ["add_page", "change_page"], True),
    "Reviewers": ([*EDITOR, *QUESTIONS, *GLOSSARY, *PUBLISH], ["change_page", "publish_page", "lock_page"], False),
    "Registrars": ([*EDITOR, "accounts.view_user", *CERTIFICATES], [], False),
    "Administrators": (
        [*EDITOR, *QUESTIONS, *GLOSSARY, *PUBLISH, *PEOPLE, *CERTIFICATES, "cms.delete_glossaryterm"],
        ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"],
        True,
    ),
}


def make_groups(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; these are needed now."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=schema_editor.connection.alias)
    group_model = apps.get_model("auth", "Group")
    for name, (model_permissions, page_permissions, may_add_media) in GROUPS.items():
        group, _ = group_model.objects.get_or_create(name=name)
        group.permissions.set([_permission(apps, label) for label in model_permissions])
        _grant_pages(apps, group, page_permissions)
        if may_add_media:
            _grant_media(apps, group)
    group_model.objects.filter(name__in=["Editors", "Moderators"]).delete()


def make_pages(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Home and catalogue, in place of Wagtail's welcome page."""
    page_model = apps.get_model("wagtailcore", "Page")
    locale = apps.get_model("wagtailcore", "Locale").objects.first()
    page_model.objects.filter(depth=2).delete()
    root = page_model.objects.get(depth=1)
    home = _page(
        apps,
        "HomePage",
        root,
        title="Courses that end in proof",
        slug="home",
        url_path="/home/",
        locale=locale,
        numchild=1,
        introduction="<p>Learn on your phone, at your own pace, from lessons that say how sure they are. "
        "Pass the exam and get a certificate that anyone can check.</p>",
    )
    _page(
        apps,
        "CataloguePage",
        home,
        title="Courses",
        slug="courses",
        url_path="/home/courses/",
        locale=locale,
        introduction="",
    )
    page_model.objects.filter(pk=root.pk).update(numchild=1)
    site_model = apps.get_model("wagtailcore", "Site")
    site_model.objects.all().delete()
    site_model.objects.create(hostname="localhost", port=80, root_page_id=home.pk, is_default_site=True)


def _page(apps: StateApps, model: str, parent: Any, **fields: Any) -> Any:
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model=model.lower()
    )
    return apps.get_model("cms", model).objects.create(
        content_type=content_type,
        path=f"{parent.path}0001",
        depth=parent.depth + 1,
        draft_title=fields["title"],
        live=True,
        **fields,
    )


def _permission(apps: StateApps, label: str) -> Any:
    app, codename = label.split(".")
    return apps.get_model("auth", "Permission").objects.get(content_type__app_label=app, codename=codename)


def _grant_pages(apps: StateApps, group: Any, codenames: list[str]) -> None:
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    model = apps.get_model("wagtailcore", "GroupPagePermission")
    for codename in codenames:
        permission = apps.get_model("auth", "Permission").objects.get(
            content_type__app_label="wagtailcore", codename=codename
        )
        model.objects.get_or_create(group=group, page=root, permission=permission)


def _grant_media(apps: StateApps, group: Any) -> None:
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    model = apps.get_model("wagtailcore", "GroupCollectionPermission")
    for label in MEDIA:
        model.objects.get_or_create(group=group, collection=root, permission=_permission(apps, label))


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("certificates", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        migrations.RunPython(make_pages, migrations.RunPython.noop),
    ]
