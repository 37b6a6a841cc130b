"""Panels of the page editor that show what the record says."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from cms import quotes, register
from cms.lesson_hints import LessonHint, hints
from courses.promises import Promise


class FactsPanel(Panel):
    """Something to read beside a form, for the draft as it was last saved. No field: nothing here is saved."""

    anchor: ClassVar[str]

    @property
    def clean_name(self) -> str:
        """Its place in the editor's address."""
        return super().clean_name or self.anchor


class CoveragePanel(FactsPanel):
    """How far the question bank fills each cell of a quiz."""

    anchor = "coverage"

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


class WordsPanel(FactsPanel):
    """Words of a lesson that promise too much."""

    anchor = "words"

    class BoundPanel(Panel.BoundPanel):
        """Bound to a lesson page."""

        template_name = "cms/claims/words.html"

        @cached_property
        def promises(self) -> list[Promise]:
            """No query."""
            return register.loaded(self.instance.body)

        def is_shown(self) -> bool:
            """Only when there is something to weigh."""
            return bool(self.instance.pk and self.promises)

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """What was found."""
            return {**super().get_context_data(parent_context), "promises": self.promises}


class HintsPanel(FactsPanel):
    """Headings and links of a lesson that are hard to use."""

    anchor = "hints"

    class BoundPanel(Panel.BoundPanel):
        """Bound to a lesson page."""

        template_name = "cms/lesson_hints.html"

        @cached_property
        def hints(self) -> list[LessonHint]:
            """No query."""
            return hints(block.value.source for block in self.instance.body if block.block_type == "text")

        def is_shown(self) -> bool:
            """Only when there is something to mend."""
            return bool(self.instance.pk and self.hints)

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """What was found."""
            return {**super().get_context_data(parent_context), "hints": self.hints}


class EvidencePanel(FactsPanel):
    """Sections of articles that a lesson is written from, to read while writing."""

    anchor = "evidence"

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
