"""What people agreed to: published by editors, kept with its words, taken back where that is possible."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import topics
from accounts.actions import consents, legal_texts, preferences
from accounts.models import Consent, LegalText, User
from certificates.actions import listing
from certificates.models import Certificate, PublicProfile
from cms import agreed, personal_data
from cms.models import HomePage, LegalPage
from tests.factories.courses import enrol, make_course, make_ready_for_exam, sit

pytestmark = pytest.mark.django_db

DATA = "/profile/data/"


def withdraw(client: Client, subject: str) -> Any:
    return client.post(f"{DATA}withdraw/{subject}/")


@pytest.fixture
def listed(learner: User) -> Certificate:
    small = make_course()
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    return listing.choose(Certificate.objects.get(), is_listed=True, is_indexed=False, actor=learner)


# --- the texts -------------------------------------------------------------------------------------------------------


def test_a_site_begins_with_terms_and_a_privacy_notice(client: Client) -> None:
    for subject, words in (("terms", "Your account"), ("privacy", "Your rights")):
        page = client.get(f"/legal/{subject}/")
        assert page.status_code == 200
        assert words in page.content.decode()
        assert client.get(f"/{subject}/")["Location"] == f"/legal/{subject}/"


def test_publishing_other_words_makes_a_version_and_keeps_the_one_before(client: Client) -> None:
    page = LegalPage.objects.get(subject="terms")
    page.body = "<p>Other words.</p>"
    for _ in range(2):
        page.save_revision().publish()
    assert list(LegalText.objects.filter(subject="terms").order_by("version").values_list("version", flat=True)) == [
        1,
        2,
    ]
    assert "Other words" in client.get("/legal/terms/").content.decode()
    before = client.get("/legal/terms/en-gb/1/").content.decode()
    assert "Other words" not in before
    assert "There is a newer version" in before


def test_another_language_has_versions_of_its_own(client: Client, settings: Any) -> None:
    legal_texts.publish("terms", language="fr", title="Conditions", body="<p>Bonjour</p>")
    titles = [text.title for text in LegalText.objects.current("fr")]
    assert titles == ["Conditions", "Privacy notice"]
    assert [text.title for text in LegalText.objects.current("en-gb")] == ["Terms of use", "Privacy notice"]


@pytest.mark.parametrize("path", ["/legal/nothing/", "/legal/terms/en-gb/9/", "/legal/terms/xx/1/"])
def test_what_was_never_published_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_editors_find_the_pages_below_home(administrator_client: Client) -> None:
    home = HomePage.objects.get()
    assert {page.slug for page in home.get_children()} >= {"courses", "terms", "privacy"}
    page = LegalPage.objects.get(subject="privacy")
    assert administrator_client.get(f"/cms/pages/{page.pk}/edit/").status_code == 200


# --- agreeing and taking it back -------------------------------------------------------------------------------------


def test_the_same_said_twice_is_kept_once(learner: User) -> None:
    text = LegalText.objects.get(subject="terms")
    for _ in range(2):
        consents.note(learner, Consent.Subject.TERMS, is_given=True, text=text)
    consents.note(learner, Consent.Subject.REMINDERS, is_given=False)
    assert Consent.objects.count() == 1


def test_reminders_can_be_withdrawn_where_they_are_listed(learner_client: Client, learner: User) -> None:
    preferences.choose(learner, topics.REMINDERS, by_mail=True)
    assert f"{DATA}withdraw/reminders/" in learner_client.get(DATA).content.decode()
    assert withdraw(learner_client, "reminders")["Location"] == DATA
    assert not preferences.wants_mail(learner, topics.REMINDERS)
    page = learner_client.get(DATA).content.decode()
    assert "Withdrawn" in page
    assert "withdraw/reminders" not in page


def test_a_public_page_is_a_consent_and_goes_when_it_is_withdrawn(
    listed: Certificate, learner_client: Client, client: Client
) -> None:
    address = PublicProfile.objects.get().get_absolute_url()
    assert client.get(address).status_code == 200
    withdraw(learner_client, "public_page")
    assert client.get(address).status_code == 404
    rows = Consent.objects.filter(subject="public_page").order_by("pk")
    assert list(rows.values_list("is_given", flat=True)) == [True, False]


def test_terms_are_not_withdrawn_but_left(learner_client: Client, learner: User) -> None:
    consents.note(learner, Consent.Subject.TERMS, is_given=True, text=LegalText.objects.get(subject="terms"))
    assert withdraw(learner_client, "terms").status_code == 404
    assert "withdraw/terms" not in learner_client.get(DATA).content.decode()


def test_only_posts_of_people_signed_in_withdraw(client: Client, learner_client: Client) -> None:
    assert withdraw(client, "reminders")["Location"].startswith("/accounts/login/")
    assert learner_client.get(f"{DATA}withdraw/reminders/").status_code == 405


def test_entries_are_listed_newest_first(listed: Certificate, learner: User) -> None:
    preferences.choose(learner, topics.REMINDERS, by_mail=True, at=timezone.now() + timedelta(minutes=1))
    titles = [entry["title"] for entry in agreed.entries(learner)]
    assert titles == ["Reminders by mail", "Certificates on a public page", "Conduct"]


def test_the_archive_holds_the_words_that_were_agreed_to(learner: User) -> None:
    consents.note(learner, Consent.Subject.TERMS, is_given=True, text=LegalText.objects.get(subject="terms"))
    held = json.loads(json.dumps(personal_data.held(learner), default=str))
    assert "Lessons are for your own study" in held["consents"][0]["text"]["body"]
