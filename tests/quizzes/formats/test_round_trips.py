"""What a format can carry comes back as it was, whatever signs and line breaks are in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.package.read import read as read_package
from quizzes import interactions
from quizzes.formats import FORMATS, Draft, LeftOut, Notes, Written
from tests.quizzes.formats.strategies import BY_KIND, of_kind
from tests.quizzes.kinds import EVERY_KIND

PACKAGE = Path(__file__).resolve().parents[3] / "cms" / "packages" / "medical-travel-belgium"
CARRIED = [(name, kind) for name, format in FORMATS.items() for kind in sorted(format.carries.kinds)]
NOT_CARRIED = [(name, kind) for name, format in FORMATS.items() for kind in sorted(set(BY_KIND) - format.carries.kinds)]


def written(name: str, drafts: list[Draft]) -> tuple[bytes, list[Written]]:
    heard: list[Written] = []
    return b"".join(FORMATS[name].write(drafts, heard.append)), heard


def comes_back(name: str, draft: Draft) -> None:
    """The content that the format says it can hold, and no other."""
    try:
        wanted = FORMATS[name].reduce(draft.content, Notes())
    except LeftOut:
        return
    raw, heard = written(name, [draft])
    assert [entry.reason for entry in heard] == [""]
    (entry,) = FORMATS[name].read(raw, "a" + FORMATS[name].suffix).entries
    assert entry.draft is not None, entry.reason
    assert entry.draft.content == wanted


@pytest.mark.parametrize(("name", "kind"), CARRIED)
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_what_is_carried_comes_back(name: str, kind: str, data: st.DataObject) -> None:
    comes_back(name, Draft(data.draw(of_kind(kind)), ref="Q1"))


@pytest.mark.parametrize(("name", "kind"), CARRIED)
def test_every_kind_that_learners_meet_comes_back(name: str, kind: str) -> None:
    _raw, heard = written(name, [Draft(EVERY_KIND[kind], ref="Q1")])
    if not heard[0].reason:
        comes_back(name, Draft(EVERY_KIND[kind], ref="Q1"))
    else:
        assert name == "gift"
        assert "more" in heard[0].reason


@pytest.mark.parametrize(("name", "kind"), NOT_CARRIED)
def test_what_is_not_carried_is_left_out_with_a_reason(name: str, kind: str) -> None:
    _raw, heard = written(name, [Draft(EVERY_KIND[kind], ref="Q1")])
    assert len(heard) == 1
    assert heard[0].reason


def bank() -> list[Draft]:
    """The built-in course's questions and scenarios."""
    package = read_package(PACKAGE)
    topics = {module.id: module.slug for module in package.modules}
    return [
        Draft(
            json.loads(json.dumps(dict(spec.content))),
            ref=spec.id,
            topic=topics[spec.module],
            objective=spec.objective,
            level=spec.level,
            use=spec.use,
            tags=spec.tags,
        )
        for spec in package.questions
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_built_in_bank_comes_back(name: str) -> None:
    drafts = bank()
    assert len(drafts) >= 70
    raw, heard = written(name, drafts)
    carried = [entry.draft for entry in heard if not entry.reason]
    assert len(heard) == len(drafts)
    assert {draft.content["kind"] for draft in drafts if draft not in carried}.isdisjoint(FORMATS[name].carries.kinds)
    entries = FORMATS[name].read(raw, "bank" + FORMATS[name].suffix).entries
    assert [entry.reason for entry in entries] == [""] * len(carried)
    found = [entry.draft for entry in entries if entry.draft]
    assert [draft.content for draft in found] == [FORMATS[name].reduce(d.content, Notes()) for d in carried]
    if "facts" in FORMATS[name].carries.features:
        facts = ("ref", "topic", "objective", "level", "use", "tags")
        assert [[getattr(d, fact) for fact in facts] for d in found] == [
            [getattr(d, fact) for fact in facts] for d in carried
        ]


@pytest.mark.parametrize("name", ["csv", "xlsx", "qti21", "qti30"])
def test_whole_formats_lose_nothing_of_the_bank(name: str) -> None:
    _raw, heard = written(name, bank())
    assert [(entry.reason, entry.notes) for entry in heard] == [("", ())] * len(heard)


@pytest.mark.parametrize("name", FORMATS)
def test_losses_are_told(name: str) -> None:
    """Whatever differs between the question and what comes back is named."""
    for draft in bank():
        notes = Notes()
        try:
            small = FORMATS[name].reduce(draft.content, notes)
        except LeftOut:
            continue
        whole = FORMATS["csv"].reduce(draft.content, Notes())
        if _told(small) != _told(whole):
            assert list(notes), draft.ref


def _told(content: dict[str, Any]) -> set[str]:
    """Every text of a question, without names."""
    if isinstance(content, dict):
        return {text for key, value in content.items() if key != "id" for text in _told(value)}
    if isinstance(content, list):
        return {text for value in content for text in _told(value)}
    return {str(content)} if len(str(content)) > 5 else set()


@given(data=st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_what_is_read_can_be_asked(data: st.DataObject) -> None:
    content = data.draw(of_kind(data.draw(st.sampled_from(sorted(BY_KIND)))))
    for name in FORMATS:
        raw, heard = written(name, [Draft(content)])
        if not heard[0].reason:
            (entry,) = FORMATS[name].read(raw).entries
            assert entry.draft
            interactions.get(entry.draft.content["kind"]).check(entry.draft.content)
