"""The fixed cast, and what holds for every test."""

import importlib.util
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from accounts.models import User
from cms import facts
from tests.databases import django_db_setup, pytest_runtest_setup, pytest_runtest_teardown

__all__ = ["django_db_setup", "pytest_runtest_setup", "pytest_runtest_teardown"]

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "correct horse battery staple"

# Browser tests need what requirements-browser.txt installs; without it they are not even collected.
collect_ignore = [] if importlib.util.find_spec("playwright") else ["browser"]

# A busy machine is no failure: examples count, seconds don't. The same examples for everyone: red means changed code.
hypothesis_settings.register_profile("waymark", deadline=None, derandomize=True)
hypothesis_settings.load_profile("waymark")

# --- database -------------------------------------------------------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With servers, only what talks to them: the pure rules say the same beside any database."""
    if connection.vendor == "sqlite":
        return
    kept = [item for item in items if _talks(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _talks(item)])
    items[:] = kept


def _talks(item: pytest.Item) -> bool:
    needs = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    beside = (ROOT / "tests" / "config", ROOT / "tests" / "faults", ROOT / "tests" / "browser")
    return bool(needs or item.get_closest_marker("django_db")) or any(folder in item.path.parents for folder in beside)


# --- every test has a cache of its own: rate limits and used codes live there -----------------------------------------


@pytest.fixture
def cold_cache(settings: Any) -> Callable[[], None]:
    """``cold_cache()``: an empty cache from here on. Not ``cache.clear()``, which empties a server that others use."""

    def begin_anew() -> None:
        settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}

    return begin_anew


@pytest.fixture(autouse=True)
def _own_cache(cold_cache: Callable[[], None]) -> None:
    cold_cache()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request leaves its language behind, for what follows outside of requests."""
    yield
    translation.activate(django_settings.LANGUAGE_CODE)


# --- the cast -------------------------------------------------------------------------------------------------------


def _person(name: str, legal_name: str) -> User:
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, legal_name=legal_name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _member(name: str, legal_name: str, group: str) -> User:
    """Someone of the staff, second factor included: without it the editor is closed to them.

    Instructors are in the team of every course that a test makes; who is to be a stranger leaves it.
    """
    user = _person(name, legal_name)
    user.groups.add(Group.objects.get(name=group))
    if group == "Instructors":
        user.groups.add(*Group.objects.filter(course_team__isnull=False))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": generate_totp_secret()})
    return user


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def learner(db: None) -> User:
    return _person("learner", "Lena Learner")


@pytest.fixture
def outsider(db: None) -> User:
    """Signed up, and has nothing to do with anyone else."""
    return _person("outsider", "Otto Outsider")


@pytest.fixture
def instructor(db: None) -> User:
    return _member("instructor", "Ines Instructor", "Instructors")


@pytest.fixture
def reviewer(db: None) -> User:
    return _member("reviewer", "Rafael Reviewer", "Reviewers")


@pytest.fixture
def registrar(db: None) -> User:
    return _member("registrar", "Rita Registrar", "Registrars")


@pytest.fixture
def administrator(db: None) -> User:
    return _member("administrator", "Ada Administrator", "Administrators")


@pytest.fixture
def learner_client(learner: User) -> Client:
    return _signed_in(learner)


@pytest.fixture
def outsider_client(outsider: User) -> Client:
    return _signed_in(outsider)


@pytest.fixture
def instructor_client(instructor: User) -> Client:
    return _signed_in(instructor)


@pytest.fixture
def reviewer_client(reviewer: User) -> Client:
    return _signed_in(reviewer)


@pytest.fixture
def registrar_client(registrar: User) -> Client:
    return _signed_in(registrar)


@pytest.fixture
def administrator_client(administrator: User) -> Client:
    return _signed_in(administrator)


# --- measuring ------------------------------------------------------------------------------------------------------


@pytest.fixture
def count_queries(db: None) -> Callable[..., int]:
    """``count_queries(client.get, "/learn/")``: how many queries the call makes.

    What every page says about the site is kept in the cache, until somebody edits it; here it is warm.
    """

    def count(function: Callable[..., Any], *args: Any, **kwargs: Any) -> int:
        facts.current()
        with CaptureQueriesContext(connection) as queries:
            function(*args, **kwargs)
        return len(queries)

    return count
