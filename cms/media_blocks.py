"""Blocks with files of their own: films and things to take away."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

from cms import documents
from cms.lesson_blocks import INLINE_FEATURES


class VideoValue(blocks.StructValue):
    """What the template asks."""

    @property
    def host(self) -> str:
        """Where a film that is not ours is shown."""
        return urlsplit(self["address"] or "").netloc.removeprefix("www.")


class VideoBlock(blocks.StructBlock):
    """A film: uploaded with its captions and played here, or a link to where it is shown.

    A film elsewhere is never played inside the page: that would tell its host who reads which lesson.
    """

    title = blocks.CharBlock(max_length=160, label=_("Title"), help_text=_("What it shows."))
    file = DocumentChooserBlock(required=False, label=_("Film"), help_text=_("An .mp4 or .webm file of ours."))
    captions = DocumentChooserBlock(
        required=False,
        label=_("Captions"),
        help_text=_("A WebVTT file (.vtt): what is said, and sounds that matter. Our own films need it."),
    )
    address = blocks.URLBlock(
        required=False,
        label=_("Or its address elsewhere"),
        help_text=_("Learners follow a link that names the site; nothing of it is loaded into the lesson."),
    )
    is_captioned = blocks.BooleanBlock(
        required=False, label=_("The film at that address has captions"), help_text=_("Watch it with the sound off.")
    )
    transcript = blocks.RichTextBlock(
        required=False,
        features=[*INLINE_FEATURES, "ul"],
        label=_("Transcript"),
        help_text=_("For people who would rather read, and for searching."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "cms/blocks/video.html"
        value_class = VideoValue
        description = _("A film with captions. It never starts by itself, and nothing of another site is loaded.")
        preview_value: ClassVar[dict[str, Any]] = {
            "title": "How to look up a trial",
            "address": "https://www.example.org/films/register",
            "is_captioned": True,
            "transcript": "<p>Open the register and type the number.</p>",
        }

    def clean(self, value: Any) -> Any:
        """One film, with captions."""
        cleaned = super().clean(value)
        problems = {name: ValidationError(reason) for name, reason in _lacks(cleaned).items()}
        if problems:
            raise StructBlockValidationError(block_errors=problems)
        return cleaned


def _lacks(value: Any) -> dict[str, Any]:
    """What is missing or wrong, by field."""
    file, captions = value["file"], value["captions"]
    if bool(file) == bool(value["address"]):
        return {"file": _("Choose a film of ours, or give the address of one elsewhere: one of the two.")}
    if not file:
        return {} if value["is_captioned"] else {"is_captioned": _("Lessons show only films with captions.")}
    found = {}
    if documents.extension(file.filename) not in documents.FILMS:
        found["file"] = _("Choose an .mp4 or .webm file.")
    if captions is None or documents.extension(captions.filename) != documents.CAPTIONS:
        found["captions"] = _("A film needs captions: choose a .vtt file.")
    return found


class DownloadBlock(blocks.StructBlock):
    """A file to take away."""

    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(
        required=False, max_length=160, label=_("Title"), help_text=_("Empty: the title of the document.")
    )
    about = blocks.CharBlock(
        required=False, max_length=240, label=_("What it is for"), help_text=_("Such as: to print and fill in.")
    )

    class Meta:
        icon = "download"
        label = _("Download")
        template = "cms/blocks/download.html"
        preview_template = "cms/blocks/previews/download.html"
        description = _("A file to take away, with its kind and size.")
