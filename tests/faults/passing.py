"""Run inside the real stack: publishes a course of one quiz and lets learners pass it. Nothing here makes documents."""

import os
import sys
import uuid
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from accounts.models import User  # noqa: E402
from certificates.actions import issuing  # noqa: E402
from courses.actions import enrolments, outline  # noqa: E402
from courses.models import Activity, Course  # noqa: E402
from quizzes.actions import attempts, questions  # noqa: E402
from quizzes.models import Quiz  # noqa: E402
from quizzes.terms import Terms  # noqa: E402

CONTENT = {
    "kind": "single_choice",
    "prompt": "What happens to a certificate whose worker was killed?",
    "options": [
        {"id": "A", "text": "It is lost", "correct": False, "feedback": "Its row was committed."},
        {"id": "B", "text": "It arrives later", "correct": True, "feedback": "The sweep finds it."},
    ],
    "shuffle": False,
    "rationale": "Rows are committed with the pass; documents follow.",
    "max_points": "1",
}


def publish() -> tuple[Course, Quiz]:
    """A course whose only requirement is a quiz of one question."""
    facts = outline.CourseFacts(uuid.uuid4(), "faults", "Faults", "", "en-gb", "1", conduct_title="", conduct_body="")
    course = outline.publish_course(facts)
    quiz = outline.ActivityFacts(uuid.uuid4(), None, Activity.Kind.QUIZ, "quiz", "Quiz", 1, 5, True, 1)
    outline.publish_outline(course, modules=[], activities=[quiz])
    achievement = issuing.AchievementFacts("Certificate in Faults", "certificate", "Pass the quiz.", "", 24)
    issuing.publish_achievement(course, achievement)
    return course, _quiz(course)


def _quiz(course: Course) -> Quiz:
    question = questions.QuestionFacts(uuid.uuid4(), course.uuid, "F1", "practice", "faults")
    questions.publish_version(question, content=CONTENT, actor=None)
    section = questions.SectionFacts("All", "", is_shuffled=False, questions=(question.uuid,))
    activity = Activity.objects.get(course=course)
    return questions.publish_quiz(activity, terms=Terms(pass_mark=Decimal("0.7")), sections=[section])


def let_pass(course: Course, quiz: Quiz, name: str) -> None:
    """Enrol, answer rightly, submit."""
    learner = User.objects.create_user(f"{name}@example.org", legal_name=f"Lena {name.title()}")
    enrolment = enrolments.enrol(course, learner=learner, actor=learner)
    enrolments.confirm_name(enrolment, legal_name=learner.legal_name, actor=learner)
    attempt = attempts.start(quiz, enrolment=enrolment)
    attempts.save_response(attempt, 1, attempts.Answer("B", sequence=1))
    attempts.submit(attempt)


if __name__ == "__main__":
    published = publish()
    for learner_name in sys.argv[1:]:
        let_pass(*published, learner_name)
