"""A notice is written once, sent once, and found again when something went wrong."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.template import TemplateDoesNotExist
from django.utils import timezone

from accounts import tasks
from accounts.actions import notices
from accounts.models import Notice, User

KIND = "greeting"


@pytest.fixture(autouse=True)
def _greeting_templates(settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "emails"
    folder.mkdir()
    (folder / f"{KIND}.subject.txt").write_text("For {{ recipient.legal_name }}:\n {{ title }}\n")
    (folder / f"{KIND}.txt").write_text("At {{ at|date:'H:i' }}, {{ site_url }}")
    (folder / f"{KIND}.html").write_text("<p>{{ recipient.legal_name }}</p>")
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    settings.TEMPLATES = [engine]


def announce(recipient: User, **changes: Any) -> Notice:
    return notices.announce(recipient, **({"kind": KIND, "key": "1", "context": {"title": "news"}} | changes))


@pytest.mark.django_db
def test_second_announcement_returns_the_first(learner: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = announce(learner)
        second = announce(learner, context={"title": "other"})
    assert first == second
    assert [message.subject for message in mail.outbox] == ["For Lena Learner: news"]


@pytest.mark.django_db
def test_rolled_back_work_sends_nothing(learner: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        announce(learner)
        transaction.set_rollback(True)  # Django's signature
    assert mail.outbox == []
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_racing_announcements_leave_one_notice(learner: User) -> None:
    start, found = threading.Barrier(4), []

    def race() -> None:
        start.wait()
        with transaction.atomic():
            found.append(announce(learner).pk)
        connection.close()

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_sending_twice_sends_once(learner: User) -> None:
    notice = announce(learner)
    assert notices.send(notice) is True
    assert notices.send(notice) is False
    assert len(mail.outbox) == 1
    notice.refresh_from_db()
    assert notice.sent_at


@pytest.mark.django_db
def test_notice_sent_long_ago_stays_sent(learner: User) -> None:
    notice = announce(learner)
    notices.send(notice, at=timezone.now() - timedelta(days=1))
    assert notices.send(notice) is False
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_notice_held_by_another_sender_is_left_alone(learner: User) -> None:
    notice, now = announce(learner), timezone.now()
    Notice.objects.update(claimed_at=now - timedelta(minutes=9))
    assert notices.send(notice, at=now) is False
    assert mail.outbox == []


@pytest.mark.django_db
def test_notice_of_a_dead_sender_is_sent(learner: User) -> None:
    notice, now = announce(learner), timezone.now()
    Notice.objects.update(claimed_at=now - timedelta(minutes=11))
    assert notices.send(notice, at=now) is True
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_failed_sending_gives_the_claim_back_and_the_sweep_sends(learner: User, settings: Any) -> None:
    notice = announce(learner)
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(OSError, match="refused"):
        notices.send(notice)
    notice.refresh_from_db()
    assert (notice.claimed_at, notice.sent_at) == (None, None)
    settings.EMAIL_BACKEND = working
    tasks.send_waiting_notices()
    tasks.send_waiting_notices()
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_one_broken_notice_stops_no_other(learner: User) -> None:
    broken = announce(learner, kind="no_such_kind")
    announce(learner)
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    tasks.send_waiting_notices()
    assert len(mail.outbox) == 1
    with pytest.raises(TemplateDoesNotExist):
        notices.send(broken)


@pytest.mark.django_db
def test_sweep_leaves_fresh_notices_to_their_task(learner: User) -> None:
    announce(learner)
    tasks.send_waiting_notices()
    assert mail.outbox == []


@pytest.mark.django_db
def test_message_is_in_the_recipients_time_and_keeps_its_id(learner: User) -> None:
    learner.time_zone, learner.legal_name = "Asia/Tokyo", "Nóra O'Brien"
    learner.save()
    at = timezone.now().replace(hour=1, minute=30)
    notice = announce(learner)
    notice.context["at"] = at
    first, second = notices.render(notice), notices.render(notice)
    assert str(first.body).startswith("At 10:30, http")
    assert first.subject == "For Nóra O'Brien: news"
    assert first.alternatives[0][0] == "<p>Nóra O&#x27;Brien</p>"
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
