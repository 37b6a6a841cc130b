"""News this app hears."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import person_leaves
from certificates import tasks
from certificates.actions import batches, issuing, listing
from certificates.models import Batch, Certificate
from certificates.signals import batch_confirmed, certificate_issued, documents_wanted
from courses.models import Enrolment
from courses.signals import course_completed, name_confirmed


@receiver(course_completed)
@receiver(name_confirmed)
def issue_on_completion(sender: type[Enrolment], enrolment: Enrolment, **kwargs: Any) -> None:
    """In the learner's own transaction: either both happened or neither."""
    issuing.issue_if_eligible(enrolment)


@receiver(certificate_issued)
@receiver(documents_wanted)
def make_documents_after_commit(sender: type[Certificate], certificate: Certificate, **kwargs: Any) -> None:
    """Paper takes a worker's time, not the learner's."""
    tasks.make_documents.delay_on_commit(certificate.pk)


@receiver(batch_confirmed)
def apply_batch_after_commit(sender: type[Batch], batch: Batch, **kwargs: Any) -> None:
    """Thousands of rows are not for a request; the sweep finds them should this be lost."""
    tasks.apply_batch.delay_on_commit(batch.pk)


@receiver(person_leaves)
def show_nothing_of_who_leaves(sender: type[User], person: User, at: datetime, **kwargs: Any) -> None:
    """Their certificates can be checked by whoever has the code, and are listed nowhere."""
    listing.show_nothing(person, actor=person, at=at)


@receiver(person_leaves)
def forget_who_leaves_in_batches(sender: type[User], person: User, at: datetime, **kwargs: Any) -> None:
    """Their address stands in files that registrars brought."""
    batches.forget(person)
