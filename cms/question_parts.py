"""What the blocks of questions are made of: options, pairs, gaps, levels, and their names."""

from collections.abc import Iterable, Sequence
from string import ascii_uppercase
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

NUMBERS = tuple(str(number) for number in range(1, 1000))
LETTERS = (*ascii_uppercase, *(f"Z{number}" for number in NUMBERS))
FEEDBACK = _("Learners read it after marking, beside this option.")


def _id(mark: str | Promise = "") -> blocks.CharBlock:
    return blocks.RegexBlock(
        regex=r"^[A-Za-z0-9_-]{1,40}$",
        required=False,
        label=mark or _("Letter"),
        help_text=_("Leave it empty to get the next free one. Learners don't see it."),
    )


def name_the_nameless(entries: Iterable[blocks.StructValue], names: Sequence[str], taken: set[str]) -> None:
    """Give every entry without an id the first of ``names`` that is still free; ``taken`` grows along."""
    for entry in entries:
        if not entry["id"]:
            entry["id"] = next(name for name in names if name not in taken)
            taken.add(entry["id"])


def name_by_letter(entries: Iterable[blocks.StructValue]) -> None:
    """Name the nameless of a list that stands for itself."""
    name_the_nameless(entries, LETTERS, {entry["id"] for entry in entries})


class OptionBlock(blocks.StructBlock):
    """An option that is right or wrong."""

    id = _id()
    text = blocks.TextBlock(label=_("Text"))
    correct = blocks.BooleanBlock(required=False, label=_("This is right"))
    feedback = blocks.TextBlock(required=False, label=_("Feedback"), help_text=FEEDBACK)


class NumericOptionBlock(blocks.StructBlock):
    """The right value, or a typical wrong one with its explanation."""

    id = _id()
    value = blocks.CharBlock(label=_("Value"), help_text=_("A plain number such as 12 or 0.5."))
    tolerance = blocks.CharBlock(
        default="0", label=_("Tolerance"), help_text=_("How far off still counts as this value.")
    )
    correct = blocks.BooleanBlock(required=False, label=_("This is right"))
    feedback = blocks.TextBlock(required=False, label=_("Feedback"), help_text=FEEDBACK)


class AlternativeBlock(blocks.StructBlock):
    """Another right value."""

    id = _id()
    value = blocks.CharBlock(label=_("Value"), help_text=_("A plain number such as 12 or 0.5."))
    tolerance = blocks.CharBlock(
        default="0", label=_("Tolerance"), help_text=_("How far off still counts as this value.")
    )
    feedback = blocks.TextBlock(required=False, label=_("Feedback"), help_text=FEEDBACK)


class UnitBlock(blocks.StructBlock):
    """Another unit that an answer may come in."""

    unit = blocks.CharBlock(max_length=20, label=_("Unit"))
    factor = blocks.CharBlock(
        label=_("Factor"), help_text=_("What one of it is in the unit of the answer: 0.001 for mg when that is g.")
    )


class AnswerBlock(blocks.StructBlock):
    """A text that is accepted, or a typical wrong one with its explanation."""

    id = _id()
    text = blocks.CharBlock(
        max_length=200, label=_("Text"), help_text=_("Capitals, spaces and closing punctuation don't matter.")
    )
    pattern = blocks.BooleanBlock(
        required=False,
        label=_("Has wildcards"),
        help_text=_("Then * stands for any characters or none, and ? for exactly one."),
    )
    share = blocks.CharBlock(
        default="1", label=_("Share of the points"), help_text=_("1 for right, 0.5 for half right, 0 for wrong.")
    )
    feedback = blocks.TextBlock(required=False, label=_("Feedback"), help_text=FEEDBACK)


class PremiseBlock(blocks.StructBlock):
    """The left side of a pair."""

    id = _id(_("Number"))
    text = blocks.TextBlock(label=_("Text"))
    match = blocks.CharBlock(
        label=_("Letter of the right answer"), help_text=_("One of the letters in “Answers to choose from”, such as B.")
    )
    feedback = blocks.TextBlock(required=False, label=_("Feedback"), help_text=FEEDBACK)


