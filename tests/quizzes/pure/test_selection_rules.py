import itertools
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.selection import Candidate, Cell, Drawn, NoFeasibleDraw, PoolTooSmall, Section, coverage, draw

# The bank and the grid of the built-in exam: ids are module * 100 + number.
BANK = {
    "m1": {"remember": (101, 102, 103, 105), "apply": (106, 107, 108, 109), "analyse": (110, 111, 112)},
    "m2": {
        "remember": (201, 202, 203, 204),
        "apply": (205, 206, 207, 208, 209),
        "analyse": (210, 211, 212),
    },
    "m3": {
        "remember": (301, 302),
        "apply": (303, 304, 305, 306, 307, 308, 309),
        "analyse": (310, 311, 312, 313),
    },
    "m4": {
        "remember": (401, 402, 403),
        "apply": (404, 405, 406, 407, 408, 409),
        "analyse": (410, 411, 412),
    },
}
GRID = {
    "m1": {"remember": 3, "apply": 3, "analyse": 2},
    "m2": {"remember": 3, "apply": 5, "analyse": 2},
    "m3": {"remember": 2, "apply": 6, "analyse": 4},
    "m4": {"remember": 2, "apply": 5, "analyse": 3},
}
ENEMIES = [(201, 203), (212, 408), (212, 311), (402, 403), (108, 109), (401, 404)]

EXAM = [
    Section(topic, topic, tuple(Cell(count, topic=topic, level=level) for level, count in levels.items()))
    for topic, levels in GRID.items()
]


def exam_pool(**changes):
    foes = {key: {other for pair in ENEMIES if key in pair for other in pair} - {key} for key in range(101, 414)}
    return [
        Candidate(id=key, topic=topic, level=level, enemies=frozenset(foes[key]), **changes)
        for topic, levels in BANK.items()
        for level, keys in levels.items()
        for key in keys
    ]


def plain(*keys, **properties):
    return [Candidate(id=key, **properties) for key in keys]


def questions(paper):
    return [drawn.question for drawn in paper]


def one_section(*cells, **properties):
    return [Section("Part", "part", cells, **properties)]


@pytest.mark.parametrize("seed", range(60))
def test_built_in_exam_is_drawn_by_its_grid_with_enemies_apart(seed):
    pool = exam_pool()
    drawn = questions(draw(EXAM, pool, seed=seed))
    kinds = {candidate.id: (candidate.topic, candidate.level) for candidate in pool}
    expected = {(topic, level): count for topic, levels in GRID.items() for level, count in levels.items()}
    assert Counter(kinds[key] for key in drawn) == expected
    assert len(set(drawn)) == 40
    assert not any(one in drawn and other in drawn for one, other in ENEMIES)


def test_built_in_exam_has_many_forms():
    assert len({frozenset(questions(draw(EXAM, exam_pool(), seed=seed))) for seed in range(200)}) > 100


def test_built_in_exam_covers_its_grid():
    covers = coverage(EXAM, exam_pool())
    assert len(covers) == 12
    assert all(cover.available >= cover.needed for cover in covers)
    assert (covers[0].section, covers[0].needed, covers[0].available) == (0, 3, 4)


def test_built_in_exam_prefers_what_was_not_seen_as_far_as_it_can():
    pool = [replace(candidate, seen=int(candidate.id in {101, 303, 405})) for candidate in exam_pool()]
    for seed in range(10):
        drawn = questions(draw(EXAM, pool, seed=seed))
        assert 101 not in drawn
        assert 303 not in drawn
        assert 405 in drawn  # 401 is needed, bars 404, and leaves no choice


def test_unseen_come_first_then_least_exposed():
    pool = [
        *plain(1, 2, seen=1, exposure=0),
        *plain(3, exposure=9),
        *plain(4, 5, exposure=2),
        *plain(6, seen=3),
    ]
    sections = one_section(Cell(3))
    assert set(questions(draw(sections, pool, seed=1))) == {3, 4, 5}
    assert 6 not in questions(draw(one_section(Cell(5)), pool, seed=1))


def test_ties_are_broken_by_the_seed():
    pool = plain(*range(20))
    assert len({tuple(questions(draw(one_section(Cell(5)), pool, seed=seed))) for seed in range(30)}) > 20


@settings(deadline=None)
@given(seed=st.integers(), mixing=st.randoms(use_true_random=False))
def test_same_seed_and_pool_in_any_order_give_the_same_paper(seed, mixing):
    pool = exam_pool()
    assert draw(EXAM, mixing.sample(pool, len(pool)), seed=seed) == draw(EXAM, pool, seed=seed)


def test_sections_stay_in_their_order_and_questions_inside_are_mixed():
    sections = [Section(name, name, (Cell(10, topic=name),)) for name in ("b", "a")]
    pool = [*plain(*range(10), topic="a"), *plain(*range(10, 20), topic="b")]
    paper = draw(sections, pool, seed=3)
    assert [drawn.section for drawn in paper] == [0] * 10 + [1] * 10
    assert questions(paper) != sorted(questions(paper), key=lambda key: (key < 10, key))


