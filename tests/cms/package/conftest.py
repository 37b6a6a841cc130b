import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cms
from cms.package.model import Package
from cms.package.problems import PackageError
from cms.package.read import read

BUILT_IN = Path(cms.__file__).parent / "packages" / "medical-travel-belgium"


@pytest.fixture(scope="session")
def built_in() -> Package:
    return read(BUILT_IN)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the built-in package, to break."""
    return Path(shutil.copytree(BUILT_IN, tmp_path / "course"))


@pytest.fixture
def edit(folder: Path) -> Callable[[str, Callable[[Any], object]], None]:
    """Changes one JSON file of the copy in place."""

    def change(name: str, alter: Callable[[Any], object]) -> None:
        path = folder / name
        values = json.loads(path.read_text())
        alter(values)
        path.write_text(json.dumps(values))

    return change


@pytest.fixture
def complaints(folder: Path) -> Callable[[], list[str]]:
    """What reading the copy complains of, one line per problem."""

    def lines() -> list[str]:
        with pytest.raises(PackageError) as caught:
            read(folder)
        return str(caught.value).splitlines()

    return lines
