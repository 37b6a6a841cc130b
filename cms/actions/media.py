"""Where the images and documents of courses are kept, and who may use them."""

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import F, Q
from wagtail.models import Collection, GroupCollectionPermission

from cms.models import CourseTeam

# Made by migration. Whoever writes a course may choose what is in it, administrators fill it.
SHARED = "Shared by all courses"
OWN = Q(content_type__app_label="wagtailimages", codename__in=["add_image", "change_image", "choose_image"]) | Q(
    content_type__app_label="wagtaildocs", codename__in=["add_document", "change_document", "choose_document"]
)
LONGEST_NAME = 200


@transaction.atomic
def give_collection(team: CourseTeam) -> Collection:
    """The team's own, made if it has none: its members, and no other instructors, add to it, choose and edit."""
    locked = CourseTeam.objects.select_for_update(of=("self",)).select_related("course", "collection").get(pk=team.pk)
    if locked.collection is not None:
        return locked.collection
    collection = _last_child(locked.course.title[:LONGEST_NAME])
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group_id=locked.group_id, collection=collection, permission=right)
        for right in Permission.objects.filter(OWN)
    )
    CourseTeam.objects.filter(pk=locked.pk).update(collection=collection)
    return collection


def shared() -> Collection:
    """Where what comes with packages goes; the root, if an administrator took the collection away."""
    found = Collection.objects.filter(name=SHARED).order_by("path").first()
    return found or Collection.get_first_root_node()


def _last_child(name: str) -> Collection:
    """Below the root and after all others.

    Treebeard would put it in order by name, and move several rows on in one statement to make room, which SQLite
    refuses because paths are unique.
    """
    root = Collection.objects.select_for_update().get(depth=1)
    last = root.get_children().order_by("path").last()
    path = last._inc_path() if last else Collection._get_path(root.path, root.depth + 1, 1)
    collection = Collection.objects.create(name=name, path=path, depth=root.depth + 1)
    Collection.objects.filter(pk=root.pk).update(numchild=F("numchild") + 1)
    return collection
