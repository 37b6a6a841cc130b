"""Rights to what belongs to a course, for Wagtail's register of policies and for our own screens."""

from collections.abc import Iterable

from accounts.models import User
from cms.models import ClaimSnippet, GlossaryTerm, QuestionSnippet, RecallCard
from cms.teams import InTheirCourses
from courses.models import Claim


class Entries(InTheirCourses):
    """Entries of the claim register are looked at and chosen; only publishing their drafts changes them."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Looking is all there is, for those who may look at the drafts."""
        return action == "view" and user.has_perm("cms.view_claimsnippet")

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """The same for several actions."""
        return any(self.user_has_permission(user, action) for action in actions)


questions = InTheirCourses(QuestionSnippet, column="course_id", key="pk")
claims = InTheirCourses(ClaimSnippet, column="course_id", key="pk")
terms = InTheirCourses(GlossaryTerm, column="course_uuid", key="translation_key")
cards = InTheirCourses(RecallCard, column="course_uuid", key="translation_key")
entries = Entries(Claim, column="course_uuid", key="translation_key")
