"""Several workers at one parcel, as when a queue hands a task out twice."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from cms import carrying, tasks
from cms.actions import parcels
from cms.models import CoursePage, CourseParcel
from tests.cms.trees import plant

pytestmark = pytest.mark.django_db(transaction=True)

TERMS = {"title": "Tea in Spain", "slug": "tea-spain", "jurisdiction": "Spain"}


@pytest.fixture
def parcel(instructor: User) -> CourseParcel:
    """A copy whose task was handed out by nobody yet."""
    facts = {"kind": "copy", "name": "Tea", "terms": TERMS, "opened_by": instructor}
    return CourseParcel.objects.create(course=plant().course, **facts)


def test_one_worker_gets_the_task(parcel: CourseParcel, together: Callable[..., list[Any]]) -> None:
    claims = together([partial(parcels.claim, CourseParcel.objects.get()) for _ in range(4)])
    assert sorted(claims) == [False, False, False, True]


def test_two_that_both_believe_it_theirs_make_one_course(
    parcel: CourseParcel, together: Callable[..., list[Any]]
) -> None:
    assert parcels.claim(parcel)
    together([partial(carrying.advance, CourseParcel.objects.get()) for _ in range(2)])
    parcel.refresh_from_db()
    assert (parcel.state, parcel.problem) == ("done", "")
    assert CoursePage.objects.filter(slug="tea-spain").count() == 1
    tasks.advance_course_parcel(parcel.pk)
    assert CoursePage.objects.count() == 2
