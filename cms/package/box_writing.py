"""The Markdown of what ``boxes`` reads: steps, comparisons, scenarios, questions, videos, downloads."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from cms.package.prose import Run, Unwritable, inline, parse, plain, words, written

Value = Mapping[str, Any]
REF = re.compile(r"[\w-]+")


def steps(value: Value, folder: PurePosixPath) -> str:
    """Each item has its title in bold, then its text."""
    items = [_item(f"{n}. ", step["title"], written(parse(step["text"]))) for n, step in enumerate(_steps(value), 1)]
    return _box("Steps", value, "".join(items))


def normal_steps(value: Value) -> Any:
    """Steps without a title show nothing."""
    return {
        "title": plain(value["title"]),
        "steps": [(plain(step["title"]), parse(step["text"])) for step in _steps(value)],
    }


def comparison(value: Value, folder: PurePosixPath) -> str:
    """Each item has a list of its own."""
    columns = [(column["title"], "\n".join(map(_point, column["points"]))) for column in value["columns"]]
    return _box("Compare", value, "".join(f"- **{words(title)}**\n{_indented(points)}\n" for title, points in columns))


def normal_comparison(value: Value) -> Any:
    """What is compared, and each point with its side."""
    columns = [
        (plain(column["title"]), [(point["side"], plain(point["text"])) for point in column["points"]])
        for column in value["columns"]
    ]
    return {"title": plain(value["title"]), "columns": columns}


def scenario(value: Value, folder: PurePosixPath) -> str:
    """The story and what comes of an option may have several paragraphs."""
    items = [
        *_labelled("You are", value["role"]),
        *_labelled("Story", value["story"]),
        *_labelled("Question", value["question"]),
        *(_option(option) for option in value["options"]),
        *_labelled("Looking back", value["debrief"]),
    ]
    return _box("Scenario", value, "".join(items))


def normal_scenario(value: Value) -> Any:
    """Paragraphs and line breaks count, other blanks don't."""
    options = [
        (plain(option["text"]), option["grade"], _paragraphs(option["consequence"])) for option in value["options"]
    ]
    texts = {name: _paragraphs(value[name]) for name in ("role", "story", "question", "debrief")}
    return {"title": plain(value["title"]), "options": options, **texts}


def check(value: str, folder: PurePosixPath) -> str:
    """By its reference alone."""
    if not REF.fullmatch(value):
        raise Unwritable(f"the reference {value} has other signs than letters, digits, - and _")
    return f"> **Check yourself ({value})**"


def video(value: Value, folder: PurePosixPath) -> str:
    """A film of the package with its captions, or the address of one elsewhere."""
    items = [
        *_labelled("File", _relative(value["file"], folder)),
        *_labelled("Captions", _relative(value["captions"], folder)),
        *_labelled("Address", value["address"]),
        *_labelled("Captioned", "yes" if value["is_captioned"] else ""),
    ]
    said = written(parse(value["transcript"]))
    return _box("Video", value, "".join(items) + (_item("- ", "Transcript:", said) if said else ""))


def normal_video(value: Value) -> Any:
    """All of it."""
    named = {name: value[name] or "" for name in ("file", "captions", "address")}
    flags = {"title": plain(value["title"]), "is_captioned": bool(value["is_captioned"])}
    return {**named, **flags, "transcript": parse(value["transcript"])}


def download(value: Value, folder: PurePosixPath) -> str:
    """A file of the package."""
    items = [*_labelled("File", _relative(value["document"], folder)), *_labelled("About", value["about"])]
    return _box("Download", value, "".join(items))


def normal_download(value: Value) -> Any:
    """All of it."""
    return {"title": plain(value["title"]), "document": value["document"], "about": _paragraphs(value["about"])}


def _steps(value: Value) -> list[Value]:
    return [step for step in value["steps"] if plain(step["title"])]


def _box(name: str, value: Value, items: str) -> str:
    title = f": {words(value['title'])}" if plain(value["title"]) else ""
    text = f"**{name}{title}**\n\n{items}".rstrip()
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _item(mark: str, label: str, text: str) -> str:
    below = f"\n{_indented(text, len(mark))}\n" if text else ""
    return f"{mark}**{words(label)}**\n{below}"


def _labelled(label: str, text: str) -> Iterable[str]:
    paragraphs = [inline((Run(paragraph),)) for paragraph in _paragraphs(text)]
    if paragraphs:
        yield f"- **{label}:** " + _indented("\n\n".join(paragraphs)).lstrip() + "\n"


def _option(option: Value) -> str:
    happens = "\n\n".join(inline((Run(paragraph),)) for paragraph in _paragraphs(option["consequence"]))
    return f"- **{option['grade'].capitalize()}:** {words(option['text'])}\n\n{_indented(happens)}\n"


def _point(point: Value) -> str:
    side = "" if point["side"] == "plain" else f"**{point['side'].capitalize()}:** "
    return f"- {side}{words(point['text'])}"


def _paragraphs(text: str) -> list[str]:
    """Each with its line breaks, every line tidy."""
    lines = "\n".join(plain(line) for line in text.splitlines())
    return [tidy for part in re.split(r"\n\n+", lines) if (tidy := part.strip())]


def _indented(text: str, by: int = 2) -> str:
    return "\n".join(" " * by + line if line else "" for line in text.splitlines())


def _relative(file: str | None, folder: PurePosixPath) -> str:
    return posixpath.relpath(file, str(folder)) if file else ""


BOXES: dict[str, tuple[Callable[[Any, PurePosixPath], str], Callable[[Any], Any]]] = {
    "steps": (steps, normal_steps),
    "comparison": (comparison, normal_comparison),
    "scenario": (scenario, normal_scenario),
    "check": (check, str),
    "video": (video, normal_video),
    "download": (download, normal_download),
}
