"""One block for each kind of question. Field names are the keys of the content that ``quizzes.interactions`` takes."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.question_parts import (
    LETTERS,
    NUMBERS,
    AlternativeBlock,
    AnswerBlock,
    CriterionBlock,
    GapStream,
    GradedOptionBlock,
    MatchResponseBlock,
    NumericOptionBlock,
    OptionBlock,
    OrderOptionBlock,
    PremiseBlock,
    UnitBlock,
    name_by_letter,
    name_the_nameless,
)

# The editor's form wants every field of a new entry.
BLANK = {"id": "", "text": "", "correct": False, "feedback": ""}
POINTS = {"best": 3, "acceptable": 2, "poor": 1, "harmful": 0}


class InteractionBlock(blocks.StructBlock):
    """What every kind shares."""

    prompt = blocks.TextBlock(label=_("Question"), help_text=_("What learners are asked."))
    rationale = blocks.TextBlock(
        required=False,
        label=_("Why the key is right"),
        help_text=_("Learners read it after marking, in practice quizzes."),
    )
    shuffle = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Random order of options"),
        help_text=_("Turn it off when the options have an order of their own, such as amounts."),
    )

    class Meta:
        form_classname = "struct-block"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Names the options that the editor left unnamed: answers by letter, the premises of pairs by number."""
        cleaned = super().clean(value)
        lists = [cleaned.get("options", []), cleaned.get("responses", [])]
        taken = {entry["id"] for entry in chain(*lists)}
        name_the_nameless(lists[0], NUMBERS if lists[1] else LETTERS, taken)
        name_the_nameless(lists[1], LETTERS, taken)
        return cleaned


class SingleChoiceBlock(InteractionBlock):
    """One right option among several."""

    options = blocks.ListBlock(OptionBlock(), min_num=2, default=[BLANK, BLANK], label=_("Options"))

    class Meta:
        icon = "circle-check"
        label = _("Single choice")
        description = _("One right option among several.")


class MultipleChoiceBlock(InteractionBlock):
    """Several right options."""

    select_count = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label=_("How many to select"),
        help_text=_(
            "Learners are told this number; it must equal the number of right options. Empty: they aren't told."
        ),
    )
    options = blocks.ListBlock(OptionBlock(), min_num=2, default=[BLANK, BLANK], label=_("Options"))

    class Meta:
        icon = "tasks"
        label = _("Multiple choice")
        description = _("Several right options.")


class TrueFalseBlock(InteractionBlock):
    """A statement that holds or does not."""

    options = blocks.ListBlock(
        OptionBlock(),
        min_num=2,
        max_num=2,
        default=[{**BLANK, "id": "T", "text": "True"}, {**BLANK, "id": "F", "text": "False"}],
        label=_("Options"),
    )

    class Meta:
        icon = "check"
        label = _("True or false")
        description = _("A statement that holds or does not.")


class NumericBlock(InteractionBlock):
    """A number, with tolerance and unit."""

    answer = blocks.CharBlock(label=_("Answer"), help_text=_("A plain number such as 12 or 0.5."))
    tolerance = blocks.CharBlock(
        default="0", label=_("Tolerance"), help_text=_("How far off still counts as right; 0 for exact.")
    )
    unit = blocks.CharBlock(required=False, max_length=20, label=_("Unit"))
    accept_decimal_comma = blocks.BooleanBlock(required=False, default=True, label=_("Accept a decimal comma"))
    accept_thousands_separators = blocks.BooleanBlock(
        required=False, default=True, label=_("Accept thousands separators")
    )
    options = blocks.ListBlock(NumericOptionBlock(), label=_("Right value and typical wrong ones"))
    alternatives = blocks.ListBlock(AlternativeBlock(), default=[], label=_("Further right values"))
    units = blocks.ListBlock(UnitBlock(), default=[], label=_("Other units that may be used"))
    default_feedback = blocks.TextBlock(required=False, label=_("Feedback on any other value"))

    class Meta:
        icon = "decimal"
        label = _("Number")
        description = _("A number to work out, with tolerance and unit.")

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Names further right values too."""
        cleaned = super().clean(value)
        name_by_letter(cleaned["alternatives"])
        return cleaned


class MatchBlock(InteractionBlock):
    """Pairs; more answers than premises make guessing harder."""

    options = blocks.ListBlock(PremiseBlock(), min_num=2, label=_("Premises"))
    responses = blocks.ListBlock(
        MatchResponseBlock(),
        min_num=2,
        label=_("Answers to choose from"),
        help_text=_("Unnamed answers are called A, B, C… from the top."),
    )

    class Meta:
        icon = "link"
        label = _("Matching")
        description = _("Pairs to make.")


class OrderBlock(InteractionBlock):
    """Lines to put in order."""

    options = blocks.ListBlock(OrderOptionBlock(), min_num=2, label=_("Lines"))
    correct_order = blocks.ListBlock(
        blocks.CharBlock(label=_("Letter")),
        min_num=0,
        default=[],
        label=_("Right order, by letter"),
        help_text=_("Leave it empty if the lines above stand in the right order. Learners always see them mixed."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Ordering")
        description = _("Lines to put into the right order.")

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Lines whose order isn't given stand in the right one."""
        cleaned = super().clean(value)
        if not cleaned["correct_order"]:
            letters = [entry["id"] for entry in cleaned["options"]]
            cleaned["correct_order"] = self.child_blocks["correct_order"].normalize(letters)
        return cleaned


