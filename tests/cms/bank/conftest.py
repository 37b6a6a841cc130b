"""Questions with habits."""

from typing import Any

import pytest

from cms.actions import wordings
from cms.models import QuestionSnippet
from tests.cms.exchange.conftest import drafted
from tests.cms.trees import Tree
from tests.factories.courses import single_choice

LIST = "/cms/snippets/cms/questionsnippet/"


def habitual(tree: Tree, ref: str, **changes: Any) -> QuestionSnippet:
    """A draft that asks with a negative."""
    content = {**single_choice("Which of these is not a leaf?"), **changes}
    return drafted(tree.course, ref, content)


@pytest.fixture
def read(tree: Tree) -> Tree:
    """The tree, with one habitual draft, all read."""
    habitual(tree, "H1")
    wordings.refresh()
    return tree
