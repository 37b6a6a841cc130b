"""A real server on the embedded default, and a real Chromium."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
# Migrations and the course take half a minute; a busy machine is no failure.
START_SECONDS = 400


@dataclass(frozen=True)
class Site:
    """A running installation."""

    url: str
    var: Path


def run_program(site: Site, module: str, *arguments: str) -> Any:
    """What a module of this folder, run as a program on the running site's data, prints as JSON."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL"}}
    environment |= {"VAR_DIR": str(site.var), "DJANGO_SETTINGS_MODULE": "config.settings.dev", "SITE_URL": site.url}
    environment.pop("CELERY_BROKER_URL", None)
    command = [sys.executable, "-m", f"tests.browser.{module}", *arguments]
    done = subprocess.run(  # noqa: S603  # our own command
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(var: Path) -> Iterator[Site]:
    """The site as ``make run`` starts it, with its data in this folder."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL"}},
        "VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "SITE_URL": f"http://localhost:{port}",
    }
    environment.pop("CELERY_BROKER_URL", None)
    with (var / "serve.log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, "manage.py", "serve", "--prepare", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(f"http://localhost:{port}/healthz/ready", server, var)
            yield Site(f"http://localhost:{port}", var)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The one that tests share."""
    with running(tmp_path_factory.mktemp("var")) as made:
        yield made


def _wait(url: str, server: subprocess.Popen[bytes], var: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  # our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    pytest.fail(f"the site did not start:\n{(var / 'serve.log').read_text()[-4000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium that the environment names."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A phone, signed in as nobody."""
    fresh = browser.new_context(base_url=site.url, viewport={"width": 390, "height": 844}, locale="en-GB")
    fresh.set_default_timeout(15_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One tab."""
    return context.new_page()


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Desk]:
    """The editor, for whoever is called."""
    opened = Desk(browser, site.url, json.loads((site.var / "demo-accounts.json").read_text()))
    yield opened
    for each in opened.contexts:
        each.close()
