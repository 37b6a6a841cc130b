"""The register's entries, as their drafts stand."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.models import TaskState

from accounts.models import User
from cms.models import ClaimSnippet
from cms.models.claims import UNJUDGED
from cms.models.questions import words
from courses.actions import sources
from courses.models import Claim, SourceArticle


@transaction.atomic
def enter(snippet: ClaimSnippet) -> Claim | None:
    """Give a draft its entry, so that lessons can show it; one that was judged stays as it is.

    An entry follows its draft to another reference or course, unless that is taken there. A claim without a
    course has none.
    """
    if snippet.course is None:
        return None
    entry = _entry(snippet, snippet.course.translation_key)
    if entry.label == UNJUDGED:
        Claim.objects.filter(pk=entry.pk).update(statement=snippet.statement, heading=snippet.heading)
    ClaimSnippet.objects.filter(pk=snippet.pk).update(claim=entry)
    return entry


@transaction.atomic
def judge(snippet: ClaimSnippet, *, at: datetime | None = None) -> Claim | None:
    """Bring the entry up to date with the published draft; the same draft again changes nothing."""
    if snippet.course is None:
        return None
    course_uuid = snippet.course.translation_key
    today: date = timezone.localdate(at)
    if snippet.claim is not None:
        _follow(snippet.claim, snippet)
    claim = sources.record_claim(
        course_uuid,
        ref=snippet.ref,
        sources=list(SourceArticle.objects.filter(course_uuid=course_uuid, ref__in=words(snippet.sources))),
        reviewed_on=snippet.reviewed_on or today,
        review_due=snippet.review_due,
        heading=snippet.heading,
        statement=snippet.statement,
        label=snippet.label,
        kind=snippet.kind,
        reason=snippet.reason,
        wording=snippet.wording,
    )
    Claim.objects.filter(pk=claim.pk).update(reviewed_by=_reviewer(snippet))
    ClaimSnippet.objects.filter(pk=snippet.pk).update(claim=claim)
    return claim


def _entry(snippet: ClaimSnippet, course_uuid: UUID) -> Claim:
    if snippet.claim is None:
        unjudged = {"label": UNJUDGED, "statement": snippet.statement, "reason": ""}
        return Claim.objects.get_or_create(course_uuid=course_uuid, ref=snippet.ref, defaults=unjudged)[0]
    if snippet.claim.label == UNJUDGED:
        _follow(snippet.claim, snippet)
    return snippet.claim


def _follow(entry: Claim, snippet: ClaimSnippet) -> None:
    """To where the draft says that it belongs, if nothing stands there; lessons go on showing the same entry."""
    place = {"course_uuid": snippet.course.translation_key, "ref": snippet.ref} if snippet.course else {}
    if place and not Claim.objects.filter(**place).exists():
        Claim.objects.filter(pk=entry.pk).update(**place)
        entry.refresh_from_db()


def _reviewer(snippet: ClaimSnippet) -> User | None:
    """Who approved what is published, at the last step of its review, or who published it without one."""
    approved = TaskState.objects.filter(revision=snippet.live_revision, status=TaskState.STATUS_APPROVED)
    last = approved.select_related("finished_by").order_by("-finished_at", "-pk").first()
    if last is not None:
        return last.finished_by
    return snippet.live_revision.user if snippet.live_revision else None
