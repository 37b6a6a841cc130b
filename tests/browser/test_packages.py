"""A course leaves the studio, comes back, and is copied, by a real worker behind a real browser."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.screens import shoot
from tests.browser.test_editor import Desk

SLOW = 120_000  # a busy machine is no failure


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Desk]:
    opened = Desk(browser, site)
    yield opened
    for context in opened.contexts:
        context.close()


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


def test_a_course_leaves_comes_back_and_is_copied(desk: Desk, tmp_path: Path) -> None:
    page = desk.open("instructor")
    page.goto("/cms/packages/")
    shoot(page, "packages-empty")
    page.get_by_role("link", name="Export a course").click()
    shoot(page, "packages-export")
    page.get_by_role("button", name="Make the package").click()
    wait(page, "The package is ready")
    shoot(page, "packages-exported")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the package").click()
    path = tmp_path / "course.zip"
    download.value.save_as(path)

    page.goto("/cms/packages/load/")
    shoot(page, "packages-load")
    page.set_input_files("input[type=file]", revised(path, tmp_path / "revised.zip"))
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
    page.goto("/cms/packages/")
    shoot(page, "packages-list")
    page.goto("/cms/packages/load/")
    bad = tmp_path / "bad.zip"
    bad.write_bytes(path.read_bytes()[:5000])
    page.set_input_files("input[type=file]", bad)
    page.get_by_role("button", name="Look into the package").click()
    wait(page, "so nothing has changed")
    page.reload()
    shoot(page, "packages-refused")
    assert desk.complaints == []
