"""Who may bring in, who may look, and who may not: at every door of the library."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from accounts.models import User
from cms.actions import plans
from cms.models import CoursePage, CoursePlan
from courses.actions import candidates, sources
from courses.models import Claim, ClaimCandidate, Intake, SourceArticle, SourceSnapshot
from tests.cms import trees
from tests.cms.sources.conftest import bring
from tests.cms.trees import Tree

SECRET = b"40% of patients"


@pytest.fixture
def world(tree: Tree, snapshot: SourceSnapshot, instructor: User) -> dict[str, Any]:
    """Everything that has an address."""
    adopted = sources.adopt(snapshot, course_uuid=tree.course.translation_key)
    plan = plans.begin(adopted, owner=instructor, course=tree.course)
    candidates.cite_section(
        adopted, section=1, course_uuid=tree.course.translation_key, lesson_uuid=tree.lessons[0].translation_key
    )
    return {
        "tree": tree,
        "snapshot": adopted,
        "plan": plan,
        "candidate": ClaimCandidate.objects.get(),
        "intake": Intake.objects.create(opened_by=instructor, licence="x", url="https://example.org/"),
    }


def looking(world: dict[str, Any]) -> list[str]:
    """What editors may see."""
    snapshot = world["snapshot"]
    bring(world["plan"].owner, article=snapshot.article, sections=[{"heading": "New", "level": 2, "text": "Words."}])
    return [
        reverse("sources:index"),
        reverse("sources:article", args=[snapshot.article_id]),
        reverse("sources:compare", args=[snapshot.article_id]),
        reverse("sources:snapshot", args=[snapshot.pk]),
        reverse("sources:claims", args=[world["tree"].course.pk]),
    ]


def working(world: dict[str, Any]) -> list[str]:
    """What instructors may do."""
    return [
        reverse("sources:bring_in"),
        reverse("sources:bring_in_again", args=[world["snapshot"].article_id]),
        reverse("sources:plans"),
        reverse("sources:plan", args=[world["plan"].uuid]),
    ]


def test_a_visitor_is_sent_to_sign_in(client: Client, world: dict[str, Any]) -> None:
    for address in [*looking(world), *working(world)]:
        response = client.get(address)
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["learner_client", "outsider_client"])
def test_learners_see_nothing_of_it(name: str, world: dict[str, Any], request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(name)
    for address in [*looking(world), *working(world)]:
        response = client.get(address)
        assert response.status_code in {302, 403}
        assert SECRET not in response.content


def test_a_registrar_sees_nothing_of_it(world: dict[str, Any], registrar_client: Client) -> None:
    for address in [*looking(world), *working(world)]:
        assert registrar_client.get(address).status_code in {302, 403}
    assert b"/cms/sources/" not in registrar_client.get("/cms/").content


def test_a_reviewer_looks_and_brings_nothing_in(world: dict[str, Any], reviewer_client: Client) -> None:
    assert [reviewer_client.get(address).status_code for address in looking(world)] == [200] * 5
    assert {reviewer_client.get(address).status_code for address in working(world)} <= {302, 403}
    reviewer_client.post(reverse("sources:bring_in"), {"text": "Rules\n\nMine.", "licence": "CC BY 4.0"})
    reviewer_client.post(reverse("sources:begin_plan", args=[world["snapshot"].pk]))
    assert Intake.objects.count() == 1
    assert CoursePlan.objects.count() == 1


@pytest.mark.parametrize("name", ["instructor_client", "administrator_client"])
def test_who_writes_looks_and_brings_in(name: str, world: dict[str, Any], request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(name)
    assert [client.get(address).status_code for address in looking(world)] == [200] * 5
    assert client.get(reverse("sources:bring_in")).status_code == 200
    assert client.get(reverse("sources:plans")).status_code == 200


def test_a_plan_and_an_intake_are_their_owners_alone(world: dict[str, Any], administrator_client: Client) -> None:
    plan = reverse("sources:plan", args=[world["plan"].uuid])
    assert administrator_client.get(plan).status_code == 404
    assert administrator_client.post(plan, {"draft": ""}).status_code == 404
    assert administrator_client.get(reverse("sources:intake", args=[world["intake"].uuid])).status_code == 404
    assert administrator_client.post(reverse("sources:retry", args=[world["intake"].uuid])).status_code == 404


@pytest.mark.parametrize("name", ["begin_plan", "decide", "retry"])
def test_what_changes_something_is_only_posted(name: str, world: dict[str, Any], instructor_client: Client) -> None:
    keys = {
        "begin_plan": world["snapshot"].pk,
        "decide": world["candidate"].pk,
        "retry": world["intake"].uuid,
    }
    assert instructor_client.get(reverse(f"sources:{name}", args=[keys[name]])).status_code == 405


@pytest.fixture
def guest(instructor: User) -> User:
    """An instructor who may work below one course only."""
    own = trees.plant("coffee").course
    group = Group.objects.create(name="Coffee instructors")
    group.permissions.add(*Group.objects.get(name="Instructors").permissions.all())
    for codename in ("add_page", "change_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=own, permission=permission)
    instructor.groups.set([group])
    return instructor


def test_an_instructor_works_only_within_the_courses_they_may_edit(
    world: dict[str, Any], guest: User, instructor_client: Client
) -> None:
    tree, snapshot = world["tree"], world["snapshot"]
    page = instructor_client.get(reverse("sources:snapshot", args=[snapshot.pk])).content.decode()
    assert "Coffee" in page
    assert f'value="{tree.course.pk}"' not in page
    begin = reverse("sources:begin_plan", args=[snapshot.pk])
    assert instructor_client.post(begin, {"course": tree.course.pk}).status_code in {302, 403}
    assert CoursePlan.objects.count() == 1
    again = reverse("sources:bring_in_again", args=[snapshot.article_id])
    instructor_client.post(again, {"text": "Rules\n\nMine.", "licence": "CC BY 4.0"})
    assert Intake.objects.count() == 1


def test_drafts_are_refused_in_a_course_that_is_not_theirs_any_more(
    world: dict[str, Any], guest: User, instructor_client: Client
) -> None:
    pages = CoursePage.objects.get(pk=world["tree"].course.pk).get_descendants().count()
    instructor_client.post(reverse("sources:plan", args=[world["plan"].uuid]), {"draft": "", "section-1": "0"})
    assert CoursePage.objects.get(pk=world["tree"].course.pk).get_descendants().count() == pages


def test_a_new_course_wants_the_right_to_begin_one(
    snapshot: SourceSnapshot, guest: User, instructor_client: Client
) -> None:
    guest.groups.get().permissions.remove(Permission.objects.get(codename="add_courseteam"))
    plan = plans.begin(snapshot, owner=guest)
    instructor_client.post(
        reverse("sources:plan", args=[plan.uuid]),
        {"draft": "", "title": "Mine", "module-0": "M", "section-1": "0", "lesson-1": "L"},
    )
    assert not CoursePage.objects.filter(title="Mine").exists()


def test_a_sentence_of_another_course_is_not_decided(
    world: dict[str, Any], guest: User, instructor_client: Client
) -> None:
    decide = reverse("sources:decide", args=[world["candidate"].pk])
    instructor_client.post(decide, {"verdict": "dismissed"})
    assert ClaimCandidate.objects.get().state == "open"


def test_a_sentence_is_not_matched_with_another_courses_claim(world: dict[str, Any], instructor_client: Client) -> None:
    other = trees.plant("coffee").course.translation_key
    claim = Claim.objects.create(course_uuid=other, ref="C1", statement="Coffee heals", label="misleading", reason="No")
    instructor_client.post(
        reverse("sources:decide", args=[world["candidate"].pk]), {"verdict": "claimed", "claim": claim.pk}
    )
    assert ClaimCandidate.objects.get().state == "open"


def test_an_unpublished_article_is_nowhere_in_public(world: dict[str, Any], client: Client) -> None:
    for address in ("/", "/courses/", "/courses/tea/", "/courses/tea/basics/lesson-1/", "/sitemap.xml"):
        assert SECRET not in client.get(address, follow=True).content
    assert SourceArticle.objects.exists()
