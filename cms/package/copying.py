"""A package of the same course for another country: new identities throughout, and nobody's judgement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from cms.package.model import Block, ClaimSpec, LessonSpec, ModuleSpec, Package, PaperSpec, QuestionSpec

# A new course begins with its first version, and with exams that are open.
OF_ITS_OWN = ("version", "opens_at", "closes_at")


@dataclass(frozen=True)
class Terms:
    """What differs. New identities follow from ``name`` and the old ones; links move from one address to the other."""

    name: UUID
    title: str
    slug: str
    jurisdiction: str
    moves: Mapping[str, str]


def copied(package: Package, terms: Terms) -> Package:
    """References between entries are by their ids, which stay, so they lead to the copies."""
    settings = {**_lasting(package.settings), "jurisdiction": terms.jurisdiction}
    return replace(
        package,
        uuid=_fresh(terms, package.uuid),
        id=terms.slug,
        slug=terms.slug,
        title=terms.title,
        reviewed_on=None,
        settings=settings,
        modules=tuple(_module(spec, package, terms) for spec in package.modules),
        questions=tuple(_question(spec, package, terms) for spec in package.questions),
        claims=tuple(_claim(spec) for spec in package.claims),
        papers=tuple(_paper(spec, terms) for spec in package.papers),
        conduct=replace(package.conduct, html=_moved(package.conduct.html, terms)) if package.conduct else None,
    )


def left_out(package: Package) -> Iterator[tuple[LessonSpec, str]]:
    """What lessons show that is not published, lesson by lesson: no copy can show it."""
    for lesson in package.lessons:
        for block in lesson.blocks:
            for name in sorted(_missing(block, package)):
                yield lesson, _("%(name)s is not in use any more, so the copy leaves it out.") % {"name": name or "?"}


def _module(spec: ModuleSpec, package: Package, terms: Terms) -> ModuleSpec:
    lessons = tuple(_lesson(lesson, package, terms) for lesson in spec.lessons)
    return replace(spec, uuid=_fresh(terms, spec.uuid), lessons=lessons)


def _lesson(spec: LessonSpec, package: Package, terms: Terms) -> LessonSpec:
    kept = (block for block in spec.blocks if not (block["type"] != "claim" and _missing(block, package)))
    blocks = tuple(_moved(_with_known_claims(block, package), terms) for block in kept)
    return replace(spec, uuid=_fresh(terms, spec.uuid), blocks=blocks, reviewed_on=None, review_due=None)


def _question(spec: QuestionSpec, package: Package, terms: Terms) -> QuestionSpec:
    origin = _("Copied from “%(course)s”: %(ref)s") % {"course": package.title, "ref": spec.id}
    return replace(
        spec,
        uuid=_fresh(terms, spec.uuid),
        provenance="\n".join(filter(None, [spec.provenance, origin])),
        is_suspended=False,
        reviewed_on=None,
        review_due=None,
    )


def _claim(spec: ClaimSpec) -> ClaimSpec:
    """Another country's law may judge it otherwise."""
    return replace(spec, label="", reviewed_on=None, review_due=None)


def _paper(spec: PaperSpec, terms: Terms) -> PaperSpec:
    return replace(spec, uuid=_fresh(terms, spec.uuid), settings=_lasting(spec.settings))


def _lasting(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name not in OF_ITS_OWN}


def _missing(block: Block, package: Package) -> set[str]:
    match block["type"]:
        case "check":
            return {block["value"]} - {spec.id for spec in package.questions}
        case "claim":
            return {*block["value"]["claims"]} - {spec.id for spec in package.claims}
        case "image":
            return set() if block["value"]["file"] else {""}
        case _:
            return set()


def _with_known_claims(block: Block, package: Package) -> Block:
    if block["type"] != "claim":
        return block
    known = {spec.id for spec in package.claims}
    return {**block, "value": {**block["value"], "claims": [ref for ref in block["value"]["claims"] if ref in known]}}


def _moved(value: Any, terms: Terms) -> Any:
    """Links inside the course lead into the copy."""
    if isinstance(value, Mapping):
        return {name: _moved(entry, terms) for name, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_moved(entry, terms) for entry in value]
    if isinstance(value, str):
        for old, new in terms.moves.items():
            value = value.replace(f'href="{old}', f'href="{new}')
    return value


def _fresh(terms: Terms, old: UUID) -> UUID:
    return uuid5(terms.name, str(old))
