"""A course of every kind of content, made in the editor, on its way to a site that has never heard of it."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.management import CommandError, call_command
from django.db import transaction
from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms.models import (
    ClaimSnippet,
    CoursePage,
    GlossaryTerm,
    LessonPage,
    ModulePage,
    QuestionSnippet,
    QuizPage,
    RecallCard,
)
from cms.package import settings
from cms.package.writing import KINDS
from courses.actions import sources
from courses.models import Claim, Course, SourceArticle
from quizzes.actions import questions
from quizzes.formats import Notes
from quizzes.formats.contents import normal
from quizzes.models import Question
from tests.cms import trees
from tests.cms.package.conftest import BUILT_IN
from tests.cms.trees import Tree, plant
from tests.quizzes.kinds import CONTENTS, WRITTEN

KIND_COUNT = len(CONTENTS) + len(WRITTEN)
# Fields of pages that are no content, or that packages carry by themselves.
CARRIED_BY_THEMSELVES = {
    CoursePage: {
        "summary", "audience", "disclaimer", "image", "reviewed_on", "conduct_title", "conduct_body",
        "achievement_title", "credential_type", "validity_months", "criteria", "statement",
    },
    ModulePage: {"image", "objectives"},
    LessonPage: {"minutes", "objectives", "body", "reviewed_on", "review_due", "is_sample"},
    QuizPage: {"sections"},
}  # fmt: skip
NO_CONTENT = {"page_ptr", "package_digest"}


def body(image: Image, claim: Claim, question: QuestionSnippet, document: Document) -> str:
    values = {
        "text": '<p data-block-key="a">One <b>two</b>. <a href="https://example.org/">There</a></p><ul><li>a</li></ul>',
        "image": {"image": image.pk, "alt_text": "A cell", "decorative": False},
        "callout": {"kind": "warning", "title": "Mind *this*", "text": "<p>Now.</p>"},
        "claim": {"claims": [claim.pk], "source": "A clinic", "summary": "It cures.", "label_text": "", "why": "No.",
                  "say_instead": "It may help."},
        "takeaways": ["First.", "Second."],
        "table": {"caption": "Figures", "columns": [{"type": "text", "heading": "A & B"}],
                  "rows": [{"values": ["<p>1 <i>or</i> 2</p>"]}]},
        "recall": [{"question": "Why?", "answer": "So."}, {"question": "And?", "answer": ""}],
        "sources": ["[1] A law", "A page"],
        "steps": {"title": "Look", "steps": [{"title": "Ask", "text": "<p>It.</p>"}, {"title": "Write", "text": ""}]},
        "comparison": {"title": "Two", "columns": [
            {"title": "One", "points": [{"side": "for", "text": "watched"}]},
            {"title": "Other", "points": [{"side": "plain", "text": "costs"}]}]},
        "scenario": {"title": "A call", "role": "guide", "story": "It rings.", "question": "What now?", "debrief": "",
                     "options": [{"text": "Answer", "grade": "best", "consequence": "Good."},
                                 {"text": "Wait", "grade": "poor", "consequence": "It stops."}]},
        "check": question.pk,
        "video": {"title": "Film", "file": None, "captions": None, "address": "https://example.org/film",
                  "is_captioned": True, "transcript": "<p>Said.</p>"},
        "download": {"title": "A form", "document": document.pk, "about": "To print."},
    }  # fmt: skip
    return json.dumps([{"type": kind, "value": value} for kind, value in values.items()])


def furnish(tree: Tree) -> None:
    """Everything that a course may have, published."""
    course_uuid = tree.course.translation_key
    article = sources.record_source(course_uuid, ref="A1", title="An article", url="https://example.org/a")
    sections = [{"heading": "Its part", "level": 2, "text": "Its text."}]
    sources.record_snapshot(article, sections=sections, licence="All rights reserved")
    claim = ClaimSnippet(
        course=tree.course, ref="C1", statement="It cures.", label="misleading", reason="No.", live=False
    )
    claim.sources = "A1"
    claim.save()
    claim.save_revision().publish()
    lesson = tree.lessons[0]
    GlossaryTerm.objects.create(
        course_uuid=course_uuid, ref="leaf", term="Leaf", also="blade", definition="It grows.",
        lesson_uuid=lesson.translation_key,
    )  # fmt: skip
    with (BUILT_IN / "images" / "course.svg").open("rb") as file:
        image = Image.objects.create(title="Cell", file=ImageFile(file, name="cell.svg"), description="A cell")
    RecallCard.objects.create(
        course_uuid=course_uuid, ref="R1", front="Why?", back="So.", lesson_uuid=lesson.translation_key
    )
    document = Document.objects.create(title="Form", file=ContentFile(b"Name:", name="form.txt"))
    question = QuestionSnippet.objects.get(ref="P1")
    lesson.body, lesson.is_required = body(image, Claim.objects.get(), question, document), False
    trees.publish(lesson)
    for content in (*CONTENTS.values(), *WRITTEN.values()):
        snippet = trees.question(tree.course, f"K-{content['kind']}", use="practice", tags="one, two", stage="pretest")
        snippet.interaction = trees.asked(normal(content, Notes()))
        trees.publish_question(snippet)
    questions.suspend(Question.objects.get(ref="P2"), reason="Unclear", actor=None)


def send(path: Path) -> Path:
    call_command("export_course", "tea", str(path), stdout=StringIO())
    return path


def load(path: Path) -> str:
    out = StringIO()
    call_command("load_course", str(path), stdout=out)
    return out.getvalue()


@pytest.fixture
def sent(db: None, tmp_path: Path) -> Iterator[Path]:
    """The zip file of a course that this site has not."""
    with transaction.atomic():
        furnish(plant())
        send(tmp_path / "tea.zip")
        transaction.set_rollback(True)
    assert not CoursePage.objects.exists()
    return tmp_path / "tea.zip"


def test_it_arrives_whole_and_would_leave_as_it_came(sent: Path, tmp_path: Path) -> None:
    load(sent)
    assert send(tmp_path / "again.zip").read_bytes() == sent.read_bytes()
    lesson = LessonPage.objects.get(slug="lesson-1")
    assert {block.block_type for block in lesson.body} == set(KINDS)
    assert (RecallCard.objects.get().back, Document.objects.get().file.read()) == ("So.", b"Name:")
    assert not lesson.is_required
    assert {row.content["kind"] for row in QuestionSnippet.objects.filter(stage="pretest")} == {*CONTENTS, *WRITTEN}
    assert Question.objects.get(ref="P2").state == Question.State.SUSPENDED
    assert (Claim.objects.get().label, GlossaryTerm.objects.get().lesson_uuid) == ("misleading", lesson.translation_key)
    assert SourceArticle.objects.get().snapshots.get().sections == [{"heading": "Its part", "text": ""}]
    exam = QuizPage.objects.child_of(CoursePage.objects.get()).get()
    assert (exam.time_limit_minutes, exam.wait_days, exam.sections[0].value["cells"][0]["count"]) == (30, "14, 30", 2)


def test_it_arrives_once(sent: Path) -> None:
    load(sent)
    assert "0 created, 0 revised, 0 retired" in load(sent)
    assert (Image.objects.count(), Document.objects.count()) == (1, 1)


def test_what_left_there_is_retired_here_and_what_was_made_here_stays(sent: Path, tmp_path: Path) -> None:
    load(sent)
    with transaction.atomic():
        LessonPage.objects.get(slug="lesson-2").unpublish()
        newer = send(tmp_path / "newer.zip")
        transaction.set_rollback(True)
    module = ModulePage.objects.get()
    trees.add(module, trees.lesson("Ours", slug="ours"))
    copy = LessonPage.objects.get(slug="lesson-1").copy(update_attrs={"slug": "copied", "title": "C"}, keep_live=True)
    report = load(newer)
    assert "1 retired" in report
    assert set(LessonPage.objects.live().values_list("slug", flat=True)) == {"lesson-1", "ours", copy.slug}


def test_nothing_of_another_course_is_taken_over(sent: Path, tmp_path: Path) -> None:
    load(sent)
    folder = tmp_path / "stranger"
    call_command("export_course", "tea", str(folder), stdout=StringIO())
    manifest = json.loads((folder / "course.json").read_text())
    manifest |= {"uuid": "00000000-0000-4000-8000-000000000001", "slug": "other"}
    (folder / "course.json").write_text(json.dumps(manifest))
    before = list(QuestionSnippet.objects.values_list("uuid", "course"))
    with pytest.raises(CommandError, match="belongs to another course"):
        load(folder)
    assert list(QuestionSnippet.objects.values_list("uuid", "course")) == before
    assert Course.objects.count() == 1


@pytest.mark.parametrize("model", CARRIED_BY_THEMSELVES)
def test_every_field_of_a_page_travels(model: type) -> None:
    own = {field.name for field in model._meta.local_fields}  # type: ignore[attr-defined]
    assert own == CARRIED_BY_THEMSELVES[model] | (own & set(settings.CARRIED.get(model, ()))) | NO_CONTENT
