"""Name, colours, menus and contact of the site, as administrators decide and everybody sees."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import Image
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.actions import notices
from accounts.models import User
from cms import contrast
from cms.models import HomePage, InformationPage, SiteSettings
from tests.cms import trees
from tests.cms.trees import Tree

EDIT = "/cms/settings/cms/sitesettings/"
PLAIN = ("name", "logo", "primary", "primary_dark", "accent", "accent_dark", "support_email", "footer_text")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><path d="M0 0h9v9H0z"/></svg>'


def save(client: Client, *, main: list[Any] | None = None, footer: list[Any] | None = None, **values: Any) -> Any:
    address = f"{EDIT}{SiteSettings.load().pk}/"
    menus = {"main_links": streamfield(main or []), "footer_links": streamfield(footer or [])}
    return client.post(address, nested_form_data({**dict.fromkeys(PLAIN, ""), **menus, **values}))


def menu(client: Client, selector: str = ".masthead nav a") -> list[tuple[str, str]]:
    page = BeautifulSoup(client.get("/courses/").content, "html.parser")
    return [(link.text, str(link["href"])) for link in page.select(selector)]


@pytest.fixture
def about(db: None) -> InformationPage:
    page: InformationPage = trees.add(
        HomePage.objects.get(), InformationPage(title="About us", body="<p>We teach.</p>")
    )
    return page


@pytest.mark.parametrize(
    "name", ["client", "learner_client", "instructor_client", "reviewer_client", "registrar_client"]
)
def test_others_decide_nothing(name: str, request: pytest.FixtureRequest, db: None) -> None:
    client = request.getfixturevalue(name)
    assert save(client, name="Mine").status_code in {302, 403}
    assert not SiteSettings.objects.exclude(name="").exists()


def test_what_an_administrator_decides_is_seen_at_once(
    administrator_client: Client, client: Client, learner: User
) -> None:
    assert "Waymark" in client.get("/").text
    assert (
        save(administrator_client, name="Trail", support_email="ask@trail.org", footer_text="No advice.").status_code
        == 302
    )
    page = client.get("/courses/").text
    assert "Trail</a>" in page
    assert "· Trail</title>" in page
    assert "No advice." in page
    assert "ask@trail.org" in client.get("/help/").text
    notice = notices.announce(
        learner, kind="enrolled", key="1", context={"course": {"title": "Tea"}, "course_url": "x"}
    )
    assert "ask@trail.org" in str(notices.render(notice).body)


def test_our_links_stand_there_until_others_are_chosen(
    administrator_client: Client, client: Client, about: InformationPage
) -> None:
    ours = [("Courses", "/courses/"), ("My learning", "/learn/"), ("Check a certificate", "/verify/")]
    assert menu(client) == ours
    assert menu(client, ".footer a")[-3] == ("Help and accommodations", "/help/")
    chosen = [
        ("page", {"page": str(about.pk), "label": ""}),
        ("screen", {"screen": "cms:catalogue", "label": "All courses"}),
        ("address", {"label": "Our clinic", "address": "https://clinic.example/"}),
    ]
    save(administrator_client, main=chosen, footer=[("page", {"page": str(about.pk), "label": "Imprint"})])
    links = [("About us", "/about-us/"), ("All courses", "/courses/"), ("Our clinic", "https://clinic.example/")]
    assert menu(client) == links
    assert menu(client, ".footer a")[-3] == ("Imprint", "/about-us/")
    current = BeautifulSoup(client.get("/about-us/").content, "html.parser").select("nav [aria-current=page]")
    assert [link.text for link in current] == ["About us"]


def test_menus_follow_their_pages(administrator_client: Client, client: Client, about: InformationPage) -> None:
    save(administrator_client, main=[("page", {"page": str(about.pk), "label": ""})])
    assert menu(client) == [("About us", "/about-us/")]
    about.title, about.slug = "Who we are", "who-we-are"
    page = trees.publish(about)
    assert menu(client) == [("Who we are", "/who-we-are/")]
    page.unpublish()
    assert ("Who we are", "/who-we-are/") not in menu(client)
    page.delete()
    assert len(menu(client)) == 3


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example/", "http://plain.example/", "data:text/html,x"]
)
def test_a_menu_leads_to_no_script(address: str, administrator_client: Client) -> None:
    answer = save(administrator_client, main=[("address", {"label": "x", "address": address})])
    assert answer.status_code == 200
    assert "Begin with /, https:// or mailto:." in answer.text


def test_colours_come_as_a_stylesheet_of_their_own_that_can_be_kept(
    administrator_client: Client, client: Client
) -> None:
    assert "/brand/" not in client.get("/").text
    save(administrator_client, primary="#7A1F5C", accent_dark="#ffd080")
    page = client.get("/").text
    [address] = re.findall(r'href="(/brand/[0-9a-f]+\.css)"', page)
    assert "style=" not in page
    answer = client.get(address)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    assert ":root{--primary:#7A1F5C" in answer.text
    assert f"--primary:{contrast.DARK.primary};" in answer.text
    save(administrator_client, primary="#123456")
    assert client.get(address)["Cache-Control"] == "no-store"
    assert "#123456" in client.get(address).text
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    ("field", "colour"),
    [("primary", "#88cccc"), ("primary_dark", "#0b5c5c"), ("accent", "#f2b75f"), ("accent_dark", "#a34a00")],
)
def test_colours_that_can_not_be_read_are_refused(field: str, colour: str, administrator_client: Client) -> None:
    answer = save(administrator_client, **{field: colour})
    assert "4.5 to 1 is needed" in answer.text
    assert not SiteSettings.objects.exclude(**{field: ""}).exists()


@pytest.mark.parametrize("colour", ["teal", "#fff", "#0b5c5c;}body{", "#gggggg"])
def test_what_is_no_colour_is_refused(colour: str, administrator_client: Client) -> None:
    assert save(administrator_client, primary=colour).status_code == 200
    assert not SiteSettings.objects.exclude(primary="").exists()


def test_the_papers_that_colours_are_checked_against_are_those_of_the_stylesheet() -> None:
    sheet = (Path(django_settings.BASE_DIR) / "static/css/tokens.css").read_text()
    light, dark = sheet.split("@media screen {")[0], sheet.split("@media screen {")[1]
    for theme, text in ((contrast.LIGHT, light), (contrast.DARK, dark)):
        tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", text))
        papers = [re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", tokens[name]) for name in ("paper", "surface", "sunken")]
        assert tuple(papers) == theme.papers
        assert tokens["primary"] == theme.primary
        assert tokens["primary-strong"] == theme.primary_strong
        assert tokens["accent"] == theme.accent


@pytest.mark.parametrize(("one", "other", "expected"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert contrast.ratio(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast.ratio(other, one) == contrast.ratio(one, other)


@pytest.mark.parametrize("theme", [contrast.LIGHT, contrast.DARK])
def test_our_own_colours_pass(theme: contrast.Theme) -> None:
    assert contrast.worst(theme.primary, theme, carries_text=True) >= contrast.ENOUGH
    assert contrast.worst(theme.accent, theme, carries_text=False) >= contrast.ENOUGH


def test_a_logo_stands_before_the_name(administrator_client: Client, client: Client) -> None:
    logo = Image.objects.create(title="Trail", file=SimpleUploadedFile("trail.svg", SVG))
    save(administrator_client, logo=str(logo.pk))
    [found] = BeautifulSoup(client.get("/").content, "html.parser").select(".brand img")
    assert found["alt"] == ""
    assert str(found["src"]).endswith(".svg")


def test_it_costs_no_query_once_it_is_known(
    administrator_client: Client, client: Client, about: InformationPage, count_queries: Callable[..., int]
) -> None:
    client.get("/help/")
    ours = count_queries(client.get, "/help/")
    save(administrator_client, main=[("page", {"page": str(about.pk), "label": ""})] * 9, name="Trail")
    client.get("/help/")
    assert count_queries(client.get, "/help/") == ours


# --- pages beside the courses, and old addresses ----------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["learn", "courses", "verify", "cms"])
def test_an_information_page_does_not_hide_a_screen(slug: str, administrator_client: Client) -> None:
    home = HomePage.objects.get()
    add = reverse("wagtailadmin_pages:add", args=["cms", "informationpage", home.pk])
    values = {"title": "Privacy", "slug": slug, "body": '{"blocks": [], "entityMap": {}}', "comments": {}}
    answer = administrator_client.post(add, {**values, "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"})
    assert not InformationPage.objects.exists()
    assert b"platform uses this address itself" in answer.content or slug == "courses"


def test_an_old_address_leads_to_the_new_one(tree: Tree, administrator_client: Client, client: Client) -> None:
    add = {
        "old_path": "/tea-course",
        "site": "",
        "is_permanent": "on",
        "redirect_page": tree.course.pk,
        "redirect_link": "",
    }
    assert administrator_client.post("/cms/redirects/add/", add).status_code == 302
    assert client.get("/tea-course/").url == "/courses/tea/"


@pytest.mark.parametrize("name", ["learner_client", "instructor_client", "reviewer_client", "registrar_client"])
def test_others_redirect_nothing(name: str, tree: Tree, request: pytest.FixtureRequest) -> None:
    add = {"old_path": "/tea-course", "is_permanent": "on", "redirect_page": tree.course.pk}
    assert request.getfixturevalue(name).post("/cms/redirects/add/", add).status_code in {302, 403}
    assert not Redirect.objects.exists()
