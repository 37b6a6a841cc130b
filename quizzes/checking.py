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
    found = Question.objects.drawable().filter(uuid__in=uuids, course_uuid=course_uuid, use=Question.Use.PRACTICE)
    return dict(found.exclude(current__kind__in=BY_PERSON).order_by().values_list("uuid", "current_id"))


def asked(content: Mapping[str, Any], *, prefix: str, seed: str) -> dict[str, Any]:
    """As templates/quizzes/interactions take it. The same seed gives the options in the same order."""
    interaction = interactions.get(content["kind"])
    return {
        "kind": content["kind"],
        "template": f"quizzes/interactions/{content['kind']}.html",
        "presented": interaction.present(content, _order(content, seed)),
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
    return question | {"explanation": interaction.explain(content, response, _order(content, seed))}


def _order(content: Mapping[str, Any], seed: str) -> list[str]:
    return interactions.get(content["kind"]).order(content, random.Random(seed))  # noqa: S311  # an order, not a secret
