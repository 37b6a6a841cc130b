"""Questions from a file: read and reported first, made drafts of when somebody says so, each once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from cms.actions import wordings
from cms.models import CoursePage, ImportedQuestion, ModulePage, QuestionImport, QuestionSnippet
from cms.question_drafts import INTERACTION, fingerprint, newest_content
from cms.question_intake import Known, Proposal, Terms
from cms.signals import question_import_waits
from courses.actions import errands

State = QuestionImport.State
BATCH = 25


class NotReady(Exception):
    """There is no report to act on: it is not there yet, or was acted on before."""


@transaction.atomic
def open_import(
    module: ModulePage,
    *,
    actor: User,
    content: bytes,
    file_name: str,
    use: str,
    clash: str,
    reader: str = "",
    at: datetime | None = None,
) -> QuestionImport:
    """Ask for a report on a file; ``module`` is where questions go that name no module of its course."""
    question_import = QuestionImport(
        opened_by=actor,
        course=CoursePage.objects.ancestor_of(module).get(),
        file_name=file_name[:200],
        reader=reader,
        topic=module.slug,
        use=use,
        clash=clash,
        opened_at=at or timezone.now(),
    )
    question_import.file.save(str(question_import.uuid), ContentFile(content), save=False)
    question_import.save()
    question_import_waits.send(sender=QuestionImport, question_import=question_import)
    return question_import


@transaction.atomic
def claim(question_import: QuestionImport, *, at: datetime | None = None) -> bool:
    """Whether this worker may go on with it. One that killed several workers fails instead."""
    try:
        if not errands.take(question_import, at=at or timezone.now()):
            return False
    except errands.Exhausted:
        fail(question_import, _("It could not be finished. Try a smaller file."), at=at)
        return False
    QuestionImport.objects.filter(pk=question_import.pk, state=State.WAITING).update(state=State.READING)
    question_import.refresh_from_db()
    return True


def note_progress(question_import: QuestionImport, *, done: int, total: int, at: datetime | None = None) -> None:
    """For those who watch, and a sign of life."""
    progress = {"done_count": done, "total_count": total, "claimed_at": at or timezone.now()}
    QuestionImport.objects.filter(pk=question_import.pk).update(**progress)


def terms_of(question_import: QuestionImport) -> Terms:
    """What its owner chose, and the course's modules by address part and by title: one query."""
    modules = ModulePage.objects.child_of(question_import.course).order_by("path").values_list("slug", "title")
    topics = {title.casefold(): slug for slug, title in reversed(modules)}
    topics |= {slug.casefold(): slug for slug, _title in modules}
    return Terms(question_import.topic, question_import.use, question_import.clash, topics)


def bank_of(course: CoursePage) -> list[Known]:
    """Every question of the course as last saved: one query, however many there are."""
    rows = QuestionSnippet.objects.filter(course=course).select_related("latest_revision").order_by("pk")
    known = []
    for row in rows.iterator(chunk_size=500):
        content = newest_content(row)
        known.append(Known(row.uuid, row.ref, fingerprint(content) if content else ""))
    return known


@transaction.atomic
def report(
    question_import: QuestionImport, *, reader: str, proposals: Iterable[Proposal], notes: Sequence[str] = ()
) -> QuestionImport:
    """Keep what the file would do; a second call keeps the first. The file itself is let go of."""
    locked = QuestionImport.objects.select_for_update().get(pk=question_import.pk)
    if locked.state not in {State.WAITING, State.READING}:
        return locked
    rows = [_entry(locked, place, proposal) for place, proposal in enumerate(proposals, start=1)]
    ImportedQuestion.objects.bulk_create(rows, batch_size=500)
    taken = sum(row.verdict in ImportedQuestion.TAKEN for row in rows)
    _let_go_of_file(locked)
    locked.reader, locked.notes, locked.state = reader, list(notes), State.READY
    locked.total_count, locked.done_count, locked.try_count, locked.claimed_at = taken, 0, 0, None
    locked.save()
    return locked


@transaction.atomic
def accept(question_import: QuestionImport, *, actor: User, at: datetime | None = None) -> QuestionImport:
    """Have the drafts made, or the rest of them after a failure; a second call changes nothing. Raises NotReady."""
    locked = QuestionImport.objects.select_for_update().get(pk=question_import.pk)
    if locked.state in {State.APPLYING, State.DONE}:
        return locked
    if locked.is_under_way or not _waiting(locked).exists():
        raise NotReady(locked.uuid)
    at = at or timezone.now()
    locked.state, locked.problem, locked.opened_at = State.APPLYING, "", at
    locked.claimed_at, locked.try_count, locked.closed_at = None, 0, None
    locked.save()
    audit.record("cms.questions.imported", locked, actor=actor, at=at, file=locked.file_name, count=locked.total_count)
    question_import_waits.send(sender=QuestionImport, question_import=locked)
    return locked


