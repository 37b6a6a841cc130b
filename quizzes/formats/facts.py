"""What a file says about a question besides its wording: reference, topic and tags, some of which are facts of ours."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from quizzes.formats.model import Content, Draft, Notes
from quizzes.formats.naming import ref
from quizzes.formats.texts import flat

# A case looks like a choice with partial points elsewhere; this tag makes it a case again.
SCENARIO = "scenario"
NAMED = ("objective", "level", "use")
TOPIC = "topic"
IN_COMMENT = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
BRACKETS = re.compile(r"[][\\]")
PATH = re.compile(r"(?<!/)/(?!/)")
ROOTS = {"$course$", "$module$", "$cat1$", "$system$", "top"}


@dataclass(frozen=True)
class Facts:
    """Sorted out of tags."""

    ref: str = ""
    tags: tuple[str, ...] = ()
    named: dict[str, str] = field(default_factory=dict)

    def draft(self, content: Content, *, title: str = "", topic: str = "") -> Draft:
        """The draft that these are the facts of."""
        tags = tuple(tag for tag in self.tags if tag != SCENARIO or content["kind"] != "scenario")
        own = content.get("title", title)
        return Draft(content, ref=self.ref, title=own, tags=tags, **{TOPIC: topic} | self.named)


def of_tags(tags: Iterable[str], notes: Notes, *, name: str = "") -> Facts:
    """``name`` is the file's identifier of the question."""
    if name and not ref(name):
        notes.add(_("Its identifier “%(name)s” can't be a reference here.") % {"name": flat(name)[:60]})
    plain, named = [], {}
    for tag in tags:
        key, colon, value = flat(tag).partition(":")
        if colon and key in (*NAMED, TOPIC):
            named[key] = value.strip()
        elif flat(tag):
            plain.append(flat(tag).replace(",", " "))
    return Facts(ref(name), tuple(dict.fromkeys(plain)), named)


def of_comment(comment: str, notes: Notes) -> Facts:
    """As Moodle writes them into comments of GIFT: ``[id:M1-01] [tag:safety]``."""
    found = [(kind, re.sub(r"\\(.)", r"\1", value)) for kind, value in IN_COMMENT.findall(comment)]
    names = [value for kind, value in found if kind == "id"]
    tags = [value for kind, value in found if kind == "tag"]
    return of_tags(tags, notes, name=names[0] if names else "")


def comment(draft: Draft) -> str:
    """The way back."""
    parts = [("id", draft.ref)] if draft.ref else []
    parts += [("tag", tag) for tag in tags_of(draft)]
    return " ".join(f"[{kind}:{BRACKETS.sub(_guarded, flat(value))}]" for kind, value in parts)


def _guarded(sign: re.Match[str]) -> str:
    return "\\" + sign[0]


def tags_of(draft: Draft) -> list[str]:
    """Tags, and what other systems can only keep as tags."""
    own = [SCENARIO] if draft.content["kind"] == "scenario" else []
    named = [f"{name}:{value}" for name in NAMED if (value := getattr(draft, name))]
    return [*draft.tags, *own, *named]


def topic(category: str) -> str:
    """The innermost part of a category's path."""
    parts = [part.replace("//", "/").strip() for part in PATH.split(category)]
    inner = [part for part in parts if part and part not in ROOTS]
    return flat(inner[-1]) if inner else ""


def category(draft: Draft) -> str:
    """The way back."""
    return "$course$/top/" + draft.topic.replace("/", "//") if draft.topic else ""


def title_of(draft: Draft) -> str:
    """A name for lists, never empty."""
    from_content = draft.content.get("title", "") or draft.title or draft.ref
    return flat(from_content) or flat(draft.content["prompt"])[:80]
