"""What emitted scorers share for calendar periods and business hours. Travels like `runtime.py`."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import NamedTuple

from ..values import ZoneTable, zone_offset_of_local


def _local_hour(second: int, zone: ZoneTable) -> int:
    return (second + zone[1][bisect_right(zone[0], second)]) // 3_600


def _month(day: int) -> int:
    """The calendar month of a day, counted from the year 0."""
    then = date.fromordinal(day + 719_163)
    return 12 * then.year + then.month - 1


# ---- business hours --------------------------------------------------------------------------------------------------


class _Calendar(NamedTuple):
    """Open on these days (0 is Monday) between two seconds of the local day, but not on holidays."""

    days: frozenset[int]
    opens: int
    closes: int
    zone: ZoneTable
    holidays: frozenset[int]


def _is_open(day: int, calendar: _Calendar) -> bool:
    """1970-01-01, day 0, was a Thursday."""
    return (day + 3) % 7 in calendar.days and day not in calendar.holidays


def _utc_of(local: int, zone: ZoneTable) -> int:
    return local - zone_offset_of_local(zone, local)


def _after_business_days(second: int, count: int, calendar: _Calendar) -> int:
    """The closing time of the `count`-th business day after the day of that second."""
    day = (second + calendar.zone[1][bisect_right(calendar.zone[0], second)]) // 86_400
    for _ in range(count):
        day += 1
        while not _is_open(day, calendar):
            day += 1
    return _utc_of(day * 86_400 + calendar.closes, calendar.zone)


def _after_business_hours(second: int, left: int, calendar: _Calendar) -> int:
    """The first moment at which so many seconds of open time have passed."""
    day = (second + calendar.zone[1][bisect_right(calendar.zone[0], second)]) // 86_400
    while True:
        if _is_open(day, calendar):
            opens = max(second, _utc_of(day * 86_400 + calendar.opens, calendar.zone))
            closes = _utc_of(day * 86_400 + calendar.closes, calendar.zone)
            if closes - opens >= left:
                return opens + left
            left -= max(0, closes - opens)
        day += 1