@transaction.atomic
def apply_some(question_import: QuestionImport, *, at: datetime | None = None) -> bool:
    """Make the next drafts, each once whoever calls this how often; returns whether there are more."""
    at = at or timezone.now()
    locked = QuestionImport.objects.select_for_update().select_related("opened_by").get(pk=question_import.pk)
    if locked.state != State.APPLYING:
        return False
    rows = list(_waiting(locked)[:BATCH])
    for row in rows:
        _apply(row, locked, at)
    made = QuestionSnippet.objects.filter(uuid__in=[row.question_uuid for row in rows])
    wordings.refresh(made.values_list("pk", flat=True))
    locked.done_count += len(rows)
    locked.claimed_at, locked.try_count = at, 0
    if not rows:
        locked.state, locked.closed_at = State.DONE, at
    locked.save(update_fields=["done_count", "claimed_at", "try_count", "state", "closed_at"])
    return bool(rows)


@transaction.atomic
def fail(question_import: QuestionImport, problem: str, *, at: datetime | None = None) -> None:
    """Say why not. What was made stays, what has a report keeps it."""
    locked = QuestionImport.objects.select_for_update().get(pk=question_import.pk)
    if locked.is_under_way:
        _let_go_of_file(locked)
        locked.state, locked.problem, locked.closed_at = State.FAILED, problem, at or timezone.now()
        locked.save()


@transaction.atomic
def discard(question_import: QuestionImport) -> None:
    """Forget a file and its report, unless drafts come of it. Raises NotReady."""
    locked = QuestionImport.objects.select_for_update().get(pk=question_import.pk)
    if locked.state not in {State.READY, State.FAILED} or locked.entries.exclude(applied_at=None).exists():
        raise NotReady(locked.uuid)
    locked.delete()


def _waiting(question_import: QuestionImport) -> QuerySet[ImportedQuestion]:
    rows = question_import.entries.filter(verdict__in=ImportedQuestion.TAKEN, applied_at=None)
    return rows.order_by("position")


def _entry(question_import: QuestionImport, place: int, proposal: Proposal) -> ImportedQuestion:
    return ImportedQuestion(
        question_import=question_import,
        position=place,
        place=proposal.entry.place[:300],
        name=proposal.entry.name[:200],
        verdict=proposal.verdict,
        reason=proposal.reason,
        notes=list(proposal.notes),
        has_notes=bool(proposal.notes),
        ref=proposal.ref[:200],
        question_uuid=proposal.uuid,
        values=dict(proposal.values),
    )


def _apply(row: ImportedQuestion, question_import: QuestionImport, at: datetime) -> None:
    """One draft, or the reason why it is none after all."""
    try:
        with transaction.atomic():
            (_revise if row.verdict == ImportedQuestion.Verdict.REVISED else _create)(row, question_import)
    except ValidationError as error:
        row.verdict, row.reason = ImportedQuestion.Verdict.LEFT_OUT, " ".join(error.messages)
    row.applied_at = at
    row.save(update_fields=["verdict", "reason", "applied_at"])


def _create(row: ImportedQuestion, question_import: QuestionImport) -> None:
    snippet = QuestionSnippet(
        uuid=row.question_uuid,
        course=question_import.course,
        live=False,
        provenance=_("Imported from %(file)s: %(place)s") % {"file": question_import.file_name, "place": row.place},
        **{**row.values, "interaction": INTERACTION.to_python(row.values["interaction"])},
    )
    snippet.full_clean()
    snippet.save()
    snippet.save_revision(user=question_import.opened_by, log_action=True, clean=False)


def _revise(row: ImportedQuestion, question_import: QuestionImport) -> None:
    snippet = QuestionSnippet.objects.filter(uuid=row.question_uuid).first()
    if snippet is None:
        raise ValidationError(_("The question is gone."))
    if snippet.locked or snippet.current_workflow_state is not None:
        raise ValidationError(_("The question is locked or in review; nothing was changed."))
    draft = snippet.get_latest_revision_as_object()
    draft.interaction = INTERACTION.to_python(row.values["interaction"])
    draft.full_clean()
    draft.save_revision(user=question_import.opened_by, log_action=True, clean=False)


def _let_go_of_file(question_import: QuestionImport) -> None:
    uploaded, question_import.file = question_import.file, ""
    errands.let_go_of(uploaded)
