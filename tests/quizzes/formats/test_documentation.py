"""docs/formats.md says what the code does."""

from pathlib import Path

import pytest

from quizzes.formats import comparison

PAGE = Path(__file__).resolve().parents[3] / "docs" / "formats.md"


@pytest.mark.parametrize("table", [comparison.kinds, comparison.features])
def test_tables_are_those_of_the_code(table: object) -> None:
    assert callable(table)
    assert table() in PAGE.read_text()
