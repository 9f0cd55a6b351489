"""The three ways to a result, behind one face, and how their results are compared."""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from types import ModuleType

from scoreline.compiler import python as python_output
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score, score_all
from scoreline.compiler.result import Account, AccountResult, Lead, Result
from scoreline.dsl import model
from scoreline.dsl.diagnostics import Diagnostic, Severity
from scoreline.dsl.load import load_text
from scoreline.harness.engines import exact, exact_account

RawLead = tuple[dict[str, object], list[dict[str, object]]]
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
    """Each lead alone, without colleagues."""
    return [score(plan, lead, as_of) for lead in leads]


def by_python(plan: Plan, leads: Sequence[Lead], as_of: int) -> list[Result]:
    """Through the text of the emitted module, with the data as a caller would hand it over; each lead alone."""
    source = python_output.emit(plan)
    source.encode("utf-8")
    scorer = load_module(source)
    if hasattr(scorer, "account_features"):
        raw_leads = (raw_lead(plan, lead) for lead in leads)
        return [exact(scorer.score(*lead, as_of=as_of, contributions=True)) for lead in raw_leads]
    return in_all_ways(scorer, [raw_lead(plan, lead) for lead in leads], as_of)


def all_by_python(
    plan: Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account] = (), *, native: bool = False
) -> tuple[list[Result], list[AccountResult]]:
    """The same with accounts, in the form of `reference.score_all`: the leads in their order, accounts by key.

    `native`: through the text that is to be compiled.
    """
    scorer = load_module(python_output.emit(plan, native=native))
    given = [raw_lead(plan, lead) for lead in leads]
    rows = [raw_account(plan, account) for account in accounts]
    known = {"accounts": rows} if "account" in inspect.signature(scorer.score).parameters else {}
    results = in_all_ways(scorer, given, as_of, **known)
    if plan.accounts is None:
        return results, []
    features = scorer.account_features(given, as_of=as_of, accounts=rows)
    found = scorer.score_accounts(rows, features, as_of=as_of, contributions=True)
    return results, sorted((exact_account(each) for each in found), key=lambda each: each.account.encode())


def in_all_ways(scorer: ModuleType, leads: list[RawLead], as_of: int, **known: object) -> list[Result]:
    """The results with contributions; those without, and those of tuples, have to say the same."""
    tuples = [
        (
            tuple(lead.get(name) for name in scorer.LEAD_COLUMNS),
            [tuple(event.get(name) for name in (*scorer.EVENT_COLUMNS, "behind")) for event in events],
        )
        for lead, events in leads
    ]
    results = [exact(each) for each in scorer.score_many(leads, as_of=as_of, contributions=True, **known)]
    assert [exact(each) for each in scorer.score_tuples(tuples, as_of=as_of, contributions=True, **known)] == results
    bare = [replace(result, contributions=()) for result in results]
    assert [exact(each) for each in scorer.score_many(leads, as_of=as_of, **known)] == bare
    assert [exact(each) for each in scorer.score_tuples(tuples, as_of=as_of, **known)] == bare
    return results


def load_module(source: str) -> ModuleType:
    module = ModuleType("emitted_scorer")
    sys.modules[module.__name__] = module  # dataclasses look their module up while they are made
    try:
        exec(compile(source, "<emitted scorer>", "exec"), module.__dict__)
    finally:
        del sys.modules[module.__name__]
    return module


def raw_lead(plan: Plan, lead: Lead) -> RawLead:
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


def raw_account(plan: Plan, account: Account) -> dict[str, object]:
    assert plan.schema.account is not None
    types = {a.name: a.type for a in plan.schema.account.attributes}
    return {name: raw(types[name], value) for name, value in account.values.items()}


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
        case "set", str():
            entries = value.split(model.SET_MARK)[1:-1]
            return (entries, tuple(f" {entry}" for entry in reversed(entries)), {*entries})[form]
    raise AssertionError(f"{kind}: {value!r}")


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
        for name in (field.name for field in fields(Result) if field.name != "lead"):
            expected, got = getattr(self.expected, name), getattr(self.got, name)
            if expected != got:
                lines += [f"  {name}: expected {expected}", f"  {' ' * len(name)}  got      {got}"]
        return "\n".join(lines)


@dataclass(frozen=True)
class AccountMismatch:
    backend: str
    account: str
    expected: AccountResult | None
    got: AccountResult | None

    def __str__(self) -> str:
        return f"{self.backend} differs for account {self.account!r}\n  expected {self.expected}\n  got      {self.got}"


def canonical_account(result: AccountResult) -> AccountResult:
    rows = sorted(result.contributions, key=lambda c: (c.score, c.kind, c.rule, c.points))
    return replace(result, contributions=tuple(rows))


def canonical(result: Result) -> Result:
    """With contributions in a fixed order: rows of one score are a set, their order carries no meaning."""
    rows = sorted(result.contributions, key=lambda c: (c.score, c.kind, c.rule, c.points, c.source or ""))
    return replace(result, contributions=tuple(rows))


def all_by_reference(
    plan: Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account] = ()
) -> tuple[list[Result], list[AccountResult]]:
    return score_all(plan, leads, as_of, accounts)


def all_by_duckdb(
    plan: Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account] = ()
) -> tuple[list[Result], list[AccountResult]]:
    from scoreline.compiler.sql.run import score_all_in_duckdb

    results, of_accounts = score_all_in_duckdb(plan, leads, as_of, accounts)
    return list(results), sorted(of_accounts, key=lambda each: each.account.encode())


Population = Callable[[Plan, Sequence[Lead], int, Sequence[Account]], tuple[list[Result], list[AccountResult]]]
POPULATIONS: dict[str, Population] = {"python": all_by_python, "duckdb": all_by_duckdb}


def differences(
    plan: Plan,
    leads: Sequence[Lead],
    as_of: int,
    names: Sequence[str] = ("python", "duckdb"),
    accounts: Sequence[Account] = (),
    known: tuple[list[Result], list[AccountResult]] | None = None,
) -> list[Mismatch | AccountMismatch]:
    """Where a backend's results, of leads with their accounts and of accounts, are not the reference's.

    `known` are the reference's, where somebody has them already.
    """
    results, of_accounts = all_by_reference(plan, leads, as_of, accounts) if known is None else known
    expected = {r.lead: canonical(r) for r in results}
    expected_accounts = {r.account: canonical_account(r) for r in of_accounts}
    of_key = {lead.key: lead for lead in leads}
    found: list[Mismatch | AccountMismatch] = []
    for name in names:
        other, other_accounts = POPULATIONS[name](plan, leads, as_of, accounts)
        got = {r.lead: canonical(r) for r in other}
        for key in sorted(expected.keys() | got.keys()):
            if expected.get(key) != got.get(key):
                found.append(Mismatch(name, of_key.get(key), expected.get(key), got.get(key)))
        got_accounts = {r.account: canonical_account(r) for r in other_accounts}
        for key in sorted(expected_accounts.keys() | got_accounts.keys()):
            if expected_accounts.get(key) != got_accounts.get(key):
                found.append(AccountMismatch(name, key, expected_accounts.get(key), got_accounts.get(key)))
    return found


def shown(milli: int | None) -> Decimal | None:
    """A score in thousandths as a number."""
    return None if milli is None else Decimal(milli) / 1000


def moment(second: int) -> str:
    return (dt.datetime(1970, 1, 1) + dt.timedelta(seconds=second)).isoformat() + "Z"
