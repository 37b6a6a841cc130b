"""The page's form, as it is posted when scripts are off."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.actions import attempts
from quizzes.models import Attempt
from tests.quizzes.kinds import KEPT, KINDS, RIGHT, RUBBISH, posted


def whole_page(**changed):
    """Right answers to all kinds; ``changed`` replaces the fields of some."""
    data = {}
    for position, kind in enumerate(KINDS, start=1):
        data |= posted(position, changed.get(kind, RIGHT[kind]))
    return data


def values(attempt):
    return {row.question_version.kind: row.value for row in attempt.responses.select_related("question_version")}


def post(client, attempt, data, intent="save"):
    return client.post(attempt.get_absolute_url(), data | {"intent": intent})


@pytest.mark.parametrize(("intent", "name"), [("save", "attempt"), ("review", "submit"), ("", "attempt")])
def test_page_is_kept_and_leads_on(learner_client, attempt, intent, name):
    response = post(learner_client, attempt, whole_page(), intent)
    assert response.status_code == 302
    assert response["Location"] == reverse(f"quizzes:{name}", args=[attempt.uuid])
    assert values(attempt) == KEPT
    assert set(attempt.responses.values_list("sequence", flat=True)) == {1}


def test_part_of_a_page_leaves_the_rest_alone(learner_client, attempt):
    post(learner_client, attempt, whole_page())
    post(learner_client, attempt, posted(1, {"choice": ["A"]}, sequence=1))
    assert values(attempt) == KEPT | {"single_choice": "A"}


def test_unchanged_answer_is_not_dated_again(learner_client, attempt):
    post(learner_client, attempt, whole_page())
    before = list(attempt.responses.values_list("sequence", "saved_at"))
    post(learner_client, attempt, whole_page())
    assert list(attempt.responses.values_list("sequence", "saved_at")) == before


@pytest.mark.parametrize("intent", ["save", "review"])
def test_invalid_answer_keeps_nothing_and_says_where(learner_client, attempt, intent):
    response = post(learner_client, attempt, whole_page(numeric={"value": ["many"]}), intent)
    assert response.status_code == 400
    beside = re.search(r'id="question-4-error">(.*?)</p>', response.text, re.DOTALL)
    assert "Write a number in digits" in beside[1]
    assert 'href="#question-4"' in response.text
    assert 'id="question-1-error"' not in response.text
    assert set(values(attempt).values()) == {None}


def test_refused_page_shows_what_was_posted_instead_of_what_is_kept(learner_client, attempt):
    post(learner_client, attempt, whole_page())
    changed = {
        "single_choice": {"choice": ["A"]},
        "multiple_choice": {"choice": ["A", "C"]},
        "true_false": {"choice": ["F"]},
        "numeric": {"value": ["about <40>"]},
        "match": {"match-P1": ["R2"]},
        "order": {"position-A": ["1"], "position-B": ["1"]},
        "scenario": {"choice": ["B"]},
    }
    text = post(learner_client, attempt, whole_page(**changed) | {"r3-flag": "1"}).text
    checked = re.findall(r'name="r(\d)-choice" value="(\w)" checked', text)
    assert sorted(checked) == [("1", "A"), ("2", "A"), ("2", "C"), ("3", "F"), ("7", "B")]
    assert 'name="r4-value" value="about &lt;40&gt;"' in text
    assert re.findall(r'value="(R\d)" selected', text) == ["R2"]
    assert dict(re.findall(r'name="r6-position-(\w)"[^\n]*?value="(\d)" selected', text)) == {"A": "1", "B": "1"}
    assert re.findall(r'name="r(\d)-flag" value="1" data-flag checked', text) == ["3"]
    assert values(attempt) == KEPT


def test_corrected_page_can_be_posted_after_a_refusal(learner_client, attempt):
    text = post(learner_client, attempt, whole_page(numeric={"value": ["many"]})).text
    assert set(re.findall(r'name="r\d-sequence" value="(\d+)"', text)) == {"0"}
    post(learner_client, attempt, whole_page())
    assert values(attempt) == KEPT


def test_refused_stale_page_still_knows_that_it_is_stale(learner_client, attempt):
    attempts.save_response(attempt, 1, attempts.Answer("D", 7))
    text = post(learner_client, attempt, posted(1, {"choice": ["Z"]}, sequence=2)).text
    assert 'name="r1-sequence" value="2"' in text


@pytest.mark.parametrize("kind", KINDS)
def test_rubbish_of_every_kind_can_be_shown_again(learner_client, attempt, kind):
    for fields in RUBBISH[kind]:
        response = post(learner_client, attempt, whole_page(**{kind: fields}))
        assert response.status_code == 400
        assert "\x00" not in response.text.replace("&#0;", "")
    assert set(values(attempt).values()) == {None}


def test_page_without_numbers_is_refused(learner_client, attempt):
    response = learner_client.post(attempt.get_absolute_url(), {"r1-choice": "D", "r1-sequence": "x"})
    assert response.status_code == 400
    assert re.search(r'name="r1-choice" value="D" checked', response.text)
    assert 'name="r1-sequence" value="0"' in response.text


def test_stale_page_does_not_overwrite_a_newer_answer_and_says_so(learner_client, attempt):
    attempts.save_response(attempt, 1, attempts.Answer("D", 3))
    data = posted(1, {"choice": ["A"]}) | posted(3, RIGHT["true_false"])
    response = learner_client.post(attempt.get_absolute_url(), data | {"intent": "save"}, follow=True)
    assert "A newer answer from another page was kept for: 1." in response.text
    assert (values(attempt)["single_choice"], values(attempt)["true_false"]) == ("D", "T")


def test_late_page_closes_the_attempt_and_changes_nothing(learner_client, attempt):
    attempts.save_response(attempt, 1, attempts.Answer("D", 1))
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    response = post(learner_client, attempt, whole_page(single_choice={"choice": ["A"]}))
    attempt.refresh_from_db()
    assert response["Location"] == reverse("quizzes:review", args=[attempt.uuid])
    assert attempt.status == "submitted"
    assert {kind: value for kind, value in values(attempt).items() if value} == {"single_choice": "D"}


def test_page_of_a_submitted_attempt_changes_nothing(learner_client, attempt):
    attempts.submit(attempt)
    assert post(learner_client, attempt, whole_page()).status_code == 302
    assert set(values(attempt).values()) == {None}
    with pytest.raises(attempts.AttemptClosed):
        attempts.save_responses(attempt, {1: attempts.Answer("D", 1)})
