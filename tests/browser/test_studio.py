"""The studio from end to end: an article becomes a lesson and a quiz, reviewers decide, a learner is marked."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import axe, robot
from tests.browser.desk import PATIENCE, Desk, approve, insert, preview, publish, save_draft, send_back, submit
from tests.browser.screens import shoot

TITLE = "Knee replacement abroad"
COURSE = "/courses/knee-replacement-abroad/"
QUESTIONS = "/cms/snippets/cms/questionsnippet/"
SENTENCE = "The operation cures 90% of patients for good."
COMMENT = "Say who can help on the day after."
WIDE = ["desktop"]
ARTICLE = f"""# {TITLE}

## What the operation is

The surgeon replaces the worn surfaces of the knee. {SENTENCE}

## What it costs

You pay €9,000 for the whole stay.

## Sources

A leaflet of a clinic.
"""
STATEMENTS = {
    "The surgeon replaces the worn surfaces of the knee.": "True",
    "Everybody is free of pain after the operation.": "False",
    "A clinic's leaflet is a neutral source.": "False",
    "Clients should ask who helps them after they leave.": "True",
}
CHOICE = "What do you ask about a success rate?"


def keys() -> dict[str, Any]:
    """What the robot answers, in the manner of a package."""
    known = {}
    for prompt, key in STATEMENTS.items():
        options = [{"id": name[0], "correct": name == key} for name in ("True", "False")]
        known[prompt] = {"kind": "true_false", "options": options}
    single = [{"id": "A", "correct": True}, {"id": "B", "correct": False}]
    return {**known, CHOICE: {"kind": "single_choice", "options": single}}


def look(page: Page, name: str) -> None:
    """Keep the picture of a screen of ours. Wagtail's own forms are pictured without asking axe."""
    shoot(page, f"studio-{name}")
    assert axe.violations(page) == []


def bring_in(page: Page) -> None:
    page.goto("/cms/")
    page.get_by_role("link", name="Sources").click()
    page.get_by_role("link", name="Bring in an article").click()
    page.get_by_label("Text", exact=True).fill(ARTICLE)
    look(page, "bring-in")
    page.get_by_role("button", name="Bring it in").click()
    page.get_by_role("link", name="Read it").click()
    expect(page.get_by_role("heading", name="What it costs")).to_be_visible()
    look(page, "article")


def plan(page: Page) -> str:
    """Two modules of our own names, with a lesson each; returns the key of the course."""
    page.get_by_role("button", name="Plan it from this article").click()
    for number, name in enumerate(["The operation", "The money", "", ""]):
        page.locator(f"[name=module-{number}]").fill(name)
    for number, module in enumerate(["The operation", "The money", "Leave out"]):
        page.locator(f"[name=section-{number}]").select_option(label=module)
    look(page, "plan")
    page.get_by_role("button", name="Make drafts").click()
    expect(page.get_by_text("2 lessons are drafted.")).to_be_visible()
    look(page, "claims-to-check")
    return re.findall(r"/claims/(\d+)/", page.url)[0]


def module_of(page: Page, course: str) -> str:
    """The key of the first module, out of the list below the course."""
    page.goto(f"/cms/pages/{course}/")
    shoot(page, "studio-tree", sizes=WIDE)
    address = page.get_by_role("link", name="The operation", exact=True).first.get_attribute("href") or ""
    return re.findall(r"/pages/(\d+)/", address)[0]


def write_claim(page: Page) -> str:
    """From the sentence; returns where the claim is edited."""
    page.get_by_role("link", name=re.compile(f"Write a new claim.*{SENTENCE}")).click()
    expect(page.locator("[name=statement]")).to_have_value(SENTENCE)
    page.locator("[name=ref]").fill("C1")
    page.locator("[name=label]").select_option(label="Misleading")
    page.locator("[name=reason]").fill("No study shows it, and some knees need another operation.")
    page.locator("[name=wording]").fill("Most people have less pain. Ask for the clinic's own numbers.")
    look(page, "claim")
    save_draft(page)
    page.wait_for_url("**/edit/**")
    expect(page.get_by_text("Nobody has judged it yet.")).to_be_visible()
    return page.url


def write_lesson(page: Page) -> str:
    """A text and the claim, previewed; returns where the lesson is edited."""
    page.goto("/cms/")
    page.get_by_role("link", name="What the operation is").first.click()
    page.wait_for_url("**/edit/")
    insert(page, "Text", field="body")
    editor = page.locator("#panel-child-content-body-section .public-DraftEditor-content").first
    editor.press_sequentially("A surgeon replaces what is worn. ")
    insert(page, "Check the claim", field="body", at_end=True)
    page.locator("[name='body-1-value-summary']").fill("Nine out of ten patients are cured for good.")
    page.get_by_role("button", name="Choose a claim").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Search").first.fill("cures 90%")
    dialog.get_by_role("link", name=SENTENCE).click()
    draft = preview(page)
    expect(draft.get_by_text("Not judged yet")).to_be_visible(timeout=PATIENCE)
    shoot(page, "studio-lesson", sizes=WIDE)
    save_draft(page)
    return page.url


