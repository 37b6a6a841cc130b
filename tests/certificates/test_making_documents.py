import hashlib
import io
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Notice
from accounts.tasks import send_notice, send_waiting_notices
from certificates import tasks
from certificates.actions import documents, issuing, statuses
from certificates.models import Artifact, Certificate
from courses.actions import outline
from courses.models import Course, Enrolment
from tests.factories.courses import make_course, sit

LATER = timedelta(minutes=5)


def content_of(artifact):
    with documents.store().open(artifact.path) as file:
        return file.read()


def text_of(artifact):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content_of(artifact))).pages).split())


def announced(outbox):
    """The mail that certificates are ready; of the exam's result its own is sent."""
    return [mail for mail in outbox if mail.subject.startswith("Your certificate is ready")]


def let_time_pass():
    Certificate.objects.update(issued_at=timezone.now() - LATER)
    Enrolment.objects.filter(completed_at__isnull=False).update(
        completed_at=timezone.now() - LATER, name_confirmed_at=timezone.now()
    )


def repair():
    out = io.StringIO()
    call_command("repair_certificates", stdout=out)
    return out.getvalue().strip()


def test_nothing_is_made_before_the_commit(certificate, mailoutbox):
    assert not Artifact.objects.exists()
    assert announced(mailoutbox) == []


def test_commit_makes_the_document_with_name_and_code(made):
    certificate = made.certificate
    text = text_of(made)
    assert "Lena Learner" in text
    assert certificate.code in text
    assert certificate.serial in text
    assert made.sha256 == hashlib.sha256(content_of(made)).hexdigest()
    assert made.size == len(content_of(made))


def test_making_again_keeps_the_first(made, mailoutbox):
    before = Artifact.objects.values().get()
    tasks.make_documents(made.certificate_id)
    let_time_pass()
    tasks.repair_certificates()
    assert Artifact.objects.values().get() == before
    assert len(announced(mailoutbox)) == 1


def test_document_made_anew_has_the_same_bytes(made, django_capture_on_commit_callbacks):
    first = (made.sha256, made.path)
    made.delete()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.make_documents(made.certificate_id)
    again = Artifact.objects.get()
    assert (again.sha256, again.path) == first


def test_half_a_file_that_a_killed_worker_left_is_passed_over(made):
    whole, torn = content_of(made), made.path
    made.delete()
    documents.store().delete(torn)
    documents.store().save(torn, ContentFile(whole[:1000]))
    tasks.make_documents(made.certificate_id)
    again = Artifact.objects.get()
    assert content_of(again) == whole
    assert again.path != torn


def test_other_content_is_dropped_when_one_is_kept(made):
    kept = documents.keep(made.certificate, kind="pdf", content=b"something else")
    assert (kept.pk, kept.sha256) == (made.pk, made.sha256)


def test_nothing_edited_later_changes_page_facts_or_document(made, small, learner, learner_client):
    certificate = made.certificate
    url = f"/verify/{certificate.code}/"
    before = (_facts(learner_client, url), _facts(learner_client, certificate.get_absolute_url()), made.sha256)
    learner.legal_name = "Somebody Else"
    learner.save()
    issuing.publish_achievement(small.course, issuing.AchievementFacts("Changed", "badge", "Changed", "Changed", 1))
    Course.objects.filter(pk=small.course.pk).update(title="Changed", version="9")
    outline.retire_course(small.course.uuid)
    made.delete()
    tasks.make_documents(certificate.pk)
    after = (_facts(learner_client, url), _facts(learner_client, certificate.get_absolute_url()))
    assert (*after, Artifact.objects.get().sha256) == before
    assert "Changed" not in str(Certificate.objects.get().facts)


def _facts(client, url):
    """What the page says of the certificate, without the changing rest."""
    text = client.get(url).text
    return re.findall(r"<dd[^>]*>(.*?)</dd>", text, re.DOTALL) + re.findall(r"<h1[^>]*>(.*?)</h1>", text)


def test_publication_of_the_achievement_reaches_later_certificates_only(certificate, small):
    issuing.publish_achievement(small.course, issuing.AchievementFacts("Changed", "badge", "", "", None))
    certificate.refresh_from_db()
    assert certificate.facts["credential_title"] == "Certificate of Smallness"
    assert certificate.expires_on is not None


def test_message_says_what_was_earned_where_it_is_and_until_when(made, mailoutbox):
    certificate = made.certificate
    [mail] = announced(mailoutbox)
    day = certificate.expires_on
    readable = f"{day.day} {day:%b} {day.year}"
    assert mail.to == ["learner@example.org"]
    assert mail.subject == "Your certificate is ready: Certificate of Smallness"
    html, mimetype = mail.alternatives[0]
    assert mimetype == "text/html"
    for text in (mail.body, html):
        for part in ("Lena Learner", certificate.serial, certificate.code, certificate.get_verify_url(), readable):
            assert part in text
        assert certificate.get_public_url() in text
        assert day.isoformat() not in text
        assert "{{" not in text


def test_message_about_a_certificate_that_never_expires_names_no_end(
    ready, small, mailoutbox, django_capture_on_commit_callbacks
):
    facts = issuing.AchievementFacts("For ever", "assessment-based certificate", "All", "", None)
    issuing.publish_achievement(small.course, facts)
    with django_capture_on_commit_callbacks(execute=True):
        sit(small.exam, ready)
    assert "Valid until" not in announced(mailoutbox)[0].body
    assert "Valid until" not in announced(mailoutbox)[0].alternatives[0][0]


