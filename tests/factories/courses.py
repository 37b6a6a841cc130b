"""A small course made through the same actions that publishing calls."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from certificates.actions import issuing
from courses.actions import enrolments, outline, progress
from courses.models import Activity, Course, Enrolment
from quizzes.actions import attempts, questions
from quizzes.models import Attempt, Question, Quiz
from quizzes.terms import Terms

PRACTICE = Terms(pass_mark=Decimal("0.7"))
EXAM = Terms(
    pass_mark=Decimal("0.7"),
    time_limit_seconds=int(timedelta(minutes=30).total_seconds()),
    max_attempts=3,
    period_days=365,
    wait_days=(14, 30),
    feedback="bands",
)


@dataclass
class SmallCourse:
    """Two lessons, a quiz of two questions, an exam that draws two of three."""

    course: Course
    lessons: list[Activity]
    quiz: Quiz
    exam: Quiz


def single_choice(prompt: str, *, right: str = "A", options: int = 4) -> dict[str, Any]:
    """Content with one right option and feedback on each."""
    letters = "ABCDEFGH"[:options]
    return {
        "kind": "single_choice",
        "prompt": prompt,
        "options": [
            {"id": letter, "text": f"{prompt} {letter}", "correct": letter == right, "feedback": f"why {letter}"}
            for letter in letters
        ],
        "shuffle": True,
        "rationale": f"rationale of {prompt}",
        "max_points": "1",
    }


def publish_question(course_uuid: uuid.UUID, ref: str, **facts: Any) -> Question:
    """A published question; ``content`` may be given."""
    content = facts.pop("content", None) or single_choice(f"Question {ref}")
    values = {"use": "practice", "topic": "basics", "level": "apply", **facts}
    version = questions.publish_version(
        questions.QuestionFacts(uuid=uuid.uuid4(), course_uuid=course_uuid, ref=ref, **values),
        content=content,
        actor=None,
    )
    return version.question


def make_course(
    slug: str = "small", *, lessons: int = 2, earns: bool = True, conduct: str = "<p>Be honest.</p>"
) -> SmallCourse:
    """Publish the course, its outline, quiz, exam and achievement."""
    course = outline.publish_course(
        outline.CourseFacts(uuid.uuid4(), slug, f"Course {slug}", "Summary", "en-gb", "1.0", "Conduct", conduct)
    )
    module = outline.ModuleFacts(uuid.uuid4(), "basics", "Basics", 0)
    entries = [_lesson(module, place) for place in range(lessons)]
    quiz = outline.ActivityFacts(uuid.uuid4(), module.uuid, "quiz", "module-quiz", "Module quiz", lessons, 5, True, 1)
    exam = outline.ActivityFacts(uuid.uuid4(), None, "exam", "final-exam", "Final exam", lessons + 1, 30, True, 1)
    outline.publish_outline(course, modules=[module], activities=[*entries, quiz, exam])
    course.refresh_from_db()
    if earns:
        issuing.publish_achievement(
            course, issuing.AchievementFacts("Certificate of Smallness", "assessment-based certificate", "All", "", 24)
        )
    return SmallCourse(
        course,
        list(Activity.objects.filter(course=course, kind="lesson").order_by("position")),
        _quiz(course, quiz.uuid),
        _exam(course, exam.uuid),
    )


def enrol(course: Course, learner: User) -> Enrolment:
    """Enrol through the action."""
    return enrolments.enrol(course, learner=learner, actor=learner)


def make_ready_for_exam(small: SmallCourse, enrolment: Enrolment) -> None:
    """Read the lessons, pass the quiz, accept the code of conduct, confirm the name."""
    for lesson in small.lessons:
        progress.complete(enrolment, lesson)
    sit(small.quiz, enrolment)
    enrolments.accept_conduct(enrolment, actor=enrolment.learner)
    confirm_name(enrolment)


def confirm_name(enrolment: Enrolment) -> None:
    """The name as it stands."""
    enrolments.confirm_name(enrolment, legal_name=enrolment.learner.legal_name, actor=enrolment.learner)


def sit(quiz: Quiz, enrolment: Enrolment, *, rightly: bool = True) -> Attempt:
    """Start, answer every question and submit."""
    attempt = attempts.start(quiz, enrolment=enrolment)
    for response in attempt.responses.select_related("question_version"):
        options = response.question_version.content["options"]
        chosen = next(option["id"] for option in options if option["correct"] is rightly)
        attempts.save_response(attempt, response.position, attempts.Answer(chosen, 1))
    return attempts.submit(attempt)


def _lesson(module: outline.ModuleFacts, place: int) -> outline.ActivityFacts:
    return outline.ActivityFacts(
        uuid.uuid4(), module.uuid, "lesson", f"lesson-{place}", f"Lesson {place}", place, 10, True, 1
    )


def _quiz(course: Course, activity: uuid.UUID) -> Quiz:
    placed = tuple(publish_question(course.uuid, f"P{number}").uuid for number in range(2))
    section = questions.SectionFacts("Basics", "Basics", False, placed)
    return questions.publish_quiz(Activity.objects.get(uuid=activity), terms=PRACTICE, sections=[section])


def _exam(course: Course, activity: uuid.UUID) -> Quiz:
    for number in range(3):
        publish_question(course.uuid, f"E{number}", use="exam")
    section = questions.SectionFacts("Basics", "Basics", True, (), ({"count": 2, "topic": "basics"},))
    return questions.publish_quiz(Activity.objects.get(uuid=activity), terms=EXAM, sections=[section])
