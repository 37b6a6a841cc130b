"""Everything held about one person, as they may take it with them: plain values, and the files that are theirs.

Left out, because it is not about them or would harm others: keys of questions, what staff wrote for staff (the reason
of an accommodation), and secrets (passwords, keys of second factors, session keys).
"""

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Accommodation, AuditEntry, Consent, Notice, NoticeChoice, User
from certificates.models import (
    Artifact,
    BatchRow,
    Certificate,
    ContinuingEducation,
    Evidence,
    NameCorrection,
    PublicProfile,
)
from courses.models import ActivityProgress, Enrolment, Note
from quizzes.models import Attempt, MarkChange, PersonMark, Recall, RecallAnswer, Response, SittingEvent

VERSION = 1


def write(user: User, target: IO[bytes]) -> None:
    """Write the archive: ``data.json``, ``README.txt`` and the files. The number of queries does not grow with rows."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _read_me())
        archive.writestr("data.json", json.dumps(held(user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        for name, path in _files(user):
            with storages["private"].open(path) as file, archive.open(name, "w") as entry:
                for chunk in file.chunks():
                    entry.write(chunk)


def held(user: User) -> dict[str, Any]:
    """What is known, by subject."""
    return {
        "format": VERSION,
        "site": settings.SITE_URL,
        "made_at": timezone.now(),
        "account": _account(user),
        "courses": _courses(user),
        "notes": _notes(user),
        "attempts": _attempts(user),
        "remembering": _remembering(user),
        "certificates": _certificates(user),
        "messages": _rows(
            Notice.objects.filter(recipient=user).order_by("pk"),
            *("kind", "topic", "link", "context", "created_at", "sent_at", "unwanted_at", "read_at"),
        ),
        "message_choices": _rows(NoticeChoice.objects.filter(user=user).order_by("pk"), "topic", "by_mail", "in_app"),
        "consents": _consents(user),
        "history": _history(user),
    }


def _consents(user: User) -> list[dict[str, Any]]:
    """With the very words."""
    rows = Consent.objects.filter(user=user).select_related("text").order_by("pk")
    facts = ("language", "version", "title", "body", "published_at")
    return [
        {**_row(row, "subject", "is_given", "at"), "text": _row(row.text, *facts) if row.text else None} for row in rows
    ]


def _account(user: User) -> dict[str, Any]:
    facts = ("uuid", "email", "legal_name", "time_zone", "language", "is_active", "date_joined", "last_login")
    granted = ("time_multiplier", "is_untimed", "extra_attempts", "break_minutes")
    return {
        **_row(user, *facts),
        "addresses": _rows(EmailAddress.objects.filter(user=user).order_by("pk"), "email", "verified", "primary"),
        "second_factors": _rows(
            Authenticator.objects.filter(user=user).order_by("pk"), "type", "created_at", "last_used_at"
        ),
        "sessions": _rows(
            UserSession.objects.filter(user=user).order_by("pk"), "ip", "user_agent", "created_at", "last_seen_at"
        ),
        "accommodations": _rows(Accommodation.objects.filter(learner=user), *granted),
    }


def _courses(user: User) -> list[dict[str, Any]]:
    enrolments = Enrolment.objects.owned_by(user).select_related("course").order_by("pk")
    progress = ActivityProgress.objects.filter(enrolment__learner=user).select_related("activity").order_by("pk")
    done = _grouped(progress, "enrolment_id")
    dates = ("round", "enrolled_at", "conduct_accepted_at", "name_confirmed_at", "completed_at", "withdrawn_at")
    return [
        {
            "course": enrolment.course.title,
            **_row(enrolment, *dates),
            "progress": [
                {"activity": row.activity.title, **_row(row, "opened_at", "primed_at", "completed_at", "place")}
                for row in done[enrolment.pk]
            ],
        }
        for enrolment in enrolments
    ]


def _notes(user: User) -> list[dict[str, Any]]:
    written = Note.objects.owned_by(user).select_related("activity__course").order_by("pk")
    words = ("quote", "prefix", "suffix", "body", "created_at", "updated_at")
    return [
        {"course": note.activity.course.title, "activity": note.activity.title, **_row(note, *words)}
        for note in written
    ]


def _attempts(user: User) -> list[dict[str, Any]]:
    attempts = Attempt.objects.owned_by(user).select_related("quiz__activity__course").order_by("pk")
    answers = _grouped(Response.objects.filter(attempt__learner=user).order_by("attempt_id", "position"), "attempt_id")
    events = _grouped(SittingEvent.objects.filter(attempt__learner=user).order_by("pk"), "attempt_id")
    marks = _grouped(PersonMark.objects.filter(response__attempt__learner=user).order_by("pk"), "response_id")
    changes = _grouped(MarkChange.objects.filter(response__attempt__learner=user).order_by("pk"), "response_id")
    facts = ("uuid", "number", "status", "started_at", "deadline_at", "submitted_at", "is_timed_out")
    return [
        {
            "course": attempt.quiz.activity.course.title,
            "activity": attempt.quiz.activity.title,
            **_row(attempt, *facts, "score", "max_score", "is_passed", "bands"),
            "answers": [_answer(attempt, row, marks[row.pk], changes[row.pk]) for row in answers[attempt.pk]],
            "events": [_row(event, "kind", "data", "at") for event in events[attempt.pk]],
        }
        for attempt in attempts
    ]


def _answer(attempt: Attempt, row: Response, marks: list[Any], changes: list[Any]) -> dict[str, Any]:
    """Marks only once all of the attempt is marked, as on its own pages."""
    answer = _row(row, "position", "value", "is_flagged", "confidence", "saved_at")
    if attempt.status != Attempt.Status.SUBMITTED:
        return answer
    given = {"comments": [mark.comment for mark in marks], "changes": [change.reason for change in changes]}
    return answer | _row(row, "score", "max_score") | given


def _remembering(user: User) -> list[dict[str, Any]]:
    """What they are asked to recall and how they answered; of a question its reference, as its key is not theirs."""
    recalls = Recall.objects.filter(learner=user).select_related("card", "question").order_by("pk")
    answers = _grouped(RecallAnswer.objects.filter(recall__learner=user).order_by("pk"), "recall_id")
    facts = ("stability", "difficulty", "reviewed_on", "due_on", "reps", "lapses")
    return [
        {
            "card": row.card.front if row.card else None,
            "question": row.question.ref if row.question else None,
            **_row(row, *facts),
            "answers": [_row(answer, "answered_at", "grade", "value") for answer in answers[row.pk]],
        }
        for row in recalls
    ]


def _certificates(user: User) -> dict[str, Any]:
    facts = ("uuid", "code", "serial", "generation", "origin", "status", "issued_at", "expires_on", "is_listed")
    ends = ("suspended_at", "suspended_reason", "revoked_at", "revoked_reason", "superseded_at")
    decided = ("state", "decided_at", "note")
    corrections = NameCorrection.objects.filter(certificate__learner=user).order_by("pk")
    claimed = ContinuingEducation.objects.filter(certificate__learner=user).order_by("pk")
    return {
        "issued": _rows(Certificate.objects.owned_by(user).order_by("pk"), *facts, *ends, "facts"),
        "name_corrections": _rows(corrections, "legal_name", "reason", "requested_at", *decided),
        "continuing_education": _rows(claimed, "title", "provider", "hours", "done_on", "claimed_at", *decided),
        "in_files_of_the_registrar": _rows(
            BatchRow.objects.filter(learner=user).order_by("pk"), "subject", "reason", "state", "result", "applied_at"
        ),
        "public_page": _rows(PublicProfile.objects.filter(learner=user), "uuid", "is_indexed", "created_at"),
    }


def _history(user: User) -> list[dict[str, Any]]:
    """What they did themselves, and what was done to their account. Who did it is another person's data."""
    entries = AuditEntry.objects.filter(Q(actor=user) | Q(subject_uuid=user.uuid)).order_by("at", "pk")
    return [
        {**_row(entry, "at", "action", "subject_type", "subject_uuid"), "by_you": entry.actor_id == user.pk}
        for entry in entries
    ]


