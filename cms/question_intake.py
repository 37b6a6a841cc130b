"""What a file of questions would do to a course's bank: one proposal for each entry. Pure; makes no query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from cms.models import ImportedQuestion, QuestionImport
from cms.question_drafts import Fitted, facts_of, fitted
from quizzes.formats import Draft, Entry, LeftOut, Notes
from quizzes.models import Question

LONGEST_REF = 40
Verdict = ImportedQuestion.Verdict
Clash = QuestionImport.Clash


@dataclass(frozen=True)
class Known:
    """A question that the bank has."""

    uuid: UUID
    ref: str
    fingerprint: str


@dataclass(frozen=True)
class Terms:
    """What the person said: where questions go that don't say so, and what a reference that is taken means."""

    topic: str
    use: str
    clash: str
    topics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """What one entry becomes: ``values`` of a question of that uuid, or nothing for ``reason``."""

    entry: Entry
    verdict: str
    notes: tuple[str, ...]
    ref: str = ""
    reason: str = ""
    uuid: UUID = field(default_factory=uuid4)
    values: Mapping[str, Any] = field(default_factory=dict)


def proposals(entries: Sequence[Entry], bank: Sequence[Known], terms: Terms) -> Iterator[Proposal]:
    """In the order of the file."""
    intake = _Intake(bank, terms, {entry.draft.ref for entry in entries if entry.draft})
    for entry in entries:
        yield intake.proposal(entry)


class _Intake:
    """Knows the bank and what of the file came before."""

    def __init__(self, bank: Sequence[Known], terms: Terms, named: set[str]) -> None:
        self.terms = terms
        self.refs = {known.ref: known for known in bank}
        self.wordings = {known.fingerprint: known for known in bank}
        self.seen: dict[str, str] = {}
        self.given: set[str] = set()
        self.free = (ref for ref in map("Q-{:03d}".format, count(1)) if ref not in self.refs and ref not in named)

    def proposal(self, entry: Entry) -> Proposal:
        notes = Notes(dict.fromkeys(entry.notes))
        if entry.draft is None:
            return Proposal(entry, Verdict.LEFT_OUT, tuple(notes), reason=entry.reason)
        try:
            shaped = fitted(entry.draft, notes)
            proposal = self._placed(entry, entry.draft, shaped, notes)
        except LeftOut as error:
            return Proposal(entry, Verdict.LEFT_OUT, tuple(notes), ref=entry.draft.ref, reason=str(error))
        self.seen.setdefault(shaped.fingerprint, entry.place)
        self.given.add(proposal.ref)
        return proposal

    def _placed(self, entry: Entry, draft: Draft, shaped: Fitted, notes: Notes) -> Proposal:
        same = self.refs.get(draft.ref)
        if same and same.fingerprint == shaped.fingerprint:
            return self._known(entry, same, notes)
        if same and draft.ref not in self.given:
            return self._clash(entry, draft, shaped, same, notes)
        if shaped.fingerprint in self.wordings:
            return self._known(entry, self.wordings[shaped.fingerprint], notes)
        if shaped.fingerprint in self.seen:
            raise LeftOut(_("The file has it already: %(place)s.") % {"place": self.seen[shaped.fingerprint]})
        return self._new(entry, draft, shaped, notes)

    def _known(self, entry: Entry, known: Known, notes: Notes) -> Proposal:
        reason = _("The course has this question already, as %(ref)s.") % {"ref": known.ref}
        return Proposal(entry, Verdict.KNOWN, tuple(notes), ref=known.ref, uuid=known.uuid, reason=reason)

    def _clash(self, entry: Entry, draft: Draft, shaped: Fitted, same: Known, notes: Notes) -> Proposal:
        if self.terms.clash == Clash.SKIP:
            raise LeftOut(_("The course has another question called %(ref)s.") % {"ref": same.ref})
        if self.terms.clash == Clash.RENAME:
            return self._new(entry, draft, shaped, notes)
        values = {"interaction": shaped.interaction}
        return Proposal(entry, Verdict.REVISED, tuple(notes), ref=same.ref, uuid=same.uuid, values=values)

    def _new(self, entry: Entry, draft: Draft, shaped: Fitted, notes: Notes) -> Proposal:
        ref = self._ref(draft.ref, notes)
        values = {
            **facts_of(draft, notes),
            "ref": ref,
            "topic": self._topic(draft.topic, notes),
            "use": self._use(draft.use, notes),
            "interaction": shaped.interaction,
        }
        return Proposal(entry, Verdict.NEW, tuple(notes), ref=ref, values=values)

    def _ref(self, own: str, notes: Notes) -> str:
        """Its own when nobody has it, or the next free one."""
        if own and len(own) <= LONGEST_REF and own not in self.refs and own not in self.given:
            return own
        ref = next(self.free)
        if own:
            notes.add(_("Called %(ref)s, because %(own)s is taken or too long.") % {"ref": ref, "own": own[:60]})
        return ref

    def _topic(self, own: str, notes: Notes) -> str:
        known = self.terms.topics.get(own.strip().casefold())
        if own and known is None:
            told = {"topic": own[:60], "module": self.terms.topic}
            notes.add(_("Its topic “%(topic)s” is no module of the course; it goes to %(module)s.") % told)
        return known or self.terms.topic

    def _use(self, own: str, notes: Notes) -> str:
        if own and own not in Question.Use.values:
            told = {"use": own[:40], "taken": self.terms.use}
            notes.add(_("Its use “%(use)s” is not known here; it is taken for %(taken)s.") % told)
        return own if own in Question.Use.values else self.terms.use
