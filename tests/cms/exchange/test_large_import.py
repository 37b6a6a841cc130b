"""A thousand questions at once: batch by batch, seen on the way, and finished by another worker when one dies."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from cms import tasks
from cms.actions import question_imports
from cms.models import QuestionImport, QuestionSnippet
from quizzes.models import Question
from tests.cms.exchange.conftest import IMPORT

MANY = 1000
HALF = MANY // 2


def gift() -> bytes:
    """Questions that differ in their wording."""
    entries = (
        f"::N{number}::How many leaves are in basket {number}?{{={number} ~{number + 1}}}" for number in range(MANY)
    )
    return "\n\n".join(entries).encode()


def shown(client: Client, question_import: QuestionImport) -> str:
    return client.get(f"{IMPORT}{question_import.uuid}/").content.decode()


def test_a_thousand_questions_become_drafts_each_once_though_a_worker_dies_half_way(
    bring: Callable[..., QuestionImport], instructor: User, instructor_client: Client
) -> None:
    there = QuestionSnippet.objects.count()
    question_import = bring(gift(), "thousand.gift")
    assert (question_import.state, question_import.total_count) == ("ready", MANY)
    assert f"Make {MANY} drafts" in shown(instructor_client, question_import)

    question_imports.accept(question_import, actor=instructor)
    assert question_imports.claim(question_import)
    assert f"0 of {MANY} questions" in shown(instructor_client, question_import)
    for _ in range(HALF // question_imports.BATCH):
        assert question_imports.apply_some(question_import)
    assert f"{HALF} of {MANY} questions" in shown(instructor_client, question_import)
    assert QuestionSnippet.objects.count() == there + HALF

    long_ago = timezone.now() - timedelta(hours=1)
    QuestionImport.objects.update(claimed_at=long_ago, opened_at=long_ago)
    tasks.advance_lost_question_imports.apply(throw=True)
    assert f"{MANY} drafts were made" in shown(instructor_client, question_import)
    tasks.advance_question_import.apply([question_import.pk], throw=True)

    made = QuestionSnippet.objects.filter(provenance__contains="thousand.gift")
    assert made.count() == QuestionSnippet.objects.count() - there == MANY
    assert made.values("ref").distinct().count() == MANY
    assert not made.filter(live=True).exists()
    assert not Question.objects.filter(uuid__in=made.values("uuid")).exists()
    keys = [str(key) for key in made.values_list("pk", flat=True)]
    kind = ContentType.objects.get_for_model(QuestionSnippet)
    assert Revision.objects.filter(content_type=kind, object_id__in=keys).count() == MANY
