"""The whole exam journey against the grown stack: PostgreSQL, Redis and gunicorn, over loopback, without think time.

Prints processor seconds (web, database and Redis) and SQL statements per learner, median and 95th percentile by step,
and the storage of an attempt. Needs PostgreSQL and Redis; the database ``waymark_bench`` is made anew.

    python -m bench.exam [--learners 1 8 32] [--each 64]
"""

import argparse
import os
import platform
import re
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

from bench import measuring
from bench.counting import HEADER
from bench.serving import PORT, gunicorn

PASSWORD = "a passphrase for benchmarks"  # noqa: S105  # of people who exist in a benchmark only
QUESTIONS = 20
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
FIELD = re.compile(r'name="(r\d+-choice)"[^>]*value="([A-D])"|name="(r\d+-sequence)" value="(\d+)"')


class Learner:
    """One browser: cookies, one connection, and what each step took."""

    def __init__(self, email: str) -> None:
        self.email = email
        self.connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.cookies: dict[str, str] = {}
        self.took: list[tuple[str, float, int]] = []

    def get(self, step: str, path: str) -> str:
        """One request; redirects are followed by the journey, as requests of their own."""
        return self._ask(step, "GET", path, None)

    def post(self, step: str, path: str, fields: list[tuple[str, str]]) -> str:
        """With the token that the last page gave; returns where the answer leads."""
        return self._ask(step, "POST", path, urllib.parse.urlencode([("csrfmiddlewaretoken", self.token), *fields]))

    def _ask(self, step: str, method: str, path: str, body: str | None) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        self.took.append((step, time.perf_counter() - begun, int(answer.headers[HEADER])))
        if answer.status not in {200, 302}:
            raise SystemExit(f"{method} {path} answered {answer.status}: {text[:300]}")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        if found := TOKEN.search(text):
            self.token = found[1]
        return answer.headers.get("Location", text)


def journey_on_one_page(learner: Learner) -> None:
    """Ten requests: sign in, which leads to the course, start, twenty questions, save, submit, review."""
    paper, page = _begin(learner, "all")
    answers = _answers(page)
    learner.post("save", paper, [*answers, ("intent", "review")])
    learner.get("confirm", f"{paper}submit/")
    review = learner.post("submit", f"{paper}submit/", [])
    learner.get("review", review)


def journey_page_by_page(learner: Learner) -> None:
    """The same with one question a page: each is shown, answered and left by a request of its own."""
    paper, page = _begin(learner, "single")
    for number in range(1, QUESTIONS + 1):
        intent = "review" if number == QUESTIONS else "next"
        following = learner.post("save", f"{paper}?question={number}", [*_answers(page), ("intent", intent)])
        if intent == "next":
            page = learner.get("question", following)
    learner.get("confirm", f"{paper}submit/")
    review = learner.post("submit", f"{paper}submit/", [])
    learner.get("review", review)


def _begin(learner: Learner, quiz: str) -> tuple[str, str]:
    sign_in = "/accounts/login/?next=/courses/bench/"
    learner.get("sign-in page", sign_in)
    course = learner.post("sign in", sign_in, [("login", learner.email), ("password", PASSWORD)])
    learner.get("course", course)
    intro = learner.get("quiz intro", f"/courses/bench/basics/{quiz}/")
    found = re.search(r"/quizzes/[0-9a-f-]+/start/", intro)
    if found is None:
        raise SystemExit("the quiz can't be started")
    paper = learner.post("start", found[0], [])
    return paper, learner.get("paper", paper)


def _answers(page: str) -> list[tuple[str, str]]:
    """The first option of every question on the page, with its sequence."""
    fields: dict[str, str] = {}
    for name, value, counter, sequence in FIELD.findall(page):
        fields.setdefault(name or counter, value or sequence)
    return list(fields.items())


def prepare(count: int) -> list[str]:
    """A course with two quizzes of twenty questions, and so many enrolled learners."""
    from bench import content  # noqa: PLC0415  # models must be loaded first

    return content.prepare(count, password=PASSWORD, size=QUESTIONS)


def main() -> None:
    """Prepare, serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, nargs="+", default=[1, 8, 32], help="how many at a time")
    parser.add_argument("--each", type=int, default=64, help="how many journeys at each width")
    arguments = parser.parse_args()
    django.setup()
    journeys = [("20 questions on one page", journey_on_one_page), ("one question a page", journey_page_by_page)]
    people = iter(prepare(len(arguments.learners) * len(journeys) * (arguments.each + 2)))
    print(f"Python {platform.python_version()} ({platform.python_compiler()}), {os.cpu_count()} cores")
    with gunicorn() as server:
        for title, journey in journeys:
            _run(server, journey, [next(people) for _ in range(2)], width=1)
            for width in arguments.learners:
                emails = [next(people) for _ in range(arguments.each)]
                report(title, width, *_run(server, journey, emails, width=width))
    from bench import content  # noqa: PLC0415  # models must be loaded first

    grown, kept = content.bytes_per_attempt()
    print(f"\nstorage of an attempt of {QUESTIONS} questions, with indexes: {kept:,} bytes")
    print(f"  ({grown:,} with the room of old row versions, which later attempts use again)")


def _run(
    server: int, journey: Callable[[Learner], None], emails: list[str], *, width: int
) -> tuple[list[Learner], dict[str, float], float]:
    """The learners with what they saw, processor seconds of each part, and wall seconds."""
    learners = [Learner(email) for email in emails]
    before = _spent(server)
    begun = time.perf_counter()
    with ThreadPoolExecutor(width) as pool:
        list(pool.map(journey, learners))
    wall = time.perf_counter() - begun
    return learners, {part: spent - before[part] for part, spent in _spent(server).items()}, wall


def _spent(server: int) -> dict[str, float]:
    parts = {
        "web": measuring.family(server),
        "database": measuring.serving("waymark_bench"),
        "Redis": measuring.processes_named("redis-server", "valkey-server"),
    }
    return {part: measuring.cpu_seconds(processes) for part, processes in parts.items()}


def report(title: str, width: int, learners: list[Learner], cpu: dict[str, float], wall: float) -> None:
    """One table."""
    count = len(learners)
    requests = len(learners[0].took)
    statements = sum(sql for learner in learners for _, _, sql in learner.took) / count
    print(f"\n{title}: {count} learners, {width} at a time, {requests} requests each, {wall:.1f} s")
    parts = ", ".join(f"{part} {spent / count:.3f}" for part, spent in cpu.items())
    print(f"  CPU seconds per learner: {sum(cpu.values()) / count:.3f} ({parts})")
    print(f"  SQL statements per learner: {statements:.0f}")
    steps: dict[str, list[float]] = defaultdict(list)
    for learner in learners:
        for step, took, _ in learner.took:
            steps[step].append(took)
    print("  step           median ms  p95 ms")
    for step, values in steps.items():
        print(f"  {step:14} {measuring.median_and_p95(values)}")


if __name__ == "__main__":
    main()
