import pytest

from tests import databases
from tests.cms.trees import Tree, found, plant


@pytest.fixture
def tree(db: None) -> Tree:
    """A small published course: there from the beginning, or planted where the test begins without."""
    return found() if databases.is_planted() else plant()
