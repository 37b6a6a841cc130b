"""What a device may keep for reading without a network, and what no browser keeps."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cms import trees
from tests.cms.trees import Tree

pytestmark = pytest.mark.django_db


def test_service_worker_covers_the_site_and_is_asked_for_each_time(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    offline = json.loads(re.search(r"OFFLINE = (.*);", answer.text)[1])
    assert offline["signOut"] == reverse("account_logout")
    assert offline["page"] == "/offline/en-gb/"


def test_offline_page_is_the_same_for_everybody(client: Client, learner_client: Client) -> None:
    assert "data-signed-in" in learner_client.get("/help/").text
    assert learner_client.get("/offline/en-gb/").text == client.get("/offline/en-gb/").text


@pytest.mark.parametrize("language", ["xx", "nothing-here"])
def test_offline_page_in_an_unknown_language_is_not_found(client: Client, language: str) -> None:
    assert client.get(f"/offline/{language}/").status_code == 404


def test_lesson_may_be_kept_and_the_dashboard_may_not(tree: Tree, learner: User, learner_client: Client) -> None:
    trees.enrol(tree, learner)
    assert learner_client.get("/courses/tea/basics/lesson-1/")["X-Keep-Offline"] == "lesson"
    for other in ("/learn/", "/courses/tea/basics/quiz/", "/courses/tea/"):
        assert "X-Keep-Offline" not in learner_client.get(other)


def test_browsers_keep_no_page_of_somebody_signed_in(
    tree: Tree, learner: User, learner_client: Client, client: Client
) -> None:
    trees.enrol(tree, learner)
    for private in ("/learn/", "/profile/", "/courses/tea/", "/courses/tea/basics/lesson-1/"):
        assert "no-store" in learner_client.get(private)["Cache-Control"]
    assert not client.get("/courses/tea/").has_header("Cache-Control")
