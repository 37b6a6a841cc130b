"""How far the question bank fills a paper, as its page stands."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from wagtail.blocks import StreamValue

from quizzes import papers
from quizzes.actions.questions import SectionFacts
from quizzes.papers import BankReport
from quizzes.selection import Cell, Section


def section_facts(sections: StreamValue) -> list[SectionFacts]:
    """What publishing hands to the record."""
    return [
        SectionFacts(
            title=block.value["title"],
            domain=block.value["domain"] or "",
            is_shuffled=block.value["is_shuffled"],
            questions=tuple(snippet.uuid for snippet in block.value["questions"] if snippet is not None),
            cells=tuple({name: entry for name, entry in cell.items() if entry} for cell in block.value["cells"]),
        )
        for block in sections
    ]


def report(sections: StreamValue, course_uuid: UUID, *, use: str, on: date) -> BankReport:
    """The bank against these sections, which may be a draft."""
    facts = section_facts(sections)
    wanted = [Section(part.title, part.domain, tuple(_cell(cell) for cell in part.cells)) for part in facts]
    placed = [uuid for part in facts for uuid in part.questions]
    return papers.bank_report(course_uuid, use=use, wanted=wanted, placed=placed, on=on)


def address(sections: StreamValue, course_pk: int, *, use: str) -> str:
    """Asks the bank for the placed questions, or for those that the topics of the cells may draw."""
    placed = [snippet.pk for block in sections for snippet in block.value["questions"] if snippet is not None]
    if placed:
        return urlencode([("id", pk) for pk in placed])
    topics = {cell["topic"] for block in sections for cell in block.value["cells"] if cell.get("topic")}
    return urlencode([("course", course_pk), ("use", use), *(("topic", topic) for topic in sorted(topics))])


def _cell(values: dict[str, str | int]) -> Cell:
    """A half-written cell of a draft asks for nothing yet."""
    return Cell(**{"count": 0, **values})  # type: ignore[arg-type]
