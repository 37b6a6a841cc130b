"""A cache that is away slows the site down and does not stop it."""

import logging
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from config.cache import IMPATIENT

GONE = {
    "default": {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": "unix:///nonexistent/valkey.sock?db=1",
        "KEY_PREFIX": "gone",
        "OPTIONS": IMPATIENT,
    }
}


@pytest.fixture
def gone(settings: Any, caplog: pytest.LogCaptureFixture) -> Any:
    caplog.set_level(logging.CRITICAL, logger="config.cache")
    settings.CACHES = GONE
    return caches["default"]


def test_reads_are_misses(gone: Any) -> None:
    assert gone.get("key") is None
    assert gone.get("key", "otherwise") == "otherwise"
    assert gone.get_many(["a", "b"]) == {}
    assert "key" not in gone
    assert gone.has_key("key") is False


def test_writes_are_dropped(gone: Any) -> None:
    gone.set("key", 1, 30)
    assert gone.set_many({"a": 1}) == []
    assert gone.add("key", 1) is True
    assert gone.touch("key") is False
    assert gone.incr("key", 2) == 2
    assert gone.delete("key") is False
    gone.delete_many(["a"])
    assert gone.clear() is False


def test_missing_values_are_computed(gone: Any) -> None:
    assert gone.get_or_set("key", lambda: "computed") == "computed"


@pytest.mark.django_db
def test_signed_in_learner_goes_on(learner_client: Client, gone: Any) -> None:
    assert learner_client.get("/profile/").status_code == 200


@pytest.mark.django_db
def test_probe_names_what_is_away(client: Client, gone: Any) -> None:
    answer = client.get("/healthz/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": True, "cache": False}


@pytest.mark.django_db
def test_probes_answer_while_all_is_well(client: Client) -> None:
    assert client.get("/healthz/live").json() == {"status": "ok"}
    assert client.get("/healthz/ready").json() == {"status": "ok", "database": True, "cache": True}
