from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from tests.cms import trees
from tests.cms.trees import Tree

LESSON = "/courses/tea/basics/lesson-1/"


@pytest.fixture
def enrolled(tree: Tree, learner: User) -> Any:
    return trees.enrol(tree, learner)


@pytest.fixture
def write(tree: Tree) -> Callable[..., Any]:
    """``write(("text", "<p>…</p>"), …)`` puts these blocks into the first lesson and publishes it."""

    def publish(*body: tuple[str, Any]) -> Any:
        page = trees.fresh(tree.lessons[0])
        page.body = list(body)
        return trees.publish(page)

    return publish


@pytest.fixture
def read(enrolled: Any, learner_client: Client) -> Callable[[], BeautifulSoup]:
    """The lesson as its learner sees it."""

    def shown() -> BeautifulSoup:
        response = learner_client.get(LESSON)
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return shown
