"""A package in memory as the files of its folder: the same package gives the same bytes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

import yaml

from cms.package.model import ConductSpec, ImageSpec, LessonSpec, ModuleSpec, Package, PaperSpec, QuestionSpec
from cms.package.problems import Problem
from cms.package.prose import Unwritable, parse, words, written
from cms.package.writing import lesson

MANIFEST = "course.json"
Files = dict[str, bytes]


def files(package: Package, problems: list[Problem]) -> Files:
    """What can't be written is named and left out."""
    tables = {
        "items": {"items": [_question(spec) for spec in package.questions if spec.kind != "scenario"]},
        "scenarios": {"scenarios": [_question(spec) for spec in package.questions if spec.kind == "scenario"]},
        "claims": {
            "labels": [asdict(label) | {"use": label.name} for label in package.labels],
            "claims": _claims(package),
        },
        "sources": {"sources": [_filled(asdict(spec), always=("id", "title")) for spec in package.sources]},
        "glossary": {"terms": [_filled(asdict(spec), always=("id", "term", "definition")) for spec in package.terms]},
        "recall": {"cards": [_filled(asdict(spec), always=("id",)) for spec in package.cards]},
        "blueprint": dict(package.blueprint),
    }
    found = {MANIFEST: _json(_manifest(package))} | {package.files[key]: _json(table) for key, table in tables.items()}
    for spec in package.lessons:
        found |= _written(spec.file, spec.id, problems, lambda spec=spec: _lesson(spec))
    if package.conduct:
        found |= _written(package.conduct.file, "", problems, lambda spec=package.conduct: _conduct(spec))
    return found


def _written(file: str, entry: str, problems: list[Problem], write: Any) -> Files:
    try:
        return {file: write().encode()}
    except Unwritable as error:
        problems.append(Problem(file, entry, str(error)))
        return {}


def _manifest(package: Package) -> dict[str, Any]:
    entry = {
        "schema_version": 1,
        "id": package.id,
        "uuid": str(package.uuid),
        "slug": package.slug,
        "title": package.title,
        "lang": package.language,
        "summary": package.summary,
        "audience": package.audience,
        "disclaimer": package.disclaimer,
        "minutes_total": package.minutes_total,
        "reviewed_on": package.reviewed_on,
        "settings": package.settings,
        "image": _image(package.image),
        "modules": [_module(spec, package) for spec in package.modules],
        "exams": [_paper(spec) for spec in package.papers if not spec.module],
        "conduct": package.conduct.file if package.conduct else "",
        "achievement": _filled(asdict(package.achievement)) if package.achievement else None,
        "files": dict(package.files),
    }
    return _filled(entry, always=("minutes_total",))


def _module(spec: ModuleSpec, package: Package) -> dict[str, Any]:
    return _filled(
        {
            "id": spec.id,
            "uuid": str(spec.uuid),
            "slug": spec.slug,
            "title": spec.title,
            "image": _image(spec.image),
            "objectives": [asdict(objective) for objective in spec.objectives],
            "lessons": [_lesson_entry(entry) for entry in spec.lessons],
            "quizzes": [_paper(paper) for paper in package.papers if paper.module == spec.id],
        }
    )


def _lesson_entry(spec: LessonSpec) -> dict[str, Any]:
    entry = {
        "id": spec.id,
        "uuid": str(spec.uuid),
        "module": spec.module,
        "order": spec.position,
        "slug": spec.slug,
        "title": spec.title,
        "minutes": spec.minutes,
        "file": spec.file,
        "sample": spec.is_sample or None,
        "settings": spec.settings,
    }
    named = {name: list(getattr(spec, name)) for name in ("objectives", "claims", "recall_cards")}
    dates = {"reviewed_on": spec.reviewed_on, "review_due": spec.review_due}
    return _filled(entry | named | dates, always=("minutes",))


def _paper(spec: PaperSpec) -> dict[str, Any]:
    sections = [
        {
            "title": section.title,
            "domain": section.domain,
            "shuffled": section.is_shuffled,
            "questions": list(section.questions),
            "draws": [_filled(asdict(draw)) for draw in section.draws],
        }
        for section in spec.sections
    ]
    head = {"id": spec.id, "uuid": str(spec.uuid), "slug": spec.slug, "title": spec.title}
    return _filled(head | {"settings": spec.settings, "sections": sections})


def _question(spec: QuestionSpec) -> dict[str, Any]:
    entry = {
        "id": spec.id,
        "uuid": str(spec.uuid),
        "module": spec.module,
        "topic": "" if spec.module else spec.topic,
        "lesson": spec.lesson,
        "objectives": list(spec.objectives),
        "cognitive_level": spec.level,
        "use": spec.use,
        "stage": spec.stage,
        "suspended": spec.is_suspended or None,
        "enemies": list(spec.enemies),
        "tags": list(spec.tags),
        "source_ids": list(spec.source_ids),
        "reviewed_on": spec.reviewed_on,
        "review_due": spec.review_due,
        "provenance": spec.provenance,
    }
    return {**_filled(entry), "content": spec.content}


def _claims(package: Package) -> list[dict[str, Any]]:
    names = {"summary": "claim_paraphrase", "say_instead": "present_as"}
    found = [_filled(asdict(spec), always=("id",)) for spec in package.claims]
    return [{names.get(name, name): value for name, value in entry.items()} for entry in found]


def _lesson(spec: LessonSpec) -> str:
    head = {"id": spec.id, "title": spec.title, "minutes": spec.minutes}
    body = lesson(spec.blocks, folder=PurePosixPath(spec.file).parent)
    return f"{_front_matter(head)}\n# {words(spec.title)}\n\n{body}"


def _conduct(spec: ConductSpec) -> str:
    return f"{_front_matter({'title': spec.title})}\n{written(parse(spec.html))}\n"


def _front_matter(values: Mapping[str, Any]) -> str:
    return f"---\n{yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False)}---\n"


def _image(spec: ImageSpec | None) -> dict[str, str] | None:
    return {"file": spec.file, "alt": spec.alt} if spec else None


def _filled(entry: Mapping[str, Any], always: Iterable[str] = ()) -> dict[str, Any]:
    """Without what is empty: leaving it out says the same."""
    kept = {*always}
    return {name: value for name, value in entry.items() if name in kept or value not in (None, "", [], {}, ())}


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n").encode()
