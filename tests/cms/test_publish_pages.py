import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from cms import projection
from cms.models import CataloguePage, CoursePage, LessonPage, ModulePage, QuestionSnippet, QuizPage
from courses import standing
from courses.actions import progress
from courses.models import Activity, ActivityProgress, Course, Enrolment, Module
from quizzes.actions import attempts
from quizzes.models import Attempt, Question, QuestionVersion, Quiz
from tests.cms import trees
from tests.cms.trees import Tree


def titles(course: Course) -> list[str]:
    return [entry.title for entry in standing.outline(Course.objects.get(pk=course.pk))]


def test_publishing_projects_the_tree_in_order_with_the_exam_last(tree: Tree) -> None:
    assert titles(tree.record) == ["Lesson 1", "Lesson 2", "Basics quiz", "Final exam"]
    assert [entry.kind for entry in standing.outline(tree.record)] == ["lesson", "lesson", "quiz", "exam"]
    added = trees.add(tree.module, trees.lesson("Lesson 3", slug="lesson-3"))
    assert trees.activity(added).uuid == added.translation_key
    assert titles(tree.record) == ["Lesson 1", "Lesson 2", "Basics quiz", "Lesson 3", "Final exam"]


def test_publishing_again_updates_the_same_activity(tree: Tree) -> None:
    before = trees.activity(tree.lessons[0])
    page = trees.fresh(tree.lessons[0])
    page.title, page.minutes, page.is_required = "Leaves", 12, False
    trees.publish(page)
    after = trees.activity(page)
    assert (after.pk, after.title, after.minutes, after.is_required) == (before.pk, "Leaves", 12, False)
    assert after.revision != before.revision


def test_course_facts_and_the_achievement_are_projected(tree: Tree) -> None:
    record = tree.record
    assert (record.slug, record.title, record.language, record.version) == ("tea", "Tea", "en-gb", "1.0")
    assert record.requires_conduct
    assert (record.achievement.title, record.achievement.validity_months) == ("Certificate in tea", 24)


def test_quiz_terms_and_sections_are_projected(tree: Tree) -> None:
    quiz, exam = Quiz.objects.get(activity__slug="quiz"), Quiz.objects.get(activity__slug="final-exam")
    (placed,) = quiz.sections.all()
    assert [entry.question.ref for entry in placed.placements.select_related("question")] == ["P1", "P2"]
    assert (quiz.get_terms().max_attempts, quiz.get_terms().time_limit_seconds) == (None, None)
    (drawn,) = exam.sections.all()
    assert drawn.cells == [{"count": 2, "topic": "basics", "level": "apply"}]
    terms = exam.get_terms()
    assert (terms.time_limit_seconds, terms.max_attempts, terms.period_days, terms.feedback) == (1800, 3, 365, "bands")
    assert terms.wait_days == (14, 30)


def test_renaming_and_a_new_address_keep_progress(tree: Tree, learner: User, learner_client: Client) -> None:
    enrolment = trees.enrol(tree, learner)
    progress.complete(enrolment, trees.activity(tree.lessons[0]))
    page = trees.fresh(tree.lessons[0])
    page.title, page.slug = "Leaves and stalks", "leaves"
    trees.publish(page)
    assert standing.of(Enrolment.objects.get()).summary.lessons_done == 1
    assert learner_client.get("/courses/tea/basics/leaves/").status_code == 200
    assert learner_client.get("/courses/tea/basics/lesson-1/").status_code == 404


def test_moving_within_a_course_keeps_progress(tree: Tree, learner: User, learner_client: Client) -> None:
    second = trees.add(tree.course, ModulePage(title="Brewing", slug="brewing"))
    progress.complete(trees.enrol(tree, learner), trees.activity(tree.lessons[0]))
    trees.fresh(tree.lessons[0]).move(trees.fresh(second), pos="last-child")
    moved = trees.activity(tree.lessons[0])
    assert (moved.module.title, moved.retired_at) == ("Brewing", None)
    assert titles(tree.record) == ["Lesson 2", "Basics quiz", "Lesson 1", "Final exam"]
    assert standing.of(Enrolment.objects.get()).summary.lessons_done == 1
    assert learner_client.get("/courses/tea/brewing/lesson-1/").status_code == 200


