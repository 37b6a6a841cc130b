"""A course leaves the studio, comes back, and is copied, by a real worker behind a real browser."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, running
from tests.browser.desk import Desk
from tests.browser.screens import shoot

SLOW = 120_000  # a busy machine is no failure


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One of its own: others look courses and questions up by what a copy has, too."""
    with running(tmp_path_factory.mktemp("var")) as made:
        yield made


def wait(page: Page, words: str) -> None:
    """The screen looks by itself what the worker does."""
    expect(page.locator("#progress")).to_contain_text(words, timeout=SLOW)


def revised(path: Path, target: Path) -> Path:
    """As another site sends it back."""
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(b"No medical training", b"No medical schooling"))
    return target


def export(page: Page, path: Path) -> None:
    """Make the package of the built-in course and take it."""
    page.goto("/cms/packages/")
    shoot(page, "packages-empty")
    page.get_by_role("link", name="Export a course").click()
    shoot(page, "packages-export")
    page.get_by_role("button", name="Make the package").click()
    wait(page, "The package is ready")
    shoot(page, "packages-exported")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the package").click()
    download.value.save_as(path)


def load(page: Page, path: Path) -> None:
    """Have a package reported on, then made drafts of, and go to its course."""
    page.goto("/cms/packages/load/")
    shoot(page, "packages-load")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Look into the package").click()
    shoot(page, "packages-looking")
    wait(page, "This package holds")
    page.reload()
    shoot(page, "packages-report")
    page.get_by_role("button", name="Load as drafts").click()
    wait(page, "The drafts are made")
    page.get_by_role("link", name="Show the course").click()
    page.wait_for_url("**/cms/pages/*/")
    shoot(page, "packages-course")


def duplicate(page: Page) -> None:
    """From the course's own menu."""
    page.get_by_role("button", name="Actions").first.click()
    shoot(page, "packages-menu")
    page.get_by_role("link", name="Duplicate for another country").click()
    page.get_by_label("Title of the copy").fill("Stem cells in Spain")
    page.get_by_label("Address part").fill("stem-cells-spain")
    page.get_by_label("Country or jurisdiction").fill("Spain")
    shoot(page, "packages-copy")
    page.get_by_role("button", name="Make the copy").click()
    shoot(page, "packages-copying")
    wait(page, "The drafts are made")
    page.reload()
    shoot(page, "packages-copied")
    page.get_by_role("link", name="Show the course").click()
    expect(page.get_by_role("heading", name="Stem cells in Spain").first).to_be_visible()
    shoot(page, "packages-copy-pages")


def have_refused(page: Page, path: Path) -> None:
    """What is no whole package."""
    page.goto("/cms/packages/load/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Look into the package").click()
    wait(page, "so nothing has changed")
    page.reload()
    shoot(page, "packages-refused")


def test_a_course_leaves_comes_back_and_is_copied(desk: Desk, tmp_path: Path) -> None:
    page, path, broken = desk.open("instructor"), tmp_path / "course.zip", tmp_path / "broken.zip"
    export(page, path)
    load(page, revised(path, tmp_path / "revised.zip"))
    duplicate(page)
    page.goto("/cms/packages/")
    shoot(page, "packages-list")
    broken.write_bytes(path.read_bytes()[:5000])
    have_refused(page, broken)
    assert desk.complaints == []
