"""Choosers for rows that editors refer to, and a way to start any chooser without an inline script."""

import json
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.permissions import policy_registry

STARTER = (
    '{}<span hidden data-controller="starter" data-starter-name-value="{}" data-starter-arguments-value="{}"></span>'
)


def render_without_script(
    chooser: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    """Takes the place of ``BaseChooser.render``, whose inline script our policy refuses."""
    value_data = chooser.get_value_data(value)
    arguments = [attrs["id"], chooser.get_js_init_options(attrs["id"], name, value_data)]
    html = chooser.render_html(name, value_data, attrs)
    return format_html(STARTER, html, chooser.js_constructor, json.dumps(arguments))


def _offered(view: Any) -> QuerySet[Any]:
    """What the person may see, by the policy that is registered for it."""
    policy = policy_registry.get_by_type(view.model_class)
    found: QuerySet[Any] = policy.instances_user_has_any_permission_for(view.request.user, ["view", "change"])
    return found


class Offered:
    """What a chooser offers: rows of the person's courses."""

    def get_object_list(self) -> QuerySet[Any]:
        """By course."""
        return _offered(self)


class OneChosen(ChosenView):
    """Only what was offered can be chosen."""

    def get_object(self, pk: Any) -> Any:
        """By course."""
        return _offered(self).get(pk=pk)


class SeveralChosen(ChosenMultipleView):
    """The same for several."""

    def get_objects(self, pks: Any) -> QuerySet[Any]:
        """By course."""
        return _offered(self).filter(pk__in=pks)


def _viewset(name: str, offers: type[Offered], **facts: Any) -> ChooserViewSet:
    """A chooser of what is offered: the whole of it, its list alone when something is sought, and what was chosen."""
    return ChooserViewSet(
        name,
        choose_view_class=type("Choose", (offers, ChooseView), {}),
        choose_results_view_class=type("ChooseResults", (offers, ChooseResultsView), {}),
        chosen_view_class=OneChosen,
        chosen_multiple_view_class=SeveralChosen,
        per_page=20,
        register_widget=False,
        **facts,
    )


class ClaimSearch(BaseFilterForm):
    """The register is not in Wagtail's index, so its own columns are searched."""

    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """By reference or wording."""
        query = self.cleaned_data["q"]
        if not query:
            return objects
        self.is_searching, self.search_query = True, query
        return objects.filter(Q(ref__icontains=query) | Q(statement__icontains=query))


def _judgement(claim: Any) -> str:
    return str(claim.get_label_display() or _("Not judged yet"))


class ClaimList(Offered):
    """With the label that learners see."""

    filter_form_class = ClaimSearch

    @property
    def columns(self: Any) -> list[Column]:
        """What is claimed to click, and the judgement."""
        return [*super().columns, Column("judgement", label=_("Label"), accessor=_judgement)]  # type: ignore[misc]


claim_chooser_viewset = _viewset(
    "claim_chooser",
    ClaimList,
    model="courses.Claim",
    icon="glasses",
    choose_one_text=_("Choose a claim"),
    choose_another_text=_("Choose another claim"),
)


class QuestionList(Offered):
    """With what they ask."""

    @property
    def columns(self: Any) -> list[Column]:
        """The reference to click, and the wording."""
        return [*super().columns, Column("prompt", label=_("Question"))]  # type: ignore[misc]


question_chooser_viewset = _viewset(
    "question_chooser",
    QuestionList,
    model="cms.QuestionSnippet",
    icon="clipboard-list",
    choose_one_text=_("Choose a question"),
    choose_another_text=_("Choose another question"),
)


class PracticeList(QuestionList):
    """Questions for practice: exam items never stand in a lesson."""

    def get_object_list(self) -> QuerySet[Any]:
        """Of the person's courses."""
        return super().get_object_list().filter(use="practice")


practice_chooser_viewset = _viewset(
    "practice_chooser",
    PracticeList,
    model="cms.QuestionSnippet",
    icon="tasks",
    choose_one_text=_("Choose a question for practice"),
    choose_another_text=_("Choose another question"),
)


def start_without_scripts() -> None:
    """Once, when the apps are loaded."""
    BaseChooser.render = render_without_script
    AdminTaskChooser.js_constructor = "createTaskChooser"
