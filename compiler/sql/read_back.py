"""The rows of the views as results: exact integers, as every backend gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Any

import duckdb

from ...dsl import model
from .. import plan as p
from ..result import AccountResult, Contribution, Result
from . import names
from . import nodes as n
from .duckdb import DuckDB
from .emit import listed_leads

_EPOCH = dt.datetime(1970, 1, 1)
_Row = tuple[Any, ...]


def results(connection: duckdb.DuckDBPyConnection, plan: p.Plan, as_of: int) -> list[Result]:
    """The rows of both views at one moment; contributions in the order of the rules."""
    objects = names.objects(plan.name)
    reasons = _contributions(connection, plan, as_of, objects.contributions, names.LEAD, plan.scores)
    listed = _listed(connection, plan, as_of)
    found: list[Result] = []
    for row in _rows(connection, n.table([objects.scores]), as_of, _wanted(plan)):
        values = dict(zip(_wanted(plan), row, strict=True))
        lead = values[names.LEAD]
        found.append(
            Result(
                lead=lead,
                scores=_scores(plan.scores, values),
                grades=_plain(plan.grades, values),
                stage=None if plan.stages is None else values[plan.stages.name],
                reason=values[names.REASON],
                problem=values[names.PROBLEM],
                contributions=reasons.get(lead, ()),
                matrices=_plain(plan.matrices, values),
                flags=_plain(plan.flags, values),
                questions=_plain(plan.questions, values),
                routes=_plain(plan.routes, values),
                follow_up=values.get(names.FOLLOW_UP),
                due=_seconds(values.get(names.DUE)),
                barred=_barred(plan, values),
                listed=listed.get(lead),
            )
        )
    return found


def account_results(connection: duckdb.DuckDBPyConnection, plan: p.Plan, as_of: int) -> list[AccountResult]:
    """The rows of both views of accounts at one moment, by key; none where the plan has no rules for accounts."""
    accounts, objects = plan.accounts, names.objects(plan.name)
    if accounts is None:
        return []
    scores = accounts.scores
    reasons = _contributions(connection, plan, as_of, objects.account_contributions, names.ACCOUNT, scores)
    stage = () if accounts.stages is None else (accounts.stages.name,)
    wanted = (names.ACCOUNT, names.REASON, *stage, *(each.name for each in (*scores, *accounts.grades)))
    found: list[AccountResult] = []
    for row in _rows(connection, n.table([objects.account_scores]), as_of, wanted):
        values = dict(zip(wanted, row, strict=True))
        found.append(
            AccountResult(
                account=values[names.ACCOUNT],
                scores=_scores(scores, values),
                grades=_plain(accounts.grades, values),
                stage=values[stage[0]] if stage else None,
                reason=values[names.REASON],
                contributions=reasons.get(values[names.ACCOUNT], ()),
            )
        )
    return sorted(found, key=lambda result: result.account.encode())


def ranked(connection: duckdb.DuckDBPyConnection, plan: p.Plan, as_of: int) -> list[str]:
    """The keys of the leads on the worklist at one moment, the first one first."""
    view = n.table([names.objects(plan.name).worklist])
    rows = _rows(connection, view, as_of, (names.RANK, names.LEAD))
    return [lead for _, lead in sorted(rows)]


def _wanted(plan: p.Plan) -> tuple[str, ...]:
    outputs = [*plan.scores, *plan.grades, *plan.matrices, *plan.flags, *plan.questions, *plan.routes]
    return (
        names.LEAD,
        names.REASON,
        names.PROBLEM,
        *(() if plan.stages is None else (plan.stages.name,)),
        *(() if plan.follow_up is None else (names.FOLLOW_UP, names.DUE)),
        *(each.name for each in outputs),
        *(names.reason_of(score) for score in _barrable(plan)),
    )


def _barrable(plan: p.Plan) -> tuple[str, ...]:
    """The scores with exclusions of their own, in their order."""
    barred = {score for exclusion in plan.exclusions for score in exclusion.scores or ()}
    return tuple(score.name for score in plan.scores if score.name in barred)


def _listed(connection: duckdb.DuckDBPyConnection, plan: p.Plan, as_of: int) -> dict[str, bool | None]:
    """Whether the worklist speaks of each lead, whatever its length."""
    if plan.worklist is None:
        return {}
    query = n.part(listed_leads(plan, DuckDB(), plan.worklist), "listed_leads")
    return dict(_rows(connection, query, as_of, (names.LEAD, "listed")))


def _contributions(
    connection: duckdb.DuckDBPyConnection, plan: p.Plan, as_of: int, view: str, key: str, scores: Sequence[p.AnyScore]
) -> dict[str, tuple[Contribution, ...]]:
    """Of each lead or account."""
    order = _contribution_order(scores)
    split = plan.attribution is not None and key == names.LEAD
    wanted = (key, "score", "kind", "rule", "points", "times", "latest_event", *((names.SOURCE,) if split else ()))
    found: dict[str, list[Contribution]] = {}
    for whose, score, kind, rule, points, times, latest, *source in _rows(connection, n.table([view]), as_of, wanted):
        row = Contribution(score, kind, rule, _units(points, 9), times, _seconds(latest), source[0] if source else None)
        found.setdefault(whose, []).append(row)
    return {whose: tuple(sorted(rows, key=lambda row: _place(row, order))) for whose, rows in found.items()}


def _place(row: Contribution, order: dict[tuple[str, str, str], int]) -> tuple[int, bool, bytes]:
    """Rows of one rule by source, those without it last."""
    return order[row.score, row.kind, row.rule], row.source is None, (row.source or "").encode()


def _contribution_order(scores: Sequence[p.AnyScore]) -> dict[tuple[str, str, str], int]:
    order: dict[tuple[str, str, str], int] = {}

    def place(score: str, entries: Sequence[p.Entry]) -> None:
        for entry in entries:
            if isinstance(entry, p.Group):
                place(score, entry.entries)
                order[score, "group limit", entry.label] = len(order)
            else:
                order[score, "rule", entry.label] = len(order)
                order[score, "rule limit", entry.label] = len(order)

    for score in scores:
        match score:
            case p.Score(name, entries):
                place(name, entries)
            case p.Total(name, terms):
                order.update({(name, "rule", term.score): len(order) + i for i, term in enumerate(terms)})
            case model.Share():
                continue
        if score.factor is not None:
            order[score.name, "factor", score.factor.name] = len(order)
        order[score.name, "range limit", ""] = len(order)
        order[score.name, "rounding", ""] = len(order)
    return order


def _scores(scores: Sequence[p.AnyScore], values: dict[str, Any]) -> tuple[tuple[str, int | None], ...]:
    exact = ((score.name, values[score.name]) for score in scores)
    return tuple((name, None if value is None else _units(value, 3)) for name, value in exact)


def _plain(outputs: Sequence[Any], values: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((output.name, values[output.name]) for output in outputs)


def _barred(plan: p.Plan, values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    reasons = ((score, values[names.reason_of(score)]) for score in _barrable(plan))
    return tuple((score, reason) for score, reason in reasons if reason is not None)


def _rows(connection: duckdb.DuckDBPyConnection, source: n.Node, as_of: int, columns: Sequence[str]) -> list[_Row]:
    at_moment = n.equal(n.column(names.AS_OF), DuckDB().timestamp(n.cast(n.number(as_of), "BIGINT")))
    query = n.select([n.column(column) for column in columns], source, at_moment)
    return connection.execute(query.sql("duckdb", normalize_functions=False)).fetchall()


def _units(value: Decimal, places: int) -> int:
    return int(value.scaleb(places, Context(prec=80)))


def _seconds(moment: dt.datetime | None) -> int | None:
    return None if moment is None else int((moment - _EPOCH) // dt.timedelta(seconds=1))
