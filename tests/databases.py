"""The databases that tests begin with: as migrations leave it, or with a course planted in it.

Both are made once: migrated per set of migrations, planted per process. A test that asks for ``tree`` gets the
planted one, unless it really commits: what such a test leaves is put back to what migrations made.
"""

import fcntl
import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from tests.cms.trees import plant

ROOT = Path(__file__).resolve().parents[1]
APPS = ("accounts", "courses", "quizzes", "certificates", "cms")
MIGRATED, PLANTED = "migrated", "planted"


class Beginnings:
    """Which of the two the running test has; ``use`` and ``restore`` are there once the databases are."""

    wanted = MIGRATED
    use: Callable[[str], None] | None = None
    restore: Callable[[], None] | None = None


def is_planted() -> bool:
    """Whether the running test's database has the course in it."""
    return Beginnings.wanted == PLANTED


def commits(item: pytest.Item) -> bool:
    """Whether the test really commits."""
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    return bool(marker and marker.kwargs.get("transaction")) or bool(names & {"transactional_db", "live_server"})


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give the test the beginning that it asks for."""
    is_wanted = "tree" in getattr(item, "fixturenames", ()) and not commits(item)
    Beginnings.wanted = PLANTED if is_wanted else MIGRATED
    if Beginnings.use:
        Beginnings.use(Beginnings.wanted)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """A test that commits ends with every table emptied; bring back the rows that migrations made."""
    yield
    if commits(item) and Beginnings.restore:
        Beginnings.restore()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Generator[None]:
    """SQLite: a private copy of the migrated file. A server: what pytest-django does, and a clone to go back to."""
    begin = _sqlite_databases if connection.vendor == "sqlite" else _server_databases
    if begin == _server_databases:
        request.getfixturevalue("django_db_setup")
    with begin(django_db_blocker) as use:
        use(Beginnings.wanted)
        Beginnings.use = use
        yield
        use(MIGRATED)
        Beginnings.use = Beginnings.restore = None


def _point_to(name: str | Path) -> None:
    if connection.settings_dict["NAME"] != str(name):
        connection.close()
        connection.settings_dict["NAME"] = str(name)


def _plant(blocker: DjangoDbBlocker) -> None:
    """What would follow the commit does not: in a test there is no commit."""
    cache = {"default": {**django_settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}
    with blocker.unblock(), override_settings(CACHES=cache), transaction.atomic():
        plant()
        connection.run_on_commit.clear()
    connection.close()


# --- SQLite ---------------------------------------------------------------------------------------------------------


@contextmanager
def _sqlite_databases(blocker: DjangoDbBlocker) -> Iterator[Callable[[str], None]]:
    original = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(prefix="waymark-test-") as folder:
        files = {name: Path(folder) / f"{name}.sqlite3" for name in (MIGRATED, PLANTED)}
        with blocker.unblock():
            template = _migrated_template()

        def use(name: str) -> None:
            is_new = not files[name].exists()
            if is_new:
                _copy(template, files[name])
            _point_to(files[name])
            if is_new and name == PLANTED:
                _plant(blocker)

        Beginnings.restore = lambda: _copy(template, files[MIGRATED])
        yield use
        _point_to(original)


def _migrated_template() -> Path:
    """The migrated file, made by whichever process comes first while the others wait."""
    folder = Path(django_settings.VAR_DIR) / "test-databases"
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / f"{_template_key()}.sqlite3"
    with _locked(folder / "lock"):
        if not template.exists():
            _make_template(template)
    return template


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


def _make_template(template: Path) -> None:
    with tempfile.TemporaryDirectory(dir=template.parent) as folder:
        unfinished = Path(folder) / "unfinished.sqlite3"
        _point_to(unfinished)
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


# --- a server -------------------------------------------------------------------------------------------------------


@contextmanager
def _server_databases(blocker: DjangoDbBlocker) -> Iterator[Callable[[str], None]]:
    name = connection.settings_dict["NAME"]
    names = {MIGRATED: name, PLANTED: f"{name}_planted"}
    clone = f"{name}_pristine"
    drop_clones = [f'DROP DATABASE IF EXISTS "{other}" WITH (FORCE)' for other in (clone, names[PLANTED])]
    drop, make = f'DROP DATABASE "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{clone}"'
    _run_beside(blocker, *drop_clones, f'CREATE DATABASE "{clone}" TEMPLATE "{name}"')
    made = {MIGRATED}

    def use(wanted: str) -> None:
        is_new = wanted not in made
        if is_new:
            _run_beside(blocker, f'CREATE DATABASE "{names[wanted]}" TEMPLATE "{clone}"')
            made.add(wanted)
        _point_to(names[wanted])
        if is_new:
            _plant(blocker)

    Beginnings.restore = lambda: _run_beside(blocker, drop, make)
    yield use
    _run_beside(blocker, *drop_clones)


def _run_beside(blocker: DjangoDbBlocker, *statements: str) -> None:
    """Run statements about the test databases while nobody is connected to them."""
    connection.close()
    creation: Any = connection.creation
    with blocker.unblock(), creation._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
