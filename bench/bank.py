"""What the editor's screens of the question bank cost with many questions: SQL statements and processor time.

Runs on SQLite in a folder of its own that is removed afterwards; needs no service.

    python -m bench.bank [--questions 10000]
"""

import argparse
import json
import os
import random
import tempfile
import time
from typing import Any

import django

WORDS = "cell islet donor law trial safety cost insurer clinic consent tissue kidney vein insulin graft drug rule visa"
LIST = "/cms/snippets/cms/questionsnippet/"
BATCH = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder:
        os.environ.update(VAR_DIR=folder, DJANGO_SETTINGS_MODULE="config.settings.test")
        django.setup()
        # ruff: noqa: PLC0415  # models can be imported once Django knows the folder
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        pk = _fill(options.questions)
        print(f"{options.questions} questions\n{'screen':<20} {'SQL':>5} {'CPU s':>7}")
        client = _editor()
        for name, address in _screens(pk).items():
            client.get(address)
            _report(client, name, address)


def _screens(pk: int) -> dict[str, str]:
    from django.urls import reverse

    from cms.choosers import question_chooser_viewset as chooser

    return {
        "list": LIST,
        "list, page 100": f"{LIST}?p=100",
        "four filters": f"{LIST}?life=draft&use=exam&tag=x&overdue=false",
        "filter by a hint": f"{LIST}?hint=no-rationale",
        "search": f"{LIST}?q=islet",
        "chooser": reverse(chooser.get_url_name("choose")),
        "chooser, search": reverse(chooser.get_url_name("choose_results")) + "?q=islet",
        "editor": f"{LIST}edit/{pk}/",
        "writing checks": "/cms/questions/checks/",
        "export report": "/cms/questions/export/?format=gift",
    }


def _report(client: Any, name: str, address: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    before = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)  # noqa: S101  # a wrong page costs nothing
    print(f"{name:<20} {len(queries):>5} {time.process_time() - before:>7.2f}")


def _editor() -> Any:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import generate_totp_secret
    from django.test import Client

    from accounts.models import User

    root = User.objects.create_superuser("root@bench.example", None, legal_name="Ruth Root")
    Authenticator.objects.create(user=root, type=Authenticator.Type.TOTP, data={"secret": generate_totp_secret()})
    client = Client(SERVER_NAME="localhost")
    client.force_login(root, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _fill(count: int) -> int:
    """Drafts in one course, with a revision each, read; returns the first."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Revision

    from cms import tasks
    from cms.models import CataloguePage, CoursePage, QuestionSnippet

    course = CataloguePage.objects.get().add_child(instance=CoursePage(title="Bench", slug="bench", summary="Bench"))
    QuestionSnippet.objects.bulk_create((_question(course, number) for number in range(count)), batch_size=BATCH)
    made = list(QuestionSnippet.objects.order_by("pk"))
    kind = ContentType.objects.get_for_model(QuestionSnippet)
    facts = {"content_type": kind, "base_content_type": kind, "created_at": timezone.now()}
    revisions = Revision.objects.bulk_create(
        (Revision(**facts, object_id=str(row.pk), content=row.serializable_data()) for row in made), batch_size=BATCH
    )
    for row, revision in zip(made, revisions, strict=True):
        row.latest_revision = revision
    QuestionSnippet.objects.bulk_update(made, ["latest_revision"], batch_size=BATCH)
    before = time.process_time()
    tasks.read_wordings()
    print(f"wordings read in {time.process_time() - before:.1f} s")
    return made[0].pk


def _question(course: Any, number: int) -> Any:
    from cms.models import QuestionSnippet

    chance = random.Random(number)  # noqa: S311  # the same bank each time
    options = [
        {
            "id": letter,
            "text": " ".join(chance.choices(WORDS.split(), k=5)),
            "correct": letter == "ABCD"[number % 4],
            "feedback": "",
        }
        for letter in "ABCD"
    ]
    prompt = f"Which {' '.join(chance.choices(WORDS.split(), k=12))}?"
    value = {
        "prompt": prompt,
        "rationale": "",
        "shuffle": True,
        "options": [{**each, "feedback": ""} for each in options],
    }
    return QuestionSnippet(
        course=course,
        ref=f"B-{number}",
        topic="basics",
        level="apply",
        use="exam" if number % 2 else "practice",
        live=False,
        interaction=json.dumps([{"type": "single_choice", "value": value}]),
    )


if __name__ == "__main__":
    main()
