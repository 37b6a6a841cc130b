"""Blocks that set out more than a text can: steps, comparisons, decisions to think through."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

INLINE_FEATURES = ["bold", "italic", "link"]
GRADES = [("best", _("Best")), ("acceptable", _("Acceptable")), ("poor", _("Poor")), ("harmful", _("Harmful"))]
SIDES = [("for", _("Speaks for it")), ("against", _("Speaks against it")), ("plain", _("Neither"))]


class StepBlock(blocks.StructBlock):
    """One thing to do."""

    title = blocks.CharBlock(max_length=120, label=_("What to do"), help_text=_("Begin with a verb."))
    text = blocks.RichTextBlock(
        required=False, features=[*INLINE_FEATURES, "ul"], label=_("How"), help_text=_("A sentence or two.")
    )


class StepsBlock(blocks.StructBlock):
    """Instructions in order."""

    title = blocks.CharBlock(
        required=False, max_length=120, label=_("Title"), help_text=_("What is done when all steps are taken.")
    )
    steps = blocks.ListBlock(StepBlock(label=_("Step")), min_num=2, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "cms/blocks/steps.html"
        description = _("Numbered instructions, each with a title.")
        preview_value: ClassVar[dict[str, Any]] = {
            "title": "Look a trial up",
            "steps": [
                {"title": "Ask for its number", "text": "<p>A trial in the EU has one in the public register.</p>"},
                {"title": "Search for it", "text": "<p>Check the status on the day.</p>"},
                {"title": "Write down what you saw", "text": "<p>With the date.</p>"},
            ],
        }


class PointBlock(blocks.StructBlock):
    """One line of a comparison."""

    side = blocks.ChoiceBlock(choices=SIDES, default="plain", label=_("Side"))
    text = blocks.TextBlock(rows=2, label=_("Point"), help_text=_("Short; the same matter on the same line elsewhere."))


class ColumnBlock(blocks.StructBlock):
    """One of the things compared."""

    title = blocks.CharBlock(max_length=80, label=_("What is compared"))
    points = blocks.ListBlock(PointBlock(label=_("Point")), min_num=1, label=_("Points"))


class ComparisonBlock(blocks.StructBlock):
    """Two to four things side by side; on a phone, one below the other."""

    title = blocks.CharBlock(max_length=120, label=_("Title"), help_text=_("The question that the comparison answers."))
    columns = blocks.ListBlock(ColumnBlock(label=_("Column")), min_num=2, max_num=4, label=_("Columns"))

    class Meta:
        icon = "grid"
        label = _("Comparison")
        template = "cms/blocks/comparison.html"
        description = _("Two to four things side by side, with what speaks for and against each.")
        preview_value: ClassVar[dict[str, Any]] = {
            "title": "Where does the offer come from?",
            "columns": [
                {
                    "title": "A registered trial",
                    "points": [
                        {"side": "for", "text": "Watched by an ethics committee"},
                        {"side": "against", "text": "Few people can join"},
                    ],
                },
                {
                    "title": "A paid offer",
                    "points": [
                        {"side": "for", "text": "Open to many"},
                        {"side": "against", "text": "Nobody outside follows what happens"},
                    ],
                },
            ],
        }


class CourseOfActionBlock(blocks.StructBlock):
    """Something that the reader could do, and what comes of it."""

    text = blocks.TextBlock(rows=2, label=_("What you could do"))
    grade = blocks.ChoiceBlock(choices=GRADES, label=_("How good it is"), help_text=_("Shown once it is opened."))
    consequence = blocks.TextBlock(rows=2, label=_("What happens then"))


class ScenarioBlock(blocks.StructBlock):
    """A decision to think through. Nothing is counted, and nothing of it comes from the question bank."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    role = blocks.CharBlock(
        required=False, max_length=160, label=_("Who the reader is"), help_text=_("Such as: facilitator in an agency.")
    )
    story = blocks.TextBlock(
        label=_("What happened"), help_text=_("Invented people only. Empty lines part paragraphs.")
    )
    question = blocks.CharBlock(max_length=200, label=_("Question"), help_text=_("Such as: what do you say first?"))
    options = blocks.ListBlock(CourseOfActionBlock(label=_("Option")), min_num=2, max_num=6, label=_("Options"))
    debrief = blocks.TextBlock(required=False, label=_("Looking back"), help_text=_("What to take from it."))

    class Meta:
        icon = "openquote"
        label = _("Scenario")
        template = "cms/blocks/scenario.html"
        description = _("A situation with a decision; each option shows what comes of it when it is opened.")
        preview_value: ClassVar[dict[str, Any]] = {
            "title": "The hopeful message",
            "role": "Facilitator in an agency",
            "story": "A client asks for a yes or a no by the morning.",
            "question": "What do you answer first?",
            "options": [
                {"text": "“Yes, we can arrange it.”", "grade": "harmful", "consequence": "A deposit is paid for hope."},
                {"text": "“Let me show you the register.”", "grade": "best", "consequence": "Better questions come."},
            ],
            "debrief": "One clear fact, the right people and a source that can be checked.",
        }
