"""A small course, and certificates in every state."""

from collections.abc import Callable

import pytest

from accounts.models import User
from certificates.actions import issuing
from certificates.models import Certificate
from tests.factories.courses import SmallCourse, enrol, make_course

Issue = Callable[..., Certificate]


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def issue(small: SmallCourse, registrar: User, administrator: User) -> Issue:
    """``issue("Zoë Maes")``: a certificate by hand, in the small course unless another is given."""

    def by_hand(name: str, *, course: SmallCourse = small, learner: User | None = None, **facts: object) -> Certificate:
        holder = learner or User.objects.create_user(f"{abs(hash(name))}@example.net", legal_name=name)
        enrolment = enrol(course.course, holder)
        actor = administrator if holder == registrar else registrar
        return issuing.issue_by_hand(enrolment, reason="Seen on paper", actor=actor, **facts)  # type: ignore[arg-type]

    return by_hand


@pytest.fixture
def certificate(issue: Issue, learner: User) -> Certificate:
    return issue("Lena Learner", learner=learner)
