"""Work that takes longer than a request."""

import logging

from celery import shared_task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms import carrying, question_intake
from cms.actions import nudges, parcels, question_imports, wordings
from cms.models import CourseParcel, QuestionImport
from quizzes import formats

logger = logging.getLogger(__name__)
EVERY = 50


@shared_task
def advance_question_import(import_id: int) -> None:
    """Read a file and report, or make the drafts that were accepted. Whatever a file does, its owner is told."""
    question_import = QuestionImport.objects.select_related("opened_by", "course").get(pk=import_id)
    if not question_imports.claim(question_import):
        return
    with translation.override(question_import.opened_by.language):
        try:
            _advance(question_import)
        except formats.Unreadable as error:
            question_imports.fail(question_import, str(error))
        except Exception:
            logger.exception("question import %s could not be finished", question_import.uuid)
            question_imports.fail(question_import, _("Something in the file could not be handled. Nothing was lost."))


@shared_task
def advance_lost_question_imports() -> None:
    """What a lost task or a dead worker left behind."""
    for question_import in QuestionImport.objects.lost(timezone.now()):
        advance_question_import.delay(question_import.pk)


@shared_task
def advance_course_parcel(parcel_id: int) -> None:
    """Pack a course, look into a package, load it, or copy a course: each once, whoever is asked how often."""
    parcel = CourseParcel.objects.select_related("opened_by", "course").get(pk=parcel_id)
    if parcels.claim(parcel):
        with translation.override(parcel.opened_by.language):
            carrying.advance(parcel)


@shared_task
def tend_course_parcels() -> None:
    """What a lost task or a dead worker left behind, and what was kept long enough."""
    for parcel in CourseParcel.objects.lost(timezone.now()):
        advance_course_parcel.delay(parcel.pk)
    parcels.let_go_of_old()


@shared_task
def read_wordings() -> int:
    """What was saved elsewhere than in the editor; returns how many questions were read."""
    total = 0
    while read := wordings.refresh():
        total += read
    return total


@shared_task
def nudge() -> int:
    """Remind people of courses that they have begun; returns how many reminders were new."""
    return nudges.nudge()


def _advance(question_import: QuestionImport) -> None:
    if question_import.state == QuestionImport.State.APPLYING:
        while question_imports.apply_some(question_import):
            pass
    else:
        _report(question_import)


def _report(question_import: QuestionImport) -> None:
    with question_import.file.open() as file:
        parsed = formats.read(file.read(), question_import.file_name, reader=question_import.reader)
    total = len(parsed.entries)
    question_imports.note_progress(question_import, done=0, total=total)
    bank, terms = question_imports.bank_of(question_import.course), question_imports.terms_of(question_import)
    found = []
    for proposal in question_intake.proposals(parsed.entries, bank, terms):
        found.append(proposal)
        if len(found) % EVERY == 0:
            question_imports.note_progress(question_import, done=len(found), total=total)
    question_imports.report(question_import, reader=parsed.format, proposals=found, notes=parsed.notes)
