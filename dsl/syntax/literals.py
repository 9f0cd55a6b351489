"""Names, constants, lengths of time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from ..late import dataclass
from ..source import Span

__all__ = [
    "Ago",
    "Amount",
    "Date",
    "Duration",
    "Length",
    "Literal_",
    "Name",
    "Number",
    "Path",
    "Percent",
    "Period",
    "PeriodUnit",
    "Points",
    "PointsOf",
    "Share_",
    "SignedName",
    "Text",
    "TimeOfDay",
    "Timestamp",
    "Today",
    "Unit",
    "YesNo",
]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written; `text` is without backticks."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Path:
    """`company.industry`: an attribute of the lead's account, through the lead's account attribute."""

    account: Name
    attribute: Name
    span: Span


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


Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Duration:
    """`30 days`; the unit is singular here."""

    count: Decimal
    unit: Unit
    span: Span


PeriodUnit = Literal["hour", "day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Period:
    """`day`, `week`, `month`, `hour` (every 1), `3 days` (every 3, unit day): a piece of the calendar."""

    unit: PeriodUnit
    every: int
    span: Span


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """`09:00`, as minutes since midnight; `24:00` is 1440."""

    minutes: int
    span: Span


@dataclass(frozen=True, slots=True)
class Ago:
    """`3 days ago`, `quiet ago` (a parameter; not in samples)."""

    duration: Length
    span: Span


@dataclass(frozen=True, slots=True)
class Today:
    span: Span


Literal_ = Number | Percent | Text | Date | Timestamp | YesNo
Amount = Number | Name  # `20`, or a parameter
Length = Duration | Name  # `30 days`, or a parameter
Share_ = Percent | Name  # `40%`, or a parameter

# ---- points --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedName:
    """`+mql_points`, `-penalty`: points that are a parameter."""

    name: Name
    negative: bool
    span: Span


@dataclass(frozen=True, slots=True)
class PointsOf:
    """`+ points of activity for each activity …`: a number of the counted event; `attribute` is the event's."""

    attribute: Name
    negative: bool
    span: Span


Points = Number | SignedName
