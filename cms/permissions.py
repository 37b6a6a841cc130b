"""Who may do what in the editor, beyond Django's model permissions."""

import json
import re
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page, RevisionMixin
from wagtail.permissions import page_permission_policy

from accounts.models import User

# Set by whoever publishes, or kept by Wagtail: no one's writing. A page's place changes when others are put beside it.
BOOKKEEPING = frozenset({"go_live_at", "expire_at", "owner", "locale", "content_type", "path", "depth", "numchild"})
# The editor's browser may save a page by itself, with new keys of paragraphs and without the space at their ends.
OF_THE_EDITOR = re.compile(r' data-block-key="[^"]*"|\s+(?=</(?:p|li|h[1-6]|blockquote)>)')
# A list's entries and a table's cells get a frame from the editor that packages leave out.
ONLY_PARAGRAPH = re.compile(r"^<p>((?:(?!</?p\b).)*)</p>$", re.DOTALL)
WROTE = _("You wrote some of what is not published yet, so somebody else has to approve and publish it.")
SUBMITTED = _("You submitted it for review, so somebody else has to approve it.")


def pages_to_extend(user: User) -> QuerySet[Page]:
    """Pages below which this person may add others."""
    pages: QuerySet[Page] = page_permission_policy.instances_user_has_permission_for(user, "add")
    return pages


def bar_to_publishing(subject: RevisionMixin, user: User) -> Promise | None:
    """Why this person may not publish the draft: nobody publishes what they wrote, superusers included."""
    return WROTE if user.pk in writers(subject) else None


def bar_to_approving(subject: RevisionMixin, user: User) -> Promise | None:
    """Why this person may not approve the draft in a review."""
    state = subject.current_workflow_state
    if state is not None and state.requested_by_id == user.pk:
        return SUBMITTED
    return bar_to_publishing(subject, user)


def writers(subject: RevisionMixin) -> set[int]:
    """Who changed anything since the live revision. Saving without a change makes nobody a writer. Two queries."""
    model = subject.specific_class if isinstance(subject, Page) else type(subject)
    live = subject.live_revision
    before = written(model, live.content) if live else None
    writers = set()
    for revision in subject.revisions.filter(pk__gt=live.pk if live else 0).order_by("pk"):
        after = written(model, revision.content)
        if after != before and revision.user_id:
            writers.add(revision.user_id)
        before = after
    return writers


def written(model: type[Any], content: dict[str, Any]) -> dict[str, Any]:
    """What people write, without what Wagtail adds to it on the way."""
    fields = [field for field in model._meta.concrete_fields if field.editable and field.name not in BOOKKEEPING]
    return {
        field.name: _plain(json.loads(value) if isinstance(field, StreamField) and isinstance(value, str) else value)
        for field in fields
        if (value := content.get(field.name)) is not None
    }


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        is_block = {"type", "value"} <= value.keys()
        if is_block and value["type"] == "item":
            return _plain(value["value"])
        return {name: _plain(entry) for name, entry in value.items() if not (is_block and name == "id")}
    return ONLY_PARAGRAPH.sub(r"\1", OF_THE_EDITOR.sub("", value).strip()) if isinstance(value, str) else value
