"""Why a design can't be saved like this, for the person at the form."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates import designs, wording

PLACEHOLDERS = ", ".join(f"{{{name}}}" for name in sorted(designs.PLACEHOLDERS))
PICTURE_GONE = gettext_lazy("This picture is not there any more. Choose the file once more.")
HOLDERS = {
    "latin": gettext_lazy("A Latin name"),
    "arabic": gettext_lazy("An Arabic name"),
    "chinese": gettext_lazy("A Chinese name"),
    "long": gettext_lazy("A name of 80 characters"),
}


def unsuitable(refusal: designs.UnsuitableOption) -> str:
    """One sentence."""
    detail = {"detail": refusal.detail}
    said = {
        "unknown_placeholder": _("%(detail)s is no placeholder. There are: %(known)s.")
        % {**detail, "known": PLACEHOLDERS},
        "too_long": _("Use at most %(detail)s characters.") % detail,
        "too_pale": _("Too pale to read on the paper: its contrast is %(detail)s to 1, and 4.5 to 1 is the least.")
        % detail,
        "no_colour": _("Give a colour as six hexadecimal digits, such as #0B5C5C."),
        "no_language": _("Give a language tag, such as en or pt-BR."),
        "incomplete": _("A signatory needs a name."),
        "no_picture": PICTURE_GONE,
    }
    return str(said[refusal.reason])


def unprintable(problem: wording.CannotSetText | wording.TextTooLong) -> str:
    """The same for what only a trial print notices."""
    if isinstance(problem, wording.TextTooLong):
        return _("Too long for its place on the page, even in the smallest type.")
    shown = problem.character if problem.character.isprintable() else ""
    return _("U+%(number)04X %(shown)s can't be printed.") % {"number": ord(problem.character), "shown": shown}
