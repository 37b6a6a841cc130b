"""Reads of the claim register for editors: what lessons show, what rests on a claim, which words promise too much."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.models import Page, ReferenceIndex

from courses.models import Claim, ClaimCandidate
from courses.promises import Promise, promises


@dataclass(frozen=True)
class Use:
    """Where a claim is shown, and how many sentences of articles it judges."""

    pages: QuerySet[Page]
    sentence_count: int


def unjudged(body: StreamValue) -> str:
    """What keeps a lesson from being published: claims without a label; empty when there are none."""
    shown = [claim for block in body if block.block_type == "claim" for claim in block.value["claims"]]
    refs = sorted({claim.ref for claim in shown if claim is not None and not claim.label})
    if not refs:
        return ""
    told = {"refs": ", ".join(refs)}
    return _("These claims have no label yet: %(refs)s. Have them judged in the claim register first.") % told


def use(claim: Claim) -> Use:
    """Drafts count as well: three queries when read."""
    kinds = {
        "to_content_type": ContentType.objects.get_for_model(Claim),
        "base_content_type": ContentType.objects.get_for_model(Page),
    }
    keys = ReferenceIndex.objects.filter(**kinds, to_object_id=str(claim.pk)).values_list("object_id", flat=True)
    pages = Page.objects.filter(pk__in=[int(key) for key in set(keys)]).order_by("path")
    return Use(pages, ClaimCandidate.objects.filter(claim=claim).count())


def loaded(body: StreamValue) -> list[Promise]:
    """Words of a lesson that promise too much, outside of the claims that it judges."""
    texts = [_text(block.value) for block in body if block.block_type not in {"claim", "sources", "image", "check"}]
    return [found for text in texts for found in promises(text)]


def _text(value: object) -> str:
    """Whatever a block holds, without its markup."""
    return strip_tags(str(value).replace("<", " <"))
