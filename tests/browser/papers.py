"""Makes papers of every kind in a running site's data, or prints what was kept of one; run as a program of its own."""

import json
import os
import sys
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

import django

django.setup()

from accounts.actions import accommodations, people  # noqa: E402
from accounts.models import User  # noqa: E402
from quizzes.actions import attempts, corrections, marking  # noqa: E402
from quizzes.models import Attempt, Quiz, Response, SittingEvent  # noqa: E402
from tests.factories.courses import PRACTICE, SmallCourse, enrol, make_course, make_ready_for_exam  # noqa: E402
from tests.faults.sitting import session_of  # noqa: E402
from tests.quizzes.kinds import EVERY_KIND, KEPT_OF_EVERY_KIND, place_questions  # noqa: E402

QUESTIONS = list(EVERY_KIND.values())


def person(name: str) -> User:
    """Somebody who can sign in at once."""
    return people.demo_account(f"{name}-{uuid.uuid4().hex[:8]}@example.org", password="x" * 20, legal_name=name)


def started(quiz: Quiz, learner: User) -> Attempt:
    """An attempt of somebody who enrols for it."""
    return attempts.start(quiz, enrolment=enrol(quiz.activity.course, learner))


def marked(quiz: Quiz, learner: User, examiner: User) -> Attempt:
    """Answered, marked by a person, with one mark set by hand and one question on trial."""
    attempt = started(quiz, learner)
    for position, value in enumerate(KEPT_OF_EVERY_KIND.values(), start=1):
        attempts.save_response(attempt, position, attempts.Answer(value, 1))
    attempt.responses.filter(position=3).update(is_scored=False)
    attempt = attempts.submit(attempt)
    essay = attempt.responses.get(position=len(QUESTIONS))
    marking.give_person_mark(essay, levels={"C1": "high", "C2": "some"}, comment="Clear", marker=examiner)
    corrections.change_mark(attempt.responses.get(position=1), score=Decimal("0.5"), reason="Only half", actor=examiner)
    return attempt


def make(count: int) -> list[dict[str, str]]:
    """For each learner a whole paper, one by single questions, an exam of an hour with a break, and a marked one."""
    whole, single, reviewed, exam = (make_course(f"{name}-kinds") for name in ("whole", "single", "reviewed", "exam"))
    one_by_one = place_questions(single, QUESTIONS, terms=replace(PRACTICE, one_per_page=True))
    quizzes = {"whole": place_questions(whole, QUESTIONS), "single": one_by_one}
    examined = place_questions(reviewed, QUESTIONS)
    examiner = person("examiner")
    return [_papers(person(f"sitter{number}"), examiner, quizzes, examined, exam) for number in range(count)]


def _papers(
    learner: User, examiner: User, quizzes: dict[str, Quiz], examined: Quiz, exam: SmallCourse
) -> dict[str, str]:
    accommodations.grant(learner, time_multiplier=Decimal(2), break_minutes=10, reason="", actor=examiner)
    ready = enrol(exam.course, learner)
    make_ready_for_exam(exam, ready)
    opened = {name: started(quiz, learner) for name, quiz in quizzes.items()}
    opened |= {"exam": attempts.start(exam.exam, enrolment=ready), "marked": marked(examined, learner, examiner)}
    return {"session": session_of(learner)} | {name: str(attempt.uuid) for name, attempt in opened.items()}


def tell(attempt: str) -> dict[str, Any]:
    """Answers by kind, and what was noted."""
    rows = Response.objects.filter(attempt__uuid=attempt).order_by("position")
    return {
        "answers": dict(rows.values_list("question_version__content__kind", "value")),
        "events": list(SittingEvent.objects.filter(attempt__uuid=attempt).values_list("kind", flat=True)),
        "status": Attempt.objects.get(uuid=attempt).status,
    }


if __name__ == "__main__":
    json.dump(make(int(sys.argv[2])) if sys.argv[1] == "make" else tell(sys.argv[2]), sys.stdout)
