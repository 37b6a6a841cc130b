"""A new key to sign credentials with."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from certificates.actions import issuer_keys
from certificates.models import IssuerKey


class Command(BaseCommand):
    """The key before stays published and keeps verifying what it signed."""

    help = "Sign credentials with a new key from now on; the first key is made in the same way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which key, and whether one is enough."""
        parser.add_argument("--if-none", action="store_true", help="do nothing when there is a key already")
        parser.add_argument("--file", type=Path, help="an Ed25519 private key in PEM to use instead of a fresh one")

    def handle(self, *args: Any, if_none: bool, file: Path | None, **options: Any) -> None:
        """Raises CommandError when the file is not such a key or the folder can't be written."""
        if if_none and IssuerKey.objects.current():
            return
        try:
            private_key = issuer_keys.read(file) if file else None
            key = issuer_keys.rotate(actor=None, private_key=private_key)
        except issuer_keys.NotAnIssuerKey as problem:
            raise CommandError(f"{problem} is no Ed25519 key in PEM that ISSUER_KEYS_PASSPHRASE opens.") from problem
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}.") from problem
        self.stdout.write(f"Credentials are signed with {key} from now on. Back up {settings.ISSUER_KEYS_DIR}.")
