"""Bitstring status lists: one bit for each certificate, set while it is not in force."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from certificates import multibase
from certificates.documents import dataintegrity, issuer, jsonld
from certificates.documents.jsonld import Document
from certificates.models import Certificate, StatusEntry, StatusList
from certificates.models.issuers import STATUS_PLACES

PURPOSE = "revocation"
# A verifier that can't reach us for a day has to say so instead of trusting an old list.
LIST_LASTS = timedelta(days=1)
SIGNED_AGAIN_AFTER = timedelta(hours=1)


class NotAStatusList(ValueError):
    """The text does not hold a list of the right length."""


def encode(places: Iterable[int]) -> str:
    """The most significant bit of the first byte is place 0."""
    bits = bytearray(STATUS_PLACES // 8)
    for place in places:
        bits[place // 8] |= 128 >> place % 8
    return multibase.base64url(gzip.compress(bits, mtime=0))


def decode(text: str) -> set[int]:
    """The places that are set. Raises NotAStatusList."""
    size = STATUS_PLACES // 8
    try:
        unpacking = zlib.decompressobj(wbits=31)
        bits = unpacking.decompress(multibase.from_base64url(text), size + 1)
    except (zlib.error, multibase.NotMultibase) as problem:
        raise NotAStatusList from problem
    if len(bits) != size or not unpacking.eof:
        raise NotAStatusList
    return {place for place in range(STATUS_PLACES) if bits[place // 8] & 128 >> place % 8}


def address(number: int) -> str:
    """Where the list is published."""
    return settings.SITE_URL + reverse("certificates:status_list", args=[number])


def entry(place: StatusEntry) -> Document:
    """What a credential says of its place."""
    listed_at = address(place.status_list.number)
    return {
        "id": f"{listed_at}#{place.place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": str(place.place),
        "statusListCredential": listed_at,
    }


def places_not_in_force(status_list: StatusList) -> list[int]:
    """Revoked, superseded and suspended; what is over by date says so itself."""
    entries = status_list.entries.exclude(certificate__status=Certificate.Status.VALID)
    return list(entries.order_by("place").values_list("place", flat=True))


def published(status_list: StatusList, *, at: datetime) -> bytes:
    """The signed list as it is now. Kept under what it says, so a change of any status makes a new one at once."""
    places, signer = places_not_in_force(status_list), issuer.signer()
    said = json.dumps([address(status_list.number), signer.method, places]).encode()
    key = f"certificates.status_list:{hashlib.sha256(said).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = json.dumps(signer.sign(_credential(status_list, places, at), at=at), ensure_ascii=False).encode()
        cache.set(key, kept, timeout=int(SIGNED_AGAIN_AFTER.total_seconds()))
    return kept


def _credential(status_list: StatusList, places: list[int], at: datetime) -> Document:
    listed_at = address(status_list.number)
    return {
        "@context": [jsonld.CREDENTIALS],
        "id": listed_at,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did(),
        "validFrom": dataintegrity.moment(at),
        "validUntil": dataintegrity.moment(at + LIST_LASTS),
        "credentialSubject": {
            "id": f"{listed_at}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encode(places),
        },
    }
