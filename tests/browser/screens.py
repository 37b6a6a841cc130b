"""Pictures of screens, taken on the way when SCREENS names a folder (``make screens``)."""

import io
import os
from collections.abc import Iterable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

COLOURS = 256
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}


def shoot(page: Page, name: str, *, sizes: Iterable[str] = SIZES) -> None:
    """Keep the screen as a phone and as a desktop shows it; does nothing when no folder is named."""
    folder = os.environ.get("SCREENS")
    if not folder:
        return
    before = page.viewport_size
    for size in sizes:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.mouse.wheel(0, -100_000)
        page.wait_for_timeout(150)
        keep(page, Path(folder) / f"{name}-{size}.png")
    if before:
        page.set_viewport_size(before)


def keep(page: Page, path: Path) -> None:
    """What the window shows, in few colours: the pictures live in the repository."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
