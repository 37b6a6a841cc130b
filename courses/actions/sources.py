"""Sources, snapshots of them, and the claims they bear on."""

from collections.abc import Collection
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from django.db import transaction

from courses.actions import outline
from courses.articles import digest
from courses.models import Claim, Course, SourceArticle, SourceSnapshot

COPIED = ("sections", "licence", "title", "url", "language", "image_count", "retrieved_at", "recorded_by")


@transaction.atomic
def record_source(course_uuid: UUID, *, ref: str, **facts: Any) -> SourceArticle:
    """Bring the source known in this course as ``ref`` up to date."""
    article, _ = SourceArticle.objects.update_or_create(course_uuid=course_uuid, ref=ref, defaults=facts)
    return article


@transaction.atomic
def record_snapshot(
    article: SourceArticle, *, sections: list[dict[str, Any]], licence: str, **facts: Any
) -> SourceSnapshot:
    """Keep what was read, once per content; what is kept never changes, whatever a second call says about it."""
    snapshot, _ = SourceSnapshot.objects.get_or_create(
        article=article, sha256=digest(sections), defaults={"sections": sections, "licence": licence, **facts}
    )
    return snapshot


@transaction.atomic
def adopt(snapshot: SourceSnapshot, *, course_uuid: UUID) -> SourceSnapshot:
    """The snapshot as this course cites it, so that each course keeps its sources to itself.

    An article of the library becomes the course's. One that another course has is copied. A second call returns the
    first one's snapshot.
    """
    article = SourceArticle.objects.select_for_update().get(pk=snapshot.article_id)
    if article.course_uuid == course_uuid:
        return snapshot
    known = SourceSnapshot.objects.filter(article__course_uuid=course_uuid, sha256=snapshot.sha256).first()
    if known is not None:
        return known
    facts = {name: getattr(article, name) for name in ("title", "publisher", "url", "kind", "verification")}
    if article.course_uuid is None:
        article.course_uuid, article.ref = course_uuid, _free_ref(course_uuid)
        article.save(update_fields=["course_uuid", "ref"])
        return snapshot
    copy = SourceArticle.objects.create(course_uuid=course_uuid, ref=_free_ref(course_uuid), **facts)
    kept = {name: getattr(snapshot, name) for name in COPIED}
    return record_snapshot(copy, **kept)


def _free_ref(course_uuid: UUID) -> str:
    """A1, A2 and so on: the first that the course has not given away."""
    taken = set(SourceArticle.objects.filter(course_uuid=course_uuid).values_list("ref", flat=True))
    return next(ref for number in count(1) if (ref := f"A{number}") not in taken)


@transaction.atomic
def record_claim(
    course_uuid: UUID,
    *,
    ref: str,
    sources: Collection[SourceArticle],
    reviewed_on: date | None,
    review_due: date | None,
    **facts: Any,
) -> Claim:
    """Bring the claim known in this course as ``ref`` up to date, with the sources that bear on it."""
    values = {**facts, "reviewed_on": reviewed_on, "review_due": review_due}
    known = Claim.objects.filter(course_uuid=course_uuid, ref=ref, **values).first()
    if known is not None and set(known.sources.all()) == set(sources):
        return known
    claim, _ = Claim.objects.update_or_create(course_uuid=course_uuid, ref=ref, defaults=values)
    claim.sources.set(sources)
    for course in Course.objects.filter(uuid=course_uuid):
        outline.touch(course)
    return claim
