"""What the screens of an assessment are told. Nothing here holds a key, a score or feedback before marking."""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import standing, wordings
from quizzes import calibrations, explaining, interactions, papers, requirements
from quizzes.actions import attempts, sittings
from quizzes.forms import Typed, prefix
from quizzes.models import Attempt, Kept, Quiz
from quizzes.terms import Granted, Terms, allowed_seconds

PERCENT = Decimal(100)
COME_LATER = {"not_ready", "not_open_yet", "waiting"}


def paper(
    attempt: Attempt,
    *,
    question: int | None = None,
    errors: Mapping[int, str] | None = None,
    typed: Mapping[int, Typed] | None = None,
) -> dict[str, Any]:
    """The questions of an open attempt as their interactions present them: all, or one where the terms say so.

    After a refusal ``errors`` says why, and ``typed`` is shown in place of what is kept. Raises QuestionPassed.
    """
    responses = attempt.responses.kept()
    saved_at = max((response.saved_at for response in responses if response.saved_at), default=None)
    if typed:
        responses = [_as_typed(response, typed.get(response.position)) for response in responses]
    number = _shown(attempt, responses, question)
    shown = [response for response in responses if number in {None, response.position}]
    contents = papers.contents(response.question_version_id for response in shown)
    return _frame(attempt) | {
        "submit_url": attempt.get_absolute_url(),
        "state_url": reverse("quizzes:state", args=[attempt.uuid]),
        "events_url": reverse("quizzes:events", args=[attempt.uuid]) if attempt.quiz.activity.is_exam else "",
        "errors": errors or {},
        "server_now": timezone.now(),
        "saved_at": saved_at,
        "number": number,
        "question_count": len(responses),
        "break_minutes": _minutes(sittings.break_left(attempt)) if attempt.deadline_at else 0,
        "overview": _overview(responses, number),
        "questions": [
            _question(attempt, row, contents[row.question_version_id], len(responses))
            | {"heading": heading, "error": (errors or {}).get(row.position, "")}
            for heading, row in zip(_headings(attempt, shown), shown, strict=True)
        ],
    }


def _shown(attempt: Attempt, responses: Sequence[Kept], asked: int | None) -> int | None:
    """The question that the page holds; None when it holds all of them."""
    terms = attempt.get_terms()
    if terms.forward_only:
        if asked not in {None, attempt.reached}:
            raise attempts.QuestionPassed(attempt.uuid)
        return attempt.reached
    if not terms.one_per_page:
        return None
    if asked is not None and 1 <= asked <= len(responses):
        return asked
    return next((response.position for response in responses if response.value is None), 1)


def question_address(attempt: Attempt, position: int) -> str:
    """Where one question of a paper is shown; the focus goes to it."""
    return f"{attempt.get_absolute_url()}?question={position}#question-{position}"


def passed_by(attempt: Attempt) -> dict[str, Any]:
    """A question that is not the open one of a forward-only paper."""
    return {
        "title": _("This question is not open"),
        "message": _("The questions of this paper come one by one, and there is no way back to an earlier one."),
        "next_url": attempt.get_absolute_url(),
        "next_label": _("Go on with the question that is open"),
    }


def on_break(attempt: Attempt, *, is_refused: bool = False) -> dict[str, Any]:
    """What is shown instead of the questions during a break."""
    now = timezone.now()
    left = sittings.break_left(attempt, at=now)
    return _frame(attempt) | {
        "resume_url": reverse("quizzes:resume", args=[attempt.uuid]),
        "state_url": reverse("quizzes:state", args=[attempt.uuid]),
        "minutes_left": _minutes(left),
        "ends_at": now + left,
        "server_now": now,
        "is_refused": is_refused,
    }


def state(attempt: Attempt, *, show: Collection[int | None] = ()) -> dict[str, Any]:
    """What an open page asks for now and then; ``show`` names the answers that it wants to see."""
    rows = list(attempt.responses.values_list("position", "sequence", "value", "is_flagged", "confidence"))
    return {
        "status": attempt.status,
        "server_now": timezone.now(),
        "deadline_at": attempt.deadline_at,
        "is_on_break": sittings.is_on_break(attempt),
        "reached": attempt.reached,
        "sequences": {row[0]: row[1] for row in rows},
        "answers": {
            position: {"sequence": sequence, "value": value, "flagged": flag, "confidence": confidence}
            for position, sequence, value, flag, confidence in rows
            if position in show
        },
    }


def saved(kept: attempts.Saved, answer: attempts.Answer) -> dict[str, Any]:
    """What a page is told about its save. A newer answer that was kept instead is shown to it."""
    told: dict[str, Any] = {"applied": kept.is_applied, "sequence": kept.sequence, "saved_at": kept.saved_at}
    if not kept.is_applied:
        told["kept"] = {"value": kept.value, "flagged": kept.is_flagged, "confidence": kept.confidence}
        sent = {"value": answer.value, "flagged": answer.is_flagged, "confidence": answer.confidence}
        told["is_same"] = told["kept"] == sent
    return told


