"""Scoring leads that are in memory through the views, in a DuckDB of their own; for samples and tests."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any

import duckdb

from .. import plan as p
from ..result import Contribution, Lead, Result
from . import names
from . import nodes as n
from .duckdb import DuckDB
from .emit import Views, emit

_EPOCH = dt.datetime(1970, 1, 1)
_ROWS = 50_000  # of one INSERT


def score_in_duckdb(plan: p.Plan, leads: Sequence[Lead], as_of: int) -> list[Result]:
    """What the views say of the leads at `as_of` (seconds since 1970 UTC), in the order of the leads.

    Leads without a key, and all those that share one, are left out.
    """
    with duckdb.connect(":memory:") as connection:
        load(connection, plan, leads, [as_of])
        define(connection, _views(plan))
        found = {result.lead: result for result in results(connection, plan, as_of)}
    return [found[lead.key] for lead in leads if lead.key in found]


@lru_cache(maxsize=4)
def _views(plan: p.Plan) -> Views:
    return emit(plan, compiled_by="scoreline")


def load(connection: duckdb.DuckDBPyConnection, plan: p.Plan, leads: Sequence[Lead], moments: Sequence[int]) -> None:
    """Makes and fills the tables `<r>_leads`, `<r>_events` and `<r>_as_of`."""
    objects = names.objects(plan.name)
    times = Counter(lead.key for lead in leads)
    single = [lead for lead in leads if lead.key and times[lead.key] == 1]
    lead_columns = names.lead_columns(plan.schema)
    _fill(
        connection,
        objects.leads,
        [(names.LEAD, "VARCHAR"), *((c.name, names.column_type(c.attribute.type)) for c in lead_columns)],
        [[lead.key, *(lead.values.get(c.attribute.name) for c in lead_columns)] for lead in single],
    )
    event_columns = names.event_columns(plan.schema)
    owners = [{kind for kind, _ in column.sources} for column in event_columns]
    fixed = [(names.LEAD, "VARCHAR"), (names.EVENT, "VARCHAR"), (names.AT, "BIGINT")]
    _fill(
        connection,
        objects.events,
        [*fixed, *((column.name, names.column_type(column.type)) for column in event_columns)],
        [
            [
                lead.key,
                event.kind,
                event.at,
                *(
                    event.values.get(column.attribute) if event.kind in kinds else None
                    for column, kinds in zip(event_columns, owners, strict=True)
                ),
            ]
            for lead in single
            for event in lead.events
        ],
    )
    _fill(connection, objects.as_of, [(names.AS_OF, "BIGINT")], [[moment] for moment in moments])


def _fill(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str | int | bool | None]],
) -> None:
    name = n.table([table]).sql("duckdb")
    defined = ", ".join(f"{n.column(column).sql('duckdb')} {type_}" for column, type_ in columns)
    connection.execute(f"CREATE TABLE {name} ({defined})")
    unnested = ", ".join(f"unnest(CAST(${i} AS {type_}[]))" for i, (_, type_) in enumerate(columns, 1))
    for start in range(0, len(rows), _ROWS):
        chunk = rows[start : start + _ROWS]
        connection.execute(
            f"INSERT INTO {name} SELECT {unnested}", [list(values) for values in zip(*chunk, strict=True)]
        )


def define(connection: duckdb.DuckDBPyConnection, views: Views) -> None:
    """Runs the statements of the views, except the default moment where a table has its name."""
    tables = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for statement in views.statements:
        if statement.kind != "as of" or statement.name not in tables:
            connection.execute(statement.sql)


def results(connection: duckdb.DuckDBPyConnection, plan: p.Plan, as_of: int) -> list[Result]:
    """The rows of both views at one moment; contributions in the order of the rules."""
    objects = names.objects(plan.name)
    order = _contribution_order(plan)
    reasons: dict[str, list[Contribution]] = {}
    for lead, score, kind, rule, points, times, latest in _rows(
        connection, objects.contributions, as_of, _CONTRIBUTION
    ):
        latest_second = None if latest is None else _seconds(latest)
        contribution = Contribution(score, kind, rule, _units(points, 9), times, latest_second)
        reasons.setdefault(lead, []).append(contribution)
    stage = () if plan.stages is None else (plan.stages.name,)
    wanted = (
        names.LEAD,
        names.REASON,
        names.PROBLEM,
        *stage,
        *(score.name for score in plan.scores),
        *(grade.name for grade in plan.grades),
    )
    found: list[Result] = []
    for row in _rows(connection, objects.scores, as_of, wanted):
        lead, reason, problem, *others = row
        stage_value = others.pop(0) if stage else None
        values, grades = others[: len(plan.scores)], others[len(plan.scores) :]
        found.append(
            Result(
                lead=lead,
                scores=tuple(
                    (score.name, None if value is None else _units(value, 3))
                    for score, value in zip(plan.scores, values, strict=True)
                ),
                grades=tuple((grade.name, value) for grade, value in zip(plan.grades, grades, strict=True)),
                stage=stage_value,
                reason=reason,
                problem=problem,
                contributions=tuple(sorted(reasons.get(lead, ()), key=lambda c: order[c.score, c.kind, c.rule])),
            )
        )
    return found


_CONTRIBUTION = (names.LEAD, "score", "kind", "rule", "points", "times", "latest_event")


def _rows(
    connection: duckdb.DuckDBPyConnection, view: str, as_of: int, columns: Sequence[str]
) -> list[tuple[Any, ...]]:
    at_moment = n.equal(n.column(names.AS_OF), DuckDB().timestamp(n.cast(n.number(as_of), "BIGINT")))
    query = n.select([n.column(column) for column in columns], n.table([view]), at_moment)
    return connection.execute(query.sql("duckdb", normalize_functions=False)).fetchall()


def _contribution_order(plan: p.Plan) -> dict[tuple[str, str, str], int]:
    order: dict[tuple[str, str, str], int] = {}

    def place(score: str, entries: Sequence[p.Entry]) -> None:
        for entry in entries:
            if isinstance(entry, p.Group):
                place(score, entry.entries)
                order[score, "group limit", entry.label] = len(order)
            else:
                order[score, "rule", entry.label] = len(order)

    for score in plan.scores:
        if isinstance(score, p.Score):
            place(score.name, score.entries)
        else:
            order.update({(score.name, "rule", term.score): len(order) + i for i, term in enumerate(score.terms)})
        order[score.name, "range limit", ""] = len(order)
        order[score.name, "rounding", ""] = len(order)
    return order


def _units(value: Decimal, places: int) -> int:
    return int(value.scaleb(places, Context(prec=80)))


def _seconds(moment: dt.datetime) -> int:
    return int((moment - _EPOCH) // dt.timedelta(seconds=1))
