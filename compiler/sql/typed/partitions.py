"""Parts of a table of events that no rule looks at: left out by their day, in engines that then do not read them."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from ....dsl.binding import EventsBinding
from ....dsl.zones import DAY
from ...plan import Plan
from .. import names
from .. import nodes as n
from ..dialects.dialect import Dialect, Distributes, ReadsColumns
from ..occurrences import extent_of
from .columns import RawTable, Refused

_SLACK: Final = 2  # days: a zone is less than one from UTC, and before 1970 whole days are counted towards zero


def young_enough(plan: Plan, bound: EventsBinding, raw: RawTable, dialect: Dialect | ReadsColumns) -> list[n.Node]:
    """Tests of the day of a row's part of the table, by the moments to score at and the plan's longest window.

    Rows without a day pass. Nothing where the binding names no such column, or the engine has no use for it. Raises
    Refused where the column is no date.
    """
    if bound.partition is None or not isinstance(dialect, Distributes):
        return []
    found = raw.partition(bound.partition)
    if found.type.kind != "date":
        message = f"`partition` wants a date, and `{found.name}` is of the type {found.type.shown()}"
        raise Refused(message, bound.partition.span)
    day, window = n.column(found.name), extent_of(plan).window
    last = n.plus(n.quotient(_moment(plan, "max"), n.number(DAY)), n.number(_SLACK))
    tests = [n.compare(exp.LTE, day, dialect.date(last))]
    if window is not None:
        oldest = n.minus(_moment(plan, "min"), n.number(window))
        first = n.minus(n.quotient(oldest, n.number(DAY)), n.number(_SLACK))
        tests.append(n.compare(exp.GTE, day, dialect.date(first)))
    return [n.any_of(n.is_null(day), n.all_of(*tests))]


def _moment(plan: Plan, function: str) -> n.Node:
    """The earliest (min) or latest (max) moment to score at."""
    relation = n.table([names.objects(plan.name).as_of])
    return exp.Subquery(this=n.select([n.call(function, n.column(names.AS_OF))], relation))
