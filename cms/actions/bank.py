"""What editors do to questions of the bank besides writing them, one at a time or many at once."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.models import QuestionSnippet
from cms.models.questions import words
from quizzes.actions import questions
from quizzes.models import Question

LONGEST_TAGS = QuestionSnippet._meta.get_field("tags").max_length or 0


class Unfit(Exception):
    """This can't be done to the question now; ``reason`` says why, in words for its editor."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


@transaction.atomic
def submit(question: QuestionSnippet, *, actor: User) -> None:
    """Hand the newest draft in for review. Raises Unfit."""
    locked = _locked(question)
    _refuse_while_reviewed(locked)
    if locked.live and not locked.has_unpublished_changes:
        raise Unfit(_("nothing has changed since it was published"))
    workflow = locked.get_workflow()
    if workflow is None:
        raise Unfit(_("questions are not reviewed on this site"))
    workflow.start(locked, actor)


@transaction.atomic
def add_tags(question: QuestionSnippet, *, tags: Sequence[str], actor: User) -> None:
    """As the next draft, because tags decide which papers draw it. Raises Unfit."""
    locked = _locked(question)
    _refuse_while_reviewed(locked)
    draft = locked.get_latest_revision_as_object()
    known = words(draft.tags)
    merged = ", ".join(dict.fromkeys([*known, *tags]))
    if merged == ", ".join(known):
        raise Unfit(_("it has the tags already"))
    if len(merged) > LONGEST_TAGS:
        raise Unfit(_("it has too many tags"))
    draft.tags = merged
    draft.save_revision(user=actor, log_action=True, clean=False)


@transaction.atomic
def suspend(question: QuestionSnippet, *, reason: str, actor: User) -> None:
    """Draw it no more until it is reinstated. Raises Unfit."""
    record = Question.objects.filter(uuid=question.uuid, retired_at=None).first()
    if record is None:
        raise Unfit(_("it is not published"))
    if record.state == Question.State.SUSPENDED:
        raise Unfit(_("it is suspended already"))
    questions.suspend(record, reason=reason, actor=actor)


@transaction.atomic
def retire(question: QuestionSnippet, *, actor: User) -> None:
    """Take it out of use for good; history and results stay. Raises Unfit."""
    locked = _locked(question)
    if not locked.live:
        raise Unfit(_("it is not published"))
    locked.unpublish(user=actor)


def _locked(question: QuestionSnippet) -> QuestionSnippet:
    return QuestionSnippet.objects.select_for_update(of=("self",)).get(pk=question.pk)


def _refuse_while_reviewed(question: QuestionSnippet) -> None:
    if question.locked:
        raise Unfit(_("it is locked"))
    if question.current_workflow_state is not None:
        raise Unfit(_("it is in review"))
