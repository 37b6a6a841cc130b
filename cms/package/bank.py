"""Questions of a package."""

import json
from typing import Any

from cms.actions import wordings
from cms.models import CoursePage, QuestionSnippet
from cms.package import fingerprints
from cms.package.desk import NO_MORE, Desk, Verdict
from cms.package.model import QuestionSpec
from cms.question_blocks import value_of
from quizzes.actions import questions
from quizzes.models import Question

ELSEWHERE = "Suspended where the package comes from."


def load_question(desk: Desk, course: CoursePage, spec: QuestionSpec) -> None:
    """Create, revise or leave alone. One that somebody reviews keeps its draft."""
    snippet = QuestionSnippet.objects.filter(uuid=spec.uuid).select_related("latest_revision").first()
    key = fingerprints.page_key(QuestionSnippet, spec)
    if snippet is not None and desk.is_known(key, snippet):
        desk.note(key, snippet)
        return
    if reason := desk.bar(snippet):
        desk.mark(Verdict.HELD, key, reason=reason)
        return
    desk.mark_written(key, snippet)
    with desk.at(key):
        _write(desk, course, spec, snippet)


def _write(desk: Desk, course: CoursePage, spec: QuestionSpec, snippet: QuestionSnippet | None) -> None:
    draft = snippet.get_latest_revision_as_object() if snippet else QuestionSnippet(uuid=spec.uuid, live=False)
    for name, value in _values(desk, course, spec).items():
        setattr(draft, name, value)
    draft.full_clean()
    if snippet is None or desk.publishes:
        draft.save()
    revision = draft.save_revision(user=desk.actor, log_action=True)
    if desk.publishes:
        revision.publish()
        _suspend(spec)
    wordings.refresh([draft.pk])


def retire(desk: Desk, course: CoursePage) -> None:
    """Those that a package brought and has no more, likewise."""
    loaded = QuestionSnippet.objects.filter(course=course, live=True).exclude(package_digest="")
    for snippet in loaded.exclude(uuid__in=[spec.uuid for spec in desk.package.questions]):
        key = (QuestionSnippet, str(snippet.uuid))
        if not desk.publishes:
            desk.mark(Verdict.STAYS, key, name=snippet.ref, reason=NO_MORE)
            continue
        snippet.unpublish()
        QuestionSnippet.objects.filter(pk=snippet.pk).update(package_digest="")
        desk.mark(Verdict.RETIRED, key, name=snippet.ref)


def _values(desk: Desk, course: CoursePage, spec: QuestionSpec) -> dict[str, Any]:
    return {
        "course": course,
        "ref": spec.id,
        "use": spec.use,
        "stage": spec.stage or Question.State.OPERATIONAL,
        "topic": spec.topic,
        "objective": spec.objective,
        "level": spec.level,
        "tags": ", ".join(spec.tags),
        "enemies": ", ".join(fingerprints.enemies(desk.package, spec)),
        "sources": ", ".join(spec.source_ids),
        "interaction": json.dumps([{"type": spec.kind, "value": value_of(spec.content)}]),
        "reviewed_on": spec.reviewed_on,
        "review_due": spec.review_due,
        "provenance": spec.provenance,
        "package_digest": desk.prints[fingerprints.page_key(QuestionSnippet, spec)],
    }


def _suspend(spec: QuestionSpec) -> None:
    question = Question.objects.get(uuid=spec.uuid)
    if spec.is_suspended and question.state != Question.State.SUSPENDED:
        questions.suspend(question, reason=ELSEWHERE, actor=None)
