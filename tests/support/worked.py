"""Cases with an expected result worked out by hand, and how they are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoreline.compiler.result import Event, Lead
from scoreline.dsl.model import SET_MARK

AS_OF = "2026-01-15T09:00:00Z"
SCHEMA = """
lead {
  id: text key   created: timestamp   title: text   country: text   email: text
  seniority: one of ("vp", "cxo", "other")
  employees: integer   budget: decimal(2)   ok: yes or no   renewal: date   seen: timestamp
  certs: set of text   level: ordered ("low", "mid", "high")   score_of_old: integer   expiry: date
}
event page_view { page: text, seconds: integer, cost: decimal, mail: text, big: yes or no, due: date }
event demo { plan: text, mail: text }
event mailed, not by the lead { mail: text }
event moved, not by the lead { to: text }
list markets = ("DE", "FR")
list free_mail = ("gmail.com", "Web.de")
let german = country is "DE"
"""
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
Row = tuple[str, str, str, int]  # kind, rule, points, times


@dataclass(frozen=True)
class Worked:
    """`expected` maps an output (score, grade, stage, `reason`) to its text, None for no value."""

    name: str
    rules: str
    values: dict[str, object]
    events: tuple[tuple[object, ...], ...]
    expected: dict[str, str | None]
    rows: tuple[tuple[str, *Row], ...] | None  # (score, kind, rule, points, times)
    zone: str
    as_of: str
    since: str = "created"  # the attribute that says how long the lead has existed
    alone: bool = True  # False: one score `s`, which may stand beside others

    @property
    def text(self) -> str:
        schema = SCHEMA.replace(f"{self.since}: date", f"{self.since}: date since")
        schema = schema.replace(f"{self.since}: timestamp", f"{self.since}: timestamp since")
        return f'ruleset worked version "1", time zone "{self.zone}"\n{schema}{self.rules}\n'

    def lead(self) -> Lead:
        values = {name: _value(name, value) for name, value in self.values.items()}
        return Lead("1", {"id": "1", **values}, tuple(_event(e, second(self.as_of)) for e in self.events))


def points(
    name: str,
    rule: str,
    values: Mapping[str, object] | None = None,
    expected: str = "0",
    *,
    events: Sequence[tuple[object, ...]] = (),
    rows: Sequence[Row] | None = None,
    clauses: str = "",
    zone: str = "UTC",
    as_of: str = AS_OF,
    since: str = "created",
    first: str = "",
) -> Worked:
    """One rule (its label is `rule`) in a score `s` of -1000 to 1000 with three decimals, after the line `first`."""
    more = f", {clauses}" if clauses else ""
    head = f"score s, limited to -1000..1000, rounded to 3 decimals{more}"
    contributions = None if rows is None else tuple(("s", *row) for row in rows)
    if rows is not None and len(rows) == 1 and Decimal(rows[0][2]) != Decimal(expected):
        rest = Decimal(expected) - Decimal(rows[0][2])
        contributions = (*(contributions or ()), ("s", "rounding", "", str(rest), 0))
    text = f'{head} {{\n  {first}\n  "rule" {rule}\n}}'
    return Worked(
        name, text, dict(values or {}), tuple(events), {"s": expected}, contributions, zone, as_of, since, alone=False
    )


def whole(
    name: str,
    rules: str,
    values: Mapping[str, object] | None = None,
    expected: dict[str, str | None] | None = None,
    *,
    events: Sequence[tuple[object, ...]] = (),
    rows: Sequence[tuple[str, *Row]] | None = None,
    as_of: str = AS_OF,
) -> Worked:
    """Several items after the common schema."""
    return Worked(
        name,
        rules,
        dict(values or {}),
        tuple(events),
        expected or {},
        None if rows is None else tuple(rows),
        "UTC",
        as_of,
    )


def second(moment: str) -> int:
    """Seconds since 1970 of a moment with its zone."""
    return int((dt.datetime.fromisoformat(moment) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)).total_seconds())


def _value(name: str, value: object) -> str | int | bool:
    match name, value:
        case "budget", str():
            return int(Decimal(value) * 100)
        case "cost", str():
            return int(Decimal(value) * 100)
        case "certs", tuple():
            return SET_MARK + "".join(entry + SET_MARK for entry in sorted(value, key=str.encode))
        case "renewal" | "expiry" | "due", str():
            return dt.date.fromisoformat(value).toordinal() - dt.date(1970, 1, 1).toordinal()
        case "seen" | "created", str():
            return second(value)
        case _, str() | int():
            return value
    raise AssertionError(f"{name}: {value!r}")


def _event(written: tuple[object, ...], as_of: int) -> Event:
    kind, when, *rest = written
    assert isinstance(kind, str) and isinstance(when, str)
    if "T" in when:
        at = second(when)
    else:
        parts = [(int(part[:-1]), _UNITS[part[-1]]) for part in when.lstrip("-").split()]
        at = as_of - (-1 if when.startswith("-") else 1) * sum(n * unit for n, unit in parts)
    values = rest[0] if rest else {}
    assert isinstance(values, dict)
    return Event(kind, at, {name: _value(name, value) for name, value in values.items()})