def save_refused(refusal: Exception) -> dict[str, str]:
    """Why an answer was not taken: a code for the page and a sentence for the learner."""
    if isinstance(refusal, attempts.OnBreak):
        return {"reason": "break", "message": _("You are on a break. Answers are taken again when you go on.")}
    if isinstance(refusal, attempts.QuestionPassed):
        return {"reason": "passed", "message": _("This question is not open. Earlier ones stay as answered.")}
    return {"reason": "closed", "message": _("This attempt is closed. Answers saved in time count.")}


def confirmation(attempt: Attempt) -> dict[str, Any]:
    """What is unanswered and flagged, before submitting."""
    rows = list(attempt.responses.values_list("position", "value", "is_flagged"))
    unanswered = [position for position, value, _is_flagged in rows if value is None]
    return _frame(attempt) | {
        "attempt_url": attempt.get_absolute_url(),
        "submit_url": reverse("quizzes:submit", args=[attempt.uuid]),
        "deadline_at": attempt.deadline_at,
        "unanswered": unanswered,
        "flagged": [position for position, _value, is_flagged in rows if is_flagged],
        "question_count": len(rows),
        "answered_count": len(rows) - len(unanswered),
    }


def review(attempt: Attempt) -> dict[str, Any]:
    """The result, with explanations only where the frozen terms allow them."""
    terms = attempt.get_terms()
    outline = standing.outline(attempt.quiz.activity.course)
    waits = attempt.status == Attempt.Status.MARKING
    questions = _explained(attempt) if terms.feedback == "full" and not waits else []
    return _frame(attempt) | {
        "is_voided": attempt.status == Attempt.Status.VOIDED,
        "is_waiting": waits,
        "terms": terms_for_people(terms),
        "outcome": outcome(attempt),
        "questions": questions,
        "confidence": calibrations.total(question["said"] for question in questions),
        "next": _next(attempt, outline),
        **_retry(attempt),
        "certificate_url": _certificate_url(attempt),
        "name_url": _name_url(attempt),
    }


def refusal(quiz: Quiz, refused: attempts.AttemptRefused) -> dict[str, Any]:
    """Why no attempt can start now, and what would help."""
    course = quiz.activity.course
    messages = {
        "not_ready": _("Some things come before the exam. Each of them is linked below."),
        "already_passed": _("You have passed this exam. There is nothing more to sit."),
        "not_open_yet": _("This assessment has not opened yet."),
        "waiting": _("There are some days to wait between attempts, so that there is time to read again."),
        "no_attempts_left": _("All attempts of this period are used. Read the course again and come back later."),
        "closed": _("This assessment is closed. Your earlier results stay as they are."),
    }
    return {
        "title": _("Not yet") if refused.reason in COME_LATER else _("This can't be started"),
        "message": messages[refused.reason],
        "opens_at": refused.opens_at,
        "requirements": requirements.with_links(course, refused.missing),
        "next_url": course.get_absolute_url(),
        "next_label": _("Back to the course"),
    }


def shortage(quiz: Quiz, error: Exception) -> dict[str, Any]:
    """The bank can't fill a paper; the details are for staff and go to the log with the exception."""
    return {
        "title": _("This assessment is being prepared"),
        "message": _("There are not enough approved questions for it today. We have not counted an attempt."),
        "next_url": quiz.activity.course.get_absolute_url(),
        "next_label": _("Back to the course"),
    }


def terms_for_people(terms: Terms) -> dict[str, Any]:
    """Terms in the units that people read."""
    return {
        "pass_percent": f"{(terms.pass_mark * PERCENT).normalize():f}",
        "minutes": terms.time_limit_seconds // 60 if terms.time_limit_seconds else None,
        "feedback": terms.feedback,
        "is_forward_only": terms.forward_only,
        "is_by_question": terms.is_by_question,
        "opens_at": terms.opens_at,
        "closes_at": terms.closes_at,
    }


def granted_for_people(granted: Granted, terms: Terms, *, extra_attempts: int = 0) -> dict[str, Any] | None:
    """What one person is granted, in the units that people read; None when it is nothing. Never the reason."""
    if granted == Granted() and not extra_attempts:
        return None
    limit = terms.time_limit_seconds
    return {
        "is_untimed": granted.is_untimed and limit is not None,
        "multiplier": f"{granted.time_multiplier.normalize():f}" if granted.time_multiplier > 1 and limit else "",
        "minutes": allowed_seconds(limit, granted.time_multiplier) // 60 if limit else None,
        "break_minutes": granted.break_minutes if limit and not granted.is_untimed else 0,
        "extra_attempts": extra_attempts if terms.max_attempts else 0,
    }


def outcome(attempt: Attempt) -> dict[str, Any]:
    """Score, percentage (rounded down, so that it never looks like a pass that it is not) and bands."""
    score, most = attempt.score or Decimal(0), attempt.max_score or Decimal(0)
    return {
        "score": score,
        "max_score": most,
        "percent": int(score * PERCENT / most) if most else 0,
        "passed": bool(attempt.is_passed),
        "bands": attempt.bands,
    }


