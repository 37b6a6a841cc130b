"""Whether a package says of itself what another course is: identities are taken at their word nowhere else."""

from collections.abc import Iterator

from django.db.models import QuerySet
from wagtail.models import Page

from cms.models import CoursePage, QuestionSnippet
from cms.package import papers
from cms.package.model import Package
from cms.package.problems import PackageError, Problem
from courses.models import Activity, Module
from quizzes.models import Question

MANIFEST = "course.json"
OTHERS = "has the uuid of something that belongs to another course"


def refuse(package: Package) -> None:
    """Raises PackageError: nothing of another course is ever taken over."""
    found = list(problems(package))
    if found:
        raise PackageError(found)


def problems(package: Package) -> Iterator[Problem]:
    """Seven queries."""
    pages = {spec.uuid: spec.id for spec in package.modules}
    pages |= {spec.uuid: spec.id for spec in package.lessons}
    pages |= {spec.uuid: spec.id for spec in papers.of(package)}
    questions = {spec.uuid: spec.id for spec in package.questions}
    for page in _elsewhere(package, Page.objects.filter(translation_key__in=[*pages, package.uuid])):
        yield Problem(MANIFEST, pages.get(page.translation_key, ""), OTHERS)
    for model in (Module, Activity):
        rows = model.objects.filter(uuid__in=pages).exclude(course__uuid=package.uuid)
        yield from (Problem(MANIFEST, pages[uuid], OTHERS) for uuid in rows.values_list("uuid", flat=True))
    kept = QuestionSnippet.objects.filter(uuid__in=questions).exclude(course=None)  # a deleted course may come back
    drafts = kept.exclude(course__translation_key=package.uuid)
    asked = Question.objects.filter(uuid__in=questions).exclude(course_uuid=package.uuid)
    for uuid in {*drafts.values_list("uuid", flat=True), *asked.values_list("uuid", flat=True)}:
        yield Problem(package.files["items"], questions[uuid], OTHERS)
    taken = CoursePage.objects.filter(slug=package.slug).exclude(translation_key=package.uuid)
    if taken.exists():
        yield Problem(MANIFEST, "slug", f"another course has the address part “{package.slug}”")


def _elsewhere(package: Package, found: QuerySet[Page]) -> Iterator[Page]:
    courses = CoursePage.objects.filter(translation_key=package.uuid)
    for page in found:
        if not any(page.path.startswith(course.path) for course in courses):
            yield page
