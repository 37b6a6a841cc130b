"""Packages: a zip file with imsmanifest.xml and items; a single item is read as well."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _

from quizzes.formats import archives, facts
from quizzes.formats.archives import Archive
from quizzes.formats.model import Draft, Entry, LeftOut, Listener, Notes, Parsed, Unreadable, Written, taken
from quizzes.formats.qti import classic, items, writing
from quizzes.formats.qti.vocabulary import HTML, to_30
from quizzes.formats.texts import brief, flat
from quizzes.formats.xmltree import Node, node, parse, serialise

MANIFEST = "imsmanifest.xml"
ITEMS = {"assessmentItem", "qti-assessment-item"}
INLINE = HTML | {"prompt", "simpleChoice", "value", "baseValue", "inlineChoice", "string", "simpleAssociableChoice"}
INLINE |= {"qti-" + re.sub(r"([A-Z])", r"-\1", name).lower() for name in INLINE if name not in HTML}
EPOCH = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Version:
    """What differs between the versions of QTI in a package."""

    name: str
    item: str
    item_space: str
    manifest_space: str
    schema: str


V21 = Version(
    "qti21",
    "imsqti_item_xmlv2p1",
    "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "QTIv2.1 Package",
)
V30 = Version(
    "qti30",
    "imsqti_item_xmlv3p0",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "QTI Package",
)


def read(raw: bytes, name: str = "") -> Parsed:
    """Raises Unreadable."""
    if not archives.is_zip(raw):
        root = parse(raw)
        if root.tag not in ITEMS | classic.ROOTS:
            raise Unreadable(_("This XML is no QTI: it starts with <%(tag)s>.") % {"tag": root.tag})
        return Parsed("qti", tuple(_entries(name or "item.xml", root, ())))
    archive = archives.opened(raw)
    notes = Notes()
    found = [entry for file, words in _files(archive, notes) for entry in _read_file(archive, file, words)]
    if not found:
        raise Unreadable(_("The package holds no question of QTI 1.2, 2.x or 3.0."))
    return Parsed("qti", tuple(found), tuple(notes))


def _files(archive: Archive, notes: Notes) -> list[tuple[str, tuple[str, ...]]]:
    """The files that may hold questions, with the keywords that the manifest gives them."""
    manifests = sorted((n for n in archive.names if PurePosixPath(n).name == MANIFEST), key=len)
    if any(name.endswith(".zip") for name in archive.names):
        notes.add(_("A package inside the package is not opened."))
    listed = _listed(archive, manifests[0], notes) if manifests else {}
    if not manifests:
        notes.add(_("It has no imsmanifest.xml; every item in it was read."))
    loose = [n for n in sorted(archive.names) if n.endswith((".xml", ".xml.qti")) and n not in listed]
    canvas = [name for name in loose if name.endswith(".xml.qti")]
    if canvas:
        # Canvas writes a quiz twice, once less well for others.
        listed = {n: words for n, words in listed.items() if not n.endswith("assessment_qti.xml")}
    extra = loose if not manifests else canvas
    return [*listed.items(), *((name, ()) for name in extra if PurePosixPath(name).name != MANIFEST)]


def _listed(archive: Archive, manifest: str, notes: Notes) -> dict[str, tuple[str, ...]]:
    folder = PurePosixPath(manifest).parent
    found: dict[str, tuple[str, ...]] = {}
    for resource in parse(archive.read(manifest)).walk():
        if resource.tag != "resource":
            continue
        kind = resource.get("type").lower()
        if "_test_" in kind or "_section_" in kind:
            notes.add(_("The test in the package is not carried; its questions are."))
        if not kind.startswith(("imsqti_item", "imsqti_xmlv1p", "imsqti_assessment")):
            continue
        hrefs = [resource.get("href"), *(file.get("href") for file in resource.all("file"))]
        href = next((href for href in hrefs if href.endswith((".xml", ".qti"))), "")
        words = tuple(flat(part.text()) for part in resource.walk() if part.tag == "keyword")
        if href:
            found[str(folder / unquote(href))] = words
    return found


def _read_file(archive: Archive, file: str, words: tuple[str, ...]) -> Iterator[Entry]:
    try:
        root = parse(archive.read(file))
    except Unreadable as error:
        yield Entry(file, PurePosixPath(file).name, reason=str(error))
        return
    yield from _entries(file, root, words)


def _entries(file: str, root: Node, words: tuple[str, ...]) -> Iterator[Entry]:
    if root.tag in classic.ROOTS:
        yield from classic.entries(file, root)
    elif root.tag in ITEMS:
        title = brief(root.get("title") or root.get("identifier"))
        yield taken(
            _("%(file)s, line %(line)d") % {"file": file, "line": root.line},
            title,
            lambda notes: _draft(root, notes, words),
        )


def _draft(root: Node, notes: Notes, words: tuple[str, ...]) -> Draft:
    return items.read(root, notes, words)


def write_21(drafts: Iterable[Draft], listener: Listener) -> Iterator[bytes]:
    return _write(drafts, listener, V21)


def write_30(drafts: Iterable[Draft], listener: Listener) -> Iterator[bytes]:
    return _write(drafts, listener, V30)


class _Sink(io.RawIOBase):
    """Takes what the zip writer writes until it is sent on."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def drained(self) -> bytes:
        sent, self.waiting = b"".join(self.waiting), []
        return sent


