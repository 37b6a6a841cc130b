"""Write a course as a package: a folder, or a zip file, in the format of docs/package-format.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.languages import originals
from cms.models import CoursePage
from cms.package import export
from cms.package.problems import PackageError


class Command(BaseCommand):
    """Proves the package by reading it back before it is written anywhere."""

    help = "Write a course's live pages as a package. What is only a draft stays out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which course, and where to."""
        parser.add_argument("slug", help="the address part of the course")
        parser.add_argument("path", type=Path, help="a folder that is new or empty, or a file that ends in .zip")

    def handle(self, *args: Any, slug: str, path: Path, **options: Any) -> None:
        """Name what a package can't hold and write nothing, or write all of it."""
        course = originals(CoursePage).live().filter(slug=slug).first()
        if course is None:
            raise CommandError(f"There is no live course with the address part “{slug}”.")
        is_zip = path.suffix == ".zip"
        if not is_zip and path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise CommandError(f"{path} is not empty. Name a new folder, or a file that ends in .zip.")
        try:
            found = export.files(course)
        except PackageError as problems:
            raise CommandError(f"{slug} was not written:\n{problems}") from problems
        if is_zip:
            path.write_bytes(export.zipped(found))
        else:
            export.put(found, path)
        self.stdout.write(self.style.SUCCESS(f"{course.title}: {len(found)} files in {path}"))
