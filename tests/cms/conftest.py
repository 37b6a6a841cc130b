import pytest

from tests.cms.trees import Tree, plant


@pytest.fixture
def tree(db: None) -> Tree:
    return plant()
