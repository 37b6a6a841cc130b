import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certificates import designs, wording
from certificates.documents import fonts, pdf, press, qr

MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def classic(_: int = 0) -> bytes:
    facts = pdf.CertificateFacts.from_json(json.dumps(designs.load("classic").sample()["facts"]))
    return pdf.render(facts, design="classic", timestamp=MADE_AT)


def test_threads_make_the_same_document() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(classic, range(8)))) == 1


def test_process_forked_after_a_document_is_refused_instead_of_hanging() -> None:
    classic()
    child = os.fork()
    if child == 0:
        try:
            classic()
        except press.CompiledBeforeFork:
            os._exit(7)
        except BaseException:  # noqa: BLE001 - a forked test process must end here
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_every_font_directory_is_there() -> None:
    assert all(any(directory.glob("*.tt[fc]")) for directory in fonts.directories())


def test_only_bundled_fonts_are_used() -> None:
    known = [str(directory) for directory in fonts.directories()]
    assert {str(Path(font.path or "").parent) for font in fonts.bundled().fonts()} == set(known)


@pytest.mark.parametrize(
    ("language", "face"),
    [
        ("ja", "JP"),
        ("ko-KR", "KR"),
        ("zh", "SC"),
        ("zh-Hans-SG", "SC"),
        ("zh-TW", "TC"),
        ("zh-Hant", "TC"),
        ("zh-Hant-HK", "HK"),
        ("en", "SC"),
    ],
)
def test_language_chooses_the_han_face(language: str, face: str) -> None:
    assert fonts.cjk_face(language) == f"Noto Sans CJK {face}"


def test_qr_code_is_one_drawing_up_to_its_edge() -> None:
    drawing = qr.svg("https://waymark.example/verify/7K4P-2QXR-9HTM/", ink="#14212B")
    assert drawing.startswith("<svg")
    assert "M0 0.5h7" in drawing


def test_qr_code_of_something_else_than_an_address_is_refused() -> None:
    with pytest.raises(wording.NotAWebAddress):
        qr.svg("7K4P-2QXR-9HTM", ink="#14212B")