class MatchResponseBlock(blocks.StructBlock):
    """The right side of a pair."""

    id = _id()
    text = blocks.TextBlock(label=_("Text"))


class OrderOptionBlock(blocks.StructBlock):
    """A line to put in its place."""

    id = _id()
    text = blocks.TextBlock(label=_("Text"))
    feedback = blocks.TextBlock(required=False, label=_("Feedback"), help_text=FEEDBACK)


class GradedOptionBlock(blocks.StructBlock):
    """A way to act, graded; the points follow from the grade."""

    id = _id()
    text = blocks.TextBlock(label=_("Text"))
    grade = blocks.ChoiceBlock(
        choices=[
            ("best", _("Best (3)")),
            ("acceptable", _("Acceptable (2)")),
            ("poor", _("Poor (1)")),
            ("harmful", _("Harmful (0)")),
        ],
        label=_("Grade"),
    )
    consequence = blocks.TextBlock(label=_("What happens then"), help_text=_("Learners read it after marking."))


class GapBlock(blocks.StructBlock):
    """What every gap has."""

    id = blocks.RegexBlock(
        regex=r"^[A-Za-z0-9_-]{1,40}$",
        label=_("Name"),
        help_text=_("As in the text, without its brackets. Learners don't see it."),
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Names the options that the editor left unnamed."""
        cleaned = super().clean(value)
        name_by_letter(cleaned.get("options", []))
        name_by_letter(cleaned.get("alternatives", []))
        return cleaned


class TextGapBlock(GapBlock):
    """A gap for a short text."""

    ignore_accents = blocks.BooleanBlock(required=False, label=_("Ignore accents"))
    options = blocks.ListBlock(
        AnswerBlock(),
        min_num=1,
        label=_("Right answers and typical wrong ones"),
        help_text=_("At least one without wildcards must be fully right."),
    )
    default_feedback = blocks.TextBlock(required=False, label=_("Feedback on any other text"))

    class Meta:
        icon = "pilcrow"
        label = _("Text gap")


class NumberGapBlock(GapBlock):
    """A gap for a number."""

    answer = blocks.CharBlock(label=_("Answer"), help_text=_("A plain number such as 12 or 0.5."))
    tolerance = blocks.CharBlock(
        default="0", label=_("Tolerance"), help_text=_("How far off still counts as right; 0 for exact.")
    )
    unit = blocks.CharBlock(required=False, max_length=20, label=_("Unit"))
    alternatives = blocks.ListBlock(AlternativeBlock(), default=[], label=_("Further right values"))
    units = blocks.ListBlock(UnitBlock(), default=[], label=_("Other units that may be used"))
    options = blocks.ListBlock(NumericOptionBlock(), default=[], label=_("Right value and typical wrong ones"))
    default_feedback = blocks.TextBlock(required=False, label=_("Feedback on any other value"))

    class Meta:
        icon = "decimal"
        label = _("Number gap")


class ChoiceGapBlock(GapBlock):
    """A gap with a list to choose from."""

    options = blocks.ListBlock(OptionBlock(), min_num=2, label=_("Options"))

    class Meta:
        icon = "circle-check"
        label = _("List to choose from")


class GapStream(blocks.StreamBlock):
    """The gaps of one text, each of its own kind."""

    text = TextGapBlock()
    number = NumberGapBlock()
    choice = ChoiceGapBlock()

    class Meta:
        min_num: ClassVar[int] = 1


class LevelBlock(blocks.StructBlock):
    """How well a criterion can be met."""

    id = _id()
    text = blocks.TextBlock(label=_("What such a text shows"))
    points = blocks.CharBlock(label=_("Points"), help_text=_("A plain number such as 2 or 0.5."))


class CriterionBlock(blocks.StructBlock):
    """One thing that markers look at."""

    id = _id()
    text = blocks.TextBlock(label=_("Criterion"), help_text=_("Learners see it, with the points of its best level."))
    levels = blocks.ListBlock(
        LevelBlock(), min_num=2, label=_("Levels"), help_text=_("Learners see the level they reached after marking.")
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Names the levels that the editor left unnamed."""
        cleaned = super().clean(value)
        name_by_letter(cleaned["levels"])
        return cleaned
