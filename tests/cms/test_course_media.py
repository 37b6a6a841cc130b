"""Images and documents belong to a course: through the addresses of Wagtail's own media screens."""

import io
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, GroupCollectionPermission

from accounts.models import User
from cms.actions import media, teams
from cms.models import CoursePage, CourseTeam
from tests.cms import trees
from tests.cms.trees import Tree

REFUSED = {302, 403, 404, 405}
OTHERS = ["client", "learner_client", "instructor_client", "registrar_client", "reviewer_client"]


def png() -> bytes:
    content = io.BytesIO()
    Picture.new("RGB", (4, 4)).save(content, "PNG")
    return content.getvalue()


def image(collection: Collection, title: str, **facts: Any) -> Image:
    return Image.objects.create(
        title=title, file=ImageFile(io.BytesIO(png()), f"{title}.png"), collection=collection, **facts
    )


def document(collection: Collection, title: str, **facts: Any) -> Document:
    file = ContentFile(b"Words.", f"{title}.txt")
    return Document.objects.create(title=title, file=file, collection=collection, **facts)


@pytest.fixture
def coffee(tree: Tree, instructor: User) -> CourseTeam:
    """The team of a course that the instructor, who writes tea, is not in."""
    course = trees.plant("coffee").course
    course.team.group.user_set.clear()
    return CourseTeam.objects.get(course=course)


@pytest.fixture
def tea(tree: Tree) -> CourseTeam:
    return CourseTeam.objects.get(course=tree.course)


def doors(thing: Image | Document) -> list[str]:
    """Every address of one of them, but where it is served from."""
    if isinstance(thing, Document):
        names, space, kind = ["edit", "delete", "document_usage", "delete_multiple"], "wagtaildocs", "document"
    else:
        names = ["edit", "delete", "image_usage", "url_generator", "preview", "delete_multiple"]
        space, kind = "wagtailimages", "image"
    keys: dict[str, list[Any]] = {"preview": [thing.pk, "width-40"]}
    every = [reverse(f"{space}:{name}", args=keys.get(name, [thing.pk])) for name in names]
    label = f"{space}/{kind}"
    return [*every, *(f"/cms/bulk/{label}/{act}/?id={thing.pk}" for act in ("delete", "add_tags", "add_to_collection"))]


@pytest.mark.parametrize("make", [image, document])
@pytest.mark.parametrize("name", OTHERS)
def test_nobody_outside_the_team_opens_edits_or_deletes_them(
    name: str, make: Any, coffee: CourseTeam, tea: CourseTeam, request: pytest.FixtureRequest
) -> None:
    thing, client = make(coffee.collection, "Beans"), request.getfixturevalue(name)
    values = {"title": "Mine", "collection": tea.collection_id, "tags": "mine", "description": ""}
    for address in doors(thing):
        for answer in (client.get(address), client.post(address, values)):
            is_bulk = "/bulk/" in address
            assert answer.status_code in REFUSED or is_bulk or "/multiple/" in address, address
            if is_bulk and answer.status_code == 200:
                assert b"You don't have permission" in answer.content, address
    fresh = type(thing).objects.get(pk=thing.pk)
    assert (fresh.title, fresh.collection, list(fresh.tags.names())) == ("Beans", coffee.collection, [])


@pytest.mark.parametrize("make", [image, document])
def test_a_member_of_the_team_edits_and_deletes_them_whoever_added_them(
    make: Any, tea: CourseTeam, instructor_client: Client, administrator: User
) -> None:
    thing = make(tea.collection, "Leaves", uploaded_by_user=administrator)
    edit, delete = doors(thing)[:2]
    assert instructor_client.get(edit).status_code == 200
    instructor_client.post(
        edit, {"title": "Green leaves", "collection": tea.collection_id, "tags": "", "description": ""}
    )
    assert type(thing).objects.get().title == "Green leaves"
    instructor_client.post(delete)
    assert not type(thing).objects.exists()


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_what_an_instructor_adds_goes_to_a_course_of_theirs(
    kind: str, tea: CourseTeam, coffee: CourseTeam, instructor_client: Client
) -> None:
    model, content = (Image, png()) if kind == "images" else (Document, b"Words.")
    for collection in (coffee.collection_id, media.shared().pk, Collection.get_first_root_node().pk):
        file = SimpleUploadedFile("a.png" if kind == "images" else "a.txt", content)
        values = {"title": "A", "file": file, "collection": collection, "tags": "", "description": ""}
        instructor_client.post(f"/cms/{kind}/add/", values)
        instructor_client.post(
            f"/cms/{kind}/multiple/add/", {**values, "files[]": SimpleUploadedFile("b.png", content)}
        )
    assert set(model.objects.values_list("collection", flat=True)) <= {tea.collection_id}


