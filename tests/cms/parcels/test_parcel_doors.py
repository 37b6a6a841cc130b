"""Who may take courses out, bring them in and copy them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from cms.models import CoursePage, CourseParcel
from tests.cms import trees
from tests.cms.parcels.conftest import EXPORT, LOAD, PARCELS, Post, address
from tests.cms.trees import Tree

TERMS = {"title": "Tea in Spain", "slug": "tea-spain", "jurisdiction": "Spain"}


def knock(client: Client, tree: Tree) -> list[int]:
    """Every door that needs no parcel."""
    copy = f"{PARCELS}duplicate/{tree.course.pk}/"
    answers = [client.get(to) for to in (PARCELS, EXPORT, LOAD, copy)]
    answers.append(client.post(EXPORT, {"course": tree.course.pk}))
    answers.append(client.post(LOAD, {"file": SimpleUploadedFile("a.zip", b"PK")}))
    answers.append(client.post(copy, TERMS))
    assert not any(b"Lesson 1" in answer.content for answer in answers)
    return [answer.status_code for answer in answers]


def test_a_visitor_is_sent_to_sign_in(client: Client, tree: Tree) -> None:
    assert knock(client, tree) == [302] * 7
    assert client.get(PARCELS).headers["Location"].startswith("/accounts/login/")
    assert not CourseParcel.objects.exists()


@pytest.mark.parametrize("who", ["learner", "outsider", "reviewer", "registrar"])
def test_others_are_turned_away(who: str, tree: Tree, request: pytest.FixtureRequest) -> None:
    assert set(knock(request.getfixturevalue(f"{who}_client"), tree)) <= {302, 403}
    assert not CourseParcel.objects.exists()


def test_an_instructor_of_another_course_takes_and_copies_nothing(tree: Tree, instructor_client: Client) -> None:
    tree.course.team.group.user_set.clear()
    copy = f"{PARCELS}duplicate/{tree.course.pk}/"
    assert tree.course.title not in instructor_client.get(EXPORT).content.decode()
    assert instructor_client.post(EXPORT, {"course": tree.course.pk}).status_code == 400
    assert instructor_client.get(copy).status_code == 302
    assert instructor_client.post(copy, TERMS).status_code == 302
    assert not CourseParcel.objects.exists()


def test_an_instructor_changes_no_course_of_others(
    tea: Tree, package: bytes, instructor_client: Client, bring: Post
) -> None:
    tea.course.team.group.user_set.clear()
    parcel = bring(instructor_client, package)
    assert (parcel.state, parcel.problem) == ("failed", "This package holds a course that you don't work on.")
    assert not parcel.entries.exists()
    instructor_client.post(address(parcel, "load/"))
    assert CourseParcel.objects.get().state == "failed"


def test_an_instructor_brings_in_no_new_course(
    tea: Tree, package: bytes, instructor_client: Client, bring: Post
) -> None:
    CoursePage.objects.get().delete()
    parcel = bring(instructor_client, package)
    assert (parcel.state, "Only administrators" in parcel.problem) == ("failed", True)


def test_who_has_left_the_team_loads_nothing(tea: Tree, package: bytes, instructor_client: Client, bring: Post) -> None:
    parcel = bring(instructor_client, package)
    tea.course.team.group.user_set.clear()
    assert instructor_client.post(address(parcel, "load/")).url == "/cms/"  # type: ignore[attr-defined]
    assert CourseParcel.objects.get().state == "ready"
    assert "Lesson 1" not in instructor_client.get(address(parcel)).content.decode()


def test_a_parcel_is_its_owners_alone(
    tea: Tree, package: bytes, instructor_client: Client, administrator_client: Client, bring: Post, post: Post
) -> None:
    tea.course.team.group.user_set.add(User.objects.get(email__startswith="administrator"))
    for parcel in (bring(instructor_client, package), post(instructor_client, EXPORT, course=tea.course.pk)):
        assert administrator_client.get(address(parcel)).status_code == 404
        for act in ("file/", "load/", "discard/"):
            assert administrator_client.post(address(parcel, act)).status_code == 404
    assert "tea.zip" not in administrator_client.get(PARCELS).content.decode()
    assert CourseParcel.objects.count() == 2


def test_what_does_something_is_only_posted(tea: Tree, instructor_client: Client, post: Post) -> None:
    parcel = post(instructor_client, EXPORT, course=tea.course.pk)
    assert {instructor_client.get(address(parcel, act)).status_code for act in ("file/", "load/", "discard/")} == {405}


def test_an_export_is_not_loaded_and_an_upload_not_handed_out(
    tea: Tree, package: bytes, instructor_client: Client, bring: Post, post: Post
) -> None:
    uploaded, exported = bring(instructor_client, package), post(instructor_client, EXPORT, course=tea.course.pk)
    assert instructor_client.post(address(uploaded, "file/")).status_code == 404
    instructor_client.post(address(exported, "load/"))
    exported.refresh_from_db()
    assert exported.state == "done"


def test_forms_that_say_nothing_are_sent_back(tree: Tree, instructor_client: Client) -> None:
    taken = {"title": "Tea", "slug": "tea", "jurisdiction": "Spain"}
    copy = f"{PARCELS}duplicate/{tree.course.pk}/"
    assert [instructor_client.post(to, values).status_code for to, values in [
        (EXPORT, {}), (LOAD, {}), (copy, {}), (copy, taken), (copy, {**TERMS, "slug": "a b"}),
    ]] == [400] * 5  # fmt: skip
    trees.fresh(tree.course).unpublish()
    assert instructor_client.post(copy, TERMS).status_code == 400
    assert not CourseParcel.objects.exists()
