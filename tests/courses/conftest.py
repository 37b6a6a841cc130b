import pytest

from accounts.models import User
from courses.models import Enrolment
from tests.factories.courses import SmallCourse, enrol, make_course


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def enrolment(small: SmallCourse, learner: User) -> Enrolment:
    return enrol(small.course, learner)
