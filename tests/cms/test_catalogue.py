import pytest
from django.test import Client

from cms.models import CataloguePage, CoursePage
from courses.models import Activity
from tests.cms import trees
from tests.cms.trees import Tree


@pytest.fixture
def two(tree: Tree) -> None:
    page = CoursePage(title="Coffee roasting", slug="coffee", summary="Beans and heat.", audience="Roasters")
    trees.add(CataloguePage.objects.get(), page)


def titles(client: Client, query: str = "") -> list[str]:
    response = client.get("/courses/", {"q": query} if query else {})
    assert response.status_code == 200
    return [row["title"] for row in response.context["courses"]]


def test_the_catalogue_lists_courses_with_their_size(tree: Tree, client: Client) -> None:
    (row,) = client.get("/courses/").context["courses"]
    assert (row["title"], row["url"]) == ("Tea", "/courses/tea/")
    assert (row["lessons_count"], row["modules_count"], row["minutes"]) == (2, 1, 50)


def test_an_empty_catalogue_says_so(client: Client, db: None) -> None:
    assert "No course is open yet" in client.get("/courses/").content.decode()
    assert client.get("/").status_code == 200


def test_the_front_door_lists_courses(tree: Tree, client: Client) -> None:
    assert 'href="/courses/tea/"' in client.get("/").content.decode()


@pytest.mark.usefixtures("two")
def test_search_finds_titles_and_summaries(client: Client) -> None:
    assert titles(client) == ["Coffee roasting", "Tea"]
    assert titles(client, "coffee") == ["Coffee roasting"]
    assert titles(client, "BEANS") == ["Coffee roasting"]
    assert titles(client, "all about") == ["Tea"]


@pytest.mark.usefixtures("two")
def test_search_without_a_match_offers_the_whole_list(client: Client) -> None:
    page = client.get("/courses/", {"q": "astronomy"}).content.decode()
    assert "Nothing matches “astronomy”" in page
    assert "Show all courses" in page


@pytest.mark.parametrize(
    "query", ['"', "'", "*", "tea AND", "(", "a" * 500, "%", "-", "<script>", "NEAR(", "\x00", " "]
)
def test_search_takes_anything(query: str, client: Client, db: None) -> None:
    page = client.get("/courses/", {"q": query})
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().split('id="search"')[1].split(">")[0]


def test_only_reading_is_allowed(tree: Tree, client: Client) -> None:
    for address in ("/courses/", "/courses/tea/", "/help/"):
        assert client.post(address).status_code == 405


def test_help_names_the_address_to_write_to(client: Client, db: None) -> None:
    page = client.get("/help/").content.decode()
    assert "support@example.org" in page
    assert 'id="accommodations"' in page


@pytest.mark.usefixtures("two")
def test_the_list_is_narrowed_by_length_once_lengths_differ(client: Client) -> None:
    """Tea takes 50 minutes, coffee has no lessons yet: one length, and nothing to choose."""
    assert client.get("/courses/").context["choices"] == []
    lesson = Activity.objects.filter(course__slug="tea", kind="lesson").first()
    assert lesson
    Activity.objects.filter(pk=lesson.pk).update(minutes=400)
    (choice,) = client.get("/courses/").context["choices"]
    assert [value for value, _words in choice["options"]] == ["short", "long"]
    narrowed = client.get("/courses/", {"length": "long"})
    assert [row["title"] for row in narrowed.context["courses"]] == ["Tea"]
    assert '<option value="long" selected>' in narrowed.content.decode()
    assert titles(client) == ["Coffee roasting", "Tea"]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("asked", [{"length": "endless"}, {"language": "tlh"}])
def test_what_is_no_choice_narrows_nothing(asked: dict[str, str], client: Client) -> None:
    assert len(client.get("/courses/", asked).context["courses"]) == 2
