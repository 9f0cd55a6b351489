"""The three ways to a result, behind one face, and how their results are compared."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

from scoreline.compiler import python as python_output
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score
from scoreline.compiler.result import Contribution, Lead, Result
from scoreline.dsl import model
from scoreline.dsl.diagnostics import Diagnostic, Severity
from scoreline.dsl.load import load_text

Backend = Callable[[Plan, Sequence[Lead], int], list[Result]]


class Refused(Exception):  # noqa: N818 - a finding about the rule file, not a fault
    """The checker found errors in a rule file that a test takes to be right."""

    def __init__(self, text: str, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = [d for d in diagnostics if d.severity is Severity.ERROR]
        lines = text.split("\n")
        shown = [
            f"{d.code} {d.span.line}:{d.span.column} {d.message} [{d.help}]\n    {lines[d.span.line - 1].strip()}"
            for d in self.diagnostics
        ]
        super().__init__("\n".join(shown))


def planned(text: str, folder: Path | None = None) -> Plan:
    """The plan of a rule file's text. Raises Refused."""
    loaded = load_text(text, base=folder or Path())
    if loaded.ruleset is None:
        raise Refused(text, loaded.diagnostics)
    return lower(loaded.ruleset)


def by_reference(plan: Plan, leads: Sequence[Lead], as_of: int) -> list[Result]:
    return [score(plan, lead, as_of) for lead in leads]


def by_python(plan: Plan, leads: Sequence[Lead], as_of: int) -> list[Result]:
    """Through the text of the emitted module, with the data as a caller would hand it over."""
    source = python_output.emit(plan)
    source.encode("utf-8")
    scorer = load_module(source)
    found = scorer.score_many((raw_lead(plan, lead) for lead in leads), as_of=as_of, contributions=True)
    return [exact(result) for result in found]


def load_module(source: str) -> ModuleType:
    module = ModuleType("emitted_scorer")
    sys.modules[module.__name__] = module  # dataclasses look their module up while they are made
    try:
        exec(compile(source, "<emitted scorer>", "exec"), module.__dict__)
    finally:
        del sys.modules[module.__name__]
    return module


def raw_lead(plan: Plan, lead: Lead) -> tuple[dict[str, object], list[dict[str, object]]]:
    """The lead as a caller has it: numbers, dates and times sometimes typed, sometimes as text."""
    types = {a.name: a.type for a in plan.schema.attributes}
    kinds = {e.name: {a.name: a.type for a in e.attributes} for e in plan.schema.events}
    values = {name: raw(types[name], value) for name, value in lead.values.items()}
    events = [
        {
            "event": event.kind,
            "at": raw(model.ValueType("timestamp"), event.at),
            **{name: raw(kinds[event.kind][name], value) for name, value in event.values.items()},
        }
        for event in lead.events
    ]
    return values, events


def raw(kind: model.ValueType, value: str | int | bool) -> object:
    form = hash((kind.kind, value)) % 3
    match kind.kind, value:
        case "text", str():
            return value
        case "boolean", _:
            return (value, "yes" if value else "no", "T" if value else "F")[form]
        case "integer", int():
            return (value, str(value), Decimal(value))[form]
        case "decimal", int():
            exact_value = Decimal(value).scaleb(-kind.places)
            return (exact_value, f"{exact_value:f}", f" {exact_value:f} ")[form]
        case "date", int():
            day = dt.date(1970, 1, 1) + dt.timedelta(days=value)
            return (day, day.isoformat(), day)[form]
        case "timestamp", int():
            moment_ = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=value)
            return (value, moment_, moment_.isoformat())[form]
    raise AssertionError(f"{kind}: {value!r}")


def exact(result: Any) -> Result:
    """The emitted module's own result in the integers of `Result`."""

    def milli(value: Decimal | None) -> int | None:
        assert value is None or (value * 1000) % 1 == 0
        return None if value is None else int(value * 1000)

    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    rows = []
    for row in result.contributions:
        assert (row.points * 10**9) % 1 == 0
        latest = None if row.latest is None else (row.latest - epoch) // dt.timedelta(seconds=1)
        rows.append(Contribution(row.score, row.kind, row.rule, int(row.points * 10**9), row.times, latest))
    return Result(
        lead=result.lead,
        scores=tuple((name, milli(value)) for name, value in result.scores.items()),
        grades=tuple(result.grades.items()),
        stage=result.stage,
        reason=result.reason,
        problem=result.problem,
        contributions=tuple(rows),
    )


def by_duckdb(plan: Plan, leads: Sequence[Lead], as_of: int) -> list[Result]:
    from scoreline.compiler.sql.run import score_in_duckdb

    return list(score_in_duckdb(plan, leads, as_of))


BACKENDS: dict[str, Backend] = {"reference": by_reference, "python": by_python, "duckdb": by_duckdb}


@dataclass(frozen=True)
class Mismatch:
    backend: str
    lead: Lead | None
    expected: Result | None
    got: Result | None

    def __str__(self) -> str:
        lines = [f"{self.backend} differs for lead {self.lead!r}"]
        if self.expected is None or self.got is None:
            return "\n".join([*lines, f"  expected {self.expected}", f"  got      {self.got}"])
        for name in ("scores", "grades", "stage", "reason", "problem", "contributions"):
            expected, got = getattr(self.expected, name), getattr(self.got, name)
            if expected != got:
                lines += [f"  {name}: expected {expected}", f"  {' ' * len(name)}  got      {got}"]
        return "\n".join(lines)


def canonical(result: Result) -> Result:
    """With contributions in a fixed order: rows of one score are a set, their order carries no meaning."""
    rows = sorted(result.contributions, key=lambda c: (c.score, c.kind, c.rule, c.points))
    return replace(result, contributions=tuple(rows))


def differences(
    plan: Plan, leads: Sequence[Lead], as_of: int, names: Sequence[str] = ("python", "duckdb")
) -> list[Mismatch]:
    """Where a backend's results are not the reference's."""
    expected = {r.lead: canonical(r) for r in by_reference(plan, leads, as_of)}
    of_key = {lead.key: lead for lead in leads}
    found = []
    for name in names:
        got = {r.lead: canonical(r) for r in BACKENDS[name](plan, leads, as_of)}
        for key in expected.keys() | got.keys():
            if expected.get(key) != got.get(key):
                found.append(Mismatch(name, of_key.get(key), expected.get(key), got.get(key)))
    return found


def shown(milli: int | None) -> Decimal | None:
    """A score in thousandths as a number."""
    return None if milli is None else Decimal(milli) / 1000


def moment(second: int) -> str:
    return (dt.datetime(1970, 1, 1) + dt.timedelta(seconds=second)).isoformat() + "Z"
