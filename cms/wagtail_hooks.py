"""Registration only."""

from collections.abc import Iterable

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import DismissibleMenuItem, MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.userbar import BaseItem
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import Button
from wagtail.contrib.settings.registry import register_setting
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.models import Page, RevisionMixin, WorkflowMixin
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from accounts.http import LearnerRequest
from accounts.models import User
from cms import (
    bulk,
    choosers,
    claim_viewset,
    content_checks,
    dashboard,
    design_hooks,
    desk_hooks,
    exchange_hooks,
    facts,
    localize_hooks,
    parcel_hooks,
    policies,
    projection,
    publishing,
    registrar_hooks,
    review_hooks,
    source_hooks,
    team_hooks,
    viewsets,
)
from cms.actions import teams as team_acts
from cms.actions import wordings
from cms.models import ClaimSnippet, CoursePage, GlossaryTerm, LessonPage, QuestionSnippet, RecallCard, SiteSettings
from courses.models import Claim

register_permission_policy(Claim, policies.entries)
register_permission_policy(ClaimSnippet, policies.claims)
register_permission_policy(QuestionSnippet, policies.questions)
register_permission_policy(GlossaryTerm, policies.terms)
register_permission_policy(RecallCard, policies.cards)
register_snippet(viewsets.QuestionViewSet)
register_snippet(viewsets.GlossaryViewSet)
register_snippet(viewsets.CardViewSet)
register_snippet(claim_viewset.ClaimViewSet)
register_setting(SiteSettings, icon="site", order=10)
for bulk_action in bulk.ACTIONS:
    hooks.register("register_bulk_action", bulk_action)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet]:
    """The choosers."""
    return [
        choosers.claim_chooser_viewset,
        choosers.question_chooser_viewset,
        choosers.practice_chooser_viewset,
    ]


@hooks.register("register_admin_urls")
def register_assessment_urls() -> list[URLResolver]:
    """Attempts, the marking desk, regrading, accommodations."""
    return desk_hooks.urls()


@hooks.register("register_admin_menu_item")
def register_assessment_menu() -> MenuItem:
    """The way to them."""
    return desk_hooks.menu()


@hooks.register("register_admin_urls")
def register_exchange_urls() -> list[URLPattern | URLResolver]:
    """Questions in and out."""
    return exchange_hooks.urls()


@hooks.register("register_admin_urls")
def register_source_urls() -> list[URLResolver]:
    """The library of sources and what is planned from it."""
    return source_hooks.urls()


@hooks.register("register_admin_menu_item")
def register_source_menu() -> MenuItem:
    """The way to them."""
    return source_hooks.menu()


@hooks.register("register_admin_urls")
def register_team_urls() -> list[URLResolver]:
    """Who writes which course."""
    return team_hooks.urls()


@hooks.register("register_admin_menu_item")
def register_team_menu() -> MenuItem:
    """The way to them."""
    return team_hooks.menu()


@hooks.register("register_admin_urls")
def register_parcel_urls() -> list[URLResolver]:
    """Courses on their way."""
    return parcel_hooks.urls()


@hooks.register("register_admin_menu_item")
def register_parcel_menu() -> MenuItem:
    """The way to them."""
    return parcel_hooks.menu()


