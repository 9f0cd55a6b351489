"""Months of the calendar by whole numbers only: no engine's own dates are asked.

The day is counted since 1970 and lies behind the first of March of the year 0. A year begins in March here, so that the
day that some years lack is its last.
"""

from __future__ import annotations

from sqlglot import exp

from .. import nodes as n

_TO_MARCH_OF_YEAR_0 = 719_468
_DAYS_OF_ERA, _YEARS_OF_ERA = 146_097, 400  # after which the calendar repeats itself


def month(day: n.Node) -> n.Node:
    """12 × year + month - 1."""
    return _month_and_day(day)[0]


def months_before(day: n.Node, months: int) -> n.Node:
    """The same day that many months earlier; the last of its month where the month lacks it."""
    own, day_of_month = _month_and_day(day)
    wanted = n.minus(own, n.number(months))
    first = _first_of(wanted)
    length = n.minus(_first_of(n.plus(wanted, n.number(1))), first)
    found = n.when((n.compare(exp.LT, day_of_month, length), day_of_month), otherwise=length)
    return n.minus(n.plus(first, found), n.number(1))


def _month_and_day(day: n.Node) -> tuple[n.Node, n.Node]:
    shifted = n.plus(day, n.number(_TO_MARCH_OF_YEAR_0))
    era = n.quotient(shifted, n.number(_DAYS_OF_ERA))
    inside = n.minus(shifted, n.times(era, n.number(_DAYS_OF_ERA)))
    leaps = n.plus(
        n.minus(n.quotient(inside, n.number(1_460)), n.quotient(inside, n.number(36_524))),
        n.quotient(inside, n.number(146_096)),
    )
    year = n.quotient(n.minus(inside, leaps), n.number(365))
    of_year = n.minus(inside, _days_before_year(year))
    of_march = n.quotient(n.plus(n.times(n.number(5), of_year), n.number(2)), n.number(153))
    of_month = n.plus(n.minus(of_year, _days_before_month(of_march)), n.number(1))
    whole_years = n.plus(year, n.times(era, n.number(_YEARS_OF_ERA)))
    return n.plus(n.times(n.number(12), whole_years), n.plus(of_march, n.number(2))), of_month


def _first_of(wanted: n.Node) -> n.Node:
    """The day of the first of a month that is counted as `month` counts."""
    since_march = n.minus(wanted, n.number(2))
    years = n.quotient(since_march, n.number(12))
    of_march = n.minus(since_march, n.times(years, n.number(12)))
    era = n.quotient(years, n.number(_YEARS_OF_ERA))
    year = n.minus(years, n.times(era, n.number(_YEARS_OF_ERA)))
    inside = n.plus(_days_before_year(year), _days_before_month(of_march))
    return n.minus(n.plus(n.times(era, n.number(_DAYS_OF_ERA)), inside), n.number(_TO_MARCH_OF_YEAR_0))


def _days_before_year(year: n.Node) -> n.Node:
    leaps = n.minus(n.quotient(year, n.number(4)), n.quotient(year, n.number(100)))
    return n.plus(n.times(n.number(365), year), leaps)


def _days_before_month(of_march: n.Node) -> n.Node:
    return n.quotient(n.plus(n.times(n.number(153), of_march), n.number(2)), n.number(5))
