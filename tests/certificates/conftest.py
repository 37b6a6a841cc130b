"""A small course that earns a certificate, and someone who completed it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from certificates.actions import issuer_keys
from certificates.models import Artifact, Certificate, IssuerKey
from courses.models import Enrolment
from tests.factories.courses import SmallCourse, enrol, make_course, make_ready_for_exam, sit


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def ready(small: SmallCourse, learner: User) -> Enrolment:
    """Only the exam is missing."""
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    return enrolment


@pytest.fixture
def certificate(small: SmallCourse, ready: Enrolment) -> Certificate:
    """Issued; what follows after commit has not happened yet."""
    sit(small.exam, ready)
    return Certificate.objects.get()


@pytest.fixture
def made(small: SmallCourse, ready: Enrolment, django_capture_on_commit_callbacks: Callable[..., Any]) -> Artifact:
    """Issued, committed, made and announced."""
    with django_capture_on_commit_callbacks(execute=True):
        sit(small.exam, ready)
    return Artifact.objects.select_related("certificate__learner").get()


@pytest.fixture
def issuer_key(db: None, settings: Any, tmp_path: Path) -> IssuerKey:
    """From here on credentials are signed."""
    settings.ISSUER_KEYS_DIR = tmp_path / "keys"
    return issuer_keys.rotate(actor=None)


@pytest.fixture
def proven(
    issuer_key: IssuerKey, small: SmallCourse, ready: Enrolment, django_capture_on_commit_callbacks: Callable[..., Any]
) -> Certificate:
    """Issued, committed, and made as PDF, credential and badge."""
    with django_capture_on_commit_callbacks(execute=True):
        sit(small.exam, ready)
    return Certificate.objects.get()
