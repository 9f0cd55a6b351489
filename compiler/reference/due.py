"""When a follow-up is due: hours, business hours, business days."""

from __future__ import annotations

from ...dsl import model
from ...dsl.zones import DAY, local_day, to_utc
from .. import plan as p


def due_at(due: model.Due, calendar: p.Calendar | None, as_of: int) -> int:
    """The second at which it is due; see `model.Due`."""
    if due.kind == "hours":
        return as_of + due.count
    assert calendar is not None
    today = local_day(calendar.zone, as_of)
    if due.kind == "business days":
        day = today
        for _ in range(due.count):
            day += 1
            while not _is_open(calendar, day):
                day += 1
        return to_utc(calendar.zone, day * DAY + calendar.closes)
    left, day = due.count, today
    while True:
        if _is_open(calendar, day):
            opens = max(as_of, to_utc(calendar.zone, day * DAY + calendar.opens))
            closes = to_utc(calendar.zone, day * DAY + calendar.closes)
            if closes - opens >= left:
                return opens + left
            left -= max(0, closes - opens)
        day += 1


def _is_open(calendar: p.Calendar, day: int) -> bool:
    """1970-01-01, day 0, was a Thursday; Monday is 0."""
    return (day + 3) % 7 in calendar.days and day not in calendar.holidays
