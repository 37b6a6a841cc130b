"""What a registrar fills in: versions that freeze once a certificate bears them."""

from typing import Any

import pytest
from django.db.models import ProtectedError

from accounts.models import AuditEntry, User
from certificates import designs as packages
from certificates import pictures
from certificates.actions import designs, documents, generations
from certificates.actions import pictures as kept_pictures
from certificates.models import Achievement, Artifact, Certificate, Design, DesignPicture
from courses.models import Enrolment
from tests.certificates.files import large_picture
from tests.factories.courses import SmallCourse, enrol, make_course, make_ready_for_exam, sit


def filling(*signatories: dict[str, str], **options: Any) -> designs.Filling:
    return designs.Filling(options, list(signatories))


@pytest.fixture
def classic(small: SmallCourse) -> Design:
    return Achievement.objects.get(course=small.course).design.design


def awarded(small: SmallCourse) -> int:
    return Achievement.objects.select_related("design").get(course=small.course).design.number


def issue_to(learner: User, small: SmallCourse) -> Certificate:
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    return Certificate.objects.get(learner=learner)


def test_version_that_no_certificate_bears_can_still_change(classic: Design, registrar: User) -> None:
    saved = designs.save(classic, filling(statement="has passed the"), actor=registrar)
    assert (saved.number, saved.options["statement"]) == (1, "has passed the")
    assert classic.versions.count() == 1


def test_version_on_a_certificate_is_frozen_and_followed_by_the_next(
    classic: Design, registrar: User, small: SmallCourse, certificate: Certificate
) -> None:
    before = classic.versions.values().get()
    saved = designs.save(classic, filling(statement="has passed the"), actor=registrar)
    assert saved.number == awarded(small) == 2
    assert classic.versions.values().get(number=1) == before
    certificate.refresh_from_db()
    assert certificate.design.number == 1


def test_saving_is_audited_and_saving_the_same_does_nothing(classic: Design, registrar: User) -> None:
    for _ in range(2):
        designs.save(classic, filling(statement="has passed the"), actor=registrar)
    entry = AuditEntry.objects.get(action="certificates.design.saved")
    assert (entry.actor, entry.subject_uuid, entry.data) == (registrar, classic.uuid, {"version": 1})


def test_saving_the_same_beside_a_certificate_makes_no_version(
    classic: Design, registrar: User, certificate: Certificate
) -> None:
    assert designs.save(classic, filling(), actor=registrar).number == 1
    assert designs.save(classic, designs.Filling.of(designs.current(classic)), actor=registrar).number == 1


def test_later_certificate_freezes_who_signs_and_an_earlier_one_keeps_its_own(
    classic: Design, registrar: User, small: SmallCourse, certificate: Certificate, outsider: User
) -> None:
    designs.save(classic, filling({"name": "Dr Hélène Maes", "role": "Dean"}), actor=registrar)
    later = issue_to(outsider, small)
    assert [signatory["name"] for signatory in later.facts["signatories"]] == ["Dr Hélène Maes"]
    certificate.refresh_from_db()
    assert certificate.facts["signatories"] == []


def test_correction_keeps_the_design_of_what_it_corrects(
    classic: Design, registrar: User, certificate: Certificate
) -> None:
    designs.save(classic, filling(statement="has passed the"), actor=registrar)
    corrected = generations.correct(certificate, legal_name="Lena Married", reason="Proof seen", actor=registrar)
    assert corrected.design.number == 1


def test_earlier_version_is_restored_as_a_new_one(
    classic: Design, registrar: User, small: SmallCourse, certificate: Certificate
) -> None:
    designs.save(classic, filling(statement="has passed the"), actor=registrar)
    restored = designs.restore(classic, 1, actor=registrar)
    assert restored.number == awarded(small) == 3
    assert restored.options["statement"] == "has met every requirement of the"
    assert list(classic.versions.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert AuditEntry.objects.order_by("-pk").first().data == {"version": 3, "restored": 1}  # type: ignore[union-attr]
    assert designs.restore(classic, 3, actor=registrar) == restored


def test_design_without_its_own_options_prints_with_the_defaults(classic: Design, made: Artifact) -> None:
    assert designs.current(classic).options == {}
    assert b"%PDF" in documents.content(made)


def test_course_that_begins_later_uses_the_newest_version(
    classic: Design, registrar: User, certificate: Certificate
) -> None:
    designs.save(classic, filling(statement="has passed the"), actor=registrar)
    assert awarded(make_course("later")) == 2


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"statement": "by {recipient_email}"}, "statement"),
        ({"accent": "#9FD8D3"}, "accent"),
        ({"logo": "../../etc/passwd"}, "logo"),
        ({"watermark": "draft"}, "watermark"),
    ],
)
def test_unsuitable_filling_changes_nothing(
    classic: Design, registrar: User, options: dict[str, str], field: str
) -> None:
    with pytest.raises(packages.UnsuitableOption) as refused:
        designs.save(classic, filling(**options), actor=registrar)
    assert refused.value.field == field
    assert designs.current(classic).options == {}


