"""A small course, someone enrolled in it, and a quiz that asks one question of every kind."""

import pytest

from accounts.models import User
from courses.models import Enrolment
from quizzes.actions import attempts
from quizzes.models import Attempt, Quiz
from tests.factories.courses import SmallCourse, enrol, make_course, make_ready_for_exam
from tests.quizzes.kinds import CONTENTS, place_questions


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def enrolment(small: SmallCourse, learner: User) -> Enrolment:
    return enrol(small.course, learner)


@pytest.fixture
def ready(small: SmallCourse, enrolment: Enrolment) -> Enrolment:
    """Enrolled, and the way to the exam is free."""
    make_ready_for_exam(small, enrolment)
    return enrolment


@pytest.fixture
def seven_kinds(small: SmallCourse) -> Quiz:
    return place_questions(small, list(CONTENTS.values()))


@pytest.fixture
def attempt(seven_kinds: Quiz, enrolment: Enrolment) -> Attempt:
    """Open; position n asks the nth kind."""
    return attempts.start(seven_kinds, enrolment=enrolment)
