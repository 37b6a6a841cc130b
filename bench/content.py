"""What the exam benchmark sits: made through the same actions as everything else, in a database of its own."""

import uuid
from decimal import Decimal

import psycopg
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection

from accounts.actions import people
from accounts.models import User
from courses.actions import enrolments, outline
from courses.models import Activity, Course
from quizzes.actions import questions
from quizzes.models import Attempt
from quizzes.terms import Terms


def prepare(count: int, *, password: str, size: int) -> list[str]:
    """Make the database anew, publish a course, enrol the learners; returns their addresses."""
    _new_database()
    call_command("migrate", verbosity=0)
    course = _course(size)
    shared = make_password(password)
    return [_learner(course, number, shared).email for number in range(count)]


def bytes_per_attempt() -> tuple[int, int]:
    """Tables and indexes of attempts and responses, by attempt: as they grew, and without the room of old versions."""
    sizes = []
    with connection.cursor() as cursor:
        for vacuum in ("VACUUM ANALYZE", "VACUUM FULL"):
            cursor.execute(f"{vacuum} quizzes_attempt, quizzes_response")
            cursor.execute(
                "SELECT pg_total_relation_size('quizzes_attempt') + pg_total_relation_size('quizzes_response')"
            )
            sizes.append(cursor.fetchone()[0] // Attempt.objects.count())
    return sizes[0], sizes[1]


def _new_database() -> None:
    target = settings.DATABASES["default"]
    with psycopg.connect(
        host=target["HOST"], port=target["PORT"] or 5432, user=target["USER"], dbname="postgres", autocommit=True
    ) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{target["NAME"]}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{target["NAME"]}"')


def _learner(course: Course, number: int, password: str) -> User:
    email = f"learner{number}@bench.example"
    user = people.demo_account(email, password=uuid.uuid4().hex, legal_name=f"Learner {number}")
    User.objects.filter(pk=user.pk).update(password=password)
    enrolments.enrol(course, learner=user, actor=user)
    return user


def _course(count: int) -> Course:
    course = outline.publish_course(
        outline.CourseFacts(uuid.uuid4(), "bench", "Bench", "A course to measure.", "en-gb", "1.0", "", "")
    )
    module = outline.ModuleFacts(uuid.uuid4(), "basics", "Basics", 0)
    quizzes = {slug: uuid.uuid4() for slug in ("all", "single")}
    activities = [
        outline.ActivityFacts(
            key, module.uuid, "quiz", slug, slug.title(), place, minutes=20, is_required=True, revision=1
        )
        for place, (slug, key) in enumerate(quizzes.items())
    ]
    outline.publish_outline(course, modules=[module], activities=activities)
    placed = tuple(_question(course, number) for number in range(count))
    for slug, key in quizzes.items():
        terms = Terms(pass_mark=Decimal("0.7"), time_limit_seconds=3600, one_per_page=slug == "single")
        section = questions.SectionFacts("Basics", "Basics", is_shuffled=True, questions=placed)
        questions.publish_quiz(Activity.objects.get(uuid=key), terms=terms, sections=[section])
    return course


def _question(course: Course, number: int) -> uuid.UUID:
    facts = questions.QuestionFacts(uuid.uuid4(), course.uuid, f"B{number}", "practice", "basics")
    content = {
        "kind": "single_choice",
        "prompt": f"Which of these statements about case number {number} holds when the file is complete?",
        "options": [
            {
                "id": letter,
                "text": f"Statement {letter} about the case",
                "correct": letter == "B",
                "feedback": "Because.",
            }
            for letter in "ABCD"
        ],
        "shuffle": True,
        "rationale": "It follows from the file.",
        "max_points": "1",
    }
    return questions.publish_version(facts, content=content, actor=None).question.uuid
