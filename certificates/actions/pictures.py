"""Keeping logos and signatures: each once, under the digest of its content, for good."""

from collections.abc import Iterable

from django.core.files.base import ContentFile

from certificates.actions import documents
from certificates.models import DesignPicture
from certificates.pictures import Picture


class UnknownPicture(Exception):
    """No picture of that digest was ever kept."""


def keep(picture: Picture) -> DesignPicture:
    """The file is written before the row, so that a row's file is always there; the same picture is kept once."""
    digest = picture.sha256
    path = f"pictures/{digest[:2]}/{digest}.png"
    if not documents.store().exists(path):
        path = documents.store().save(path, ContentFile(picture.content))
    kept, _ = DesignPicture.objects.get_or_create(
        sha256=digest, defaults={"width": picture.width, "height": picture.height, "path": path}
    )
    return kept


def contents(digests: Iterable[str]) -> dict[str, bytes]:
    """The PNG of each. Raises UnknownPicture. No query where nothing is asked for."""
    wanted = set(digests)
    if not wanted:
        return {}
    paths = dict(DesignPicture.objects.filter(sha256__in=wanted).values_list("sha256", "path"))
    if missing := wanted - paths.keys():
        raise UnknownPicture(min(missing))
    return {digest: _content(path) for digest, path in paths.items()}


def refuse_unknown(digests: Iterable[str]) -> None:
    """Raises UnknownPicture."""
    wanted = set(digests)
    known = set(DesignPicture.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    if missing := wanted - known:
        raise UnknownPicture(min(missing))


def _content(path: str) -> bytes:
    with documents.store().open(path) as file:
        return bytes(file.read())
