import hashlib
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from certificates.actions import documents
from certificates.models import Artifact, Certificate


def pdf_url(certificate):
    return reverse("certificates:pdf", args=[certificate.uuid])


def test_page_says_that_the_document_is_being_prepared_and_asks_again(learner_client, certificate):
    text = learner_client.get(certificate.get_absolute_url()).text
    assert "Your certificate is being prepared" in text
    assert f'hx-get="{certificate.get_absolute_url()}"' in text
    assert pdf_url(certificate) not in text
    assert learner_client.get(pdf_url(certificate)).status_code == 404


def test_page_offers_the_document_when_it_is_ready(learner_client, made):
    text = learner_client.get(made.certificate.get_absolute_url()).text
    assert f'href="{pdf_url(made.certificate)}"' in text
    assert "being prepared" not in text
    assert "hx-get" not in text


def test_page_says_that_a_person_must_look_and_stops_asking(learner_client, certificate):
    documents.need_attention(certificate, reason="recipient_name holds U+1F600, which cannot be printed")
    text = learner_client.get(certificate.get_absolute_url()).text
    assert "Your document needs our attention" in text
    assert "U+1F600" not in text
    assert "hx-get" not in text


def test_page_shows_the_facts_and_the_public_address(learner_client, certificate):
    text = learner_client.get(certificate.get_absolute_url()).text
    for part in ("Lena Learner", "Certificate of Smallness", certificate.serial, certificate.get_verify_url()):
        assert part in text


def test_owner_downloads_the_stored_bytes(learner_client, made):
    response = learner_client.get(pdf_url(made.certificate))
    assert hashlib.sha256(b"".join(response.streaming_content)).hexdigest() == made.sha256
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert f"{made.certificate.serial}.pdf" in response["Content-Disposition"]


@pytest.mark.parametrize("person", ["outsider_client", "instructor_client"])
def test_someone_else_finds_neither_page_nor_document(request, made, person):
    client = request.getfixturevalue(person)
    assert client.get(made.certificate.get_absolute_url()).status_code == 404
    assert client.get(pdf_url(made.certificate)).status_code == 404


@pytest.mark.parametrize("url", [pdf_url, Certificate.get_absolute_url])
def test_anonymous_visitor_is_led_to_sign_in(made, url):
    response = Client().get(url(made.certificate))
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={url(made.certificate)}"


@pytest.mark.parametrize("url", [pdf_url, Certificate.get_absolute_url])
def test_post_is_refused(learner_client, made, url):
    assert learner_client.post(url(made.certificate)).status_code == 405


def test_unknown_certificate_is_not_found(learner_client):
    assert learner_client.get(reverse("certificates:certificate", args=[uuid.uuid4()])).status_code == 404


def test_course_leads_to_its_certificate(learner_client, certificate, small):
    response = learner_client.get(reverse("certificates:mine", args=[small.course.slug]))
    assert response["Location"] == certificate.get_absolute_url()


def test_course_without_a_certificate_leads_to_my_learning(outsider_client, certificate, small):
    response = outsider_client.get(reverse("certificates:mine", args=[small.course.slug]))
    assert response["Location"] == "/learn/"


def test_database_refuses_a_second_document_of_one_kind(made):
    assert documents.keep(made.certificate, kind="pdf", content=b"other").pk == made.pk
    assert Artifact.objects.count() == 1