def _files(user: User) -> Iterator[tuple[str, str]]:
    """Name in the archive and path in the store. Names that came from outside lose their folders."""
    artifacts = Artifact.objects.filter(certificate__learner=user).select_related("certificate").order_by("pk")
    for artifact in artifacts:
        yield f"certificates/{artifact.certificate.code}.{artifact.kind}", artifact.path
    for evidence in Evidence.objects.filter(owner=user).order_by("pk"):
        yield f"evidence/{evidence.pk}-{PurePosixPath(evidence.name.replace(chr(92), '/')).name}", evidence.path


def _rows(rows: Iterable[Model], *names: str) -> list[dict[str, Any]]:
    return [_row(row, *names) for row in rows]


def _row(row: Model, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _grouped(rows: Iterable[Any], key: str) -> dict[Any, list[Any]]:
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def _read_me() -> str:
    lines = [
        _("This archive holds what %(site)s keeps about you.") % {"site": settings.SITE_NAME},
        _("data.json: your account, courses, notes, attempts with answers, certificates, and your account's history."),
        _("It also holds what you are asked to recall, when, and how you answered."),
        _("certificates and evidence: the files that were made for you, and those that you handed in."),
        _("Left out are the answer keys of questions, and secrets such as your password."),
        _("Staff may have noted why an accommodation was granted; ask %(address)s for that.")
        % {"address": settings.SUPPORT_EMAIL},
    ]
    return "\n\n".join(lines) + "\n"
