"""A sitting under bad conditions: no network, reloads, two screens, no mouse, no scripts, signed out."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import robot
from tests.browser.conftest import Site

STATUS = "#save-status"


@pytest.fixture(scope="module")
def account(site: Site) -> dict[str, str]:
    """The learner that development installations come with."""
    return json.loads((site.var / "demo-accounts.json").read_text())["learner"]


@pytest.fixture
def sitting(page: Page, account: dict[str, str], request: pytest.FixtureRequest) -> Page:
    """Signed in, enrolled, and with the paper of a module's quiz open; a parameter names another module by place."""
    robot.sign_in(page, account["email"], account["password"])
    open_paper(page, getattr(request, "param", 0))
    return page


@pytest.fixture(autouse=True)
def _finish(sitting: Page) -> Iterator[None]:
    """Each test leaves no attempt behind."""
    yield
    attempt = re.search(r"/attempts/[0-9a-f-]+/", sitting.url)
    sitting.context.set_offline(False)
    page = sitting.context.new_page()
    page.goto(f"{attempt[0]}submit/" if attempt else "/learn/")
    if page.url.endswith("/submit/"):
        page.get_by_role("button", name=re.compile("^Submit")).click()
        page.wait_for_url("**/review/")


def open_paper(page: Page, module: int) -> None:
    page.goto("/courses/medical-travel-belgium/")
    enrol = page.get_by_role("button", name="Enrol in this course")
    if enrol.count():
        enrol.first.click()
        page.wait_for_load_state()
    page.goto(module_quizzes(page)[module])
    page.locator("main form button[type=submit], main a.button").first.click()
    page.wait_for_url("**/attempts/**")


def module_quizzes(page: Page) -> list[str]:
    page.goto("/courses/medical-travel-belgium/")
    links = page.locator("main a[href$='/module-quiz/']").evaluate_all("(found) => found.map((link) => link.href)")
    return list(dict.fromkeys(links))


def choices(page: Page) -> list[str]:
    """The first radio button of each question that has some."""
    return page.evaluate(
        """() => [...document.querySelectorAll('fieldset[data-question]')]
             .map((field) => field.querySelector('input[type=radio]')?.name).filter(Boolean)"""
    )


def choose(page: Page, name: str, place: int) -> str:
    option = page.locator(f"input[name='{name}']").nth(place)
    option.check()
    return option.get_attribute("value") or ""


def chosen(page: Page, name: str) -> str:
    return page.evaluate("(name) => document.querySelector(`input[name='${name}']:checked`)?.value ?? ''", name)


def stored(page: Page) -> dict[str, str]:
    """What the server shows to a page that has nothing of its own: local storage is not consulted without scripts."""
    html = page.request.get(page.url.split("#")[0]).text()
    found = re.findall(r'name="(r\d+-choice)" value="(\w+)" checked', html)
    return dict(found)


