"""What somebody has read, sat and earned, as facts: for the page, the table and the document."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.documents import transcripts
from certificates.models import Certificate
from courses.models import ActivityProgress, Enrolment
from quizzes import screens
from quizzes.models import Attempt

HEADINGS = ("course", "round", "kind", "title", "attempt", "date", "result", "detail")


@dataclass(frozen=True)
class Taken:
    """One round of one course."""

    enrolment: Enrolment
    lessons: list[ActivityProgress]
    attempts: list[Attempt]


@dataclass(frozen=True)
class Transcript:
    """Everything, the newest first."""

    person: User
    made_at: datetime
    courses: list[Taken]
    certificates: list[Certificate]


def of(person: User, *, at: datetime) -> Transcript:
    """Four queries, however much there is."""
    enrolments = Enrolment.objects.owned_by(person).select_related("course").order_by("-enrolled_at", "-pk")
    read = ActivityProgress.objects.filter(enrolment__learner=person, completed_at__isnull=False)
    lessons = _grouped(read.filter(activity__kind="lesson").select_related("activity").order_by("completed_at", "pk"))
    sat = Attempt.objects.owned_by(person).counted().exclude(status=Attempt.Status.OPEN)
    attempts = _grouped(sat.select_related("quiz__activity__course").order_by("submitted_at", "pk"))
    return Transcript(
        person,
        at,
        [Taken(enrolment, lessons[enrolment.pk], attempts[enrolment.pk]) for enrolment in enrolments],
        list(Certificate.objects.owned_by(person).order_by("-issued_at", "-pk")),
    )


def shown(transcript: Transcript) -> dict[str, Any]:
    """For the page."""
    return {
        "person": transcript.person.legal_name or transcript.person.email,
        "made_at": transcript.made_at,
        "courses": [_course(taken) for taken in transcript.courses],
        "certificates": [_certificate(certificate) for certificate in transcript.certificates],
    }


def result(attempt: Attempt) -> str:
    """The outcome alone: no question, no answer."""
    if attempt.status == Attempt.Status.MARKING:
        return _("Being marked")
    percent = screens.outcome(attempt)["percent"]
    words = _("Passed, %(percent)s %%") if attempt.is_passed else _("Not passed, %(percent)s %%")
    return words % {"percent": percent}


def state_words(state: str) -> str:
    """As components/status.html says it."""
    return {
        "valid": _("Valid"),
        "expiring": _("Valid, ends soon"),
        "expired": _("Expired"),
        "suspended": _("Suspended"),
        "revoked": _("Revoked"),
        "superseded": _("Replaced by a newer one"),
    }[state]


def table(transcript: Transcript) -> Iterator[Sequence[Any]]:
    """Rows under ``HEADINGS``: one for each thing that happened."""
    for taken in transcript.courses:
        own = (taken.enrolment.course.title, taken.enrolment.round)
        yield (*own, "enrolment", "", "", _day(taken.enrolment.enrolled_at), standing(taken.enrolment), "")
        for row in taken.lessons:
            yield (*own, "lesson", row.activity.title, "", _day(row.completed_at), _("Read"), "")
        for attempt in taken.attempts:
            activity = attempt.quiz.activity
            when = _day(attempt.submitted_at)
            yield (*own, activity.kind, activity.title, attempt.number, when, result(attempt), "")
    for held in transcript.certificates:
        facts = (held.facts["course_title"], "", "certificate", held.facts["credential_title"], "")
        yield (*facts, held.issued_on.isoformat(), state_words(held.state()), held.serial or "")


def document(transcript: Transcript) -> bytes:
    """The PDF, in the language of the page. Raises certificates.wording.CannotSetText."""
    told = shown(transcript)
    words = {
        "lessons": _("Lessons read"),
        "lesson_headings": [_("Lesson"), _("Read on")],
        "attempts": _("Quizzes and exams"),
        "attempt_headings": [_("Title"), _("Attempt"), _("Date"), _("Result")],
        "certificates": _("Certificates"),
        "certificate_headings": [_("Title"), _("Serial"), _("Issued"), _("Valid until"), _("State")],
    }
    return transcripts.render(
        {
            "title": _("Transcript of learning"),
            "issuer": settings.ISSUER_NAME,
            "made": _("As of %(moment)s") % {"moment": _printed(transcript.made_at)},
            "foot": _("A statement of what was done. It is no certificate; certificates can be checked at %(site)s.")
            % {"site": f"{settings.SITE_URL}/verify/"},
            "is_rtl": get_language_bidi(),
            "words": words,
            "courses": [_printed_course(course) for course in told["courses"]],
            "certificates": [_printed_certificate(held) for held in told["certificates"]],
        },
        person=told["person"],
        language=get_language() or settings.LANGUAGE_CODE,
        timestamp=transcript.made_at,
    )


def standing(enrolment: Enrolment) -> str:
    """What became of a round."""
    if enrolment.completed_at:
        return _("Completed on %(day)s") % {"day": _printed(enrolment.completed_at)}
    if enrolment.withdrawn_at:
        return _("Left on %(day)s") % {"day": _printed(enrolment.withdrawn_at)}
    return _("In progress")


def _course(taken: Taken) -> dict[str, Any]:
    enrolment = taken.enrolment
    return {
        "title": enrolment.course.title,
        "round": enrolment.round,
        "version": enrolment.course.version,
        "enrolled_at": enrolment.enrolled_at,
        "standing": standing(enrolment),
        "lessons": [{"title": row.activity.title, "at": row.completed_at} for row in taken.lessons],
        "attempts": [
            {
                "title": attempt.quiz.activity.title,
                "is_exam": attempt.quiz.activity.is_exam,
                "number": attempt.number,
                "at": attempt.submitted_at,
                "result": result(attempt),
            }
            for attempt in taken.attempts
        ],
    }


def _certificate(held: Certificate) -> dict[str, Any]:
    return {
        "title": held.facts["credential_title"],
        "serial": held.serial or "",
        "issued_on": held.issued_on,
        "expires_on": held.expires_on,
        "state": held.state(),
        "url": held.get_absolute_url(),
    }


def _printed_course(course: dict[str, Any]) -> dict[str, Any]:
    enrolled = _("Enrolled on %(day)s") % {"day": _printed(course["enrolled_at"])}
    return {
        "title": course["title"],
        "facts": [f"{enrolled} · {course['standing']}"],
        "lessons": [[row["title"], _printed(row["at"])] for row in course["lessons"]],
        "attempts": [
            [row["title"], str(row["number"]), _printed(row["at"]), row["result"]] for row in course["attempts"]
        ],
    }


def _printed_certificate(held: dict[str, Any]) -> list[str]:
    ends = date_format(held["expires_on"], "j M Y") if held["expires_on"] else "-"
    return [held["title"], held["serial"], date_format(held["issued_on"], "j M Y"), ends, state_words(held["state"])]


def _printed(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j M Y") if moment else ""


def _day(moment: datetime | None) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else ""


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row.enrolment_id].append(row)
    return groups
