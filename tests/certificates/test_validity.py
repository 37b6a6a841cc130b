import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import validity

DAYS = st.dates(date(1970, 1, 1), date(2300, 12, 31))
MONTHS = st.integers(1, 240)


@pytest.mark.parametrize(
    ("issued_on", "months", "expires_on"),
    [
        (date(2026, 7, 30), 24, date(2028, 7, 30)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 5, 5), None, None),
    ],
)
def test_known_days_of_expiry(issued_on, months, expires_on):
    assert validity.expiry(issued_on, months) == expires_on


@given(issued_on=DAYS, months=st.integers(0, 240))
def test_expiry_is_that_many_months_later_on_the_same_day_or_the_last(issued_on, months):
    expires_on = validity.expiry(issued_on, months)
    assert (expires_on.year * 12 + expires_on.month) - (issued_on.year * 12 + issued_on.month) == months
    last = calendar.monthrange(expires_on.year, expires_on.month)[1]
    assert expires_on.day == min(issued_on.day, last)


@given(first=DAYS, second=DAYS, months=st.integers(1, 240))
def test_earlier_issue_never_expires_later(first, second, months):
    earlier, later = sorted((first, second))
    assert validity.expiry(earlier, months) <= validity.expiry(later, months)


@pytest.mark.parametrize(
    ("renewed_on", "expires_on", "until"),
    [
        (date(2028, 5, 1), date(2028, 7, 30), date(2030, 7, 30)),
        (date(2028, 7, 30), date(2028, 7, 30), date(2030, 7, 30)),
        (date(2028, 7, 31), date(2028, 7, 30), date(2030, 7, 31)),
        (date(2028, 5, 1), None, date(2030, 5, 1)),
    ],
)
def test_known_renewals_of_two_years(renewed_on, expires_on, until):
    assert validity.renewed_expiry(renewed_on, expires_on=expires_on, months=24) == until


@given(renewed_on=DAYS, before=st.integers(0, 90), months=MONTHS)
def test_renewing_early_neither_loses_nor_gains_a_day(renewed_on, before, months):
    expires_on = renewed_on + timedelta(days=before)
    assert validity.renewed_expiry(renewed_on, expires_on=expires_on, months=months) == validity.expiry(
        expires_on, months
    )


@given(renewed_on=DAYS, late=st.integers(1, 400), months=MONTHS)
def test_renewing_late_counts_from_the_day_itself(renewed_on, late, months):
    expires_on = renewed_on - timedelta(days=late)
    assert validity.renewed_expiry(renewed_on, expires_on=expires_on, months=months) == validity.expiry(
        renewed_on, months
    )


def test_what_is_earned_for_good_is_renewed_for_good():
    assert validity.renewed_expiry(date(2028, 5, 1), expires_on=date(2028, 7, 30), months=None) is None
