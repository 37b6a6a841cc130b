"""The holder's screens of renewal and correction: every door, every state, through the public addresses."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from certificates import enclosures
from certificates.actions import corrections, generations, hours, renewals, snapshots, statuses
from certificates.models import Certificate, ContinuingEducation, Evidence, NameCorrection
from courses.models import Course, Enrolment
from tests.certificates.files import PDF, enclosure, picture
from tests.certificates.test_renewals import accept_hours, ask_for_hours, ending_in

GETS = ("renewal", "correction")
POSTS = ("begin_renewal", "log_hours", "renew_by_hours", "correction")


def url(name, certificate):
    return reverse(f"certificates:{name}", args=[certificate.uuid])


def proof(content=PDF, name="proof.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def fields(**changed):
    day = snapshots.today(timezone.now()) - timedelta(days=3)
    return {
        "title": "Congress",
        "provider": "Society",
        "hours": "2.5",
        "done_on": day.isoformat(),
        "evidence": proof(),
        **changed,
    }


@pytest.fixture
def near(certificate):
    return ending_in(certificate, 30)


@pytest.fixture
def asking(near, registrar):
    """Ten hours renew it."""
    ask_for_hours(near, registrar)
    return near


# --- doors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GETS)
def test_screens_are_the_holders_alone(near, name, client, learner_client, outsider_client, registrar_client):
    assert learner_client.get(url(name, near)).status_code == 200
    assert outsider_client.get(url(name, near)).status_code == 404
    assert registrar_client.get(url(name, near)).status_code == 404
    assert client.get(url(name, near)).status_code == 302


@pytest.mark.parametrize("name", POSTS)
def test_only_the_holder_acts(near, name, client, outsider_client, registrar_client):
    assert outsider_client.post(url(name, near)).status_code == 404
    assert registrar_client.post(url(name, near)).status_code == 404
    assert client.post(url(name, near)).status_code == 302
    assert (Certificate.objects.count(), Enrolment.objects.count()) == (1, 1)


@pytest.mark.parametrize("name", ["begin_renewal", "log_hours", "renew_by_hours"])
def test_what_acts_is_posted(near, name, learner_client):
    assert learner_client.get(url(name, near)).status_code == 405


def test_evidence_is_its_owners_alone(near, client, learner_client, outsider_client, registrar_client):
    kept = corrections.request(
        near, legal_name="Léna", reason="Accent", enclosure=enclosure("pass.pdf"), actor=near.learner
    ).evidence
    address = reverse("certificates:evidence", args=[kept.uuid])
    answer = learner_client.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="pass.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert outsider_client.get(address).status_code == 404
    assert registrar_client.get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_registrars_read_evidence_in_the_editor(near, client, instructor_client, learner_client, registrar_client):
    kept = corrections.request(
        near, legal_name="Léna", reason="Accent", enclosure=enclosure("pass.pdf"), actor=near.learner
    ).evidence
    address = reverse("assessment:evidence", args=[kept.uuid])
    answer = registrar_client.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="pass.pdf"'
    assert instructor_client.get(address)["Location"] == reverse("wagtailadmin_home")
    for refused in (learner_client, client):
        assert refused.get(address).status_code == 302


# --- renewal ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "said", "button"),
    [
        (200, "There is time", None),
        (30, "you lose no day", "Begin the renewal by exam"),
        (-10, "you can still renew it", "Begin the renewal by exam"),
        (-100, "The last day to renew was", "Take the course again</button>"),
    ],
)
def test_page_says_when_and_how(certificate, learner_client, days, said, button):
    page = learner_client.get(url("renewal", ending_in(certificate, days))).text
    assert said in page
    assert ("begin/" in page) is bool(button)
    assert button is None or button in page


@pytest.mark.parametrize(("act", "said"), [("suspend", "once that is settled"), ("revoke", "nothing takes its place")])
def test_page_of_what_is_not_in_force_offers_nothing(near, learner_client, registrar, act, said):
    getattr(statuses, act)(near, reason="Complaint", actor=registrar)
    page = learner_client.get(url("renewal", near)).text
    assert said in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_page_of_a_replaced_one_leads_to_the_newest(near, learner_client, registrar):
    newer = generations.correct(near, legal_name="Léna", reason="Accent", actor=registrar)
    for name in (*GETS, "certificate"):
        page = learner_client.get(url(name, near)).text
        assert f'href="{newer.get_absolute_url()}"' in page
        assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_renewal_by_exam_begins_and_lists_what_is_left(near, learner_client):
    for _ in range(2):
        answer = learner_client.post(url("begin_renewal", near), follow=True)
        assert answer.redirect_chain == [(url("renewal", near), 302)]
    assert "Your renewal is under way" in answer.text
    assert "Code of conduct" in answer.text
    assert Enrolment.objects.count() == 2


def test_early_renewal_is_refused_in_words(certificate, learner_client):
    held = ending_in(certificate, 200)
    for name in ("begin_renewal", "renew_by_hours"):
        assert "It is too early" in learner_client.post(url(name, held), follow=True).text
    assert Enrolment.objects.count() == 1


def test_exam_of_a_retired_course_is_not_offered(near, learner_client):
    Course.objects.update(retired_at=timezone.now())
    assert "is no longer offered" in learner_client.get(url("renewal", near)).text
    assert "This course is no longer offered" in learner_client.post(url("begin_renewal", near), follow=True).text


def test_hours_are_logged_once_and_shown(asking, learner_client):
    for _ in range(2):
        answer = learner_client.post(url("log_hours", asking), fields(), follow=True)
        assert "Your hours are logged" in answer.text
    row = ContinuingEducation.objects.get()
    assert (row.title, row.hours, row.state, row.evidence.name) == ("Congress", 2.5, "claimed", "proof.pdf")
    assert "0 of 10 hours accepted" in answer.text
    assert "2.5 more hours wait" in answer.text
    assert reverse("certificates:evidence", args=[row.evidence.uuid]) in answer.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "This field is required"),
        ({"hours": "0"}, "A quarter of an hour is the least"),
        ({"hours": "201"}, "at most 200"),
        ({"hours": "1.1"}, "quarters of an hour"),
        ({"done_on": "2999-01-01"}, "still to come"),
        ({"done_on": "1999-01-01"}, "since the certificate was issued"),
        ({"evidence": ""}, "Add the file"),
        ({"evidence": proof(b"<html></html>", "proof.pdf")}, "no PDF, PNG or JPEG"),
        ({"evidence": proof(b"")}, "The file is empty"),
        ({"evidence": proof(PDF + b"x" * enclosures.LARGEST)}, "larger than 5 MB"),
    ],
)
def test_faulty_claim_says_what_is_wrong_and_keeps_the_rest(asking, learner_client, changed, said):
    answer = learner_client.post(url("log_hours", asking), fields(**changed))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Society"' in answer.text
    assert not ContinuingEducation.objects.exists()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("content", [picture("PNG"), picture("JPEG")])
def test_pictures_are_evidence_too(asking, learner_client, content):
    learner_client.post(url("log_hours", asking), fields(evidence=proof(content, "scan.bin")))
    assert Evidence.objects.get().media_type in {"image/png", "image/jpeg"}


def test_enough_hours_offer_the_renewal_which_leads_to_the_new_one(asking, learner_client, registrar):
    assert "Renew now" not in learner_client.get(url("renewal", asking)).text
    accept_hours(asking, registrar)
    assert "Renew now" in learner_client.get(url("renewal", asking)).text
    for _ in range(2):
        answer = learner_client.post(url("renew_by_hours", asking), follow=True)
        newer = Certificate.objects.get(generation=2)
        assert answer.redirect_chain == [(newer.get_absolute_url(), 302)]
    assert "This is the new one" in answer.text


def test_too_few_hours_renew_nothing(asking, learner_client):
    assert "Not enough hours" in learner_client.post(url("renew_by_hours", asking), follow=True).text
    assert Certificate.objects.count() == 1


def test_hours_are_not_spoken_of_where_they_renew_nothing(near, learner_client):
    assert "Continuing education" not in learner_client.get(url("renewal", near)).text


def test_decisions_and_notes_are_shown(asking, learner_client, registrar):
    learner_client.post(url("log_hours", asking), fields())
    hours.refuse(ContinuingEducation.objects.get(), note="No name <on> it", actor=registrar)
    page = learner_client.get(url("renewal", asking)).text
    assert "Refused" in page
    assert "No name &lt;on&gt; it" in page


def test_cost_of_the_page_does_not_grow_with_hours(asking, learner_client, count_queries, registrar):
    accept_hours(asking, registrar, "1", "Congress 0")
    one = count_queries(learner_client.get, url("renewal", asking))
    for number in range(1, 10):
        accept_hours(asking, registrar, "1", f"Congress {number}")
    assert count_queries(learner_client.get, url("renewal", asking)) == one <= 12


# --- correction ---------------------------------------------------------------------------------------------------


def test_correction_is_asked_for_and_waits(near, learner_client):
    asked = {"legal_name": "Léna  Learner", "reason": "An accent", "evidence": proof()}
    answer = learner_client.post(url("correction", near), asked, follow=True)
    assert "Your request is with the registrar" in answer.text
    row = NameCorrection.objects.get()
    assert (row.legal_name, row.reason, row.evidence.name) == ("Léna Learner", "An accent", "proof.pdf")
    learner_client.post(url("correction", near), asked | {"evidence": proof()})
    assert (NameCorrection.objects.count(), Evidence.objects.count()) == (1, 1)


def test_correction_without_evidence_is_possible(near, learner_client):
    learner_client.post(url("correction", near), {"legal_name": "Léna Learner", "reason": "An accent"})
    assert NameCorrection.objects.get().evidence is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"legal_name": "Lena Learner"}, "That is the name it bears already"),
        ({"legal_name": "Lena \u202eLearner"}, "invisible or control"),
        ({"legal_name": "12"}, "at least one letter"),
        ({"reason": ""}, "This field is required"),
        ({"evidence": proof(b"GIF89a")}, "no PDF, PNG or JPEG"),
    ],
)
def test_faulty_request_says_what_is_wrong(near, learner_client, changed, said):
    asked = {"legal_name": "Léna Learner", "reason": "An accent", **changed}
    answer = learner_client.post(url("correction", near), asked)
    assert answer.status_code == 422
    assert said in answer.text
    assert not NameCorrection.objects.exists()


@pytest.mark.parametrize("act", ["suspend", "revoke"])
def test_nothing_is_asked_about_what_is_not_in_force(near, learner_client, registrar, act):
    getattr(statuses, act)(near, reason="Complaint", actor=registrar)
    asked = {"legal_name": "Léna Learner", "reason": "An accent"}
    learner_client.post(url("correction", near), asked)
    assert not NameCorrection.objects.exists()


def test_what_became_of_a_request_is_shown_on_the_new_one(near, learner_client, registrar):
    asked = corrections.request(near, legal_name="Léna Learner", reason="Accent", actor=near.learner)
    newer = corrections.grant(asked, actor=registrar, note="Passport seen")
    page = learner_client.get(url("correction", newer)).text
    assert "Granted" in page
    assert "Passport seen" in page


# --- the certificate's page ---------------------------------------------------------------------------------------


def test_certificate_that_ends_soon_offers_its_renewal(near, learner_client):
    assert "Now is the time to renew it" in learner_client.get(near.get_absolute_url()).text
    assert "it can be renewed now" in learner_client.get("/learn/").text


def test_history_shows_every_generation_with_its_state(near, learner_client, registrar):
    corrected = generations.correct(near, legal_name="Léna Learner", reason="Accent", actor=registrar)
    newest = generations.renew(corrected, evidence="Hours", actor=registrar)
    page = learner_client.get(newest.get_absolute_url()).text
    places = [page.index(words) for words in ("Renewed", "Name corrected", "Course completed")]
    assert places == sorted(places)
    assert page.count("Replaced by a newer one") == 2
    for older in (near, corrected):
        assert f'href="{older.get_absolute_url()}"' in page


@pytest.mark.parametrize(("act", "said"), [("suspend", "is suspended"), ("revoke", "was revoked")])
def test_holder_sees_the_state_with_its_reason(near, learner_client, registrar, act, said):
    getattr(statuses, act)(near, reason="Complaint <1>", actor=registrar)
    page = learner_client.get(near.get_absolute_url()).text
    assert f"This certificate {said}" in page
    assert "Complaint &lt;1&gt;" in page
    assert url("renewal", near) not in page


def test_cost_of_the_certificates_page_does_not_grow_with_its_history(near, learner_client, count_queries, registrar):
    newest = generations.correct(near, legal_name="Name 0", reason="Typo", actor=registrar)
    one = count_queries(learner_client.get, newest.get_absolute_url())
    for number in range(1, 5):
        newest = generations.correct(newest, legal_name=f"Name {'x' * number}", reason="Typo", actor=registrar)
    assert count_queries(learner_client.get, newest.get_absolute_url()) == one


def test_terms_set_by_a_registrar_show_at_once(near, learner_client, registrar):
    renewals.set_terms(near.achievement, renewal_hours=12, grace_days=0, actor=registrar)
    assert "0 of 12 hours accepted" in learner_client.get(url("renewal", near)).text
