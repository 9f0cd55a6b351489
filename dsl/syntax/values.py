"""Values as written."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from ..source import Span
from .events import EventSelector, Leads, Moment
from .literals import Ago, Duration, Literal_, Name, Path, Today

__all__ = [
    "AgeUnit",
    "Arithmetic",
    "CountDifferent",
    "CountDifferentOfEventsOfLeads",
    "CountDifferentOfLeads",
    "CountEntries",
    "CountOf",
    "CountOfLeads",
    "DaysSince",
    "DaysSinceEvent",
    "DomainOf",
    "Else",
    "EventAttribute",
    "EventNumber",
    "Greatest",
    "LeadsNumber",
    "PreviousStage",
    "SinceLatest",
    "TimeBetween",
    "Value",
]


@dataclass(frozen=True, slots=True)
class DomainOf:
    """`domain of email`."""

    value: Value
    span: Span


# ---- ages ----------------------------------------------------------------------------------------------------------

AgeUnit = Literal["day", "hour", "minute"]


@dataclass(frozen=True, slots=True)
class DaysSince:
    """`days since created`, `hours since company.signed`: of an attribute."""

    value: Name | Path
    span: Span
    unit: AgeUnit = "day"


@dataclass(frozen=True, slots=True)
class DaysSinceEvent:
    """`days since last page_view where …`, `minutes since first …`. The selector has no window."""

    which: Literal["last", "first"]
    events: EventSelector
    span: Span
    unit: AgeUnit = "day"


@dataclass(frozen=True, slots=True)
class SinceLatest:
    """`days since (last event or created)`: since the latest of those that are known."""

    unit: AgeUnit
    moments: tuple[Moment, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TimeBetween:
    """`days from first trial to first purchase`, `hours from created to first demo_request`."""

    unit: AgeUnit
    start: Moment
    end: Moment
    span: Span


# ---- of events -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountOf:
    """`count of page_view in last 30 days`."""

    events: EventSelector
    span: Span


@dataclass(frozen=True, slots=True)
class CountDifferent:
    """`count of different page of page_view in last 30 days`."""

    attribute: Name
    events: EventSelector
    span: Span


@dataclass(frozen=True, slots=True)
class EventNumber:
    """`sum of amount of purchase where … in last 90 days`, `highest of …`, `lowest of …`."""

    op: Literal["sum", "highest", "lowest"]
    attribute: Name
    events: EventSelector
    span: Span


@dataclass(frozen=True, slots=True)
class EventAttribute:
    """`latest page of page_view in last 9 days`, `first campaign of page_view ever`."""

    which: Literal["latest", "first"]
    attribute: Name
    events: EventSelector
    span: Span


# ---- of other leads ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountOfLeads:
    """`count of other leads of the same company with C`."""

    leads: Leads
    span: Span


@dataclass(frozen=True, slots=True)
class CountDifferentOfLeads:
    """`count of different country of leads of the same company`."""

    attribute: Name
    leads: Leads
    span: Span


@dataclass(frozen=True, slots=True)
class CountDifferentOfEventsOfLeads:
    """`count of different page of page_view in last 30 days of leads of the same company`."""

    attribute: Name
    events: EventSelector
    leads: Leads
    span: Span


@dataclass(frozen=True, slots=True)
class LeadsNumber:
    """`sum of fit of other leads of the same company`, `lowest of (days since last event) of leads of the account`."""

    op: Literal["sum", "highest", "lowest"]
    value: Value  # of each of those leads
    leads: Leads
    span: Span


# ---- computed ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountEntries:
    """`count of certs`: the number of entries of a set. (An event's name here lacks its window.)"""

    value: Name | Path
    span: Span


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`a + b`, `a - b`, `3 * a`. The span takes in the parentheses around it, if there are any."""

    left: Value
    op: Literal["+", "-", "*"]
    right: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Greatest:
    """`greatest of (0, 11 - media)`, `least of (a, b)`."""

    which: Literal["greatest", "least"]
    values: tuple[Value, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Else:
    """`distance else 15`: the value, or the other where it is missing."""

    value: Value
    otherwise: Literal_ | Name
    span: Span


@dataclass(frozen=True, slots=True)
class PreviousStage:
    """`previous stage`."""

    span: Span


Value = (
    Name
    | Path
    | Literal_
    | Duration
    | Ago
    | Today
    | DomainOf
    | DaysSince
    | DaysSinceEvent
    | SinceLatest
    | TimeBetween
    | CountOf
    | CountDifferent
    | EventNumber
    | EventAttribute
    | CountOfLeads
    | CountDifferentOfLeads
    | CountDifferentOfEventsOfLeads
    | LeadsNumber
    | CountEntries
    | Arithmetic
    | Greatest
    | Else
    | PreviousStage
)
