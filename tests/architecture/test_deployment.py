"""Migrations are complete, and production settings leave nothing to warn about."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")


def run(tmp_path: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if name not in SERVICES}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.production", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_production_settings_are_clean(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=secrets.token_urlsafe(60))
    assert done.returncode == 0, done.stderr
    # Working without a seal is a choice, and the only one that production remarks on.
    assert "identified 1 issue" in done.stderr
    assert "certificates.I001" in done.stderr


@pytest.mark.skipif((ROOT / ".env").exists(), reason="the secret may come from .env")
def test_production_does_not_start_without_a_secret(tmp_path: Path) -> None:
    done = run(tmp_path, "check")
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_demo_accounts_are_never_made_in_production(tmp_path: Path) -> None:
    done = run(tmp_path, "make_demo_accounts", SECRET_KEY=secrets.token_urlsafe(60))
    assert done.returncode == 1
    assert "DEBUG is off" in done.stderr
    assert not (tmp_path / "demo-accounts.json").exists()
