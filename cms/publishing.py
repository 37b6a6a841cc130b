"""What stands between an editor's button and publication. Code that publishes without an editor is not concerned."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, RevisionMixin

from accounts.http import LearnerRequest
from accounts.models import User
from cms import permissions, translating
from cms.languages import is_original
from cms.models import ClaimSnippet, LessonPage, QuizPage, ReviewTask


def bar(subject: RevisionMixin, user: User) -> str | Promise | None:
    """Why the latest draft can't be published by this person, if so."""
    if isinstance(subject, Page) and translating.translation_of(subject) is not None:
        return _("A translation is published from its own screen, where its texts are.")
    return permissions.bar_to_publishing(subject, user) or _gap(subject)


def bar_to_translation(page: Page, user: User) -> str | Promise | None:
    """Why a translation can't be published by this person, as its translators left it."""
    translation = translating.translation_of(page)
    if translation is None:
        return None
    if user.pk in translating.writers(translation, since=page.last_published_at):
        return permissions.WROTE
    texts, translated = translation.get_progress()
    if translated < texts:
        return _("%(left)d of %(all)d texts are not translated yet.") % {"left": texts - translated, "all": texts}
    return None


def refuse_translation(request: LearnerRequest, page: Page) -> HttpResponse | None:
    """Wagtail Localize publishes from its screen without asking; this is asked before it."""
    if request.method == "POST" and request.POST.get("action") == "publish":
        problem = bar_to_translation(page, request.user)
        if problem is not None:
            messages.error(request, _("Not published. %(reason)s") % {"reason": problem})
            return redirect(request.path)
    if request.method == "GET" and translating.is_marked_outdated(page):
        messages.warning(
            request, _("The original was changed after this translation was made. Sync it from the original's page.")
        )
    return None


def refuse_beside_originals(request: LearnerRequest, *pages: Page) -> HttpResponse | None:
    """What a course consists of is written in the first language; the trees of the others follow it."""
    if all(page.is_root() or is_original(page) for page in pages):
        return None
    messages.error(request, _("Write, copy and move pages in the original; translations follow."))
    return redirect("wagtailadmin_explore", pages[-1].pk)


def refuse(request: LearnerRequest, subject: RevisionMixin) -> HttpResponse | None:
    """Keep the draft and say why it is not published."""
    problem = bar(subject, request.user)
    if problem is None:
        return None
    messages.error(request, _("Saved as a draft and not published. %(reason)s") % {"reason": problem})
    return redirect(AdminURLFinder(request.user).get_edit_url(subject))


def refuse_many(request: LearnerRequest, pages: Iterable[Page], action: Any) -> HttpResponse | None:
    """Publish all of them or none."""
    chosen = list(pages)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        chosen += [below for page in chosen for below in page.get_descendants().not_live().specific()]
    problems = [(page, problem) for page in chosen if (problem := bar(page, request.user)) is not None]
    for page, problem in problems:
        messages.error(request, f"{page}: {problem}")
    return redirect(action.next_url) if problems else None


def refuse_copy(request: LearnerRequest, page: Page) -> None:
    """Whoever may not work on a page may not copy it either. Raises PermissionDenied."""
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied


def refuse_move(request: LearnerRequest, page: Page, destination: Page) -> None:
    """Asking whether to move shows what would be moved, so whoever may not is not asked. Raises PermissionDenied."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


def explain(request: LearnerRequest, subject: RevisionMixin) -> None:
    """Tell a reviewer who opens their own work why there is nothing to approve."""
    task = subject.current_workflow_task if request.method == "GET" else None
    if not isinstance(task, ReviewTask) or not task.user_can_access_editor(subject, request.user):
        return
    problem = permissions.bar_to_approving(subject, request.user) or _gap(subject)
    if problem is not None:
        messages.info(request, problem)


def _gap(subject: RevisionMixin) -> str | None:
    """What a claim or a lesson still lacks, or which cell of a quiz the bank can't fill."""
    draft = subject.get_latest_revision_as_object()
    if isinstance(draft, ClaimSnippet | LessonPage):
        return draft.gap() or None
    if not isinstance(draft, QuizPage):
        return None
    coverage = draft.coverage()
    if not coverage.is_feasible:
        return str(_("Its sections can't all be filled while questions that never stand together are kept apart."))
    sentence = _("%(section)s: %(cell)s needs %(needed)d questions, the bank has %(available)d in use.")
    gaps = [
        sentence % {"section": gap.section, "cell": gap.cell, "needed": gap.needed, "available": gap.available}
        for gap in coverage.shortfalls
    ]
    return " ".join(gaps) or None
