"""Questions asked beside a lesson: marked at once, counted nowhere, kept nowhere. No attempt is involved."""

import random
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from quizzes import interactions
from quizzes.forms import posted_fields, typed_value
from quizzes.models import Question

BY_PERSON = [kind for kind, interaction in interactions.INTERACTIONS.items() if interaction.NEEDS_PERSON]


def askable(uuids: Collection[UUID], *, course_uuid: UUID) -> dict[UUID, int]:
    """The version in force by question; only of those in use for practice that need no person to mark. One query."""
    if not uuids:
        return {}
    found = Question.objects.for_practice().filter(uuid__in=uuids, course_uuid=course_uuid)
    return dict(found.exclude(current__kind__in=BY_PERSON).order_by().values_list("uuid", "current_id"))


def for_lesson(course_uuid: UUID, *, topic: str, objectives: Collection[str], seed: str, count: int = 2) -> list[int]:
    """Versions to ask before a lesson: on its objectives, then its topic. The same seed, the same ones. One query."""
    found = Question.objects.for_practice().filter(course_uuid=course_uuid, topic=topic)
    rows = list(found.exclude(current__kind__in=BY_PERSON).order_by("ref", "pk").values_list("current_id", "objective"))
    random.Random(seed).shuffle(rows)  # noqa: S311  # an order, not a secret
    rows.sort(key=lambda row: row[1] not in objectives)
    return [version for version, _objective in rows[:count]]


def asked(content: Mapping[str, Any], *, prefix: str, seed: str) -> dict[str, Any]:
    """As templates/quizzes/interactions take it. The same seed gives the options in the same order."""
    interaction = interactions.get(content["kind"])
    return {
        "kind": content["kind"],
        "template": f"quizzes/interactions/{content['kind']}.html",
        "presented": interaction.present(content, order(content, seed)),
        "prefix": prefix,
        "value": None,
    }


def answered(content: Mapping[str, Any], posted: QueryDict, *, prefix: str, seed: str) -> dict[str, Any]:
    """With ``explanation`` as reviews show it, or with ``error`` and what was typed."""
    interaction = interactions.get(content["kind"])
    fields = posted_fields(posted, prefix)
    question = asked(content, prefix=prefix, seed=seed)
    try:
        response = interaction.parse(content, fields)
    except interactions.ResponseError as refusal:
        return question | {"error": refusal.message, "value": typed_value(content, fields)}
    if response is None:
        return question | {"error": _("Give an answer first; a guess will do.")}
    return question | {"explanation": interaction.explain(content, response, order(content, seed))}


def order(content: Mapping[str, Any], seed: str) -> list[str]:
    """Of the options."""
    return interactions.get(content["kind"]).order(content, random.Random(seed))  # noqa: S311  # an order, not a secret