def test_unknown_placeholder_is_named(classic: Design, registrar: User) -> None:
    with pytest.raises(packages.UnsuitableOption) as refused:
        designs.save(classic, filling(statement="{course_title} by {recipient_email}"), actor=registrar)
    assert refused.value.detail == "{recipient_email}"


def test_picture_that_was_never_kept_is_refused(classic: Design, registrar: User) -> None:
    with pytest.raises(kept_pictures.UnknownPicture):
        designs.save(classic, filling(logo="0" * 64), actor=registrar)
    with pytest.raises(kept_pictures.UnknownPicture):
        designs.save(classic, filling({"name": "Ada", "role": "", "picture": "0" * 64}), actor=registrar)


def test_same_picture_is_kept_once_under_its_digest(db: None) -> None:
    picture = pictures.read_logo(large_picture("teal"), within=(760, 300))
    rows = {kept_pictures.keep(picture).pk for _ in range(2)}
    assert len(rows) == 1
    kept = DesignPicture.objects.get()
    assert kept.sha256 in kept.path
    assert kept_pictures.contents([kept.sha256]) == {kept.sha256: picture.content}


def test_logo_and_signature_are_on_the_paper(
    classic: Design, registrar: User, small: SmallCourse, ready: Enrolment, django_capture_on_commit_callbacks: Any
) -> None:
    logo, signature = (
        kept_pictures.keep(pictures.read_logo(large_picture(colour), within=(640, 200))).sha256
        for colour in ("teal", "navy")
    )
    signatory = {"name": "Dr Hélène Maes", "role": "Dean", "picture": signature}
    designs.save(classic, filling(signatory, logo=logo), actor=registrar)
    with django_capture_on_commit_callbacks(execute=True):
        sit(small.exam, ready)
    content = documents.content(Artifact.objects.get())
    assert content.count(b"/Subtype /Image") + content.count(b"/Subtype/Image") >= 2
    assert b"Logo of" in content or "Logo of".encode("utf-16-be") in content


def test_achievement_is_awarded_in_another_design(classic: Design, registrar: User, small: SmallCourse) -> None:
    modern = designs.create(title="Plain and Modern", template="modern", actor=registrar)
    achievement = Achievement.objects.get(course=small.course)
    for _ in range(2):
        designs.choose(achievement, modern, actor=registrar)
    assert Achievement.objects.get(course=small.course).design.template == "modern"
    entry = AuditEntry.objects.get(action="certificates.achievement.design_chosen")
    assert entry.data == {"before": "Classic", "after": "Plain and Modern"}


def test_designs_of_one_title_have_addresses_of_their_own(registrar: User) -> None:
    made = [designs.create(title="Evening", template="modern", actor=registrar).slug for _ in range(3)]
    assert made == ["evening", "evening-2", "evening-3"]
    with pytest.raises(packages.UnknownDesign):
        designs.create(title="Evening", template="common", actor=registrar)


def test_design_on_a_certificate_can_not_be_deleted(certificate: Certificate) -> None:
    for row in (certificate.design, certificate.design.design):
        with pytest.raises(ProtectedError):
            row.delete()


def test_public_check_does_not_tell_which_picture_signs(
    classic: Design, registrar: User, small: SmallCourse, learner: User, client: Any
) -> None:
    picture = kept_pictures.keep(pictures.read_logo(large_picture("navy"), within=(640, 200))).sha256
    designs.save(classic, filling({"name": "Ada", "role": "Dean", "picture": picture}), actor=registrar)
    certificate = issue_to(learner, small)
    told = client.get(f"/verify/{certificate.code}/", headers={"Accept": "application/json"}).json()
    assert told["signatories"] == [{"name": "Ada", "role": "Dean"}]
