from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cms.package.digests import digest
from cms.package.model import Package
from cms.package.problems import PackageError
from cms.package.read import read
from quizzes import interactions


def question(package: Package, name: str) -> Any:
    return next(question for question in package.questions if question.id == name)


def test_the_built_in_package_is_whole(built_in: Package) -> None:
    assert len(built_in.modules) == 4
    assert len(built_in.lessons) == 16
    assert len(built_in.questions) == 72
    assert Counter(question.kind == "scenario" for question in built_in.questions) == {False: 60, True: 12}
    assert len(built_in.claims) == 31
    assert len(built_in.terms) == 25
    assert len(built_in.sources) == 47
    assert len(built_in.cards) == 32
    assert len(built_in.quizzes) == 4
    assert built_in.exam is not None
    assert built_in.conduct is not None
    assert built_in.achievement is not None


def test_every_question_satisfies_its_interaction(built_in: Package) -> None:
    for spec in built_in.questions:
        interactions.get(spec.kind).check(dict(spec.content))
    assert {spec.kind for spec in built_in.questions} <= set(interactions.INTERACTIONS)


def test_the_exam_asks_for_forty_items_within_its_terms(built_in: Package) -> None:
    exam = built_in.exam
    assert exam is not None
    assert (exam.minutes, exam.pass_percent, exam.max_attempts, exam.period_days) == (75, 70, 3, 365)
    assert exam.wait_days == (14, 30)
    assert exam.feedback == "bands"
    assert {section.module: section.count for section in exam.sections} == {"m1": 8, "m2": 10, "m3": 12, "m4": 10}
    assert len(exam.enemies) == 6


def test_module_quizzes_hold_all_practice_questions_and_no_other(built_in: Package) -> None:
    asked = [name for quiz in built_in.quizzes for name in quiz.questions]
    practice = [spec.id for spec in built_in.questions if spec.use == "practice"]
    assert sorted(asked) == sorted(practice)
    assert all(quiz.max_attempts is None and quiz.pass_percent == 70 for quiz in built_in.quizzes)


def test_every_lesson_names_itself_and_has_blocks(built_in: Package) -> None:
    assert built_in.lessons[0].slug == "diabetes-and-the-missing-cells"
    assert len({lesson.slug for lesson in built_in.lessons}) == 16
    for lesson in built_in.lessons:
        kinds = [block["type"] for block in lesson.blocks]
        assert kinds[0] == "text"
        assert kinds[-3:] == ["takeaways", "recall", "sources"]
        assert "claim" in kinds


def test_numbers_in_content_are_text(built_in: Package) -> None:
    content = question(built_in, "M4-05").content
    assert (content["answer"], content["tolerance"], content["unit"]) == ("992", "0.5", "EUR")
    assert [option["value"] for option in content["options"]] == ["992", "13392", "1240", "99.2"]
    assert content["max_points"] == "1"


def test_matching_and_ordering_become_match_and_order(built_in: Package) -> None:
    match, order = question(built_in, "M1-05"), question(built_in, "M2-14")
    assert (match.kind, match.content["options"][0]["match"], len(match.content["responses"])) == ("match", "R5", 5)
    assert (order.kind, order.content["correct_order"]) == ("order", ["B", "D", "A", "C", "E"])


def test_statistics_are_decimals(built_in: Package) -> None:
    item = question(built_in, "M1-01")
    assert (item.expected_p, item.angoff) == (Decimal("0.88"), Decimal("0.8"))


def test_images_are_listed_once_with_their_digest(built_in: Package) -> None:
    files = [image.file for image in built_in.images]
    assert len(files) == len(set(files)) == 8
    assert all(len(image.sha256) == 64 and image.alt for image in built_in.images)


def test_digest_is_the_same_on_every_reading_and_in_every_place(built_in: Package, folder: Path) -> None:
    assert digest(read(folder)) == digest(read(built_in.root)) == digest(built_in)


def test_a_changed_word_changes_the_digest_of_its_lesson_alone(built_in: Package, folder: Path) -> None:
    lesson = built_in.lessons[0]
    path = folder / lesson.file
    path.write_text(path.read_text().replace("Clients rarely ask", "Clients seldom ask"))
    changed = read(folder)
    assert digest(changed) != digest(built_in)
    pairs = zip(changed.lessons, built_in.lessons, strict=True)
    assert [new.id for new, old in pairs if digest(new) != digest(old)] == [lesson.id]


def test_a_changed_image_changes_the_digest(built_in: Package, folder: Path) -> None:
    path = folder / "images" / "course.svg"
    path.write_text(path.read_text().replace("#0B5C5C", "#A34A00"))
    assert digest(read(folder)) != digest(built_in)


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="is not a folder"):
        read(tmp_path / "nowhere")
