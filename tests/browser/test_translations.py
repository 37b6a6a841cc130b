"""A translation is begun and written in a real browser, and the policy of the editor refuses nothing of its screens."""

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.screens import shoot

MODULE = "Therapy basics"
FRENCH = "Les bases de la thérapie"


def test_an_instructor_translates_the_title_of_a_module(desk: Desk) -> None:
    author = desk.open("instructor")
    author.goto("/cms/")
    search = author.get_by_placeholder("Search all pages")
    search.fill(MODULE)
    search.press("Enter")
    author.get_by_role("link", name=MODULE, exact=True).first.click()
    author.wait_for_url("**/edit/")
    number = author.url.rstrip("/").split("/")[-2]
    author.goto(f"/cms/localize/submit/page/{number}/")
    author.get_by_label("Français").check()
    shoot(author, "editor-translate")
    author.get_by_role("button", name="Submit").click()
    author.wait_for_url("**/edit/")
    expect(author.get_by_role("button", name="Translate").first).to_be_visible()
    author.get_by_role("button", name="Translate").first.click()
    author.locator("textarea").first.fill(FRENCH)
    author.get_by_role("button", name="Save").first.click()
    expect(author.get_by_text(FRENCH).first).to_be_visible()
    shoot(author, "editor-translation")
    assert desk.complaints == []
