"""Changing what one says about oneself, and seeing moments in one's own zone."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.actions import people
from accounts.middleware import TimeZoneMiddleware
from accounts.models import AuditEntry, User

pytestmark = pytest.mark.django_db

PROFILE = "/profile/"
DATA = {"legal_name": "Lena Maria Learner", "time_zone": "Europe/Brussels", "language": "en-gb"}


def test_profile_is_saved(learner_client: Client, learner: User) -> None:
    assert learner_client.post(PROFILE, DATA)["Location"] == PROFILE
    learner.refresh_from_db()
    assert (learner.legal_name, learner.time_zone) == ("Lena Maria Learner", "Europe/Brussels")


def test_changed_name_is_audited_once(learner_client: Client, learner: User) -> None:
    learner_client.post(PROFILE, DATA)
    learner_client.post(PROFILE, DATA)
    entry = AuditEntry.objects.get(action="accounts.legal_name.changed")
    assert (entry.actor, entry.subject_uuid) == (learner, learner.uuid)
    assert entry.data == {"before": "Lena Learner", "after": "Lena Maria Learner"}


def test_other_changes_are_not_audited(learner: User) -> None:
    people.update_profile(
        learner, legal_name=learner.legal_name, time_zone="Asia/Tokyo", language="en-gb", actor=learner
    )
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("legal_name", "A\u202eB"), ("time_zone", "Mars/Olympus"), ("language", "xx"), ("legal_name", "")],
)
def test_bad_input_changes_nothing(learner_client: Client, learner: User, field: str, value: str) -> None:
    response = learner_client.post(PROFILE, DATA | {field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    learner.refresh_from_db()
    assert learner.legal_name == "Lena Learner"


def test_anonymous_visitor_is_asked_to_sign_in(client: Client) -> None:
    for response in (client.get(PROFILE), client.post(PROFILE, DATA)):
        assert response["Location"] == "/accounts/login/?next=/profile/"


def test_other_methods_are_refused(learner_client: Client) -> None:
    assert learner_client.delete(PROFILE).status_code == 405


def test_moments_are_shown_in_the_persons_zone(learner: User, client: Client) -> None:
    learner.time_zone = "Asia/Tokyo"
    learner.save()
    client.force_login(learner)
    seen: list[str] = []
    _through_middleware(client, learner, seen)
    assert seen == ["Asia/Tokyo"]
    assert timezone.get_current_timezone_name() == "UTC"


def test_unknown_zone_is_read_as_utc(learner: User, client: Client) -> None:
    learner.time_zone = "Mars/Olympus"
    learner.save()
    client.force_login(learner)
    seen: list[str] = []
    _through_middleware(client, learner, seen)
    assert seen == ["UTC"]


def _through_middleware(client: Client, user: User, seen: list[str]) -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    request.session, request.user = client.session, user

    def view(_: HttpRequest) -> HttpResponse:
        seen.append(timezone.get_current_timezone_name())
        return HttpResponse()

    TimeZoneMiddleware(view)(request)


def test_anonymous_request_costs_no_query(client: Client, count_queries: Callable[..., int]) -> None:
    assert count_queries(client.get, "/accounts/logout/") == 0
    assert not Session.objects.exists()
