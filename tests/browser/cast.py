"""People at certain places of the built-in course, made in a running site's data; run as a program of its own."""

import json
import os
import sys
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

import django

django.setup()

from allauth.usersessions.models import UserSession  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.actions import people  # noqa: E402
from accounts.models import User  # noqa: E402
from certificates.actions import listing  # noqa: E402
from certificates.models import Certificate, PublicProfile  # noqa: E402
from courses.actions import enrolments, notes, progress  # noqa: E402
from courses.models import Activity, Course, Enrolment  # noqa: E402
from quizzes.actions import attempts  # noqa: E402
from quizzes.models import Attempt, Quiz  # noqa: E402
from tests.faults.sitting import session_of  # noqa: E402

COURSE = "medical-travel-belgium"
NAME = "Amélie Van den Broeck"
PASSWORD = "a long enough passphrase 7"  # of people who exist in tests only


def newcomer(language: str = "en-gb") -> User:
    """Signed up, and enrolled in nothing."""
    learner = people.demo_account(f"amelie-{uuid.uuid4().hex[:8]}@example.org", password=PASSWORD, legal_name=NAME)
    return people.choose_language(learner, language=language)


def enrolled(learner: User, *, lessons: int) -> Enrolment:
    """So many lessons read."""
    enrolment = enrolments.enrol(Course.objects.get(slug=COURSE), learner=learner, actor=learner)
    for lesson in _activities(enrolment, "lesson")[:lessons]:
        progress.complete(enrolment, lesson)
    return enrolment


def before_the_exam(learner: User) -> Enrolment:
    """Nothing is missing but the exam."""
    enrolment = enrolled(learner, lessons=100)
    for quiz in _activities(enrolment, "quiz"):
        progress.complete(enrolment, quiz)
    enrolments.accept_conduct(enrolment, actor=learner)
    return enrolments.confirm_name(enrolment, legal_name=NAME, actor=learner)


def certified(learner: User) -> Certificate:
    """The whole course is done."""
    enrolment = before_the_exam(learner)
    [exam] = _activities(enrolment, "exam")
    progress.complete(enrolment, exam)
    return Certificate.objects.get(enrolment=enrolment)


def sat(enrolment: Enrolment, kind: str, *, is_submitted: bool) -> Attempt:
    """An attempt at the first quiz or the exam, none of it answered."""
    quiz = Quiz.objects.get(activity=_activities(enrolment, kind)[0])
    attempt = attempts.start(quiz, enrolment=enrolment)
    return attempts.submit(attempt) if is_submitted else attempt


def _remark(enrolment: Enrolment) -> None:
    lesson = _activities(enrolment, "lesson")[0]
    notes.write(lesson, learner=enrolment.learner, passage=notes.Passage(), body="Ask which type of diabetes it is.")


def _activities(enrolment: Enrolment, kind: str) -> list[Activity]:
    return list(Activity.objects.live().filter(course=enrolment.course_id, kind=kind).order_by("position"))


def fast_forward(email: str) -> dict[str, str]:
    """Somebody who has enrolled has done all but the exam and what comes after it."""
    learner = User.objects.get(email=email)
    enrolment = Enrolment.objects.get(learner=learner)
    for kind in ("lesson", "quiz"):
        for activity in _activities(enrolment, kind):
            progress.complete(enrolment, activity)
    return {}


def everybody(language: str) -> dict[str, dict[str, str]]:
    """For each: the session, and the addresses that only they have."""
    new, reading, sitting, examined, graduate = (newcomer(language) for _ in range(5))
    read = enrolled(reading, lessons=3)
    _remark(read)
    practising = enrolled(sitting, lessons=4)
    open_quiz = sat(practising, "quiz", is_submitted=False)
    examinee = before_the_exam(examined)
    certificate = certified(graduate)
    listing.choose(certificate, is_listed=True, is_indexed=False, actor=graduate)
    profile = PublicProfile.objects.get(learner=graduate)
    return {
        "newcomer": _who(new),
        "reader": _who(reading, course_notes=reverse("cms:course_notes", args=[read.course.uuid])),
        "sitter": _who(
            sitting, quiz=f"/attempts/{open_quiz.uuid}/", quiz_confirm=f"/attempts/{open_quiz.uuid}/submit/"
        ),
        "examinee": _who(
            examined,
            quiz_review=f"/attempts/{sat(examinee, 'quiz', is_submitted=True).uuid}/review/",
            exam=f"/attempts/{sat(examinee, 'exam', is_submitted=False).uuid}/",
        ),
        "graduate": _who(
            graduate,
            certificate=certificate.get_absolute_url(),
            check=f"/verify/{certificate.code}/",
            renewal=reverse("certificates:renewal", args=[certificate.uuid]),
            correction=reverse("certificates:correction", args=[certificate.uuid]),
            achievement=reverse("certificates:achievement", args=[certificate.achievement.uuid]),
            person=reverse("certificates:person", args=[profile.uuid]),
        ),
    }


def _who(learner: User, **addresses: str) -> dict[str, str]:
    session = session_of(learner)
    phone = "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 Chrome/143.0 Safari/537.36"
    UserSession.objects.create(user=learner, session_key=session, ip="127.0.0.1", user_agent=phone)
    return {"session": session, "email": learner.email, **addresses}


def ask_before_lessons(answer: str) -> dict[str, str]:
    """Whether the course asks two questions before each lesson."""
    Course.objects.filter(slug=COURSE).update(asks_before_lessons=answer == "yes")
    return {}


if __name__ == "__main__":
    done = {"fast-forward": fast_forward, "everybody": everybody, "ask-before": ask_before_lessons}
    json.dump(done[sys.argv[1]](sys.argv[2]), sys.stdout)
