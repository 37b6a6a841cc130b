"""From a wish to a snapshot: once per content, whatever happens on the way."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from courses import tasks
from courses.actions import errands, intakes, sources
from courses.models import Intake, Licence, SourceArticle, SourceSnapshot
from courses.problems import Problem

TEXT = b"Rules\n\nThey are strict.\n\nPrices\n\nThey are high."


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """Work that follows a commit happens at once."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def bring(actor: User, content: bytes = TEXT, **facts: Any) -> Intake:
    """Ask and carry out."""
    intake = intakes.open_intake(actor=actor, licence=Licence.NOT_OURS, content=content, **facts)
    tasks.bring_in(intake.pk)
    return Intake.objects.get(pk=intake.pk)


def test_what_was_pasted_becomes_a_snapshot_once_it_is_committed(instructor: User, committed: Any) -> None:
    with committed():
        intake = intakes.open_intake(actor=instructor, licence=Licence.BY, content=TEXT, title="Cells", publisher="We")
    intake.refresh_from_db()
    assert intake.state == Intake.State.DONE
    snapshot = intake.snapshot
    assert snapshot is not None
    assert [section["heading"] for section in snapshot.sections] == ["Rules", "Prices"]
    assert (snapshot.title, snapshot.licence, snapshot.recorded_by) == ("Cells", "CC BY 4.0", instructor)
    assert (snapshot.article.title, snapshot.article.publisher) == ("Cells", "We")
    assert (snapshot.article.course_uuid, snapshot.article.ref) == (None, "")
    assert snapshot.is_reusable


def test_what_was_uploaded_is_kept_for_one_reading_only(instructor: User, committed: Any) -> None:
    intake = intakes.open_intake(actor=instructor, licence=Licence.NOT_OURS, content=TEXT, file_name="cells.txt")
    storage, name = intake.file.storage, intake.file.name
    assert storage.exists(name)
    with committed():
        tasks.bring_in(intake.pk)
    assert not storage.exists(name)
    intake.refresh_from_db()
    assert not intake.file


def test_the_same_content_again_is_the_same_snapshot(instructor: User, reviewer: User) -> None:
    first = bring(instructor, title="Cells")
    second = bring(reviewer, title="Cells, brought in by somebody else")
    assert second.snapshot == first.snapshot
    assert (first.was_known, second.was_known) == (False, True)
    assert SourceSnapshot.objects.get().title == "Cells"
    assert SourceArticle.objects.count() == 1


def test_other_content_of_a_named_article_is_its_next_snapshot(instructor: User) -> None:
    first = bring(instructor, title="Cells").snapshot
    assert first is not None
    second = bring(instructor, TEXT + b"\n\nMore of it.", article=first.article).snapshot
    assert second is not None
    assert second.article == first.article
    assert second != first
    again = bring(instructor, article=first.article)
    assert again.snapshot == first
    assert SourceSnapshot.objects.count() == 2


def test_a_task_that_runs_twice_changes_nothing(instructor: User) -> None:
    intake = bring(instructor)
    tasks.bring_in(intake.pk)
    intakes.finish(intake, document=tasks.formats.read(b"Other\n\nwords altogether."))
    assert SourceSnapshot.objects.get() == intake.snapshot


def test_a_refusal_says_why_and_leaves_nothing_behind(instructor: User) -> None:
    intake = bring(instructor, b"%PDF-1.7")
    assert (intake.state, intake.problem) == (Intake.State.FAILED, Problem.PDF)
    assert "Word file" in intake.get_problem_display()
    assert not SourceArticle.objects.exists()


def test_an_address_on_this_machine_fails_and_can_be_tried_again(instructor: User) -> None:
    intake = intakes.open_intake(actor=instructor, licence=Licence.NOT_OURS, url="http://127.0.0.1/article")
    tasks.bring_in(intake.pk)
    intake.refresh_from_db()
    assert (intake.state, intake.problem) == (Intake.State.FAILED, Problem.PRIVATE_HOST)
    intakes.reopen(intake, actor=instructor)
    assert Intake.objects.get().state == Intake.State.WAITING
    intakes.reopen(intake, actor=instructor)
    assert Intake.objects.get().problem == ""


def test_a_pasted_text_can_not_be_read_again(instructor: User) -> None:
    with pytest.raises(intakes.NotRetriable):
        intakes.reopen(bring(instructor, b"%PDF-1.7"), actor=instructor)


def test_only_one_worker_at_a_time_until_the_first_is_taken_for_dead(instructor: User) -> None:
    now = timezone.now()
    intake = intakes.open_intake(actor=instructor, licence=Licence.NOT_OURS, content=TEXT, at=now)
    assert intakes.claim(intake, at=now)
    assert not intakes.claim(intake, at=now + timedelta(minutes=1))
    assert list(Intake.objects.lost(now + timedelta(minutes=1))) == []
    later = now + Intake.CLAIM_LASTS + timedelta(seconds=1)
    assert list(Intake.objects.lost(later)) == [intake]
    assert intakes.claim(intake, at=later)


def test_an_article_that_kills_its_workers_fails_in_the_end(instructor: User) -> None:
    now = timezone.now()
    intake = intakes.open_intake(actor=instructor, licence=Licence.NOT_OURS, content=TEXT, at=now)
    for number in range(errands.MAX_TRIES):
        assert intakes.claim(intake, at=now + number * 2 * Intake.CLAIM_LASTS)
    assert not intakes.claim(intake, at=now + 10 * Intake.CLAIM_LASTS)
    intake.refresh_from_db()
    assert (intake.state, intake.problem) == (Intake.State.FAILED, Problem.LOST)


def test_what_a_lost_queue_left_behind_is_brought_in_by_the_sweep(instructor: User) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    intakes.open_intake(actor=instructor, licence=Licence.NOT_OURS, content=TEXT, at=long_ago)
    tasks.bring_in_lost()
    assert Intake.objects.get().state == Intake.State.DONE


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "done"},
        {"state": "failed"},
        {"state": "waiting", "problem": "pdf"},
    ],
)
def test_the_database_refuses_an_end_without_its_reason(instructor: User, facts: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Intake.objects.create(opened_by=instructor, licence="x", **facts)


@pytest.mark.parametrize("facts", [{"ref": "A1"}, {"course_uuid": uuid4()}])
def test_an_article_has_a_reference_in_a_course_or_neither(db: None, facts: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceArticle.objects.create(title="Cells", **facts)


def test_an_article_of_the_library_becomes_the_first_courses_own(instructor: User) -> None:
    snapshot = bring(instructor, title="Cells").snapshot
    assert snapshot is not None
    first, second = uuid4(), uuid4()
    assert sources.adopt(snapshot, course_uuid=first) == snapshot
    copy = sources.adopt(snapshot, course_uuid=second)
    assert copy != snapshot
    assert (copy.sections, copy.sha256, copy.licence) == (snapshot.sections, snapshot.sha256, snapshot.licence)
    assert sources.adopt(snapshot, course_uuid=second) == copy
    assert sources.adopt(snapshot, course_uuid=first) == snapshot
    refs = SourceArticle.objects.order_by("pk").values_list("course_uuid", "ref")
    assert list(refs) == [(first, "A1"), (second, "A1")]


def test_references_step_around_those_the_course_has(instructor: User) -> None:
    course = uuid4()
    sources.record_source(course, ref="A1", title="Taken")
    snapshot = bring(instructor).snapshot
    assert snapshot is not None
    assert sources.adopt(snapshot, course_uuid=course).article.ref == "A2"
