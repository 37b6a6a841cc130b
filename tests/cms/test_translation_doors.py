"""Who may begin, write and publish translations."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from accounts.models import LegalText, User
from cms.models import CoursePage, LegalPage, LessonPage
from tests.cms import translation_trees
from tests.cms.trees import Tree, fresh, lesson, publish

EDITOR = "/cms/pages/{}/edit/"


def french(page: object) -> LessonPage:
    return LessonPage.objects.get(translation_key=page.translation_key, locale__language_code="fr")  # type: ignore[attr-defined]


def submit(client: Client, page: object, **fields: str) -> object:
    locale = Locale.objects.get(language_code="fr")
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])  # type: ignore[attr-defined]
    return client.post(address, {"locales": [locale.pk], **fields})


@pytest.fixture
def publishing(django_capture_on_commit_callbacks):
    """Wagtail Localize publishes once its transaction is done."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def put(client: Client, begun: Translation, words: str = "FR") -> int:
    """As the screen of a translation saves each text."""
    status = 0
    for segment in begun.source.stringsegment_set.select_related("string"):
        address = reverse("wagtail_localize:edit_string_translation", args=[begun.pk, segment.pk])
        body = f"value={words} {segment.string.data}"
        answer = client.put(address, body, content_type="application/x-www-form-urlencoded")
        status = answer.status_code
    return status


@pytest.fixture
def begun(tree: Tree) -> Translation:
    return translation_trees.begin(tree.lessons[0])


def test_a_lesson_goes_from_its_team_to_readers(
    tree: Tree,
    instructor: User,
    instructor_client: Client,
    reviewer_client: Client,
    publishing,
) -> None:
    tree.course.team.group.user_set.add(instructor)
    assert submit(instructor_client, tree.lessons[0]).status_code == 302  # type: ignore[attr-defined]
    page = french(tree.lessons[0])
    assert not page.live
    screen = instructor_client.get(EDITOR.format(page.pk))
    assert screen.status_code == 200
    assert "js-translation-editor" in screen.content.decode()
    assert put(instructor_client, Translation.objects.get()) == 201
    with publishing():
        assert reviewer_client.post(EDITOR.format(page.pk), {"action": "publish"}).status_code == 302
    assert fresh(page).live
    assert fresh(page).title == "FR Lesson 1"
    assert StringTranslation.objects.filter(last_translated_by=instructor).count() == 2


def test_nobody_publishes_what_they_translated(begun: Translation, administrator_client: Client, publishing) -> None:
    page = begun.get_target_instance()
    put(administrator_client, begun)
    with publishing():
        administrator_client.post(EDITOR.format(page.pk), {"action": "publish"})
    assert not fresh(page).live


def test_half_a_translation_is_not_published(begun: Translation, reviewer_client: Client, publishing) -> None:
    page = begun.get_target_instance()
    with publishing():
        answer = reviewer_client.post(EDITOR.format(page.pk), {"action": "publish"}, follow=True)
    assert "2 of 2 texts are not translated yet." in answer.content.decode()
    assert not fresh(page).live


@pytest.mark.parametrize("action", ["action-publish", "publish"])
def test_no_other_door_publishes_it(begun: Translation, reviewer_client: Client, publishing, action: str) -> None:
    page = begun.get_target_instance()
    with publishing():
        reviewer_client.post(EDITOR.format(page.pk), {"action-publish": "1", "action": action})
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        reviewer_client.post(f"{address}?id={page.pk}", {"include_descendants": "on"})
        update = reverse("wagtail_localize:update_translations", args=[begun.source.pk])
        reviewer_client.post(update, {"publish_translations": "on"})
    assert not fresh(page).live


def test_syncing_publishes_nothing_and_keeps_what_is_translated(
    begun: Translation, tree: Tree, administrator_client: Client, publishing
) -> None:
    translation_trees.write(begun)
    page = translation_trees.publish(begun)
    original = fresh(tree.lessons[0])
    original.body = lesson("Lesson 1").body  # the same text in a block of another identity
    original.minutes = 12
    publish(original)
    address = reverse("wagtail_localize:update_translations", args=[begun.source.pk])
    with publishing():
        assert administrator_client.post(address, {"publish_translations": "on"}).status_code == 302
    assert fresh(page).latest_revision_id == page.latest_revision_id
    assert Translation.objects.get().get_progress() == (2, 2)


