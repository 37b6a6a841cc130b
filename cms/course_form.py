"""The editor's form of what belongs to a course."""

from typing import Any

from wagtail.admin.forms.models import WagtailAdminModelForm

from cms import teams
from cms.models import CoursePage


class CourseForm(WagtailAdminModelForm):
    """It goes only into a course that its editor works on; if that is one, it is chosen already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "course" in self.fields:
            user = self.for_user
            courses = teams.courses_of(user) if user else CoursePage.objects.none()
            self.fields["course"].queryset = courses
            if self.instance.pk is None and len(only := list(courses[:2])) == 1:
                self.initial["course"] = only[0].pk
