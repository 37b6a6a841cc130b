"""A memo is rendered once for its arguments and its language, and for nothing else."""

import pytest
from django.template import Context, Template
from django.template.exceptions import TemplateSyntaxError
from django.utils import translation

ENTRY = '{% memo "quizzes/partials/overview_entry.html" position=place is_flagged=flagged %}'


def test_memo_differs_with_its_arguments_alone():
    template = Template(ENTRY)
    plain, flagged = ({"place": 4, "flagged": False}, {"place": 4, "flagged": True})
    first = template.render(Context(plain))
    assert template.render(Context(flagged)) != first
    assert template.render(Context(plain | {"is_answered": True, "user": "somebody"})) == first


def test_memo_tells_a_number_from_a_truth():
    template = Template('{% memo "quizzes/partials/overview_entry.html" position=place %}')
    assert "True" in template.render(Context({"place": True}))
    assert "True" not in template.render(Context({"place": 1}))


def test_memo_speaks_the_language_of_the_page():
    template = Template(ENTRY)
    with translation.override("en-gb"):
        english = template.render(Context({"place": 4, "flagged": True}))
    with translation.override("nl"):
        assert template.render(Context({"place": 4, "flagged": True})) != english
    with translation.override("en-gb"):
        assert template.render(Context({"place": 4, "flagged": True})) == english


def test_memo_escapes_what_it_is_given():
    template = Template('{% memo "quizzes/partials/rationale.html" rationale=text kind="order" %}')
    text = template.render(Context({"text": "<script>alert(1)</script>"}))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_memo_takes_named_arguments_alone():
    with pytest.raises(TemplateSyntaxError):
        Template('{% memo "quizzes/partials/rationale.html" text %}')
