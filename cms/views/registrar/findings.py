"""The results of a batch's rows, and why a file was refused, in the registrar's words."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates import batchfiles
from certificates.models import Batch, BatchRow

# What a row will do, and what it did.
ACTS: dict[str, tuple[Promise, Promise]] = {
    "enrol": (gettext_lazy("Will be enrolled"), gettext_lazy("Enrolled")),
    "take_back": (gettext_lazy("Had left; will be taken back"), gettext_lazy("Taken back")),
    "issue": (gettext_lazy("Nothing is missing; will be issued"), gettext_lazy("Issued")),
    "issue_by_hand": (gettext_lazy("Something is missing; will be issued by hand"), gettext_lazy("Issued by hand")),
    "issue_again": (
        gettext_lazy("The one before was revoked; the next generation will be issued by hand"),
        gettext_lazy("Issued by hand after a revocation"),
    ),
    "renew": (gettext_lazy("Will be renewed"), gettext_lazy("Renewed")),
    "revoke": (gettext_lazy("Will be revoked"), gettext_lazy("Revoked")),
}
REASONS: dict[str, Promise] = {
    "empty": gettext_lazy("The cell is empty"),
    "twice": gettext_lazy("The same as in line %(detail)s"),
    "nobody": gettext_lazy("Nobody has this address; they sign up first"),
    "closed_account": gettext_lazy("The account is closed"),
    "course_closed": gettext_lazy("The course is no longer offered"),
    "enrolled": gettext_lazy("Is enrolled already"),
    "not_enrolled": gettext_lazy("Is not enrolled in this course"),
    "not_eligible": gettext_lazy("Something is missing by now"),
    "own": gettext_lazy("This is about you; somebody else has to do it"),
    "holds": gettext_lazy("Holds %(detail)s already"),
    "reason_missing": gettext_lazy("Needs a reason"),
    "no_certificate": gettext_lazy("No certificate has this code or serial"),
    "replaced": gettext_lazy("Was replaced by %(detail)s; act on that one"),
    "renewed": gettext_lazy("Is renewed already, by %(detail)s"),
    "is_revoked": gettext_lazy("Is revoked"),
    "is_suspended": gettext_lazy("Is on hold; reinstate or revoke it first"),
    "never_expires": gettext_lazy("Has no end, so it needs no renewal"),
    "too_early": gettext_lazy("It is too early to renew this one"),
    "failed": gettext_lazy("Something went wrong with us; try it again"),
}
REFUSALS: dict[str, Promise] = {
    "empty": gettext_lazy("The file is empty."),
    "large": gettext_lazy("The file is too large: at most 1 MB and 5,000 rows. Split it."),
    "binary": gettext_lazy("This is no CSV file, whatever its name says. In your spreadsheet, save it as CSV."),
    "encoding": gettext_lazy("The letters can't be read. Save the file as “CSV UTF-8”."),
    "rows": gettext_lazy("There is no row below the headings."),
    "cell": gettext_lazy("A cell is too long, or a quotation mark is not closed."),
}


def words(row: BatchRow) -> str:
    """What will happen to a row, what happened, or why not."""
    if row.result in ACTS:
        ahead, done = ACTS[row.result]
        return str(ahead if row.state == BatchRow.State.WAITING else done)
    return str(REASONS[row.result]) % {"detail": row.detail}


def refusal(problem: batchfiles.NotATable) -> str:
    """Why a file was not taken in."""
    if problem.reason == "columns":
        return _("The first row must name a column “%(column)s”.") % {"column": problem.place}
    return str(REFUSALS[problem.reason])


def counts(batches: Sequence[Batch]) -> dict[int, list[tuple[Promise | str, int]]]:
    """The rows of each batch by state, in the order of states: one query for all."""
    rows = BatchRow.objects.filter(batch__in=batches).order_by().values_list("batch", "state")
    found = {(batch, state): count for batch, state, count in rows.annotate(count=Count("pk"))}
    return {
        batch.pk: [(state.label, count) for state in BatchRow.State if (count := found.get((batch.pk, state.value)))]
        for batch in batches
    }
