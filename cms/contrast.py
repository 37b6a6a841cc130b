"""Whether colours can be read on ours: the contrast of WCAG 2.2, and the papers of ``static/css/tokens.css``."""

import re
from dataclasses import dataclass

ENOUGH = 4.5
HEX = re.compile(r"#[0-9a-f]{6}")
CHANNEL_KNEE = 0.04045
WEIGHTS = (0.2126, 0.7152, 0.0722)


@dataclass(frozen=True)
class Theme:
    """What colours stand on, what stands on the primary one, and which way it turns under the pointer."""

    papers: tuple[str, ...]
    on_primary: str
    primary: str
    primary_strong: str
    accent: str
    towards: str


LIGHT = Theme(("#fbfaf7", "#ffffff", "#eef1ec"), "#ffffff", "#0b5c5c", "#084848", "#a34a00", "#000000")
DARK = Theme(("#0f1719", "#172326", "#0b1113"), "#0f1719", "#5cc8c0", "#86dbd4", "#f2b75f", "#ffffff")


def ratio(one: str, other: str) -> float:
    """Between 1 and 21, whichever of the two is lighter."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def worst(colour: str, theme: Theme, *, carries_text: bool) -> float:
    """The least contrast where the theme uses the colour: as text on its papers, and below text on buttons."""
    beside = (*theme.papers, theme.on_primary) if carries_text else theme.papers
    return min(ratio(colour, other) for other in beside)


def strong(colour: str, theme: Theme) -> str:
    """The colour under the pointer: a quarter of the way to more contrast."""
    mixed = (round(one * 0.75 + other * 0.25) for one, other in zip(_rgb(colour), _rgb(theme.towards), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _luminance(colour: str) -> float:
    parts = (channel / 255 for channel in _rgb(colour))
    linear = (part / 12.92 if part <= CHANNEL_KNEE else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip(WEIGHTS, linear, strict=True))


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
