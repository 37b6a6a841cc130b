"""What this app announces."""

from django.dispatch import Signal

# A file of questions waits for a worker, to be read or to be made drafts of. Arguments: question_import.
question_import_waits = Signal()

# A course waits for a worker, on its way out, in, or to another country. Arguments: parcel.
course_parcel_waits = Signal()
