import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from certificates.models import Certificate
from courses import standing
from courses.actions import outline, progress, sources
from courses.models import Activity, ActivityProgress, Course, Enrolment, Module
from courses.signals import outline_changed
from tests.factories.courses import SmallCourse, make_course, make_ready_for_exam, sit

MODULE = outline.ModuleFacts(uuid.UUID(int=1), "one", "One", 0)


def facts(number: int, **changes: Any) -> outline.ActivityFacts:
    values = {"kind": "lesson", "position": number, "minutes": 10, "is_required": True, "revision": 1, **changes}
    return outline.ActivityFacts(
        uuid.UUID(int=100 + number), MODULE.uuid, slug=f"l{number}", title=f"L{number}", **values
    )


@pytest.fixture
def course(db: None) -> Course:
    return outline.publish_course(outline.CourseFacts(uuid.uuid4(), "plain", "Plain", "", "en-gb", "1.0", "", ""))


@pytest.fixture
def changes() -> Iterator[list[Course]]:
    heard: list[Course] = []

    def hear(sender: type[Course], course: Course, **kwargs: Any) -> None:
        heard.append(course)

    outline_changed.connect(hear)
    yield heard
    outline_changed.disconnect(hear)


def publish(course: Course, *numbers: int) -> bool:
    return outline.publish_outline(course, modules=[MODULE], activities=[facts(number) for number in numbers])


def live(course: Course) -> list[str]:
    return [entry.title for entry in standing.outline(Course.objects.get(pk=course.pk))]


def test_publishing_the_same_outline_changes_nothing(course: Course, changes: list[Course]) -> None:
    assert publish(course, 1, 2) is True
    before = (list(Activity.objects.values()), list(Module.objects.values()), Course.objects.get().outline_version)
    assert publish(course, 1, 2) is False
    assert (
        list(Activity.objects.values()),
        list(Module.objects.values()),
        Course.objects.get().outline_version,
    ) == before
    assert len(changes) == 1


def test_what_is_not_named_is_retired_and_returns_with_its_row(course: Course) -> None:
    publish(course, 1, 2)
    kept = Activity.objects.get(slug="l2")
    publish(course, 1)
    assert live(course) == ["L1"]
    kept.refresh_from_db()
    assert kept.retired_at is not None
    publish(course, 1, 2)
    kept.refresh_from_db()
    assert kept.retired_at is None
    assert Activity.objects.count() == 2


def test_every_change_of_facts_is_told(course: Course, changes: list[Course]) -> None:
    publish(course, 1)
    for change in ({"minutes": 11}, {"position": 5}, {"is_required": False}, {"revision": 2}):
        assert outline.publish_outline(course, modules=[MODULE], activities=[facts(1, **change)]) is True
    assert outline.publish_outline(course, modules=[replace(MODULE, title="New")], activities=[]) is True
    assert len(changes) == 6


def test_retiring_entries_twice_changes_it_once(course: Course, changes: list[Course]) -> None:
    publish(course, 1, 2)
    outline.retire_entries(course.uuid, [uuid.UUID(int=101)])
    outline.retire_entries(course.uuid, [uuid.UUID(int=101)])
    assert live(course) == ["L2"]
    assert len(changes) == 2


def test_entries_of_another_course_are_left_alone(course: Course) -> None:
    publish(course, 1)
    other = make_course("other")
    outline.retire_entries(other.course.uuid, [uuid.UUID(int=101)])
    outline.publish_outline(other.course, modules=[], activities=[])
    assert live(course) == ["L1"]


def test_a_retired_course_returns_with_its_history(small: SmallCourse, enrolment: Enrolment) -> None:
    progress.complete(enrolment, small.lessons[0])
    outline.retire_course(small.course.uuid)
    first = Course.objects.get().retired_at
    outline.retire_course(small.course.uuid)
    assert Course.objects.get().retired_at == first
    published_at = Course.objects.get().published_at
    outline.publish_course(outline.CourseFacts(small.course.uuid, "small", "Small again", "", "en-gb", "1.1", "", ""))
    course = Course.objects.get()
    assert (course.title, course.version, course.retired_at) == ("Small again", "1.1", None)
    assert course.published_at == published_at
    assert standing.of(Enrolment.objects.select_related("course").get()).summary.lessons_done == 1


