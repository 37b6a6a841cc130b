"""A certificate as a tagged, archivable PDF. Plain values in, bytes out; equal values give equal bytes."""

import json
import re
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import typst

from certificates import designs, wording
from certificates.documents import fonts, press, qr

STANDARDS: "list[typst.PDFStandard]" = ["ua-1", "a-2a"]
MAX_SIGNATORIES = 3
INK = "#14212B"
MONTHS = (  # not the machine's locale
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
TOO_LONG = re.compile(r'does-not-fit"?, "?([\w.]+)')


class TooManySignatories(Exception):
    """A certificate carries at most three signatures."""


@dataclass(frozen=True)
class Signatory:
    """``picture`` is the SHA-256 of the signature's PNG, empty where there is none."""

    name: str
    role: str
    picture: str = ""


@dataclass(frozen=True)
class CertificateFacts:
    """Everything printed. `language` is that of the holder's name, as a BCP 47 tag; it chooses the Han letterforms."""

    recipient_name: str
    language: str
    course_title: str
    course_version: str
    credential_title: str
    credential_type: str
    learning_minutes: int
    issued_on: date
    expires_on: date | None
    issuer_name: str
    issuer_url: str
    signatories: tuple[Signatory, ...]
    serial: str
    code: str
    verify_url: str
    criteria: str
    score: str | None = None

    def __post_init__(self) -> None:
        if len(self.signatories) > MAX_SIGNATORIES:
            raise TooManySignatories(len(self.signatories))

    def as_json(self) -> str:
        """Dates as ISO 8601, keys in order: the same facts always give the same text."""
        return json.dumps(asdict(self), default=date.isoformat, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "CertificateFacts":
        values = json.loads(text)
        values["signatories"] = tuple(Signatory(**signatory) for signatory in values["signatories"])
        values["issued_on"] = date.fromisoformat(values["issued_on"])
        values["expires_on"] = date.fromisoformat(values["expires_on"]) if values["expires_on"] else None
        return cls(**values)


def render(
    facts: CertificateFacts,
    *,
    design: str,
    timestamp: datetime,
    options: Mapping[str, object] | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """`timestamp` must know its time zone. An upgrade of Typst or of a font may change the bytes: keep what was made.

    `pictures` holds the PNG of every digest that facts and options name.
    Raises CannotSetText, TextTooLong, NotAWebAddress, UnknownDesign, UnsuitableOption, CompiledBeforeFork.
    """
    if timestamp.tzinfo is None:
        raise ValueError("timestamp has no time zone")
    chosen = designs.load(design)
    data = _data(facts, chosen.options(options or {}), pictures or {})
    return _compile(chosen, data, format="pdf", pdf_standards=STANDARDS, timestamp=int(timestamp.timestamp()))


def draw(
    facts: CertificateFacts, *, design: str, options: Mapping[str, object], pictures: Mapping[str, bytes], ppi: int
) -> bytes:
    """The same page as a PNG. A glyph that no font has is not noticed here: render it first."""
    chosen = designs.load(design)
    return _compile(chosen, _data(facts, chosen.options(options), pictures), format="png", ppi=ppi)


def printed_date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def printed_duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "hour"), (rest, "minute")]
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count) or "0 minutes"


def _data(facts: CertificateFacts, options: dict[str, Any], pictures: Mapping[str, bytes]) -> dict[str, Any]:
    """What a design reads: text that passed the checks, nothing to compute."""
    printed = _printed(facts)
    signatories = [asdict(signatory) for signatory in facts.signatories] or options["signatories"]
    return {
        "facts": printed,
        "signatories": [_signatory(signatory, pictures) for signatory in signatories],
        "wording": {name: wording.fill(text, printed) for name, text in options.items() if isinstance(text, str)},
        "accent": options["accent"],
        "logo": _picture(options["logo"], pictures),
        "language": language(options["language"]),
        "name": {"language": language(facts.language), "direction": wording.direction(printed["recipient_name"])},
        "cjk": fonts.cjk_face(facts.language),
        "check_at": _address_to_type(printed["verify_url"], facts.code),
        "qr": qr.svg(facts.verify_url, ink=INK),
    }


def _printed(facts: CertificateFacts) -> dict[str, str]:
    values = {name: value for name, value in asdict(facts).items() if isinstance(value, str)}
    values["learning"] = printed_duration(facts.learning_minutes)
    values["issued_on"] = printed_date(facts.issued_on)
    values["expires_on"] = printed_date(facts.expires_on) if facts.expires_on else ""
    values["score"] = facts.score or ""
    for address in ("issuer_url", "verify_url"):
        wording.web_address(values[address], address)
    return {name: wording.printable(value, name) for name, value in values.items()}


def _signatory(signatory: Mapping[str, str], pictures: Mapping[str, bytes]) -> dict[str, Any]:
    texts = {part: wording.printable(signatory[part], f"signatories.{part}") for part in ("name", "role")}
    return {**texts, "picture": _picture(signatory["picture"], pictures)}


def _picture(digest: str, pictures: Mapping[str, bytes]) -> dict[str, Any] | None:
    """A PNG as Typst takes it from JSON: a list of numbers, and the size that its header tells."""
    if not digest:
        return None
    content = pictures[digest]
    width, height = struct.unpack(">II", content[16:24])
    return {"content": list(content), "width": width, "height": height}


def _address_to_type(verify_url: str, code: str) -> str:
    """Without the scheme, and without the code, which is printed beside it."""
    return verify_url.split("://", 1)[1].rstrip("/").removesuffix(f"/{code}")


def language(tag: str) -> dict[str, str | None]:
    if not designs.LANGUAGE.fullmatch(tag):
        raise ValueError(f"{tag!r} is not a language tag")
    first, *rest = tag.split("-")
    region = next((part.upper() for part in rest if len(part) == 2 and part.isalpha()), None)
    return {"code": first, "region": region}


def _compile(design: designs.Design, data: dict[str, Any], **output: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    try:
        made = press.compiler().compile(input=str(design.entry), sys_inputs={"data": text}, **output)
    except typst.TypstError as error:
        raise _explained(error, data) from error
    if not isinstance(made, bytes):
        raise TypeError("a certificate is one page")
    return made


def _explained(error: typst.TypstError, data: dict[str, Any]) -> Exception:
    if match := TOO_LONG.search(error.message):
        return wording.TextTooLong(match[1])
    if missing := missing_glyph(error):
        return wording.CannotSetText(missing, _holder(missing, data))
    return error


def missing_glyph(error: typst.TypstError) -> str:
    """The first character that no font has; empty when something else went wrong."""
    match = NO_GLYPH.search(error.message)
    return ESCAPED.sub(lambda code: chr(int(code[1], 16)), match[1])[0] if match else ""


def _holder(character: str, data: dict[str, Any]) -> str:
    """The holder's name first: the field that most often brings a rare letter."""
    texts = [*data["facts"].items(), *data["wording"].items()]
    texts += [(f"signatories.{part}", entry[part]) for entry in data["signatories"] for part in ("name", "role")]
    texts.sort(key=lambda text: text[0] != "recipient_name")
    return next((name for name, text in texts if character in text), "design")
