"""Puts an instructor into the teams of all courses."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.models import User
from cms.actions import teams
from cms.languages import originals
from cms.models import CoursePage


class Command(BaseCommand):
    """For sites where every instructor writes every course. Safe to repeat."""

    help = "Put a person into the team of every course."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises User.DoesNotExist."""
        member = User.objects.get(email=options["email"])
        for course in originals(CoursePage).order_by("pk"):
            teams.found(course, member=member)
