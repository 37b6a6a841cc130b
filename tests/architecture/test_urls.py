"""Every address of the project answers an anonymous visitor with something other than a failure."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

# Django's order matters: SlugConverter is a StringConverter.
SAMPLES = (
    (UUIDConverter, "00000000-0000-4000-8000-000000000000"),
    (IntConverter, "1"),
    (SlugConverter, "nothing-here"),
    (StringConverter, "NOTHING-HERE"),
)
REGEX_SAMPLES = {"path": "about/", "uidb36": "1", "key": "abc-123"}
OURS = ("certificates", "cms", "courses", "quizzes", "accounts", "config", "allauth")


def patterns(
    resolver: URLResolver, namespaces: tuple[str, ...] = (), outer: tuple[Any, ...] = ()
) -> Iterator[tuple[str, URLPattern, dict[str, str]]]:
    """Every named pattern, with its full name and a value for each of its arguments."""
    inner = (*namespaces, resolver.namespace) if resolver.namespace else namespaces
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, inner, (*outer, entry.pattern))
        elif entry.name:
            values = [values_for(pattern) for pattern in (*outer, entry.pattern)]
            yield (
                ":".join((*inner, entry.name)),
                entry,
                {name: value for some in values for name, value in some.items()},
            )


def values_for(pattern: Any) -> dict[str, str]:
    """By type for a path, by name for a regular expression."""
    if pattern.converters:
        return {argument: sample(converter) for argument, converter in pattern.converters.items()}
    return {argument: REGEX_SAMPLES.get(argument, "1") for argument in pattern.regex.groupindex}


def sample(converter: Any) -> str:
    return next(value for kind, value in SAMPLES if isinstance(converter, kind))


def addresses() -> list[str]:
    named = patterns(get_resolver())
    return sorted({reverse(name, kwargs=kwargs) for name, entry, kwargs in named if is_ours(entry)})


def is_ours(entry: URLPattern) -> bool:
    return entry.lookup_str.startswith(OURS)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_fails_for_a_visitor(client: Client, method: str) -> None:
    client.raise_request_exception = False
    found = addresses()
    assert {"/learn/", "/verify/", "/accounts/login/", "/healthz/live"} <= set(found)
    failures = {url: code for url in found if (code := getattr(client, method)(url).status_code) >= 500}
    assert failures == {}


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/", "/cms/", "/no/such/page/"])
def test_front_doors_answer(client: Client, url: str) -> None:
    assert client.get(url).status_code in {200, 302, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/dev/mail/", "/styleguide/", "/media/x.png"])
def test_development_pages_are_absent_outside_debug(client: Client, url: str) -> None:
    assert settings.DEBUG is False
    assert client.get(url).status_code == 404
