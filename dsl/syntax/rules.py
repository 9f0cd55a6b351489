"""Rules, their clauses, groups, scores and totals as written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..source import Span
from .expressions import Condition, Duration, EventSelector, Literal_, Name, Number, Percent, Text, Value

__all__ = [
    "Clause",
    "CutRow",
    "Decay",
    "DecayClause",
    "Entry",
    "FadeOver",
    "FallbackRow",
    "FirstMetWins",
    "FullFor",
    "Group",
    "HalveEvery",
    "KeepEvery",
    "LatestOnly",
    "LimitedTo",
    "LosePointsEvery",
    "LoseShareEvery",
    "MatchRow",
    "MaxPoints",
    "NoDecay",
    "OccurrenceRule",
    "OncePer",
    "RoundedTo",
    "Score",
    "TableRow",
    "TableRule",
    "Total",
    "TotalTerm",
    "Unless",
    "WhenRule",
]

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