def test_reordering_lessons_reorders_the_outline(tree: Tree) -> None:
    trees.fresh(tree.lessons[1]).move(trees.fresh(tree.lessons[0]), pos="left")
    assert titles(tree.record)[:2] == ["Lesson 2", "Lesson 1"]


def test_moving_a_module_to_another_course_updates_both(tree: Tree) -> None:
    other = trees.add(CataloguePage.objects.get(), CoursePage(title="Coffee", slug="coffee", summary="Beans"))
    trees.fresh(tree.module).move(trees.fresh(other), pos="last-child")
    assert titles(tree.record) == ["Final exam"]
    assert titles(Course.objects.get(slug="coffee")) == ["Lesson 1", "Lesson 2", "Basics quiz"]


def test_deleting_a_module_retires_all_below(tree: Tree, learner: User) -> None:
    progress.complete(trees.enrol(tree, learner), trees.activity(tree.lessons[0]))
    trees.fresh(tree.module).delete()
    assert titles(tree.record) == ["Final exam"]
    assert not Module.objects.live().exists()
    assert ActivityProgress.objects.count() == 1


def test_unpublishing_retires_and_keeps_progress(tree: Tree, learner: User, learner_client: Client) -> None:
    progress.complete(trees.enrol(tree, learner), trees.activity(tree.lessons[0]))
    trees.fresh(tree.lessons[0]).unpublish()
    assert trees.activity(tree.lessons[0]).retired_at is not None
    assert ActivityProgress.objects.filter(completed_at__isnull=False).count() == 1
    assert "Lesson 1" not in titles(tree.record)
    assert learner_client.get("/courses/tea/basics/lesson-1/").status_code == 404
    trees.publish(trees.fresh(tree.lessons[0]))
    assert trees.activity(tree.lessons[0]).retired_at is None
    assert standing.of(Enrolment.objects.get()).summary.lessons_done == 1


def test_an_unpublished_module_hides_its_lessons(tree: Tree, learner: User, learner_client: Client) -> None:
    trees.enrol(tree, learner)
    trees.fresh(tree.module).unpublish()
    assert titles(tree.record) == ["Final exam"]
    assert learner_client.get("/courses/tea/basics/lesson-1/").status_code == 404
    assert b"Lesson 1" not in learner_client.get("/courses/tea/").content


def test_deleting_a_lesson_keeps_its_rows(tree: Tree, learner: User) -> None:
    progress.complete(trees.enrol(tree, learner), trees.activity(tree.lessons[0]))
    trees.fresh(tree.lessons[0]).delete()
    assert not LessonPage.objects.filter(pk=tree.lessons[0].pk).exists()
    assert trees.activity(tree.lessons[0]).retired_at is not None
    assert ActivityProgress.objects.count() == 1
    assert "Lesson 1" not in titles(tree.record)


def test_deleting_a_quiz_keeps_attempts(tree: Tree, learner: User) -> None:
    enrolment = trees.enrol(tree, learner)
    attempt = attempts.start(Quiz.objects.get(activity__slug="quiz"), enrolment=enrolment)
    trees.fresh(tree.quiz).delete()
    attempt.refresh_from_db()
    assert (attempt.status, attempt.responses.count()) == ("open", 2)
    assert trees.activity(tree.quiz).retired_at is not None


def test_deleting_a_course_leaves_every_record(tree: Tree, learner: User, learner_client: Client) -> None:
    enrolment = trees.enrol(tree, learner)
    progress.complete(enrolment, trees.activity(tree.lessons[0]))
    attempts.start(Quiz.objects.get(activity__slug="quiz"), enrolment=enrolment)
    models = (Course, Module, Activity, Enrolment, ActivityProgress, Quiz, Question, QuestionVersion, Attempt)
    before = [model.objects.count() for model in models]
    trees.fresh(tree.course).delete()
    assert [model.objects.count() for model in models] == before
    assert not CoursePage.objects.exists()
    assert QuestionSnippet.objects.filter(live=True, course=None).count() == 5
    assert tree.record.retired_at is not None
    assert learner_client.get("/courses/tea/").status_code == 404
    assert b"Tea" not in learner_client.get("/courses/").content


def test_unpublishing_a_course_with_everything_below_retires_it(tree: Tree) -> None:
    page = trees.fresh(tree.course)
    page.unpublish()
    for child in page.get_descendants().live().specific():
        child.unpublish()
    assert tree.record.retired_at is not None


