"""What this app announces."""

from django.dispatch import Signal

# A certificate row was inserted; documents and mail follow after commit. Arguments: certificate.
certificate_issued = Signal()
