"""What the list of questions offers for those that are marked. Each calls one action per question."""

from abc import abstractmethod
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from accounts.models import User
from cms.actions import bank as acts
from cms.models import QuestionSnippet
from cms.models.questions import words
from cms.question_filters import chosen
from cms.views.bank import ReasonForm

LEFT_SHOWN = 10
# Beyond it an address grows too long; what the list shows is exported from there.
MOST_MARKED = 400


class TagsForm(forms.Form):
    """Which tags to add."""

    tags = forms.CharField(label=_("Tags to add"), max_length=200, help_text=_("Separated by commas."))

    def clean_tags(self) -> tuple[str, ...]:
        """At least one word."""
        tags = words(self.cleaned_data["tags"])
        if not tags:
            raise ValidationError(_("Name at least one tag."))
        return tags


class MarkedQuestions(SnippetBulkAction):
    """Which questions are meant, and who may."""

    models: ClassVar = [QuestionSnippet]
    permission = "change"

    def check_perm(self, snippet: QuestionSnippet) -> bool:
        """By the bank's own rights."""
        return bool(
            self.permission_policy.user_has_permission_for_instance(self.request.user, self.permission, snippet)
        )

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> Any:
        """“All” are those that the list showed, by its search and filters."""
        asked = QueryDict(urlsplit(self.next_url).query)
        return chosen(asked, self.request).values_list("pk", flat=True)


class ChangeQuestions(MarkedQuestions):
    """Something done to each of them once it was confirmed, and what is said at the end."""

    template_name = "cms/bank/bulk.html"
    question: Any = ""
    button: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of this one."""
        return {**super().get_context_data(**kwargs), "question": self.question, "button": self.button}

    @classmethod
    def execute_action(cls, objects: list[QuestionSnippet], **kwargs: Any) -> tuple[int, int]:
        """One after the other; what is unfit is left alone and named."""
        view = kwargs["self"]
        left = []
        for snippet in objects:
            try:
                view.act(snippet, view.request.user, view.cleaned_form.cleaned_data)
            except acts.Unfit as error:
                left.append(f"{snippet.ref} ({error.reason})")
        if left:
            more = [_("and %(count)d more") % {"count": len(left) - LEFT_SHOWN}] if len(left) > LEFT_SHOWN else []
            named = ", ".join(map(str, [*left[:LEFT_SHOWN], *more]))
            messages.warning(view.request, _("Left alone: %(named)s.") % {"named": named})
        return len(objects) - len(left), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """How many, unless it was none."""
        if not num_parent_objects:
            return None
        said = ngettext("Done for %(count)d question.", "Done for %(count)d questions.", num_parent_objects)
        return said % {"count": num_parent_objects}

    @abstractmethod
    def act(self, snippet: QuestionSnippet, actor: User, values: dict[str, Any]) -> None:
        """What is done to one question. Raises Unfit."""


class SubmitQuestions(ChangeQuestions):
    """Hand in for review."""

    display_name = _("Submit for review")
    aria_label = _("Submit the marked questions for review")
    action_type = "submit_questions"
    action_priority = 10
    question = _("Submit these questions for review?")
    button = _("Submit for review")

    def act(self, snippet: QuestionSnippet, actor: User, values: dict[str, Any]) -> None:
        """One."""
        acts.submit(snippet, actor=actor)


class TagQuestions(ChangeQuestions):
    """Add tags."""

    display_name = _("Add tags")
    aria_label = _("Add tags to the marked questions")
    action_type = "tag_questions"
    action_priority = 20
    form_class = TagsForm
    question = _("Add tags to these questions? Each gets a new draft, to be reviewed and published like any other.")
    button = _("Add the tags")

    def act(self, snippet: QuestionSnippet, actor: User, values: dict[str, Any]) -> None:
        """One."""
        acts.add_tags(snippet, tags=values["tags"], actor=actor)


class SuspendQuestions(ChangeQuestions):
    """Draw no more for now."""

    display_name = _("Suspend")
    aria_label = _("Suspend the marked questions")
    action_type = "suspend_questions"
    action_priority = 40
    permission = "publish"
    form_class = ReasonForm
    question = _("Suspend these questions? Papers stop drawing them; open attempts keep them.")
    button = _("Suspend")

    def act(self, snippet: QuestionSnippet, actor: User, values: dict[str, Any]) -> None:
        """One."""
        acts.suspend(snippet, reason=values["reason"], actor=actor)


class RetireQuestions(ChangeQuestions):
    """Out of use."""

    display_name = _("Retire")
    aria_label = _("Retire the marked questions")
    action_type = "retire_questions"
    action_priority = 50
    permission = "publish"
    classes: ClassVar = {"serious"}
    question = _("Retire these questions? They are drawn no more; history and results stay.")
    button = _("Retire")

    def act(self, snippet: QuestionSnippet, actor: User, values: dict[str, Any]) -> None:
        """One."""
        acts.retire(snippet, actor=actor)


class ExportQuestions(MarkedQuestions):
    """Take them away as a file: the export screen asks in which format."""

    display_name = _("Export")
    aria_label = _("Export the marked questions")
    action_type = "export_questions"
    action_priority = 30
    permission = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing to confirm here."""
        marked = request.GET.getlist("id")
        asked = QueryDict(urlsplit(self.next_url).query, mutable=True)
        if "all" not in marked:
            asked = QueryDict(mutable=True)
            asked.setlist("id", marked[:MOST_MARKED])
        return redirect(f"{reverse('exchange:export')}?{asked.urlencode()}")


ACTIONS = (SubmitQuestions, TagQuestions, SuspendQuestions, RetireQuestions, ExportQuestions)
