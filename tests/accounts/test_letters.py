"""Every letter, in text and HTML: nothing is missing in it, it says why it comes, and its links work from a mailbox."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts import topics
from accounts.actions import notices
from accounts.models import Notice, User
from tests.accounts.letters import SAMPLES

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "emails"
MISSING = "MISSING-"
LINK = re.compile(r'(?:href|src)="([^"]*)"')
LETTERS = [(kind, sample) for kind, samples in SAMPLES.items() for sample in samples]


@pytest.fixture(autouse=True)
def _missing_is_seen(settings: Any) -> None:
    engine = settings.TEMPLATES[0]
    options = {**engine["OPTIONS"], "string_if_invalid": f"{MISSING}%s"}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]


def rendered(learner: User, kind: str, sample: dict[str, Any], topic: topics.Topic = topics.EXAMS) -> Any:
    return notices.render(Notice(recipient=learner, kind=kind, key="1", context=sample, topic=topic.name))


def test_every_kind_has_an_example() -> None:
    kinds = {path.name.removesuffix(".subject.txt") for path in FOLDER.glob("*.subject.txt")}
    assert kinds == set(SAMPLES)


@pytest.mark.parametrize(("kind", "sample"), LETTERS)
def test_nothing_is_missing_in_text_and_html(learner: User, kind: str, sample: dict[str, Any]) -> None:
    message = rendered(learner, kind, sample)
    html = str(message.alternatives[0][0])
    assert message.subject
    assert "\n" not in message.subject
    assert "Lena" in message.body
    assert "Lena" in html
    for text in (message.subject, message.body, html):
        assert MISSING not in text
        assert "{{" not in text
        assert "!" not in re.sub(r"<!doctype|<style>.*?</style>", "", text, flags=re.DOTALL)


@pytest.mark.parametrize(("kind", "sample"), LETTERS)
def test_it_says_why_and_how_to_get_fewer(learner: User, kind: str, sample: dict[str, Any]) -> None:
    message = rendered(learner, kind, sample)
    for text in (message.body, str(message.alternatives[0][0])):
        assert str(topics.EXAMS.reason) in text
        assert "/profile/unsubscribe/" in text
        assert "/profile/notices/" in text


@pytest.mark.parametrize(("kind", "sample"), LETTERS)
def test_every_link_leads_somewhere_from_a_mailbox(learner: User, kind: str, sample: dict[str, Any]) -> None:
    links = LINK.findall(str(rendered(learner, kind, sample).alternatives[0][0]))
    assert links
    assert [link for link in links if not link.startswith(("http://localhost", "mailto:"))] == []


def test_what_is_necessary_offers_no_way_to_stop_it(learner: User) -> None:
    message = rendered(learner, "certificate_issued", SAMPLES["certificate_issued"][0], topics.CERTIFICATES)
    assert "unsubscribe" not in message.body
    assert "List-Unsubscribe" not in message.extra_headers


def test_what_is_chosen_can_be_stopped_by_the_mail_program(learner: User) -> None:
    headers = rendered(learner, "nudge", SAMPLES["nudge"][0], topics.REMINDERS).extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://localhost\S+/profile/unsubscribe/\S+/>", headers["List-Unsubscribe"])


# --- mail about accounts ---------------------------------------------------------------------------------------------


@pytest.fixture
def post(client: Client, django_capture_on_commit_callbacks: Any) -> Any:
    def _post(url: str, data: dict[str, str]) -> mail.EmailMultiAlternatives:
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url, data)
        message = mail.outbox[-1]
        assert isinstance(message, mail.EmailMultiAlternatives)
        return message

    return _post


@pytest.mark.parametrize(
    ("url", "data", "button"),
    [
        ("/accounts/password/reset/", {"email": "learner@example.org"}, "Choose a new password"),
        ("/accounts/password/reset/", {"email": "nobody@example.org"}, "Sign up"),
    ],
)
def test_mail_about_accounts_has_a_button(
    post: Any, learner: User, url: str, data: dict[str, str], button: str
) -> None:
    message = post(url, data)
    html = str(message.alternatives[0][0])
    assert MISSING not in message.body + html
    assert re.search(rf'<a class="button" href="http://[^"]+">{button}</a>', html)
    assert str(topics.ACCOUNT.reason) in message.body


def test_a_sign_in_code_stands_out(post: Any, learner: User) -> None:
    message = post("/accounts/login/code/", {"email": learner.email})
    code = re.search(r'<p class="code">(\S+)</p>', str(message.alternatives[0][0]))
    assert code
    assert code.group(1) in message.body