def test_section_without_shuffle_keeps_fixed_questions_then_cells():
    sections = one_section(Cell(1, topic="x"), Cell(1, topic="y"), fixed=(9, 3, 7), shuffle=False)
    pool = [*plain(1, topic="y"), *plain(2, topic="x"), *plain(3, 7, 9)]
    assert questions(draw(sections, pool, seed=5)) == [9, 3, 7, 2, 1]


def test_fixed_questions_are_in_beside_each_other_and_keep_their_enemies_out():
    pool = [
        Candidate(1, enemies=frozenset({2, 3})),
        *plain(2, 3, 4),
    ]
    sections = one_section(Cell(1), fixed=(1, 2))
    for seed in range(20):
        assert set(questions(draw(sections, pool, seed=seed))) == {1, 2, 4}


def test_question_fixed_twice_is_asked_once():
    sections = [Section("a", "a", fixed=(1, 1, 2)), Section("b", "b", fixed=(2, 3))]
    assert sorted(questions(draw(sections, [], seed=1))) == [1, 2, 3]


def test_enmity_named_by_one_side_counts_for_both():
    pool = [Candidate(1, enemies=frozenset({2})), *plain(2, 3)]
    for seed in range(20):
        assert not {1, 2} <= set(questions(draw(one_section(Cell(2)), pool, seed=seed)))


def test_small_pool_names_the_cell_and_the_numbers():
    with pytest.raises(PoolTooSmall, match="Part: topic x, level apply needs 3, the pool has 2") as refusal:
        draw(one_section(Cell(3, topic="x", level="apply")), plain(1, 2, topic="x", level="apply"), seed=1)
    assert (refusal.value.needed, refusal.value.available, refusal.value.section) == (3, 2, 0)


def test_cells_that_compete_for_the_same_questions_are_refused():
    with pytest.raises(NoFeasibleDraw):
        draw(one_section(Cell(2, topic="x"), Cell(2, level="apply")), plain(1, 2, 3, topic="x", level="apply"), seed=1)


def test_enemies_that_cannot_be_kept_apart_are_refused():
    with pytest.raises(NoFeasibleDraw):
        draw(one_section(Cell(2)), [Candidate(1, enemies=frozenset({2})), *plain(2)], seed=1)


def test_overlapping_cells_are_filled_by_moving_questions():
    pool = [*plain(1, tags=frozenset({"a", "b"})), *plain(2, tags=frozenset({"a"}), seen=1)]
    sections = one_section(Cell(1, tag="a"), Cell(1, tag="b"), shuffle=False)
    assert draw(sections, pool, seed=1) == [Drawn(0, 2), Drawn(0, 1)]


def test_objective_and_tag_are_respected():
    pool = [*plain(1, 2, objective="O1"), *plain(3, objective="O2", tags=frozenset({"hard"}))]
    assert questions(draw(one_section(Cell(1, objective="O2", tag="hard")), pool, seed=1)) == [3]


def test_large_pool_with_families_of_enemies_is_drawn():
    pool = [
        Candidate(
            key,
            topic=f"t{key % 10}",
            level=f"l{key % 3}",
            enemies=frozenset(range(key // 50 * 50, key // 50 * 50 + 50)) - {key},
            exposure=key % 7,
        )
        for key in range(10_000)
    ]
    sections = [Section(f"t{n}", f"t{n}", (Cell(5, topic=f"t{n}"), Cell(5, level=f"l{n % 3}"))) for n in range(10)]
    drawn = questions(draw(sections, pool, seed=1))
    assert len({key // 50 for key in drawn}) == len(drawn) == 100


SMALL_POOL = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 9),
        topic=st.sampled_from("ab"),
        level=st.sampled_from("xy"),
        enemies=st.frozensets(st.integers(1, 9), max_size=2),
        seen=st.integers(0, 1),
    ),
    max_size=9,
    unique_by=lambda candidate: candidate.id,
)
SMALL_CELLS = st.lists(
    st.builds(
        Cell, count=st.integers(0, 2), topic=st.sampled_from([None, "a", "b"]), level=st.sampled_from([None, "x"])
    ),
    min_size=1,
    max_size=3,
)


def exists(cells, pool):
    """Try everything."""
    slots = [cell for cell in cells for _ in range(cell.count)]
    for chosen in itertools.permutations(pool, len(slots)):
        ids = {candidate.id for candidate in chosen}
        if all(map(Cell.admits, slots, chosen)) and not any(
            ids & candidate.enemies - {candidate.id} for candidate in chosen
        ):
            return True
    return False


@settings(max_examples=150, deadline=None)
@given(pool=SMALL_POOL, cells=SMALL_CELLS, seed=st.integers(0, 99))
def test_a_draw_is_found_exactly_when_there_is_one(pool, cells, seed):
    pool = pool[:6]
    try:
        drawn = questions(draw(one_section(*cells), pool, seed=seed))
    except (PoolTooSmall, NoFeasibleDraw):
        assert not exists(cells, pool)
        return
    chosen = [candidate for candidate in pool if candidate.id in drawn]
    assert len(drawn) == len(set(drawn)) == sum(cell.count for cell in cells)
    assert exists(cells, chosen)


def test_drawing_leaves_the_global_random_numbers_alone():
    random.seed(7)
    expected = random.random()
    random.seed(7)
    draw(EXAM, exam_pool(), seed=1)
    assert random.random() == expected
