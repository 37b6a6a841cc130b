"""A registrar fills in a design and sees the page with names that strain it, before anything is saved."""

import base64
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import AuditEntry, User
from certificates.actions import designs, issuing
from certificates.models import Achievement, Certificate, Design, DesignPicture
from tests.certificates.files import large_picture
from tests.factories.courses import SmallCourse, enrol, make_course

SOURCE = re.compile(r'src="data:image/png;base64,([^"]+)"')
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"/>'


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def classic(small: SmallCourse) -> Design:
    return Achievement.objects.get(course=small.course).design.design


@pytest.fixture
def certificate(small: SmallCourse, learner: User, registrar: User) -> Certificate:
    return issuing.issue_by_hand(enrol(small.course, learner), reason="Seen on paper", actor=registrar)


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "document_title": "{credential_title}: {recipient_name}",
        "salutation": "This is to certify that",
        "statement": "has met every requirement of the",
        "accent": "#0b5c5c",
        "language": "en",
        **changes,
    }


def upload(content: bytes, name: str = "picture.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def address(design: Design, name: str = "design", *more: Any) -> str:
    return reverse(f"designs:{name}", args=[design.uuid, *more])


def pages(text: str) -> list[bytes]:
    return [base64.b64decode(found) for found in SOURCE.findall(text)]


def problem(client: Client, design: Design, **changes: Any) -> str:
    """What the page says when this is saved; nothing is."""
    before = designs.current(design).options
    answer = client.post(address(design), filled(**changes))
    assert answer.status_code == 400
    assert designs.current(design).options == before
    return answer.text


# --- doors ----------------------------------------------------------------------------------------------------------


def test_only_registrars_and_administrators_enter(
    classic: Design, small: SmallCourse, client: Client, request: pytest.FixtureRequest
) -> None:
    achievement = Achievement.objects.get(course=small.course)
    doors = [
        reverse("designs:index"),
        reverse("designs:create"),
        reverse("designs:picture", args=["0" * 64]),
        address(classic),
        address(classic, "preview"),
        address(classic, "restore", 1),
        address(classic, "choose", achievement.uuid),
    ]
    for url in doors:
        assert client.get(url).url.startswith("/accounts/login/")
        assert client.post(url, filled(title="Mine", template="modern")).url.startswith("/accounts/login/")
        for who in ("learner", "outsider", "instructor", "reviewer"):
            stranger = request.getfixturevalue(f"{who}_client")
            for method in (stranger.get, stranger.post):
                answer = method(url, filled(title="Mine", template="modern"))
                assert answer.status_code in {302, 403, 405}
                assert b"data:image" not in answer.content
    assert Design.objects.count() == 1
    assert designs.current(classic).options == {}
    for who in ("registrar", "administrator"):
        staff = request.getfixturevalue(f"{who}_client")
        assert staff.get(reverse("designs:index")).status_code == 200
        assert staff.get(address(classic)).status_code == 200


def test_what_changes_something_needs_a_post(registrar_client: Client, classic: Design, small: SmallCourse) -> None:
    achievement = Achievement.objects.get(course=small.course)
    for name, more in (("preview", []), ("restore", [1]), ("choose", [achievement.uuid])):
        assert registrar_client.get(address(classic, name, *more)).status_code == 405


def test_menu_leads_registrars_to_the_designs(registrar_client: Client, instructor_client: Client) -> None:
    index = reverse("designs:index")
    assert index in registrar_client.get("/cms/").text
    assert index not in instructor_client.get("/cms/").text


# --- looking --------------------------------------------------------------------------------------------------------


def test_page_is_shown_with_four_names(registrar_client: Client, classic: Design) -> None:
    text = registrar_client.get(address(classic)).text
    shown = pages(text)
    assert len(set(shown)) == 4
    assert {Image.open(io.BytesIO(page)).size for page in shown} == {(1123, 794)}
    for name in ("Zoë Łukasiewicz-Nguyễn", "محمد عبد الرحمن الفارسي", "欧阳小明", "Montgomery-R"):
        assert name in text


def test_preview_shows_what_is_not_saved(registrar_client: Client, classic: Design) -> None:
    saved = pages(registrar_client.get(address(classic)).text)
    same = registrar_client.post(address(classic, "preview"), filled())
    assert pages(same.text) == saved
    changed = registrar_client.post(address(classic, "preview"), filled(statement="has passed the"))
    assert changed.text.strip().startswith('<div id="proofs"')
    assert len(set(pages(changed.text)) - set(saved)) == 4
    assert designs.current(classic).options == {}
    assert not AuditEntry.objects.filter(action="certificates.design.saved").exists()


def test_preview_shows_a_picture_and_keeps_nothing(registrar_client: Client, classic: Design) -> None:
    plain = pages(registrar_client.get(address(classic)).text)
    answer = registrar_client.post(address(classic, "preview"), filled(logo_file=upload(large_picture("teal"))))
    assert len(set(pages(answer.text)) - set(plain)) == 4
    assert not DesignPicture.objects.exists()


def test_preview_says_what_is_wrong(registrar_client: Client, classic: Design) -> None:
    answer = registrar_client.post(address(classic, "preview"), filled(statement="by {teacher}"))
    assert answer.status_code == 200
    assert pages(answer.text) == []
    assert "{teacher} is no placeholder" in answer.text
    assert "Line below the name" in answer.text


def test_without_scripts_a_button_shows_the_pages_and_a_chosen_file_is_not_lost(
    registrar_client: Client, classic: Design
) -> None:
    sent = filled(statement="has passed the", preview="", logo_file=upload(large_picture("teal")))
    answer = registrar_client.post(address(classic), sent)
    digest = DesignPicture.objects.get().sha256
    assert len(pages(answer.text)) == 4
    assert f'name="logo" value="{digest}"' in answer.text
    assert 'value="has passed the"' in answer.text
    assert designs.current(classic).options == {}
    registrar_client.post(address(classic), filled(statement="has passed the", logo=digest))
    assert designs.current(classic).options["logo"] == digest


# --- saving ---------------------------------------------------------------------------------------------------------


def test_everything_is_saved(registrar_client: Client, classic: Design) -> None:
    sent = filled(
        accent="#7a1f3d",
        signatory_0_name="Dr Hélène Maes",
        signatory_0_role="Dean",
        signatory_0_picture_file=upload(large_picture("navy", "JPEG"), "signature.exe"),
        signatory_2_name="Tomasz Wiśniewski",
    )
    answer = registrar_client.post(address(classic), sent, follow=True)
    assert "Saved as version 1." in answer.text
    version = designs.current(classic)
    assert version.options["accent"] == "#7A1F3D"
    first, second = version.signatories
    assert (first["name"], second["name"], second["picture"]) == ("Dr Hélène Maes", "Tomasz Wiśniewski", "")
    assert DesignPicture.objects.get().sha256 == first["picture"]
    picture = registrar_client.get(reverse("designs:picture", args=[first["picture"]]))
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_picture_stays_until_it_is_removed(registrar_client: Client, classic: Design) -> None:
    registrar_client.post(address(classic), filled(logo_file=upload(large_picture("teal"))))
    digest = designs.current(classic).options["logo"]
    assert f'name="logo" value="{digest}"' in registrar_client.get(address(classic)).text
    registrar_client.post(address(classic), filled(logo=digest, logo_remove="on"))
    assert designs.current(classic).options["logo"] == ""
    assert DesignPicture.objects.filter(sha256=digest).exists()


def test_saving_beside_a_certificate_makes_the_next_version(
    registrar_client: Client, classic: Design, certificate: Certificate
) -> None:
    assert "stays as it is" in registrar_client.get(address(classic)).text
    answer = registrar_client.post(address(classic), filled(statement="has passed the"), follow=True)
    assert "Saved as version 2." in answer.text
    assert "on 1 certificate<" in answer.text


def test_earlier_version_comes_back_as_a_new_one(
    registrar_client: Client, classic: Design, certificate: Certificate
) -> None:
    registrar_client.post(address(classic), filled(statement="has passed the"))
    answer = registrar_client.post(address(classic, "restore", 1), follow=True)
    assert "Version 1 is in use again, as version 3." in answer.text
    assert designs.current(classic).options["statement"] == "has met every requirement of the"
    assert registrar_client.post(address(classic, "restore", 9)).status_code == 404


def test_unknown_placeholder_is_refused_by_name(registrar_client: Client, classic: Design) -> None:
    text = problem(registrar_client, classic, statement="{recipient_email} passed")
    assert "{recipient_email} is no placeholder" in text
    assert "{course_title}" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accent": "#9fd8d3"}, "Too pale to read on the paper"),
        ({"accent": "teal"}, "six hexadecimal digits"),
        ({"statement": "x" * 200}, "at most 110 characters"),
        ({"statement": "passed 😀"}, "U+1F600"),
        ({"statement": "M" * 110}, "Too long for its place"),
        ({"salutation": "This\u202e is"}, "U+202E"),
        ({"salutation": ""}, "This field is required"),
        ({"language": "English!"}, "language tag"),
        ({"signatory_1_role": "Dean"}, "A signatory needs a name."),
        ({"signatory_0_name": "Ada {code}"}, "{code} is no placeholder"),
        ({"signatory_0_name": "Ada \u16a0"}, "U+16A0"),
        ({"logo": "0" * 64}, "not there any more"),
        ({"logo": "../../secret"}, "not there any more"),
    ],
)
def test_what_can_not_be_printed_is_refused(
    registrar_client: Client, classic: Design, changes: dict[str, str], said: str
) -> None:
    assert said in problem(registrar_client, classic, **changes)


