"""An article in the library, plans, and the doors to them."""

from typing import Any

import pytest

from accounts.models import User
from cms.actions import plans
from cms.models import CoursePlan
from courses.actions import sources
from courses.models import SourceArticle, SourceSnapshot

SECTIONS = [
    {"heading": "", "level": 1, "text": "Welcome to everybody."},
    {"heading": "Understanding the therapy", "level": 2, "text": "Cells are small. It cures 40% of patients."},
    {"heading": "Rules and laws", "level": 2, "text": "The law is strict.\n\nThe product is approved by the agency."},
    {"heading": "Donors", "level": 3, "text": "They consent in writing, always."},
    {"heading": "What it costs", "level": 2, "text": "You pay €20,000 for it."},
    {"heading": "References", "level": 2, "text": "Somebody, somewhere."},
]


def bring(instructor: User, *, title: str = "Cells abroad", **facts: Any) -> SourceSnapshot:
    """A snapshot in the library."""
    article = facts.pop("article", None) or SourceArticle.objects.create(title=title, url="https://example.org/cells")
    sections = facts.pop("sections", SECTIONS)
    return sources.record_snapshot(
        article, sections=sections, licence="All rights reserved", title=title, recorded_by=instructor, **facts
    )


@pytest.fixture
def snapshot(instructor: User) -> SourceSnapshot:
    return bring(instructor)


@pytest.fixture
def plan(snapshot: SourceSnapshot, instructor: User) -> CoursePlan:
    return plans.begin(snapshot, owner=instructor)
