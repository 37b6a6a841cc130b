"""People to sign in as during development."""

import json
import os
import secrets
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError

from accounts.actions import people


class Role(NamedTuple):
    """One demo person."""

    name: str
    legal_name: str
    group: str | None


class Credentials(TypedDict):
    """What the file keeps of one person."""

    email: str
    password: str


ROLES = (
    Role("learner", "Lena Learner", None),
    Role("instructor", "Ines Instructor", "Instructors"),
    Role("reviewer", "Rafael Reviewer", "Reviewers"),
    Role("registrar", "Rita Registrar", "Registrars"),
    Role("admin", "Ada Administrator", "Administrators"),
)


class Command(BaseCommand):
    """Makes one person per role, with passwords kept in ``demo-accounts.json``."""

    help = "Create learner@, instructor@, reviewer@, registrar@ and admin@example.org; in development only."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make or repair the five people and print how to sign in. Raises CommandError outside DEBUG."""
        if not settings.DEBUG:
            raise CommandError("Demo accounts are for development: DEBUG is off.")
        path = Path(settings.VAR_DIR) / "demo-accounts.json"
        accounts = self._credentials(path)
        groups = self._groups()
        self._keep(path, accounts)
        for role in ROLES:
            people.demo_account(
                **accounts[role.name],
                legal_name=role.legal_name,
                groups=[groups[role.group]] if role.group else [],
                is_superuser=role.name == "admin",
            )
            self.stdout.write(f"{accounts[role.name]['email']:<26} {accounts[role.name]['password']}")

    def _credentials(self, path: Path) -> dict[str, Credentials]:
        kept: dict[str, Credentials] = json.loads(path.read_text()) if path.exists() else {}
        fresh: dict[str, Credentials] = {
            role.name: {"email": f"{role.name}@example.org", "password": secrets.token_urlsafe(12)} for role in ROLES
        }
        return {**fresh, **kept}

    def _groups(self) -> dict[str, Group]:
        wanted = {role.group for role in ROLES if role.group}
        groups = {group.name: group for group in Group.objects.filter(name__in=wanted)}
        if missing := sorted(wanted - groups.keys()):
            raise CommandError(f"No group named {', '.join(missing)}: run manage.py migrate first.")
        return groups

    def _keep(self, path: Path, accounts: dict[str, Credentials]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(accounts, file, indent=2)
