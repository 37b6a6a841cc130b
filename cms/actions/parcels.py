"""Courses on their way: asked for, worked on by one worker at a time, finished once, kept for a while."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from cms.models import CoursePage, CourseParcel, ParcelEntry
from cms.signals import course_parcel_waits
from courses.actions import errands

Kind, State = CourseParcel.Kind, CourseParcel.State
# Exports hold the keys of exams, and uploads may: neither lies about for ever.
KEPT_FOR = timedelta(days=7)
LONGEST = 255


class NotReady(Exception):
    """There is nothing to load or to take: it is not there yet, or no more, or was loaded before."""


def open_export(course: CoursePage, *, actor: User, at: datetime | None = None) -> CourseParcel:
    """Ask for a course's package; who asks for the keys of its exam is kept."""
    return _open(CourseParcel(kind=Kind.EXPORT, course=course, name=course.title), actor, at)


def open_import(*, actor: User, content: "File[bytes]", file_name: str, at: datetime | None = None) -> CourseParcel:
    """Ask for a report on a package."""
    parcel = CourseParcel(kind=Kind.IMPORT, name=file_name[:LONGEST])
    parcel.file.save(str(parcel.uuid), content, save=False)
    return _open(parcel, actor, at)


def open_copy(
    course: CoursePage, *, title: str, slug: str, jurisdiction: str, actor: User, at: datetime | None = None
) -> CourseParcel:
    """Ask for a draft of the same course for another country."""
    terms = {"title": title, "slug": slug, "jurisdiction": jurisdiction}
    return _open(CourseParcel(kind=Kind.COPY, course=course, name=course.title, terms=terms), actor, at)


@transaction.atomic
def claim(parcel: CourseParcel, *, at: datetime | None = None) -> bool:
    """Whether this worker may go on with it. One that killed several workers fails instead."""
    try:
        if not errands.take(parcel, at=at or timezone.now()):
            return False
    except errands.Exhausted:
        fail(parcel, _("It could not be finished, so nothing has changed. Try a smaller package."), at=at)
        return False
    CourseParcel.objects.filter(pk=parcel.pk, state=State.WAITING).update(state=State.WORKING)
    parcel.refresh_from_db()
    return True


@transaction.atomic
def deliver(parcel: CourseParcel, content: bytes, *, at: datetime | None = None) -> CourseParcel:
    """Keep an export for the person who asked for it; a second call keeps the first."""
    locked = _locked(parcel)
    if locked.state == State.WORKING:
        locked.file.save(str(locked.uuid), ContentFile(content), save=False)
        _close(locked, at)
    return locked


@transaction.atomic
def report(parcel: CourseParcel, entries: Iterable[ParcelEntry], *, course: CoursePage | None) -> CourseParcel:
    """Keep what a package would do, and to which course; a second call keeps the first."""
    locked = _locked(parcel)
    if locked.state == State.WORKING:
        _keep(locked, entries)
        locked.course, locked.state = course, State.READY
        locked.claimed_at, locked.try_count, locked.closed_at = None, 0, timezone.now()
        locked.save()
    return locked


@transaction.atomic
def accept(parcel: CourseParcel, *, actor: User, at: datetime | None = None) -> CourseParcel:
    """Have the package loaded as drafts; a second call changes nothing. Raises NotReady."""
    locked = _locked(parcel)
    if locked.state in {State.APPLYING, State.DONE}:
        return locked
    if locked.state != State.READY or not locked.file:
        raise NotReady(locked.uuid)
    locked.state, locked.opened_at, locked.closed_at = State.APPLYING, at or timezone.now(), None
    locked.save()
    audit.record("cms.course.load_requested", locked, actor=actor, at=at, file=locked.name)
    course_parcel_waits.send(sender=CourseParcel, parcel=locked)
    return locked


