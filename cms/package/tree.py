"""Pages of a package: the course, its modules, lessons, quizzes and exams."""

import json
from typing import Any

from wagtail.models import Page

from cms.actions import teams
from cms.languages import originals
from cms.models import CataloguePage, CoursePage, LessonPage, ModulePage, QuestionSnippet, QuizPage
from cms.package import boxes, fingerprints, settings
from cms.package.desk import NO_MORE, Desk, Verdict
from cms.package.model import Block, LessonSpec, ModuleSpec, PaperSpec
from cms.package.placing import Rows, placed
from courses.models import Claim

MODELS = (LessonPage, QuizPage, ModulePage)


class NoCatalogue(Exception):
    """The site has no catalogue page to hang a course under."""


def load_course(desk: Desk) -> CoursePage:
    """Its own page, with a team. Raises NoCatalogue."""
    package = desk.package
    catalogue = originals(CataloguePage).first()
    if catalogue is None:
        raise NoCatalogue
    achievement, conduct = package.achievement, package.conduct
    values = {
        "title": package.title,
        "slug": package.slug,
        "summary": package.summary,
        "audience": package.audience,
        "disclaimer": package.disclaimer,
        "reviewed_on": package.reviewed_on,
        "image": package.image,
        "conduct_title": conduct.title if conduct else "",
        "conduct_body": conduct.html if conduct else "",
        **settings.values(CoursePage, package.settings),
    }
    if achievement:
        values |= {
            "achievement_title": achievement.title,
            "credential_type": achievement.credential_type,
            "validity_months": achievement.validity_months,
            "criteria": achievement.criteria,
            "statement": achievement.statement,
        }
    course: CoursePage = _page(desk, CoursePage, catalogue, package, values)
    is_new = package.slug in desk.report.names(Verdict.CREATED)
    team = teams.found(course, member=desk.actor if is_new else None)
    if desk.actor and team.collection:
        desk.keep_in(team.collection)
    return course


def load_module(desk: Desk, course: CoursePage, spec: ModuleSpec) -> ModulePage:
    """Without what is below it."""
    objectives = [{"type": "objective", "value": {"code": entry.id, "text": entry.text}} for entry in spec.objectives]
    values = {"title": spec.title, "slug": spec.slug, "image": spec.image, "objectives": json.dumps(objectives)}
    module: ModulePage = _page(desk, ModulePage, course, spec, values)
    return module


def load_lesson(desk: Desk, course: CoursePage, module: ModulePage, spec: LessonSpec) -> None:
    """Claims are entries of the register and questions in the bank by now."""
    values = {
        "title": spec.title,
        "slug": spec.slug,
        "minutes": spec.minutes,
        "objectives": json.dumps([{"type": "codes", "value": list(spec.objectives)}]),
        "reviewed_on": spec.reviewed_on,
        "review_due": spec.review_due,
        "is_sample": spec.is_sample,
        **settings.values(LessonPage, spec.settings),
    }

    def body() -> list[Block]:
        rows = _rows(desk, course, spec)
        return [placed(block, rows) for block in spec.blocks]

    _page(desk, LessonPage, module, spec, values, body)


def load_paper(desk: Desk, parent: Page, spec: PaperSpec) -> None:
    """A quiz of a module, or an exam of the course. Questions are in the bank by now."""
    by_ref = {question.id: question.uuid for question in desk.package.questions}
    placed = [by_ref[name] for section in spec.sections for name in section.questions]
    keys = dict(QuestionSnippet.objects.filter(uuid__in=placed).values_list("uuid", "pk"))
    sections = [
        {
            "title": section.title,
            "domain": section.domain,
            "is_shuffled": section.is_shuffled,
            "questions": [keys[by_ref[name]] for name in section.questions],
            "cells": [vars(draw) for draw in section.draws],
        }
        for section in spec.sections
    ]
    values = {"title": spec.title, "slug": spec.slug, **settings.values(QuizPage, spec.settings)}
    values["sections"] = json.dumps([{"type": "section", "value": section} for section in sections])
    _page(desk, QuizPage, parent, spec, values)


def retire(desk: Desk, course: CoursePage) -> None:
    """Pages that a package brought and has no more. Who makes drafts is told of them and decides."""
    for model in MODELS:
        loaded = model.objects.descendant_of(course).live().exclude(package_digest="")
        kept = [key for kind, key in desk.prints if kind is model]
        for page in loaded.exclude(translation_key__in=kept):
            key = (model, str(page.translation_key))
            if not desk.publishes:
                desk.mark(Verdict.STAYS, key, name=page.title, reason=NO_MORE)
                continue
            page.unpublish()
            model.objects.filter(pk=page.pk).update(package_digest="")
            desk.mark(Verdict.RETIRED, key, name=page.title)


def _page(desk: Desk, model: type[Any], parent: Page, spec: Any, values: dict[str, Any], body: Any = None) -> Any:
    """Create, revise or leave alone. What somebody reviews keeps its draft."""
    key = fingerprints.page_key(model, spec)
    page = (
        model.objects.filter(translation_key=spec.uuid, locale=parent.locale).select_related("latest_revision").first()
    )
    if page is not None and desk.is_known(key, page):
        desk.note(key, page)
        return page
    if reason := desk.bar(page):
        desk.mark(Verdict.HELD, key, reason=reason)
        return page
    desk.mark_written(key, page)
    values = {**values, "package_digest": desk.prints[key]} | ({"body": json.dumps(body())} if body else {})
    if "image" in values:
        values["image"] = desk.image(values["image"])
    with desk.at(key):
        return _write(desk, page, model(translation_key=spec.uuid, live=False, owner=desk.actor), parent, values)


def _write(desk: Desk, page: Any, new: Any, parent: Page, values: dict[str, Any]) -> Any:
    """The newest draft of the page, or of the new one."""
    draft = page.get_latest_revision_as_object() if page else new
    for name, value in values.items():
        setattr(draft, name, value)
    if page is None:
        parent.add_child(instance=draft)
    revision = draft.save_revision(user=desk.actor, log_action=True)
    if desk.publishes:
        revision.publish()
    return type(draft).objects.get(pk=draft.pk)


def _rows(desk: Desk, course: CoursePage, spec: LessonSpec) -> Rows:
    """What the lesson shows, by its name in the package."""
    images = {block["value"]["file"] for block in spec.blocks if block["type"] == "image"}
    files = {file for block in spec.blocks for file in boxes.files(block)}
    asked = [block["value"] for block in spec.blocks if block["type"] == "check"]
    return Rows(
        images={file: image for file in images if (image := desk.image(desk.images[file]))},
        documents={file: desk.document(file) for file in files},
        claims={claim.ref: claim for claim in Claim.objects.filter(course_uuid=course.translation_key)},
        questions={row.ref: row for row in QuestionSnippet.objects.filter(course=course, ref__in=asked)},
    )
