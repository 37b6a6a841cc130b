"""What must be up to date before the site can be used."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

PACKAGE = settings.BASE_DIR / "cms" / "packages" / "medical-travel-belgium"


class Command(BaseCommand):
    """Migrates, loads the built-in course, makes keys and demo accounts or collects static files. Safe to repeat."""

    help = "Migrate, load the built-in course, then make keys and demo accounts (DEBUG) or collect static files."

    def handle(self, *args: Any, **options: Any) -> None:
        """Each step is a command of its own and changes nothing when there is nothing to do."""
        self.stdout.write("Database: migrating")
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("Built-in course: loading")
        call_command("load_course", str(PACKAGE), stdout=self.stdout, stderr=self.stderr)
        if settings.DEBUG:
            call_command("make_development_seal", stdout=self.stdout, stderr=self.stderr)
            call_command("rotate_issuer_key", if_none=True, stdout=self.stdout, stderr=self.stderr)
            self.stdout.write("Demo accounts:")
            call_command("make_demo_accounts", stdout=self.stdout, stderr=self.stderr)
            call_command("join_teams", "instructor@example.org")
        else:
            self.stdout.write("Static files: collecting")
            call_command("collectstatic", verbosity=0, interactive=False)
            self._say_what_is_missing()

    def _say_what_is_missing(self) -> None:
        """Without ending: a site without a key to sign with still teaches and examines."""
        deployment = {"deploy": True, "tags": ["database"], "databases": ["default"], "fail_level": "CRITICAL"}
        call_command("check", stdout=self.stdout, stderr=self.stderr, **deployment)