def _minutes(left: timedelta) -> int:
    return math.ceil(left / timedelta(minutes=1))


def _frame(attempt: Attempt) -> dict[str, Any]:
    activity = attempt.quiz.activity
    course = activity.course
    terms = attempt.get_terms()
    return {
        "is_forward_only": terms.forward_only,
        "is_by_question": terms.is_by_question,
        "granted": granted_for_people(Granted.from_json(attempt.terms.get("granted", {})), terms),
        "attempt": attempt,
        "activity": {"title": wordings.title(course, activity)},
        "course": {"title": wordings.title(course), "url": course.get_absolute_url(), "language": course.language},
        "leave_url": course.get_absolute_url(),
        "is_exam": activity.is_exam,
        "deadline_at": attempt.deadline_at,
    }


def _as_typed(response: Kept, typed: Typed | None) -> Kept:
    """The page shows what was typed, which is not saved."""
    return response if typed is None else response._replace(**vars(typed), saved_at=None)


def _overview(responses: Sequence[Kept], number: int | None) -> list[dict[str, Any]]:
    return [
        {
            "position": row.position,
            "is_button": number is not None,
            "is_shown": row.position == number,
            "is_answered": row.value is not None,
            "is_flagged": row.is_flagged,
        }
        for row in responses
    ]


def _explained(attempt: Attempt) -> list[dict[str, Any]]:
    questions = explaining.explained(attempt)
    return [
        question
        | {
            "place": _place(question["position"], len(questions)),
            "language": attempt.quiz.activity.course.language,
            "points": _points(question),
            "said": calibrations.said(question),
        }
        for question in questions
    ]


def _headings(attempt: Attempt, shown: Sequence[Kept]) -> list[str]:
    """For each question the title of its section where that begins, otherwise nothing."""
    sections = [row.section for row in shown]
    begins = [at == 0 or section != sections[at - 1] for at, section in enumerate(sections)]
    return [attempt.sections[row.section]["title"] if first else "" for row, first in zip(shown, begins, strict=True)]


def _place(position: int, count: int) -> str:
    return _("Question %(position)s of %(count)s") % {"position": position, "count": count}


def _points(question: Mapping[str, Any]) -> str:
    if question["score"] is None:
        return ""
    score, most = floatformat(question["score"], -2), floatformat(question["max_score"], -2)
    return _("%(score)s of %(max_score)s points") % {"score": score, "max_score": most}


def _question(attempt: Attempt, response: Kept, content: dict[str, Any], count: int) -> dict[str, Any]:
    kind = content["kind"]
    return {
        "position": str(response.position),
        "place": _place(response.position, count),
        "kind": kind,
        "presented": interactions.get(kind).present(content, response.option_order),
        "language": attempt.quiz.activity.course.language,
        "value": response.value,
        "flagged": response.is_flagged,
        "confidence": calibrations.choices(response.confidence) if attempt.terms.get("asks_confidence") else [],
        "sequence": str(response.sequence),
        "saved_at": response.saved_at,
        "save_url": reverse("quizzes:save_response", args=[attempt.uuid, response.position]),
        "template": f"quizzes/interactions/{kind}.html",
        "prefix": prefix(response.position),
    }


def _next(attempt: Attempt, outline: Sequence[standing.OutlineActivity]) -> dict[str, str] | None:
    course = attempt.quiz.activity.course
    places = [activity.pk for activity in outline]
    if attempt.quiz.activity_id not in places[:-1]:
        return None
    following = outline[places.index(attempt.quiz.activity_id) + 1]
    return {"title": following.title, "url": standing.activity_url(course, following)}


def _retry(attempt: Attempt) -> dict[str, Any]:
    if attempt.quiz.activity.is_exam and attempt.is_passed:
        return {"retry_url": None, "retry_opens_at": None}
    admitted = attempts.admission_to(attempt.quiz, attempt.enrolment)
    activity = {entry.pk: entry for entry in standing.outline(attempt.quiz.activity.course)}.get(
        attempt.quiz.activity_id
    )
    open_again = admitted.allowed and activity is not None
    return {
        "retry_url": standing.activity_url(attempt.quiz.activity.course, activity) if open_again and activity else None,
        "retry_opens_at": admitted.opens_at,
    }


def _certificate_url(attempt: Attempt) -> str | None:
    if attempt.enrolment.completed_at is None:
        return None
    return reverse("certificates:mine", args=[attempt.quiz.activity.course.slug])


def _name_url(attempt: Attempt) -> str | None:
    """Where the learner confirms their name, when that is all that is missing."""
    if not attempt.is_passed or attempt.enrolment.completed_at is not None:
        return None
    missing = {line.kind for line in standing.of(attempt.enrolment).requirements if not line.is_done}
    return reverse("cms:name", args=[attempt.quiz.activity.course.slug]) if missing == {"name"} else None
