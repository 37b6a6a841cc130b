"""Which certificates rest on an attempt. They are listed for a person to decide about, never touched."""

from collections.abc import Collection
from dataclasses import dataclass

from certificates.models import Certificate
from quizzes.models import Attempt


@dataclass(frozen=True)
class Pass:
    """An attempt that is, or was, the pass of one learner in one assessment."""

    attempt_id: int
    quiz_id: int
    enrolment_id: int


def resting_on(passes: Collection[Pass]) -> dict[int, list[Certificate]]:
    """Unrevoked certificates by attempt, where no other pass of the same assessment holds them up. Two queries."""
    enrolments = {each.enrolment_id for each in passes}
    others = Attempt.objects.counted().filter(enrolment__in=enrolments, is_passed=True)
    held = set(others.exclude(pk__in=[each.attempt_id for each in passes]).values_list("enrolment_id", "quiz_id"))
    found: dict[int, list[Certificate]] = {}
    for certificate in Certificate.objects.filter(enrolment__in=enrolments).exclude(status=Certificate.Status.REVOKED):
        found.setdefault(certificate.enrolment_id, []).append(certificate)
    return {
        each.attempt_id: found[each.enrolment_id]
        for each in passes
        if each.enrolment_id in found and (each.enrolment_id, each.quiz_id) not in held
    }


def resting_on_attempt(attempt: Attempt) -> list[Certificate]:
    """The same for one attempt that passed, voided since or not."""
    if not attempt.is_passed:
        return []
    return resting_on([Pass(attempt.pk, attempt.quiz_id, attempt.enrolment_id)]).get(attempt.pk, [])