@pytest.mark.parametrize("field", ["logo_file", "signatory_0_picture_file"])
@pytest.mark.parametrize(
    ("content", "said"),
    [(SVG, "no PNG or JPEG"), (b"GIF89a words", "no PNG or JPEG"), (b"x" * (2 * 1024 * 1024 + 1), "at most 2 MB")],
)
def test_what_is_no_picture_is_refused(
    registrar_client: Client, classic: Design, field: str, content: bytes, said: str
) -> None:
    assert said in problem(registrar_client, classic, **{field: upload(content), "signatory_0_name": "Ada"})
    assert not DesignPicture.objects.exists()


def test_hostile_wording_is_text_in_the_editor_too(registrar_client: Client, classic: Design) -> None:
    registrar_client.post(address(classic), filled(statement="<script>alert(1)</script>"))
    text = registrar_client.get(address(classic)).text
    assert "<script>alert(1)</script>" not in text
    assert len(pages(text)) == 4


# --- the list -------------------------------------------------------------------------------------------------------


def test_design_is_added_from_a_package_and_awarded(
    registrar_client: Client, classic: Design, small: SmallCourse
) -> None:
    answer = registrar_client.post(reverse("designs:create"), {"title": "Evening", "template": "modern"}, follow=True)
    evening = Design.objects.get(slug="evening")
    assert len(pages(answer.text)) == 4
    achievement = Achievement.objects.get(course=small.course)
    assert address(evening, "choose", achievement.uuid) in answer.text
    registrar_client.post(address(evening, "choose", achievement.uuid))
    assert Achievement.objects.get(pk=achievement.pk).design.design == evening


