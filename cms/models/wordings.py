"""What the wording of a question shows without its content being read again."""

from typing import ClassVar

from django.db import models

from cms.models.questions import QuestionSnippet


class QuestionWording(models.Model):
    """The newest draft of a question as lists need it: its text to compare, hints to its writer, the key's place.

    Made anew when ``read_revision`` is not the question's newest any more; nothing rests on it.
    """

    question = models.OneToOneField(QuestionSnippet, on_delete=models.CASCADE, related_name="wording")
    read_revision = models.BigIntegerField(null=True)
    text = models.TextField(blank=True)
    hints = models.CharField(max_length=200, blank=True)
    key_place = models.PositiveSmallIntegerField(null=True)
    option_count = models.PositiveSmallIntegerField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["question"]

    def __str__(self) -> str:
        return self.text[:60]
