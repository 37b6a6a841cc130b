"""Sources, snapshots of them, and the claims they bear on."""

import hashlib
import json
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from courses.actions import outline
from courses.models import Claim, Course, SourceArticle, SourceSnapshot


@transaction.atomic
def record_source(course_uuid: UUID, *, ref: str, **facts: Any) -> SourceArticle:
    """Bring the source known in this course as ``ref`` up to date."""
    article, _ = SourceArticle.objects.update_or_create(course_uuid=course_uuid, ref=ref, defaults=facts)
    return article


@transaction.atomic
def record_snapshot(article: SourceArticle, *, sections: list[dict[str, str]], licence: str) -> SourceSnapshot:
    """Keep what was read, once per content."""
    canonical = json.dumps(sections, sort_keys=True, ensure_ascii=False).encode()
    snapshot, _ = SourceSnapshot.objects.get_or_create(
        article=article,
        sha256=hashlib.sha256(canonical).hexdigest(),
        defaults={"sections": sections, "licence": licence},
    )
    return snapshot


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
