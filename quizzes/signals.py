"""What this app announces."""

from django.dispatch import Signal

# An attempt has an outcome, or another one than before. Sent in the transaction that gave it, after completion.
# Arguments:
# - attempt: Attempt
# - before: bool | None, whether it was passed until now
# - by_person: whether somebody's marking settled it
attempt_marked = Signal()