@contextmanager
def finishing(parcel: CourseParcel, state: str, *, at: datetime | None = None) -> Iterator[CourseParcel | None]:
    """All of the work inside counts, and the parcel is done, or none of it; nobody else finishes it meanwhile.

    Gives nothing when somebody has finished it before. ``made`` and ``entries`` of what it gives say what came of it.
    """
    with transaction.atomic():
        locked = _locked(parcel)
        if locked.state != state:
            yield None
            return
        yield locked
        _let_go_of_file(locked)
        _close(locked, at)
        made = str(locked.made.translation_key) if locked.made else ""
        verb = "duplicated" if locked.kind == Kind.COPY else "loaded"
        audit.record(f"cms.course.{verb}", locked, actor=locked.opened_by, at=at, course=made, file=locked.name)


def keep(parcel: CourseParcel, entries: Iterable[ParcelEntry]) -> None:
    """What became of it in place of what would have become of it."""
    parcel.entries.all().delete()
    _keep(parcel, entries)


@transaction.atomic
def fail(
    parcel: CourseParcel, problem: str, entries: Iterable[ParcelEntry] = (), *, at: datetime | None = None
) -> None:
    """Say why not, and what is refused."""
    locked = _locked(parcel)
    if locked.is_under_way:
        keep(locked, entries)
        _let_go_of_file(locked)
        locked.state, locked.problem, locked.closed_at = State.FAILED, problem, at or timezone.now()
        locked.save()


@transaction.atomic
def note_download(parcel: CourseParcel, *, actor: User, at: datetime | None = None) -> None:
    """The package leaves. Raises NotReady."""
    if parcel.kind != Kind.EXPORT or parcel.state != State.DONE or not parcel.file:
        raise NotReady(parcel.uuid)
    audit.record("cms.course.downloaded", parcel, actor=actor, at=at, course=_key(parcel))


@transaction.atomic
def discard(parcel: CourseParcel) -> None:
    """Forget it, unless somebody is at it or something came of it. Raises NotReady."""
    locked = _locked(parcel)
    if locked.is_under_way or locked.made:
        raise NotReady(locked.uuid)
    _let_go_of_file(locked)
    locked.delete()


@transaction.atomic
def let_go_of_old(*, at: datetime | None = None) -> int:
    """Files that were kept long enough; returns how many."""
    old = (at or timezone.now()) - KEPT_FOR
    finished = CourseParcel.objects.exclude(state__in=CourseParcel.UNDER_WAY).filter(closed_at__lt=old)
    kept = list(finished.exclude(file="").select_for_update(of=("self",)))
    for parcel in kept:
        _let_go_of_file(parcel)
        parcel.save(update_fields=["file"])
    return len(kept)


@transaction.atomic
def _open(parcel: CourseParcel, actor: User, at: datetime | None) -> CourseParcel:
    parcel.opened_by, parcel.opened_at = actor, at or timezone.now()
    parcel.save()
    verbs = {Kind.EXPORT: "export_requested", Kind.IMPORT: "import_requested", Kind.COPY: "copy_requested"}
    facts: dict[str, Any] = {"course": _key(parcel), "name": parcel.name}
    audit.record(f"cms.course.{verbs[Kind(parcel.kind)]}", parcel, actor=actor, at=parcel.opened_at, **facts)
    course_parcel_waits.send(sender=CourseParcel, parcel=parcel)
    return parcel


def _locked(parcel: CourseParcel) -> CourseParcel:
    rows = CourseParcel.objects.select_for_update(of=("self",)).select_related("opened_by", "course", "made")
    return rows.get(pk=parcel.pk)


def _close(parcel: CourseParcel, at: datetime | None) -> None:
    parcel.state, parcel.closed_at, parcel.claimed_at = State.DONE, at or timezone.now(), None
    parcel.save()


def _keep(parcel: CourseParcel, entries: Iterable[ParcelEntry]) -> None:
    rows = list(entries)
    for place, row in enumerate(rows, start=1):
        row.parcel, row.position = parcel, place
    ParcelEntry.objects.bulk_create(rows, batch_size=500)


def _key(parcel: CourseParcel) -> str:
    return str(parcel.course.translation_key) if parcel.course else ""


def _let_go_of_file(parcel: CourseParcel) -> None:
    kept, parcel.file = parcel.file, ""
    errands.let_go_of(kept)
