"""Claims of a package, published as drafts of the register."""

from cms.models import ClaimSnippet, CoursePage
from cms.package.digests import digest
from cms.package.model import ClaimSpec
from courses.models import Claim


def load(course: CoursePage, spec: ClaimSpec) -> Claim:
    """The entry of the register, brought up to date when the package says something else than last time."""
    snippet = ClaimSnippet.objects.filter(course=course, ref=spec.id).select_related("claim").first()
    fingerprint = digest(spec)
    if snippet is not None and snippet.claim and snippet.package_digest == fingerprint:
        return snippet.claim
    snippet = snippet or ClaimSnippet(course=course, ref=spec.id, live=False)
    snippet.statement, snippet.heading, snippet.kind = spec.summary, spec.heading, spec.kind
    snippet.label, snippet.reason, snippet.wording = spec.label, spec.why, spec.say_instead
    snippet.sources = ", ".join(spec.source_ids)
    snippet.reviewed_on, snippet.review_due = spec.reviewed_on, spec.review_due
    snippet.package_digest = fingerprint
    snippet.full_clean()
    snippet.save()
    snippet.save_revision(log_action=True).publish()
    return Claim.objects.get(course_uuid=course.translation_key, ref=spec.id)
