import hashlib
import io
import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from certificates.actions import documents, issuing
from certificates.documents import baking, jsonld
from certificates.models import Achievement
from courses.actions import outline

VISITOR = Client()
MACHINE = {"Accept": "application/json"}


def url(name, certificate):
    return reverse(f"certificates:{name}", args=[certificate.uuid])


def achievement_url(achievement):
    return reverse("certificates:achievement", args=[achievement.uuid])


@pytest.fixture
def achievement(small):
    return Achievement.objects.get()


@pytest.mark.parametrize(("kind", "content_type"), [("json", "application/vc"), ("png", "image/png")])
def test_holder_downloads_the_stored_bytes(learner_client, proven, kind, content_type):
    response = learner_client.get(url(kind, proven))
    content = b"".join(response.streaming_content)
    assert hashlib.sha256(content).hexdigest() == proven.artifacts.get(kind=kind).sha256
    assert response["Content-Type"] == content_type
    assert f"{proven.serial}.{kind}" in response["Content-Disposition"]
    assert "private" in response["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response


@pytest.mark.parametrize("kind", ["json", "png"])
def test_nobody_else_downloads_them(outsider_client, registrar_client, proven, kind):
    assert outsider_client.get(url(kind, proven)).status_code == 404
    assert registrar_client.get(url(kind, proven)).status_code == 404
    assert VISITOR.get(url(kind, proven))["Location"] == f"/accounts/login/?next={url(kind, proven)}"


@pytest.mark.parametrize("kind", ["json", "png"])
def test_files_that_were_not_made_are_not_found(learner_client, made, kind):
    assert learner_client.get(url(kind, made.certificate)).status_code == 404
    assert learner_client.post(url(kind, made.certificate)).status_code == 405


def test_badge_carries_the_stored_credential(proven):
    credential, badge = (documents.content(proven.artifacts.get(kind=kind)) for kind in ("json", "png"))
    assert baking.unbake(badge) == credential
    assert Image.open(io.BytesIO(badge)).size == (605, 605)


def test_page_offers_all_three_files(learner_client, proven):
    text = learner_client.get(proven.get_absolute_url()).text
    for kind in ("pdf", "json", "png"):
        assert f'href="{url(kind, proven)}"' in text


def test_page_offers_the_paper_alone_where_nothing_is_signed(learner_client, made):
    text = learner_client.get(made.certificate.get_absolute_url()).text
    assert f'href="{url("pdf", made.certificate)}"' in text
    assert url("json", made.certificate) not in text
    assert url("png", made.certificate) not in text


def test_page_costs_the_same_with_one_file_and_with_three(learner_client, proven, count_queries):
    three = count_queries(learner_client.get, proven.get_absolute_url())
    proven.artifacts.exclude(kind="pdf").delete()
    assert count_queries(learner_client.get, proven.get_absolute_url()) == three


def test_address_of_a_credential_leads_to_the_public_check_and_shows_nothing_itself(proven):
    response = VISITOR.get(url("credential", proven))
    assert response["Location"] == reverse("certificates:verify", args=[proven.code])
    assert response.content == b""
    assert VISITOR.get(reverse("certificates:credential", args=[uuid.uuid4()])).status_code == 404
    assert VISITOR.post(url("credential", proven)).status_code == 405


def test_everything_that_a_credential_points_to_answers_anyone(proven):
    badge = json.loads(documents.content(proven.artifacts.get(kind="json")))
    achievement = badge["credentialSubject"]["achievement"]
    addresses = [badge["id"], badge["image"]["id"], badge["evidence"][0]["id"], achievement["id"]]
    for address in [*addresses, badge["credentialStatus"]["statusListCredential"]]:
        assert VISITOR.get(address.removeprefix("http://localhost:8000"), follow=True).status_code == 200


def test_people_see_what_can_be_earned(achievement):
    response = VISITOR.get(achievement_url(achievement))
    assert response["Content-Type"].startswith("text/html")
    for part in ("Certificate of Smallness", "Assessment-based certificate", "All", "24 months", "Course small"):
        assert part in response.text
    assert f'src="{achievement_url(achievement)}badge.png"' in response.text


def test_machines_get_it_as_an_achievement_of_open_badges(achievement):
    response = VISITOR.get(achievement_url(achievement), headers=MACHINE)
    found = response.json()
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in response["Vary"]
    assert found["id"] == f"http://localhost:8000{achievement_url(achievement)}?version=1.0"
    assert found["criteria"] == {"narrative": "All"}
    assert found["creator"]["id"] == "did:web:localhost%3A8000"
    assert jsonld.covered(found)


def test_what_is_earned_now_is_shown_with_todays_words(achievement, small):
    facts = issuing.AchievementFacts("New title", "badge", "New criteria", "New statement", None)
    issuing.publish_achievement(small.course, facts)
    text = VISITOR.get(achievement_url(achievement)).text
    for part in ("New title", "New criteria", "New statement", "Without end"):
        assert part in text


def test_course_that_is_gone_is_not_offered(achievement, small):
    assert small.course.get_absolute_url() in VISITOR.get(achievement_url(achievement)).text
    outline.retire_course(small.course.uuid)
    assert small.course.get_absolute_url() not in VISITOR.get(achievement_url(achievement)).text


def test_picture_of_an_achievement_holds_no_credential(achievement):
    response = VISITOR.get(f"{achievement_url(achievement)}badge.png")
    assert response["Content-Type"] == "image/png"
    assert response["Access-Control-Allow-Origin"] == "*"
    with pytest.raises(baking.NotABadge):
        baking.unbake(response.content)


def test_title_that_can_not_be_drawn_has_no_picture(achievement):
    Achievement.objects.update(title="word " * 40)
    Achievement.objects.update(credential_type="x" * 80)
    assert VISITOR.get(f"{achievement_url(achievement)}badge.png").status_code == 404


def test_unknown_achievement_is_not_found_and_nothing_is_posted(achievement):
    assert VISITOR.get(reverse("certificates:achievement", args=[uuid.uuid4()])).status_code == 404
    assert VISITOR.post(achievement_url(achievement)).status_code == 405


@pytest.mark.parametrize("headers", [{}, MACHINE])
def test_achievement_costs_the_same_however_many_hold_it(achievement, certificate, count_queries, headers):
    VISITOR.get(achievement_url(achievement), headers=headers)
    assert count_queries(VISITOR.get, achievement_url(achievement), headers=headers) <= 2
