"""Courses in other languages: the same lesson in other words."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from accounts.models import User
from certificates.models import Achievement
from cms.models import HomePage, InformationPage
from courses.models import Activity, ActivityProgress, Course, Module, Wording
from quizzes.models import Quiz
from tests.cms import translation_trees
from tests.cms.trees import Tree, activity, add, enrol, fresh, lesson, publish

LESSON = "/courses/tea/basics/lesson-1/"
NOT_YET = "est pas encore traduite. Langue du texte"


def speak(learner: User, language: str) -> None:
    User.objects.filter(pk=learner.pk).update(language=language)


def read(client: Client, address: str = LESSON) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def record() -> list[list[object]]:
    """All that a course consists of, as the record has it."""
    kept = (Course, Module, Activity, Quiz, Achievement)
    changing = {"outline_version"}
    return [
        [
            {name: value for name, value in row.items() if name not in changing}
            for row in model.objects.order_by("pk").values()
        ]
        for model in kept
    ]


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_lesson_is_read_in_the_readers_language_at_the_same_address(
    tree: Tree, learner: User, learner_client: Client
) -> None:
    translation_trees.translate(tree.lessons[0])
    enrol(tree, learner)
    assert "<p>Text of Lesson 1.</p>" in read(learner_client)
    speak(learner, "fr")
    page = read(learner_client)
    assert "<p>FR Text of Lesson 1.</p>" in page
    assert "<h1>FR Lesson 1</h1>" in page
    assert NOT_YET not in page
    assert "<p>Text of Lesson 1.</p>" not in page


def test_what_is_not_translated_is_read_in_the_original_and_says_so(
    tree: Tree, learner: User, learner_client: Client
) -> None:
    translation_trees.translate(tree.lessons[0])
    enrol(tree, learner)
    speak(learner, "fr")
    page = read(learner_client, "/courses/tea/basics/lesson-2/")
    assert NOT_YET in page
    assert '<h1><span lang="en-gb" dir="ltr">Lesson 2</span></h1>' in page
    assert 'class="lesson__body prose" lang="en-gb" dir="ltr"' in page


def test_an_original_in_an_arabic_page_runs_from_left_to_right(
    tree: Tree, learner: User, learner_client: Client
) -> None:
    enrol(tree, learner)
    speak(learner, "ar")
    page = read(learner_client)
    assert '<html lang="ar" dir="rtl"' in page
    assert 'class="lesson__body prose" lang="en-gb" dir="ltr"' in page
    assert '<li><span lang="en-gb" dir="ltr">Basics</span></li>' in page


def test_an_arabic_translation_needs_no_direction_of_its_own(tree: Tree, learner: User, learner_client: Client) -> None:
    translation_trees.translate(tree.lessons[0], "ar", lambda text: f"نص {text}")
    enrol(tree, learner)
    speak(learner, "ar")
    page = read(learner_client)
    assert "<h1>نص Lesson 1</h1>" in page
    assert 'class="lesson__body prose" lang' not in page


def test_a_draft_of_a_translation_is_not_read(tree: Tree, learner: User, learner_client: Client) -> None:
    begun = translation_trees.begin(tree.lessons[0])
    translation_trees.write(begun)
    enrol(tree, learner)
    speak(learner, "fr")
    assert NOT_YET in read(learner_client)
    translation_trees.publish(begun).unpublish()
    assert NOT_YET in read(learner_client)


def test_a_changed_original_marks_its_translation(tree: Tree, learner: User, learner_client: Client) -> None:
    translation_trees.translate(tree.lessons[0])
    enrol(tree, learner)
    speak(learner, "fr")
    notice = "original a été modifié après cette traduction."
    assert notice not in read(learner_client)
    publish(fresh(tree.lessons[0]))
    assert notice not in read(learner_client)
    page = fresh(tree.lessons[0])
    page.body = lesson("something else").body
    publish(page)
    assert notice in read(learner_client)
    begun = translation_trees.begin(tree.lessons[0])
    begun.source.update_from_db()
    translation_trees.write(begun)
    translation_trees.publish(begun)
    assert notice not in read(learner_client)


def test_the_course_the_dashboard_and_the_list_say_translated_titles(
    tree: Tree, learner: User, learner_client: Client
) -> None:
    for page in (tree.course, tree.module, tree.lessons[0], tree.exam):
        translation_trees.translate(page)
    enrol(tree, learner)
    speak(learner, "fr")
    course = read(learner_client, "/courses/tea/")
    assert "<h1>FR Tea</h1>" in course
    assert "FR All about tea." in course
    assert "<h3>FR Basics</h3>" in course
    assert "<li>FR Tell leaf from stalk</li>" in course
    assert "FR Final exam" in course
    assert '<span lang="en-gb" dir="ltr">Lesson 2</span>' in course
    dashboard = read(learner_client, "/learn/")
    assert "FR Tea" in dashboard
    assert "FR Lesson 1" in dashboard
    catalogue = read(learner_client, "/courses/")
    assert catalogue.count("FR Tea") == 1
    assert ">Tea<" not in catalogue


def test_search_finds_what_the_reader_would_read(tree: Tree, learner: User, learner_client: Client) -> None:
    translation_trees.translate(tree.lessons[0], words=lambda text: f"Oolong {text}")
    enrol(tree, learner)
    assert "Oolong" not in read(learner_client, "/search/?q=lesson").split("<main")[1]
    speak(learner, "fr")
    found = read(learner_client, "/search/?q=oolong").split("<main")[1]
    assert found.count('href="/courses/tea/basics/lesson-1/"') == 1
    original = read(learner_client, "/search/?q=text").split("<main")[1]
    assert original.count('class="hit"') == 2
    assert '<h3 lang="en-gb" dir="ltr"><a href="/courses/tea/basics/lesson-2/">' in original


def test_each_language_keeps_its_own_copy_in_the_cache(tree: Tree, learner: User, learner_client: Client) -> None:
    translation_trees.translate(tree.lessons[0])
    translation_trees.translate(tree.lessons[0], "de", lambda text: f"DE {text}")
    enrol(tree, learner)
    for language, title in (("fr", "FR Lesson 1"), ("de", "DE Lesson 1"), ("en-gb", "Lesson 1"), ("fr", "FR Lesson 1")):
        speak(learner, language)
        assert f"<h1>{title}</h1>" in read(learner_client)


def test_pages_of_the_site_are_found_when_a_language_lacks_them(
    tree: Tree, learner: User, learner_client: Client
) -> None:
    add(HomePage.objects.get(), InformationPage(title="About us", slug="about", body="<p>We are here.</p>"))
    translation_trees.translate(tree.lessons[0])
    speak(learner, "fr")
    assert "We are here." in read(learner_client, "/about/")
    assert "Courses that end in proof" in read(learner_client, "/")
    assert learner_client.get("/nowhere/").status_code == 404


def test_visitors_find_translations_by_their_addresses(tree: Tree, client: Client, settings) -> None:
    settings.SITE_URL = "https://learn.example.org"
    address = "https://learn.example.org/courses/tea/"
    assert "hreflang" not in read(client, "/courses/tea/")
    translation_trees.translate(tree.course)
    page = read(client, "/courses/tea/")
    for language in ("en-gb", "fr"):
        assert f'<link rel="alternate" hreflang="{language}" href="{address}?lang={language}">' in page
    assert f'<link rel="alternate" hreflang="x-default" href="{address}">' in page
    french = client.get("/courses/tea/?lang=fr")
    assert french.headers["Content-Language"] == "fr"
    assert "<h1>FR Tea</h1>" in french.content.decode()
    assert "<h1>Tea</h1>" in read(client, "/courses/tea/")
    assert "<h1>Tea</h1>" in read(client, "/courses/tea/?lang=klingon")


def test_a_sample_lesson_names_its_languages(tree: Tree, client: Client) -> None:
    page = fresh(tree.lessons[0])
    page.is_sample = True
    publish(page)
    translation_trees.translate(page)
    assert 'hreflang="fr"' in read(client)
    assert "<h1>FR Lesson 1</h1>" in read(client, f"{LESSON}?lang=fr")


def test_choosing_a_language_leads_to_the_lesson_in_it(tree: Tree, learner: User, learner_client: Client) -> None:
    translation_trees.translate(tree.lessons[0])
    enrol(tree, learner)
    page = read(learner_client, f"{LESSON}?lang=de&from=here")
    assert f'name="next" value="{LESSON}?from=here"' in page
    answer = learner_client.post(
        reverse("accounts:language"), {"language": "fr", "next": f"{LESSON}?from=here"}, follow=True
    )
    assert "<h1>FR Lesson 1</h1>" in answer.content.decode()


# --- the record -------------------------------------------------------------------------------------------------------


def test_progress_made_in_one_language_counts_in_the_other(tree: Tree, learner: User, learner_client: Client) -> None:
    translation_trees.translate(tree.lessons[0])
    enrolment = enrol(tree, learner)
    speak(learner, "fr")
    read(learner_client)
    learner_client.post(reverse("courses:complete_lesson", args=[activity(tree.lessons[0]).uuid]))
    speak(learner, "en-gb")
    assert '<li class="label tone-passed">' in read(learner_client)
    done = ActivityProgress.objects.filter(enrolment=enrolment, completed_at__isnull=False)
    assert [row.activity for row in done] == [activity(tree.lessons[0])]


def test_publishing_translations_changes_nothing_that_a_course_consists_of(tree: Tree) -> None:
    before = record()
    pages = [
        translation_trees.translate(page) for page in (tree.course, tree.module, *tree.lessons, tree.quiz, tree.exam)
    ]
    assert record() == before
    for page in reversed(pages):
        page.unpublish()
    assert record() == before
    assert not Wording.objects.exists()


def test_what_a_translator_forces_into_structure_stays_without_effect(tree: Tree) -> None:
    """Even by hand: the page of a translation publishes words alone."""
    before = record()
    quiz = translation_trees.translate(tree.exam)
    quiz.pass_percent, quiz.sections, quiz.slug = 1, [], "easy-exam"
    publish(quiz)
    course = translation_trees.translate(tree.course)
    course.achievement_title, course.version, course.conduct_body = "Anything", "9.0", ""
    publish(course)
    assert record() == before


def test_deleting_a_translation_leaves_the_lesson_and_its_progress(
    tree: Tree, learner: User, learner_client: Client
) -> None:
    page = translation_trees.translate(tree.lessons[0])
    enrol(tree, learner)
    learner_client.post(reverse("courses:complete_lesson", args=[activity(tree.lessons[0]).uuid]))
    fresh(page).delete()
    speak(learner, "fr")
    assert NOT_YET in read(learner_client)
    assert activity(tree.lessons[0]).retired_at is None
    assert ActivityProgress.objects.filter(completed_at__isnull=False).count() == 1


def test_a_translation_of_a_retired_course_brings_nothing_back(tree: Tree) -> None:
    begun = translation_trees.begin(tree.lessons[0])
    translation_trees.write(begun)
    fresh(tree.course).unpublish()
    translation_trees.publish(begun)
    assert tree.record.retired_at is not None
    assert not Wording.objects.exists()


def test_references_and_codes_are_not_given_to_translators(tree: Tree) -> None:
    body = [
        {"type": "check", "value": tree.questions[0].pk},
        {"type": "takeaways", "value": ["One thing."]},
        {
            "type": "table",
            "value": {
                "caption": "Kinds",
                "columns": [{"type": "text", "heading": "Leaf"}],
                "rows": [{"values": ["<p>Green <b>tea</b></p>"]}],
            },
        },
    ]
    page = add(tree.module, lesson("Lesson 3", slug="lesson-3", body=json.dumps(body)))
    begun = translation_trees.begin(page)
    given = [segment.string.data for segment in begun.source.stringsegment_set.select_related("string")]
    assert given == ["Lesson 3", "One thing.", "Kinds", "Leaf", "Green <b>tea</b>"]
    assert not begun.source.overridablesegment_set.exists()
    translation_trees.write(begun)
    french = translation_trees.publish(begun)
    check, takeaways, table = french.body
    assert check.value == tree.questions[0]
    assert list(takeaways.value) == ["FR One thing."]
    assert table.value.caption == "FR Kinds"
    assert table.value.columns[0]["heading"] == "FR Leaf"
    assert str(table.value.row_data[0]["values"][0].source) == "<p>FR Green <b>tea</b></p>"


def test_questions_stay_in_the_language_of_the_course_and_say_so(
    tree: Tree, learner: User, learner_client: Client
) -> None:
    translation_trees.translate(tree.quiz)
    enrol(tree, learner)
    speak(learner, "ar")
    learner_client.post(reverse("quizzes:start", args=[activity(tree.quiz).uuid]))
    page = read(learner_client, reverse("cms:activity", args=["tea", "basics", "quiz"]))
    assert "الأسئلة غير مترجمة." in page
    attempt = Quiz.objects.get(activity=activity(tree.quiz)).attempts.get()
    paper = read(learner_client, attempt.get_absolute_url())
    assert '<span class="question__prompt" lang="en-gb" dir="ltr">Ask P1</span>' in paper
    assert '<div class="question__body" lang="en-gb" dir="ltr">' in paper


# --- cost -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [LESSON, "/courses/tea/", "/learn/", "/courses/", "/search/?q=lesson"])
def test_the_cost_of_reading_does_not_grow_with_translations(
    tree: Tree, learner: User, learner_client: Client, count_queries, address: str
) -> None:
    enrol(tree, learner)
    translation_trees.translate(tree.lessons[0])
    speak(learner, "fr")
    read(learner_client, address)
    one = count_queries(learner_client.get, address)
    for page in (tree.course, tree.module, tree.lessons[1], tree.quiz, tree.exam):
        translation_trees.translate(page)
    translation_trees.translate(tree.lessons[0], "de")
    read(learner_client, address)
    assert count_queries(learner_client.get, address) <= one


def test_every_language_of_the_site_can_be_translated_into(db: None, settings) -> None:
    assert {locale.language_code for locale in Locale.objects.all()} == {code for code, _name in settings.LANGUAGES}