def test_one_message_however_often_the_tasks_run(made, mailoutbox):
    notice = Notice.objects.get(kind="certificate_issued")
    Notice.objects.update(created_at=timezone.now() - LATER)
    let_time_pass()
    for _ in range(3):
        tasks.make_documents(made.certificate_id)
        tasks.repair_certificates()
        send_notice(notice.pk)
        send_waiting_notices()
    assert len(announced(mailoutbox)) == 1


def test_name_that_can_not_be_printed_waits_for_a_person(
    small, ready, learner, mailoutbox, django_capture_on_commit_callbacks
):
    learner.legal_name = "Lena \N{GRINNING FACE} Learner"
    learner.save()
    with django_capture_on_commit_callbacks(execute=True):
        sit(small.exam, Enrolment.objects.get(pk=ready.pk))
    certificate = Certificate.objects.get()
    assert "recipient_name" in certificate.attention
    assert "U+1F600" in certificate.attention
    let_time_pass()
    assert tasks.repair_certificates() == {"issued": 0, "made": 0}
    assert not Artifact.objects.exists()
    assert announced(mailoutbox) == []


def test_document_that_needs_attention_is_not_reported_as_made(certificate):
    certificate.facts["recipient_name"] = "\N{GRINNING FACE}"
    certificate.save()
    let_time_pass()
    assert repair().splitlines()[0] == "0 certificates issued, documents of 0 made"


def test_cleared_note_lets_the_sweep_try_again(certificate):
    documents.need_attention(certificate, reason="Something")
    let_time_pass()
    assert tasks.repair_certificates()["made"] == 0
    documents.need_attention(certificate, reason="")
    assert tasks.repair_certificates()["made"] == 1


def test_repair_makes_what_a_lost_task_left(certificate):
    let_time_pass()
    assert repair() == "0 certificates issued, documents of 1 made"
    assert Artifact.objects.count() == 1
    assert repair() == "0 certificates issued, documents of 0 made"


def test_repair_issues_what_was_completed_before_the_course_earned_anything(learner, db):
    plain = make_course("plain", earns=False)
    enrolment = Enrolment.objects.create(
        learner=learner, course=plain.course, completed_at=timezone.now() - LATER, name_confirmed_at=timezone.now()
    )
    assert repair() == "0 certificates issued, documents of 0 made"
    issuing.publish_achievement(
        plain.course, issuing.AchievementFacts("Certificate", "assessment-based certificate", "All", "", 12)
    )
    assert repair().startswith("1 certificates issued")
    assert Certificate.objects.get().enrolment == enrolment
    let_time_pass()
    assert repair() == "0 certificates issued, documents of 1 made"


def test_repair_leaves_fresh_work_to_its_task(certificate):
    assert tasks.repair_certificates() == {"issued": 0, "made": 0}


def test_one_broken_certificate_does_not_stop_the_others(certificate, small, outsider):
    Certificate.objects.update(facts=certificate.facts | {"issuer_url": "not an address"})
    Enrolment.objects.create(
        learner=outsider, course=small.course, completed_at=timezone.now() - LATER, name_confirmed_at=timezone.now()
    )
    tasks.repair_certificates()
    let_time_pass()
    assert tasks.repair_certificates()["made"] == 1
    assert Artifact.objects.get().certificate.learner == outsider


@pytest.mark.parametrize("runs", [1, 2])
def test_revoked_certificate_is_still_made_once_for_the_record(certificate, registrar, runs):
    statuses.revoke(certificate, reason="Wrong person", actor=registrar)
    for _ in range(runs):
        tasks.make_documents(certificate.pk)
    assert Artifact.objects.count() == 1


def kinds_of(certificate):
    return list(certificate.artifacts.order_by("pk").values_list("kind", flat=True))


def test_with_a_key_paper_credential_and_badge_are_made_and_told_of_once(proven, mailoutbox):
    assert kinds_of(proven) == ["pdf", "json", "png"]
    assert Notice.objects.filter(kind="certificate_issued").count() == 1
    assert len(announced(mailoutbox)) == 1


def test_key_that_comes_later_brings_the_credential_without_a_second_message(made, issuer_key, mailoutbox):
    certificate = made.certificate
    let_time_pass()
    assert repair() == "0 certificates issued, documents of 1 made"
    assert kinds_of(certificate) == ["pdf", "json", "png"]
    assert repair() == "0 certificates issued, documents of 0 made"
    assert len(announced(mailoutbox)) == 1


@pytest.mark.parametrize("lost", [["png"], ["json", "png"]])
def test_what_a_crash_left_out_is_made_by_the_sweep(proven, lost, mailoutbox):
    kept = list(proven.artifacts.exclude(kind__in=lost).order_by("pk").values_list("kind", "sha256"))
    place = proven.status_entry.place
    proven.artifacts.filter(kind__in=lost).delete()
    let_time_pass()
    assert tasks.repair_certificates()["made"] == 1
    assert kinds_of(proven) == ["pdf", "json", "png"]
    assert list(proven.artifacts.exclude(kind__in=lost).order_by("pk").values_list("kind", "sha256")) == kept
    assert Certificate.objects.get().status_entry.place == place
    assert len(announced(mailoutbox)) == 1


def test_name_that_can_not_be_printed_gets_no_credential_either(certificate, issuer_key):
    certificate.facts["recipient_name"] = "\N{GRINNING FACE}"
    certificate.save()
    tasks.make_documents(certificate.pk)
    assert Certificate.objects.get().attention
    assert not Artifact.objects.exists()
