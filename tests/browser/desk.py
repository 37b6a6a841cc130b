"""The editor, as the demo accounts of a running site open it, and what is done there again and again."""

import re
from typing import TypeAlias

from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.browser import robot

# The panel asks for a new preview a while after something changed; a busy machine is no failure.
PATIENCE = 45_000
Accounts: TypeAlias = dict[str, dict[str, str]]


class Desk:
    """Opens the editor for demo accounts and keeps what the browser complains about."""

    def __init__(self, browser: Browser, url: str, accounts: Accounts) -> None:
        self.browser, self.url, self.accounts = browser, url, accounts
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 400" not in text:
            self.complaints.append(text)

    def open(self, who: str) -> Page:
        context = self.browser.new_context(base_url=self.url, viewport={"width": 1280, "height": 900}, locale="en-GB")
        self.contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        # What is saved by itself while a block is half filled in is refused with 400, and saved a moment later.
        page.on("console", lambda line: self._note(line.type, line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        robot.sign_in(page, self.accounts[who]["email"], self.accounts[who]["password"])
        return page


def insert(page: Page, block: str, *, field: str = "", at_end: bool = False) -> None:
    """At the top of the page's first field of blocks, or of the field called so, or below its last block."""
    room = page.locator(f"#panel-child-content-{field}-section") if field else page
    buttons = room.get_by_role("button", name="Insert a block")
    (buttons.last if at_end else buttons.first).click()
    page.get_by_role("option", name=re.compile(f"^{block}")).click()


def preview(page: Page) -> FrameLocator:
    """The draft as it stands, once the server has shown it: a long lesson takes its time on a busy machine.

    The browser remembers that the panel was open, and opens it again once the page is there.
    """
    page.wait_for_load_state()
    toggle = page.get_by_role("button", name="Toggle preview")
    if toggle.get_attribute("aria-expanded") != "true":
        with page.expect_response(lambda answer: "in_preview_panel" in answer.url):
            toggle.click()
    expect(page.locator("#w-preview-iframe")).to_be_visible()
    return page.frame_locator("#w-preview-iframe")


def save_draft(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages li.success").first).to_be_visible()


def publish(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.locator("button[name='action-publish']").click()
    expect(page.locator(".messages li").first).to_contain_text("published")
    expect(page.locator(".messages li.success")).to_have_count(1)


def submit(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.locator("button[name='action-submit']").click()
    expect(page.locator(".messages li.success").first).to_contain_text("submitted")


def approve(page: Page, address: str) -> None:
    """At both steps of the review."""
    for _ in range(2):
        page.goto(address)
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("button", name=re.compile("^Approve( and Publish)?$")).click()
        page.wait_for_url(lambda shown: "/edit/" not in shown)


def send_back(page: Page, address: str, comment: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Request changes").click()
    page.get_by_role("dialog").get_by_label("Comment").fill(comment)
    page.get_by_role("dialog").get_by_role("button", name="Request changes").click()
    expect(page.locator(".messages li.success").first).to_be_visible()
