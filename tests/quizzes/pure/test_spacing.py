"""When to ask again."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizzes.spacing import DRILLS_A_DAY, LONGEST_DAYS, Grade, Memory, Waiting, answer, outlook, pick, room

START = date(2026, 3, 1)
GRADES = st.sampled_from(list(Grade))
HISTORIES = st.lists(st.tuples(GRADES, st.integers(0, 200)), max_size=12)


def lived(history):
    """A memory after these answers, each so many days after the one before; with the day of the last."""
    memory, day = Memory(), START
    for grade, days in history:
        day += timedelta(days=days)
        memory = answer(memory, grade, on=day)
    return memory, day


@given(HISTORIES, GRADES, st.integers(0, 500))
def test_nothing_is_due_before_the_day_of_its_answer_nor_too_far_away(history, grade, days):
    memory, day = lived(history)
    day += timedelta(days=days)
    after = answer(memory, grade, on=day)
    assert day <= after.due_on <= day + timedelta(days=LONGEST_DAYS)
    assert after.reviewed_on == day


@given(HISTORIES, st.integers(0, 500))
def test_a_better_grade_never_brings_it_back_sooner(history, days):
    memory, day = lived(history)
    on = day + timedelta(days=days)
    dues = [outlook(memory, on=on)[grade] for grade in Grade]
    assert dues == sorted(dues)


@given(HISTORIES, GRADES)
def test_the_same_answers_give_the_same_memory(history, grade):
    memory, day = lived(history)
    assert answer(memory, grade, on=day) == answer(lived(history)[0], grade, on=day)
    assert outlook(memory, on=day)[grade] == answer(memory, grade, on=day).due_on


@given(HISTORIES)
def test_every_answer_counts_and_forgetting_is_noted(history):
    memory, _day = lived(history)
    assert memory.reps == len(history)
    assert memory.lapses == sum(grade is Grade.AGAIN for grade, _days in history[1:])


@given(st.lists(GRADES, max_size=10))
def test_nothing_is_drilled_more_than_twice_a_day(grades):
    memory = Memory()
    for grade in grades:
        memory = answer(memory, grade, on=START)
        assert memory.drills <= DRILLS_A_DAY


def test_what_is_forgotten_again_and_again_waits_for_tomorrow():
    memory = Memory()
    dues = []
    for _ in range(4):
        memory = answer(memory, Grade.AGAIN, on=START)
        dues.append(memory.due_on - START)
    assert [due.days for due in dues] == [0, 0, 1, 1]
    assert answer(memory, Grade.AGAIN, on=START + timedelta(days=1)).drills == 1


def test_intervals_grow_while_it_is_known():
    memory, gaps = Memory(), []
    for _ in range(5):
        due = memory.due_on or START
        memory = answer(memory, Grade.GOOD, on=due)
        gaps.append((memory.due_on - due).days)
    assert gaps == sorted(set(gaps))


def test_a_day_before_the_last_answer_counts_as_its_day():
    memory = answer(Memory(), Grade.GOOD, on=START)
    early = answer(memory, Grade.GOOD, on=START - timedelta(days=1))
    assert early == answer(memory, Grade.GOOD, on=START)


def test_a_day_has_room_for_so_many():
    assert (room(5, 0), room(5, 14), room(5, 15), room(5, 40)) == (15, 1, 0, 0)


def test_the_longest_overdue_comes_first_then_what_is_new_then_what_was_forgotten_today():
    new, late, later = (
        Waiting("new", "a"),
        Waiting("late", "a", START),
        Waiting("later", "a", START + timedelta(days=1)),
    )
    again = Waiting("again", "a", START + timedelta(days=2), is_repeat=True)
    waiting, order = [again, new, later, late], []
    while picked := pick(waiting):
        order.append(picked.key)
        waiting.remove(picked)
    assert order == ["late", "later", "new", "again"]


def test_modules_are_mixed():
    waiting = [Waiting(f"{module}{place}", module) for module in "ab" for place in range(3)]
    order, last = [], ""
    while picked := pick(waiting, last_module=last):
        order.append(picked.module)
        last = picked.module
        waiting.remove(picked)
    assert "".join(order) == "ababab"
