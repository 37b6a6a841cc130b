"""Beside the form of a question: what its wording gives away, and who asks nearly the same."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.panels import Panel

from cms import writing
from cms.panels import FactsPanel


class WritingPanel(FactsPanel):
    """Hints alone: nothing stands in the way of saving."""

    anchor = "writing"

    class BoundPanel(Panel.BoundPanel):
        """Bound to a question."""

        template_name = "cms/bank/writing.html"

        def is_shown(self) -> bool:
            """There is nothing to look at before it was saved once."""
            return self.instance.pk is not None and len(self.instance.interaction) == 1

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """One query, however many questions there are."""
            content = self.instance.content
            told = {"advice": writing.advice(content), "near": writing.near(self.instance, content)}
            return {**super().get_context_data(parent_context), **told}