def _write(drafts: Iterable[Draft], listener: Listener, version: Version) -> Iterator[bytes]:
    sink = _Sink()
    resources: list[Node] = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for draft in drafts:
            notes = Notes()
            try:
                item = _item(draft, notes, version, len(resources) + 1)
            except LeftOut as error:
                listener(Written(draft, reason=str(error), notes=tuple(notes)))
                continue
            file = f"items/{item.get('identifier')}.xml"
            _add(archive, file, item)
            resources.append(_resource(draft, file, item.get("identifier"), version))
            listener(Written(draft, notes=tuple(notes)))
            yield sink.drained()
        _add(archive, MANIFEST, _manifest(resources, version))
    yield sink.drained()


def _add(archive: zipfile.ZipFile, name: str, tree: Node) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + serialise(tree, inline=INLINE) + "\n"
    archive.writestr(info, text)


def _item(draft: Draft, notes: Notes, version: Version, place: int) -> Node:
    content = writing.reduce(draft.content, notes)
    name = draft.ref if re.fullmatch(r"[A-Za-z_][A-Za-z0-9._-]{0,39}", draft.ref) else f"question-{place}"
    tree = writing.item(content, identifier=name, title=facts.title_of(draft))
    tree = to_30(tree) if version is V30 else tree
    for part in tree.walk():
        if version is V30 and part.get("template"):
            file = part.get("template").rsplit("/", 1)[-1]
            part.attributes["template"] = f"https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{file}.xml"
    tree.attributes = {"xmlns": version.item_space} | tree.attributes
    return tree


def _resource(draft: Draft, file: str, name: str, version: Version) -> Node:
    tags = [*facts.tags_of(draft), *([f"topic:{draft.topic}"] if draft.topic else [])]
    keywords = [node("keyword", {}, node("string", {"language": "en"}, tag)) for tag in tags]
    lom = node("lom", {"xmlns": "http://ltsc.ieee.org/xsd/LOM"}, node("general", {}, *keywords))
    about = [node("metadata", {}, lom)] if keywords else []
    facts_of = {"identifier": f"resource-{name}", "type": version.item, "href": file}
    return node("resource", facts_of, *about, node("file", {"href": file}))


def _manifest(resources: Iterable[Node], version: Version) -> Node:
    about = node("metadata", {}, node("schema", {}, version.schema), node("schemaversion", {}, "1.0.0"))
    attributes: Mapping[str, str] = {"xmlns": version.manifest_space, "identifier": "waymark-questions"}
    return node("manifest", attributes, about, node("organizations"), node("resources", {}, *resources))
