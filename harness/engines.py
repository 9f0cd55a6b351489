"""The two outputs as functions: typed leads in, exact results out, in the form that the reference gives them."""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from types import ModuleType
from typing import Any

from ..compiler.plan import Plan
from ..compiler.result import Account, AccountResult, Contribution, Lead, Result
from ..dsl import model

_EPOCH_DAY = dt.date(1970, 1, 1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Scored:
    """What an output says: a result for each lead given, None where it has no row, and of accounts by key."""

    results: tuple[Result | None, ...]
    accounts: Mapping[str, AccountResult]


def score_in_module(plan: Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account] = ()) -> Scored:
    """By the emitted Python module."""
    module = _module(plan)
    kinds = {attribute.name: attribute.type for attribute in plan.schema.attributes}
    event_kinds = {kind.name: {a.name: a.type for a in kind.attributes} for kind in plan.schema.events}
    given = [
        (
            _raw(lead.values, kinds),
            [
                {"event": event.kind, "at": event.at, **_raw(event.values, event_kinds[event.kind])}
                for event in lead.events
            ],
        )
        for lead in leads
    ]
    rows = _account_rows(plan, accounts)
    known = {"accounts": rows} if "account" in inspect.signature(module.score).parameters else {}
    results = tuple(exact(each) for each in module.score_many(given, as_of=as_of, contributions=True, **known))
    if plan.accounts is None:
        return Scored(results, {})
    features = module.account_features(given, as_of=as_of, accounts=rows)
    found = module.score_accounts(rows, features, as_of=as_of, contributions=True)
    return Scored(results, {each.account: exact_account(each) for each in found})


def _account_rows(plan: Plan, accounts: Sequence[Account]) -> list[dict[str, object]]:
    schema = plan.schema.account
    kinds = {} if schema is None else {attribute.name: attribute.type for attribute in schema.attributes}
    return [_raw(account.values, kinds) for account in accounts]


def score_in_database(plan: Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account] = ()) -> Scored:
    """By the emitted views, on an embedded DuckDB. Leads without a key have no row there."""
    from ..compiler.sql.run import score_all_in_duckdb

    found, of_accounts = score_all_in_duckdb(plan, leads, as_of, accounts)
    results = {result.lead: result for result in found}
    return Scored(tuple(results.get(lead.key) for lead in leads), {each.account: each for each in of_accounts})


@lru_cache(maxsize=4)
def _module(plan: Plan) -> ModuleType:
    from ..compiler.python import emit

    return load_module(emit(plan))


def load_module(source: str, name: str = "scoreline_emitted_scorer") -> ModuleType:
    """Runs an emitted module's source in a namespace of its own; it is not left among the imported modules."""
    module = ModuleType(name)
    code = compile(source, f"<{name}>", "exec")
    before = sys.modules.get(name)
    sys.modules[name] = module  # dataclasses look their module up while they are made
    try:
        exec(code, module.__dict__)
    finally:
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before
    return module


def _raw(values: dict[str, str | int | bool], kinds: dict[str, model.ValueType]) -> dict[str, object]:
    """Exact values as a caller of the module would give them."""
    return {name: raw_value(value, kinds[name]) for name, value in values.items()}


def raw_value(value: str | int | bool, kind: model.ValueType) -> object:
    """Units as a decimal, days as a date, sets as lists; text, whole numbers, booleans and seconds as they are."""
    match kind.kind:
        case "decimal":
            return Decimal(f"{int(value)}E-{kind.places}")
        case "date":
            return _EPOCH_DAY + dt.timedelta(days=int(value))
        case "set":
            return str(value).split(model.SET_MARK)[1:-1]
        case _:
            return value


def exact(result: Any) -> Result:
    """The module's result, decimals as integers of the stated scale. Fields that a ruleset does not fill are empty."""
    return Result(
        lead=result.lead,
        scores=_exact_scores(result.scores),
        grades=tuple(result.grades.items()),
        stage=result.stage,
        reason=result.reason,
        problem=result.problem,
        contributions=_exact_rows(result.contributions),
        matrices=tuple(getattr(result, "matrices", {}).items()),
        flags=tuple(getattr(result, "flags", {}).items()),
        questions=tuple(getattr(result, "questions", {}).items()),
        routes=tuple(getattr(result, "routes", {}).items()),
        follow_up=getattr(result, "follow_up", None),
        due=_second(getattr(result, "due", None)),
        barred=tuple(getattr(result, "barred", {}).items()),
        listed=getattr(result, "listed", None),
    )


def exact_account(result: Any) -> AccountResult:
    """The module's result of an account."""
    return AccountResult(
        account=result.account,
        scores=_exact_scores(result.scores),
        grades=tuple(result.grades.items()),
        stage=result.stage,
        reason=result.reason,
        contributions=_exact_rows(result.contributions),
    )


def _exact_scores(scores: Mapping[str, Decimal | None]) -> tuple[tuple[str, int | None], ...]:
    return tuple((name, None if value is None else _units(value, 3)) for name, value in scores.items())


def _exact_rows(rows: Iterable[Any]) -> tuple[Contribution, ...]:
    return tuple(
        Contribution(
            row.score,
            row.kind,
            row.rule,
            _units(row.points, 9),
            row.times,
            _second(row.latest),
            getattr(row, "source", None),
        )
        for row in rows
    )


def _units(value: Decimal, places: int) -> int:
    units = value.scaleb(places, Context(prec=80))
    assert units == units.to_integral_value(), f"{value} has more than {places} decimals"
    return int(units)


def _second(moment: dt.datetime | None) -> int | None:
    return None if moment is None else int((moment - _EPOCH).total_seconds())
