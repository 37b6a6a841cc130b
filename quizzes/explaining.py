"""Marked answers explained, by the version, the rubric or the examiner that their marks rest on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import F

from quizzes import interactions, papers, remarking
from quizzes.interactions import extended_text
from quizzes.models import Attempt, MarkChange, PersonMark, Regrade, Response

Judgement = TypeVar("Judgement", PersonMark, MarkChange)


def explained(attempt: Attempt) -> list[dict[str, Any]]:
    """Every question of a closed attempt. Four queries and one for content that the cache lacks, whatever its size."""
    responses = list(attempt.responses.all())
    judgements = _by_response(PersonMark.objects.filter(response__attempt=attempt))
    changes = _by_response(MarkChange.objects.filter(response__attempt=attempt))
    repairs = _repairs(attempt, responses)
    versions = {row.question_version_id for row in responses}
    contents = papers.contents(versions | {each.version_id for found in repairs.values() for each in found})
    return [
        _one(attempt, row, contents, repairs[row.question_version_id], judgements[row.pk], changes[row.pk])
        for row in responses
    ]


def _by_response(rows: Iterable[Judgement]) -> dict[int, list[Judgement]]:
    """In the order of the rows, which is the order in which people gave them."""
    found: dict[int, list[Judgement]] = defaultdict(list)
    for row in rows:
        found[row.response_id].append(row)
    return found


def _repairs(attempt: Attempt, responses: Iterable[Response]) -> dict[int, list[Regrade]]:
    """Regrades by the version that was asked, the newest first. Voided attempts are never regraded."""
    found: dict[int, list[Regrade]] = defaultdict(list)
    if attempt.status == Attempt.Status.VOIDED:
        return found
    rows = Regrade.objects.annotate(asked=F("question__versions"), number=F("question__versions__number"))
    rows = rows.filter(asked__in=[row.question_version_id for row in responses], version__number__gt=F("number"))
    for regrade in rows.defer("changes").order_by("-version__number"):
        found[regrade.asked].append(regrade)
    return found


def _one(
    attempt: Attempt,
    response: Response,
    contents: Mapping[int, interactions.Content],
    repairs: Iterable[Regrade],
    judgements: Sequence[PersonMark],
    changes: Sequence[MarkChange],
) -> dict[str, Any]:
    repair = _deciding_repair(attempt, response, contents, repairs, changes)
    content = contents[repair.version_id if repair else response.question_version_id]
    marks = judgements if response.score is not None else []
    judged = _deciding_mark(attempt, response, marks, changes) if marks else None
    return {
        "position": response.position,
        "kind": content["kind"],
        "presented": interactions.get(content["kind"]).present(content, response.option_order),
        "explanation": _explanation(response, content, judged, is_changed=bool(changes)),
        "score": response.score,
        "max_score": response.max_score,
        "is_scored": response.is_scored,
        "confidence": response.confidence,
        "corrected_at": repair.applied_at if repair else None,
        "marker_count": len(marks),
        "comment": judged.comment if judged else "",
        "change_reason": changes[-1].reason if changes else "",
    }


def _deciding_repair(
    attempt: Attempt,
    response: Response,
    contents: Mapping[int, interactions.Content],
    repairs: Iterable[Regrade],
    changes: Sequence[MarkChange],
) -> Regrade | None:
    """The newest that could mark this answer.

    A mark set by hand stays as it is. Closing an attempt tries the newest repair of that time alone.
    """
    asked = contents[response.question_version_id]
    for repair in repairs:
        if changes and changes[0].changed_at <= repair.applied_at:
            continue
        if not remarking.obstacle(asked, contents[repair.version_id], response.option_order, response.value):
            return repair
        if attempt.submitted_at and repair.applied_at <= attempt.submitted_at:
            break
    return None


def _deciding_mark(
    attempt: Attempt, response: Response, marks: Sequence[PersonMark], changes: Sequence[MarkChange]
) -> PersonMark:
    """Of several, the latest one that equals what they agreed on, or the latest when it lies between them."""
    if not attempt.get_terms().marks_each_twice:
        return marks[0]
    agreed = changes[0].before if changes else response.score
    return next((mark for mark in reversed(marks) if mark.score == agreed), marks[-1])


def _explanation(
    response: Response, content: interactions.Content, judged: PersonMark | None, *, is_changed: bool
) -> interactions.Explanation:
    """The verdict follows the mark that counts wherever people had a say in it."""
    if judged is None:
        plain = interactions.get(content["kind"]).explain(content, response.value, response.option_order)
    else:
        plain = extended_text.explain_by_rubric(content, response.value, judged.levels)
    if response.value is None or not (judged or is_changed):
        return plain
    score, most = response.score or Decimal(0), response.max_score or Decimal(0)
    return replace(plain, verdict="right" if score >= most else "partly" if score else "wrong")
