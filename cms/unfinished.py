"""What is on its way to publication: drafts that somebody keeps, and drafts that wait for a decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy

from accounts.models import User
from cms import policies, teams
from cms.models import ClaimSnippet, QuestionSnippet


@dataclass(frozen=True)
class Draft:
    """The newest version of something that is not published, or not in this version."""

    title: str
    thing: str
    url: str | None
    at: datetime
    step: str
    comment: str
    is_sent_back: bool


@dataclass(frozen=True)
class Waiting:
    """A draft at a step of its review."""

    title: str
    thing: str
    url: str | None
    step: str
    writer: str
    since: datetime


def drafts(user: User) -> "QuerySet[Revision]":
    """Newest versions that this person saved last, in courses that are still theirs, newest first: one query."""
    pages = page_permission_policy.instances_user_has_any_permission_for(user, teams.WORK)
    questions = policies.questions.within(user, QuestionSnippet.objects.all())
    claims = policies.claims.within(user, ClaimSnippet.objects.all())
    newest = Q()
    for rows in (pages, questions, claims):
        newest |= Q(pk__in=rows.filter(has_unpublished_changes=True).order_by().values("latest_revision"))
    steps = TaskState.objects.filter(
        workflow_state__in=WorkflowState.objects.active(),
        workflow_state__base_content_type=OuterRef("base_content_type"),
        workflow_state__object_id=OuterRef("object_id"),
    ).order_by("-pk")
    return (
        Revision.objects.filter(newest, user=user)
        .annotate(
            review=Subquery(steps.values("workflow_state__status")[:1]),
            step=Subquery(steps.values("task__name")[:1]),
            comment=Subquery(steps.values("comment")[:1]),
        )
        .order_by("-created_at", "-pk")
    )


def read(revisions: "QuerySet[Revision]") -> list[Draft]:
    """What stands in them: a query for each kind of thing among them."""
    finder = AdminURLFinder()
    return [
        Draft(
            title=_title(revision.content_object),
            thing=str(revision.content_object._meta.verbose_name),
            url=finder.get_edit_url(revision.content_object),
            at=revision.created_at,
            step=revision.step or "",
            comment=revision.comment or "" if revision.review == WorkflowState.STATUS_NEEDS_CHANGES else "",
            is_sent_back=revision.review == WorkflowState.STATUS_NEEDS_CHANGES,
        )
        for revision in revisions.prefetch_related("content_object")
        if revision.content_object
    ]


def waiting(user: User) -> "QuerySet[TaskState]":
    """Steps that this person may decide about, the longest waiting first: one query, and Wagtail's for the steps."""
    mine = TaskState.objects.reviewable_by(user).values("pk")
    own = Revision.objects.filter(pk=OuterRef("revision"), user=user)
    return (
        TaskState.objects.filter(~Exists(own), pk__in=mine)
        .select_related("task", "workflow_state__requested_by", "revision")
        .order_by("started_at", "pk")
    )


def read_waiting(states: "QuerySet[TaskState]") -> list[Waiting]:
    """What stands in them: a query for each kind of thing among them."""
    finder = AdminURLFinder()
    return [
        Waiting(
            title=_title(state.revision.content_object),
            thing=str(state.revision.content_object._meta.verbose_name),
            url=finder.get_edit_url(state.revision.content_object),
            step=state.task.name,
            writer=str(state.workflow_state.requested_by or ""),
            since=state.started_at,
        )
        for state in states.prefetch_related("revision__content_object")
        if state.revision.content_object
    ]


def _title(thing: Any) -> str:
    return str(thing.draft_title if isinstance(thing, Page) else thing)
