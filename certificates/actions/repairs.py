"""What is missing, and the report about it. The making itself is in ``certificates.tasks``, which knows documents."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts import topics
from accounts.actions import notices
from accounts.models import Notice, User
from certificates.actions import documents
from certificates.actions.issuing import STANDS_IN_THE_WAY
from certificates.models import Artifact, Batch, Certificate, RepairReport
from courses.models import Enrolment

# Mail that waits for longer does not wait for its turn.
STUCK_AFTER = timedelta(hours=6)
NAMED = 20


@dataclass
class Findings:
    """What one run did, and what it could not do."""

    issued: int = 0
    made: int = 0
    resumed: int = 0
    failed: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def done(self) -> dict[str, int]:
        """By name."""
        return {"issued": self.issued, "made": self.made, "resumed": self.resumed}


def unissued(before: datetime) -> "QuerySet[Enrolment]":
    """Completed by then and not issued, oldest first.

    A suspended or revoked certificate stands in the way, and so does a name that its holder has not confirmed.
    """
    chain = Certificate.objects.filter(learner=OuterRef("learner"), achievement__course=OuterRef("course"))
    rows = Enrolment.objects.filter(completed_at__lt=before, certificates=None, course__achievement__isnull=False)
    rows = rows.annotate(newest_status=Subquery(chain.order_by("-generation").values("status")[:1]))
    first = Q(newest_status=None, name_confirmed_at__isnull=False)
    later = Q(newest_status__isnull=False) & ~Q(newest_status__in=STANDS_IN_THE_WAY)
    return rows.filter(first | later).select_related("course", "learner").order_by("completed_at", "pk")


def lost_files() -> Iterator[str]:
    """Documents whose file is gone or has another size. Nothing is made in their place: it would be another file."""
    store = documents.store()
    for artifact in Artifact.objects.select_related("certificate").order_by("pk").iterator(chunk_size=1000):
        if _size(store, artifact.path) != artifact.size:
            yield str(artifact)


def left(findings: Findings, *, at: datetime) -> dict[str, int]:
    """What waits for a person, by name."""
    stuck = Notice.objects.waiting(at).filter(created_at__lt=at - STUCK_AFTER)
    return {
        "failed": findings.failed,
        "lost": len(findings.lost),
        "attention": Certificate.objects.needing_attention().count(),
        "unsent": stuck.count(),
        "held": Batch.objects.filter(state=Batch.State.DONE, released_at=None).count(),
    }


@transaction.atomic
def report(findings: Findings, *, at: datetime | None = None) -> RepairReport:
    """Keep what was found; registrars are told unless all was well."""
    at = at or timezone.now()
    kept = RepairReport.objects.create(
        at=at, done=findings.done, left=left(findings, at=at), lost=findings.lost[:NAMED]
    )
    if not kept.is_quiet:
        context: dict[str, Any] = {"done": kept.done, "left": kept.left, "lost": kept.lost}
        for registrar in _registrars():
            about: dict[str, Any] = {"topic": topics.WORK, "link": "/cms/certificates/"}
            notices.announce(registrar, kind="repair_report", key=str(kept.uuid), context=context, **about)
    return kept


def _registrars() -> "QuerySet[User]":
    permission = Permission.objects.get(content_type__app_label="certificates", codename="change_certificate")
    granted = Q(groups__permissions=permission) | Q(user_permissions=permission)
    return User.objects.filter(granted, is_active=True).distinct().order_by("pk")


def _size(store: Storage, path: str) -> int:
    try:
        return store.size(path)
    except OSError:
        return -1