def test_who_does_not_write_the_course_begins_nothing(tree: Tree, instructor: User, instructor_client: Client) -> None:
    instructor.groups.remove(tree.course.team.group)
    assert submit(instructor_client, tree.lessons[0]).status_code == 404  # type: ignore[attr-defined]
    assert not Translation.objects.exists()


def test_who_has_no_right_to_translate_begins_nothing(tree: Tree, registrar_client: Client) -> None:
    assert submit(registrar_client, tree.lessons[0]).status_code in {302, 403}  # type: ignore[attr-defined]
    assert not Translation.objects.exists()


def test_visitors_and_learners_are_turned_away(begun: Translation, learner_client: Client, client: Client) -> None:
    page = begun.get_target_instance()
    addresses = [
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
        reverse("wagtail_localize:update_translations", args=[begun.source.pk]),
        reverse("wagtail_localize:translations_report"),
        reverse("wagtail_localize:download_pofile", args=[begun.pk]),
        reverse("wagtail_localize:preview_translation", args=[begun.pk]),
    ]
    for address in addresses:
        for somebody in (learner_client, client):
            assert somebody.get(address).status_code in {302, 403}


def test_strangers_write_no_text_of_it(
    begun: Translation, instructor: User, instructor_client: Client, tree: Tree
) -> None:
    instructor.groups.remove(tree.course.team.group)
    assert put(instructor_client, begun) in {302, 403}
    assert not StringTranslation.objects.exists()
    listed = instructor_client.get(reverse("wagtail_localize:translations_report"))
    assert "Lesson 1" not in listed.content.decode()


def test_a_translation_is_not_translated_from(begun: Translation, administrator_client: Client) -> None:
    translation_trees.write(begun)
    page = translation_trees.publish(begun)
    german = Locale.objects.get(language_code="de")
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert administrator_client.post(address, {"locales": [german.pk]}).status_code == 404


@pytest.mark.parametrize("name", ["snippets_api_listing", "submit_snippet_translation", "snippets_api_detail"])
def test_lists_of_snippets_are_closed(administrator_client: Client, name: str) -> None:
    more = [] if name == "snippets_api_listing" else ["1"]
    address = reverse(f"wagtail_localize:{name}", args=["cms", "questionsnippet", *more])
    assert administrator_client.get(address).status_code == 404


def test_the_team_gets_its_course_in_every_language(begun: Translation, tree: Tree) -> None:
    course = CoursePage.objects.get(locale__language_code="fr")
    rights = course.group_permissions.filter(group=tree.course.team.group)
    assert {right.permission.codename for right in rights} == {"add_page", "change_page"}
    assert Permission.objects.filter(codename="submit_translation", group__name="Instructors").exists()


def test_pages_are_written_in_the_original_tree_alone(begun: Translation, administrator_client: Client) -> None:
    page = begun.get_target_instance()
    module = page.get_parent()
    new = reverse("wagtailadmin_pages:add", args=["cms", "lessonpage", module.pk])
    assert administrator_client.get(new).status_code == 302
    assert administrator_client.get(reverse("wagtailadmin_pages:copy", args=[page.pk])).status_code == 302
    move = reverse(
        "wagtailadmin_pages:move_confirm", args=[page.pk, begun.source.get_source_instance().get_parent().pk]
    )
    assert administrator_client.post(move).status_code == 302
    assert fresh(page).get_parent() == module


def test_an_alias_of_terms_is_no_text_in_another_language(db: None) -> None:
    page = LegalPage.objects.first()
    assert page is not None
    page.copy_for_translation(Locale.objects.get(language_code="fr"), copy_parents=True, alias=True)
    publish(fresh(page))
    assert not LegalText.objects.filter(language="fr").exists()
