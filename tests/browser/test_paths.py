"""From enrolling to the certificate by keyboard alone, and once without scripts."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import robot
from tests.browser.conftest import Site, run_program

COURSE = "/courses/medical-travel-belgium/"
EXAM = f"{COURSE}final-exam/"
MOST_TABS = 120
# What a keyboard answers here; the other kinds have tests of their own and are few.
CHOICES = {"single_choice", "true_false", "scenario"}
IS_REACHED = """(aim) => {
  const at = document.activeElement;
  return aim === at || (aim.type === "radio" && aim.name === at.name);
}"""


@pytest.fixture
def newcomer(site: Site) -> dict[str, str]:
    """Signed up, and nothing else."""
    return run_program(site, "cast", "everybody", "en-gb")["newcomer"]


@pytest.fixture
def visit(browser: Browser, site: Site, newcomer: dict[str, str]) -> Iterator[Callable[..., Page]]:
    """``visit()``: the newcomer's tab; options are those of a browser's context."""
    opened: list[BrowserContext] = []

    def go(**options: Any) -> Page:
        context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900}, **options)
        opened.append(context)
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": "sessionid", "value": newcomer["session"], "url": site.url}])
        return context.new_page()

    yield go
    for context in opened:
        context.close()


def tab_to(page: Page, target: Locator) -> None:
    """Press the Tab key until the target, or in its group of radio buttons another, has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate(IS_REACHED):
            return
    pytest.fail(f"the Tab key does not lead to {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to it and press it."""
    tab_to(page, target)
    page.keyboard.press(key)


def choose(page: Page, radio: Locator) -> None:
    """Arrows move within a group; a space takes the one that has the focus."""
    tab_to(page, radio)
    page.keyboard.press("Space")
    for _ in range(8):
        if radio.is_checked():
            return
        page.keyboard.press("ArrowDown")
    pytest.fail("the arrow keys do not lead to the option")


def answer(page: Page, field: Locator, known: dict[str, dict[str, Any]]) -> None:
    content, prefix = known[robot.shown_in(field)], field.get_attribute("data-prefix")
    kind = content["kind"]
    if kind == "numeric":
        tab_to(page, field.locator(f"[name='{prefix}value']"))
        page.keyboard.type(content["answer"])
    if kind not in {*CHOICES, "multiple_choice"}:
        return
    right = {option["id"] for option in content["options"] if option.get("correct") or option.get("grade") == "best"}
    for control in field.locator(f"[name='{prefix}choice']").all():
        if control.get_attribute("value") in right:
            choose(page, control) if kind in CHOICES else press(page, control, "Space")


def test_the_whole_path_by_keyboard_alone(visit: Callable[..., Page], site: Site, newcomer: dict[str, str]) -> None:
    page, known = visit(), robot.answers()
    page.goto(COURSE)
    press(page, page.get_by_role("button", name="Enrol in this course"))
    expect(page.get_by_text("You are enrolled.")).to_be_visible()
    run_program(site, "cast", "fast-forward", newcomer["email"])
    page.goto(f"{COURSE}conduct/")
    press(page, page.get_by_role("checkbox"), "Space")
    press(page, page.locator("main form button[type=submit]").first)
    page.wait_for_url("**/final-exam/")
    press(page, page.locator("main form button[type=submit]").first)
    page.wait_for_url("**/attempts/**")
    fields = page.locator("fieldset[data-question]")
    for place in range(fields.count()):
        answer(page, fields.nth(place), known)
    press(page, page.get_by_role("button", name="Review and submit"))
    page.wait_for_url("**/submit/")
    press(page, page.get_by_role("button", name=re.compile("^Submit")))
    expect(page.get_by_role("heading", name="You passed the exam")).to_be_visible()
    press(page, page.get_by_role("link", name="Confirm the name for your certificate"))
    press(page, page.get_by_role("button", name="Confirm this name"))
    page.wait_for_url("**/certificates/**")
    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible(timeout=60_000)


def test_the_whole_path_without_scripts(visit: Callable[..., Page], site: Site, newcomer: dict[str, str]) -> None:
    page, known = visit(java_script_enabled=False), robot.answers()
    page.goto(COURSE)
    page.get_by_role("button", name="Enrol in this course").click()
    expect(page.get_by_text("You are enrolled.")).to_be_visible()
    page.goto(f"{COURSE}therapy-basics/replacing-beta-cells/")
    page.get_by_role("button", name="Mark as read and continue").click()
    run_program(site, "cast", "fast-forward", newcomer["email"])
    page.goto(f"{COURSE}conduct/")
    page.get_by_role("checkbox").check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/final-exam/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/attempts/**")
    assert robot.answer_all(page, known) == 40
    page.get_by_role("button", name="Review and submit").click()
    page.get_by_role("button", name=re.compile("^Submit")).click()
    expect(page.get_by_role("heading", name="You passed the exam")).to_be_visible()
    page.get_by_role("link", name="Confirm the name for your certificate").click()
    page.get_by_role("button", name="Confirm this name").click()
    page.wait_for_url("**/certificates/**")
    for _ in range(60):
        if page.get_by_role("link", name="Download the PDF").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible()
