"""Which courses somebody works on, and with them whose questions and words they may see."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import page_permission_policy

from accounts.models import User
from cms.languages import originals
from cms.models import CoursePage

WORK = ("change", "publish")
RIGHTS = ("view", "add", "change", "delete", "publish", "lock", "unlock")
# Who decides about questions of every course also sees those whose course is gone.
EVERYWHERE = "cms.publish_questionsnippet"
CARRY = "cms.add_courseparcel"


def courses_of(user: User) -> QuerySet[CoursePage]:
    """Courses that this person may change or publish: one query, and Wagtail's for the person's rights."""
    pages = page_permission_policy.instances_user_has_any_permission_for(user, WORK)
    return originals(CoursePage).filter(pk__in=pages.values("pk")).order_by("title", "pk")


def works_on(user: User, course: CoursePage) -> bool:
    """Whether this is one of them."""
    return courses_of(user).filter(pk=course.pk).exists()


def may_carry(user: User, course: CoursePage) -> bool:
    """Whether this person may take the course out, keys of its exam and all, change it by a package, or copy it."""
    return user.has_perms([CARRY, "cms.view_questionsnippet"]) and works_on(user, course)


def may_bring_in(user: User) -> bool:
    """Whether this person may bring in a course that the site does not have."""
    return user.has_perms([CARRY, "cms.change_courseteam"])


def may_load(user: User, course: CoursePage | None) -> bool:
    """Whether this person may load a package: of this course, or of one that the site does not have."""
    return may_bring_in(user) if course is None else may_carry(user, course)


class InTheirCourses(ModelPermissionPolicy):
    """What belongs to a course is seen and changed by those who work on it; ``key`` is the row's way to the course."""

    def __init__(self, model: type[Model], *, column: str, key: str) -> None:
        super().__init__(model)
        self.column, self.key = column, key

    def within(self, user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of ``rows`` that belong to the person's courses: no further query."""
        own = Q(**{f"{self.column}__in": courses_of(user).order_by().values(self.key)})
        return rows.filter(own | Q(**{self.column: None}) if user.has_perm(EVERYWHERE) else own)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        """By right and by course; what has no course yet is somebody's new draft."""
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Any) -> bool:
        """The same for several actions."""
        if not self.user_has_any_permission(user, actions):
            return False
        return instance.pk is None or self._covers(user, getattr(instance, self.column))

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Any]:
        """Nothing without the right, else what belongs to their courses."""
        rows = self.model._default_manager.all()
        return self.within(user, rows) if self.user_has_any_permission(user, actions) else rows.none()

    def _covers(self, user: User, key: Any) -> bool:
        """Asked for every row of a list, so it is remembered as long as the request's person is."""
        known: dict[str, set[Any]] = user.__dict__.setdefault("_course_keys", {})
        if self.key not in known:
            known[self.key] = set(courses_of(user).values_list(self.key, flat=True))
        return key in known[self.key] or (key is None and user.has_perm(EVERYWHERE))


def keep_to_courses(patterns: Iterable[URLPattern], policy: InTheirCourses) -> list[URLPattern]:
    """The same addresses; those of one row are closed to people who don't work on its course.

    Wagtail's own views look at the right to the model, and only some of them at the row.
    """
    return [_kept(pattern, policy) if "pk>" in str(pattern.pattern) else pattern for pattern in patterns]


def _kept(pattern: URLPattern, policy: InTheirCourses) -> URLPattern:
    view: Callable[..., HttpResponse] = pattern.callback

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policy.user_has_any_permission(request.user, RIGHTS):
            raise PermissionDenied
        rows = policy.within(request.user, policy.model._default_manager.all())  # type: ignore[arg-type]
        if not rows.filter(pk=kwargs["pk"]).exists():
            raise Http404
        return view(request, *args, **kwargs)

    pattern.callback = kept
    return pattern
