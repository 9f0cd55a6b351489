"""What follows from the scores, as written: grades, matrices, flags, stages, follow up, routes, worklist, checks."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from ..source import Span
from .clauses import Clause
from .conditions import Condition
from .events import EventSelector
from .literals import Amount, Length, Literal_, Name, Number, Text, TimeOfDay
from .rules import TableFile
from .values import Value

__all__ = [
    "Attribution",
    "Axis",
    "Band",
    "Burst",
    "BusinessHours",
    "Due",
    "DueUnit",
    "Flag",
    "FollowUp",
    "FollowUpLine",
    "Grade",
    "Ignore",
    "Invariant",
    "Matrix",
    "PreviousLine",
    "Route",
    "RouteLine",
    "RouteRow",
    "RouteTable",
    "StageLine",
    "Stages",
    "Weekday",
    "Worklist",
    "WorklistCap",
]

# ---- labels of scores ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """`A from 80`, or `D below` where the bound is None."""

    label: Text | Name | Number
    bound: Amount | None
    span: Span


@dataclass(frozen=True, slots=True)
class Grade:
    """`grade rating of total { A from 80   D below }`; `account grade … of …` has `account` set."""

    name: Name
    score: Name
    bands: tuple[Band, ...]
    span: Span
    account: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """`fit: A from 75 B from 50 C below`, in a matrix."""

    score: Name
    bands: tuple[Band, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Matrix:
    """`matrix quadrant of fit and engagement { fit: …   engagement: … }`; the axes in the order written."""

    name: Name
    first: Name
    second: Name
    axes: tuple[Axis, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Flag:
    """`flag priority when C because "…"`."""

    name: Name
    condition: Condition
    because: Text | None
    span: Span


# ---- stages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StageLine:
    """`sql when … because "…"`, or `nurture otherwise` where the condition is None."""

    stage: Name
    condition: Condition | None
    because: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class PreviousLine:
    """`previous ("MQL", "Marketing Qualified"): mql`: values of the previous stage's attribute, and the stage."""

    values: tuple[Literal_ | Name, ...]
    stage: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Stages:
    """`stages lifecycle, first met wins, previous stage from crm_stage { … }`; `account stages` has `account` set."""

    name: Name
    clauses: tuple[Clause, ...]
    lines: tuple[StageLine, ...]
    span: Span
    previous: tuple[PreviousLine, ...] = ()
    account: bool = False


# ---- follow up -----------------------------------------------------------------------------------------------------

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """`business hours monday to friday from 09:00 to 17:00, time zone "Europe/Berlin", holidays in holidays`.

    The days in the order of the week, each once; `holidays` is a list's name.
    """

    days: tuple[Weekday, ...]
    opens: TimeOfDay
    closes: TimeOfDay
    time_zone: Text | None
    holidays: Name | None
    span: Span


DueUnit = Literal["minute", "hour", "day", "week", "business hour", "business day"]


@dataclass(frozen=True, slots=True)
class Due:
    """`due in 4 business hours`."""

    count: Amount
    unit: DueUnit
    span: Span


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """`"Inside sales" due in 4 business hours when C because "…"`; the condition is None for `otherwise`."""

    label: Text
    due: Due | None
    condition: Condition | None
    because: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class FollowUp:
    """`follow up, first met wins { … }`."""

    clauses: tuple[Clause, ...]
    lines: tuple[FollowUpLine, ...]
    span: Span


# ---- routes, worklist ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RouteLine:
    """`"DACH" when C because "…"`; the condition is None for `otherwise`."""

    label: Text
    condition: Condition | None
    because: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Route:
    """`route region, first met wins { "DACH" when C   "Rest" otherwise }`."""

    name: Name
    clauses: tuple[Clause, ...]
    lines: tuple[RouteLine, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RouteRow:
    """`missing: "Inbox"`, `otherwise: "Inbox"`."""

    kind: Literal["missing", "otherwise"]
    label: Text
    span: Span


@dataclass(frozen=True, slots=True)
class RouteTable:
    """`route seller by country from "routing.csv" column owner key country { missing: "Inbox" }`."""

    name: Name
    value: Value
    source: TableFile
    rows: tuple[RouteRow, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class WorklistCap:
    """`max 10 of pql`: at most so many leads of a stage."""

    count: Amount
    stage: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Worklist:
    """`worklist by total, engagement, top 40, max 10 of pql, when lifecycle in (sql, mql)`."""

    by: tuple[Name, ...]
    top: Amount | None
    caps: tuple[WorklistCap, ...]
    condition: Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """`attribution by campaign`."""

    attribute: Name
    span: Span


# ---- noise, checks -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Burst:
    """`more than 5 within 1 minute`."""

    more_than: Amount
    within: Length
    span: Span


@dataclass(frozen=True, slots=True)
class Ignore:
    """`ignore page_view where …`, `ignore click within 2 seconds after mail_sent of the same mail`,
    `ignore click more than 5 within 1 minute`, each with `when C` about the lead. The selector has no window."""

    events: EventSelector
    burst: Burst | None
    condition: Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class Invariant:
    """`never "students reach sales": C`, `always "…": C`."""

    kind: Literal["never", "always"]
    label: Text
    condition: Condition
    span: Span
