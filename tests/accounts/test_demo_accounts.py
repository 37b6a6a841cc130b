"""People to sign in as exist in development only."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR, settings.DEBUG = tmp_path, True
    return tmp_path / "demo-accounts.json"


def test_refused_outside_development(settings: Any, file: Path) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("make_demo_accounts")
    assert not User.objects.exists()
    assert not file.exists()


def test_everyone_can_sign_in_with_the_kept_password(client: Any, file: Path) -> None:
    call_command("make_demo_accounts")
    accounts = json.loads(file.read_text())
    assert list(accounts) == ["learner", "instructor", "reviewer", "registrar", "admin"]
    for account in accounts.values():
        client.post("/accounts/login/", {"login": account["email"], "password": account["password"]})
        assert "_auth_user_id" in client.session
        client.logout()
    assert file.stat().st_mode & 0o777 == 0o600


def test_groups_follow_the_role(file: Path) -> None:
    call_command("make_demo_accounts")
    groups = dict(User.objects.values_list("email", "groups__name"))
    assert groups == {
        "learner@example.org": None,
        "instructor@example.org": "Instructors",
        "reviewer@example.org": "Reviewers",
        "registrar@example.org": "Registrars",
        "admin@example.org": "Administrators",
    }
    assert list(User.objects.filter(is_superuser=True).values_list("email", flat=True)) == ["admin@example.org"]


def test_running_again_changes_nothing(file: Path) -> None:
    call_command("make_demo_accounts")
    kept, hashes = file.read_text(), list(User.objects.order_by("pk").values_list("password", flat=True))
    call_command("make_demo_accounts")
    assert file.read_text() == kept
    assert list(User.objects.order_by("pk").values_list("password", flat=True)) == hashes


def test_kept_passwords_return_to_an_emptied_database(file: Path) -> None:
    call_command("make_demo_accounts")
    kept = json.loads(file.read_text())
    User.objects.all().delete()
    call_command("make_demo_accounts")
    assert User.objects.get(email="learner@example.org").check_password(kept["learner"]["password"])
