"""Review by other people than the author."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, RevisionMixin, TaskState

from accounts.models import User
from cms.models.claims import ClaimSnippet
from cms.models.pages import LessonPage
from cms.models.quiz_pages import QuizPage
from cms.permissions import bar_to_approving


class ReviewTask(AbstractGroupApprovalTask):
    """A step of a review. Whoever wrote or submitted the draft neither approves it nor sends it back.

    That holds for superusers too. A quiz that the bank can't fill is not approved either, nor what shows
    claims without a label.
    """

    class Meta:
        verbose_name = _("review by others")
        verbose_name_plural = _("reviews by others")

    @classmethod
    def get_description(cls) -> Promise:
        """Shown where a workflow is put together."""
        return _("Members of the chosen groups approve, except who wrote or submitted it")

    def get_actions(self, obj: RevisionMixin, user: User) -> list[tuple[str, Promise, bool]]:
        """What this person may do about the draft: nothing about their own."""
        actions: list[tuple[str, Promise, bool]] = super().get_actions(obj, user)
        if not actions or bar_to_approving(obj, user):
            return []
        draft = obj.get_latest_revision_as_object()
        if isinstance(draft, QuizPage) and not draft.coverage().can_be_drawn:
            return [action for action in actions if action[0] != "approve"]
        if isinstance(draft, ClaimSnippet | LessonPage) and draft.gap():
            return [action for action in actions if action[0] != "approve"]
        return actions

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> models.QuerySet[TaskState]:
        """For lists, in one query: what somebody else submitted. The draft itself is looked at when it is opened."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states.exclude(workflow_state__requested_by=user)

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """Refuse what ``get_actions`` does not offer. Raises PermissionDenied."""
        offered = self.get_actions(task_state.workflow_state.content_object, user)
        if action_name not in {name for name, _label, _modal in offered}:
            raise PermissionDenied
        super().on_action(task_state, user, action_name, **kwargs)
