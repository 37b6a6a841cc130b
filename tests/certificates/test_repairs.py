"""The nightly repair: what it mends, what it leaves to people, and who reads of it."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Notice, User
from certificates import tasks
from certificates.actions import documents, issuing, statuses
from certificates.models import Artifact, Batch, Certificate, RepairReport
from courses.actions import enrolments
from courses.models import Enrolment
from tests.factories.courses import SmallCourse, sit

AGO = timedelta(hours=12)
QUIET = {"failed": 0, "lost": 0, "attention": 0, "unsent": 0, "held": 0}


def let_time_pass() -> None:
    Certificate.objects.update(issued_at=timezone.now() - AGO)
    Enrolment.objects.filter(completed_at__isnull=False).update(completed_at=timezone.now() - AGO)


def command() -> list[str]:
    out = io.StringIO()
    call_command("repair_certificates", stdout=out)
    return out.getvalue().splitlines()


def test_a_quiet_night_is_kept_and_told_to_nobody(made: Artifact, registrar: User) -> None:
    tasks.repair_by_night()
    report = RepairReport.objects.get()
    assert (report.is_quiet, report.done, report.left) == (True, {"issued": 0, "made": 0, "resumed": 0}, QUIET)
    assert not Notice.objects.filter(kind="repair_report").exists()


def test_what_was_missing_is_made_and_registrars_read_of_it(
    certificate: Certificate, registrar: User, administrator: User, reviewer: User, mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    let_time_pass()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.repair_by_night()
    assert certificate.artifacts.count() == 1
    assert RepairReport.objects.get().done == {"issued": 0, "made": 1, "resumed": 0}
    told = [mail for mail in mailoutbox if "repaired" in mail.subject]
    assert sorted(mail.to[0] for mail in told) == [administrator.email, registrar.email]
    assert "Certificates whose missing documents were made: 1" in told[0].body
    with django_capture_on_commit_callbacks(execute=True):
        tasks.repair_by_night()
    assert len([mail for mail in mailoutbox if "repaired" in mail.subject]) == 2


@pytest.mark.parametrize("harm", ["gone", "cut"])
def test_a_lost_file_is_named_and_nothing_stands_in_for_it(made: Artifact, registrar: User, harm: str) -> None:
    documents.store().delete(made.path)
    if harm == "cut":
        documents.store().save(made.path, ContentFile(b"%PDF"))
    tasks.repair_by_night()
    report = RepairReport.objects.get()
    assert (report.left, report.lost) == ({**QUIET, "lost": 1}, [str(made)])
    assert Notice.objects.get(kind="repair_report").recipient == registrar
    assert command() == [
        "0 certificates issued, documents of 0 made",
        "documents whose file is gone or damaged (bring them back from a backup): 1",
        f"  {made}",
    ]
    made.refresh_from_db()
    assert made.certificate.artifacts.count() == 1


def test_what_waits_for_a_person_is_counted(
    made: Artifact, small: SmallCourse, registrar: User, outsider: User
) -> None:
    documents.need_attention(made.certificate, reason="recipient_name holds U+0000")
    Notice.objects.filter(kind="certificate_issued").update(sent_at=None, created_at=timezone.now() - AGO)
    Batch.objects.create(
        kind="enrol", course=small.course, state="done", created_by=registrar, confirmed_at=timezone.now()
    )
    tasks.repair_by_night()
    assert RepairReport.objects.get().left == {**QUIET, "attention": 1, "unsent": 1, "held": 1}
    assert command()[1:] == [
        "certificates that wait for a person, because their text can't be printed: 1",
        "messages that could not be sent for hours: 1",
        "batches whose mail waits to be let go: 1",
    ]


def test_who_stands_before_a_revoked_certificate_is_not_reported_as_issued(
    made: Artifact, small: SmallCourse, registrar: User
) -> None:
    certificate = made.certificate
    again = enrolments.begin_round(certificate.enrolment, keeps_progress=True, actor=None)
    statuses.revoke(certificate, reason="Leaked", actor=registrar)
    enrolments.accept_conduct(again, actor=again.learner)
    sit(small.exam, again)
    let_time_pass()
    assert tasks.repair_certificates() == {"issued": 0, "made": 0}
    issuing.issue_by_hand(again, reason="Cleared", actor=registrar)
    assert Certificate.objects.count() == 2


def test_a_stalled_batch_is_resumed_by_night(small: SmallCourse, registrar: User) -> None:
    long_ago = timezone.now() - AGO
    Batch.objects.create(
        kind="enrol",
        course=small.course,
        state="applying",
        created_by=registrar,
        confirmed_at=long_ago,
        seen_at=long_ago,
    )
    tasks.repair_by_night()
    assert RepairReport.objects.get().done["resumed"] == 1
    assert Batch.objects.get().state == Batch.State.DONE


def test_registrars_find_report_and_work_on_their_first_screen(
    made: Artifact, registrar_client: Client, instructor_client: Client
) -> None:
    assert "Nothing waits for you." in registrar_client.get("/cms/").text
    documents.need_attention(made.certificate, reason="recipient_name holds U+0000")
    documents.store().delete(made.path)
    tasks.repair_by_night()
    text = registrar_client.get("/cms/").text
    for said in ("Certificates whose documents need attention", "Nightly repair of", str(made)):
        assert said in text
    assert "Nightly repair of" not in instructor_client.get("/cms/").text
