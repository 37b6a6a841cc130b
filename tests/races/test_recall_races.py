import uuid
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions import cards, progress
from courses.models import Card
from quizzes.models import Recall, RecallAnswer
from tests.factories.courses import enrol, make_course

pytestmark = pytest.mark.django_db(transaction=True)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_simultaneous_answers_to_one_card_count_once(learner, together):
    small = make_course()
    facts = [cards.CardFacts(uuid.uuid4(), small.lessons[0].uuid, Card.Kind.RECALL, "Front", "Back")]
    cards.publish(small.course, facts)
    progress.complete(enrol(small.course, learner), small.lessons[0])
    address = reverse("quizzes:grade_card", args=[facts[0].uuid])
    for turn, grade in enumerate((3, 1)):
        posts = [partial(browser(learner).post, address, {"grade": grade, "turn": turn}) for _ in range(6)]
        assert {answer.status_code for answer in together(posts)} == {302}
        assert RecallAnswer.objects.count() == turn + 1
        assert Recall.objects.get().reps == turn + 1
