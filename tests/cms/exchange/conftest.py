"""A course with questions, and a way to bring files in as the editor does."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.models import CoursePage, QuestionImport, QuestionSnippet
from cms.question_blocks import value_of
from cms.question_drafts import INTERACTION
from quizzes.formats import FORMATS, Draft, Notes
from quizzes.formats.contents import normal
from quizzes.formats.model import nobody
from tests.cms.trees import Tree

IMPORT = "/cms/questions/import/"


def written(name: str, drafts: list[Draft]) -> bytes:
    """A file in the format."""
    return b"".join(FORMATS[name].write(drafts, nobody))


def drafted(course: CoursePage, ref: str, content: dict[str, Any], **facts: Any) -> QuestionSnippet:
    """A draft of a question in the bank."""
    raw = json.dumps([{"type": content["kind"], "value": value_of(normal(content, Notes()))}])
    interaction = INTERACTION.to_python(raw)
    snippet = QuestionSnippet(course=course, ref=ref, topic="basics", live=False, interaction=interaction, **facts)
    snippet.full_clean()
    snippet.save()
    snippet.save_revision()
    return snippet


@pytest.fixture
def bring(
    tree: Tree, instructor_client: Client, django_capture_on_commit_callbacks: Any
) -> Callable[..., QuestionImport]:
    """``bring(content, "a.txt")``: upload it; the worker reads it when the request is over."""

    def send(content: bytes, name: str, **values: Any) -> QuestionImport:
        facts = {"module": tree.module.pk, "use": "practice", "clash": "skip", **values}
        with django_capture_on_commit_callbacks(execute=True):
            response = instructor_client.post(IMPORT, {"file": SimpleUploadedFile(name, content), **facts})
        assert response.status_code == 302, response.context["form"].errors
        return QuestionImport.objects.latest("pk")

    return send


@pytest.fixture
def accept(instructor_client: Client, django_capture_on_commit_callbacks: Any) -> Callable[..., QuestionImport]:
    """``accept(question_import)``: have the drafts made."""

    def send(question_import: QuestionImport) -> QuestionImport:
        with django_capture_on_commit_callbacks(execute=True):
            instructor_client.post(f"{IMPORT}{question_import.uuid}/accept/")
        return QuestionImport.objects.get(pk=question_import.pk)

    return send
