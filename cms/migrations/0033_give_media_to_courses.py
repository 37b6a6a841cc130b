"""Images and documents belong to courses. What lessons of one course alone show goes to that course, the rest is shared."""

from collections import defaultdict
from typing import Any

from django.core.management.sql import emit_post_migrate_signal
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SHARED = "Shared by all courses"
WRITERS = "Instructors"
MEDIA = (("wagtailimages", "image"), ("wagtaildocs", "document"))
STEP = 4
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; these are needed now."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=schema_editor.connection.alias)
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    shared = _collection(apps, SHARED)
    writers = apps.get_model("auth", "Group").objects.filter(name=WRITERS).first()
    if writers is not None:
        apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(
            group=writers, collection=root
        ).delete()
        _grant(apps, writers, shared, ["choose"])
    homes = _homes(apps)
    for app, model in MEDIA:
        media = apps.get_model(app, model).objects.filter(collection_id=root.pk)
        for collection, keys in homes[model].items():
            media.filter(pk__in=keys).update(collection_id=collection)
        media.update(collection_id=shared.pk)


def take_back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Everything is the root's again, and instructors add to it and choose from it."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=schema_editor.connection.alias)
    collections = apps.get_model("wagtailcore", "Collection").objects
    root = collections.get(depth=1)
    teams = apps.get_model("cms", "CourseTeam").objects
    pks = [*teams.exclude(collection=None).values_list("collection", flat=True)]
    pks += collections.filter(name=SHARED, depth=2).values_list("pk", flat=True)
    for app, model in MEDIA:
        apps.get_model(app, model).objects.filter(collection_id__in=pks).update(collection_id=root.pk)
    teams.update(collection=None)
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(collection__in=pks).delete()
    removed, _by_kind = collections.filter(pk__in=pks).delete()
    root.numchild -= removed
    root.save(update_fields=["numchild"])
    for writers in apps.get_model("auth", "Group").objects.filter(name=WRITERS):
        _grant(apps, writers, root, ["add", "choose"])


def _homes(apps: StateApps) -> dict[str, dict[int, list[str]]]:
    """For each kind the courses' new collections, with the keys of what pages of that course alone refer to."""
    kinds = apps.get_model("contenttypes", "ContentType").objects
    references = apps.get_model("wagtailcore", "ReferenceIndex").objects
    homes: dict[str, dict[int, list[str]]] = {}
    courses = _courses(apps)
    pages = dict(apps.get_model("wagtailcore", "Page").objects.values_list("pk", "path"))
    for app, model in MEDIA:
        users = defaultdict(set)
        rows = references.filter(to_content_type__in=kinds.filter(app_label=app, model=model))
        for key, user in rows.values_list("to_object_id", "object_id"):
            path = pages.get(int(user), "") if user.isdigit() else ""
            users[key].add(next((pk for start, pk in courses.items() if path.startswith(start)), None))
        homes[model] = defaultdict(list)
        for key, found in users.items():
            if len(found) == 1 and (home := found.pop()) is not None:
                homes[model][home].append(key)
    return homes


def _courses(apps: StateApps) -> dict[str, int]:
    """A collection for each course with a team, by the course's path."""
    collections = {}
    for team in apps.get_model("cms", "CourseTeam").objects.select_related("course", "group").order_by("pk"):
        collection = _collection(apps, team.course.title[:200])
        _grant(apps, team.group, collection, ["add", "change", "choose"])
        type(team).objects.filter(pk=team.pk).update(collection=collection)
        collections[team.course.path] = collection.pk
    return collections


def _collection(apps: StateApps, name: str) -> Any:
    """The last child of the root."""
    model = apps.get_model("wagtailcore", "Collection")
    root = model.objects.get(depth=1)
    last = model.objects.filter(depth=2).order_by("path").last()
    number = int(last.path[-STEP:], 36) + 1 if last else 1
    step = "".join(DIGITS[number // 36**place % 36] for place in reversed(range(STEP)))
    model.objects.filter(pk=root.pk).update(numchild=root.numchild + 1)
    return model.objects.create(name=name, path=f"{root.path}{step}", depth=2)


def _grant(apps: StateApps, group: Any, collection: Any, acts: list[str]) -> None:
    permissions = apps.get_model("auth", "Permission").objects
    rights = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for app, model in MEDIA:
        for act in acts:
            permission = permissions.get(content_type__app_label=app, codename=f"{act}_{model}")
            rights.get_or_create(group=group, collection=collection, permission=permission)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0032_course_collections"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(give, take_back)]
