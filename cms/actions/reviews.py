"""Telling people where a review stands: reviewers what waits for them, writers what was decided."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, TaskState, WorkflowState

from accounts import topics
from accounts.actions import notices
from accounts.models import User
from cms import permissions
from cms.models import ReviewTask

SENT_BACK, APPROVED = "review_sent_back", "review_approved"


def ask(task_state: TaskState, *, actor: User | None) -> int:
    """Tell those who may decide about this step, once each; returns how many. Their settings in the editor are heeded.

    Whoever wrote or submitted the draft can't decide, and whoever has just acted knows.
    """
    task = task_state.task.specific
    if not isinstance(task, ReviewTask):
        return 0
    state = task_state.workflow_state
    barred = {*permissions.writers(state.content_object), state.requested_by_id, actor.pk if actor else None}
    asked = User.objects.filter(groups__in=task.groups.all(), is_active=True).exclude(pk__in=barred - {None})
    asked = asked.exclude(wagtail_userprofile__submitted_notifications=False).distinct().order_by("pk")
    context = {**_subject(state), "step": task.name, "writer": str(state.requested_by or "")}
    for reviewer in asked:
        _announce(reviewer, "review_waiting", task_state, context)
    return len(asked)


def tell(state: WorkflowState, *, actor: User | None) -> int:
    """Tell whoever submitted or wrote the draft what was decided, with the comment, once; returns how many."""
    decision = state.current_task_state
    kind = APPROVED if state.status == WorkflowState.STATUS_APPROVED else SENT_BACK
    wish = "approved" if kind == APPROVED else "rejected"
    people = {state.requested_by_id, decision.revision.user_id} - {None, actor.pk if actor else None}
    told = User.objects.filter(pk__in=people, is_active=True)
    told = told.exclude(**{f"wagtail_userprofile__{wish}_notifications": False}).order_by("pk")
    said = {"step": decision.task.name, "reviewer": str(actor or ""), "comment": decision.comment}
    for writer in told:
        _announce(writer, kind, decision, {**_subject(state), **said})
    return len(told)


def _announce(person: User, kind: str, step: TaskState, context: dict[str, str | bool]) -> None:
    link = str(context["edit_url"]).removeprefix(settings.SITE_URL)
    notices.announce(person, kind=kind, key=f"step {step.pk}", context={**context}, topic=topics.REVIEWS, link=link)


def _subject(state: WorkflowState) -> dict[str, str | bool]:
    """A question is named by its reference alone: what an exam asks is not mailed."""
    draft = state.content_object.get_latest_revision_as_object()
    draft = draft.specific if isinstance(draft, Page) else draft
    address = AdminURLFinder().get_edit_url(draft) or reverse("wagtailadmin_home")
    opens_later = draft.go_live_at is not None and draft.go_live_at > timezone.now()
    name = draft.get_admin_display_title() if isinstance(draft, Page) else str(draft)
    return {
        "title": name,
        "thing": str(draft._meta.verbose_name),
        "edit_url": f"{settings.SITE_URL}{address}",
        "opens_later": opens_later,
    }
