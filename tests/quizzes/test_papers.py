"""Papers from the bank: questions on trial, exposure, retakes, enemies, and what the bank can't do."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Enrolment
from quizzes import papers
from quizzes.actions import attempts, questions
from quizzes.models import Attempt, Question, Quiz
from quizzes.selection import Candidate, Cell, Drawn, Section, draw, least_repeated, with_trials
from tests.factories.courses import SmallCourse, publish_question


def draws(small: SmallCourse, *, count: int, pretest_count: int = 0) -> Quiz:
    """Make the practice quiz draw from the bank."""
    section = questions.SectionFacts("Basics", "Basics", True, (), ({"count": count, "topic": "basics"},))
    return questions.publish_quiz(
        small.quiz.activity, terms=small.quiz.get_terms(), sections=[section], pretest_count=pretest_count
    )


def least_repeats(small: SmallCourse, *, count: int = 0, placed: Iterable[UUID] = ()) -> int:
    """What the author is told about a paper that draws ``count`` questions beside those placed by hand."""
    cells = (Cell(count=count, topic="basics"),) if count else ()
    wanted = [Section("Basics", "Basics", cells)]
    report = papers.bank_report(small.course.uuid, use="practice", wanted=wanted, placed=placed, on=date(2026, 1, 5))
    return report.repeated


def bank(small: SmallCourse, *refs: str, state: str = "operational", enemies: tuple[str, ...] = ()) -> list[Question]:
    return [publish_question(small.course.uuid, ref, state=state, enemies=enemies) for ref in refs]


def refs(attempt: Attempt) -> set[str]:
    return set(attempt.responses.values_list("question_version__question__ref", flat=True))


def sit(quiz: Quiz, enrolment: Enrolment) -> Attempt:
    return attempts.submit(attempts.start(quiz, enrolment=enrolment))


def test_questions_on_trial_are_asked_and_do_not_count(small: SmallCourse, enrolment: Enrolment) -> None:
    bank(small, "T1", "T2", state="pretest")
    attempt = attempts.start(draws(small, count=2, pretest_count=2), enrolment=enrolment)
    scored = {entry.question_version.question.ref: entry.is_scored for entry in attempt.responses.all()}
    assert scored == {"P0": True, "P1": True, "T1": False, "T2": False}
    assert sorted(attempt.responses.values_list("position", flat=True)) == [1, 2, 3, 4]
    assert attempts.submit(attempt).max_score == 2


def test_a_wrong_answer_on_trial_costs_nothing(small: SmallCourse, enrolment: Enrolment) -> None:
    bank(small, "T1", state="pretest")
    attempt = attempts.start(draws(small, count=2, pretest_count=1), enrolment=enrolment)
    for response in attempt.responses.all():
        right = next(entry["id"] for entry in response.question_version.content["options"] if entry["correct"])
        wrong = next(entry["id"] for entry in response.question_version.content["options"] if not entry["correct"])
        answer = attempts.Answer(right if response.is_scored else wrong, 1)
        attempts.save_response(attempt, response.position, answer)
    attempt = attempts.submit(attempt)
    assert (attempt.score, attempt.max_score, attempt.is_passed) == (2, 2, True)


def test_a_paper_does_not_fail_for_want_of_trials(small: SmallCourse, enrolment: Enrolment) -> None:
    quiz = draws(small, count=2, pretest_count=5)
    assert papers.trial_count(quiz) == 0
    assert attempts.start(quiz, enrolment=enrolment).responses.count() == 2


def test_no_trial_without_the_quiz_asking_for_it(small: SmallCourse, enrolment: Enrolment) -> None:
    bank(small, "T1", state="pretest")
    assert refs(attempts.start(draws(small, count=2), enrolment=enrolment)) == {"P0", "P1"}


def test_a_trial_is_never_asked_beside_its_enemy(small: SmallCourse, enrolment: Enrolment) -> None:
    bank(small, "T1", state="pretest", enemies=("P0",))
    bank(small, "T2", state="pretest")
    attempt = attempts.start(draws(small, count=2, pretest_count=2), enrolment=enrolment)
    assert refs(attempt) == {"P0", "P1", "T2"}


@pytest.mark.parametrize("trials", [0, 1, 2])
def test_learners_are_told_how_many_are_on_trial(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client, trials: int
) -> None:
    bank(small, *[f"T{number}" for number in range(trials)], state="pretest")
    draws(small, count=2, pretest_count=2)
    response = learner_client.get("/courses/small/basics/module-quiz/")
    assert response.context["trial_count"] == trials
    assert response.context["terms"]["question_count"] == 2 + trials
    assert ("on trial" in response.text) is (trials > 0)


def test_a_retake_asks_what_was_not_seen(small: SmallCourse, enrolment: Enrolment) -> None:
    bank(small, "P2", "P3")
    quiz = draws(small, count=2)
    assert least_repeats(small, count=2) == 0
    assert refs(sit(quiz, enrolment)).isdisjoint(refs(sit(quiz, enrolment)))


def test_a_retake_repeats_no_more_than_it_must(small: SmallCourse, enrolment: Enrolment) -> None:
    bank(small, "P2")
    quiz = draws(small, count=2)
    assert least_repeats(small, count=2) == 1
    assert len(refs(sit(quiz, enrolment)) & refs(sit(quiz, enrolment))) == 1


def test_placed_questions_come_again_in_a_retake(small: SmallCourse) -> None:
    placed = Question.objects.filter(ref__in=["P0", "P1"]).values_list("uuid", flat=True)
    assert least_repeats(small, placed=placed) == 2


def test_the_least_exposed_questions_come_first(small: SmallCourse, enrolment: Enrolment) -> None:
    bank(small, "P2", "P3")
    Question.objects.filter(ref__in=["P0", "P2"]).update(exposure_count=40)
    quiz = draws(small, count=2)
    fresh = set(Question.objects.filter(ref__in=["P1", "P3"]).values_list("pk", flat=True))
    for seed in range(12):
        drawn = papers.paper(quiz, papers.sections(quiz), learner_id=enrolment.learner_id, seed=seed)
        assert {entry.question for entry in drawn} == fresh


def test_enemies_stand_apart(small: SmallCourse, enrolment: Enrolment) -> None:
    bank(small, "P2", enemies=("P0", "P1"))
    quiz = draws(small, count=2)
    for _ in range(6):
        assert refs(sit(quiz, enrolment)) == {"P0", "P1"}


def test_starting_costs_the_same_with_one_and_with_ten_trials(
    small: SmallCourse, enrolment: Enrolment, count_queries: Callable[..., int], cold_cache: Callable[[], None]
) -> None:
    bank(small, "T0", state="pretest")
    quiz = draws(small, count=2, pretest_count=10)
    sit(quiz, enrolment)
    cold_cache()
    one = count_queries(attempts.start, quiz, enrolment=enrolment)
    attempts.submit(Attempt.objects.open().get())
    bank(small, *[f"T{number}" for number in range(1, 10)], state="pretest")
    cold_cache()
    assert count_queries(attempts.start, quiz, enrolment=enrolment) == one
    assert Attempt.objects.open().get().responses.count() == 12


def test_the_report_costs_the_same_for_one_and_for_ten(small: SmallCourse, count_queries: Callable[..., int]) -> None:
    wanted = [Section("Basics", "Basics", (Cell(1, topic="basics"),))]

    def report() -> papers.BankReport:
        return papers.bank_report(small.course.uuid, use="practice", wanted=wanted, placed=[], on=date(2026, 1, 1))

    few = count_queries(report)
    bank(small, *[f"N{number}" for number in range(10)])
    assert count_queries(report) == few == 2
    assert report().cells[0].available == 12


# --- the pure rules ---------------------------------------------------------------------------------------------------


def candidates(first: int, count: int, topic: str) -> list[Candidate]:
    return [Candidate(number, topic=topic) for number in range(first, first + count)]


SECTIONS = [Section("A", "A", (Cell(3, topic="a"),)), Section("B", "B", (Cell(3, topic="b"),))]
POOL = candidates(1, 5, "a") + candidates(11, 5, "b")


@given(seed=st.integers(0, 2**62), count=st.integers(0, 6), topics=st.lists(st.sampled_from("abc"), max_size=6))
def test_trials_stand_in_the_section_of_their_topic_or_at_the_end(seed: int, count: int, topics: list[str]) -> None:
    trials = [Candidate(100 + place, topic=topic) for place, topic in enumerate(topics)]
    paper = draw(SECTIONS, POOL, seed=seed)
    mixed = with_trials(paper, POOL, trials, count=count, seed=seed)
    added = [drawn for drawn in mixed if not drawn.is_scored]
    assert [drawn for drawn in mixed if drawn.is_scored] == paper
    assert len(added) == min(count, len(trials))
    assert [drawn.section for drawn in mixed] == sorted(drawn.section for drawn in mixed)
    assert all({"a": 0, "b": 1, "c": 1}[topics[drawn.question - 100]] == drawn.section for drawn in added)


@given(seed=st.integers(0, 2**62), order=st.permutations(range(6)))
def test_same_seed_and_pool_give_the_same_paper_with_its_trials(seed: int, order: list[int]) -> None:
    trials = candidates(100, 6, "a")
    paper = draw(SECTIONS, POOL, seed=seed)
    shuffled = [trials[place] for place in order]
    assert with_trials(paper, POOL, shuffled, count=3, seed=seed) == with_trials(
        paper, POOL, trials, count=3, seed=seed
    )


def test_trials_that_are_enemies_of_each_other_stand_apart() -> None:
    trials = [Candidate(100, topic="a", enemies=frozenset({101})), Candidate(101, topic="a")]
    paper = draw(SECTIONS, POOL, seed=1)
    assert len([drawn for drawn in with_trials(paper, POOL, trials, count=2, seed=1) if not drawn.is_scored]) == 1


def test_the_least_exposed_trial_is_asked_first() -> None:
    trials = [Candidate(100, topic="a", exposure=9), Candidate(101, topic="a", exposure=2)]
    mixed = with_trials([Drawn(0, 1)], POOL, trials, count=1, seed=1)
    assert {drawn.question for drawn in mixed} == {1, 101}


@pytest.mark.parametrize(("size", "repeated"), [(3, 3), (4, 2), (6, 0), (9, 0)])
def test_what_a_retake_must_repeat(size: int, repeated: int) -> None:
    assert least_repeated([Section("A", "A", (Cell(3, topic="a"),))], candidates(1, size, "a")) == repeated


def test_cells_that_share_questions_are_counted_together() -> None:
    shared = Section("A", "A", (Cell(2, topic="a"), Cell(2)))
    assert least_repeated([shared], candidates(1, 6, "a")) == 2


@given(size=st.integers(3, 9), seed=st.integers(0, 2**62))
def test_a_real_retake_repeats_exactly_that_in_a_single_cell(size: int, seed: int) -> None:
    sections, pool = [Section("A", "A", (Cell(3, topic="a"),))], candidates(1, size, "a")
    first = {drawn.question for drawn in draw(sections, pool, seed=seed)}
    met = [Candidate(entry.id, topic="a", seen=int(entry.id in first)) for entry in pool]
    second = {drawn.question for drawn in draw(sections, met, seed=seed + 1)}
    assert len(first & second) == least_repeated(sections, pool)
