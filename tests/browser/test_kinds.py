"""Every kind of question in a real browser: by keyboard, without scripts, one by one, in an exam, and by axe."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import axe
from tests.browser.conftest import Site, run_program
from tests.quizzes.kinds import EVERY_KIND, KEPT_OF_EVERY_KIND, RIGHT_OF_EVERY_KIND

STATUS = "#save-status"
ORDER = list(EVERY_KIND)
MOST_TABS = 200
TYPED = {"numeric": "1717", "text_entry": "pancreas 5181", "extended_text": "What I think. And why."}
GAPS = {"word": "femur 5181", "number": "1717"}


@pytest.fixture(scope="module")
def learners(site: Site) -> Iterator[dict[str, str]]:
    """One after the other, each with papers that nobody has touched."""
    return iter(run_program(site, "papers", "make", "10"))


@pytest.fixture
def papers(learners: Iterator[dict[str, str]]) -> dict[str, str]:
    """The session and the attempts of a learner of this test's own."""
    return next(learners)


@pytest.fixture
def visit(browser: Browser, site: Site, papers: dict[str, str]) -> Iterator[Callable[..., Page]]:
    """``visit("whole")``: a phone on that paper, signed in; further words are for the browser's context."""
    opened: list[BrowserContext] = []

    def go(paper: str, tail: str = "", **options: Any) -> Page:
        context = browser.new_context(
            base_url=site.url, viewport={"width": 390, "height": 844}, locale="en-GB", **options
        )
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "sessionid", "value": papers["session"], "url": site.url}])
        opened.append(context)
        page = context.new_page()
        page.goto(f"/attempts/{papers[paper]}/{tail}")
        return page

    yield go
    for context in opened:
        context.close()


# --- (a) by keyboard alone ------------------------------------------------------------------------------------------

FOCUSED = """() => {
  const at = document.activeElement;
  const field = at.closest("fieldset[data-question]");
  return { tag: at.tagName, type: at.type ?? "", name: at.name ?? "", value: at.value ?? "", kind:
    at.closest(".question__body") ? field.dataset.kind : "", move: at.dataset?.move ?? "" };
}"""


class Keys:
    """Answers what the Tab key comes to; knows nothing of the page but what has the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.ticked = 0
        self.is_moved = False

    def tab_to(self, name: str, value: str) -> None:
        """Answer everything on the way to a button, and press it."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUSED)
            if (at["tag"], at["name"], at["value"]) == ("BUTTON", name, value):
                self.page.keyboard.press("Enter")
                return
            self._answer(at)
        pytest.fail(f"the Tab key does not lead to {name}={value}")

    def _answer(self, at: dict[str, str]) -> None:
        keyboard = self.page.keyboard
        if at["kind"] == "order":
            self._move(at)
        elif at["tag"] == "SELECT":
            keyboard.press("ArrowDown")
        elif at["kind"] == "multiple_choice" and self.ticked < 2:
            self.ticked += 1
            keyboard.press("Space")
        elif at["type"] == "radio":
            keyboard.press("ArrowDown")
        elif at["tag"] == "TEXTAREA" or at["type"] == "text":
            keyboard.type(TYPED.get(at["kind"]) or GAPS[at["name"].partition("gap-")[2]])

    def _move(self, at: dict[str, str]) -> None:
        if at["move"] == "down" and not self.is_moved:
            self.is_moved = True
            self.page.keyboard.press("Enter")
            assert self.page.evaluate(FOCUSED)["move"] == "down"


def test_every_kind_is_answered_and_submitted_by_keyboard_alone(
    visit: Callable[..., Page], site: Site, papers: dict[str, str]
) -> None:
    page = visit("whole")
    shown = page.locator("[data-order-row] > span:first-of-type").all_inner_texts()
    keys = Keys(page)
    keys.tab_to("intent", "review")
    page.wait_for_url("**/submit/")
    expect(page.get_by_text("Every question has an answer")).to_be_visible()
    keys.tab_to("intent", "submit")
    page.wait_for_url("**/review/")
    expect(page.get_by_role("heading", name="Your answers are being marked")).to_be_visible()
    kept = run_program(site, "papers", "tell", papers["whole"])
    assert kept["status"] == "marking"
    answers = kept["answers"]
    assert {kind: answers[kind] for kind in ("numeric", "text_entry", "extended_text")} == TYPED
    assert {key: answers["cloze"][key] for key in GAPS} == GAPS
    assert answers["cloze"]["choice"] in {"A", "B"}
    assert len(answers["match"]) == 3
    assert len(answers["multiple_choice"]) == 2
    first, second, *rest = (line.removeprefix("Line ") for line in shown)
    assert answers["order"] == [second, first, *rest]
    assert all(answers[kind] for kind in ("single_choice", "true_false", "scenario"))


# --- (b) without scripts --------------------------------------------------------------------------------------------


def answer_rightly(field: Locator) -> None:
    """Fill a question's fields as its right answer is posted."""
    start, kind = field.get_attribute("data-prefix"), field.get_attribute("data-kind") or ""
    for name, values in RIGHT_OF_EVERY_KIND[kind].items():
        control = field.locator(f"[name='{start}{name}']")
        if name == "choice":
            for value in values:
                field.locator(f"[name='{start}{name}'][value='{value}']").check()
        elif name.startswith(("match-", "position-")) or name == "gap-choice":
            control.select_option(values[0])
        else:
            control.fill(values[0])


