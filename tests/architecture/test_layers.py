"""The contracts of .importlinter name every edge there is. `make check` runs the contracts themselves."""

import configparser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "courses", "quizzes", "certificates")
EDGES = ("views", "forms", "tasks", "receivers")


def contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


def modules(app: str) -> set[str]:
    files = {path.stem for path in (ROOT / app).glob("*.py") if path.stem != "__init__"}
    return files | {path.parent.name for path in (ROOT / app).glob("*/__init__.py")}


@pytest.mark.parametrize("app", ["courses", "quizzes", "certificates"])
def test_every_edge_of_an_app_is_kept_to_itself(app: str) -> None:
    protected = contracts()[f"importlinter:contract:private-{app}"]["protected_modules"].split()
    assert set(protected) == {f"{app}.{edge}" for edge in EDGES if edge in modules(app)}


def test_rules_without_a_database_stay_so() -> None:
    pure = set(contracts()["importlinter:contract:pure"]["source_modules"].split())
    names = (
        "completion",
        "confidence",
        "spacing",
        "interactions",
        "linting",
        "scoring",
        "selection",
        "similarity",
        "statistics",
        "terms",
        "remarking",
        "batchfiles",
        "codes",
        "validity",
        "designs",
        "multibase",
        "wording",
        "articles",
        "assertions",
        "comparison",
        "passages",
        "planning",
        "promises",
    )
    assert pure == {f"{app}.{name}" for app in APPS for name in names if name in modules(app)}
