"""Values and conditions as written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ..source import Span

__all__ = [
    "Ago",
    "And",
    "AtLeastEvents",
    "Comparator",
    "Comparison",
    "Condition",
    "CountDifferent",
    "CountOf",
    "Date",
    "DaysSince",
    "DaysSinceEvent",
    "DomainOf",
    "Duration",
    "EventSelector",
    "Happened",
    "InWindow",
    "Literal_",
    "Membership",
    "Name",
    "NoEvent",
    "Not",
    "NotScored",
    "Number",
    "Or",
    "Parenthesised",
    "Percent",
    "Presence",
    "Text",
    "TextTest",
    "Timestamp",
    "Today",
    "Unit",
    "Value",
    "Window",
    "YesNo",
]


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
