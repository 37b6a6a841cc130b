"""Every component with sample data, on one development page."""

from typing import Any

from django.core.paginator import Paginator
from django.forms import CharField, ChoiceField, Form, RadioSelect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

CLAIM_LABELS = ("established", "limited", "early", "unverified", "promotional", "misleading")
STATES = ("valid", "expiring", "expired", "suspended", "revoked", "superseded", "unknown")
KINDS = ("info", "success", "warning", "danger")
VERDICTS = ("right", "partly", "wrong", "blank")


class SampleForm(Form):
    """One field of each shape; bound empty, so that errors show."""

    legal_name = CharField(label="Name on the certificate", help_text="As in your passport.")
    note = CharField(label="Note", required=False)
    pace = ChoiceField(
        label="Pace", choices=[("slow", "Ten minutes a day"), ("fast", "One weekend")], widget=RadioSelect
    )


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The components as the screens include them."""
    return render(request, "styleguide.html", sample())


def sample() -> dict[str, Any]:
    """Plain values only: the components know no app."""
    return {
        "form": SampleForm({}),
        "labels": CLAIM_LABELS,
        "states": STATES,
        "kinds": KINDS,
        "verdicts": VERDICTS,
        "summary": {"done": 5, "total": 21, "minutes_left": 160, "lessons_done": 3, "lessons_total": 16},
        "requirements": _requirements(),
        "course": _course(),
        "question": _question(),
        "notes": _notes(),
        "page": Paginator(range(30), 10).page(2),
        "headings": ["Cell type", "Where it comes from"],
        "rows": [["Induced", "Ordinary adult cells, reset"], ["Tissue-specific", "Marrow, skin, gut"]],
        "overview": [_overview(number) for number in range(1, 7)],
    }


def _requirements() -> list[dict[str, Any]]:
    return [
        {"kind": "lessons", "title": "Lessons", "is_done": False, "done": 3, "total": 16, "url": "#"},
        {"kind": "quiz", "title": "Therapy basics: quiz", "is_done": True, "done": 1, "total": 1, "url": "#"},
        {"kind": "conduct", "title": "Code of conduct", "is_done": False, "done": 0, "total": 1, "url": "#"},
        {"kind": "exam", "title": "Final exam", "is_done": False, "done": 0, "total": 1, "url": ""},
    ]


def _course() -> dict[str, Any]:
    return {
        "title": "Cell therapies and diabetes",
        "summary": "What is known, what is allowed, what is safe and what it costs.",
        "url": "#",
        "minutes": 200,
        "modules_count": 4,
        "lessons_count": 16,
    }


def _question() -> dict[str, Any]:
    options = [{"id": "A", "text": "It can renew itself"}, {"id": "B", "text": "It can repair any tissue"}]
    return {"prefix": "r1-", "value": "A", "presented": {"prompt": "What defines a stem cell?", "options": options}}


def _notes() -> list[dict[str, Any]]:
    return [
        {"text": "Chosen and right", "chosen": True, "correct": True, "feedback": "Right, and here is why."},
        {"text": "Chosen and wrong", "chosen": True, "correct": False, "feedback": "This is what sellers say."},
        {"text": "Missed", "chosen": False, "correct": True, "feedback": "This one belongs to the key."},
        {"text": "Neither", "chosen": False, "correct": False, "feedback": "Rightly left alone."},
    ]


def _overview(number: int) -> dict[str, Any]:
    return {
        "position": number,
        "is_button": False,
        "is_shown": number == 1,
        "is_answered": number < 4,
        "is_flagged": number == 3,
    }
