"""What this app announces."""

from django.dispatch import Signal

# A learner has met every requirement of a course. Arguments: enrolment.
course_completed = Signal()

# The live outline of a course differs from before. Arguments: course.
outline_changed = Signal()

# Somebody wants an article brought in. Arguments: intake.
intake_opened = Signal()

# A learner confirmed the name that their certificate will bear. Arguments: enrolment.
name_confirmed = Signal()

# A learner left a course. Arguments: enrolment.
enrolment_withdrawn = Signal()
