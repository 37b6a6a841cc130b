"""Taking a course out in the studio."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from cms.actions import parcels
from cms.models import CourseParcel
from tests.cms import trees
from tests.cms.parcels.conftest import EXPORT, PARCELS, Post, address, unzipped
from tests.cms.trees import Tree


def test_a_course_leaves_as_the_command_writes_it(
    tea: Tree, package: bytes, instructor: User, instructor_client: Client, post: Post
) -> None:
    parcel = post(instructor_client, EXPORT, course=tea.course.pk)
    screen = instructor_client.get(address(parcel)).content.decode()
    assert "The package is ready" in screen
    answer = instructor_client.post(address(parcel, "file/"))
    assert b"".join(answer.streaming_content) == package  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert 'filename="tea-' in answer["Content-Disposition"]
    entries = AuditEntry.objects.filter(subject_uuid=parcel.uuid).order_by("pk")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("cms.course.export_requested", instructor),
        ("cms.course.downloaded", instructor),
    ]


def test_the_courses_page_leads_there(tea: Tree, instructor_client: Client, reviewer_client: Client) -> None:
    links = (f"{EXPORT}?course={tea.course.pk}", f"{PARCELS}duplicate/{tea.course.pk}/")
    page = instructor_client.get(f"/cms/pages/{tea.course.pk}/").content.decode()
    assert all(link in page for link in links)
    assert not any(link in reviewer_client.get(f"/cms/pages/{tea.course.pk}/").content.decode() for link in links)
    assert not any(link in instructor_client.get(f"/cms/pages/{tea.module.pk}/").content.decode() for link in links)
    form = instructor_client.get(links[0]).content.decode()
    assert f'value="{tea.course.pk}" selected' in form


def test_what_a_package_cannot_hold_is_named_with_its_file(tea: Tree, instructor_client: Client, post: Post) -> None:
    lesson = tea.lessons[1]
    lesson.body = '[{"type": "text", "value": "<p><a linktype=\\"document\\" id=\\"1\\">A form</a></p>"}]'
    trees.publish(lesson)
    parcel = post(instructor_client, EXPORT, course=tea.course.pk)
    assert (parcel.state, parcel.file.name) == ("failed", "")
    screen = instructor_client.get(address(parcel)).content.decode()
    assert "1 thing stands in the way" in screen
    assert "course/01-basics/02-lesson-2.md" in screen


def test_it_is_handed_to_nobody_who_has_left_the_team(tea: Tree, instructor_client: Client, post: Post) -> None:
    parcel = post(instructor_client, EXPORT, course=tea.course.pk)
    tea.course.team.group.user_set.clear()
    answer = instructor_client.post(address(parcel, "file/"))
    assert (answer.status_code, answer.headers.get("Content-Disposition")) == (302, None)
    assert "Download" not in instructor_client.get(address(parcel)).content.decode()


def test_a_package_is_packed_once_and_kept_for_a_week(tea: Tree, instructor_client: Client, post: Post) -> None:
    parcel = post(instructor_client, EXPORT, course=tea.course.pk)
    parcels.deliver(parcel, b"again")
    assert CourseParcel.objects.get().file.name == parcel.file.name
    assert parcels.let_go_of_old() == 0
    later = timezone.now() + timedelta(days=8)
    assert parcels.let_go_of_old(at=later) == 1
    assert parcels.let_go_of_old(at=later) == 0
    assert "not kept any more" in instructor_client.get(address(parcel)).content.decode()
    assert instructor_client.post(address(parcel, "file/")).status_code == 404


def test_what_is_kept_no_longer_is_gone_from_the_storage(
    tea: Tree, instructor_client: Client, post: Post, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    parcel = post(instructor_client, EXPORT, course=tea.course.pk)
    assert storages["private"].exists(parcel.file.name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        instructor_client.post(address(parcel, "discard/"))
    assert not storages["private"].exists(parcel.file.name)
    assert not CourseParcel.objects.exists()


@pytest.mark.parametrize("who", ["instructor", "administrator"])
def test_only_published_courses_that_one_works_on_can_be_chosen(
    who: str, tea: Tree, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(f"{who}_client")
    other = trees.plant("coffee").course
    other.team.group.user_set.clear()
    assert client.post(EXPORT, {"course": other.pk}).status_code == (400 if who == "instructor" else 302)
    tea.course.unpublish()
    assert client.post(EXPORT, {"course": tea.course.pk}).status_code == 400


def test_the_list_costs_the_same_however_long_it_is(
    tea: Tree, instructor: User, instructor_client: Client, count_queries: Callable[..., int]
) -> None:
    parcels.open_export(tea.course, actor=instructor)
    instructor_client.get(PARCELS)
    one = count_queries(instructor_client.get, PARCELS)
    for _ in range(9):
        parcels.open_export(tea.course, actor=instructor)
    assert count_queries(instructor_client.get, PARCELS) == one <= 20


def test_what_leaves_comes_out_whole(tea: Tree, package: bytes) -> None:
    assert {"course.json", "items.json", "course/01-basics/01-lesson-1.md"} <= set(unzipped(package))
