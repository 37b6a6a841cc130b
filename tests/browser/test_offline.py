"""Reading goes on without a network, and ends with the sign-out."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser import robot
from tests.browser.conftest import Site

COURSE = "/courses/medical-travel-belgium/"
LESSON = f"{COURSE}therapy-basics/what-a-stem-cell-is/"
HEADING = "What a stem cell is, and what it is not"
UNREAD = f"{COURSE}regulation/from-donor-to-patient/"


@pytest.fixture
def reader(page: Page, site: Site) -> Page:
    """Enrolled, with one lesson opened under the service worker."""
    account = json.loads((site.var / "demo-accounts.json").read_text())["learner"]
    robot.sign_in(page, account["email"], account["password"])
    page.goto(COURSE)
    enrol = page.get_by_role("button", name="Enrol in this course")
    if enrol.count():
        enrol.click()
    page.evaluate("navigator.serviceWorker.ready")
    page.goto(LESSON)
    expect(page.get_by_role("heading", name=HEADING)).to_be_visible()
    return page


def test_an_opened_lesson_can_be_read_offline_and_others_say_what_can(reader: Page) -> None:
    reader.context.set_offline(True)
    expect(reader.get_by_text("You are offline.")).to_be_visible()
    reader.goto(LESSON)
    expect(reader.get_by_role("heading", name=HEADING)).to_be_visible()
    reader.evaluate("localStorage.setItem('waymark:attempt:x', '[[1, {}], [2, {}]]')")
    reader.goto(UNREAD)
    expect(reader.get_by_role("heading", name="You are offline")).to_be_visible()
    expect(reader.get_by_text("2 answers of your attempt wait on this device.")).to_be_visible()
    reader.evaluate("localStorage.removeItem('waymark:attempt:x')")
    reader.get_by_role("link", name=HEADING).click()
    expect(reader.get_by_role("heading", name=HEADING)).to_be_visible()
    reader.context.set_offline(False)
    expect(reader.locator("[data-offline-notice]")).to_be_hidden()


def test_nothing_private_is_left_after_the_sign_out(reader: Page) -> None:
    reader.locator("details.menu > summary").click()
    reader.get_by_role("button", name="Sign out").click()
    reader.locator("main form button[type=submit]").or_(reader.get_by_role("link", name="Sign in")).first.wait_for()
    reader.context.set_offline(True)
    reader.goto(LESSON)
    expect(reader.get_by_role("heading", name="You are offline")).to_be_visible()
    expect(reader.get_by_text(HEADING)).to_have_count(0)
    reader.context.set_offline(False)
