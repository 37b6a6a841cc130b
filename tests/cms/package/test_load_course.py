"""The built-in package is loaded once for this module, as the command loads it; each test rolls back what it does."""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoDbBlocker
from wagtail.models import Revision

from accounts.models import User
from certificates.models import Achievement, Certificate
from cms.models import CataloguePage, GlossaryTerm, LessonPage, QuestionSnippet
from courses import standing
from courses.actions import enrolments, progress
from courses.models import Activity, Claim, Course, Enrolment, SourceArticle
from quizzes import papers
from quizzes.actions import attempts
from quizzes.models import Question, QuestionVersion, Quiz
from quizzes.selection import draw
from tests.databases import Beginnings
from tests.factories.courses import confirm_name

BUILT_IN = Path(__file__).resolve().parents[3] / "cms" / "packages" / "medical-travel-belgium"
LESSON = "course/01-therapy-basics/03-replacing-beta-cells.md"
REMOVED = "M1-13"

pytestmark = [pytest.mark.usefixtures("loaded", "db"), pytest.mark.xdist_group("built-in course")]
Edit = Callable[[str, Callable[[Any], object]], None]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        load()
    yield
    assert Beginnings.restore is not None
    Beginnings.restore()


def load(folder: Path = BUILT_IN) -> str:
    out = StringIO()
    call_command("load_course", str(folder), stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    """Rows of every table."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models(include_auto_created=True)}


def said() -> dict[str, Any]:
    """Everything that must not move when nothing changed."""
    return {
        "versions": list(QuestionVersion.objects.order_by("pk").values_list("question", "number", "digest")),
        "questions": list(Question.objects.order_by("pk").values()),
        "revisions": list(Revision.objects.order_by("pk").values_list("pk", "object_id", "created_at")),
        "courses": list(Course.objects.values()),
        "activities": list(Activity.objects.order_by("pk").values()),
        "claims": list(Claim.objects.order_by("pk").values()),
        "sources": list(SourceArticle.objects.order_by("pk").values()),
        "terms": list(GlossaryTerm.objects.order_by("pk").values()),
    }


def record() -> Course:
    return Course.objects.get()


def exam() -> Quiz:
    return Quiz.objects.select_related("activity__course").get(activity__kind="exam")


def only(values: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(value for value in values if value["id"] == name)


def forget(value: Any) -> None:
    """Take the removed item out of every list that names it."""
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    if isinstance(value, list) and REMOVED in value:
        value.remove(REMOVED)
    for entry in entries:
        forget(entry)


@pytest.fixture
def newer(folder: Path, edit: Edit) -> Path:
    """One lesson's text and one exam item changed, one practice item removed."""
    path = folder / LESSON
    path.write_text(path.read_text().replace("\n## ", "\nA sentence that was not there before.\n\n## ", 1))
    edit("items.json", lambda bank: only(bank["items"], "M1-01").update(stem="A new stem, better than the old?"))
    edit("items.json", lambda bank: bank["items"].remove(only(bank["items"], REMOVED)))
    edit("items.json", lambda bank: bank.update(item_count=len(bank["items"])))
    for path in (folder / "course.json", folder / "blueprint.json"):
        edit(path.name, forget)
    return folder


def test_everything_in_the_package_is_loaded() -> None:
    kinds = Activity.objects.live().values_list("kind", flat=True)
    assert {kind: list(kinds).count(kind) for kind in kinds} == {"lesson": 16, "quiz": 4, "exam": 1}
    assert (Claim.objects.count(), GlossaryTerm.objects.count(), SourceArticle.objects.count()) == (31, 25, 47)
    assert Question.objects.drawable().exclude(current__kind="scenario").count() == 60
    assert Question.objects.drawable().filter(current__kind="scenario").count() == 12
    assert QuestionSnippet.objects.filter(live=True).count() == 72
    assert papers.question_count(exam()) == 40


def test_the_achievement_is_published() -> None:
    achievement = Achievement.objects.get()
    spec = json.loads((BUILT_IN / "course.json").read_text())["achievement"]
    assert achievement.title == spec["title"]
    assert achievement.validity_months == 24
    assert "assessment-based certificate" in achievement.credential_type
    assert "CMTP" not in achievement.title


def test_loading_twice_changes_nothing() -> None:
    before = counts(), said()
    assert "0 created, 0 revised, 0 retired, 233 unchanged" in load()
    assert (counts(), said()) == before


def test_rebuilding_changes_no_row() -> None:
    before = counts(), said()
    call_command("rebuild_outline", stdout=StringIO())
    after = counts(), said()
    for courses in (before[1]["courses"], after[1]["courses"]):
        courses[0].pop("outline_version")
    assert after == before


def test_exam_items_are_never_in_a_practice_quiz() -> None:
    for quiz in Quiz.objects.filter(activity__kind="quiz").select_related("activity__course"):
        candidates = {candidate.id for candidate in papers.pool(quiz, papers.sections(quiz))}
        assert candidates
        assert set(Question.objects.filter(pk__in=candidates).values_list("use", flat=True)) == {"practice"}
    pool = {candidate.id for candidate in papers.pool(exam(), papers.sections(exam()))}
    assert set(Question.objects.filter(pk__in=pool).values_list("use", flat=True)) == {"exam"}


@pytest.mark.parametrize("seed", [0, 1, 7, 2**40, 2**61])
def test_a_drawn_paper_fills_the_grid_and_keeps_enemies_apart(seed: int) -> None:
    sections = papers.sections(exam())
    paper = draw(sections, papers.pool(exam(), sections), seed=seed)
    drawn = list(Question.objects.filter(pk__in=[entry.question for entry in paper]).prefetch_related("enemies"))
    assert len(drawn) == len(paper) == 40
    for section in sections:
        for cell in section.cells:
            filling = [entry for entry in drawn if (entry.topic, entry.level) == (cell.topic, cell.level)]
            assert len(filling) == cell.count
    chosen = {question.pk for question in drawn}
    assert not any(enemy.pk in chosen for question in drawn for enemy in question.enemies.all())
    assert Question.enemies.through.objects.count() == 12


def ready(learner: User) -> Enrolment:
    enrolment = enrolments.enrol(record(), learner=learner, actor=learner)
    for activity in Activity.objects.live().exclude(kind="exam"):
        progress.complete(enrolment, activity)
    return enrolments.accept_conduct(enrolment, actor=learner)


def test_learners_get_papers_of_their_own(learner: User, outsider: User) -> None:
    sat = [attempts.start(exam(), enrolment=ready(person)) for person in (learner, outsider)]
    papers_ = [list(attempt.responses.values_list("question_version", flat=True)) for attempt in sat]
    assert [len(set(paper)) for paper in papers_] == [40, 40]
    assert papers_[0] != papers_[1]
    assert all((attempt.deadline_at - attempt.started_at).total_seconds() == 75 * 60 for attempt in sat)
    assert attempts.submit(sat[0]).is_passed is False
    assert sat[1].get_terms().pass_mark == Decimal("0.7")


def test_every_lesson_is_shown_whole_and_without_inline_code(learner: User, learner_client: Client) -> None:
    enrolments.enrol(record(), learner=learner, actor=learner)
    kinds = {"claim": 0, "img": 0, "table": 0}
    lessons = [entry for entry in standing.outline(record()) if entry.kind == "lesson"]
    assert len(lessons) == 16
    for entry in lessons:
        response = learner_client.get(standing.activity_url(record(), entry))
        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        body = page.select_one(".lesson__body")
        claims = [box for box in body.select("section.claim") if "recall" not in box["class"]]
        assert claims
        assert all(box.select(".label") and box.select("dd") for box in claims)
        images = body.select("img")
        assert all(image.get("alt", "").strip() and image["src"] for image in images)
        assert all(table.select("thead th[scope=col]") and table.select("tbody td") for table in body.select("table"))
        assert not page.select("[style], style")
        assert not [tag for tag in page.select("script") if not tag.get("src")]
        assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
        assert page.select_one(".takeaways li")
        assert page.select_one("details summary")
        found = {"claim": len(claims), "img": len(images), "table": len(body.select("table"))}
        kinds = {name: kinds[name] + found[name] for name in kinds}
    markdown = "".join(path.read_text() for path in (BUILT_IN / "course").rglob("*.md"))
    assert kinds["img"] == len(re.findall(r"^!\[", markdown, re.MULTILINE)) > 0
    assert kinds["table"] > 0
    assert kinds["claim"] >= 16


def test_public_pages_and_gates_of_the_built_in_course(learner: User, learner_client: Client, client: Client) -> None:
    address = record().get_absolute_url()
    page = client.get(address).content.decode()
    assert Achievement.objects.get().title in page
    assert record().title in client.get("/courses/?q=stem").content.decode()
    enrolments.enrol(record(), learner=learner, actor=learner)
    for entry in standing.outline(record()):
        assert learner_client.get(standing.activity_url(record(), entry)).status_code == 200


def test_a_newer_package_revises_what_changed_and_retires_what_left(newer: Path) -> None:
    page = LessonPage.objects.get(slug="replacing-beta-cells")
    before, revision = said(), page.latest_revision_id
    version = record().outline_version
    report = load(newer)
    page.refresh_from_db()
    assert page.latest_revision_id != revision
    assert page.live_revision_id == page.latest_revision_id
    assert Activity.objects.get(uuid=page.translation_key).revision == page.live_revision_id
    assert "not there before" in str(page.body)
    question = Question.objects.get(ref="M1-01")
    assert (question.current.number, question.current.content["prompt"]) == (2, "A new stem, better than the old?")
    assert Question.objects.get(ref=REMOVED).retired_at is not None
    assert not QuestionSnippet.objects.get(ref=REMOVED).live
    assert QuestionVersion.objects.count() == len(before["versions"]) + 1
    assert record().outline_version > version
    assert "0 created" in report
    again = counts(), said()
    assert "0 created, 0 revised, 0 retired" in load(newer)
    assert (counts(), said()) == again


def test_what_left_returns_with_the_older_package(newer: Path) -> None:
    load(newer)
    load()
    question = Question.objects.get(ref="M1-01")
    assert question.retired_at is None
    assert question.current.number == 3
    assert Question.objects.get(ref=REMOVED).retired_at is None
    assert QuestionSnippet.objects.get(ref=REMOVED).live
    assert "not there before" not in str(LessonPage.objects.get(slug="replacing-beta-cells").body)


def test_an_editors_change_survives_loading_the_same_package() -> None:
    page = LessonPage.objects.get(slug="replacing-beta-cells")
    page.title = "An editor's title"
    page.save_revision().publish()
    hidden = LessonPage.objects.get(slug="reading-evidence")
    hidden.unpublish()
    QuestionSnippet.objects.get(ref="M1-01").unpublish()
    before = counts(), said()
    load()
    assert (counts(), said()) == before
    assert Activity.objects.get(uuid=page.translation_key).title == "An editor's title"
    assert Activity.objects.get(uuid=hidden.translation_key).retired_at is not None
    assert Question.objects.get(ref="M1-01").retired_at is not None


def test_an_editors_copy_survives_loading() -> None:
    page = LessonPage.objects.get(slug="reading-evidence")
    copy = page.copy(update_attrs={"slug": "evidence-again", "title": "Evidence again"}, keep_live=True)
    load()
    copy.refresh_from_db()
    assert copy.live
    assert Activity.objects.live().filter(slug="evidence-again").exists()


def test_a_changed_term_reaches_lessons_at_once(
    folder: Path, edit: Edit, learner: User, learner_client: Client
) -> None:
    enrolments.enrol(record(), learner=learner, actor=learner)
    term = GlossaryTerm.objects.exclude(lesson_uuid=None).first()
    lesson = next(entry for entry in standing.outline(record()) if entry.uuid == term.lesson_uuid)
    address = standing.activity_url(record(), lesson)
    learner_client.get(address)
    edit("glossary.json", lambda file: only(file["terms"], term.ref).update(definition="Said anew, and better."))
    load(folder)
    assert b"Said anew, and better." in learner_client.get(address).content


@pytest.mark.parametrize(
    ("file", "entry", "alter"),
    [
        ("items.json", "M1-01", lambda bank: only(bank["items"], "M1-01").update(type="essay")),
        ("claims.json", "C01", lambda file: only(file["claims"], "C01").update(label="true")),
        ("glossary.json", "G01", lambda file: only(file["terms"], "G01").pop("definition")),
    ],
)
def test_a_broken_package_is_named_and_nothing_of_it_is_loaded(
    file: str, entry: str, alter: Callable[[Any], object], newer: Path, edit: Edit
) -> None:
    edit(file, alter)
    before = counts(), said()
    with pytest.raises(CommandError) as refused:
        load(newer)
    assert refused.value.returncode == 1
    assert f"{file}: {entry}" in str(refused.value)
    assert (counts(), said()) == before


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"course\.json"):
        load(tmp_path)


def test_a_site_without_catalogue_is_told_so() -> None:
    CataloguePage.objects.get().delete()
    before = counts()
    with pytest.raises(CommandError, match="no catalogue page"):
        load()
    assert counts() == before


def test_the_built_in_course_can_be_completed(learner: User) -> None:
    enrolment = ready(learner)
    assert (standing.of(enrolment).summary.percent, standing.of(enrolment).exam_missing) == (95, [])
    progress.complete(enrolment, exam().activity)
    assert [line.kind for line in standing.of(enrolment).requirements if not line.is_done] == ["name"]
    confirm_name(enrolment)
    assert Certificate.objects.get().facts["credential_title"] == Achievement.objects.get().title
