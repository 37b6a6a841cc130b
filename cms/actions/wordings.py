"""Keeping what lists show of wordings in step with the newest drafts."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q

from cms.models import QuestionSnippet, QuestionWording
from cms.question_drafts import asked, newest_content
from quizzes import linting, similarity

BATCH = 500
READ = ["read_revision", "text", "hints", "key_place", "option_count"]


@transaction.atomic
def refresh(pks: Iterable[int] | None = None) -> int:
    """Read what was saved since it was last read, of these or of all; returns how many, which is at most ``BATCH``."""
    current = Q(wording__read_revision=F("latest_revision_id")) | Q(
        latest_revision=None, wording__isnull=False, wording__read_revision=None
    )
    known = QuestionSnippet.objects.filter(current).order_by().values("pk")
    stale = QuestionSnippet.objects.exclude(pk__in=known).select_related("latest_revision").order_by("pk")
    if pks is not None:
        stale = stale.filter(pk__in=list(pks))
    rows = [_read(question) for question in stale[:BATCH]]
    QuestionWording.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["question"], update_fields=READ, batch_size=100
    )
    return len(rows)


def _read(question: QuestionSnippet) -> QuestionWording:
    content = newest_content(question)
    wording = QuestionWording(question=question, read_revision=question.latest_revision_id)
    if content is None:
        return wording
    wording.text = similarity.normal(asked(content))
    wording.hints = "".join(f"|{hint.code}" for hint in linting.hints(content))
    wording.key_place, wording.option_count = linting.key_place(content) or (None, None)
    return wording