@pytest.mark.parametrize(("kind", "make"), [("images", image), ("documents", document)])
def test_choosers_and_lists_show_their_own_and_what_is_shared(
    kind: str, make: Any, tea: CourseTeam, coffee: CourseTeam, instructor_client: Client
) -> None:
    others, own, common = make(coffee.collection, "Beans"), make(tea.collection, "Leaves"), make(media.shared(), "Cup")
    chooser = instructor_client.get(f"/cms/{kind}/chooser/").content.decode()
    assert "Leaves" in chooser
    assert "Cup" in chooser
    assert "Beans" not in chooser
    assert "Beans" not in instructor_client.get(f"/cms/{kind}/").content.decode()
    space = "wagtailimages_chooser" if kind == "images" else "wagtaildocs_chooser"
    for thing, is_offered in ((own, True), (common, True), (others, False)):
        answer = instructor_client.get(reverse(f"{space}:chosen", args=[thing.pk]))
        assert (thing.title in answer.content.decode()) is is_offered, thing.title
    edit = doors(common)[0]
    assert instructor_client.get(edit).status_code in REFUSED


def test_a_new_course_has_a_collection_and_its_writer_adds_to_it(
    tree: Tree, instructor: User, instructor_client: Client
) -> None:
    instructor_client.post("/cms/teams/begin/", {"title": "Cocoa"})
    team = CourseTeam.objects.get(course__title="Cocoa")
    file = SimpleUploadedFile("a.txt", b"Words.")
    instructor_client.post(
        "/cms/documents/add/", {"title": "A", "file": file, "collection": team.collection_id, "tags": ""}
    )
    assert Document.objects.get().collection == team.collection


def test_collections_are_made_whatever_courses_are_called(tree: Tree) -> None:
    """SQLite refuses to move several collections on at once, which ordering them by name would ask of it."""
    for title in ("Zinnia", "Yarrow", "Anise", "Mint"):
        trees.add(tree.course.get_parent(), CoursePage(title=title, slug=title.lower(), summary="S"))
    assert Collection.find_problems() == ([], [], [], [], [])
    assert CourseTeam.objects.filter(collection__name__in=["Zinnia", "Yarrow", "Anise", "Mint"]).count() == 4


def test_a_team_without_one_is_given_one_once(tree: Tree, instructor: User) -> None:
    CourseTeam.objects.update(collection=None)
    for _ in range(2):
        call_command("join_teams", instructor.email)
    assert CourseTeam.objects.get().collection.name == "Tea"
    assert teams.found(tree.course).collection == CourseTeam.objects.get().collection
    assert Collection.objects.filter(name="Tea").count() == 2  # the one it had, and the one it was given


def test_media_of_before_go_to_the_course_that_shows_them_or_are_shared(tree: Tree) -> None:
    """The migration, on what an earlier release left behind."""
    given = import_module("cms.migrations.0033_give_media_to_courses")
    editor = connection.schema_editor(atomic=False)
    given.take_back(apps, editor)
    assert CourseTeam.objects.get().collection is None
    root = Collection.get_first_root_node()
    shown, unused = image(root, "Shown"), image(root, "Unused")
    course = trees.fresh(tree.course)
    course.image = shown
    trees.publish(course)
    given.give(apps, editor)
    assert Image.objects.get(pk=shown.pk).collection == CourseTeam.objects.get().collection
    assert Image.objects.get(pk=unused.pk).collection == media.shared()
    writers = Group.objects.get(name="Instructors")
    held = GroupCollectionPermission.objects.filter(group=writers).values_list("collection__name", flat=True)
    assert set(held) == {media.SHARED}
    assert Collection.find_problems() == ([], [], [], [], [])
