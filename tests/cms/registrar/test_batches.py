"""Batches on screen: from the file to the released mail."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from certificates.models import Batch, Certificate
from cms.views.registrar import findings
from tests.cms.registrar.conftest import Issue
from tests.factories.courses import SmallCourse, enrol

LISTING, NEW = "registrar:batches", "registrar:upload"
Upload = Callable[..., Any]


def screen(batch: Batch) -> str:
    return reverse("registrar:batch", args=[batch.uuid])


def door(batch: Batch, name: str) -> str:
    return reverse("registrar:batch_act", args=[batch.uuid, name])


@pytest.fixture
def upload(small: SmallCourse, registrar_client: Client) -> Upload:
    """``upload("enrol", "email…")``: the answer to the form."""

    def send(kind: str, content: str | bytes, **fields: Any) -> Any:
        content = content if isinstance(content, bytes) else content.encode()
        file = SimpleUploadedFile("people.csv", content, "text/csv")
        values = {"kind": kind, "course": small.course.pk, "file": file, "reason": "", **fields}
        return registrar_client.post(reverse(NEW), values)

    return send


@pytest.fixture
def batch(upload: Upload, learner: User) -> Batch:
    """One learner to enrol, and one row that is refused."""
    upload("enrol", f"email\n{learner.email}\nnobody@example.net\n")
    return Batch.objects.get()


def test_only_registrars_and_administrators_enter(batch: Batch, client: Client, request: pytest.FixtureRequest) -> None:
    doors = [reverse(LISTING), reverse(NEW), screen(batch), reverse("registrar:batch_result", args=[batch.uuid])]
    doors += [door(batch, name) for name in ("confirm", "discard", "retry", "release")]
    for url in doors:
        assert client.get(url).url.startswith("/accounts/login/")
        assert client.post(url).url.startswith("/accounts/login/")
        for who in ("learner", "outsider", "instructor", "reviewer"):
            stranger = request.getfixturevalue(f"{who}_client")
            for method in (stranger.get, stranger.post):
                answer = method(url)
                assert answer.status_code in {302, 403, 405}
                assert b"learner@example.org" not in answer.content
    batch.refresh_from_db()
    assert batch.state == Batch.State.CHECKED
    for who in ("registrar", "administrator"):
        for url in doors[:4]:
            assert request.getfixturevalue(f"{who}_client").get(url).status_code == 200


def test_who_may_not_change_certificates_runs_no_batch(batch: Batch, registrar: User, registrar_client: Client) -> None:
    group = registrar.groups.get()
    group.permissions.remove(group.permissions.get(codename="change_certificate"))
    assert registrar_client.get(reverse(LISTING)).url == "/cms/"
    assert registrar_client.post(door(batch, "confirm")).url == "/cms/"
    batch.refresh_from_db()
    assert batch.state == Batch.State.CHECKED


def test_the_preview_says_what_each_row_would_do_and_does_nothing(
    batch: Batch, learner: User, registrar_client: Client
) -> None:
    text = registrar_client.get(screen(batch)).text
    for said in ("Nothing has been done yet", "Will be enrolled", "Nobody has this address", "Apply 1 row"):
        assert said in text
    assert not learner.enrolments.exists()
    assert "To do: 1" in registrar_client.get(reverse(LISTING)).text


def test_confirming_applies_the_rows_and_holds_the_mail_until_it_is_released(
    batch: Batch, learner: User, registrar: User, registrar_client: Client, mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert registrar_client.post(door(batch, "confirm")).url == screen(batch)
    assert learner.enrolments.get().withdrawn_at is None
    text = registrar_client.get(screen(batch)).text
    for said in ("Enrolled", "1 message is held", "Let the mail go", "in the name of Rita Registrar"):
        assert said in text
    assert mailoutbox == []
    with django_capture_on_commit_callbacks(execute=True):
        registrar_client.post(door(batch, "release"))
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([learner.email], "You are enrolled: Course small")
    assert "Let the mail go" not in registrar_client.get(screen(batch)).text
    actions = AuditEntry.objects.filter(subject_uuid=batch.uuid).order_by("pk").values_list("action", "actor")
    assert list(actions) == [
        ("certificates.batch.taken_in", registrar.pk),
        ("certificates.batch.confirmed", registrar.pk),
        ("certificates.batch.finished", None),
        ("certificates.batch.released", registrar.pk),
    ]


def test_while_rows_wait_for_the_worker_the_page_shows_how_far_it_is(batch: Batch, registrar_client: Client) -> None:
    registrar_client.post(door(batch, "confirm"))
    text = registrar_client.get(screen(batch)).text
    assert "1 of 2 rows are settled" in text
    assert 'http-equiv="refresh"' in text
    registrar_client.post(door(batch, "release"))
    batch.refresh_from_db()
    assert (batch.state, batch.released_at) == (Batch.State.APPLYING, None)
    assert "Its rows are not all applied yet." in registrar_client.get(screen(batch)).text


def test_a_discarded_file_can_come_again(batch: Batch, upload: Upload, learner: User, registrar_client: Client) -> None:
    same = f"email\n{learner.email}\nnobody@example.net\n"
    assert upload("enrol", same).url == screen(batch)
    assert "This very file was uploaded before" in registrar_client.get(screen(batch)).text
    registrar_client.post(door(batch, "discard"))
    assert "Discarded; nothing was done." in registrar_client.get(screen(batch)).text
    assert upload("enrol", same).url != screen(batch)
    assert not learner.enrolments.exists()


def test_the_result_leaves_as_a_file_without_formulas(
    upload: Upload, small: SmallCourse, learner: User, registrar_client: Client
) -> None:
    enrol(small.course, learner)
    upload("issue", f'email,reason\n{learner.email},"=HYPERLINK(""http://evil"")"\n=1+1,\n')
    batch = Batch.objects.get()
    answer = registrar_client.get(reverse("registrar:batch_result", args=[batch.uuid]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.getvalue().decode("utf-8-sig")
    assert text.splitlines() == [
        "Line,As given,Reason,State,Result,Certificate",
        f'2,{learner.email},"\'=HYPERLINK(""http://evil"")",To do,Something is missing; will be issued by hand,',
        "3,'=1+1,,Refused,Nobody has this address; they sign up first,",
    ]


def test_rows_are_filtered_by_state(batch: Batch, registrar_client: Client) -> None:
    context = registrar_client.get(screen(batch), {"state": "refused"}).context
    assert [row.subject for row, _words in context["lines"]] == ["nobody@example.net"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x00\x00", "This is no CSV file"),
        (b"name\nLena\n", "The first row must name a column “email”."),
        (b"email\n", "There is no row below the headings."),
        (b"email\n" + b"x" * 1024 * 1024, "The file is too large"),
        (b"", "The file is empty."),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(upload: Upload, content: bytes, said: str) -> None:
    answer = upload("enrol", content)
    assert answer.status_code == 400
    assert said in answer.text
    assert not Batch.objects.exists()


def test_people_need_a_course_and_certificates_none(upload: Upload, certificate: Certificate) -> None:
    answer = upload("issue", "email\na@x.org\n", course="")
    assert answer.status_code == 400
    assert "Choose the course." in answer.text
    assert upload("revoke", f"code\n{certificate.code}\n", course="", reason="Wrong").status_code == 302
    assert Batch.objects.get().course is None


def test_a_list_taken_from_the_register_is_a_batch_of_revocations(
    upload: Upload, issue: Issue, registrar_client: Client
) -> None:
    for name in ("Zoë Maes", "Ann Peeters"):
        issue(name)
    taken = registrar_client.get(reverse("registrar:register"), {"export": "csv"}).getvalue()
    upload("revoke", taken, reason="The exam was leaked")
    assert set(Batch.objects.get().rows.values_list("state", "result")) == {("waiting", "revoke")}


def test_what_was_typed_is_shown_as_text(upload: Upload, registrar_client: Client) -> None:
    upload("enrol", "email,reason\n<b>bold</b>,<i>why</i>\n")
    text = registrar_client.get(screen(Batch.objects.get())).text
    assert "&lt;b&gt;bold" in text
    assert "<b>bold" not in text
    assert "<i>why" not in text


def test_lists_cost_the_same_for_one_row_and_for_ten(
    upload: Upload, registrar_client: Client, count_queries: Callable[..., int]
) -> None:
    upload("enrol", "email\na@x.org\n")
    first = Batch.objects.get()
    one = count_queries(registrar_client.get, screen(first)), count_queries(registrar_client.get, reverse(LISTING))
    for number in range(9):
        upload("enrol", "email\n" + "".join(f"b{number}{row}@x.org\n" for row in range(10)))
    last = Batch.objects.exclude(pk=first.pk)[0]
    ten = count_queries(registrar_client.get, screen(last)), count_queries(registrar_client.get, reverse(LISTING))
    assert ten == one


def test_every_result_has_its_words(batch: Batch) -> None:
    for row in batch.rows.all():
        for code in [*findings.ACTS, *findings.REASONS]:
            row.result, row.detail = code, "WM-2026-000001"
            assert findings.words(row)


def test_other_methods_and_names_are_refused(batch: Batch, registrar_client: Client) -> None:
    assert registrar_client.get(door(batch, "confirm")).status_code == 405
    assert registrar_client.post(reverse(LISTING)).status_code == 405
    assert registrar_client.post(door(batch, "delete")).status_code == 404