def come_back(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_five_answers_given_without_a_network_are_all_stored_when_it_is_back(sitting: Page) -> None:
    names = choices(sitting)[:5]
    assert len(names) == 5
    sitting.context.set_offline(True)
    given = {name: choose(sitting, name, 1) for name in names}
    expect(sitting.locator(STATUS)).to_have_text(re.compile("5 answers waiting for the network"))
    assert stored_offline(sitting) == 5
    sitting.context.set_offline(False)
    expect(sitting.locator(STATUS)).to_have_attribute("data-state", "saved", timeout=40_000)
    expect(sitting.locator(STATUS)).to_have_text(re.compile("^Saved "))
    assert stored(sitting) == given
    assert stored_offline(sitting) == 0


def stored_offline(page: Page) -> int:
    return page.evaluate(
        """() => Object.entries(localStorage).filter(([key]) => key.startsWith('waymark:attempt:'))
             .reduce((sum, [, value]) => sum + JSON.parse(value).length, 0)"""
    )


def test_reload_in_mid_sitting_resumes_with_the_answers(sitting: Page) -> None:
    name = choices(sitting)[0]
    given = choose(sitting, name, 1)
    expect(sitting.locator(STATUS)).to_have_attribute("data-state", "saved")
    sitting.reload()
    assert chosen(sitting, name) == given


def test_answers_that_waited_survive_a_closed_tab(sitting: Page) -> None:
    name = choices(sitting)[0]
    sitting.context.set_offline(True)
    given = choose(sitting, name, 1)
    expect(sitting.locator(STATUS)).to_have_attribute("data-state", "waiting")
    address = sitting.url
    sitting.close(run_before_unload=False)
    sitting.context.set_offline(False)
    again = sitting.context.new_page()
    again.goto(address)
    expect(again.locator(STATUS)).to_have_attribute("data-state", "saved")
    assert chosen(again, name) == given
    assert stored(again)[name] == given


def test_older_screen_is_told_and_shows_the_newer_answer(sitting: Page) -> None:
    name = choices(sitting)[0]
    other = sitting.context.new_page()
    other.goto(sitting.url)
    newer = choose(other, name, 1)
    expect(other.locator(STATUS)).to_have_attribute("data-state", "saved")
    come_back(sitting)
    expect(sitting.get_by_text("Changed on another screen. The newer answer is shown.")).to_be_visible()
    assert chosen(sitting, name) == newer


def test_edit_on_a_stale_screen_is_held_back_until_the_learner_decides(sitting: Page) -> None:
    name = choices(sitting)[0]
    other = sitting.context.new_page()
    other.goto(sitting.url)
    newer = choose(other, name, 1)
    expect(other.locator(STATUS)).to_have_attribute("data-state", "saved")
    mine = choose(sitting, name, 0)
    expect(sitting.get_by_text("Changed on another screen. The newer answer is shown.")).to_be_visible()
    assert (chosen(sitting, name), stored(sitting)[name]) == (newer, newer)
    sitting.get_by_role("button", name="Use my answer").click()
    expect(sitting.locator(STATUS)).to_have_attribute("data-state", "saved")
    assert (chosen(sitting, name), stored(sitting)[name]) == (mine, mine)


def test_signed_out_learner_is_told_and_loses_nothing(sitting: Page, account: dict[str, str]) -> None:
    name = choices(sitting)[0]
    sitting.context.clear_cookies(name="sessionid")
    given = choose(sitting, name, 1)
    expect(sitting.locator(STATUS)).to_have_text(re.compile("Sign in again in another tab; your answers wait here"))
    other = sitting.context.new_page()
    robot.sign_in(other, account["email"], account["password"])
    come_back(sitting)
    expect(sitting.locator(STATUS)).to_have_attribute("data-state", "saved", timeout=40_000)
    assert stored(sitting)[name] == given


def test_refused_answer_is_explained_beside_its_question_until_it_is_corrected(sitting: Page) -> None:
    name = choices(sitting)[0]
    sitting.evaluate("(name) => { document.querySelector(`input[name='${name}']`).value = 'Z'; }", name)
    choose(sitting, name, 0)
    expect(sitting.locator(STATUS)).to_have_attribute("data-state", "failed")
    note = sitting.locator("fieldset", has=sitting.locator(f"input[name='{name}']")).locator("[data-saved]")
    expect(note).to_have_attribute("data-state", "failed")
    refusal = note.inner_text()
    sitting.reload()
    expect(note).to_have_text(refusal)
    given = choose(sitting, name, 1)
    expect(sitting.locator(STATUS)).to_have_attribute("data-state", "saved")
    assert stored(sitting)[name] == given


# Together these quizzes hold single choice, true or false, scenarios, ordering and matching.
@pytest.mark.parametrize("sitting", [0, 1, 2], indirect=True)
def test_every_question_is_answered_with_the_keyboard_alone(sitting: Page) -> None:
    fields = sitting.locator("fieldset[data-question]")
    for index in range(fields.count()):
        answer_by_keyboard(sitting, index)
    expect(sitting.locator(STATUS)).to_have_attribute("data-state", "saved")
    sitting.get_by_role("button", name="Review and submit").focus()
    sitting.keyboard.press("Enter")
    sitting.wait_for_url("**/submit/")
    expect(sitting.get_by_text("Every question has an answer")).to_be_visible()


def answer_by_keyboard(page: Page, index: int) -> None:
    field = page.locator("fieldset[data-question]").nth(index)
    kind = field.get_attribute("data-kind")
    controls = field.locator(".question__body").locator("input, select")
    if kind == "match":
        for place in range(controls.count()):
            controls.nth(place).focus()
            page.keyboard.press("ArrowDown")
    elif kind == "order":
        field.locator("[data-move='down']").first.focus()
        page.keyboard.press("Enter")
    else:
        controls.first.focus()
        page.keyboard.press("Space")


def test_review_without_a_network_keeps_the_page_and_its_answers(sitting: Page) -> None:
    name = choices(sitting)[0]
    address = sitting.url
    sitting.context.set_offline(True)
    given = choose(sitting, name, 1)
    sitting.get_by_role("button", name="Review and submit").click()
    expect(sitting.locator(STATUS)).to_have_text(re.compile("1 answer waiting for the network"))
    assert (sitting.url, chosen(sitting, name)) == (address, given)
    sitting.context.set_offline(False)
    expect(sitting.locator(STATUS)).to_have_attribute("data-state", "saved", timeout=40_000)
    assert stored(sitting)[name] == given


def test_quiz_is_sat_without_scripts(sitting: Page, browser: Browser, site: Site, account: dict[str, str]) -> None:
    plain: BrowserContext = browser.new_context(
        base_url=site.url, java_script_enabled=False, storage_state=sitting.context.storage_state()
    )
    page = plain.new_page()
    page.goto(sitting.url)
    known = robot.answers()
    assert robot.answer_all(page, known) >= 5
    page.get_by_role("button", name="Save my answers").click()
    page.wait_for_load_state()
    assert page.locator("[data-overview][data-answered=false]").count() == 0
    page.get_by_role("button", name="Review and submit").click()
    page.wait_for_url("**/submit/")
    page.get_by_role("button", name=re.compile("^Submit")).click()
    page.wait_for_url("**/review/")
    expect(page.get_by_role("heading", name="You passed this quiz")).to_be_visible()
    plain.close()
