"""Sources, claims and terms of a package: what lessons rest on."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from cms import projection
from cms.actions import claims
from cms.models import ClaimSnippet, CoursePage, GlossaryTerm, RecallCard
from cms.package.desk import Desk, Verdict
from cms.package.model import CardSpec, ClaimSpec, SourceSpec, TermSpec
from courses.actions import sources
from courses.models import SourceArticle

SEED = "seed article"
NOT_OURS = "Not ours: only its section headings are kept."


def load_sources(desk: Desk) -> None:
    """Each with its headings, unless a version of it has them already."""
    claimed = tuple(dict.fromkeys(spec.heading for spec in desk.package.claims if spec.heading))
    for spec in desk.package.sources:
        article = _source(desk, spec)
        headings = spec.sections or (claimed if spec.kind.startswith(SEED) else ())
        if headings and headings not in {_headings(article, number) for number in range(article.snapshots.count())}:
            sections = [{"heading": heading, "text": ""} for heading in headings]
            sources.record_snapshot(article, sections=sections, licence=NOT_OURS)


def load_claim(desk: Desk, course: CoursePage, spec: ClaimSpec) -> None:
    """The entry of the register; without an actor published, else as a draft that waits for its judgement."""
    snippet = ClaimSnippet.objects.filter(course=course, ref=spec.id).select_related("claim", "latest_revision").first()
    key = (ClaimSpec, spec.id)
    if snippet is not None and snippet.claim and desk.is_known(key, snippet):
        desk.mark(Verdict.UNCHANGED, key)
        return
    if reason := desk.bar(snippet):
        desk.mark(Verdict.HELD, key, reason=reason)
        return
    desk.mark_written(key, snippet)
    with desk.at(key):
        _write(desk, course, spec, snippet)


def _write(desk: Desk, course: CoursePage, spec: ClaimSpec, snippet: ClaimSnippet | None) -> None:
    snippet = (
        snippet.get_latest_revision_as_object() if snippet else ClaimSnippet(course=course, ref=spec.id, live=False)
    )
    snippet.statement, snippet.heading, snippet.kind = spec.summary, spec.heading, spec.kind
    snippet.label, snippet.reason, snippet.wording = spec.label, spec.why, spec.say_instead
    snippet.sources = ", ".join(spec.source_ids)
    snippet.reviewed_on, snippet.review_due = spec.reviewed_on, spec.review_due
    snippet.package_digest = desk.prints[ClaimSpec, spec.id]
    snippet.full_clean()
    if snippet.pk is None or desk.publishes:
        snippet.save()
    revision = snippet.save_revision(user=desk.actor, log_action=True)
    if desk.publishes:
        revision.publish()
    else:
        claims.enter(snippet)


def load_words(desk: Desk) -> None:
    """Terms and cards have no drafts. Those that a package brought and has no more go, when an operator loads."""
    package = desk.package
    homes = {lesson.id: lesson.uuid for lesson in package.lessons}
    changed = [_load(desk, GlossaryTerm, spec, _term(spec, homes.get(spec.lesson))) for spec in package.terms]
    changed += [_load(desk, RecallCard, spec, _card(spec, homes.get(spec.lesson))) for spec in package.cards]
    if desk.publishes:
        changed += [_drop(desk, GlossaryTerm, package.terms), _drop(desk, RecallCard, package.cards)]
    if any(changed):
        projection.forget(package.uuid)


def _source(desk: Desk, spec: SourceSpec) -> SourceArticle:
    facts = {name: getattr(spec, name) for name in ("title", "publisher", "url", "kind", "verification", "reviewed_on")}
    key, row = (SourceSpec, spec.id), SourceArticle.objects.filter(course_uuid=desk.package.uuid, ref=spec.id).first()
    if row is not None and all(getattr(row, name) == value for name, value in facts.items()):
        desk.mark(Verdict.UNCHANGED, key)
        return row
    desk.mark_written(key, row)
    with desk.at(key):
        SourceArticle(course_uuid=desk.package.uuid, ref=spec.id, **facts).clean_fields(exclude={"reviewed_on"})
    return sources.record_source(desk.package.uuid, ref=spec.id, **facts)


def _headings(article: SourceArticle, number: int) -> tuple[str, ...]:
    return tuple(part.heading for part in article.snapshots.all()[number].parts if part.heading)


def _term(spec: TermSpec, home: UUID | None) -> dict[str, Any]:
    return {"term": spec.term, "also": ", ".join(spec.also), "definition": spec.definition, "lesson_uuid": home}


def _card(spec: CardSpec, home: UUID | None) -> dict[str, Any]:
    return {"front": spec.front, "back": spec.back, "objective": spec.objective, "lesson_uuid": home}


def _load(desk: Desk, model: type[Any], spec: TermSpec | CardSpec, values: dict[str, Any]) -> bool:
    course_uuid, key = desk.package.uuid, (type(spec), spec.id)
    row = model.objects.filter(course_uuid=course_uuid, ref=spec.id).first()
    if desk.is_known(key, row):
        desk.mark(Verdict.UNCHANGED, key)
        return False
    desk.mark_written(key, row)
    row = row or model(course_uuid=course_uuid, ref=spec.id)
    for name, value in {**values, "package_digest": desk.prints[key]}.items():
        setattr(row, name, value)
    with desk.at(key):
        row.full_clean()
    row.save()
    return True


def _drop(desk: Desk, model: type[Any], kept: Iterable[TermSpec | CardSpec]) -> bool:
    loaded = model.objects.filter(course_uuid=desk.package.uuid).exclude(package_digest="")
    return bool(loaded.exclude(ref__in=[spec.id for spec in kept]).delete()[0])
