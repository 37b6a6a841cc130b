"""What accounts announces."""

from django.dispatch import Signal

# A message about someone's account is rendered and must reach a person who waits for it.
# Arguments:
# - message: EmailMultiAlternatives
mail_rendered = Signal()

# A notice was written for the first time. Sent inside the transaction that wrote it.
# Arguments:
# - notice: Notice
notice_announced = Signal()

# A person is called otherwise from now on. Arguments: user.
legal_name_changed = Signal()

# Somebody has asked to be forgotten, and their account is about to lose its name. Sent inside that transaction.
# Arguments:
# - person: User
# - at: datetime
person_leaves = Signal()
