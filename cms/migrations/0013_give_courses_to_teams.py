"""Instructors write the courses of their teams. Whoever wrote everything so far is in every team of today."""

from typing import Any

from django.core.management.sql import emit_post_migrate_signal
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

WRITERS = "Instructors"
RIGHTS = ("add_page", "change_page")
GRANTS = {
    WRITERS: ["add_courseteam"],
    "Administrators": ["add_courseteam", "change_courseteam"],
}


def found(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; these are needed now."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=schema_editor.connection.alias)
    groups = apps.get_model("auth", "Group").objects
    for name, codenames in GRANTS.items():
        for group in groups.filter(name=name):
            group.permissions.add(*(_permission(apps, "cms", codename) for codename in codenames))
    writers = groups.filter(name=WRITERS).first()
    for course in apps.get_model("cms", "CoursePage").objects.order_by("pk"):
        _found(apps, course, writers)
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(group=writers, page=root).delete()
    _shorten_labels(apps)


def scatter(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Instructors write everything again; the groups of the teams go."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=schema_editor.connection.alias)
    team_model = apps.get_model("cms", "CourseTeam")
    group_model = apps.get_model("auth", "Group")
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    permissions = apps.get_model("wagtailcore", "GroupPagePermission").objects
    for group in group_model.objects.filter(name=WRITERS):
        for codename in RIGHTS:
            permissions.get_or_create(group=group, page=root, permission=_permission(apps, "wagtailcore", codename))
    pks = list(team_model.objects.values_list("group", flat=True))
    team_model.objects.all().delete()
    group_model.objects.filter(pk__in=pks).delete()


def _found(apps: StateApps, course: Any, writers: Any) -> None:
    """Named as the action names it."""
    group = apps.get_model("auth", "Group").objects.create(name=f"Course {course.pk}: {course.title[:100]}")
    permissions = apps.get_model("wagtailcore", "GroupPagePermission").objects
    for codename in RIGHTS:
        permission = _permission(apps, "wagtailcore", codename)
        permissions.create(group=group, page_id=course.pk, permission=permission)
    apps.get_model("cms", "CourseTeam").objects.create(course=course, group=group)
    if writers is not None:
        group.user_set.set(writers.user_set.all())


def _shorten_labels(apps: StateApps) -> None:
    """Histories that everybody on the staff reads name questions by reference, without what they ask."""
    kinds = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="cms", model="questionsnippet")
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.filter(content_type__in=kinds)
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(content_type__in=kinds)
    for rows, column in ((entries, "label"), (revisions, "object_str")):
        for pk, text in rows.filter(**{f"{column}__contains": ": "}).values_list("pk", column).iterator():
            rows.filter(pk=pk).update(**{column: text.partition(": ")[0]})


def _permission(apps: StateApps, app: str, codename: str) -> Any:
    return apps.get_model("auth", "Permission").objects.get(content_type__app_label=app, codename=codename)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0012_course_teams"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(found, scatter)]
