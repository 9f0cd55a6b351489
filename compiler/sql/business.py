"""When a follow-up is due, in SQL: for each moment the next calendar days, how long each is open, and what adds up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlglot import exp

from ...dsl.model import Due
from ...dsl.zones import DAY
from .. import plan as p
from . import names
from . import nodes as n
from .occurrences import MOMENTS
from .steps import Steps
from .zone import offset_of_local, offset_of_utc

_LAST_DAY = 47_482  # 2100-01-01
_BLOCK = 100  # days of one VALUES list
_AHEAD, _DAY, _OPEN = "ahead", "day", "open"
_OPENS, _CLOSES, _SECONDS, _COUNTED = "opens", "closes", "seconds", "counted"


def due_times(steps: Steps, calendar: p.Calendar, dues: Sequence[Due]) -> dict[Due, str]:
    """Adds steps that end in one row per moment, `as_of`, with a column for each of these, in seconds since 1970."""
    as_of = n.column(names.AS_OF)
    first = n.quotient(n.plus(as_of, offset_of_utc(calendar.zone, as_of)), n.number(DAY))
    steps.add("clock", n.select([as_of, n.named(n.cast(first, "BIGINT"), "first_day")], n.table([MOMENTS])))
    steps.add("calendar", _days(steps.last, max(days_ahead(calendar, due) for due in dues)))
    day = n.column(_DAY)
    weekday = n.remainder(n.plus(day, n.number(3)), n.number(7))
    tests = [n.one_of(weekday, [n.number(each) for each in calendar.days])]
    if calendar.holidays:
        tests.append(n.negated(n.one_of(day, [n.number(each) for each in calendar.holidays])))
    steps.extend(
        "local_hours",
        [
            n.named(n.all_of(*tests), _OPEN),
            n.named(n.plus(n.times(day, n.number(DAY)), n.number(calendar.opens)), "opens_local"),
            n.named(n.plus(n.times(day, n.number(DAY)), n.number(calendar.closes)), "closes_local"),
        ],
    )
    local = {_OPENS: n.column("opens_local"), _CLOSES: n.column("closes_local")}
    steps.extend(
        "hours",
        [n.named(n.minus(each, offset_of_local(calendar.zone, each)), name) for name, each in local.items()],
    )
    left = n.minus(n.column(_CLOSES), n.call("greatest", n.column(_OPENS), as_of))
    later = n.all_of(n.column(_OPEN), n.compare(exp.GT, n.column(_AHEAD), n.number(0)))
    nothing = n.number(0)
    steps.extend(
        "open_times",
        [
            n.named(n.when((n.column(_OPEN), n.call("greatest", nothing, left)), otherwise=nothing), _SECONDS),
            n.named(n.when((later, n.number(1)), otherwise=nothing), _COUNTED),
        ],
    )
    steps.extend("passed", [n.named(_running(name), f"{name}_passed") for name in (_SECONDS, _COUNTED)])
    found = {due: f"due_{number}" for number, due in enumerate(dues, 1)}
    columns = [n.named(n.call("min", _reached(due)), name) for due, name in found.items()]
    query = n.select([as_of, *columns], n.table([steps.last]))
    steps.add("due_times", query.group_by(n.own(as_of), copy=False))
    return found


def _days(source: str, count: int) -> exp.Select:
    """The moments with their next calendar days, today among them."""
    day, blocks = n.column("day", "days"), -(-count // _BLOCK)
    ahead: n.Node = day
    if blocks > 1:
        ahead = n.plus(day, n.times(n.column("block", "blocks"), n.number(_BLOCK)))
    query = n.select(
        [
            n.column(names.AS_OF, source),
            n.named(ahead, _AHEAD),
            n.named(n.plus(n.column("first_day", source), ahead), _DAY),
        ],
        n.table([source]),
    )
    query.join(_numbers("days", "day", min(count, _BLOCK)), join_type="cross", copy=False)
    if blocks > 1:
        query.join(_numbers("blocks", "block", blocks), join_type="cross", copy=False)
    return query


def _numbers(name: str, column: str, count: int) -> n.Node:
    return n.values(name, [column], [[n.number(number)] for number in range(count)])


def _running(column: str) -> n.Node:
    spec = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
    order = exp.Order(expressions=[exp.Ordered(this=n.column(_AHEAD))])
    by = [n.column(names.AS_OF)]
    summed = exp.Window(this=n.call("sum", n.column(column)), partition_by=by, order=order, spec=spec)
    return n.cast(summed, "BIGINT")


def _reached(due: Due) -> n.Node:
    """The moment at which it is due on the day on which enough has passed; NULL on all other days."""
    today = n.column(_COUNTED if due.kind == "business days" else _SECONDS)
    passed, wanted = n.column(f"{today.name}_passed"), n.number(due.count)
    on_the_day = n.all_of(n.compare(exp.GTE, passed, wanted), n.compare(exp.LT, n.minus(passed, today), wanted))
    at = n.column(_CLOSES)
    return n.when((on_the_day, at if due.kind == "business days" else n.minus(at, n.minus(passed, wanted))))


@lru_cache(maxsize=16)
def days_ahead(calendar: p.Calendar, due: Due) -> int:
    """How many calendar days, today among them, are enough from any day until 2100."""
    opened = due.count
    if due.kind == "business hours":
        opened = -(-due.count // (calendar.closes - calendar.opens))
    # Today may count for nothing, and a change of the clock may shorten a day here and there.
    opened += 3 + opened // 30
    closed, days = frozenset(calendar.holidays), frozenset(calendar.days)
    found: list[int] = []
    day = 0
    while not found or len(found) < opened or found[-opened] <= _LAST_DAY:
        if (day + 3) % 7 in days and day not in closed:
            found.append(day)
        day += 1
    # From the day after one open day the last of the next `opened` ones is the farthest.
    starts = [0, *(each + 1 for each in found)]
    return max(last - start + 1 for start, last in zip(starts, found[opened - 1 :], strict=False))
