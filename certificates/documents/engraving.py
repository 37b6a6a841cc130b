"""The line work of the designs, drawn once and kept beside them: ``python -m certificates.documents.engraving``.

Drawn by Typst, the same lines would cost more time on every certificate than all that is written on it.
"""

import cmath
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

DESIGNS = Path(__file__).parent / "designs"
PAGE = (297, 210)  # landscape A4, in millimetres like everything here
SEGMENTS_PER_WAVE = 2
SEGMENTS_PER_CORNER_WAVE = 4
ROUNDINGS = ((2, 0.16, 0.0, 1), (3, 0.08, math.radians(40), 0), (5, 0.03, math.pi / 2, -1))


@dataclass(frozen=True)
class Strand:
    """One line of a plait: how far it leaves the middle, and where in its wave it starts."""

    reach: float
    phase: float = 0.0


@dataclass(frozen=True)
class Node:
    """A place on a curve and the way on from it per millimetre, as complex numbers: x to the right, y down."""

    place: complex
    onward: complex


def plait(width: float, across: int, down: int, strands: Sequence[Strand]) -> tuple[str, float, float]:
    """A closed frame of ``across`` by ``down`` waves and two more round each corner, in the middle of the page.

    Its middle line is ``width`` wide; the height and the radius of the corners follow. Returns path, height, radius.
    """
    period = width / (across + 8 / math.pi)
    radius = 4 * period / math.pi
    height = down * period + 2 * radius
    start = complex((PAGE[0] - width) / 2 + radius, (PAGE[1] - height) / 2)
    paths = [_path(_round(start, (across, down), period, strand)) for strand in strands]
    return "".join(paths), height, radius


def _round(start: complex, waves: tuple[int, int], period: float, strand: Strand) -> Iterator[list[Node]]:
    """Once round the page, side by corner; every piece ends where the next begins."""
    place, heading = start, 1 + 0j
    corner = 2 * period
    for side in (*waves, *waves):
        yield _wave(place, heading, side * period, 0, side * SEGMENTS_PER_WAVE, period, strand)
        place += heading * side * period
        yield _wave(place, heading, corner, math.pi / 2 / corner, 2 * SEGMENTS_PER_CORNER_WAVE, period, strand)
        place += heading * (1 + 1j) * corner / (math.pi / 2)
        heading *= 1j


def _wave(
    place: complex, heading: complex, length: float, bend: float, count: int, period: float, strand: Strand
) -> list[Node]:
    """Waves along a straight line, or along an arc that turns right by ``bend`` radians per millimetre."""
    nodes = []
    for step in range(count + 1):
        along = length * step / count
        turn = cmath.exp(1j * bend * along)
        middle = place + heading * ((turn - 1) / (1j * bend) if bend else along)
        angle = 2 * math.pi * along / period + strand.phase
        off, slope = strand.reach * math.sin(angle), strand.reach * 2 * math.pi / period * math.cos(angle)
        outward = -1j * heading * turn
        onward = heading * turn * (1 + off * bend) + outward * slope
        nodes.append(Node(middle + outward * off, onward * length / count))
    return nodes


def _path(pieces: Iterator[list[Node]]) -> str:
    written = ""
    for piece in pieces:
        first = piece[0]
        written = written or f"M{_point(first.place)}"
        written += f"C{_point(first.place + first.onward / 3)} "
        written += "S".join(f"{_point(node.place - node.onward / 3)} {_point(node.place)}" for node in piece[1:])
    return written + "Z"


def contours(summit: complex, count: int, distance: float, *, steps: int = 24) -> str:
    """Heights round a summit, as a map shows them: circles bent by three slow waves, each turned a little further."""
    return "".join(_ring(summit, distance * (i + 1), math.radians(24 + 4 * i), steps) for i in range(count))


def _ring(summit: complex, radius: float, turn: float, steps: int) -> str:
    angles = [2 * math.pi * step / steps for step in range(steps)]
    points = []
    for angle in angles:
        bent = radius * (1 + sum(part * math.sin(n * angle + at + way * turn) for n, part, at, way in ROUNDINGS))
        points.append(summit + complex(bent * math.cos(angle), 1.25 * bent * math.sin(angle)))
    middles = [(point + following) / 2 for point, following in zip(points, points[1:] + points[:1], strict=True)]
    curves = zip(points[1:] + points[:1], middles[1:] + middles[:1], strict=True)
    return f"M{_point(middles[0])}" + "".join(f"Q{_point(by)} {_point(to)}" for by, to in curves) + "Z"


def classic_frame() -> str:
    """A plait between two rules."""
    width = 273
    strands = [Strand(3.1 * part) for part in (-1, -0.62, -0.24, 0.24, 0.62, 1)]
    strands += [Strand(3.1, math.pi / 2), Strand(-3.1, math.pi / 2)]
    path, height, radius = plait(width, 22, 14, strands)
    outer = _rule(width + 8, height + 8, radius + 4, 0.21)
    inner = _rule(width - 8, height - 8, radius - 4, 0.12)
    return _svg(f'<path stroke="{{hair}}" stroke-width="0.078" d="{path}"/>{outer}{inner}', *PAGE)


def _rule(width: float, height: float, radius: float, stroke: float) -> str:
    x, y = (PAGE[0] - width) / 2, (PAGE[1] - height) / 2
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" rx="{radius:.2f}"'
        f' stroke="{{accent}}" stroke-width="{stroke}"/>'
    )


def modern_contours() -> str:
    """The map on the spine."""
    width = 66
    return _svg(f'<path stroke="{{hair}}" stroke-width="0.123" d="{contours(50 + 78j, 12, 7)}"/>', width, PAGE[1])


def _svg(drawing: str, width: float, height: float) -> str:
    """Colours in braces are filled in by the design."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" fill="none">{drawing}</svg>\n'


def _point(place: complex) -> str:
    return f"{_number(place.real)} {_number(place.imag)}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


DRAWINGS = {"classic/frame.svg": classic_frame, "modern/contours.svg": modern_contours}


if __name__ == "__main__":
    for name, draw in DRAWINGS.items():
        (DESIGNS / name).write_text(draw(), encoding="utf-8")
