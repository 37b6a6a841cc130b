"""Names in every script on both designs, as pictures for people to look at: docs/names.

Made anew by ``python -m certificates.documents.specimens`` after a change of a design, a font or Typst.
"""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from certificates import designs
from certificates.documents import pdf

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "names"
PIXELS_PER_INCH = 66
COLOURS = 64
GAP = 16
NAMES = {
    "latin": ("Zoë Łukasiewicz-Nguyễn", "en"),
    "vietnamese": ("Nguyễn Thị Hằng Phượng", "vi"),
    "greek": ("Αλέξανδρος Παπαδόπουλος", "el"),
    "cyrillic": ("Їжакевич Соломія Юріївна", "uk"),  # Cyrillic, not a look-alike
    "arabic": ("محمد عبد الرحمن الفارسي", "ar"),  # Arabic, not a look-alike
    "persian": ("علی\u200cرضا پژوهش گیلانی", "fa"),  # noqa: RUF001  # Arabic, not a look-alike
    "devanagari": ("श्रीमती प्रिया क्षत्रिय", "hi"),
    "chinese-simplified": ("欧阳小明", "zh-Hans"),
    "chinese-traditional": ("陳黃淑貞", "zh-Hant-TW"),
    "japanese": ("佐藤 さくら", "ja"),
    "korean": ("김민준", "ko-KR"),
    "eighty-characters": (
        "Maria Alexandra Wilhelmina van den Berghe-Janssens de la Fontaine y Montgomery-R",
        "en",
    ),
    "mixed": ("Sara Al-Hashimi سارة الهاشمي", "en"),  # Arabic, not a look-alike
}


def draw(name: str, language: str) -> bytes:
    """Both designs side by side, in few colours. Raises CannotSetText, TextTooLong."""
    pages = [_page(design, name, language) for design in ("classic", "modern")]
    width = sum(page.width for page in pages) + GAP * (len(pages) + 1)
    sheet = Image.new("RGB", (width, pages[0].height + 2 * GAP), "#8C9592")
    for place, page in enumerate(pages):
        sheet.paste(page, (GAP + place * (page.width + GAP), GAP))
    written = io.BytesIO()
    sheet.quantize(COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def _page(design: str, name: str, language: str) -> Image.Image:
    sample = designs.load(design).sample()
    facts = pdf.CertificateFacts.from_json(json.dumps(sample["facts"]))
    facts = replace(facts, recipient_name=name, language=language)
    # The press alone notices a letter that no font has.
    pdf.render(facts, design=design, timestamp=datetime.now(UTC), options=sample["options"])
    page = pdf.draw(facts, design=design, options=sample["options"], pictures={}, ppi=PIXELS_PER_INCH)
    return Image.open(io.BytesIO(page)).convert("RGB")


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(exist_ok=True)
    for script, (name, language) in NAMES.items():
        (FOLDER / f"{script}.png").write_bytes(draw(name, language))


if __name__ == "__main__":
    main()