class ScenarioBlock(InteractionBlock):
    """A situation with graded ways to act."""

    title = blocks.CharBlock(max_length=200, label=_("Title"))
    learner_role = blocks.CharBlock(required=False, max_length=200, label=_("The learner's role"))
    story = blocks.TextBlock(label=_("Story"))
    options = blocks.ListBlock(GradedOptionBlock(), min_num=2, label=_("Ways to act"))

    class Meta:
        icon = "group"
        label = _("Scenario")
        description = _("A situation with graded ways to act.")


class TextEntryBlock(InteractionBlock):
    """A short text to write."""

    ignore_accents = blocks.BooleanBlock(
        required=False, label=_("Ignore accents"), help_text=_("Then cafe is as good as café.")
    )
    max_length = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=500,
        label=_("Most characters"),
        help_text=_("Empty: 200. Learners can't write more."),
    )
    options = blocks.ListBlock(
        AnswerBlock(),
        min_num=1,
        label=_("Right answers and typical wrong ones"),
        help_text=_("At least one without wildcards must be fully right; learners are shown it after marking."),
    )
    default_feedback = blocks.TextBlock(required=False, label=_("Feedback on any other text"))

    class Meta:
        icon = "pilcrow"
        label = _("Short text")
        description = _("A word or a few to write.")


class ClozeBlock(InteractionBlock):
    """A text with gaps to fill in."""

    text = blocks.TextBlock(
        label=_("Text with gaps"),
        help_text=_("Write each gap once, as its name in double brackets: Insulin is made in the [[organ]]."),
    )
    gaps = GapStream(label=_("Gaps"))

    class Meta:
        icon = "form"
        label = _("Text with gaps")
        description = _("Several gaps to fill in, by word, number or list.")


class ExtendedTextBlock(InteractionBlock):
    """A longer text that a person marks."""

    min_words = blocks.IntegerBlock(
        required=False, min_value=1, max_value=5000, label=_("Fewest words"), help_text=_("Advice to learners.")
    )
    max_words = blocks.IntegerBlock(
        required=False, min_value=1, max_value=5000, label=_("Most words"), help_text=_("Advice to learners.")
    )
    criteria = blocks.ListBlock(
        CriterionBlock(),
        min_num=1,
        label=_("Rubric"),
        help_text=_("The question is worth the best levels of all criteria together."),
    )
    guidance = blocks.TextBlock(required=False, label=_("Guidance for markers"), help_text=_("Learners never see it."))

    class Meta:
        icon = "edit"
        label = _("Extended text")
        description = _("A longer text, marked by a person with a rubric.")

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Names the criteria that the editor left unnamed."""
        cleaned = super().clean(value)
        name_by_letter(cleaned["criteria"])
        return cleaned


class InteractionStream(blocks.StreamBlock):
    """Exactly one interaction; the editor of each kind is its block."""

    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
    true_false = TrueFalseBlock()
    numeric = NumericBlock()
    match = MatchBlock()
    order = OrderBlock()
    scenario = ScenarioBlock()
    text_entry = TextEntryBlock()
    cloze = ClozeBlock()
    extended_text = ExtendedTextBlock()

    class Meta:
        max_num: ClassVar[int] = 1


def content_of(kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """The content that gets frozen, from a block's value."""
    content = {"kind": kind, "max_points": "1", **_plain(value)}
    if kind == "scenario":
        for option in content["options"]:
            option["points"] = POINTS[option["grade"]]
    return content


def value_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """A block's raw value, from content that a package brings."""
    value = {name: entry for name, entry in content.items() if name not in {"kind", "max_points"}}
    if content["kind"] == "cloze":
        value["gaps"] = [_gap_value(gap) for gap in content["gaps"]]
    return value


def _gap_value(gap: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": gap["kind"], "value": {name: entry for name, entry in gap.items() if name != "kind"}}


def _plain(value: Any) -> Any:
    if isinstance(value, blocks.StreamValue.StreamChild):
        return {"kind": value.block_type, **_plain(value.value)}
    if isinstance(value, Mapping):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(entry) for entry in value]
    return value
