"""What every step of one loading needs: the package, who loads it, and what is here already."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.files.images import ImageFile
from django.db import models
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import RevisionMixin

from accounts.models import User
from cms.models import CoursePage
from cms.package import attachments, fingerprints
from cms.package.fingerprints import Key
from cms.package.gather import Pictures, gather
from cms.package.model import ImageSpec, Package


@dataclass
class Report:
    """What loading did, by the entry's name."""

    created: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    unchanged: int = 0

    def __str__(self) -> str:
        return (
            f"{len(self.created)} created, {len(self.revised)} revised, "
            f"{len(self.retired)} retired, {self.unchanged} unchanged"
        )


class Desk:
    """Without an actor an operator loads, and everything is published at once. With one, drafts are made."""

    def __init__(self, package: Package, actor: User | None) -> None:
        self.package = package
        self.actor = actor
        self.report = Report()
        self.prints = fingerprints.of(package)
        self.here = known(package)
        self.images = {image.file: image for image in package.images}
        self.attached = {entry.file: entry for entry in package.attachments}

    @property
    def step_count(self) -> int:
        """How many steps a loading has."""
        package = self.package
        return 4 + len(package.claims) + len(package.questions) + len(package.modules) + len(package.lessons)

    @property
    def publishes(self) -> bool:
        return self.actor is None

    def is_known(self, key: Key, row: models.Model | None) -> bool:
        """Whether the site has it as the package says: as loaded once, as it is live, or as the newest draft."""
        if row is None:
            return False
        wanted = self.prints[key]
        stored = {getattr(row, "package_digest", ""), self.here.get(key, "")}
        if not self.publishes and isinstance(row, RevisionMixin) and row.latest_revision:
            stored.add(row.latest_revision.content.get("package_digest", ""))
        return wanted in stored

    def note(self, key: Key, row: models.Model) -> None:
        """What is here is what the package says: a later package is compared with that."""
        self.report.unchanged += 1
        if (
            getattr(row, "package_digest", None) not in {None, self.prints[key]}
            and self.here.get(key) == self.prints[key]
        ):
            type(row)._default_manager.filter(pk=row.pk).update(package_digest=self.prints[key])

    def document(self, file: str) -> Document:
        """The same for a file."""
        return attachments.load(self.package.root, self.package.slug, self.attached[file])

    def image(self, spec: ImageSpec | None) -> Image | None:
        """The site's image with this content, or a new one."""
        if spec is None:
            return None
        content = (self.package.root / spec.file).read_bytes()
        sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # Wagtail's own name for a file's content
        existing = Image.objects.filter(file_hash=sha1).order_by("pk").first()
        if existing is not None:
            return existing
        name = spec.file.rsplit("/", 1)[-1]
        with (self.package.root / spec.file).open("rb") as file:
            image = Image(title=f"{self.package.slug}: {name}", description=spec.alt[:255], file_hash=sha1)
            image.file = ImageFile(file, name=f"{self.package.slug}-{name}")
            image.uploaded_by_user = self.actor
            image.save()
        return image


def known(package: Package) -> Mapping[Key, str]:
    """The fingerprints of the course as it is live here; empty when it isn't here, or holds what no package can."""
    course = CoursePage.objects.live().filter(translation_key=package.uuid).first()
    return fingerprints.readable(gather(course, Pictures(course))) if course else {}
