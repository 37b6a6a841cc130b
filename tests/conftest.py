"""The fixed cast, and a database that is migrated once per set of migrations instead of once per run."""

import fcntl
import hashlib
import importlib.util
import shutil
import tempfile
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from accounts.models import User
from cms import facts

ROOT = Path(__file__).resolve().parents[1]
APPS = ("accounts", "courses", "quizzes", "certificates", "cms")
PASSWORD = "correct horse battery staple"

# Browser tests need what requirements-browser.txt installs; without it they are not even collected.
collect_ignore = [] if importlib.util.find_spec("playwright") else ["browser"]

# A busy machine is no failure: examples count, seconds don't. The same examples for everyone: red means changed code.
hypothesis_settings.register_profile("waymark", deadline=None, derandomize=True)
hypothesis_settings.load_profile("waymark")

# --- database -------------------------------------------------------------------------------------------------------


class Pristine:
    """Puts the test database back as migrations left it, after tests that really commit have emptied it."""

    restore: Callable[[], None] | None = None


def _template_key() -> str:
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(path for app in APPS for path in (ROOT / app / "migrations").glob("*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    digest.update(",".join(django_settings.INSTALLED_APPS).encode())
    return digest.hexdigest()[:24]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _use_sqlite_file(path: str | Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = str(path)


def _migrated_template() -> Path:
    """The migrated file, made by whichever process comes first while the others wait."""
    folder = Path(django_settings.VAR_DIR) / "test-databases"
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / f"{_template_key()}.sqlite3"
    with _locked(folder / "lock"):
        if not template.exists():
            _make_template(template)
    return template


def _make_template(template: Path) -> None:
    with tempfile.TemporaryDirectory(dir=template.parent) as folder:
        unfinished = Path(folder) / "unfinished.sqlite3"
        _use_sqlite_file(unfinished)
        call_command("migrate", verbosity=0, run_syncdb=True)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")
        connection.close()
        unfinished.replace(template)


def _copy(template: Path, target: Path) -> None:
    connection.close()
    for leftover in (target, Path(f"{target}-wal"), Path(f"{target}-shm")):
        leftover.unlink(missing_ok=True)
    shutil.copyfile(template, target)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Generator[None]:
    """SQLite: a private copy of the migrated file. A server: what pytest-django does, and a clone to go back to."""
    if connection.vendor == "sqlite":
        yield from _sqlite_database(django_db_blocker)
    else:
        request.getfixturevalue("django_db_setup")
        yield from _server_database(django_db_blocker)


def _sqlite_database(blocker: DjangoDbBlocker) -> Generator[None]:
    original = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(prefix="waymark-test-") as folder:
        target = Path(folder) / "test.sqlite3"
        with blocker.unblock():
            template = _migrated_template()
        _copy(template, target)
        _use_sqlite_file(target)
        Pristine.restore = lambda: _copy(template, target)
        yield
        Pristine.restore = None
        _use_sqlite_file(original)


def _server_database(blocker: DjangoDbBlocker) -> Generator[None]:
    name = connection.settings_dict["NAME"]
    clone = f"{name}_pristine"
    drop_clone, make_clone = f'DROP DATABASE IF EXISTS "{clone}"', f'CREATE DATABASE "{clone}" TEMPLATE "{name}"'
    drop, make = f'DROP DATABASE "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{clone}"'
    _run_beside(blocker, drop_clone, make_clone)
    Pristine.restore = lambda: _run_beside(blocker, drop, make)
    yield
    Pristine.restore = None
    _run_beside(blocker, drop_clone)


def _run_beside(blocker: DjangoDbBlocker, *statements: str) -> None:
    """Run statements about the test database while nobody is connected to it."""
    connection.close()
    creation: Any = connection.creation
    with blocker.unblock(), creation._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


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


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    return bool(marker and marker.kwargs.get("transaction")) or bool(names & {"transactional_db", "live_server"})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """A test that commits ends with every table emptied; bring back the rows that migrations made."""
    yield
    if _commits(item) and Pristine.restore:
        Pristine.restore()


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
