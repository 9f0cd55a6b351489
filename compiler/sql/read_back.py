"""The rows of the views as results: exact integers, as every backend gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, Protocol

from ...dsl import model
from .. import plan as p
from ..result import AccountResult, Contribution, Result
from . import names
from . import nodes as n
from .dialects.dialect import Dialect
from .dialects.duckdb import DUCKDB
from .emit import listed_leads

_EPOCH = dt.datetime(1970, 1, 1)
_Row = tuple[Any, ...]


class Cursor(Protocol):
    def fetchall(self) -> Sequence[_Row]: ...


class Connection(Protocol):
    """What reads the views of one engine."""

    def execute(self, sql: str, /) -> Cursor:
        """Runs one query."""


def results(connection: Connection, plan: p.Plan, as_of: int, dialect: Dialect = DUCKDB) -> list[Result]:
    """The rows of both views at one moment; contributions in the order of the rules."""
    objects = names.objects(plan.name)
    read = _Read(connection, dialect, as_of)
    reasons = _contributions(read, plan, objects.contributions, names.LEAD, plan.scores)
    listed = _listed(read, plan)
    found: list[Result] = []
    for row in read.rows(n.table([objects.scores]), _wanted(plan)):
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
                flags=tuple((flag.name, _yes(values[flag.name])) for flag in plan.flags),
                questions=_plain(plan.questions, values),
                routes=_plain(plan.routes, values),
                follow_up=values.get(names.FOLLOW_UP),
                due=_seconds(values.get(names.DUE)),
                barred=_barred(plan, values),
                listed=listed.get(lead),
            )
        )
    return found


def account_results(connection: Connection, plan: p.Plan, as_of: int, dialect: Dialect = DUCKDB) -> list[AccountResult]:
    """The rows of both views of accounts at one moment, by key; none where the plan has no rules for accounts."""
    accounts, objects = plan.accounts, names.objects(plan.name)
    if accounts is None:
        return []
    scores, read = accounts.scores, _Read(connection, dialect, as_of)
    reasons = _contributions(read, plan, objects.account_contributions, names.ACCOUNT, scores)
    stage = () if accounts.stages is None else (accounts.stages.name,)
    wanted = (names.ACCOUNT, names.REASON, *stage, *(each.name for each in (*scores, *accounts.grades)))
    found: list[AccountResult] = []
    for row in read.rows(n.table([objects.account_scores]), wanted):
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


def ranked(connection: Connection, plan: p.Plan, as_of: int, dialect: Dialect = DUCKDB) -> list[str]:
    """The keys of the leads on the worklist at one moment, the first one first."""
    view = n.table([names.objects(plan.name).worklist])
    rows = _Read(connection, dialect, as_of).rows(view, (names.RANK, names.LEAD))
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


def _listed(read: _Read, plan: p.Plan) -> dict[str, bool | None]:
    """Whether the worklist speaks of each lead, whatever its length."""
    if plan.worklist is None:
        return {}
    query = n.part(listed_leads(plan, read.dialect, plan.worklist), "listed_leads")
    return {lead: _yes(listed) for lead, listed in read.rows(query, (names.LEAD, "listed"))}


def _contributions(
    read: _Read, plan: p.Plan, view: str, key: str, scores: Sequence[p.AnyScore]
) -> dict[str, tuple[Contribution, ...]]:
    """Of each lead or account."""
    order = _contribution_order(scores)
    split = plan.attribution is not None and key == names.LEAD
    wanted = (key, "score", "kind", "rule", "points", "times", "latest_event", *((names.SOURCE,) if split else ()))
    found: dict[str, list[Contribution]] = {}
    for whose, score, kind, rule, points, times, latest, *source in read.rows(n.table([view]), wanted):
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


@dataclass(frozen=True, slots=True)
class _Read:
    """Rows of a view at one moment."""

    connection: Connection
    dialect: Dialect
    as_of: int

    def rows(self, source: n.Node, columns: Sequence[str]) -> Sequence[_Row]:
        moment = self.dialect.timestamp(n.cast(n.number(self.as_of), "BIGINT"))
        at_moment = n.equal(n.column(names.AS_OF), moment)
        query = n.select([n.column(column) for column in columns], source, at_moment)
        return self.connection.execute(self.dialect.print(query)).fetchall()


def _units(value: Decimal | float | str, places: int) -> int:
    """Where an engine has no exact decimals, the text of the number is exact."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return int(exact.scaleb(places, Context(prec=80)))


def _seconds(moment: dt.datetime | str | None) -> int | None:
    if moment is None:
        return None
    read = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return int((read.replace(tzinfo=None) - _EPOCH) // dt.timedelta(seconds=1))


def _yes(value: bool | int | None) -> bool | None:
    """Some engines have 1 and 0 for yes and no."""
    return None if value is None else bool(value)
