"""Between the bank's questions and the drafts that formats read and write. Makes no query."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.models import QuestionSnippet
from cms.models.questions import words
from cms.package.digests import digest
from cms.question_blocks import content_of, value_of
from quizzes.formats import Draft, LeftOut, Notes
from quizzes.formats.contents import normal

INTERACTION: Any = QuestionSnippet._meta.get_field("interaction")
# What a question in the bank may say about itself, and how long.
FACTS: dict[str, Any] = {name: QuestionSnippet._meta.get_field(name) for name in ("objective", "level", "tags")}


@dataclass(frozen=True)
class Fitted:
    """What the editor's form can hold of a draft: the interaction as it is stored, and its fingerprint."""

    interaction: list[dict[str, Any]]
    fingerprint: str


def fitted(draft: Draft, notes: Notes) -> Fitted:
    """As the form would take it; each difference is noted. Raises LeftOut."""
    kind = draft.content["kind"]
    stream = INTERACTION.to_python(json.dumps([{"type": kind, "value": value_of(draft.content)}]))
    try:
        stream = INTERACTION.stream_block.clean(stream)
    except ValidationError as error:
        problems = "; ".join(dict.fromkeys(_problems(error)))
        raise LeftOut(_("The editor can't hold it: %(problems)s") % {"problems": problems}) from error
    content = content_of(kind, stream[0].value)
    _compare(normal(draft.content, Notes()), normal(content, Notes()), notes)
    return Fitted(stream.get_prep_value(), fingerprint(content))


def fingerprint(content: Mapping[str, Any]) -> str:
    """Equal for questions that ask, offer, key and explain the same."""
    return digest(normal(content, Notes()))


def facts_of(draft: Draft, notes: Notes) -> dict[str, str]:
    """What the draft says about itself, as far as the bank has room for it."""
    facts = {"objective": draft.objective, "level": draft.level, "tags": ", ".join(draft.tags)}
    for name, text in facts.items():
        most = FACTS[name].max_length
        if len(text) > most:
            told = {"name": FACTS[name].verbose_name, "most": most}
            notes.add(_("Longer than %(most)d characters and left out: %(name)s.") % told)
            facts[name] = ""
    return facts


def drafts(questions: Iterable[QuestionSnippet]) -> Iterator[Draft]:
    """As last saved; those without a question in them are passed over. Wants the latest revisions selected."""
    for question in questions:
        content, saved = newest_content(question), last_saved(question)
        if content is None:
            continue
        yield Draft(
            content,
            ref=saved["ref"],
            topic=saved["topic"],
            objective=saved["objective"],
            level=saved["level"],
            use=saved["use"],
            tags=words(saved["tags"]),
        )


def newest_content(question: QuestionSnippet) -> dict[str, Any] | None:
    """What the newest draft asks, if it asks anything yet. Wants the latest revision selected."""
    stream = INTERACTION.to_python(last_saved(question)["interaction"])
    return content_of(stream[0].block_type, stream[0].value) if len(stream) else None


def asked(content: Mapping[str, Any]) -> str:
    """The words by which questions are compared: what is asked, and the text around gaps."""
    return " ".join(filter(None, (content.get("title"), content.get("prompt"), content.get("text"))))


def last_saved(question: QuestionSnippet) -> dict[str, Any]:
    """The fields of the newest draft, or of the row when none was ever kept."""
    if question.latest_revision is not None:
        content: dict[str, Any] = question.latest_revision.content
        return content
    row = {name: getattr(question, name) for name in ("ref", "topic", "objective", "level", "use", "tags")}
    return {**row, "interaction": json.dumps(list(question.interaction.raw_data))}


def _compare(before: Mapping[str, Any], after: Mapping[str, Any], notes: Notes) -> None:
    """Name what the form has no place for."""
    if before["max_points"] != after["max_points"] and before["kind"] not in {"extended_text", "scenario"}:
        notes.add(_("Worth 1 point here, not %(points)s.") % {"points": before["max_points"]})
    for name, value in before.items():
        if name != "max_points" and after.get(name) != value:
            notes.add(_("The editor changed its %(part)s on the way; look at them.") % {"part": name.replace("_", " ")})


def _problems(error: ValidationError) -> Iterator[str]:
    """The messages of blocks inside blocks, in a row."""
    inside = getattr(error, "block_errors", None)
    if inside is None:
        yield from error.messages
        return
    yield from map(str, error.non_block_errors)  # type: ignore[attr-defined]  # what has the one has the other
    for inner in inside.values():
        yield from _problems(inner)
