"""Reading: passages are marked, the place is kept, the outline is a drawer, and keys lead on."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import robot
from tests.browser.conftest import Site

COURSE = "/courses/medical-travel-belgium/"
LESSON = f"{COURSE}therapy-basics/reading-evidence/"
PASSAGE = "one checklist and one set of labels"
SELECT = """words => {
  const body = document.querySelector(".lesson__body");
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at >= 0) getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
  }
}"""


@pytest.fixture
def reader(page: Page, site: Site) -> Page:
    """Enrolled, and at a lesson."""
    account = json.loads((site.var / "demo-accounts.json").read_text())["learner"]
    robot.sign_in(page, account["email"], account["password"])
    page.goto(COURSE)
    enrol = page.get_by_role("button", name="Enrol in this course")
    if enrol.count():
        enrol.click()
    page.goto(LESSON)
    return page


def test_a_passage_is_marked_written_about_and_removed(reader: Page) -> None:
    reader.evaluate(SELECT, PASSAGE)
    reader.get_by_role("button", name="Mark it").click()
    note = reader.locator(".jotting", has_text=PASSAGE)
    expect(note).to_have_count(1)
    reader.wait_for_function("(words) => [...CSS.highlights.get('note')].map(String).join() === words", arg=PASSAGE)
    reader.reload()
    note.get_by_text("Add words").click()
    note.get_by_label("Your words").fill("Use it for every offer")
    note.get_by_role("button", name="Save").click()
    expect(reader.locator(".jotting__body")).to_have_text("Use it for every offer")
    reader.locator(".jotting").get_by_role("button", name=re.compile("^Remove")).click()
    expect(reader.locator(".jotting")).to_have_count(0)
    expect(reader.locator("#my-notes [role=status]")).to_have_text("Your note is removed.")


def test_a_note_can_be_kept_and_removed_without_scripts(reader: Page, browser: Browser, site: Site) -> None:
    state = reader.context.storage_state()
    with browser.new_context(base_url=site.url, storage_state=state, java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(LESSON)
        page.get_by_label("A new note").fill("Written by hand")
        page.get_by_role("button", name="Keep the note").click()
        expect(page.locator(".jotting__body")).to_have_text("Written by hand")
        page.get_by_role("button", name=re.compile("^Remove")).click()
        expect(page.locator(".jotting")).to_have_count(0)


def test_reading_goes_on_where_it_stopped(reader: Page) -> None:
    with reader.expect_response("**/place/") as kept:
        reader.evaluate("window.scrollTo({ top: 1800, behavior: 'instant' })")
    assert kept.value.status == 204
    reader.goto(LESSON)  # who only looks keeps the place
    reader.goto("/learn/")
    reader.goto(LESSON)
    reader.get_by_role("button", name="Continue where you left off").click()
    reader.wait_for_timeout(1500)
    assert abs(reader.evaluate("window.scrollY") - 1800) < 40


def test_the_outline_is_a_drawer_that_gives_the_focus_back(reader: Page) -> None:
    opener = reader.get_by_role("button", name="Course outline")
    opener.focus()
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("navigation", name="Course outline")).to_be_visible()
    reader.keyboard.press("Escape")
    expect(reader.get_by_role("navigation", name="Course outline")).to_be_hidden()
    expect(opener).to_be_focused()


def test_keys_lead_to_the_next_lesson_but_not_while_writing(reader: Page) -> None:
    reader.get_by_label("A new note").focus()
    reader.keyboard.press("Alt+Shift+ArrowRight")
    assert reader.url.endswith(LESSON)
    reader.get_by_role("heading", level=1).click()
    reader.keyboard.press("Alt+Shift+ArrowLeft")
    reader.wait_for_url("**/replacing-beta-cells/")
