"""Reading on the site what one was told."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import topics
from accounts.actions import notices, preferences
from accounts.models import Notice, User
from tests.accounts.letters import SAMPLES

pytestmark = pytest.mark.django_db

PAGE = "/learn/notices/"


def tell(recipient: User, key: str = "1", **changes: object) -> Notice:
    values = {"kind": "exam_opening", "context": SAMPLES["exam_opening"][1], "topic": topics.EXAMS, "link": "/learn/"}
    return notices.announce(recipient, key=key, **(values | changes))  # type: ignore[arg-type]  # as the tests need it


def test_newest_are_listed_first_and_new_ones_marked(learner_client: Client, learner: User) -> None:
    tell(learner)
    tell(learner, kind="welcome", context={}, topic=topics.ACCOUNT)
    response = learner_client.get(PAGE)
    assert [row["title"] for row in response.context["rows"]] == [
        "Welcome to Waymark",
        "You can take the exam again: Small course",
    ]
    assert response.content.decode().count("(not read yet)") == 2


def test_opening_one_reads_it_and_leads_on(learner_client: Client, learner: User) -> None:
    notice = tell(learner)
    tell(learner, key="2")
    assert learner_client.post(f"{PAGE}{notice.uuid}/")["Location"] == "/learn/"
    assert learner_client.session["unread_notices"] == 1


def test_all_can_be_read_at_once_and_only_ones_own(learner_client: Client, learner: User, outsider: User) -> None:
    tell(learner)
    tell(outsider)
    learner_client.post(f"{PAGE}read/")
    assert list(Notice.objects.unread().values_list("recipient", flat=True)) == [outsider.pk]
    assert "You have read everything" in learner_client.get(PAGE).content.decode()


def test_the_notice_of_another_is_not_found(outsider_client: Client, learner: User) -> None:
    notice = tell(learner)
    assert outsider_client.post(f"{PAGE}{notice.uuid}/").status_code == 404
    assert "Small course" not in outsider_client.get(PAGE).content.decode()


def test_reading_changes_nothing_by_get(learner_client: Client, learner: User) -> None:
    notice = tell(learner)
    assert learner_client.get(f"{PAGE}{notice.uuid}/").status_code == 405
    assert learner_client.get(f"{PAGE}read/").status_code == 405
    learner_client.get(PAGE)
    assert Notice.objects.unread().count() == 1


def test_what_is_held_or_declined_is_not_listed(learner_client: Client, learner: User) -> None:
    tell(learner, hold="batch")
    tell(learner, key="2")
    preferences.choose(learner, topics.EXAMS, by_mail=True, in_app=False)
    assert learner_client.get(PAGE).context["rows"] == []
    assert learner_client.session.get("unread_notices", 0) == 0


def test_the_menu_shows_how_many_are_new(learner_client: Client, learner: User) -> None:
    tell(learner)
    learner_client.get(PAGE)
    assert "1 new" in learner_client.get("/courses/").content.decode()


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    assert client.post(f"{PAGE}read/")["Location"].startswith("/accounts/login/")


def test_the_page_costs_the_same_for_one_notice_and_for_ten(
    learner_client: Client, learner: User, count_queries: Callable[..., int]
) -> None:
    tell(learner)
    learner_client.get(PAGE)
    one = count_queries(learner_client.get, PAGE)
    for number in range(2, 11):
        tell(learner, key=str(number))
    learner_client.get(PAGE)
    assert count_queries(learner_client.get, PAGE) == one <= 8
