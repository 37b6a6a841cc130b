"""Places in the public status lists."""

import secrets
from collections.abc import Callable

from django.db import transaction

from certificates.models import Certificate, StatusEntry, StatusList
from certificates.models.issuers import STATUS_PLACES

# A list in which that many draws all hit a taken place counts as full. At half full that is one in 65,536.
DRAWS = 16


def _draw() -> list[int]:
    return [secrets.randbelow(STATUS_PLACES) for _ in range(DRAWS)]


@transaction.atomic
def allocate(certificate: Certificate, *, draw: Callable[[], list[int]] = _draw) -> StatusEntry:
    """Give the certificate its place, at random so that neighbours tell nothing; a second call finds it.

    Locks the newest list, so two draws never meet. Costs the same in an empty list as in a full one.
    """
    newest = _newest()
    entry = StatusEntry.objects.select_related("status_list").filter(certificate=certificate).first()
    if entry:
        return entry
    place = _free(newest, draw())
    if place is None:
        newest = StatusList.objects.create(number=newest.number + 1)
        place = draw()[0]
    return StatusEntry.objects.create(certificate=certificate, status_list=newest, place=place)


def _newest() -> StatusList:
    if not StatusList.objects.exists():
        StatusList.objects.get_or_create(number=1)
    return StatusList.objects.select_for_update().order_by("-number")[0]


def _free(status_list: StatusList, drawn: list[int]) -> int | None:
    taken = set(status_list.entries.filter(place__in=drawn).values_list("place", flat=True))
    return next((place for place in drawn if place not in taken), None)
