"""The register of certificates: who may look, what is found, what leaves as a file."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.models import User
from accounts.names import fold
from certificates.actions import generations, statuses
from certificates.models import Certificate
from cms.spreadsheets import FORMULA, plain
from tests.cms.registrar.conftest import Issue
from tests.factories.courses import SmallCourse, make_course

LIST = "/cms/certificates/"
RESULTS = "/cms/certificates/results/"


def found(client: Client, **query: Any) -> list[str]:
    """The printed names, in order."""
    page = client.get(LIST, query)
    assert page.status_code == 200
    return [row.facts["recipient_name"] for row in page.context["object_list"]]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("url", [LIST, RESULTS, f"{LIST}?export=csv", f"{LIST}?export=xlsx"])
def test_only_registrars_and_administrators_enter(
    url: str, certificate: Certificate, client: Client, request: pytest.FixtureRequest
) -> None:
    assert client.get(url).url.startswith("/accounts/login/")
    for who in ("learner", "outsider", "instructor", "reviewer"):
        answer = request.getfixturevalue(f"{who}_client").get(url)
        assert answer.status_code in {302, 403}
        assert b"Lena Learner" not in answer.content
    for who in ("registrar", "administrator"):
        assert request.getfixturevalue(f"{who}_client").get(url).status_code == 200


def test_the_menu_shows_the_register_to_those_who_may_open_it(
    registrar_client: Client, instructor_client: Client, reviewer_client: Client
) -> None:
    assert LIST in registrar_client.get("/cms/").text
    assert LIST not in instructor_client.get("/cms/").text + reviewer_client.get("/cms/").text


@pytest.mark.parametrize("typed", ["zoe", "ZOË", "maes zo", "van  den", "  Maes"])
def test_a_printed_name_is_found_without_accents_case_and_order(
    typed: str, issue: Issue, registrar_client: Client
) -> None:
    issue("Zoë van den Maes")
    issue("Émile Zola")
    assert found(registrar_client, q=typed) == ["Zoë van den Maes"]


def test_a_name_is_found_as_printed_and_as_it_is_now(
    certificate: Certificate, learner: User, issue: Issue, registrar_client: Client
) -> None:
    issue("Somebody Else")
    learner.legal_name = "Lena Married"
    learner.save()
    assert found(registrar_client, q="married") == found(registrar_client, q="lena learner") == ["Lena Learner"]
    assert found(registrar_client, q="learner@EXAMPLE") == ["Lena Learner"]


def test_a_code_is_found_however_it_is_typed(certificate: Certificate, issue: Issue, registrar_client: Client) -> None:
    issue("Somebody Else")
    code = certificate.code
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), code.replace("0", "o")):
        assert found(registrar_client, q=typed) == ["Lena Learner"]


def test_a_serial_is_found_however_it_is_typed(
    certificate: Certificate, issue: Issue, registrar_client: Client
) -> None:
    issue("Somebody Else")
    year, number = str(certificate.serial).split("-")[1:]
    for typed in (certificate.serial, f"wm {year} {int(number)}", f"{year}-{number}"):
        assert found(registrar_client, q=typed) == ["Lena Learner"]
    assert found(registrar_client, q=f"WM-{year}-999999") == []


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", "\\", "<script>", "ß" * 200])
def test_odd_characters_find_nothing_and_break_nothing(
    typed: str, certificate: Certificate, registrar_client: Client
) -> None:
    assert found(registrar_client, q=typed) == []


def test_states_are_filtered_as_of_today(issue: Issue, registrar: User, registrar_client: Client) -> None:
    now = timezone.now()
    issue("Valid")
    issue("Expiring", at=now - timedelta(days=700))
    issue("Expired", at=now - timedelta(days=900))
    statuses.suspend(issue("Suspended"), reason="Complaint", actor=registrar)
    statuses.revoke(issue("Revoked"), reason="Fraud", actor=registrar)
    generations.correct(issue("Superseded"), legal_name="Valid too", reason="Typo", actor=registrar)
    assert set(found(registrar_client, state="valid")) == {"Valid", "Valid too"}
    for name in ("Expiring", "Expired", "Suspended", "Revoked", "Superseded"):
        assert found(registrar_client, state=name.lower()) == [name]
    assert set(found(registrar_client, state=["revoked", "expired"])) == {"Revoked", "Expired"}
    assert len(found(registrar_client, state="nonsense")) == Certificate.objects.count()


def test_course_day_and_attention_are_filtered(issue: Issue, registrar_client: Client) -> None:
    other = make_course("other")
    issue("Here")
    there = issue("There", course=other, at=timezone.now() - timedelta(days=40))
    Certificate.objects.filter(pk=there.pk).update(attention="A letter is missing")
    assert found(registrar_client, course=other.course.pk) == ["There"]
    assert found(registrar_client, attention="true") == ["There"]
    assert found(registrar_client, attention="false") == ["Here"]
    assert found(registrar_client, issued_from=there.issued_on, issued_to=there.issued_on) == ["There"]
    assert found(registrar_client, issued_from=there.issued_on + timedelta(days=1)) == ["Here"]
    assert found(registrar_client, q="there", course=other.course.pk, state="valid", attention="true") == ["There"]


def test_pages_hold_every_certificate_once(issue: Issue, registrar_client: Client) -> None:
    for number in range(55):
        issue(f"Person {number:02}")
    pages = [found(registrar_client, p=number) for number in (1, 2)]
    assert [len(page) for page in pages] == [50, 5]
    assert len({*pages[0], *pages[1]}) == 55
    assert pages[0][0] == "Person 54"
    assert found(registrar_client, ordering="issued_at")[0] == "Person 00"


def test_the_list_costs_the_same_for_ten(
    issue: Issue, registrar_client: Client, count_queries: Callable[..., int]
) -> None:
    costs = []
    for names in (["One"], [f"More {number}" for number in range(9)]):
        for name in names:
            issue(name)
        registrar_client.get(LIST, {"q": "o", "state": "valid"})
        costs.append([count_queries(registrar_client.get, LIST, query) for query in ({}, {"q": "example.net"})])
    assert len(found(registrar_client)) == 10
    assert costs[0] == costs[1]


def test_the_filtered_list_leaves_as_csv(issue: Issue, registrar: User, registrar_client: Client) -> None:
    statuses.revoke(issue("Revoked"), reason="=HYPERLINK(1)", actor=registrar)
    issue("=cmd|' /C calc'!A0")
    issue("Plain")
    answer = registrar_client.get(LIST, {"export": "csv"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="certificates.csv"'
    text = body(answer).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Name as printed"] for row in rows] == ["Plain", "'=cmd|' /C calc'!A0", "Revoked"]
    assert rows[2]["Reason"] == "'=HYPERLINK(1)"
    assert rows[2]["State"] == "Revoked"
    only = body(registrar_client.get(LIST, {"export": "csv", "state": "revoked"})).decode("utf-8-sig")
    assert len(only.splitlines()) == 2


def test_the_filtered_list_leaves_as_xlsx_without_formulas(issue: Issue, registrar_client: Client) -> None:
    issue("=1+1")
    issue("Plain")
    content = body(registrar_client.get(LIST, {"export": "xlsx", "q": "1+1"}))
    sheet = load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows())
    assert len(rows) == 2
    cell = rows[1][2]
    assert (cell.value, cell.data_type) == ("'=1+1", "s")


def test_an_export_costs_the_same_for_ten(
    issue: Issue, registrar_client: Client, count_queries: Callable[..., int]
) -> None:
    costs = []
    for names in (["One"], [f"More {number}" for number in range(9)]):
        for name in names:
            issue(name)
        costs.append(count_queries(lambda: body(registrar_client.get(LIST, {"export": "csv"}))))
    assert costs[0] == costs[1]


def test_filters_stand_on_the_page_for_a_browser_without_scripts(
    certificate: Certificate, small: SmallCourse, registrar_client: Client
) -> None:
    page = registrar_client.get(LIST).text
    without = max(re.findall(r"<noscript>(.*?)</noscript>", page, re.DOTALL), key=len)
    assert small.course.title in without
    assert 'name="q"' in without
    assert reverse("registrar:certificate", args=[certificate.uuid]) in page


@given(st.text())
def test_no_cell_begins_as_a_formula(text: str) -> None:
    cell = plain(text)
    assert not cell.lstrip().startswith(FORMULA)
    assert cell.removeprefix("'").replace("\x00", "") in text or len(cell) <= len(text) + 1


@given(st.text(), st.text())
def test_folding_again_changes_nothing_and_case_does_not_matter(first: str, second: str) -> None:
    assert fold(fold(first)) == fold(first)
    assert fold(f"{first} {second}") == fold(f"{fold(first)} {fold(second)}")
