"""Sentences to check: found when a lesson is drafted from an article, settled by an editor, one by one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses.articles import locator
from courses.assertions import assertions
from courses.models import Claim, ClaimCandidate, LessonCitation, SourceSnapshot

LONGEST_QUOTE = 300


class ForeignClaim(Exception):
    """The claim is in another course's register."""


@transaction.atomic
def cite_section(
    snapshot: SourceSnapshot, *, section: int, course_uuid: UUID, lesson_uuid: UUID, at: datetime | None = None
) -> LessonCitation:
    """Put a section beside a lesson, with every sentence in it that asserts something. A second call adds nothing."""
    parts = snapshot.parts
    citation, created = LessonCitation.objects.get_or_create(
        lesson_uuid=lesson_uuid,
        snapshot=snapshot,
        section=section,
        defaults={
            "course_uuid": course_uuid,
            "locator": locator(parts, section)[:400],
            "quote": _quoted(parts[section].text),
        },
    )
    if created:
        place = {"course_uuid": course_uuid, "lesson_uuid": lesson_uuid, "snapshot": snapshot, "section": section}
        found = [
            ClaimCandidate(
                **place,
                position=entry.position,
                sentence=entry.sentence,
                grounds=list(entry.grounds),
                found_at=at or timezone.now(),
            )
            for entry in assertions(parts[section].paragraphs)
        ]
        ClaimCandidate.objects.bulk_create(found, ignore_conflicts=True)
    return citation


@transaction.atomic
def match_claim(candidate: ClaimCandidate, *, claim: Claim, actor: User, at: datetime | None = None) -> ClaimCandidate:
    """Note that the register judges this sentence, by this claim; the last word counts. Raises ForeignClaim."""
    if claim.course_uuid != candidate.course_uuid:
        raise ForeignClaim(claim.ref)
    return _settle(candidate, state=ClaimCandidate.State.CLAIMED, claim=claim, actor=actor, at=at)


@transaction.atomic
def dismiss(candidate: ClaimCandidate, *, actor: User, at: datetime | None = None) -> ClaimCandidate:
    """Note that the sentence claims nothing."""
    return _settle(candidate, state=ClaimCandidate.State.DISMISSED, claim=None, actor=actor, at=at)


@transaction.atomic
def reopen(candidate: ClaimCandidate) -> ClaimCandidate:
    """Back among those to check."""
    ClaimCandidate.objects.filter(pk=candidate.pk).update(
        state=ClaimCandidate.State.OPEN, claim=None, decided_by=None, decided_at=None
    )
    candidate.refresh_from_db()
    return candidate


def _settle(
    candidate: ClaimCandidate, *, state: str, claim: Claim | None, actor: User, at: datetime | None
) -> ClaimCandidate:
    """Whoever says the same again changes nothing; the first decision keeps its date."""
    same = ClaimCandidate.objects.filter(pk=candidate.pk, state=state, claim=claim)
    if not same.exists():
        ClaimCandidate.objects.filter(pk=candidate.pk).update(
            state=state, claim=claim, decided_by=actor, decided_at=at or timezone.now()
        )
    candidate.refresh_from_db()
    return candidate


def _quoted(text: str) -> str:
    """How the section begins, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE].rsplit(" ", 1)[0] + "…"
