"""What programs of others say of a document that we issued and sealed. CI has poppler-utils."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from certificates.actions import documents
from certificates.models import Artifact
from tests.certificates.seals import make_seal

pytestmark = pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils is not installed")


@pytest.fixture
def sealing(settings: Any, tmp_path: Path) -> None:
    make_seal(settings, tmp_path / "seal")


@pytest.fixture
def document(sealing: None, made: Artifact, tmp_path: Path) -> Path:
    """The file as its holder downloads it."""
    path = tmp_path / "certificate.pdf"
    path.write_bytes(documents.content(made))
    return path


def told(program: str, *arguments: str | Path) -> str:
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout  # noqa: S603  # our own file


def test_seal_covers_the_total_document(document: Path) -> None:
    report = told("pdfsig", "-nocert", document)
    assert "Total document signed" in report
    assert "Signature is Valid" in report


def test_every_font_is_embedded(document: Path) -> None:
    heading, rule, *fonts = told("pdffonts", document).splitlines()
    start = heading.index("emb")
    embedded = {line[start : start + 3].strip() for line in fonts}
    assert rule.startswith("---")
    assert embedded == {"yes"}


def test_name_and_code_can_be_found(document: Path, made: Artifact) -> None:
    text = told("pdftotext", "-layout", document, "-")
    assert "Lena Learner" in text
    assert made.certificate.code in text
    assert made.certificate.serial is not None
    assert made.certificate.serial in text


def test_document_is_tagged_and_has_one_page(document: Path) -> None:
    report = told("pdfinfo", document)
    assert "Tagged:          yes" in report
    assert "Pages:           1\n" in report
