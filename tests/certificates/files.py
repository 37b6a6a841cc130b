"""Small files of each kind that is accepted, and some that only pretend."""

import io

from PIL import Image

from certificates import enclosures

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(kind: str) -> bytes:
    """A picture of four pixels."""
    target = io.BytesIO()
    Image.new("RGB", (2, 2), "teal").save(target, kind)
    return target.getvalue()


def enclosure(name: str = "proof.pdf") -> enclosures.Enclosure:
    """A file that was looked into."""
    return enclosures.read(PDF, name=name)


def large_picture(colour: str, kind: str = "PNG") -> bytes:
    """Large enough to be printed."""
    target = io.BytesIO()
    Image.new("RGB", (120, 48), colour).save(target, kind)
    return target.getvalue()
