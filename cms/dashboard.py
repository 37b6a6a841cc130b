"""The editor's first screen: what waits for a person, their drafts, their courses, what is due for another review."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.permissions import policy_registry

from accounts.models import User
from certificates.models import RepairReport
from cms import desk, dues, evidence, teams, unfinished
from cms.languages import originals
from cms.models import ClaimSnippet, LessonPage, QuestionSnippet

REPLACED = (UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)
SHOWN = 8


@dataclass(frozen=True)
class Shelf:
    """A kind of row that has a list in the editor."""

    model: type[Model]
    url_name: str
    permission: str
    label: Promise
    icon: str
    order: int


SHELVES = (
    Shelf(
        QuestionSnippet,
        "wagtailsnippets_cms_questionsnippet:list",
        "cms.view_questionsnippet",
        _("Questions"),
        "clipboard-list",
        110,
    ),
    Shelf(ClaimSnippet, "wagtailsnippets_cms_claimsnippet:list", "cms.view_claimsnippet", _("Claims"), "glasses", 120),
    Shelf(User, "wagtailusers_users:index", "accounts.view_user", _("People"), "user", 400),
)


class ShelfSummary(SummaryItem):
    """How many rows there are on a shelf, with a link to their list."""

    template_name = "wagtailadmin/home/site_summary_shelf.html"

    def __init__(self, request: HttpRequest, shelf: Shelf) -> None:
        super().__init__(request)
        self.shelf, self.order = shelf, shelf.order

    def is_shown(self) -> bool:
        """To whoever may see the list."""
        return bool(self.request.user.has_perm(self.shelf.permission))

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Those that the person may see: one query, and Wagtail's for the person's rights."""
        shelf = self.shelf
        policy = policy_registry.get_by_type(shelf.model)
        count = policy.instances_user_has_any_permission_for(self.request.user, ["view", "change"]).count()
        return {"count": count, "url": reverse(shelf.url_name), "label": shelf.label, "icon": shelf.icon}


class CoursesPanel(Component):
    """Every course with its lessons, questions and drafts."""

    name = "courses"
    template_name = "wagtailadmin/home/courses.html"
    order = 150

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing for people who don't work on courses."""
        user = parent_context["request"].user
        may_begin = user.has_perm("cms.add_courseteam")
        return {"courses": courses(user) if _works_on_courses(parent_context) else [], "may_begin": may_begin}


class ReviewsPanel(Component):
    """Lessons, questions and claims whose review is due soon or overdue, the longest overdue first."""

    name = "reviews"
    template_name = "wagtailadmin/home/reviews.html"
    order = 160

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing for people who don't work on courses. Six queries for those who do."""
        if not _works_on_courses(parent_context):
            return {"is_shown": False}
        user, today = parent_context["request"].user, timezone.localdate()
        found = dues.listed(user, within=dues.by(today + dues.HORIZON))
        overdue = dues.listed(user, within=Q(due__lt=today)).count()
        rows = dues.read(found[:SHOWN], user)
        return {"is_shown": True, "dues": rows, "total": found.count(), "overdue": overdue, "today": today}


class WaitingPanel(Component):
    """Drafts of others that wait for this person's decision, the longest waiting first."""

    name = "waiting"
    template_name = "wagtailadmin/home/waiting.html"
    order = 130

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing for people who decide about no draft."""
        user = parent_context["request"].user
        if not user.has_perm(teams.EVERYWHERE):
            return {"is_shown": False}
        states = unfinished.waiting(user)
        return {"is_shown": True, "waiting": unfinished.read_waiting(states[:SHOWN]), "total": states.count()}


class DraftsPanel(Component):
    """What this person wrote and nobody has published, with what reviewers said."""

    name = "drafts"
    template_name = "wagtailadmin/home/drafts.html"
    order = 145

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing for people who don't work on courses."""
        if not _works_on_courses(parent_context):
            return {"drafts": []}
        drafts = unfinished.drafts(parent_context["request"].user)
        return {"drafts": unfinished.read(drafts[:SHOWN]), "total": drafts.count()}


class DeskPanel(Component):
    """What waits for a registrar, and what the last nightly repair did."""

    name = "desk"
    template_name = "wagtailadmin/home/desk.html"
    order = 140

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing for people who don't decide about certificates. Six queries for those who do."""
        if not parent_context["request"].user.has_perm("certificates.change_certificate"):
            return {"is_shown": False}
        waiting = [(label, count, url) for label, count, url in desk.waiting() if count]
        return {"is_shown": True, "waiting": waiting, "report": RepairReport.objects.first()}


def _works_on_courses(context: Mapping[str, Any]) -> bool:
    return bool(context["request"].user.has_perm("cms.view_questionsnippet"))


def courses(user: User) -> list[dict[str, Any]]:
    """Those that the person works on: four queries, however many there are."""
    lessons = originals(LessonPage).values_list("path", "has_unpublished_changes")
    counted = QuestionSnippet.objects.values("course_id").annotate(
        live=Count("pk", filter=Q(live=True)), drafts=Count("pk", filter=Q(has_unpublished_changes=True))
    )
    questions = {row["course_id"]: (row["live"], row["drafts"]) for row in counted.order_by()}
    pages = list(teams.courses_of(user))
    to_check = evidence.open_counts(pages)
    return [
        {
            "page": page,
            "to_check": to_check.get(page.translation_key, 0),
            "lessons": sum(path.startswith(page.path) for path, _is_draft in lessons),
            "lesson_drafts": sum(path.startswith(page.path) and is_draft for path, is_draft in lessons),
            "questions": questions.get(page.pk, (0, 0))[0],
            "question_drafts": questions.get(page.pk, (0, 0))[1],
        }
        for page in pages
    ]


PANELS = (WaitingPanel, DeskPanel, DraftsPanel, CoursesPanel, ReviewsPanel)
