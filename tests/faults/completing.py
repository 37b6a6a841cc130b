"""Run inside the real stack: lets many learners complete a course, and goes on where a killed run of it stopped."""

import os
import sys
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from accounts.models import User  # noqa: E402
from certificates.actions import issuing  # noqa: E402
from courses.actions import enrolments, outline, progress  # noqa: E402
from courses.models import Activity, Course  # noqa: E402

COURSE = uuid.UUID("6f0a7a4e-3d3c-4b39-9a55-000000000001")
LESSON = uuid.UUID("6f0a7a4e-3d3c-4b39-9a55-000000000002")


def publish() -> None:
    """A course whose only requirement is a lesson."""
    facts = outline.CourseFacts(COURSE, "faults", "Faults", "", "en-gb", "1", conduct_title="", conduct_body="")
    course = outline.publish_course(facts)
    lesson = outline.ActivityFacts(LESSON, None, Activity.Kind.LESSON, "lesson", "Lesson", 1, 5, True, 1)
    outline.publish_outline(course, modules=[], activities=[lesson])
    achievement = issuing.AchievementFacts("Certificate in Faults", "certificate", "Read the lesson.", "", 24)
    issuing.publish_achievement(course, achievement)


def complete(number: int) -> None:
    """From signing up to the last requirement; whatever was done before is found done."""
    email = f"learner{number}@example.org"
    learner = User.objects.filter(email=email).first()
    learner = learner or User.objects.create_user(email, legal_name=f"Lena {number} Learner")
    enrolment = enrolments.enrol(Course.objects.get(uuid=COURSE), learner=learner, actor=learner)
    enrolments.confirm_name(enrolment, legal_name=learner.legal_name, actor=learner)
    progress.complete(enrolment, Activity.objects.get(uuid=LESSON))


if __name__ == "__main__":
    if sys.argv[1] == "publish":
        publish()
    else:
        for learner_number in range(int(sys.argv[1])):
            complete(learner_number)
