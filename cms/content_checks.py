"""What Wagtail's checker looks at in the preview of a lesson: the text that editors answer for."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import AccessibilityItem, ContentCheckerItem


class LessonCheckerItem(ContentCheckerItem):
    """Wagtail's rules and some of axe's own, on the lesson alone: the frame around it is ours to test."""

    axe_include = [".lesson__text"]  # noqa: RUF012  # as Wagtail declares it
    axe_run_only = [  # noqa: RUF012  # as Wagtail declares it
        *ContentCheckerItem.axe_run_only,
        "image-alt",
        "image-redundant-alt",
        "link-in-text-block",
        "list",
        "video-caption",
    ]
    axe_messages = {  # noqa: RUF012  # as Wagtail declares it
        **ContentCheckerItem.axe_messages,
        "image-alt": {
            "error_name": _("Picture without a description"),
            "help_text": _("Say what it shows, or that it only decorates"),
        },
        "image-redundant-alt": {
            "error_name": _("Description repeats the text beside it"),
            "help_text": _("Say what the picture adds"),
        },
        "link-in-text-block": {
            "error_name": _("Link does not stand out"),
            "help_text": _("It must differ by more than its colour"),
        },
        "list": {"error_name": _("Broken list"), "help_text": _("Paste it anew as a list")},
        "video-caption": {"error_name": _("Film without captions"), "help_text": _("Add a WebVTT file")},
    }


def put_in_place(items: list[Any]) -> None:
    """Of Wagtail's own."""
    items[:] = [LessonCheckerItem() if isinstance(item, AccessibilityItem) else item for item in items]
