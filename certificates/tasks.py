"""Documents, and the sweep that finds what a crash lost."""

import logging
from datetime import timedelta

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from certificates.actions import batches, issuing, reminders, repairs
from certificates.documents import making
from certificates.models import Batch, BatchRow, Certificate
from certificates.models.certificates import CertificateQuerySet

logger = logging.getLogger(__name__)
BATCH = 200
# Younger work is probably in the hands of the task that its commit published.
SWEEP_AFTER = timedelta(seconds=30)


@shared_task
def make_documents(certificate_id: int) -> None:
    """Make one certificate's documents; safe to run twice."""
    making.make_documents(_certificates().get(pk=certificate_id))


@shared_task
def remind_holders() -> int:
    """Announce the reminders that are due; returns how many."""
    return reminders.remind()


@shared_task
def repair_certificates() -> dict[str, int]:
    """Issue what was completed but not issued and make what was issued but not made; returns how many of each.

    At most so many at a time: the next sweep is a minute away.
    """
    findings = repair(most=BATCH)
    return {"issued": findings.issued, "made": findings.made}


@shared_task
def repair_by_night() -> None:
    """All that is missing, files that were lost too; registrars read what was done and what waits for them."""
    repairs.report(repair_thoroughly())


def repair_thoroughly() -> repairs.Findings:
    """Without a limit, and with a look at every file."""
    findings = repair(most=None)
    findings.resumed = resume_batches()
    findings.lost = list(repairs.lost_files())
    return findings


def repair(*, most: int | None) -> repairs.Findings:
    """Issue and make what is missing; one that fails is logged and stops no other."""
    before = timezone.now() - SWEEP_AFTER
    findings = repairs.Findings()
    for enrolment in repairs.unissued(before)[:most]:
        findings.issued += issuing.issue_if_eligible(enrolment) is not None
    unmade = _certificates().without(*making.wanted()).filter(issued_at__lt=before).order_by("issued_at", "pk")
    for certificate in unmade[:most]:
        made = _made(certificate)
        findings.made += made is True
        findings.failed += made is None
    return findings


@shared_task
def apply_batch(batch_id: int) -> None:
    """Apply what is left of a confirmed batch, each row in a transaction of its own; two at once share the rows."""
    batch = Batch.objects.get(pk=batch_id)
    if batch.state != Batch.State.APPLYING:
        return
    for row in batch.rows.filter(state=BatchRow.State.WAITING):
        _apply(row)
    batches.finish(batch)


@shared_task
def resume_batches() -> int:
    """Go on with batches whose worker has died; returns how many."""
    stalled = Batch.objects.stalled(timezone.now() - batches.STALLED_AFTER)
    for batch in stalled:
        apply_batch.delay(batch.pk)
    return len(stalled)


def _apply(row: BatchRow) -> None:
    """What nobody foresaw is noted at its row; a database that is away stops all of it until the sweep."""
    try:
        batches.apply_row(row)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s could not be applied", row)
        batches.fail_row(row)


def _made(certificate: Certificate) -> bool | None:
    """None when it failed for reasons of ours."""
    try:
        return making.make_documents(certificate)
    except Exception:
        logger.exception("documents of certificate %s could not be made", certificate)
        return None


def _certificates() -> CertificateQuerySet:
    return Certificate.objects.select_related("design__design", "learner", "enrolment", "achievement__course")
