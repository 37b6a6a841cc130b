"""Which questions an editor looks for; the list and the export ask the same."""

import re
from typing import ClassVar, TypeAlias

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import AllValuesMultipleFilter, BooleanFilter, CharFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from accounts.http import LearnerRequest
from cms import bank, writing
from cms.models import QuestionSnippet
from quizzes.models import Question

Questions: TypeAlias = QuerySet[QuestionSnippet]
SEARCHED = ("ref", "interaction")


class QuestionFilters(WagtailFilterSet):
    """What an editor looks for: by place in the course, by life, by use."""

    life = MultipleChoiceFilter(
        label=_("State"), choices=list(bank.LIVES.items()), method="in_life", widget=forms.CheckboxSelectMultiple
    )
    topic = AllValuesMultipleFilter(label=_("Topic"), widget=forms.CheckboxSelectMultiple)
    level = AllValuesMultipleFilter(label=_("Cognitive level"), widget=forms.CheckboxSelectMultiple)
    objective = AllValuesMultipleFilter(label=_("Objective"), widget=forms.CheckboxSelectMultiple)
    tag = CharFilter(label=_("Tag"), method="with_tag")
    overdue = BooleanFilter(label=_("Review overdue"), method="past_review", widget=BooleanRadioSelect)
    never_used = BooleanFilter(label=_("Never used"), method="without_use", widget=BooleanRadioSelect)
    hint = MultipleChoiceFilter(
        label=_("Hints on wording"),
        choices=list(writing.SHORT.items()),
        method="hinted",
        widget=forms.CheckboxSelectMultiple,
    )
    has_unpublished_changes = BooleanFilter(label=_("Changed since"), widget=BooleanRadioSelect)

    class Meta:
        model = QuestionSnippet
        fields: ClassVar = ["course", "use", "topic", "level", "objective", "has_unpublished_changes"]

    def in_life(self, queryset: Questions, name: str, value: list[str]) -> Questions:
        """In any of the chosen states."""
        return bank.in_life(queryset, value) if value else queryset

    def with_tag(self, queryset: Questions, name: str, value: str) -> Questions:
        """With the whole word among its tags."""
        return queryset.filter(tags__iregex=rf"(^|,)\s*{re.escape(value.strip())}\s*(,|$)")

    def hinted(self, queryset: Questions, name: str, value: list[str]) -> Questions:
        """With any of the chosen hints."""
        wanted = Q(pk__in=[]) if value else Q()
        for code in value:
            wanted |= Q(wording__hints__contains=f"|{code}")
        return queryset.filter(wanted)

    def past_review(self, queryset: Questions, name: str, value: bool) -> Questions:  # noqa: FBT001  # django-filter's signature
        """In use past the review date, or not."""
        overdue = Question.objects.overdue(timezone.localdate()).values("uuid")
        return queryset.filter(uuid__in=overdue) if value else queryset.exclude(uuid__in=overdue)

    def without_use(self, queryset: Questions, name: str, value: bool) -> Questions:  # noqa: FBT001  # django-filter's signature
        """In no attempt so far, or in some."""
        return bank.by_use(queryset, is_used=not value)


def chosen(asked: QueryDict, request: LearnerRequest) -> Questions:
    """What an address asks for: marked questions, or a search and filters as the list has them."""
    questions = bank.listed(request.user)
    marked = [int(pk) for pk in asked.getlist("id") if pk.isdecimal()]
    if marked:
        questions = questions.filter(pk__in=marked)
    if sought := asked.get("q", "").strip():
        found = Q()
        for name in SEARCHED:
            found |= Q(**{f"{name}__icontains": sought})
        questions = questions.filter(found)
    filters = QuestionFilters(asked, queryset=questions, request=request)
    return (filters.qs if filters.is_valid() else questions.none()).order_by("ref", "pk")
