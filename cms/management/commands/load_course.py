"""Load a course package: a folder or a zip file in the format of docs/package-format.md."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.package import archive
from cms.package.load import NoCatalogue, load
from cms.package.problems import PackageError
from cms.package.read import read


class Command(BaseCommand):
    """Reads and checks everything before it writes anything."""

    help = "Load or update a course from a package and publish it. Loading the same package twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the package lies."""
        parser.add_argument("path", type=Path, help="the package's zip file, or its folder, which holds course.json")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Name file and entry of each problem and load nothing, or report what was loaded."""
        try:
            with archive.opened(path) as folder:
                package = read(folder)
                report = load(package, progress=self._say if options["verbosity"] > 0 else lambda message: None)
        except PackageError as problems:
            raise CommandError(f"{path} was not loaded:\n{problems}") from problems
        except NoCatalogue as error:
            raise CommandError("The site has no catalogue page. Run migrate, or make one in the editor.") from error
        except ValidationError as error:
            raise CommandError(f"{path} was not loaded: {error}") from error
        self.stdout.write(self.style.SUCCESS(f"{package.title}: {report}"))

    def _say(self, message: str) -> None:
        self.stdout.write(f"  {message}")
        self.stdout.flush()
