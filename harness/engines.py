"""The two outputs as functions: typed leads in, exact results out, in the form that the reference gives them."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from decimal import Context, Decimal
from functools import lru_cache
from types import ModuleType
from typing import Any

from ..compiler.plan import Plan
from ..compiler.result import Contribution, Lead, Result
from ..dsl import model

_EPOCH_DAY = dt.date(1970, 1, 1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def score_in_module(plan: Plan, leads: Sequence[Lead], as_of: int) -> list[Result | None]:
    """By the emitted Python module."""
    module = _module(plan)
    kinds = {attribute.name: attribute.type for attribute in plan.schema.attributes}
    event_kinds = {kind.name: {a.name: a.type for a in kind.attributes} for kind in plan.schema.events}
    results: list[Result | None] = []
    for lead in leads:
        events = [
            {"event": event.kind, "at": event.at, **_raw(event.values, event_kinds[event.kind])}
            for event in lead.events
        ]
        results.append(_exact(module.score(_raw(lead.values, kinds), events, as_of=as_of, contributions=True)))
    return results


def score_in_database(plan: Plan, leads: Sequence[Lead], as_of: int) -> list[Result | None]:
    """By the emitted views, on an embedded DuckDB. Leads without a key have no row there."""
    from ..compiler.sql.run import score_in_duckdb

    results = {result.lead: result for result in score_in_duckdb(plan, leads, as_of)}
    return [results.get(lead.key) for lead in leads]


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
    """Units as a decimal, days as a date; text, whole numbers, booleans and seconds as they are."""
    match kind.kind:
        case "decimal":
            return Decimal(f"{int(value)}E-{kind.places}")
        case "date":
            return _EPOCH_DAY + dt.timedelta(days=int(value))
        case _:
            return value


def _exact(result: Any) -> Result:
    """The module's result, decimals as integers of the stated scale."""
    return Result(
        lead=result.lead,
        scores=tuple((name, None if v is None else _units(v, 3)) for name, v in result.scores.items()),
        grades=tuple(result.grades.items()),
        stage=result.stage,
        reason=result.reason,
        problem=result.problem,
        contributions=tuple(
            Contribution(row.score, row.kind, row.rule, _units(row.points, 9), row.times, _second(row.latest))
            for row in result.contributions
        ),
    )


def _units(value: Decimal, places: int) -> int:
    units = value.scaleb(places, Context(prec=80))
    assert units == units.to_integral_value(), f"{value} has more than {places} decimals"
    return int(units)


def _second(moment: dt.datetime | None) -> int | None:
    return None if moment is None else int((moment - _EPOCH).total_seconds())
