"""Request types shared by the apps above."""

from django.http import HttpRequest

from accounts.models import User


class LearnerRequest(HttpRequest):
    """A request behind ``login_required``: the user is a person, never anonymous."""

    user: User
