import re

import pytest

from certificates.documents import engraving


@pytest.mark.parametrize("name", engraving.DRAWINGS)
def test_kept_drawing_is_the_one_that_is_drawn(name: str) -> None:
    kept = (engraving.DESIGNS / name).read_text(encoding="utf-8")
    assert kept == engraving.DRAWINGS[name](), "draw it anew: python -m certificates.documents.engraving"


def test_every_strand_ends_where_it_began() -> None:
    strands = [engraving.Strand(3.1), engraving.Strand(-2), engraving.Strand(3.1, 1.2)]
    path, _height, _radius = engraving.plait(273, 22, 14, strands)
    for strand in path.removesuffix("Z").split("Z"):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", strand)]
        assert numbers[-2:] == pytest.approx(numbers[:2], abs=0.011)


def test_plait_stays_between_the_rules() -> None:
    path, height, _radius = engraving.plait(273, 22, 14, [engraving.Strand(3.1)])
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    assert min(numbers[0::2]) >= (297 - 273) / 2 - 4
    assert max(numbers[1::2]) <= (210 + height) / 2 + 4
