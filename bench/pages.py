"""What a phone on a slow network waits for: bytes, requests, layout shift and first paint of four pages.

Serves the site as production does, from a folder of its own that is removed afterwards, and opens each page in a
Chromium with an empty cache. Needs what requirements-browser.txt installs; CHROMIUM names the browser.

    python -m bench.pages [--runs 3]
"""

import argparse
import json
import os
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

PORT = 8098
SITE = f"http://localhost:{PORT}"
LESSON = "/courses/medical-travel-belgium/therapy-basics/replacing-beta-cells/"
# Lighthouse's mobile profile: a slow 4G line, and a processor a quarter as fast.
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4
PHONE = {"width": 360, "height": 780}
SETTLED_MS = 1500
PATIENCE = 180
OBSERVE = """
window.seen = { shift: 0, largest: 0 };
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  if (!entry.hadRecentInput) window.seen.shift += entry.value;
})).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  window.seen.largest = entry.startTime;
})).observe({ type: "largest-contentful-paint", buffered: true });
"""
TIMES = """() => ({ ...window.seen, first: performance.getEntriesByName("first-contentful-paint")[0].startTime })"""


class Opened(NamedTuple):
    """One page, once: kilobytes as they crossed the network."""

    requests: int
    kilobytes: Counter[str]
    first: float
    largest: float
    shift: float


def main() -> None:
    """Serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="how often each page is opened; medians are printed")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder, _served(Path(folder)) as environment:
        people = json.loads(_python(environment, "-m", "tests.browser.cast", "everybody", "en-gb"))
        pages = {
            "home": ("/", ""),
            "course": ("/courses/medical-travel-belgium/", people["reader"]["session"]),
            "lesson": (LESSON, people["reader"]["session"]),
            "attempt": (people["examinee"]["exam"], people["examinee"]["session"]),
        }
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            print(f"{'page':<10}{'requests':>9}{'kB':>8}{'css':>7}{'js':>7}{'FCP s':>8}{'LCP s':>8}{'shift':>8}")
            for name, (address, session) in pages.items():
                _report(name, [_open(browser, address, session) for _ in range(runs)])


def _report(name: str, opened: list[Opened]) -> None:
    last = opened[-1]
    first, largest, shift = (
        statistics.median(getattr(one, part) for one in opened) for part in ("first", "largest", "shift")
    )
    sizes = f"{last.kilobytes.total():>8.1f}{last.kilobytes['Stylesheet']:>7.1f}{last.kilobytes['Script']:>7.1f}"
    print(f"{name:<10}{last.requests:>9}{sizes}{first / 1000:>8.2f}{largest / 1000:>8.2f}{shift:>8.3f}")


def _open(browser: Browser, address: str, session: str) -> Opened:
    """With an empty cache. A service worker would fetch beside the page, which is not what the page costs."""
    context = browser.new_context(base_url=SITE, viewport=PHONE, service_workers="block")
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": SITE}])
    page = context.new_page()
    kinds, kilobytes = _watch(page)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(SETTLED_MS)
    times = page.evaluate(TIMES)
    context.close()
    return Opened(len(kinds), kilobytes, **times)


def _watch(page: Page) -> tuple[dict[str, str], Counter[str]]:
    """Slow the page down, and count what crosses the network by kind."""
    kinds: dict[str, str] = {}
    kilobytes: Counter[str] = Counter()

    def began(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def ended(event: dict[str, Any]) -> None:
        kilobytes[kinds[event["requestId"]]] += event["encodedDataLength"] / 1000

    devtools = page.context.new_cdp_session(page)
    devtools.on("Network.responseReceived", began)
    devtools.on("Network.loadingFinished", ended)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", NETWORK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(OBSERVE)
    return kinds, kilobytes


@contextmanager
def _served(var: Path) -> Iterator[dict[str, str]]:
    """The site under production's settings, without the TLS of the proxy before it; yields its environment."""
    others = ("DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "EMAIL_URL")
    environment = {name: value for name, value in os.environ.items() if name not in others} | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "VAR_DIR": str(var),
        "SITE_URL": SITE,
        "ALLOWED_HOSTS": "localhost",
        "SECURE_SSL_REDIRECT": "False",
    }
    command = [sys.executable, "manage.py", "serve", "--prepare", "--port", str(PORT)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(server)
        yield environment
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(40)


def _wait(server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{SITE}/healthz/ready", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise SystemExit("the site did not start")


def _python(environment: dict[str, str], *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=True
    ).stdout


if __name__ == "__main__":
    main()
