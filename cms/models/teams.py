"""Who works on a course."""

from typing import ClassVar

from django.contrib.auth.models import Group
from django.db import models
from wagtail.models import Collection

from cms.models.pages import CoursePage


class CourseTeam(models.Model):
    """The people who write one course: members of a group whose page permissions begin at the course.

    Made with the course. Reviewers and administrators need no team; their groups reach every course.
    """

    course = models.OneToOneField(CoursePage, on_delete=models.CASCADE, related_name="team")
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="course_team")
    # Where the course's images and documents are. Whoever finds a team without one gives it one.
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, null=True, related_name="course_team")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["course"]

    def __str__(self) -> str:
        return self.course.title
