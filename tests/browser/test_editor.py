"""The editor works in a real browser, and nothing on the way breaks the content security policy."""

import re

from playwright.sync_api import Page, expect

from tests.browser.desk import PATIENCE, Desk, insert, preview, publish, save_draft
from tests.browser.screens import shoot

COURSE = "Stem Cell Therapy for Diabetes in Belgium: A Course for Medical Travel Professionals"
LESSON = "Diabetes and the missing cells"
ADDRESS = "/courses/medical-travel-belgium/therapy-basics/diabetes-and-the-missing-cells/"
TEXT = "There are several."
QUESTIONS = "/cms/snippets/cms/questionsnippet/"


def enrol(page: Page) -> None:
    """Unless another test, which shares the site, has done so for this learner."""
    page.goto("/courses/medical-travel-belgium/")
    button = page.get_by_role("button", name="Enrol in this course")
    if button.count():
        button.click()
        expect(page.get_by_text("You are enrolled.")).to_be_visible()


def open_lesson(page: Page) -> None:
    page.goto("/cms/")
    shoot(page, "editor-dashboard")
    search = page.get_by_placeholder("Search all pages")
    search.fill(LESSON)
    search.press("Enter")
    page.get_by_role("link", name=LESSON, exact=True).first.click()
    page.wait_for_url("**/edit/")


def test_what_an_instructor_drafts_is_read_once_a_reviewer_publishes_it(desk: Desk) -> None:
    title = "Ask which kind of diabetes"
    author = desk.open("instructor")
    open_lesson(author)
    insert(author, "Callout")
    author.locator("[name^='body-'][name$='-value-title']").first.fill(title)
    author.locator("#panel-child-content-body-section .public-DraftEditor-content").first.press_sequentially(TEXT)
    expect(preview(author).get_by_text(title)).to_be_visible(timeout=PATIENCE)
    shoot(author, "editor-lesson")
    save_draft(author)
    expect(author.locator("button[name='action-publish']")).to_have_count(0)
    learner = desk.open("learner")
    enrol(learner)
    learner.goto(ADDRESS)
    expect(learner.get_by_role("heading", name=LESSON)).to_be_visible()
    expect(learner.get_by_text(title)).to_have_count(0)

    reviewer = desk.open("reviewer")
    open_lesson(reviewer)
    publish(reviewer)
    learner.goto(ADDRESS)
    expect(learner.get_by_text(title)).to_be_visible()
    expect(learner.get_by_text(TEXT)).to_be_visible()
    assert desk.complaints == []


def test_a_new_question_is_refused_while_incomplete_and_live_once_a_reviewer_publishes_it(desk: Desk) -> None:
    author = desk.open("instructor")
    author.goto(f"{QUESTIONS}add/")
    insert(author, "True or false")
    author.locator("[name='interaction-0-value-prompt']").fill("Cells from bone marrow cure diabetes.")
    author.locator("select[name='course']").select_option(label=COURSE)
    author.locator("[name='ref']").fill("M1-99")
    author.locator("[name='topic']").select_option("therapy-basics")
    author.get_by_role("button", name="Save draft").click()
    expect(author.get_by_text("exactly one must be correct").first).to_be_visible()

    author.locator("[name='interaction-0-value-options-1-value-correct']").check()
    expect(preview(author).get_by_role("radio")).to_have_count(2, timeout=PATIENCE)
    shoot(author, "editor-question")
    save_draft(author)

    reviewer = desk.open("reviewer")
    reviewer.goto(f"{QUESTIONS}?q=M1-99")
    reviewer.get_by_role("link", name="M1-99").first.click()
    publish(reviewer)
    assert desk.complaints == []


def test_a_question_put_into_a_lesson_is_marked_there_and_words_explain_themselves(desk: Desk) -> None:
    author = desk.open("instructor")
    open_lesson(author)
    insert(author, "Check yourself")
    author.get_by_role("button", name="Choose a question for practice").first.click()
    dialog = author.get_by_role("dialog")
    dialog.get_by_label("Search").first.fill("M1-04")
    dialog.get_by_role("link", name="M1-04").click()
    draft = preview(author)
    expect(draft.get_by_role("button", name="Check my answer")).to_be_disabled()
    expect(draft.locator("#outline [aria-current=page]")).to_have_text(LESSON)
    save_draft(author)
    reviewer = desk.open("reviewer")
    open_lesson(reviewer)
    publish(reviewer)

    learner = desk.open("learner")
    enrol(learner)
    learner.goto(ADDRESS)
    learner.get_by_role("button", name="Check my answer").click()
    expect(learner.get_by_role("alert")).to_be_focused()
    learner.locator("form.question .option").first.click()
    learner.get_by_role("button", name="Check my answer").click()
    expect(learner.get_by_role("status").filter(has_text=re.compile("ight"))).to_be_focused()
    expect(learner.get_by_text("Why", exact=True).last).to_be_visible()
    learner.get_by_role("link", name="Try again").click()
    expect(learner.get_by_role("button", name="Check my answer")).to_be_visible()

    word = learner.locator("button.term").first
    word.focus()
    learner.keyboard.press("Enter")
    definition = learner.locator(f"#{word.get_attribute('popovertarget')}")
    expect(definition).to_be_focused()
    learner.keyboard.press("Escape")
    expect(definition).to_be_hidden()
    expect(word).to_be_focused()
    assert desk.complaints == []
