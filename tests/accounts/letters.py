"""What each kind of notice is told, by example: every mail can be rendered and looked at from here."""

from typing import Any

CERTIFICATE = {
    "certificate": {
        "recipient_name": "Lena Learner",
        "title": "Certificate of Smallness",
        "serial": "WM-2026-000001",
        "code": "ABCD-EFGH-JKMN-PQRS",
        "origin": "course",
        "expires_on": "1 March 2028",
    },
    "certificate_url": "http://localhost/certificates/1/",
    "renewal_url": "http://localhost/certificates/1/renewal/",
    "verify_url": "http://localhost/verify/ABCD/",
}
EDUCATION = {"education": {"title": "Spring course", "provider": "The College", "hours": "4", "note": "Thank you"}}
RESULT = {
    "activity": {"title": "Final exam"},
    "course": {"title": "Small course"},
    "is_complete": False,
    "earns_certificate": True,
    "result_url": "http://localhost/attempts/1/",
    "course_url": "http://localhost/courses/small/",
    "may_begin": False,
    "opens_at": "",
    "attempts_left": None,
}
OPENING = {
    "activity": {"title": "Final exam"},
    "course": {"title": "Small course"},
    "opens_at": "1 March 2027, 9:00 a.m.",
    "closes_at": "8 March 2027, 9:00 a.m.",
    "exam_url": "http://localhost/courses/small/exam/",
}
REVIEW = {
    "title": "What a stem cell is",
    "thing": "Lesson",
    "step": "Content review",
    "edit_url": "http://localhost/cms/pages/1/edit/",
}
DECISION = REVIEW | {"reviewer": "Rafael Reviewer", "comment": "Cite the trial."}
REPAIR = {
    "done": {"issued": 1, "made": 1, "resumed": 1},
    "left": {"failed": 1, "lost": 1, "attention": 1, "unsent": 1, "held": 1},
    "lost": ["pdf of WM-2026-000001"],
}

# Several of one kind where a letter has several things to say.
SAMPLES: dict[str, list[dict[str, Any]]] = {
    "welcome": [{}],
    "enrolled": [{"course": {"title": "Small course"}, "course_url": "http://localhost/courses/small/"}],
    "nudge": [
        {
            "course": {"title": "Small course"},
            "lessons_done": 3,
            "lessons_total": 16,
            "minutes_left": 160,
            "next_title": "Lesson 4",
            "next_url": "http://localhost/courses/small/lesson-4/",
        }
    ],
    "exam_opening": [OPENING | {"is_again": False}, OPENING | {"is_again": True, "closes_at": ""}],
    "result": [
        RESULT | {"is_passed": True},
        RESULT | {"is_passed": True, "is_complete": True},
        RESULT | {"is_passed": False, "may_begin": True, "attempts_left": 2},
        RESULT | {"is_passed": False, "opens_at": "1 March 2027, 9:00 a.m.", "attempts_left": 1},
        RESULT | {"is_passed": False, "attempts_left": 0},
    ],
    "certificate_issued": [CERTIFICATE],
    "certificate_expiring": [CERTIFICATE | {"renew_until": "30 May 2028"}],
    "certificate_expired": [CERTIFICATE | {"renew_until": "30 May 2028"}],
    "certificate_suspended": [CERTIFICATE | {"reason": "A question is open"}],
    "certificate_reinstated": [CERTIFICATE | {"reason": "All is clear"}],
    "certificate_revoked": [CERTIFICATE | {"reason": "Issued by mistake"}],
    "correction_refused": [CERTIFICATE | {"legal_name": "Léna Learner", "note": "The scan can't be read"}],
    "education_accepted": [CERTIFICATE | EDUCATION],
    "education_refused": [CERTIFICATE | EDUCATION],
    "review_waiting": [REVIEW | {"writer": "Ines Instructor"}, REVIEW | {"writer": ""}],
    "review_sent_back": [DECISION, DECISION | {"reviewer": "", "comment": ""}],
    "review_approved": [DECISION | {"opens_later": False}, DECISION | {"opens_later": True, "comment": ""}],
    "repair_report": [REPAIR],
}
