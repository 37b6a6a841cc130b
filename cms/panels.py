"""Panels of the page editor that show what the record says."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.panels import Panel

from cms import quotes, register


class CoveragePanel(Panel):
    """How far the question bank fills each cell of a quiz, for the draft as it was last saved."""

    @property
    def clean_name(self) -> str:
        """Its place in the editor's address."""
        return super().clean_name or "coverage"

    class BoundPanel(Panel.BoundPanel):
        """Bound to a quiz page."""

        template_name = "cms/bank/coverage.html"

        def is_shown(self) -> bool:
            """A page that was never saved has no place in a course yet."""
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """Counted anew each time the editor is opened: a constant number of queries."""
            told = {"coverage": self.instance.coverage(), "bank_address": self.instance.bank_address()}
            return {**super().get_context_data(parent_context), **told}


class WordsPanel(Panel):
    """Words of a lesson that promise too much, in the draft as it was last saved."""

    @property
    def clean_name(self) -> str:
        """Its place in the editor's address."""
        return super().clean_name or "words"

    class BoundPanel(Panel.BoundPanel):
        """Bound to a lesson page."""

        template_name = "cms/claims/words.html"

        def is_shown(self) -> bool:
            """Only when there is something to weigh."""
            return bool(self.instance.pk and register.loaded(self.instance.body))

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """No query."""
            return {**super().get_context_data(parent_context), "promises": register.loaded(self.instance.body)}


class EvidencePanel(Panel):
    """Sections of articles that a lesson is written from, to read while writing. No field: nothing here is saved."""

    @property
    def clean_name(self) -> str:
        """Its place in the editor's address."""
        return super().clean_name or "evidence"

    class BoundPanel(Panel.BoundPanel):
        """Bound to a lesson page."""

        template_name = "cms/sources/evidence.html"

        def is_shown(self) -> bool:
            """Lessons that were not drafted from an article have nothing beside them."""
            return self.instance.pk is not None and quotes.is_quoted(self.instance.translation_key)

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """A constant number of queries, however many sections there are."""
            context = super().get_context_data(parent_context)
            course = self.instance.get_parent().get_parent()
            return {**context, "quotes": quotes.beside(self.instance.translation_key), "course": course}
