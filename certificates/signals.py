"""What this app announces."""

from django.dispatch import Signal

# A certificate row was inserted; documents and mail follow after commit. Arguments: certificate.
certificate_issued = Signal()

# What kept a certificate's documents from being made is mended. Arguments: certificate.
documents_wanted = Signal()

# A certificate was suspended, reinstated, revoked or superseded. Sent in the transaction that did it, after the row was
# written. Arguments: certificate.
certificate_status_changed = Signal()

# Somebody had a batch applied, or its failed rows once more; a worker does it after commit. Arguments: batch.
batch_confirmed = Signal()
