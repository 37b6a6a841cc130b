"""Publishing projects what editors write into cards; what is gone is retired, nothing is deleted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.models import Activity, Card, Course

WORDING = ("activity_id", "kind", "position", "front", "back", "retired_at")
BATCH = 500


@dataclass(frozen=True)
class CardFacts:
    """What an editor says of one card; ``lesson`` is the uuid of its activity."""

    uuid: UUID
    lesson: UUID
    kind: str
    front: str
    back: str


@transaction.atomic
def publish(course: Course, facts: Collection[CardFacts], *, at: datetime | None = None) -> bool:
    """Make the course's live cards exactly these. Tells whether anything changed.

    Cards of a lesson that was never published are left out: nobody can have read it. Locks the course. Five queries
    at most and one for each batch, however many cards there are.
    """
    Course.objects.select_for_update().get(pk=course.pk)
    lessons = dict(Activity.objects.filter(course=course).values_list("uuid", "pk"))
    wanted = {
        each.uuid: {
            "activity_id": lessons[each.lesson],
            "kind": each.kind,
            "position": place,
            "front": each.front,
            "back": each.back,
            "retired_at": None,
        }
        for place, each in enumerate(facts)
        if each.lesson in lessons
    }
    known = {card.uuid: card for card in Card.objects.filter(uuid__in=wanted)}
    added = [Card(uuid=uuid, **values) for uuid, values in wanted.items() if uuid not in known]
    changed = [card for uuid, card in known.items() if _set(card, wanted[uuid])]
    Card.objects.bulk_create(added, batch_size=BATCH)
    Card.objects.bulk_update(changed, WORDING, batch_size=BATCH)
    gone = Card.objects.live().filter(activity__course=course).exclude(uuid__in=wanted)
    return bool(gone.update(retired_at=at or timezone.now()) or added or changed)


def _set(card: Card, values: Mapping[str, object]) -> bool:
    """Change the row in memory; tells whether that was needed."""
    different = {name: value for name, value in values.items() if getattr(card, name) != value}
    for name, value in different.items():
        setattr(card, name, value)
    return bool(different)
