"""Run inside the real stack: has a batch of enrolments applied, or lets its mail go."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from accounts.models import User  # noqa: E402
from certificates.actions import batches  # noqa: E402
from certificates.models import Batch  # noqa: E402
from courses.models import Course  # noqa: E402
from tests.faults import completing  # noqa: E402


def confirm(count: int) -> None:
    """Upload a file of so many learners, and confirm it."""
    completing.publish()
    registrar = User.objects.create_user("registrar@example.org", legal_name="Rita Registrar")
    people = [User(email=f"learner{number}@example.org", legal_name=f"Lena {number}") for number in range(count)]
    User.objects.bulk_create(people)
    content = "\n".join(["email", *(person.email for person in people)]).encode()
    course = Course.objects.get(uuid=completing.COURSE)
    facts = {"kind": Batch.Kind.ENROL, "course": course, "file_name": "people.csv", "reason": ""}
    batches.confirm(batches.take_in(content, **facts, actor=registrar), actor=registrar)


if __name__ == "__main__":
    if sys.argv[1] == "release":
        batches.release(Batch.objects.get(), actor=User.objects.get(email="registrar@example.org"))
    else:
        confirm(int(sys.argv[1]))
