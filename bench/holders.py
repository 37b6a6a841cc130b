"""Whom the benchmark of certificates issues to: people who have completed a course, with names in several scripts."""

import uuid
from collections.abc import Iterator
from itertools import count

from django.utils import timezone

from accounts.models import User
from certificates.actions import issuing
from certificates.models import DesignVersion
from courses.actions import enrolments, outline
from courses.models import Course, Enrolment

NAMES = (
    *("Marie-Claire Dubois", "Tomáš Dvořák", "Ελένη Παπαδοπούλου", "Юлия Ковальчук", "Nguyễn Thị Minh Châu"),
    *("Johannes van den Berg", "फ़ातिमा शर्मा", "عبد الرحمن بن محمد", "王小明", "田中 美咲"),
)
SIGNATORIES = [
    {"name": "Dr. Anneleen Peeters", "role": "Scientific director"},
    {"name": "Marc Lefèvre", "role": "Registrar"},
]


def completions() -> Iterator[Enrolment]:
    """Publish a course and let people complete it, without end; no two names are the same."""
    course = _publish()
    for number in count():
        name = f"{NAMES[number % len(NAMES)]} {_letters(number)}"
        learner = User.objects.create_user(f"holder{number}@bench.example", legal_name=name)
        enrolment = enrolments.enrol(course, learner=learner, actor=None)
        now = timezone.now()
        Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=now, name_confirmed_at=now)
        enrolment.refresh_from_db()
        yield enrolment


def _publish() -> Course:
    """Sixteen lessons that earn a certificate with two signatories."""
    title = "Stem cell therapy for diabetes in Belgium"
    course = outline.publish_course(outline.CourseFacts(uuid.uuid4(), "bench", title, "", "en-gb", "1.0", "", ""))
    lessons = [
        outline.ActivityFacts(
            uuid.uuid4(),
            None,
            "lesson",
            f"lesson-{place}",
            f"Lesson {place}",
            place,
            minutes=12,
            is_required=True,
            revision=1,
        )
        for place in range(16)
    ]
    outline.publish_outline(course, modules=[], activities=lessons)
    facts = issuing.AchievementFacts(
        title="Certificate in Medical Travel Advice",
        credential_type="assessment-based certificate",
        criteria="Read sixteen lessons, passed four quizzes and a final exam of thirty questions with at least 70 %.",
        statement="It shows what was learnt and assessed. It is no licence to practise.",
        validity_months=24,
    )
    issuing.publish_achievement(course, facts)
    DesignVersion.objects.update(signatories=SIGNATORIES)
    return course


def _letters(number: int) -> str:
    """A number as letters, as in a family name."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).title()
