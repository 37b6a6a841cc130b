"""From an editor's cards and terms to what learners recall."""

import uuid
from collections.abc import Iterator
from uuid import UUID

from cms.models import GlossaryTerm, RecallCard
from courses.actions import cards
from courses.models import Card, Course


def project(course: Course) -> bool:
    """Make the course's live cards what its recall cards and its glossary say now; tells whether that changed any."""
    return cards.publish(course, list(_facts(course.uuid)))


def _facts(course_uuid: UUID) -> Iterator[cards.CardFacts]:
    """Terms without a lesson are left out: nobody would know when to ask for them."""
    recall, term = Card.Kind.RECALL, Card.Kind.TERM
    for row in RecallCard.objects.filter(course_uuid=course_uuid):
        yield cards.CardFacts(_identity(row, recall), row.lesson_uuid, recall, row.front, row.back)
    for word in GlossaryTerm.objects.filter(course_uuid=course_uuid):
        if word.lesson_uuid is not None:
            yield cards.CardFacts(_identity(word, term), word.lesson_uuid, term, word.term, word.definition)


def _identity(row: RecallCard | GlossaryTerm, kind: str) -> UUID:
    """From the reference, which stays when the wording changes and is the same on every server."""
    return uuid.uuid5(row.course_uuid, f"{kind}/{row.ref}")
