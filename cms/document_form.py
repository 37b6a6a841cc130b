"""The form by which documents come in, wherever in the editor."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm
from wagtail.models import ReferenceIndex

from cms import documents, projection
from cms.models import LessonPage


class CheckedDocumentForm(BaseDocumentForm):
    """Looks into the file, and lets lessons that show the document know when it changed."""

    class Meta(BaseDocumentForm.Meta):
        """As Wagtail has it."""

    def clean_file(self) -> Any:
        """The name decides what it must be, the content whether it is."""
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data and (reason := documents.refusal(file, file.name)):
            raise ValidationError(reason)
        return file

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  # as Django calls it
        """Lessons keep the name, size and address in the cache."""
        was_known = self.instance.pk is not None
        document = super().save(commit=commit)
        if was_known and commit:
            self._forget()
        return document

    def _forget(self) -> None:
        found = ReferenceIndex.get_references_to(self.instance).values_list("object_id", flat=True)
        pages = LessonPage.objects.filter(pk__in=[int(key) for key in found if key.isdigit()])
        courses = filter(None, (projection.course_of(page) for page in pages))
        for uuid in {course.translation_key for course in courses}:
            projection.forget(uuid)