def write_questions(page: Page) -> dict[str, str]:
    """Four statements and a choice; returns where each is edited, by reference."""
    written = {}
    for number, (prompt, key) in enumerate(STATEMENTS.items(), start=1):
        begin_question(page, "True or false", prompt, f"K{number}")
        page.locator(f"[name='interaction-0-value-options-{0 if key == 'True' else 1}-value-correct']").check()
        save_draft(page)
        written[f"K{number}"] = page.url
    begin_question(page, "Single choice", CHOICE, "K5")
    for place, text in enumerate(["Of how many patients, and when", "Nothing"]):
        page.locator(f"[name='interaction-0-value-options-{place}-value-text']").fill(text)
    page.locator("[name='interaction-0-value-options-0-value-correct']").check()
    save_draft(page)
    expect(preview(page).get_by_role("radio")).to_have_count(2, timeout=PATIENCE)
    shoot(page, "studio-question", sizes=WIDE)
    return {**written, "K5": page.url}


def begin_question(page: Page, kind: str, prompt: str, ref: str) -> None:
    page.goto(f"{QUESTIONS}add/")
    insert(page, kind)
    page.locator("[name='interaction-0-value-prompt']").fill(prompt)
    page.locator("[name=course]").select_option(label=TITLE)
    page.locator("[name=topic]").select_option(label="The operation")
    page.locator("[name=ref]").fill(ref)


def build_quiz(page: Page, module: str) -> str:
    """Below the module, of the five questions; returns where it is edited."""
    page.goto(f"/cms/pages/add/cms/quizpage/{module}/")
    page.locator("[name=title]").fill("Test yourself")
    section = page.locator("#panel-child-content-sections-section")
    section.get_by_role("button", name="Insert a block").last.click()
    page.locator("[name='sections-0-value-title']").fill("The operation")
    for number in range(5):
        page.locator("[data-contentpath='questions']").get_by_role("button", name="Add").last.click()
        page.get_by_role("button", name="Choose a question").last.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Search").first.fill(f"K{number + 1}")
        dialog.get_by_role("link", name=f"K{number + 1}", exact=True).click()
    save_draft(page)
    shoot(page, "studio-quiz", sizes=WIDE)
    return page.url


def describe_course(page: Page, course: str) -> None:
    """What a course needs before it is published."""
    page.goto(f"/cms/pages/{course}/edit/")
    page.locator("[name=summary]").fill("What to ask before a client travels for a new knee.")
    save_draft(page)
    expect(preview(page).get_by_text("What the operation is")).to_be_visible(timeout=PATIENCE)
    shoot(page, "studio-course", sizes=WIDE)


def submit_at(page: Page, address: str) -> None:
    page.goto(address)
    submit(page)


def publish_at(page: Page, address: str) -> None:
    page.goto(address)
    publish(page)


def take_quiz(page: Page) -> None:
    page.goto(COURSE)
    page.get_by_role("button", name="Enrol in this course").click()
    page.goto(f"{COURSE}the-operation/what-the-operation-is/")
    expect(page.get_by_text("Misleading")).to_be_visible()
    expect(page.get_by_text("Ask for the clinic's own numbers.")).to_be_visible()
    expect(page.get_by_text("a friend or a nurse")).to_be_visible()
    page.goto(f"{COURSE}the-operation/test-yourself/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/attempts/**")
    assert robot.answer_all(page, keys()) == 5
    robot.submit(page)
    expect(page.get_by_role("heading", name="You passed this quiz")).to_be_visible()
    look(page, "result")


def decide(page: Page, claim: str, lesson: str, questions: dict[str, str]) -> None:
    """What the first screen lists: one lesson goes back, the rest is approved; unsubmitted questions are published."""
    page.goto("/cms/")
    look(page, "waiting")
    approve(page, claim)
    send_back(page, lesson, COMMENT)
    approve(page, questions["K5"])
    for ref in ("K1", "K2", "K3", "K4"):
        publish_at(page, questions[ref])


def revise(page: Page, lesson: str, quiz: str) -> None:
    """The first screen says what the reviewer said; then the quiz can be filled, too."""
    page.goto("/cms/")
    expect(page.get_by_text(COMMENT)).to_be_visible()
    look(page, "sent-back")
    page.goto(lesson)
    editor = page.locator("#panel-child-content-body-section .public-DraftEditor-content").first
    editor.click()
    editor.press("Control+End")
    editor.press_sequentially("Ask for a friend or a nurse on the day after. ")
    expect(page.locator("[name='body-0-value']")).to_have_value(re.compile("a friend or a nurse"))
    submit(page)
    submit_at(page, quiz)


def test_an_article_becomes_a_lesson_and_a_quiz_that_a_learner_takes(desk: Desk) -> None:
    author = desk.open("instructor")
    bring_in(author)
    course = plan(author)
    module = module_of(author, course)
    author.go_back()
    claim = write_claim(author)
    lesson = write_lesson(author)
    questions = write_questions(author)
    describe_course(author, course)
    quiz = build_quiz(author, module)
    for address in (claim, lesson, questions["K5"]):
        submit_at(author, address)

    reviewer = desk.open("reviewer")
    decide(reviewer, claim, lesson, questions)
    revise(author, lesson, quiz)
    for key in (course, module):
        publish_at(reviewer, f"/cms/pages/{key}/edit/")
    for address in (lesson, quiz):
        approve(reviewer, address)
    take_quiz(desk.open("learner"))
    assert desk.complaints == []
