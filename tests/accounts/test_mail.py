"""Mail in files, mail handed to the queue, and the screen that shows it in development."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

from accounts import tasks
from accounts.mail import message_id, pack, unpack
from config.celery import app


def written(subject: str = "Hello", **headers: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(subject, "See http://localhost/x\n", to=["nora@example.org"], headers=headers)
    message.attach_alternative("<p>See</p>", "text/html")
    return message


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    path = tmp_path / "mail"
    settings.MAIL_DIR, settings.EMAIL_BACKEND = path, "accounts.mail.FolderBackend"
    return path


def test_same_message_twice_is_one_file(folder: Path) -> None:
    key = message_id("notice:1")
    assert get_connection().send_messages([written(**{"Message-ID": key}), written(**{"Message-ID": key})]) == 2
    assert [path.suffix for path in folder.iterdir()] == [".eml"]


def test_different_messages_are_different_files(folder: Path) -> None:
    get_connection().send_messages([written(), written()])
    assert len(list(folder.iterdir())) == 2


def test_message_id_depends_on_the_key_alone() -> None:
    assert message_id("a") == message_id("a") != message_id("b")


def test_packed_message_survives_the_queue() -> None:
    message = written(**{"X-Kind": "reset"})
    packed = pack(message)
    copy = unpack(packed)
    assert (copy.subject, copy.body, copy.to) == (message.subject, message.body, message.to)
    assert list(copy.alternatives) == [("<p>See</p>", "text/html")]
    assert copy.extra_headers["X-Kind"] == "reset"
    assert copy.message()["Message-ID"] == unpack(packed).message()["Message-ID"]


@pytest.fixture
def _queue_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish for real, to a broker that nobody started."""
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)
    monkeypatch.setitem(app.conf, "task_always_eager", 0)
    monkeypatch.setitem(app.conf, "broker_url", f"redis+socket://{tmp_path}/no.sock")
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)


@pytest.mark.usefixtures("_queue_away")
def test_mail_goes_out_directly_while_the_queue_is_away(caplog: pytest.LogCaptureFixture) -> None:
    tasks.hand_over(written())
    assert len(mail.outbox) == 1
    assert "queue unreachable" in caplog.text


@pytest.fixture
def development(settings: Any, folder: Path) -> Path:
    settings.DEBUG = True
    settings.ROOT_URLCONF = "tests.accounts.dev_urls"
    return folder


@pytest.mark.django_db
def test_sent_mail_is_listed_newest_first(client: Client, development: Path) -> None:
    for number, subject in enumerate(["First", "Second"]):
        get_connection().send_messages([written(subject)])
        for path in development.glob("*.eml"):
            if subject in path.read_text():
                os.utime(path, (number, number))
    listed = client.get("/dev/mail/").context["messages_sent"]
    assert [entry.subject for entry in listed] == ["Second", "First"]


@pytest.mark.django_db
def test_one_message_is_shown(client: Client, development: Path) -> None:
    get_connection().send_messages([written("Grüße")])
    url = client.get("/dev/mail/").context["messages_sent"][0].url
    page = client.get(url)
    assert page.context["subject"] == "Grüße"
    assert page.context["html"].strip() == "<p>See</p>"
    assert 'href="http://localhost/x"' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nothing.eml", "..%2F..%2Fsecret-key", f"{'0' * 32}.eml", f"{'0' * 32}.part"])
def test_other_names_are_not_found(client: Client, development: Path, name: str) -> None:
    assert client.get(f"/dev/mail/{name}/").status_code == 404


@pytest.mark.django_db
def test_mail_is_hidden_outside_development(client: Client, settings: Any, development: Path) -> None:
    get_connection().send_messages([written()])
    name = next(development.glob("*.eml")).name
    settings.DEBUG = False
    assert client.get("/dev/mail/").status_code == 404
    assert client.get(f"/dev/mail/{name}/").status_code == 404
