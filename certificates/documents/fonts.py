"""Where the bundled fonts lie, and which of them writes a language."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import typst

PACKAGES = {
    "fontpkg_cormorant_garamond": "files",
    "fontpkg_source_sans_3": "files",
    "fontpkg_noto_serif": "files",
    "fontpkg_noto_sans": "files",  # the one with Devanagari
    "fontpkg_amiri": "files",
    "fontpkg_noto_sans_arabic": "files",
    "noto_cjk_sans_otc": "",
}
REGIONS = {"tw": "TC", "mo": "TC", "hant": "TC", "hk": "HK"}


class FontPackageMissing(Exception):
    def __init__(self, package: str) -> None:
        super().__init__(f"the font package {package} is not installed")
        self.package = package


def directories() -> list[Path]:
    """Where the packages keep their files: nothing is copied, Typst maps them from there."""
    return [_directory(package, folder) for package, folder in PACKAGES.items()]


@lru_cache(maxsize=1)
def bundled() -> typst.Fonts:
    """Searched once per process; the machine's own fonts and the wheel's are left out."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(directories()))


def cjk_face(language: str) -> str:
    """Han characters differ by region; without a hint the simplified Chinese forms are used."""
    first, *rest = language.lower().split("-")
    if first in {"ja", "ko"}:
        return f"Noto Sans CJK {'JP' if first == 'ja' else 'KR'}"
    script = next((REGIONS[part] for part in reversed(rest) if part in REGIONS), "SC")
    return f"Noto Sans CJK {script}"


def _directory(package: str, folder: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FontPackageMissing(package)
    return Path(spec.origin).parent / folder
