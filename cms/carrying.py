"""What a worker does with a course on its way: pack it, look into a package, load one, copy a course."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from accounts.models import User
from cms import teams
from cms.actions import parcels
from cms.languages import originals
from cms.models import CoursePage, CourseParcel, LessonPage, ParcelEntry
from cms.package import archive, copying, export, inventory, load
from cms.package.desk import Desk, Report, Verdict
from cms.package.gather import Pictures, gather
from cms.package.model import Package
from cms.package.problems import PackageError, Problem
from cms.package.read import read

logger = logging.getLogger(__name__)
Kind, State, Becomes = CourseParcel.Kind, CourseParcel.State, ParcelEntry.Verdict
# More of what is wrong helps nobody.
MOST_PROBLEMS = 500
# A note on how far it is outlives no task.
REMEMBERED = 15 * 60
VERDICTS = {
    Verdict.CREATED: Becomes.NEW,
    Verdict.REVISED: Becomes.CHANGED,
    Verdict.UNCHANGED: Becomes.KNOWN,
    Verdict.HELD: Becomes.LEFT_ALONE,
    Verdict.STAYS: Becomes.LEFT_ALONE,
}


class Refused(Exception):
    """Its owner may not do this, or not any more. The reason is its text."""


def advance(parcel: CourseParcel) -> None:
    """The next step of a parcel that this worker has claimed; whatever comes of it, its owner is told."""
    try:
        _step(parcel)()
    except PackageError as error:
        refused = [_refused(problem) for problem in error.problems[:MOST_PROBLEMS]]
        parcels.fail(parcel, _count(len(error.problems)), refused)
    except Refused as error:
        parcels.fail(parcel, str(error))
    except load.NoCatalogue:
        parcels.fail(parcel, _("The site has no catalogue page to put a course below."))
    except ValidationError as error:
        parcels.fail(parcel, " ".join(error.messages))
    except Exception:
        logger.exception("course parcel %s could not be finished", parcel.uuid)
        parcels.fail(parcel, _("Something in it could not be handled. Nothing has changed."))


def progress(parcel: CourseParcel) -> tuple[int, int]:
    """How many steps of how many; what is written inside a transaction nobody else would see."""
    done, total = cache.get(_key(parcel), (0, 0))
    return done, total


def _step(parcel: CourseParcel) -> Callable[[], None]:
    steps: dict[tuple[str, str], Callable[[CourseParcel], None]] = {
        (Kind.EXPORT, State.WORKING): _export,
        (Kind.IMPORT, State.WORKING): _look,
        (Kind.IMPORT, State.APPLYING): _load,
        (Kind.COPY, State.WORKING): _copy,
    }
    return lambda: steps[parcel.kind, parcel.state](parcel)


def _export(parcel: CourseParcel) -> None:
    content = export.zipped(export.files(_source(parcel)))
    archive.check(content, _("The package"))
    parcels.deliver(parcel, content)


def _look(parcel: CourseParcel) -> None:
    """By loading it and undoing that: the report says what loading would say."""
    with _package(parcel) as package:
        course = _target(package, parcel.opened_by)
        desk = Desk(package, parcel.opened_by, rehearses=True)
        found = load.draft(desk, progress=_noting(parcel))
        parcels.report(parcel, _entries(desk, found), course=course)


def _load(parcel: CourseParcel) -> None:
    with parcels.finishing(parcel, State.APPLYING) as locked:
        if locked is None:
            return
        with _package(locked) as package:
            _target(package, locked.opened_by)
            desk = Desk(package, locked.opened_by)
            found = load.draft(desk, progress=_noting(locked))
            parcels.keep(locked, _entries(desk, found))
            locked.made = originals(CoursePage).get(translation_key=package.uuid)


def _copy(parcel: CourseParcel) -> None:
    with parcels.finishing(parcel, State.WORKING) as locked:
        if locked is None:
            return
        course = _source(locked)
        pictures = Pictures(course)
        package = gather(course, pictures)
        copy = copying.copied(package, _terms(locked, course))
        desk = Desk(copy, locked.opened_by, original=pictures)
        found = load.draft(desk, progress=_noting(locked))
        parcels.keep(locked, [*_entries(desk, found), *_left_out(package)])
        locked.made = originals(CoursePage).get(translation_key=copy.uuid)


def _source(parcel: CourseParcel) -> CoursePage:
    """The course that leaves. Raises Refused."""
    if parcel.course is None or not parcel.course.live:
        raise Refused(_("The course is not published any more."))
    if not teams.may_carry(parcel.opened_by, parcel.course):
        raise Refused(_("You don't work on this course any more."))
    return parcel.course


def _target(package: Package, user: User) -> CoursePage | None:
    """The course that a package would change, or nothing for a new one. Raises Refused."""
    course = originals(CoursePage).filter(translation_key=package.uuid).first()
    if teams.may_load(user, course):
        return course
    if course is None:
        raise Refused(
            _("This package holds a course that this site does not have. Only administrators bring in new ones.")
        )
    raise Refused(_("This package holds a course that you don't work on."))


@contextmanager
def _package(parcel: CourseParcel) -> Iterator[Package]:
    with parcel.file.open("rb") as file:
        raw = file.read()
    with archive.unpacked(raw, parcel.name) as folder:
        yield read(folder)


def _terms(parcel: CourseParcel, course: CoursePage) -> copying.Terms:
    above: Page = course.get_parent()
    new = f"{parcel.terms['slug']}/"
    moves = {course.get_url(): f"{above.get_url()}{new}", course.get_full_url(): f"{above.get_full_url()}{new}"}
    return copying.Terms(name=parcel.uuid, moves=moves, **parcel.terms)


def _noting(parcel: CourseParcel) -> Callable[[int, int], None]:
    return lambda done, total: cache.set(_key(parcel), (done, total), REMEMBERED)


def _key(parcel: CourseParcel) -> str:
    return f"course-parcel/{parcel.uuid}/{parcel.state}"


def _entries(desk: Desk, report: Report) -> Iterable[ParcelEntry]:
    """What is made or changed first, what is there already last."""
    order = list(VERDICTS)
    for line in sorted(report.lines, key=lambda line: order.index(line.verdict)):
        item = desk.items.get(line.key)
        yield ParcelEntry(
            kind=str(inventory.KINDS[line.key[0]]),
            name=line.name[:200],
            title=item.title[:255] if item else "",
            file=item.file[:300] if item else "",
            verdict=VERDICTS[line.verdict],
            reason=line.reason,
        )


def _left_out(package: Package) -> Iterable[ParcelEntry]:
    kind = str(inventory.KINDS[LessonPage])
    for lesson, reason in copying.left_out(package):
        yield ParcelEntry(
            kind=kind, name=lesson.id[:200], title=lesson.title[:255], verdict=Becomes.LEFT_ALONE, reason=reason
        )


def _refused(problem: Problem) -> ParcelEntry:
    return ParcelEntry(
        name=problem.entry[:200], file=problem.file[:300], verdict=Becomes.REFUSED, reason=problem.message
    )


def _count(number: int) -> str:
    return ngettext(
        "%(number)d thing stands in the way, so nothing has changed.",
        "%(number)d things stand in the way, so nothing has changed.",
        number,
    ) % {"number": number}