@hooks.register("register_page_header_buttons")
def offer_to_carry(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterable[Button]:
    """From a course's own page."""
    return parcel_hooks.buttons(page, user)


@hooks.register("after_create_page")
def found_team(request: LearnerRequest, page: Page) -> None:
    """Every course has a team."""
    if isinstance(page, CoursePage):
        team_acts.found(page)


@hooks.register("after_copy_page")
def found_team_of_copy(request: LearnerRequest, page: Page, new_page: Page) -> None:
    """A copy of a course is a course of its own."""
    found_team(request, new_page)


@hooks.register("before_copy_page")
def refuse_copy(request: LearnerRequest, page: Page) -> HttpResponse | None:
    """Copying shows what is in a page."""
    publishing.refuse_copy(request, page)
    return publishing.refuse_beside_originals(request, page)


@hooks.register("before_create_page")
def refuse_creation(request: LearnerRequest, parent: Page, page_class: type[Page]) -> HttpResponse | None:
    """Courses are written in one language and translated into the others."""
    return publishing.refuse_beside_originals(request, parent)


@hooks.register("register_admin_urls", order=-1)
def register_translation_urls() -> list[URLPattern]:
    """The doors of Wagtail Localize, which looks at fewer things than we do."""
    return localize_hooks.urls()


@hooks.register("before_edit_page", order=-1)
def refuse_translation(request: LearnerRequest, page: Page) -> HttpResponse | None:
    """The screen of a translation publishes without any of the hooks below."""
    return publishing.refuse_translation(request, page)


@hooks.register("before_move_page")
def refuse_move(request: LearnerRequest, page: Page, destination: Page) -> HttpResponse | None:
    """So does moving."""
    publishing.refuse_move(request, page, destination)
    return publishing.refuse_beside_originals(request, destination, page)


@hooks.register("register_admin_urls")
def register_review_urls() -> list[URLResolver]:
    """Reports about reviews."""
    return review_hooks.urls()


@hooks.register("register_reports_menu_item")
def register_due_report() -> MenuItem:
    """The way to what is due."""
    return review_hooks.due_item()


@hooks.register("register_reports_menu_item")
def register_drafts_report() -> MenuItem:
    """The way to one's drafts."""
    return review_hooks.drafts_item()


@hooks.register("register_admin_urls")
def register_registrar_urls() -> list[URLResolver]:
    """The register of certificates, eligibility, batches, requests."""
    return registrar_hooks.urls()


@hooks.register("register_admin_urls")
def register_design_urls() -> list[URLResolver]:
    """How certificates look."""
    return design_hooks.urls()


@hooks.register("register_admin_menu_item")
def register_registrar_menu() -> MenuItem:
    """The way to them."""
    return registrar_hooks.menu()


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def show_edited_words(request: HttpRequest, instance: Model) -> None:
    """Lessons keep the terms they explain in the cache, and learners are asked for terms and cards."""
    if isinstance(instance, GlossaryTerm | RecallCard):
        projection.forget(instance.course_uuid)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def read_edited_wording(request: HttpRequest, instance: Model) -> None:
    """Lists show hints on the newest draft."""
    if isinstance(instance, QuestionSnippet):
        wordings.refresh([instance.pk])


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def enter_claim(request: HttpRequest, instance: Model) -> None:
    """Lessons can show a claim from its first draft on."""
    if isinstance(instance, ClaimSnippet):
        claim_viewset.enter(request, instance)


@hooks.register("after_edit_setting")
def show_edited_settings(request: HttpRequest, instance: Model) -> None:
    """Every screen keeps them in the cache."""
    facts.forget()


@hooks.register("after_delete_snippet")
def drop_deleted_words(request: HttpRequest, instances: Iterable[Model]) -> None:
    """The same for what is gone."""
    for instance in instances:
        show_edited_words(request, instance)


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    """Our colours in the editor."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_js() -> SafeString:
    """Starts choosers and panels, which Wagtail would start by inline scripts."""
    return format_html('<script src="{}"></script>', static("js/admin_starter.js"))


@hooks.register("construct_homepage_summary_items")
def count_shelves(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Questions, claims and people; documents are few and have their menu entry."""
    items[:] = [item for item in items if not isinstance(item, DocumentsSummaryItem)]
    items.extend(dashboard.ShelfSummary(request, shelf) for shelf in dashboard.SHELVES)


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    """What to look at first; ours say what Wagtail's two about workflows say, at a cost that does not grow."""
    panels[:] = [panel for panel in panels if not isinstance(panel, dashboard.REPLACED)]
    panels.extend(panel() for panel in dashboard.PANELS)


@hooks.register("construct_wagtail_userbar")
def check_lessons(request: HttpRequest, items: list[BaseItem], page: Page | None) -> None:
    """In the preview, what editors answer for."""
    if isinstance(page, LessonPage):
        content_checks.put_in_place(items)


@hooks.register("construct_help_menu")
def drop_product_news(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """What's new in Wagtail is no news for authors."""
    menu_items[:] = [item for item in menu_items if not isinstance(item, DismissibleMenuItem)]


@hooks.register("before_publish")
@hooks.register("before_publish_page")
def refuse_publication(request: LearnerRequest, instance: RevisionMixin) -> HttpResponse | None:
    """Nobody publishes their own work, nor a quiz that nobody could start."""
    return publishing.refuse(request, instance)


@hooks.register("before_bulk_action")
def refuse_bulk_publication(
    request: LearnerRequest, action_type: str, objects: Iterable[Page], action: BulkAction
) -> HttpResponse | None:
    """The same for many pages at once."""
    return publishing.refuse_many(request, objects, action) if action_type == "publish" else None


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def explain_review(request: LearnerRequest, instance: Model) -> None:
    """Why a reviewer finds nothing to approve."""
    if isinstance(instance, WorkflowMixin):
        publishing.explain(request, instance)
