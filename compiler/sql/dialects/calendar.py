"""Months of the calendar by whole numbers only: no engine's own dates are asked.

The day is counted since 1970 and lies behind the first of March of the year 0. A year begins in March here, so that the
day that some years lack is its last.
"""

from __future__ import annotations

from sqlglot import exp

from .. import nodes as n

_TO_MARCH_OF_YEAR_0 = 719_468
_DAYS_OF_ERA = 146_097  # 400 years, after which the calendar repeats itself
_DAYS_OF_FOUR_YEARS = 1_461
_DAYS_OF_FIVE_MONTHS = 153  # those from March on, and again those from August on


def month(day: n.Node) -> n.Node:
    """12 × year + month - 1."""
    return _month_and_day(day)[0]


def months_before(day: n.Node, months: int) -> n.Node:
    """The same day that many months earlier; the last of its month where the month lacks it."""
    own, day_of_month = _month_and_day(day)
    first = _first_of(n.minus(own, n.number(months)))
    last = n.minus(_first_of(n.minus(own, n.number(months - 1))), n.number(1))
    return n.call("least", n.plus(first, n.minus(day_of_month, n.number(1))), last)


def _month_and_day(day: n.Node) -> tuple[n.Node, n.Node]:
    """Remainders, since they mention a number once: differences would make the text grow with each step."""
    quarters = _fourfold(n.plus(day, n.number(_TO_MARCH_OF_YEAR_0)))
    century = n.quotient(quarters, n.number(_DAYS_OF_ERA))
    of_century = _fourfold(n.quotient(n.remainder(quarters, n.number(_DAYS_OF_ERA)), n.number(4)))
    year = n.quotient(of_century, n.number(_DAYS_OF_FOUR_YEARS))
    of_year = n.quotient(n.remainder(of_century, n.number(_DAYS_OF_FOUR_YEARS)), n.number(4))
    fifths = n.plus(n.times(n.number(5), of_year), n.number(2))
    whole_years = n.plus(n.times(n.number(100), century), year)
    of_month = n.plus(n.quotient(n.remainder(fifths, n.number(_DAYS_OF_FIVE_MONTHS)), n.number(5)), n.number(1))
    of_march = n.quotient(fifths, n.number(_DAYS_OF_FIVE_MONTHS))
    return n.plus(n.times(n.number(12), whole_years), n.plus(of_march, n.number(2))), of_month


def _fourfold(days: n.Node) -> n.Node:
    return n.plus(n.times(n.number(4), days), n.number(3))


def _first_of(wanted: n.Node) -> n.Node:
    """The day of the first of a month that is counted as `month` counts."""
    since_march = n.minus(wanted, n.number(2))
    year, of_march = n.quotient(since_march, n.number(12)), n.remainder(since_march, n.number(12))
    leaps = n.minus(n.quotient(year, n.number(4)), n.quotient(year, n.number(100)))
    days = n.plus(n.plus(n.times(n.number(365), year), leaps), n.quotient(year, n.number(400)))
    of_year = n.quotient(n.plus(n.times(n.number(_DAYS_OF_FIVE_MONTHS), of_march), n.number(2)), n.number(5))
    return n.minus(n.plus(days, of_year), n.number(_TO_MARCH_OF_YEAR_0))


def day_of(year: n.Node, month: n.Node, day: n.Node) -> n.Node:
    """The day since 1970 of a date as it is written, NULL where the month has no such day; the month is one of 12."""
    wanted = n.minus(n.plus(n.times(n.number(12), year), month), n.number(1))
    first = _first_of(wanted)
    length = n.minus(_first_of(n.plus(wanted, n.number(1))), first)
    inside = n.all_of(n.compare(exp.GTE, day, n.number(1)), n.compare(exp.LTE, day, length))
    return n.when((inside, n.minus(n.plus(first, day), n.number(1))))
