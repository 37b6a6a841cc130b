"""Which section of an article goes into which module and lesson: suggestions to overrule. Plain Python."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from courses.articles import Section

# The usual modules, and words that begin what such a module speaks of.
THEMES: dict[str, tuple[str, ...]] = {
    "Therapy basics": ("therap", "cell", "treatment", "understand", "research", "trial", "science", "method"),
    "Regulation": ("regulat", "law", "legal", "rule", "licen", "authori", "approv", "complian", "ethic", "directive"),
    "Patient safety": ("safe", "risk", "protect", "consent", "complication", "side effect", "screen", "follow-up"),
    "Costs": ("cost", "price", "pric", "pay", "insur", "financ", "afford", "fee", "reimburs", "budget", "quote"),
}
# Headings of what surrounds an article.
LEFT_OUT = re.compile(
    r"references?|bibliography|sources|footnotes?|about (?:the|our) authors?|contact(?: us)?|newsletter|subscribe.*"
    r"|share.*|related (?:posts|articles)|you may also like|comments?|leave a (?:reply|comment)|disclaimer"
    r"|acknowledge?ments?|tags?",
    re.IGNORECASE,
)
HEADING_WEIGHT = 12
SHORT_WORDS = frozenset({"and", "the", "for", "with", "from", "your", "how", "what", "why", "are", "our"})
STEM = 5


@dataclass(frozen=True)
class Suggestion:
    """Where a section could go; without a module it is left out."""

    module: int | None
    lesson: str


def suggest(sections: Sequence[Section], modules: Sequence[str]) -> list[Suggestion]:
    """One suggestion for each section. Sections below another one go into the lesson of that one.

    A section that speaks of nothing known goes where the one before it went.
    """
    words = [_words(module) for module in modules]
    lesson_level = _lesson_level(sections)
    suggestions: list[Suggestion] = []
    module: int | None = 0 if modules else None
    lesson = ""
    for section in sections:
        if lesson and section.level > lesson_level:
            suggestions.append(Suggestion(suggestions[-1].module, lesson))
            continue
        lesson = section.heading
        if LEFT_OUT.fullmatch(section.heading.strip()) or not modules:
            suggestions.append(Suggestion(None, lesson))
            continue
        best = _best(section, words)
        module = module if best is None else best
        suggestions.append(Suggestion(module, lesson))
    return [Suggestion(entry.module, entry.lesson or "Introduction") for entry in suggestions]


def _lesson_level(sections: Sequence[Section]) -> int:
    """The level on which most of the article is divided: the highest that several headings have."""
    levels = sorted(section.level for section in sections if section.heading)
    several = [level for level in levels if levels.count(level) > 1]
    return several[0] if several else (levels[0] if levels else 1)


def _words(module: str) -> tuple[str, ...]:
    """What a section of this module probably says: the name's own words, and those of a usual module that it names."""
    named = [word for word in re.findall(r"\w{3,}", module.lower()) if word not in SHORT_WORDS]
    themes = [words for words in THEMES.values() if any(word.startswith(words) for word in named)]
    return tuple(dict.fromkeys([*(word[:STEM] for word in named), *(word for words in themes for word in words)]))


def _best(section: Section, words: Sequence[Sequence[str]]) -> int | None:
    """The module that the section speaks of most; the heading counts for more than the text."""
    scores = [_score(section, own) for own in words]
    return scores.index(max(scores)) if any(scores) else None


def _score(section: Section, words: Sequence[str]) -> int:
    return HEADING_WEIGHT * _hits(section.heading, words) + min(_hits(section.text, words), HEADING_WEIGHT - 1)


def _hits(text: str, words: Sequence[str]) -> int:
    return sum(len(re.findall(rf"\b{re.escape(word)}", text, re.IGNORECASE)) for word in words)
