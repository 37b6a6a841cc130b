"""Who an entry is, on every server that loads it."""

import uuid

from cms.package.entries import Entry

NAMESPACE = uuid.UUID("6f3a1c0e-6d0b-5d0e-9a55-4a6a2f1f7a10")


class Identities:
    """What a package says, or else what follows from the course and the entry's id."""

    def __init__(self, course: Entry) -> None:
        self.given = course.uuid("uuid")
        self.name = str(course.values.get("id", ""))
        self.course = self.given or uuid.uuid5(NAMESPACE, f"{self.name}/")

    def of(self, entry: Entry, name: str) -> uuid.UUID:
        return entry.uuid("uuid") or self._derived(name)

    def _derived(self, name: str) -> uuid.UUID:
        return uuid.uuid5(self.given, name) if self.given else uuid.uuid5(NAMESPACE, f"{self.name}/{name}")
