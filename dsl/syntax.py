"""The syntax of a rule file: what was written, each node with its span; nothing is resolved yet.

Made by `dsl/build.py` from the parse tree, read by `dsl/check/` and the formatter. Names may be undeclared and
comparisons ill-typed here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .source import Span


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written; `text` is without backticks."""

    text: str
    span: Span


# ---- values --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal  # sign included
    span: Span


@dataclass(frozen=True, slots=True)
class Percent:
    value: Decimal  # 40% is Decimal(40)
    span: Span


@dataclass(frozen=True, slots=True)
class Text:
    value: str  # unescaped
    span: Span


@dataclass(frozen=True, slots=True)
class Date:
    value: dt.date
    span: Span


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment; `offset_seconds` is None where no zone was written (then the ruleset's zone holds)."""

    value: dt.datetime  # naive, as written
    offset_seconds: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class YesNo:
    value: bool
    span: Span


Unit = Literal["minute", "hour", "day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Duration:
    """`30 days`; the unit is singular here."""

    count: Decimal
    unit: Unit
    span: Span


@dataclass(frozen=True, slots=True)
class Ago:
    """`3 days ago`."""

    duration: Duration
    span: Span


@dataclass(frozen=True, slots=True)
class Today:
    span: Span


@dataclass(frozen=True, slots=True)
class DomainOf:
    """`domain of email`."""

    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Window:
    """`in last 90 days`, or `ever` where the duration is None."""

    duration: Duration | None
    span: Span


@dataclass(frozen=True, slots=True)
class EventSelector:
    """Which events: `page_view where page is "/x" in last 9 days`, `any event by the lead in last 30 days`.

    `kind` is None for any event; `own` says 'by the lead' was written. `window` is None where none was written.
    """

    kind: Name | None
    own: bool
    where: Condition | None
    window: Window | None
    span: Span


@dataclass(frozen=True, slots=True)
class DaysSince:
    """`days since created`, of an attribute."""

    value: Name
    span: Span


@dataclass(frozen=True, slots=True)
class DaysSinceEvent:
    """`days since last page_view where …`, `days since first …`."""

    which: Literal["last", "first"]
    events: EventSelector
    span: Span


@dataclass(frozen=True, slots=True)
class CountOf:
    events: EventSelector
    span: Span


@dataclass(frozen=True, slots=True)
class CountDifferent:
    attribute: Name
    events: EventSelector
    span: Span


Literal_ = Number | Percent | Text | Date | Timestamp | YesNo
Value = Name | Literal_ | Duration | Ago | Today | DomainOf | DaysSince | DaysSinceEvent | CountOf | CountDifferent

# ---- conditions ----------------------------------------------------------------------------------------------------

Comparator = Literal["is", "is not", "at least", "at most", "above", "below", "before", "after", "on"]


@dataclass(frozen=True, slots=True)
class Comparison:
    left: Value
    op: Comparator
    right: Value
    ignoring_case: bool
    op_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Presence:
    """`budget is known` / `budget is missing`."""

    value: Value
    known: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Membership:
    """`country in markets`, `country not in ("DE", "FR")`; the items are a list's name or the written alternatives."""

    value: Value
    negated: bool
    items: Name | tuple[Literal_ | Name, ...]
    ignoring_case: bool
    items_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class TextTest:
    """`title has word "CEO"`, `page starts with any of ("/a", "/b") ignoring case`."""

    value: Value
    op: Literal["has word", "contains", "starts with", "ends with"]
    needles: Name | tuple[Text, ...]
    ignoring_case: bool
    op_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class InWindow:
    """`x in last 30 days` / `x in next 60 days` of a bare name: an event or a date; the checker says which."""

    name: Name
    direction: Literal["last", "next"]
    duration: Duration
    span: Span


@dataclass(frozen=True, slots=True)
class Happened:
    """`page_view where page is "/x" in last 9 days`, `any event by the lead in last 9 days`, `demo_request ever`."""

    events: EventSelector
    span: Span


@dataclass(frozen=True, slots=True)
class NoEvent:
    """`no page_view in last 30 days`."""

    events: EventSelector
    span: Span


@dataclass(frozen=True, slots=True)
class AtLeastEvents:
    """`at least 3 page_view in last 14 days`."""

    count: Number
    events: EventSelector
    span: Span


@dataclass(frozen=True, slots=True)
class NotScored:
    """`not scored`: a `do not score when` line holds for the lead. Only as a stage's whole condition."""

    span: Span


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Condition, ...]  # two or more, flat
    span: Span


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    item: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Parenthesised:
    item: Condition
    span: Span


# A bare Name is a condition too: a `let`, or a yes-or-no attribute.
Condition = (
    Comparison
    | Presence
    | Membership
    | TextTest
    | InWindow
    | Happened
    | NoEvent
    | AtLeastEvents
    | NotScored
    | And
    | Or
    | Not
    | Parenthesised
    | Name
)

# ---- clauses -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HalveEvery:
    duration: Duration
    span: Span


@dataclass(frozen=True, slots=True)
class KeepEvery:
    """`keep 80% every 30 days`: compound."""

    percent: Percent
    duration: Duration
    span: Span


@dataclass(frozen=True, slots=True)
class LoseShareEvery:
    """`lose 20% of the original every 30 days`: steps down to 0."""

    percent: Percent
    duration: Duration
    span: Span


@dataclass(frozen=True, slots=True)
class LosePointsEvery:
    """`lose 5 points every 7 days`: steps down to 0."""

    points: Number
    duration: Duration
    span: Span


@dataclass(frozen=True, slots=True)
class FadeOver:
    """`fade to 0 over 90 days`: a straight line."""

    duration: Duration
    span: Span


@dataclass(frozen=True, slots=True)
class FullFor:
    """`full for 7 days, then halve every 30 days`."""

    duration: Duration
    then: HalveEvery | KeepEvery | LoseShareEvery | LosePointsEvery | FadeOver
    span: Span


Decay = HalveEvery | KeepEvery | LoseShareEvery | LosePointsEvery | FadeOver | FullFor


@dataclass(frozen=True, slots=True)
class DecayClause:
    """A decay as a rule's clause; with `of_each_event` the score's or group's default (`points of each event …`)."""

    decay: Decay
    of_each_event: bool
    span: Span


@dataclass(frozen=True, slots=True)
class NoDecay:
    span: Span


@dataclass(frozen=True, slots=True)
class Unless:
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class MaxPoints:
    points: Number
    span: Span


@dataclass(frozen=True, slots=True)
class LatestOnly:
    count: Number
    span: Span


@dataclass(frozen=True, slots=True)
class OncePer:
    """`once per day` (period is "day") or `once per mail` (an attribute)."""

    period: Literal["day"] | None
    attribute: Name | None
    span: Span


@dataclass(frozen=True, slots=True)
class LimitedTo:
    low: Number
    high: Number
    span: Span


@dataclass(frozen=True, slots=True)
class RoundedTo:
    decimals: Number
    span: Span


@dataclass(frozen=True, slots=True)
class FirstMetWins:
    span: Span


Clause = DecayClause | NoDecay | Unless | MaxPoints | LatestOnly | OncePer | LimitedTo | RoundedTo | FirstMetWins

# ---- rules and scores ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WhenRule:
    label: Text
    points: Number
    condition: Condition
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class OccurrenceRule:
    label: Text
    points: Number
    mode: Literal["for each", "once for"]
    events: EventSelector
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CutRow:
    kind: Literal["below", "from", "up to", "above"]
    bound: Number
    points: Number
    span: Span


@dataclass(frozen=True, slots=True)
class MatchRow:
    values: tuple[Literal_ | Name, ...]
    points: Number
    span: Span


@dataclass(frozen=True, slots=True)
class FallbackRow:
    kind: Literal["missing", "otherwise"]
    points: Number
    span: Span


TableRow = CutRow | MatchRow | FallbackRow


@dataclass(frozen=True, slots=True)
class TableRule:
    label: Text
    value: Value
    rows: tuple[TableRow, ...]
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    label: Text
    clauses: tuple[Clause, ...]
    entries: tuple[Entry, ...]
    span: Span


Entry = WhenRule | OccurrenceRule | TableRule | Group


@dataclass(frozen=True, slots=True)
class Score:
    name: Name
    clauses: tuple[Clause, ...]
    entries: tuple[Entry, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TotalTerm:
    """`40% of fit` (weight 40%), `fit` (no weight), each with its sign."""

    negative: bool
    weight: Percent | None
    score: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Total:
    """`score total, limited to 0..100 = 40% of fit + 60% of engagement`."""

    name: Name
    clauses: tuple[Clause, ...]
    terms: tuple[TotalTerm, ...]
    span: Span


# ---- outcomes ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """`A from 80`, or `D below` where the bound is None."""

    label: Text | Name | Number
    bound: Number | None
    span: Span


@dataclass(frozen=True, slots=True)
class Grade:
    name: Name
    score: Name
    bands: tuple[Band, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class StageLine:
    """`sql when … because "…"`, or `nurture otherwise` where the condition is None."""

    stage: Name
    condition: Condition | None
    because: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Stages:
    name: Name
    clauses: tuple[Clause, ...]
    lines: tuple[StageLine, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Exclusion:
    """`do not score when … because "…"`."""

    condition: Condition
    because: Text | None
    span: Span


# ---- schema and declarations ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypeRef:
    """`decimal(4)` has kind decimal and places 4; `one of (…)` has kind text and options."""

    kind: Literal["text", "integer", "decimal", "boolean", "date", "timestamp"]
    places: Number | None
    options: tuple[Text, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Attribute:
    name: Name
    type: TypeRef
    key: bool
    since: bool
    span: Span


@dataclass(frozen=True, slots=True)
class LeadSchema:
    attributes: tuple[Attribute, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class EventSchema:
    name: Name
    by_the_lead: bool
    attributes: tuple[Attribute, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class InlineList:
    name: Name
    items: tuple[Literal_, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FileList:
    name: Name
    path: Text
    column: Text  # written as a name or, for odd headings, in quotes
    span: Span


@dataclass(frozen=True, slots=True)
class Let:
    name: Name
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Use:
    names: tuple[Name, ...]
    path: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Header:
    name: Name
    version: Text
    time_zone: Text | None
    description: Text | None
    span: Span


# ---- samples -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assignment:
    """`employees 300`, `rating C`, `country missing` (value None)."""

    name: Name
    value: Literal_ | Name | None
    span: Span


@dataclass(frozen=True, slots=True)
class SampleLead:
    assignments: tuple[Assignment, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SampleEvent:
    kind: Name
    at: Ago | Date | Timestamp
    assignments: tuple[Assignment, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Expect:
    assignments: tuple[Assignment, ...]
    not_scored: bool  # `expect not scored`
    span: Span


@dataclass(frozen=True, slots=True)
class Sample:
    label: Text
    as_of: Date | Timestamp
    leads: tuple[SampleLead, ...]  # exactly one is right; the checker says so
    events: tuple[SampleEvent, ...]
    expects: tuple[Expect, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SampleFile:
    """`samples from "leads.csv" as of 2026-01-15`, with `events from "events.csv"` where events stand apart."""

    path: Text
    events_path: Text | None
    as_of: Date | Timestamp
    span: Span


Item = (
    Header
    | Use
    | LeadSchema
    | EventSchema
    | InlineList
    | FileList
    | Let
    | Exclusion
    | Score
    | Total
    | Grade
    | Stages
    | Sample
    | SampleFile
)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file, its items in the order written. Items that could not be parsed are absent (and reported)."""

    file: str
    items: tuple[Item, ...]