def test_every_kind_is_sat_without_scripts(visit: Callable[..., Page], site: Site, papers: dict[str, str]) -> None:
    page = visit("whole", java_script_enabled=False)
    fields = page.locator("fieldset[data-question]")
    assert fields.count() == len(ORDER)
    for place in range(fields.count()):
        answer_rightly(fields.nth(place))
    page.get_by_role("button", name="Save my answers").click()
    expect(page.locator("[data-overview][data-answered=true]")).to_have_count(len(ORDER))
    page.get_by_role("button", name="Review and submit").click()
    page.wait_for_url("**/submit/")
    page.get_by_role("button", name=re.compile("^Submit")).click()
    page.wait_for_url("**/review/")
    expect(page.get_by_role("heading", name="Your answers are being marked")).to_be_visible()
    assert run_program(site, "papers", "tell", papers["whole"])["answers"] == KEPT_OF_EVERY_KIND


# --- (c) one question a page ----------------------------------------------------------------------------------------


def test_one_question_a_page_goes_on_and_back_with_the_focus(visit: Callable[..., Page]) -> None:
    page = visit("single")
    expect(page.locator("fieldset[data-question]")).to_have_count(1)
    for place, kind in enumerate(ORDER, start=1):
        field = page.locator(f"#question-{place}")
        expect(field).to_have_attribute("data-kind", kind)
        if place > 1:
            expect(field).to_be_focused()
        answer_rightly(field)
        if place < len(ORDER):
            page.get_by_role("button", name="Next").press("Enter")
            page.wait_for_url(f"**#question-{place + 1}")
    expect(page.get_by_role("button", name="Next")).to_have_count(0)
    page.get_by_role("button", name="Previous").press("Enter")
    expect(page.locator(f"#question-{len(ORDER) - 1}")).to_be_focused()
    expect(page.locator("[data-overview][data-answered=true]")).to_have_count(len(ORDER))


# --- (d) a break, (e) leaving the page ------------------------------------------------------------------------------


def test_questions_are_hidden_during_a_break(visit: Callable[..., Page]) -> None:
    page = visit("exam")
    prompt = page.locator(".question__prompt").first.inner_text()
    page.get_by_role("button", name=re.compile("^Take a break")).click()
    expect(page.get_by_role("heading", name=re.compile("You are on a break, 10 minutes left"))).to_be_visible()
    for _ in range(2):
        expect(page.locator("fieldset[data-question]")).to_have_count(0)
        assert prompt not in page.content()
        page.reload()
    page.get_by_role("button", name="Go on with the questions").click()
    expect(page.locator(".question__prompt").first).to_have_text(prompt)
    expect(page.get_by_role("button", name=re.compile("^Take a break"))).to_be_visible()


# The browser's own idea of what is visible can't be had without a window, so the page is told.
HIDE = """(is_hidden) => {
  Object.defineProperty(document, "hidden", { value: is_hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_leaving_the_page_in_an_exam_is_noted(visit: Callable[..., Page], site: Site, papers: dict[str, str]) -> None:
    page = visit("exam")
    expect(page.locator(STATUS)).to_be_visible()
    for is_hidden in (True, False):
        with page.expect_response("**/events/") as answer:
            page.evaluate(HIDE, is_hidden)
        assert answer.value.status == 204
    assert run_program(site, "papers", "tell", papers["exam"])["events"] == ["device", "focus_lost", "focus_back"]


def test_leaving_the_page_in_practice_is_nobodys_business(
    visit: Callable[..., Page], site: Site, papers: dict[str, str]
) -> None:
    page = visit("whole")
    with page.expect_response("**/state/**"):
        page.evaluate(HIDE, True)
        page.evaluate(HIDE, False)
    assert run_program(site, "papers", "tell", papers["whole"])["events"] == []


# --- (f) the clock --------------------------------------------------------------------------------------------------


def seconds_left(clock: Locator) -> int:
    hours, minutes, seconds = (int(part) for part in (clock.text_content() or "").split(":"))
    return (hours * 60 + minutes) * 60 + seconds


def test_clock_can_be_hidden_and_tells_a_listener_at_few_moments(visit: Callable[..., Page]) -> None:
    page = visit("exam")
    page.clock.install()
    page.reload()
    shown, told = page.locator("time[data-deadline]"), page.locator("[data-clock-announce]")
    expect(told).to_have_attribute("role", "status")
    expect(told).to_be_empty()
    # Without a network nobody corrects the clock: it has only itself to go by.
    page.context.set_offline(True)
    page.get_by_role("button", name="Hide the clock").click()
    expect(shown).to_be_hidden()
    for minutes in (30, 10, 5, 1):
        page.clock.fast_forward((seconds_left(shown) - minutes * 60 + 5) * 1000)
        expect(told).to_have_text(re.compile(rf"^{minutes} minutes? left$"))
    page.get_by_role("button", name="Show the clock").click()
    expect(shown).to_have_text(re.compile(r"^00:00:\d\d$"))


# --- (g) axe --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen_of_a_sitting(visit: Callable[..., Page], scheme: Any) -> None:
    screens = [("whole", ""), ("whole", "submit/"), ("single", "?question=8"), ("exam", ""), ("marked", "review/")]
    for paper, tail in screens:
        page = visit(paper, tail, color_scheme=scheme)
        assert page.locator("h1").count() == 1
        assert axe.violations(page) == [], (paper, tail)
    shown = visit("marked", "review/", color_scheme=scheme)
    for text in ("On trial, not counted", "Mark changed by an examiner", "Comment of the examiner"):
        expect(shown.get_by_text(text)).to_be_visible()
