"""From a checked package to pages, questions, claims, terms and cards. Loading twice changes nothing."""

from collections.abc import Callable, Iterator

from django.db import transaction

from cms import projection
from cms.package import bank, foreign, papers, register, tree
from cms.package.desk import Desk, Report
from cms.package.model import Package
from cms.package.tree import NoCatalogue

__all__ = ["NoCatalogue", "Report", "draft", "load"]


def load(package: Package, *, progress: Callable[[str], None] = lambda message: None) -> Report:
    """Publish everything in one transaction: entries that changed become revisions, entries that left are retired.

    The package must have been checked. Raises NoCatalogue, and PackageError for entries that belong to another course.
    """
    with transaction.atomic(), projection.held():
        foreign.refuse(package)
        desk = Desk(package, None)
        for message in filter(None, steps(desk)):
            progress(message)
        return desk.report


def draft(desk: Desk, *, progress: Callable[[int, int], None]) -> Report:
    """Make drafts of everything in one transaction, for people to look through and publish.

    A rehearsal says the same and leaves nothing behind. Raises as ``load`` does.
    """
    with transaction.atomic():
        foreign.refuse(desk.package)
        for done, _message in enumerate(steps(desk), start=1):
            progress(done, desk.step_count)
        transaction.set_rollback(desk.rehearses)
    return desk.report


def steps(desk: Desk) -> Iterator[str]:
    """What was just done, or nothing for one of many, until all is done; each step may be done twice."""
    package = desk.package
    register.load_sources(desk)
    yield f"{len(package.sources)} sources"
    course = tree.load_course(desk)
    for claim in package.claims:
        register.load_claim(desk, course, claim)
        yield ""
    yield f"{len(package.claims)} claims"
    for question in package.questions:
        bank.load_question(desk, course, question)
        yield ""
    yield f"{len(package.questions)} questions"
    register.load_words(desk)
    for module in package.modules:
        page = tree.load_module(desk, course, module)
        for lesson in module.lessons:
            tree.load_lesson(desk, course, page, lesson)
            yield ""
        for paper in papers.of(package):
            if paper.module == module.id:
                tree.load_paper(desk, page, paper)
        yield f"module {module.title}"
    for paper in papers.of(package):
        if not paper.module:
            tree.load_paper(desk, course, paper)
    tree.retire(desk, course)
    bank.retire(desk, course)
    yield "exams"
