"""StreamField blocks of a lesson: shape and template, never a rule."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.choosers import claim_chooser_viewset, practice_chooser_viewset, question_chooser_viewset
from cms.lesson_blocks import INLINE_FEATURES, ComparisonBlock, ScenarioBlock, StepsBlock
from cms.media_blocks import DownloadBlock, VideoBlock
from cms.translated_blocks import TableBlock, shared

TEXT_FEATURES = ["h2", "h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]

ClaimChooserBlock = shared(claim_chooser_viewset.get_block_class(name="ClaimChooserBlock", module_path="cms.blocks"))
PracticeChooserBlock = shared(
    practice_chooser_viewset.get_block_class(name="PracticeChooserBlock", module_path="cms.blocks")
)
QuestionChooserBlock = shared(
    question_chooser_viewset.get_block_class(name="QuestionChooserBlock", module_path="cms.blocks")
)


class CalloutBlock(blocks.StructBlock):
    """A note that stands out."""

    kind = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("warning", _("Warning")), ("example", _("Example"))],
        default="note",
        label=_("Kind"),
    )
    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    text = blocks.RichTextBlock(features=[*INLINE_FEATURES, "ol", "ul"], label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "cms/blocks/callout.html"
        description = _("A short note, warning or example beside the main text.")
        preview_value: ClassVar[dict[str, str]] = {
            "kind": "note",
            "title": "In your file",
            "text": "<p>Write down who said it, and when.</p>",
        }


class ClaimBlock(blocks.StructBlock):
    """A claim met in the field, judged. The label comes from the claim register, so it changes in one place."""

    claims = blocks.ListBlock(ClaimChooserBlock(label=_("Claim")), min_num=1, label=_("Claims from the register"))
    source = blocks.CharBlock(
        required=False,
        max_length=400,
        label=_("Where it was said"),
        help_text=_("A kind of source, such as a clinic's website."),
    )
    summary = blocks.TextBlock(label=_("Claim, in short"))
    label_text = blocks.TextBlock(
        required=False,
        label=_("Judgement in words"),
        help_text=_("Stands beside the label, which comes from the register."),
    )
    why = blocks.TextBlock(required=False, label=_("Why"), help_text=_("Empty: what the register says."))
    say_instead = blocks.TextBlock(
        required=False,
        label=_("Say instead"),
        help_text=_("Honest wording that a reader can use. Empty: what the register says."),
    )

    class Meta:
        icon = "glasses"
        label = _("Check the claim")
        template = "cms/blocks/claim.html"
        description = _("Shows a claim with its label, the reason and honest wording.")
        preview_value: ClassVar[dict[str, object]] = {
            "claims": [],
            "summary": "The treatment has no risks.",
            "why": "Every treatment of this kind has known risks.",
            "say_instead": "“Ask for events, patients and time.”",
        }


class RecallItemBlock(blocks.StructBlock):
    """A question to answer from memory."""

    question = blocks.TextBlock(label=_("Question"))
    answer = blocks.TextBlock(required=False, label=_("Answer"), help_text=_("Hidden until the reader asks for it."))


class LessonBody(blocks.StreamBlock):
    """Everything a lesson may hold."""

    text = blocks.RichTextBlock(
        features=TEXT_FEATURES,
        label=_("Text"),
        icon="pilcrow",
        template="cms/blocks/text.html",
        description=_("Headings, paragraphs and lists."),
        preview_value="<h2>The core rule</h2><p>Write the lesson here.</p>",
    )
    image = ImageBlock(
        label=_("Image"),
        template="cms/blocks/image.html",
        preview_template="cms/blocks/previews/image.html",
        description=_("A picture; describe it for people who can't see it, or say that it only decorates."),
    )
    callout = CalloutBlock()
    claim = ClaimBlock()
    takeaways = blocks.ListBlock(
        blocks.TextBlock(label=_("Point")),
        label=_("Key takeaways"),
        icon="list-ul",
        template="cms/blocks/takeaways.html",
        description=_("What to remember, in three to five short lines."),
        preview_value=["Always give both numbers.", "Check the status on the day."],
    )
    table = TableBlock(
        [("text", blocks.RichTextBlock(features=INLINE_FEATURES, label=_("Text")))],
        label=_("Table"),
        icon="table",
        template="cms/blocks/table.html",
        description=_("A table with headings."),
        preview_value={
            "caption": "",
            "columns": [{"type": "text", "heading": "Term"}, {"type": "text", "heading": "Meaning"}],
            "rows": [{"values": ["<p>HbA1c</p>", "<p>Average glucose</p>"]}],
        },
    )
    video = VideoBlock()
    download = DownloadBlock()
    steps = StepsBlock()
    comparison = ComparisonBlock()
    scenario = ScenarioBlock()
    check = PracticeChooserBlock(
        label=_("Check yourself"),
        icon="tasks",
        template="cms/blocks/check.html",
        preview_template="cms/blocks/previews/check.html",
        description=_("A question of the bank, marked at once with its explanations. It counts nowhere."),
    )
    recall = blocks.ListBlock(
        RecallItemBlock(),
        label=_("Recall questions"),
        icon="rotate",
        template="cms/blocks/recall.html",
        description=_("Questions to answer from memory before looking."),
        preview_value=[{"question": "What does C-peptide show?", "answer": "That cells make insulin."}],
    )
    sources = blocks.ListBlock(
        blocks.TextBlock(label=_("Source")),
        label=_("Sources"),
        icon="link",
        template="cms/blocks/sources.html",
        description=_("Where the facts come from."),
        preview_value=["Directive 2011/24/EU, Article 7"],
    )

    class Meta:
        block_counts: ClassVar[dict[str, dict[str, int]]] = {"sources": {"max_num": 1}}


class CellBlock(blocks.StructBlock):
    """So many questions of this kind."""

    count = blocks.IntegerBlock(min_value=1, label=_("How many"))
    topic = blocks.CharBlock(
        required=False, max_length=120, label=_("Topic"), help_text=_("As the questions say it. Empty: any.")
    )
    objective = blocks.CharBlock(
        required=False, max_length=40, label=_("Objective"), help_text=_("Its code. Empty: any.")
    )
    level = blocks.CharBlock(required=False, max_length=20, label=_("Cognitive level"), help_text=_("Empty: any."))
    tag = blocks.CharBlock(required=False, max_length=40, label=_("Tag"), help_text=_("Empty: any."))

    class Meta:
        icon = "table"
        label = _("Draw")


class SectionBlock(blocks.StructBlock):
    """Part of a paper: questions placed by hand, questions drawn by rule, or both."""

    title = blocks.CharBlock(max_length=200, label=_("Title"))
    domain = blocks.CharBlock(
        required=False, max_length=200, label=_("Domain"), help_text=_("Names the band in an exam's result.")
    )
    is_shuffled = blocks.BooleanBlock(required=False, default=True, label=_("Random order"))
    questions = blocks.ListBlock(
        QuestionChooserBlock(label=_("Question")),
        min_num=0,
        default=[],
        label=_("Placed questions"),
        help_text=_("Every paper has these."),
    )
    cells = blocks.ListBlock(
        CellBlock(),
        min_num=0,
        default=[],
        label=_("Drawn from the bank"),
        help_text=_("Each paper draws its own; a learner first gets questions not seen before."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Section")


class Sections(blocks.StreamBlock):
    """The sections of a paper, in order."""

    section = SectionBlock()
