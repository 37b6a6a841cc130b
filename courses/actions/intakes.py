"""Bringing an article in: asked for by a person, carried out by a worker, at least once and never twice over."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from courses.actions import errands, sources
from courses.articles import Document, digest, to_json
from courses.models import Intake, SourceArticle, SourceSnapshot
from courses.problems import Problem
from courses.signals import intake_opened


class NotRetriable(Exception):
    """What was uploaded or pasted is kept for one reading only; it has to be given again."""


@transaction.atomic
def open_intake(
    *,
    actor: User,
    licence: str,
    url: str = "",
    content: bytes = b"",
    file_name: str = "",
    article: SourceArticle | None = None,
    title: str = "",
    publisher: str = "",
    at: datetime | None = None,
) -> Intake:
    """Ask for an article by address or by content; ``article`` is what it is a later version of."""
    intake = Intake(
        opened_by=actor,
        article=article,
        url=url,
        file_name=file_name,
        title=title,
        publisher=publisher,
        licence=licence,
        opened_at=at or timezone.now(),
    )
    if not url:
        intake.file.save(f"{intake.uuid}", ContentFile(content), save=False)
    intake.save()
    intake_opened.send(sender=Intake, intake=intake)
    return intake


@transaction.atomic
def reopen(intake: Intake, *, actor: User, at: datetime | None = None) -> Intake:
    """Fetch once more what could not be fetched; a second call changes nothing. Raises NotRetriable."""
    if not intake.url:
        raise NotRetriable(intake.uuid)
    again = {"state": Intake.State.WAITING, "problem": "", "try_count": 0, "closed_at": None, "claimed_at": None}
    failed = Intake.objects.filter(pk=intake.pk, state=Intake.State.FAILED)
    if failed.update(**again, opened_by=actor, opened_at=at or timezone.now()):
        intake.refresh_from_db()
        intake_opened.send(sender=Intake, intake=intake)
    return intake


@transaction.atomic
def claim(intake: Intake, *, at: datetime | None = None) -> bool:
    """Whether this worker may carry it out. One that killed several workers fails instead."""
    state = Intake.State.FETCHING if intake.url else Intake.State.READING
    try:
        is_taken = errands.take(intake, at=at or timezone.now())
    except errands.Exhausted:
        fail(intake, Problem.LOST, at=at)
        return False
    return is_taken and bool(Intake.objects.filter(pk=intake.pk).update(state=state))


def begin_reading(intake: Intake) -> None:
    """The page is here."""
    Intake.objects.filter(pk=intake.pk, state=Intake.State.FETCHING).update(state=Intake.State.READING)


@transaction.atomic
def finish(intake: Intake, *, document: Document, url: str = "", at: datetime | None = None) -> SourceSnapshot:
    """Keep what was read. The same content again is the same snapshot, whoever brings it in."""
    at = at or timezone.now()
    locked = Intake.objects.select_for_update().get(pk=intake.pk)
    if locked.snapshot_id is not None:
        return SourceSnapshot.objects.get(pk=locked.snapshot_id)
    rows = to_json(document.sections)
    known = _known(locked, digest(rows))
    snapshot = known or sources.record_snapshot(
        _article(locked, document),
        sections=rows,
        licence=locked.licence,
        title=locked.title or document.title,
        url=url or locked.url,
        language=document.language,
        image_count=document.image_count,
        retrieved_at=at,
        recorded_by=locked.opened_by,
    )
    _close(locked, state=Intake.State.DONE, snapshot=snapshot, was_known=known is not None, at=at)
    return snapshot


@transaction.atomic
def fail(intake: Intake, problem: Problem, *, at: datetime | None = None) -> None:
    """Say why not; one that is done stays done."""
    locked = Intake.objects.select_for_update().get(pk=intake.pk)
    if locked.is_under_way:
        _close(locked, state=Intake.State.FAILED, problem=problem, at=at or timezone.now())


def _known(intake: Intake, sha256: str) -> SourceSnapshot | None:
    """The snapshot with this content: of the article that was named, or of any, one of the library's own first."""
    same = SourceSnapshot.objects.filter(sha256=sha256)
    if intake.article_id is not None:
        return same.filter(article_id=intake.article_id).first()
    return same.order_by(F("article__course_uuid").asc(nulls_first=True), "pk").first()


def _article(intake: Intake, document: Document) -> SourceArticle:
    """What it is a version of: what was named, what the library has from this address, or something new."""
    if intake.article is not None:
        return intake.article
    known = SourceArticle.objects.filter(course_uuid=None, url=intake.url).exclude(url="").first()
    title = intake.title or document.title or intake.url or intake.file_name
    return known or SourceArticle.objects.create(
        title=title[:400] or str(intake.uuid), publisher=intake.publisher, url=intake.url
    )


def _close(intake: Intake, *, at: datetime, state: str, **facts: object) -> None:
    """End it, and let go of what was uploaded once that is certain."""
    uploaded = intake.file
    Intake.objects.filter(pk=intake.pk).update(state=state, closed_at=at, file="", **facts)
    errands.let_go_of(uploaded)
