"""Every screen that learners and strangers see, in both themes and directions: axe, narrow windows, pictures."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import axe
from tests.browser.conftest import Site, run_program
from tests.browser.screens import keep

COURSE = "/courses/medical-travel-belgium/"
# A window of 1280 pixels at 400 %.
NARROWEST = 320
WIDTHS = {360: 780, 768: 1024, 1280: 900}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LANGUAGES = {"ltr": "en-gb", "rtl": "ar"}


class Screen(NamedTuple):
    """Where a screen is: an address, or the name of one that only this person has."""

    name: str
    who: str
    address: str


SCREENS = [
    Screen("home", "", "/"),
    Screen("catalogue", "", "/courses/"),
    Screen("course", "", COURSE),
    Screen("course-enrolled", "reader", COURSE),
    Screen("lesson", "reader", f"{COURSE}therapy-basics/replacing-beta-cells/"),
    Screen("quiz-introduction", "reader", f"{COURSE}therapy-basics/module-quiz/"),
    Screen("quiz", "sitter", "quiz"),
    Screen("quiz-confirm", "sitter", "quiz_confirm"),
    Screen("quiz-review", "examinee", "quiz_review"),
    Screen("conduct", "reader", f"{COURSE}conduct/"),
    Screen("exam-introduction", "graduate", f"{COURSE}final-exam/"),
    Screen("exam", "examinee", "exam"),
    Screen("my-learning-new", "newcomer", "/learn/"),
    Screen("my-learning", "reader", "/learn/"),
    Screen("my-learning-done", "graduate", "/learn/"),
    Screen("transcript", "graduate", "/learn/transcript/"),
    Screen("recall", "reader", "/learn/review/"),
    Screen("recall-nothing", "newcomer", "/learn/review/"),
    Screen("calibration", "examinee", "/learn/calibration/"),
    Screen("notices", "graduate", "/learn/notices/"),
    Screen("notices-none", "newcomer", "/learn/notices/"),
    Screen("notes", "reader", "/learn/notes/"),
    Screen("notes-course", "reader", "course_notes"),
    Screen("search", "reader", "/search/?q=cell"),
    Screen("search-nothing", "", "/search/?q=zebra"),
    Screen("name", "examinee", f"{COURSE}name/"),
    Screen("certificate", "graduate", "certificate"),
    Screen("certificate-renewal", "graduate", "renewal"),
    Screen("certificate-correction", "graduate", "correction"),
    Screen("achievement", "", "achievement"),
    Screen("verification", "", "check"),
    Screen("verification-form", "", "/verify/"),
    Screen("verification-unknown", "", "/verify/0000-0000-0000-0000-0/"),
    Screen("profile", "reader", "/profile/"),
    Screen("notice-choices", "reader", "/profile/notices/"),
    Screen("sessions", "reader", "/profile/sessions/"),
    Screen("addresses", "reader", "/accounts/email/"),
    Screen("password", "reader", "/accounts/password/change/"),
    Screen("second-factor", "reader", "/accounts/2fa/"),
    Screen("your-data", "reader", "/profile/data/"),
    Screen("confirm-identity", "reader", "/profile/data/delete/"),
    Screen("person", "", "person"),
    Screen("sign-in", "", "/accounts/login/"),
    Screen("sign-up", "", "/accounts/signup/"),
    Screen("password-forgotten", "", "/accounts/password/reset/"),
    Screen("sign-in-code", "", "/accounts/login/code/"),
    Screen("help", "", "/help/"),
    Screen("privacy", "", "/legal/privacy/"),
    Screen("terms", "", "/legal/terms/"),
    Screen("offline", "", "/offline/{language}/"),
    Screen("styleguide", "", "/styleguide/"),
]


@pytest.fixture(scope="module", params=LANGUAGES)
def people(request: pytest.FixtureRequest, site: Site) -> dict[str, Any]:
    """The cast of one direction, and the direction."""
    made = run_program(site, "cast", "everybody", LANGUAGES[request.param])
    return {"direction": request.param, "": made["graduate"] | {"session": None}, **made}


@pytest.fixture(scope="module")
def tabs(browser: Browser, site: Site, people: dict[str, Any]) -> Iterator[dict[str, Page]]:
    """One tab for each of the cast."""
    opened: list[BrowserContext] = []

    def tab(session: str | None) -> Page:
        language = LANGUAGES[people["direction"]]
        context = browser.new_context(base_url=site.url, locale=language, reduced_motion="reduce")
        opened.append(context)
        context.set_default_timeout(20_000)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        return context.new_page()

    yield {who: tab(known.get("session")) for who, known in people.items() if isinstance(known, dict)}
    for context in opened:
        context.close()


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_screen_is_accessible_and_fits_a_narrow_window(
    tabs: dict[str, Page], people: dict[str, Any], screen: Screen
) -> None:
    page, direction = tabs[screen.who], people["direction"]
    address = people[screen.who].get(screen.address, screen.address)
    page.goto(address.format(language=LANGUAGES[direction]))
    _look_at(page, screen.name, direction)


def test_questions_before_a_lesson_are_accessible_too(
    tabs: dict[str, Page], people: dict[str, Any], site: Site
) -> None:
    run_program(site, "cast", "ask-before", "yes")
    try:
        tabs["reader"].goto(f"{COURSE}costs/what-is-in-a-price/")
        tabs["reader"].wait_for_url("**/before/")
        _look_at(tabs["reader"], "before-lesson", people["direction"])
    finally:
        run_program(site, "cast", "ask-before", "no")


def _look_at(page: Page, name: str, direction: str) -> None:
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("dir") == direction
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": 360, "height": WIDTHS[360]})
        assert axe.violations(page) == [], scheme
        page.set_viewport_size({"width": NARROWEST, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST
        if folder := os.environ.get("SCREENS"):
            for width, height in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": height})
                keep(page, Path(folder) / f"{name}-{width}-{scheme}-{direction}.png")
