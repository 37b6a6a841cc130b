"""Who may bring questions in and take them out."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.models import QuestionImport, QuestionSnippet
from tests.cms.exchange.conftest import IMPORT
from tests.cms.exchange.test_export import EXPORT
from tests.cms.trees import Tree

FILE = b"::First::Is tea a plant?{=Yes ~No}"


def test_a_visitor_is_sent_to_sign_in(client: Client, tree: Tree) -> None:
    for address in (IMPORT, EXPORT):
        response = client.get(address)
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")
    assert client.post(EXPORT, {"format": "csv"}).status_code == 302


@pytest.mark.parametrize("name", ["learner_client", "outsider_client", "registrar_client"])
def test_others_are_refused(name: str, tree: Tree, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(name)
    facts = {"module": tree.module.pk, "use": "exam", "clash": "skip"}
    answers = [
        client.get(IMPORT),
        client.post(IMPORT, {"file": SimpleUploadedFile("a.gift", FILE), **facts}),
        client.get(EXPORT),
        client.post(EXPORT, {"format": "csv"}),
    ]
    assert {answer.status_code for answer in answers} <= {302, 403}
    assert not QuestionImport.objects.exists()
    assert not any(b"Ask E1" in getattr(answer, "content", b"") for answer in answers)


def test_a_report_is_its_owners_alone(
    bring: Callable[..., QuestionImport], administrator_client: Client, tree: Tree
) -> None:
    address = f"{IMPORT}{bring(FILE, 'a.gift').uuid}/"
    count = QuestionSnippet.objects.count()
    assert administrator_client.get(address).status_code == 404
    assert administrator_client.post(f"{address}accept/").status_code == 404
    assert administrator_client.post(f"{address}discard/").status_code == 404
    assert QuestionSnippet.objects.count() == count


def test_what_changes_something_is_only_posted(bring: Callable[..., QuestionImport], instructor_client: Client) -> None:
    address = f"{IMPORT}{bring(FILE, 'a.gift').uuid}/"
    assert instructor_client.get(f"{address}accept/").status_code == 405
    assert instructor_client.get(f"{address}discard/").status_code == 405


def test_a_form_without_a_file_or_with_a_strange_module_is_sent_back(tree: Tree, instructor_client: Client) -> None:
    facts = {"use": "exam", "clash": "skip"}
    assert instructor_client.post(IMPORT, {"module": tree.module.pk, **facts}).status_code == 400
    upload = {"file": SimpleUploadedFile("a.gift", FILE), "module": "999999", **facts}
    assert instructor_client.post(IMPORT, upload).status_code == 400
    assert not QuestionImport.objects.exists()
