"""What waits for a registrar's decision."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.actions import corrections, hours
from certificates.models import Batch, Certificate


def waiting() -> Iterator[tuple[Promise, int, str]]:
    """What, how many, and where: one query each."""
    batches = Batch.objects.order_by()
    unreleased = batches.filter(state=Batch.State.DONE, released_at=None)
    register = reverse("registrar:register")
    yield _("Other names asked for"), corrections.waiting().count(), reverse("registrar:names")
    yield _("Hours of continuing education handed in"), hours.waiting().count(), reverse("registrar:hours")
    yield (
        _("Certificates whose documents need attention"),
        Certificate.objects.needing_attention().count(),
        f"{register}?attention=true",
    )
    yield (
        _("Batches to confirm or discard"),
        batches.filter(state=Batch.State.CHECKED).count(),
        reverse("registrar:batches"),
    )
    yield _("Batches whose mail waits"), unreleased.count(), reverse("registrar:batches")
