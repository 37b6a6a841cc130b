"""Run the whole repair now instead of at night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from certificates import tasks
from certificates.actions import repairs

LEFT = {
    "failed": "certificates whose documents could not be made (the log says why)",
    "lost": "documents whose file is gone or damaged (bring them back from a backup)",
    "attention": "certificates that wait for a person, because their text can't be printed",
    "unsent": "messages that could not be sent for hours",
    "held": "batches whose mail waits to be let go",
}


class Command(BaseCommand):
    """Safe to run at any time and twice."""

    help = "Issue certificates and make documents that a crash left behind; say what waits for a person."

    def handle(self, *args: Any, **options: Any) -> None:
        """Report what was done, and what could not be."""
        findings = tasks.repair_thoroughly()
        self.stdout.write(f"{findings.issued} certificates issued, documents of {findings.made} made")
        if findings.resumed:
            self.stdout.write(f"batches resumed: {findings.resumed}")
        for name, count in repairs.left(findings, at=timezone.now()).items():
            if count:
                self.stdout.write(f"{LEFT[name]}: {count}")
        for document in findings.lost:
            self.stdout.write(f"  {document}")
