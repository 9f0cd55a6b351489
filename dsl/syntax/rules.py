"""Rules, tables and groups of rules as written."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from ..source import Span
from .clauses import Clause
from .conditions import Condition
from .events import EventSelector, Leads, Moment
from .literals import Amount, Length, Literal_, Name, Period, Points, PointsOf, Text
from .values import Value

__all__ = [
    "AmountRule",
    "CountsSince",
    "CutRow",
    "DataRule",
    "Entry",
    "FallbackRow",
    "Group",
    "LeadsRule",
    "MatchRow",
    "OccurrenceRule",
    "PeriodRule",
    "PickGroup",
    "Rule",
    "TableFile",
    "TableRow",
    "TableRule",
    "TimeRule",
    "VisitRule",
    "WhenRule",
]


@dataclass(frozen=True, slots=True)
class WhenRule:
    label: Text
    points: Points
    condition: Condition
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class OccurrenceRule:
    """`"Pages" +8 for each page_view in last 90 days`, `"Activity" + points of activity for each activity ever`."""

    label: Text
    points: Points | PointsOf
    mode: Literal["for each", "once for"]
    events: EventSelector
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AmountRule:
    """`"Size of budget" +2 for each full 10000 of budget, max 20 points`."""

    label: Text
    points: Points
    amount: Amount
    value: Value
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TimeRule:
    """`"Idle" -10 for each full 30 days since (last event or created), max 6 times`; one moment or several: the
    latest of those that are known."""

    label: Text
    points: Points
    every: Length
    moments: tuple[Moment, ...]
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DataRule:
    """`"Review" + review, limited to 0..30`, `"Review" - (a + b), limited to -30..0`: points that are a value."""

    label: Text
    negative: bool
    value: Value
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class LeadsRule:
    """`"Colleagues" +5 for each other lead of the same company with C, max 4 leads`."""

    label: Text
    points: Points
    leads: Leads
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """`"Days busy" +3 for each day with at least 7 page_view in last 30 days`, `… for each 3 days with at least …`."""

    label: Text
    points: Points
    period: Period
    at_least: Amount
    events: EventSelector
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class VisitRule:
    """`"Visits" +1 for each visit of page_view by session_id in last 30 days`,
    `… for each visit with at least 3 page_view after 30 minutes of silence in last 30 days`.

    Either `key` or `silence` is None; `at_least` is None after `visit of`.
    """

    label: Text
    points: Points
    at_least: Amount | None
    events: EventSelector
    key: Name | None
    silence: Length | None
    clauses: tuple[Clause, ...]
    span: Span


# ---- tables --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CutRow:
    """`from 50: +20`; in a factor `from 50: 1.2`, where a name stands as a SignedName that is not negative."""

    kind: Literal["below", "from", "up to", "above"]
    bound: Amount
    points: Points
    span: Span


@dataclass(frozen=True, slots=True)
class MatchRow:
    """`"DE": +5`, `("AT", "CH"): +3`."""

    values: tuple[Literal_ | Name, ...]
    points: Points
    span: Span


@dataclass(frozen=True, slots=True)
class FallbackRow:
    kind: Literal["missing", "otherwise"]
    points: Points
    span: Span


TableRow = CutRow | MatchRow | FallbackRow


@dataclass(frozen=True, slots=True)
class TableFile:
    """`from "sic.csv" column points key sic`: `column` holds what pays, `key` the values to look up (None where it was
    not written: then the column is called as the attribute)."""

    path: Text
    column: Text  # written as a name or, for odd headings, in quotes
    key: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class TableRule:
    """`"Size" by employees { below 50: +5 … }`, `"Industry" by sic from "sic.csv" column points { missing: 0 }`."""

    label: Text
    value: Value
    rows: tuple[TableRow, ...]
    clauses: tuple[Clause, ...]
    span: Span
    source: TableFile | None = None


Rule = WhenRule | OccurrenceRule | AmountRule | TimeRule | DataRule | LeadsRule | PeriodRule | VisitRule | TableRule

# ---- groups --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountsSince:
    """`counts since last status_change where to is "Nurture"`, `counts since company_signed`."""

    moment: Moment
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    label: Text
    clauses: tuple[Clause, ...]
    entries: tuple[Entry, ...]
    span: Span
    counts_since: CountsSince | None = None


@dataclass(frozen=True, slots=True)
class PickGroup:
    """`first of "Title" { … }`, `best of "Title" { … }`, `lowest of "Title" { … }`: at most one of the rules pays."""

    kind: Literal["first of", "best of", "lowest of"]
    label: Text
    clauses: tuple[Clause, ...]
    rules: tuple[Rule, ...]
    span: Span


Entry = Rule | Group | PickGroup