def test_an_edit_that_removes_the_last_gap_completes_the_learner(
    small: SmallCourse, enrolment: Enrolment, learner: User, django_capture_on_commit_callbacks: Any
) -> None:
    """All done but one lesson; the lesson is taken out; the task that hears of it does the rest."""
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    Certificate.objects.all().delete()
    Enrolment.objects.update(completed_at=None)
    ActivityProgress.objects.filter(activity=small.lessons[0]).delete()
    assert standing.of(Enrolment.objects.get()).is_complete is False
    with django_capture_on_commit_callbacks(execute=True):
        outline.retire_entries(small.course.uuid, [small.lessons[0].uuid])
    assert Enrolment.objects.get().completed_at is not None
    assert Certificate.objects.get().learner == learner


def test_a_new_lesson_takes_no_completion_back(small: SmallCourse, enrolment: Enrolment) -> None:
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    module = small.lessons[0].module
    added = outline.ActivityFacts(uuid.uuid4(), module.uuid, "lesson", "new", "New", 9, 10, True, 1)
    kept = [
        outline.ActivityFacts(
            entry.uuid,
            entry.module.uuid if entry.module else None,
            *(entry.kind, entry.slug, entry.title, entry.position, entry.minutes, entry.is_required, entry.revision),
        )
        for entry in Activity.objects.select_related("module")
    ]
    outline.publish_outline(
        small.course, modules=[outline.ModuleFacts(module.uuid, "basics", "Basics", 0)], activities=[*kept, added]
    )
    enrolment = Enrolment.objects.get()
    assert enrolment.completed_at is not None
    assert standing.of(enrolment).summary.percent == 80
    assert Certificate.objects.count() == 1


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(editions=st.lists(st.sets(st.integers(1, 5)), min_size=1, max_size=5), read=st.sets(st.integers(1, 5)))
def test_percent_never_exceeds_a_hundred_whatever_editors_do(
    course: Course, outsider: User, editions: list[set[int]], read: set[int]
) -> None:
    enrolment, _ = Enrolment.objects.get_or_create(learner=outsider, course=course)
    publish(course, *range(1, 6))
    for activity in Activity.objects.filter(slug__in=[f"l{number}" for number in read]):
        progress.complete(enrolment, activity)
    for edition in editions:
        publish(course, *edition)
        enrolment.course = Course.objects.get(pk=course.pk)
        place = standing.of(enrolment)
        done = {entry.title for entry, step in zip(place.outline, place.steps, strict=True) if step.is_done}
        assert [entry.title for entry in place.outline] == [f"L{number}" for number in sorted(edition)]
        assert 0 <= place.summary.percent <= 100
        assert (place.summary.percent == 100) == (bool(edition) and len(done) == len(edition))


def test_an_unchanged_claim_lets_go_of_nothing(course: Course) -> None:
    source = sources.record_source(course.uuid, ref="S1", title="On tea")
    said = {"statement": "Tea cures", "label": "misleading", "reason": "It does not"}
    dates = {"reviewed_on": None, "review_due": None}
    sources.record_claim(course.uuid, ref="C1", sources=[source], **dates, **said)
    version = Course.objects.get().outline_version
    sources.record_claim(course.uuid, ref="C1", sources=[source], **dates, **said)
    assert Course.objects.get().outline_version == version
    sources.record_claim(course.uuid, ref="C1", sources=[], **dates, **said)
    claim = sources.record_claim(course.uuid, ref="C1", sources=[], **dates, **{**said, "label": "early"})
    assert Course.objects.get().outline_version == version + 2
    assert (claim.label, claim.sources.count()) == ("early", 0)


def test_a_snapshot_is_kept_once_per_content(course: Course) -> None:
    source = sources.record_source(course.uuid, ref="S1", title="On tea")
    first = sources.record_snapshot(source, sections=[{"heading": "Leaf"}], licence="")
    assert sources.record_snapshot(source, sections=[{"heading": "Leaf"}], licence="") == first
    assert sources.record_snapshot(source, sections=[{"heading": "Stalk"}], licence="") != first
    assert sources.record_source(course.uuid, ref="S1", title="On green tea").pk == source.pk
