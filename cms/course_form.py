"""The editor's form of what belongs to a course."""

from typing import Any

from wagtail.admin.forms.models import WagtailAdminModelForm

from cms import teams
from cms.models import CoursePage


class CourseForm(WagtailAdminModelForm):
    """It goes only into a course that its editor works on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "course" in self.fields:
            user = self.for_user
            courses = teams.courses_of(user) if user else CoursePage.objects.none()
            self.fields["course"].queryset = courses
