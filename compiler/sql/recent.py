"""The events in reach of the moments to score at, for engines of many machines: scanned once, moved once, by lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from . import names
from . import nodes as n
from .dialects.dialect import Distributes
from .held import Extent, of_kinds
from .operands import Scope
from .owners import MOMENTS
from .steps import Steps

EVENTS: Final = "events"
_RECENT: Final = "recent_events"


def events_source(steps: Steps, scope: Scope, columns: Sequence[str], extent: Extent, *, together: bool) -> n.Node:
    """The relation of events as a source called `events`; in engines of one machine as it is.

    In others a step of the events that exist at the latest moment and are young enough for the earliest one, with these
    columns besides `lead`, `event` and `at`. With `together` those of a lead lie together.
    """
    relation, dialect = names.objects(scope.plan.name).events, scope.dialect
    if not isinstance(dialect, Distributes):
        return n.named_table(relation, EVENTS)
    wanted = dict.fromkeys((names.LEAD, names.EVENT, names.AT, *columns))
    at = n.column(names.AT)
    query = n.select([n.column(name) for name in wanted], n.table([relation]))
    if not is_every_kind(scope, extent):
        query.where(of_kinds(extent.kinds), copy=False)
    query.where(n.is_known(n.column(names.LEAD)), n.compare(exp.LTE, at, _moment("max")), copy=False)
    if extent.window is not None:
        query.where(n.compare(exp.GT, at, n.minus(_moment("min"), n.number(extent.window))), copy=False)
    steps.add(_RECENT, dialect.spread(query, names.LEAD, once=False) if together else query)
    return n.named_table(steps.last, EVENTS)


def is_every_kind(scope: Scope, extent: Extent) -> bool:
    """Whether these are all kinds of events that there are: the relation has no others."""
    return {kind.name for kind in scope.plan.schema.events} <= set(extent.kinds)


def _moment(function: str) -> n.Node:
    """The earliest (min) or latest (max) moment to score at."""
    return exp.Subquery(this=n.select([n.call(function, n.column(names.AS_OF))], n.table([MOMENTS])))


def share(steps: Steps, scope: Scope) -> None:
    """Computes the last step, of events and what is known of them, once for all the steps that read it."""
    dialect = scope.dialect
    if not isinstance(dialect, Distributes):
        steps.materialize()
        return
    columns = dict.fromkeys((names.LEAD, names.EVENT, names.AT, *scope.moment_columns, *scope.columns.values()))
    query = n.select([n.column(name) for name in columns], n.table([steps.last]))
    steps.add("shared_events", dialect.spread(query, names.LEAD, once=True))
