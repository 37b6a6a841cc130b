"""Every block that an editor can insert shows itself: a description, a sample, a template that renders it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail import blocks

from cms.blocks import LessonBody

BLOCKS: dict[str, Any] = dict(LessonBody().child_blocks)
# A sample of some would be a stored file or a question: they have a page of their own to show in the picker.
SAMPLED = {name: block for name, block in BLOCKS.items() if not hasattr(block.meta, "preview_template")}


def test_lessons_have_blocks() -> None:
    assert isinstance(LessonBody(), blocks.StreamBlock)
    assert set(BLOCKS) - set(SAMPLED) == {"image", "check", "download"}


@pytest.mark.parametrize("name", BLOCKS)
def test_block_says_what_it_is_for(name: str) -> None:
    assert BLOCKS[name].meta.template
    assert str(BLOCKS[name].get_description())


@pytest.mark.parametrize("name", BLOCKS)
def test_block_can_be_seen_before_it_is_chosen(name: str) -> None:
    assert BLOCKS[name].is_previewable
    assert BLOCKS[name].meta.icon != "placeholder"


@pytest.mark.django_db
def test_the_picker_shows_blocks_as_lessons_do(instructor_client: Client) -> None:
    for name in BLOCKS:
        address = reverse("wagtailadmin_block_preview")
        response = instructor_client.get(address, {"id": BLOCKS[name].definition_prefix})
        assert response.status_code == 200
        assert b"css/blocks" in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("name", SAMPLED)
def test_preview_of_block_renders(name: str) -> None:
    block = SAMPLED[name]
    html = block.render(block.get_preview_value())
    assert len(html.strip()) > 20
