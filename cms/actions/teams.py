"""Courses and the people who write them."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission

from accounts.actions import audit
from accounts.models import User
from cms.actions import media
from cms.languages import originals
from cms.models import CataloguePage, CoursePage, CourseTeam
from courses.models import Course

RIGHTS = ("add_page", "change_page")
LONGEST_TITLE = 100


@transaction.atomic
def found(course: CoursePage, *, member: User | None = None) -> CourseTeam:
    """The team of a course, made if there is none, with its collection of media; with ``member`` in it."""
    CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    team = CourseTeam.objects.filter(course=course).select_related("group").first()
    if team is None:
        group = Group.objects.create(name=f"Course {course.pk}: {course.title[:LONGEST_TITLE]}")
        rights = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=RIGHTS)
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, page=course.page_ptr, permission=right) for right in rights
        )
        team = CourseTeam.objects.create(course=course, group=group)
    if team.collection_id is None:
        team.collection = media.give_collection(team)
    if member is not None:
        team.group.user_set.add(member)
    return team


@transaction.atomic
def set_members(team: CourseTeam, *, members: Iterable[User], actor: User) -> None:
    """Exactly these people; who came and who went is kept."""
    locked = CourseTeam.objects.select_for_update(of=("self",)).select_related("group", "course").get(pk=team.pk)
    before = {person.email for person in locked.group.user_set.all()}
    locked.group.user_set.set(members)
    after = {person.email for person in locked.group.user_set.all()}
    course = Course.objects.filter(uuid=locked.course.translation_key).first()
    if course is not None and before != after:
        audit.record(
            "cms.team.changed", course, actor=actor, joined=sorted(after - before), left=sorted(before - after)
        )


@transaction.atomic
def begin_course(*, title: str, actor: User) -> CoursePage:
    """A draft with nothing but a title, and its writer as its team."""
    course = CoursePage(title=title, live=False, owner=actor)
    originals(CataloguePage).get().add_child(instance=course)
    # What a course needs to be published, such as its summary, its author adds.
    course.save_revision(user=actor, log_action=True, clean=False)
    found(course, member=actor)
    return course