def test_a_retired_course_returns_when_published_again(tree: Tree, learner: User) -> None:
    enrolment = trees.enrol(tree, learner)
    progress.complete(enrolment, trees.activity(tree.lessons[0]))
    trees.fresh(tree.course).unpublish()
    trees.publish(trees.fresh(tree.course))
    assert tree.record.retired_at is None
    assert standing.of(Enrolment.objects.select_related("course").get()).summary.lessons_done == 1


def test_a_copied_lesson_starts_afresh(tree: Tree, learner: User) -> None:
    progress.complete(trees.enrol(tree, learner), trees.activity(tree.lessons[0]))
    copy = trees.fresh(tree.lessons[0]).copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=True)
    assert copy.translation_key != tree.lessons[0].translation_key
    assert not ActivityProgress.objects.filter(activity=trees.activity(copy)).exists()
    assert standing.of(Enrolment.objects.get()).summary.lessons_done == 1
    assert standing.of(Enrolment.objects.get()).summary.lessons_total == 3


def test_a_copied_course_is_another_course(tree: Tree, learner: User) -> None:
    progress.complete(trees.enrol(tree, learner), trees.activity(tree.lessons[0]))
    copy = trees.fresh(tree.course).copy(recursive=True, update_attrs={"slug": "tea-2", "title": "Tea, again"})
    record = Course.objects.get(uuid=copy.translation_key)
    assert len(titles(record)) == len(titles(tree.record)) == 4
    assert not Enrolment.objects.filter(course=record).exists()
    assert set(Activity.objects.filter(course=record).values_list("uuid")).isdisjoint(
        Activity.objects.filter(course=tree.record).values_list("uuid")
    )


def test_drafts_are_invisible_to_learners(tree: Tree, learner: User, learner_client: Client) -> None:
    trees.enrol(tree, learner)
    page = trees.fresh(tree.lessons[0])
    page.title = "Unfinished thought"
    page.save_revision()
    trees.fresh(tree.module).add_child(instance=trees.lesson("Secret draft", slug="secret-draft", live=False))
    for address in ("/courses/tea/", "/courses/tea/basics/lesson-1/"):
        text = learner_client.get(address).content.decode()
        assert "Unfinished thought" not in text
        assert "Secret draft" not in text
    assert learner_client.get("/courses/tea/basics/secret-draft/").status_code == 404


def test_a_new_course_is_listed_once_it_is_published(tree: Tree, client: Client) -> None:
    draft = CoursePage(title="Cocoa", slug="cocoa", summary="Beans", live=False)
    CataloguePage.objects.get().add_child(instance=draft)
    assert b"Cocoa" not in client.get("/courses/").content
    assert client.get("/courses/cocoa/").status_code == 404
    trees.publish(draft)
    assert b"Cocoa" in client.get("/courses/").content
    assert client.get("/courses/cocoa/").status_code == 200


def test_what_pages_say_beside_the_record_changes_at_once(tree: Tree, learner: User, learner_client: Client) -> None:
    """Audience and objectives are cached; publishing lets go of them."""
    trees.enrol(tree, learner)
    assert b"Tell leaf from stalk" in learner_client.get("/courses/tea/").content
    page, module = trees.fresh(tree.course), trees.fresh(tree.module)
    page.audience = "Tea tasters"
    trees.publish(page)
    module.objectives[0].value["text"] = "Tell black from green"
    trees.publish(module)
    text = learner_client.get("/courses/tea/").content.decode()
    assert "Tea tasters" in text
    assert "Tell black from green" in text
    assert "Tell leaf from stalk" not in text


def test_projecting_again_changes_no_row(tree: Tree) -> None:
    def rows() -> list[object]:
        models = (Module, Activity, Question, QuestionVersion)
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = rows()
    projection.project_course(trees.fresh(tree.course))
    assert rows() == before


def test_page_addresses_lead_to_the_learners_screens(tree: Tree, learner: User, learner_client: Client) -> None:
    trees.enrol(tree, learner)
    for page in (tree.lessons[0], tree.quiz, tree.exam, tree.course):
        assert learner_client.get(trees.fresh(page).url).status_code == 200
    assert learner_client.get("/courses/tea/basics/").url == "/courses/tea/"


@pytest.mark.django_db
def test_a_period_without_a_number_of_attempts_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        QuizPage(title="Odd", slug="odd", period_days=30).clean()
    assert set(refused.value.message_dict) == {"max_attempts"}