def test_design_needs_a_title_and_a_package(registrar_client: Client, db: None) -> None:
    for sent in ({"title": "", "template": "modern"}, {"title": "Evening", "template": "badge"}):
        assert registrar_client.post(reverse("designs:create"), sent).status_code == 400
    assert not Design.objects.exists()


def test_words_of_a_course_that_do_not_fit_are_named_instead_of_a_failure(
    registrar_client: Client, classic: Design, small: SmallCourse
) -> None:
    Achievement.objects.filter(course=small.course).update(title="M" * 200)
    answer = registrar_client.get(address(classic))
    assert answer.status_code == 200
    assert "Too long for its place" in answer.text
    assert "credential_title" in answer.text


def test_list_costs_the_same_for_one_and_for_ten(
    registrar_client: Client, registrar: User, classic: Design, count_queries: Callable[..., int]
) -> None:
    url = reverse("designs:index")
    registrar_client.get(url)
    one = count_queries(registrar_client.get, url)
    for number in range(9):
        designs.create(title=f"Design {number}", template="modern", actor=registrar)
    assert count_queries(registrar_client.get, url) == one <= 12


def test_screen_costs_the_same_for_one_version_and_course_and_for_ten(
    registrar_client: Client, registrar: User, classic: Design, certificate: Certificate, count_queries: Any
) -> None:
    registrar_client.get(address(classic))
    one = count_queries(registrar_client.get, address(classic))
    for number in range(9):
        make_course(f"course-{number}")
        designs.save(classic, designs.Filling({"statement": f"has passed {number}"}, []), actor=registrar)
        designs.restore(classic, 1, actor=registrar)
    assert count_queries(registrar_client.get, address(classic)) == one <= 25
