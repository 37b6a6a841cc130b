"""From sign-up to a certificate that anyone can check, over the real course."""

import io
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from cms.package.read import read
from tests.browser import robot
from tests.browser.conftest import Site

NAME = "Amélie Van den Broeck"


def test_a_newcomer_earns_a_certificate_that_anyone_can_check(page: Page, site: Site, browser: Browser) -> None:
    known = robot.answers()
    robot.sign_up(page, "amelie@example.org", NAME)
    enrol(page)
    for module in read(robot.PACKAGE).modules:
        read_lessons(page, module.slug, [lesson.slug for lesson in module.lessons])
        take_quiz(page, module.slug, known)
    accept_conduct(page)
    take_exam(page, known)
    confirm_name(page)
    code, pdf = collect(page, site.var)
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)
    assert NAME in text
    assert code in text
    verify_signed_out(browser, site, code)


def enrol(page: Page) -> None:
    page.goto("/")
    page.goto("/courses/")
    page.get_by_role("link", name=re.compile("Stem Cell Therapy")).click()
    page.get_by_role("button", name="Enrol in this course").click()
    expect(page.get_by_text("You are enrolled.")).to_be_visible()


def read_lessons(page: Page, module: str, lessons: list[str]) -> None:
    for slug in lessons:
        page.goto(f"/courses/medical-travel-belgium/{module}/{slug}/")
        page.get_by_role("button", name="Mark as read and continue").click()
        page.wait_for_load_state()


def take_quiz(page: Page, module: str, known: dict) -> None:
    page.goto(f"/courses/medical-travel-belgium/{module}/module-quiz/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/attempts/**")
    assert robot.answer_all(page, known) >= 5
    robot.submit(page)
    expect(page.get_by_role("heading", name="You passed this quiz")).to_be_visible()


def accept_conduct(page: Page) -> None:
    page.goto("/learn/")
    page.goto("/courses/medical-travel-belgium/conduct/")
    page.get_by_role("checkbox").check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/final-exam/")


def take_exam(page: Page, known: dict) -> None:
    page.goto("/courses/medical-travel-belgium/final-exam/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/attempts/**")
    assert robot.answer_all(page, known) == 40
    robot.submit(page)
    expect(page.get_by_role("heading", name="You passed the exam")).to_be_visible()
    expect(page.get_by_text("Your answers, explained")).to_have_count(0)


def confirm_name(page: Page) -> None:
    """The one thing that is left; the certificate follows at once."""
    page.get_by_role("link", name="Confirm the name for your certificate").click()
    expect(page.get_by_label("Full legal name")).to_have_value(NAME)
    page.get_by_role("button", name="Confirm this name").click()


def collect(page: Page, var: Path) -> tuple[str, bytes]:
    page.wait_for_url("**/certificates/**")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click(timeout=60_000)
    pdf = Path(download.value.path()).read_bytes()
    address = page.locator("a[href*='/verify/']").last.get_attribute("href") or ""
    return address.rstrip("/").rsplit("/", 1)[-1], pdf


def verify_signed_out(browser: Browser, site: Site, code: str) -> None:
    stranger = browser.new_context(base_url=site.url).new_page()
    stranger.goto("/verify/")
    stranger.get_by_label("Code").fill(code.replace("-", " ").lower())
    stranger.get_by_role("button", name="Check", exact=True).click()
    expect(stranger.get_by_role("heading", name="This certificate is valid")).to_be_visible()
    expect(stranger.get_by_text(NAME)).to_be_visible()
    stranger.context.close()
