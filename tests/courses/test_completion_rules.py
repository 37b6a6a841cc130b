import uuid

from hypothesis import given
from hypothesis import strategies as st

from courses.completion import Step, exam_missing, is_complete, requirements, summarise


def step(kind="lesson", *, is_done=False, is_required=True, title="", minutes=10):
    return Step(
        uuid=uuid.uuid4(),
        kind=kind,
        title=title or kind.title(),
        module="Therapy basics",
        minutes=minutes,
        is_required=is_required,
        is_done=is_done,
    )


STEPS = st.lists(
    st.builds(step, st.sampled_from(["lesson", "quiz", "exam"]), is_done=st.booleans(), is_required=st.booleans()),
    max_size=12,
)


def lines(steps, *, conduct_required=True, conduct_accepted=False):
    return requirements(steps, conduct_required=conduct_required, conduct_accepted=conduct_accepted)


@given(steps=STEPS)
def test_percent_is_bounded_and_full_only_when_all_is_done(steps):
    summary = summarise(steps)
    assert 0 <= summary.percent <= 100
    assert (summary.percent == 100) == summary.is_complete
    assert summary.is_complete == (summary.total > 0 and summary.done == summary.total)
    assert (summary.next_step is None) == (summary.done == summary.total)


@given(steps=STEPS)
def test_optional_steps_change_nothing(steps):
    required = [one for one in steps if one.is_required]
    assert summarise(steps) == summarise(required)
    assert lines(steps) == lines(required)


@given(
    steps=STEPS, conduct_required=st.booleans(), conduct_accepted=st.booleans(), name=st.tuples(*[st.booleans()] * 2)
)
def test_complete_means_that_nothing_is_missing(steps, conduct_required, conduct_accepted, name):
    conduct = {"conduct_required": conduct_required, "conduct_accepted": conduct_accepted}
    named = dict(zip(("name_required", "name_confirmed"), name, strict=True))
    found = requirements(steps, **conduct, **named)
    has_required = any(one.is_required for one in steps)
    assert is_complete(steps, **conduct, **named) == (has_required and all(line.is_done for line in found))
    assert all(0 <= line.done <= line.total for line in found)
    assert all(line.is_done == (line.done == line.total) for line in found)
    if is_complete(steps, **conduct, **named):
        assert exam_missing(steps, **conduct) == []
        assert summarise(steps).is_complete


def test_percent_is_rounded_down():
    steps = [step(is_done=number > 0) for number in range(200)]
    assert summarise(steps).percent == 99


def test_summary_counts_lessons_and_minutes_left():
    steps = [step(is_done=True, minutes=5), step(minutes=7), step("quiz", minutes=11), step(is_required=False)]
    summary = summarise(steps)
    assert (summary.done, summary.total, summary.percent, summary.minutes_left) == (1, 3, 33, 18)
    assert (summary.lessons_done, summary.lessons_total) == (1, 2)


def test_next_step_is_the_first_undone_in_order():
    steps = [step(is_done=True), step("quiz"), step()]
    assert summarise(steps).next_step is steps[1]


def test_exam_is_next_only_when_all_else_is_done():
    exam, quiz = step("exam"), step("quiz")
    assert summarise([exam, quiz]).next_step is quiz
    assert summarise([exam, step("quiz", is_done=True)]).next_step is exam


def test_course_without_required_steps_is_never_complete():
    for steps in ([], [step(is_required=False, is_done=True)]):
        assert not summarise(steps).is_complete
        assert not is_complete(steps, conduct_required=True, conduct_accepted=True)
        assert summarise(steps).percent == 0


def test_requirements_name_lessons_quizzes_conduct_and_exam_in_that_order():
    steps = [step("exam"), step(is_done=True), step("quiz", title="Check one", is_done=True), step(), step("quiz")]
    found = lines(steps)
    assert [line.kind for line in found] == ["lessons", "quiz", "quiz", "conduct", "exam"]
    assert (found[0].done, found[0].total, found[0].step) == (1, 2, steps[3])
    assert (found[1].title, found[1].is_done, found[1].step) == ("Check one", True, steps[2])
    assert found[3].step is None


def test_read_lessons_have_no_step_left():
    (line,) = lines([step(is_done=True)], conduct_required=False)
    assert line.is_done
    assert line.step is None


def test_exam_waits_for_lessons_quizzes_and_conduct():
    steps = [step(), step("quiz"), step("exam")]
    found = exam_missing(steps, conduct_required=True, conduct_accepted=False)
    assert [line.kind for line in found] == ["lessons", "quiz", "conduct"]


def test_exam_opens_when_all_else_is_done():
    steps = [step(is_done=True), step("quiz", is_done=True), step("exam")]
    assert exam_missing(steps, conduct_required=True, conduct_accepted=True) == []
    assert not is_complete(steps, conduct_required=True, conduct_accepted=True)


def test_passed_exam_does_not_excuse_the_code_of_conduct():
    steps = [step("exam", is_done=True)]
    assert not is_complete(steps, conduct_required=True, conduct_accepted=False)
    assert is_complete(steps, conduct_required=False, conduct_accepted=False)


def test_name_is_asked_for_before_the_exam_and_does_not_keep_it_closed():
    steps = [step(is_done=True), step("exam")]
    statements = {"conduct_required": False, "conduct_accepted": False}
    assert [line.kind for line in requirements(steps, **statements, name_required=True)] == ["lessons", "name", "exam"]
    assert exam_missing(steps, **statements) == []


def test_everything_but_the_name_is_not_complete():
    steps, statements = [step("exam", is_done=True)], {"conduct_required": False, "conduct_accepted": False}
    assert not is_complete(steps, **statements, name_required=True, name_confirmed=False)
    assert is_complete(steps, **statements, name_required=True, name_confirmed=True)
