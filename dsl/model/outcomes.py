"""Checked outcomes: exclusions, grades, stages, flags, routes, follow-up, worklist."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from ..source import Span
from .expressions import Condition

__all__ = [
    "Band",
    "BusinessHours",
    "Due",
    "Exclusion",
    "Flag",
    "FollowUp",
    "FollowUpLine",
    "Grade",
    "Matrix",
    "Questions",
    "Route",
    "RouteLine",
    "StageLine",
    "Stages",
    "Worklist",
]


@dataclass(frozen=True, slots=True)
class Band:
    label: str
    lowest: int | None  # thousandths; None for the last band


@dataclass(frozen=True, slots=True)
class Grade:
    name: str
    score: str
    bands: tuple[Band, ...]  # descending
    span: Span


@dataclass(frozen=True, slots=True)
class StageLine:
    """`condition` is None for `otherwise`. `reason` is the `because` text, else the condition as written."""

    stage: str
    condition: Condition | None
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Stages:
    """First met wins. `out` is the stage of leads that are not scored (None where no exclusion exists)."""

    name: str
    lines: tuple[StageLine, ...]
    out: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The lead as a whole is not scored where `scores` is None; otherwise these scores are none.

    Of several that are met the first gives the reason.
    """

    condition: Condition
    reason: str
    span: Span
    scores: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """The label of the row's band followed by that of the column's (`A` and `1` make `A1`); `GradeOf` reads it."""

    name: str
    rows: Grade  # its name is empty
    columns: Grade
    span: Span


@dataclass(frozen=True, slots=True)
class Flag:
    """Two-valued; none for a lead that is not scored. It may read scores, grades and earlier flags."""

    name: str
    condition: Condition
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Questions:
    """The open criteria's questions in the order given, joined by "; "; none where nothing is open.

    `items`: the question and the let that is unknown while it is open, worth most first. `top`: at most so many.
    `of`: the framework's score; where that is none, so are the questions.
    """

    name: str
    of: str
    items: tuple[tuple[str, str], ...]
    top: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class RouteLine:
    label: str
    condition: Condition | None  # None for `otherwise`
    span: Span


@dataclass(frozen=True, slots=True)
class Route:
    """First met wins; none where nothing is met, and for a lead that is not scored."""

    name: str
    lines: tuple[RouteLine, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Open on `days` (0 is Monday) from `opens` to `closes` (seconds of the local day), but not on holidays.

    `time_zone` is an IANA name; `holidays` are days since 1970, ascending.
    """

    days: tuple[int, ...]
    opens: int
    closes: int
    time_zone: str
    holidays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """When a follow-up is due.

    - `hours`: `count` seconds after `as of`.
    - `business hours`: the first moment at which `count` seconds of open time have passed since `as of`.
    - `business days`: the closing time of the `count`-th business day after the local day of `as of`.
    """

    kind: Literal["hours", "business hours", "business days"]
    count: int


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    owner: str
    due: Due | None
    condition: Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class FollowUp:
    """First met wins. `hours` is there where a line needs it."""

    lines: tuple[FollowUpLine, ...]
    hours: BusinessHours | None
    span: Span


@dataclass(frozen=True, slots=True)
class Worklist:
    """Scored leads for which the condition is met, by the scores (highest first, none last), then by key (UTF-8 bytes).

    Of each stage in `quotas` only the first so many count; of what is left, the first `top`.
    """

    by: tuple[str, ...]
    top: int | None
    quotas: tuple[tuple[str, int], ...]
    condition: Condition | None
    span: Span
