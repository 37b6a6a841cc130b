"""Reads of the source library for editors: what there is, which course it belongs to, what rests on it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from cms.languages import originals
from cms.models import CoursePage
from cms.permissions import pages_to_extend
from courses.models import SourceArticle, SourceSnapshot


def listed(*, query: str = "", course_uuid: UUID | None = None) -> QuerySet[SourceArticle]:
    """Articles, those last read first, with what their latest snapshot says: one query."""
    latest = SourceSnapshot.objects.filter(article=OuterRef("pk")).order_by("-retrieved_at", "-pk")
    articles = SourceArticle.objects.annotate(
        snapshot_count=Count("snapshots"),
        last_read_at=Subquery(latest.values("retrieved_at")[:1]),
        last_licence=Subquery(latest.values("licence")[:1]),
        last_snapshot=Subquery(latest.values("pk")[:1]),
    )
    if query:
        articles = articles.filter(Q(title__icontains=query) | Q(publisher__icontains=query) | Q(url__icontains=query))
    if course_uuid:
        articles = articles.filter(course_uuid=course_uuid)
    return articles.order_by("-last_read_at", "title", "pk")


def courses_to_extend(user: User) -> QuerySet[CoursePage]:
    """Courses below which this person may add lessons: one query, and Wagtail's for the person's rights."""
    return originals(CoursePage).filter(pk__in=pages_to_extend(user).values("pk")).order_by("title", "pk")


def may_extend(user: User, course_uuid: UUID | None) -> bool:
    """Whether this person may change what a course rests on; what belongs to no course is everybody's."""
    return course_uuid is None or courses_to_extend(user).filter(translation_key=course_uuid).exists()


def course_titles(uuids: Iterable[UUID | None]) -> dict[UUID, str]:
    """What the courses are called: one query."""
    named = originals(CoursePage).filter(translation_key__in=[uuid for uuid in uuids if uuid])
    return dict(named.values_list("translation_key", "title"))


def known_by_address(url: str, user: User) -> SourceArticle | None:
    """The one article from this address that the person may bring up to date."""
    known = SourceArticle.objects.filter(url=url).exclude(url="")
    own = Q(course_uuid=None) | Q(course_uuid__in=courses_to_extend(user).values("translation_key"))
    found = list(known.filter(own).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
