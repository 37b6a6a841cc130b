"""Wagtail's news: publishing is the one door between the editor's form and the record."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_unpublished,
    post_page_move,
    published,
    task_submitted,
    unpublished,
    workflow_approved,
    workflow_rejected,
)

from accounts.actions import legal_texts
from cms import facts, projection, tasks
from cms.actions import claims, nudges, reviews, translations
from cms.models import ClaimSnippet, CourseParcel, LegalPage, QuestionImport, QuestionSnippet
from cms.signals import course_parcel_waits, question_import_waits
from courses.models import Enrolment
from courses.signals import course_completed, enrolment_withdrawn
from quizzes.actions import questions


@receiver(page_published)
def project_published_page(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page of a course went live."""
    projection.project_page(instance)


@receiver(page_published, sender=LegalPage)
def keep_published_terms(sender: type[LegalPage], instance: LegalPage, **kwargs: Any) -> None:
    """Who signs up agrees to this wording from now on."""
    language = instance.locale.language_code
    if instance.alias_of_id is None:  # an alias has another language and the same words
        legal_texts.publish(instance.subject, language=language, title=instance.title, body=instance.body)


@receiver(page_unpublished)
def retire_unpublished_page(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page of a course went away, or is about to be deleted."""
    if course := projection.course_of(instance):
        projection.retire_page(instance, course)


@receiver(post_page_move)
def project_moved_page(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Both the course that lost the page and the one that got it."""
    for parent in {kwargs["parent_page_before"], kwargs["parent_page_after"]}:
        projection.project_page(parent)


@receiver(copy_for_translation_done)
def share_team_of_course(sender: type[Any], source_obj: Page, target_obj: Page, **kwargs: Any) -> None:
    """A page got its place in the tree of another language."""
    translations.share_team(source_obj, target_obj)


@receiver(page_published)
@receiver(page_unpublished)
@receiver(post_page_move)
def follow_pages_in_menus(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Menus name pages by title and address."""
    facts.forget()


@receiver(published, sender=QuestionSnippet)
def freeze_published_question(sender: type[QuestionSnippet], instance: QuestionSnippet, **kwargs: Any) -> None:
    """Learners get this wording from now on."""
    projection.project_question(instance)


@receiver(published, sender=ClaimSnippet)
def judge_published_claim(sender: type[ClaimSnippet], instance: ClaimSnippet, **kwargs: Any) -> None:
    """Lessons show this judgement from now on."""
    claims.judge(instance)


@receiver(unpublished, sender=QuestionSnippet)
def retire_unpublished_question(sender: type[QuestionSnippet], instance: QuestionSnippet, **kwargs: Any) -> None:
    """It is drawn no more."""
    questions.retire(instance.uuid, actor=kwargs.get("user"))


@receiver(task_submitted)
def ask_reviewers(sender: type[TaskState], instance: TaskState, **kwargs: Any) -> None:
    """A draft waits for the next step of its review."""
    reviews.ask(instance, actor=kwargs.get("user"))


@receiver(workflow_rejected)
@receiver(workflow_approved)
def tell_writers(sender: type[WorkflowState], instance: WorkflowState, **kwargs: Any) -> None:
    """A review ended: sent back, or approved."""
    reviews.tell(instance, actor=kwargs.get("user"))


@receiver(question_import_waits)
def advance_waiting_import(sender: type[QuestionImport], question_import: QuestionImport, **kwargs: Any) -> None:
    """A worker takes it up once it is certain."""
    tasks.advance_question_import.delay_on_commit(question_import.pk)  # type: ignore[attr-defined]  # the app's own task class has it


@receiver(course_parcel_waits)
def advance_waiting_parcel(sender: type[CourseParcel], parcel: CourseParcel, **kwargs: Any) -> None:
    """The same for a course on its way."""
    tasks.advance_course_parcel.delay_on_commit(parcel.pk)  # type: ignore[attr-defined]  # the app's own task class has it


@receiver(course_completed)
@receiver(enrolment_withdrawn)
def call_off_reminders(sender: type[Enrolment], enrolment: Enrolment, **kwargs: Any) -> None:
    """One that waits for the morning would come too late."""
    nudges.call_off(enrolment)
