"""A person at the keyboard: knows the course's answers from the package, everything else from the screen."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from cms.package.read import read

PACKAGE = Path(__file__).resolve().parents[2] / "cms" / "packages" / "medical-travel-belgium"
PASSWORD = "a long enough passphrase 7"  # of people who exist in tests only


def answers() -> dict[str, dict[str, Any]]:
    """Content by what the screen shows as the question."""
    return {_shown(spec.content): dict(spec.content) for spec in read(PACKAGE).questions}


def _shown(content: Any) -> str:
    return _squeezed(content.get("title") or content["prompt"])


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def sign_up(page: Page, email: str, name: str) -> None:
    """Sign up, find the confirmation mail, confirm; the page ends signed in."""
    page.goto("/accounts/signup/")
    page.get_by_label("Full legal name").fill(name)
    page.locator("[name=email]").fill(email)
    for field in ("password1", "password2"):
        page.locator(f"[name={field}]").fill(PASSWORD)
    page.locator("[name=accepts_terms]").check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/confirm-email/**")
    confirm_address(page)


def confirm_address(page: Page) -> None:
    """Open the newest mail and follow its link."""
    for _ in range(40):
        page.goto("/dev/mail/")
        mails = page.locator("main a[href*='/dev/mail/']")
        if mails.count():
            break
        page.wait_for_timeout(250)
    mails.first.click()
    page.locator("main a[href*='confirm-email']").first.click()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/learn/**")


def sign_in(page: Page, email: str, password: str) -> None:
    """By password."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/learn/**")


def answer_all(page: Page, known: dict[str, dict[str, Any]]) -> int:
    """Answer every question on the page rightly; returns how many there were."""
    fields = page.locator("fieldset[data-question]")
    for index in range(fields.count()):
        answer(fields.nth(index), known)
    return fields.count()


def shown_in(field: Locator) -> str:
    """By what the screen shows as the question, its content is found."""
    return _squeezed(field.locator("legend .question__prompt").inner_text())


def answer(field: Locator, known: dict[str, dict[str, Any]]) -> None:
    """Give the right answer to one question."""
    content, prefix = known[shown_in(field)], field.get_attribute("data-prefix")
    match content["kind"]:
        case "numeric":
            field.locator(f"[name='{prefix}value']").fill(content["answer"])
            field.locator(f"[name='{prefix}value']").blur()
        case "match":
            for premise in content["options"]:
                field.locator(f"[name='{prefix}match-{premise['id']}']").select_option(premise["match"])
        case "order":
            for place, option in enumerate(content["correct_order"], start=1):
                field.locator(f"[name='{prefix}position-{option}']").select_option(str(place))
        case kind:
            for option in content["options"]:
                if option.get("correct") or (kind == "scenario" and option["grade"] == "best"):
                    field.locator(f"[name='{prefix}choice'][value='{option['id']}']").check()


def submit(page: Page) -> None:
    """Wait until everything is saved, look at the confirmation, submit."""
    expect(page.locator("#save-status")).to_have_attribute("data-state", "saved")
    page.get_by_role("button", name="Review and submit").click()
    page.wait_for_url("**/submit/")
    page.get_by_role("button", name=re.compile("^Submit")).click()
    page.wait_for_url("**/review/")
