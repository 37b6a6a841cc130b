"""Why an article could not be brought in. Each label says what happened and what to do about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Problem(models.TextChoices):
    """What stands in the way of reading an article."""

    ADDRESS = "address", _("That is no web address. It starts with http:// or https:// and names a site.")
    PORT = "port", _("The address names an unusual port. Only the usual ones, 80 and 443, are visited.")
    UNKNOWN_HOST = "unknown-host", _("No site answers to that name. Check the address for a slip of the pen.")
    PRIVATE_HOST = (
        "private-host",
        _("The address leads into a private network, which is never visited. Paste the text, or upload a file."),
    )
    UNREACHABLE = (
        "unreachable",
        _("The site could not be reached. Try again in some minutes, or paste the text instead."),
    )
    CERTIFICATE = (
        "certificate",
        _("The site could not prove who it is: its certificate is not valid. Open it in your browser; paste the text."),
    )
    TOO_SLOW = "too-slow", _("The site took too long to answer. Try again later, or paste the text instead.")
    REDIRECTS = (
        "redirects",
        _("The address leads from one address to the next without end. Give the last one that your browser shows."),
    )
    REFUSED = (
        "refused",
        _("The site refuses to hand the page to programs. Open it in your browser and paste the text."),
    )
    NOT_FOUND = "not-found", _("There is no page at that address. Check it, or look for where the article went.")
    FAILED_THERE = "failed-there", _("The site answered with an error of its own. Try again later.")
    NOT_AN_ARTICLE = (
        "not-an-article",
        _("That is neither a web page nor a text. Upload a Word, HTML, Markdown or text file, or paste the text."),
    )
    TOO_LARGE = "too-large", _("That is too large to be an article. Bring in the part that you need.")
    TOO_LONG = (
        "too-long",
        _("That is longer than a course can use at once. Bring it in in parts of at most 300 headings."),
    )
    PDF = "pdf", _("PDF files can't be read. Copy the text out of it and paste it, or save it as a Word file.")
    OLD_WORD = "old-word", _("That is a Word file of the old kind. Save it as .docx and upload that.")
    BROKEN_WORD = "broken-word", _("The Word file is damaged. Open it in Word, save it under a new name, upload that.")
    UNSAFE_WORD = (
        "unsafe-word",
        _("The Word file is packed in a way that Word never packs. Open it in Word, save it anew, upload that."),
    )
    NOT_TEXT = "not-text", _("The file holds no readable text. Save it as UTF-8 text, or paste the text.")
    EMPTY = "empty", _("No article was found in it. Copy the text of the article and paste it.")
    LOST = (
        "lost",
        _("Reading it failed several times, and trying again would not help. Paste the text of the article instead."),
    )


class Unreadable(Exception):
    """An article that can't be brought in, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem
