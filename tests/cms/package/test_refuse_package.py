import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cms.package.problems import PackageError
from cms.package.read import read

Edit = Callable[[str, Callable[[Any], object]], None]
Complaints = Callable[[], list[str]]

LESSON = "course/01-therapy-basics/03-replacing-beta-cells.md"
PICTURE = "images/open-and-closed-device.svg"


def of_id(values: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(value for value in values if value["id"] == name)


def test_a_missing_file_is_named(folder: Path, complaints: Complaints) -> None:
    (folder / "claims.json").unlink()
    assert complaints() == ["claims.json: is missing"]


def test_a_missing_manifest_is_named(folder: Path, complaints: Complaints) -> None:
    (folder / "course.json").unlink()
    assert complaints() == ["course.json: is missing"]


def test_unreadable_json_is_named_with_its_line(folder: Path, complaints: Complaints) -> None:
    (folder / "items.json").write_text('{\n "items": [\n  {"id": }\n ]\n}\n')
    assert complaints() == ["items.json: is not valid JSON (line 3: Expecting value)"]


def test_json_that_is_no_object_is_named(folder: Path, complaints: Complaints) -> None:
    (folder / "glossary.json").write_text("[]")
    assert complaints() == ["glossary.json: must hold one JSON object"]


@pytest.mark.parametrize("value", ["9" * 5000, '"\\ud800"', "[" * 5000 + "]" * 5000])
def test_json_that_no_course_can_use_is_named(value: str, folder: Path, complaints: Complaints) -> None:
    (folder / "items.json").write_text(f'{{"items": {value}}}')
    (line,) = complaints()
    assert line.startswith("items.json: holds what no course can use")


def test_unreadable_front_matter_is_named_with_its_line(folder: Path, complaints: Complaints) -> None:
    (folder / LESSON).write_text("---\nid: m1-l3\ntitle: [open\n---\n\nWords.\n")
    (line,) = complaints()
    assert line.startswith(f"{LESSON}: has unreadable front matter (line ")


def test_an_impossible_date_in_front_matter_is_named(folder: Path, complaints: Complaints) -> None:
    (folder / "conduct.md").write_text("---\ntitle: Code\nreviewed_on: 2026-13-45\n---\n\nWords.\n")
    (line,) = complaints()
    assert line.startswith("conduct.md: has unreadable front matter")


def test_a_file_that_is_no_text_is_named(folder: Path, complaints: Complaints) -> None:
    (folder / LESSON).write_bytes(b"---\nid: m1-l3\n---\n\n\xff\xfe\n")
    assert complaints() == [f"{LESSON}: is not UTF-8 text (line 5)"]


def test_several_unreadable_files_are_reported_together(folder: Path, complaints: Complaints) -> None:
    (folder / "claims.json").unlink()
    (folder / "sources.json").write_text("{")
    (folder / LESSON).unlink()
    assert {line.split(":")[0] for line in complaints()} == {"claims.json", "sources.json", LESSON}


def test_a_file_over_five_megabytes_is_refused(folder: Path, complaints: Complaints) -> None:
    (folder / LESSON).write_text("word " * (1024 * 1024 + 1))
    assert f"{LESSON}: is larger than 5 MB" in complaints()


@pytest.mark.parametrize("name", ["../outside.md", "/etc/hostname", "course/../../outside.md", "..\\outside.md"])
def test_a_path_that_leaves_the_folder_is_refused(name: str, folder: Path, edit: Edit, complaints: Complaints) -> None:
    (folder.parent / "outside.md").write_text("---\nid: m1-l1\n---\nSecret\n")
    edit("course.json", lambda course: course["modules"][0]["lessons"][0].update(file=name))
    assert complaints() == [f"{name}: lies outside the package folder"]


def test_a_symbolic_link_is_refused(folder: Path, complaints: Complaints) -> None:
    target = folder.parent / "outside.md"
    (folder / LESSON).rename(target)
    os.symlink(target, folder / LESSON)
    assert complaints() == [f"{LESSON}: is reached through a symbolic link"]


def test_a_linked_folder_is_refused(folder: Path, complaints: Complaints) -> None:
    (folder / "course").rename(folder.parent / "elsewhere")
    os.symlink(folder.parent / "elsewhere", folder / "course")
    assert f"{LESSON}: is reached through a symbolic link" in complaints()


def _item(name: str, **values: Any) -> Callable[[Any], object]:
    return lambda bank: of_id(bank["items"], name).update(values)


def _lesson(name: str, **values: Any) -> Callable[[Any], object]:
    def alter(course: Any) -> None:
        of_id([lesson for module in course["modules"] for lesson in module["lessons"]], name).update(values)

    return alter


# One thing broken, and the line that must say so.
BREAKS: list[tuple[str, Any, str]] = [
    ("items.json", _item("M1-01", type="essay"), "items.json: M1-01: type “essay” is unknown"),
    ("items.json", lambda bank: bank["items"].append(bank["items"][0]), "items.json: M1-01: the id is used twice"),
    ("items.json", _item("M1-01", id="S01"), "scenarios.json: S01: the id is used twice"),
    ("items.json", lambda bank: bank["items"][0].pop("stem"), "items.json: M1-01: “stem” is missing"),
    ("items.json", lambda bank: bank["items"][0].pop("id"), "items.json: items[1]: “id” is missing"),
    ("items.json", lambda bank: bank["items"].append("x"), "items.json: items[61]: must be an object"),
    ("items.json", _item("M1-01", stem=3), "items.json: M1-01: “stem” must be text, not 3"),
    ("items.json", _item("M1-01", reviewed_on="soon"), "items.json: M1-01: “reviewed_on” must be a date"),
    ("items.json", _item("M2-14", correct_order=["B", "D", "A", "C", "Z"]), "items.json: M2-14: correct_order"),
    ("items.json", _item("M1-12", select_count=3), "items.json: M1-12: select_count"),
    ("items.json", _item("M1-01", lesson="m9-l9"), "items.json: M1-01: lesson m9-l9 is unknown"),
    ("items.json", _item("M1-01", lesson="m2-l1"), "items.json: M1-01: lesson m2-l1 is not in module m1"),
    ("items.json", _item("M1-01", claim_ids=["C99"]), "items.json: M1-01: claim C99 is unknown"),
    ("items.json", _item("M1-01", source_ids=["S-NO"]), "items.json: M1-01: source S-NO is unknown"),
    ("items.json", _item("M1-01", objective="O9.9"), "items.json: M1-01: objective O9.9 is unknown"),
    ("items.json", _item("M1-01", cognitive_level="guess"), "items.json: M1-01: level “guess” is unknown"),
    ("items.json", _item("M1-01", use="both"), "items.json: M1-01: use “both” is unknown"),
    (
        "items.json",
        _item("M1-04", use="exam"),
        "course.json: m1.check: question M1-04 is for exam and is listed for practice",
    ),
    (
        "course.json",
        _lesson("m1-l2", exam_items=["M1-04"]),
        "course.json: m1-l2: question M1-04 is for practice and is listed for exam",
    ),
    ("course.json", _lesson("m1-l1", claims=["C99"]), "course.json: m1-l1: claim C99 is unknown"),
    ("course.json", _lesson("m1-l1", objectives=["O9.9"]), "course.json: m1-l1: objective O9.9 is unknown"),
    ("course.json", _lesson("m1-l1", recall_cards=["R99"]), "course.json: m1-l1: recall card R99 is unknown"),
    ("course.json", _lesson("m1-l1", practice_items=["M9-99"]), "course.json: m1-l1: question M9-99 is unknown"),
    ("course.json", _lesson("m1-l1", id="m1-l2"), "course.json: m1-l2: the id is used twice"),
    ("course.json", _lesson("m1-l1", slug="reading-evidence"), "course.json: m1: the slug “reading-evidence” is"),
    ("course.json", _lesson("m1-l1", title="Other"), "01-diabetes-and-the-missing-cells.md: front matter: “title”"),
    ("course.json", _lesson("m1-l1", module="m2"), "course.json: m1-l1: stands in module m1 and names module m2"),
    (
        "course.json",
        lambda course: course["modules"][2]["check"].update(items=[], scenarios=[]),
        "course.json: m3.check: the quiz has no questions",
    ),
    (
        "course.json",
        lambda course: course["modules"][2]["check"].update(pass_percent=170),
        "course.json: m3.check: “pass_percent” must lie between 1 and 100",
    ),
    ("course.json", lambda course: course.update(modules=[]), "course.json: modules: the course has no modules"),
    ("course.json", lambda course: course["exam"].update(feedback="all"), "course.json: exam: feedback “all”"),
    (
        "course.json",
        lambda course: course["image"].update(file="images/none.svg"),
        "course.json: image: image images/none.svg is missing",
    ),
    (
        "course.json",
        lambda course: course["modules"][0]["image"].update(file="../up.svg"),
        "course.json: m1: image ../up.svg lies outside the package folder",
    ),
    ("course.json", lambda course: course["image"].update(alt=""), "course.json: image: “alt” is empty"),
    (
        "claims.json",
        lambda file: file["claims"][0].update(label="true"),
        "claims.json: C01: label “true” is unknown",
    ),
    (
        "claims.json",
        lambda file: of_id(file["claims"], "C03").update(source_ids=[]),
        "claims.json: C03: a claim with the label “established” needs a source",
    ),
    ("claims.json", lambda file: file["claims"].pop(5), f"{LESSON}: m1-l3: claim C06 is unknown"),
    ("glossary.json", lambda file: file["terms"][0].update(lesson="m9"), "glossary.json: G01: lesson m9 is unknown"),
    (
        "recall_cards.json",
        lambda file: file["cards"][0].update(objective="O9.9"),
        "recall_cards.json: R01: objective O9.9 is unknown",
    ),
    (
        "scenarios.json",
        lambda file: file["scenarios"][0]["options"][0].update(grade="odd"),
        "scenarios.json: S01: options[0].grade",
    ),
    (
        "blueprint.json",
        lambda plan: plan["exam"]["grid"]["m2"].update(apply=6),
        "blueprint.json: exam.grid.m2.apply: needs 6 exam items and the bank has 5",
    ),
    (
        "blueprint.json",
        lambda plan: plan["exam"].update(scored_items=41),
        "blueprint.json: exam.grid: the grid asks for 40 items and the exam for 41",
    ),
    (
        "blueprint.json",
        lambda plan: plan["form_A"]["enemies"].append(["M1-01", "M1-99"]),
        "blueprint.json: form_A: exam item M1-99 is unknown",
    ),
    (
        "blueprint.json",
        lambda plan: plan["form_A"]["enemies"].append(["M3-01", "M3-01x", "M3-02"]),
        "blueprint.json: form_A: “enemies” must be a list of pairs",
    ),
]


@pytest.mark.parametrize(("file", "alter", "message"), BREAKS, ids=[message for _, _, message in BREAKS])
def test_what_is_broken_is_named(
    file: str, alter: Callable[[Any], object], message: str, edit: Edit, complaints: Complaints
) -> None:
    edit(file, alter)
    assert any(message in line for line in complaints())


def test_a_key_that_is_no_option_is_named(edit: Edit, complaints: Complaints) -> None:
    def forget_the_key(bank: Any) -> None:
        for option in of_id(bank["items"], "M1-01")["options"]:
            option["correct"] = False

    edit("items.json", forget_the_key)
    assert complaints() == ["items.json: M1-01: options: exactly one must be correct, 0 are"]


def test_a_match_without_its_response_is_named(edit: Edit, complaints: Complaints) -> None:
    edit("items.json", lambda bank: of_id(bank["items"], "M1-05")["options"][0].update(match="R9"))
    (line,) = complaints()
    assert line.startswith("items.json: M1-05: options[0].match")


def test_a_wrong_type_deep_in_an_option_is_named(edit: Edit, complaints: Complaints) -> None:
    edit("items.json", lambda bank: of_id(bank["items"], "M1-01")["options"][1].update(correct="no"))
    assert "items.json: M1-01 B: “correct” must be true or false, not 'no'" in complaints()


def test_enemies_that_no_paper_can_part_are_named(edit: Edit, complaints: Complaints) -> None:
    """The grid needs both of them: the bank has no third item for that cell."""
    edit("blueprint.json", lambda plan: plan["form_A"]["enemies"].append(["M3-01", "M3-02"]))
    assert complaints() == ["blueprint.json: form_A.enemies: no paper fills the grid without two enemies on it"]


def test_a_lesson_without_body_is_named(folder: Path, complaints: Complaints) -> None:
    head = (folder / LESSON).read_text().split("\n---\n")[0]
    (folder / LESSON).write_text(f"{head}\n---\n\n# Replacing beta cells\n")
    assert complaints() == [f"{LESSON}: m1-l3: the lesson has no body"]


@pytest.mark.parametrize(
    ("svg", "reason"),
    [
        ("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "holds the element <script>"),
        ("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "runs a script (onload)"),
        (
            "<svg xmlns='http://www.w3.org/2000/svg'><use href='https://example.org/a.svg#b'/></svg>",
            "points outside itself (href)",
        ),
        (
            "<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(https://example.org/a)'/></svg>",
            "points outside itself (fill)",
        ),
        ("<svg xmlns='http://www.w3.org/2000/svg'><foreignObject/></svg>", "holds the element <foreignObject>"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'/>", "holds a document type"),
        ("<?xml-stylesheet href='a.css'?><svg xmlns='http://www.w3.org/2000/svg'/>", "holds a document type or a proc"),
        ("<html/>", "holds the element <html>"),
        ("<svg", "is not readable as SVG"),
    ],
)
def test_a_drawing_that_could_act_is_refused(svg: str, reason: str, folder: Path, complaints: Complaints) -> None:
    (folder / PICTURE).write_text(svg)
    (line,) = complaints()
    assert line.startswith(f"{LESSON}: m1-l3: image {PICTURE} {reason}")


def test_an_image_of_another_kind_is_refused(folder: Path, edit: Edit, complaints: Complaints) -> None:
    (folder / "images" / "page.html").write_text("<p>")
    (folder / "images" / "fake.png").write_text("<svg/>")
    edit("course.json", lambda course: course["image"].update(file="images/page.html"))
    edit("course.json", lambda course: course["modules"][0]["image"].update(file="images/fake.png"))
    lines = complaints()
    assert any("image images/page.html is of a kind that is not taken" in line for line in lines)
    assert "course.json: m1: image images/fake.png is not a .png file inside" in lines


def test_problems_of_several_files_come_together(edit: Edit, complaints: Complaints) -> None:
    edit("items.json", lambda bank: of_id(bank["items"], "M1-01").update(type="essay", lesson="m9"))
    edit("claims.json", lambda file: file["claims"][0].update(label="true"))
    edit("glossary.json", lambda file: file["terms"][0].pop("definition"))
    assert {line.split(":")[0] for line in complaints()} >= {"items.json", "claims.json", "glossary.json"}


def test_each_problem_is_reported_once(folder: Path, edit: Edit) -> None:
    edit("course.json", lambda course: course["modules"][0]["lessons"][0].update(claims=["C99", "C99"]))
    with pytest.raises(PackageError) as caught:
        read(folder)
    assert [(problem.file, problem.entry) for problem in caught.value.problems] == [("course.json", "m1-l1")]
