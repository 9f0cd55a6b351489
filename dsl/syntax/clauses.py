"""The clauses of rules, groups, scores and outcomes as written: what follows a comma."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from ..source import Span
from .conditions import Condition
from .literals import Amount, Length, Name, Number, Period, Share_, Text

__all__ = [
    "AtLeastInStage",
    "Clause",
    "Decay",
    "DecayClause",
    "FadeOver",
    "FirstMetWins",
    "Formerly",
    "FullFor",
    "HalveEvery",
    "KeepEvery",
    "LatestOnly",
    "LatestPer",
    "LimitedTo",
    "LosePointsEvery",
    "LoseShareEvery",
    "MaxLeads",
    "MaxPoints",
    "MaxPointsPer",
    "MaxTimes",
    "NeverBack",
    "NoDecay",
    "OncePer",
    "Partition",
    "PreviousStageFrom",
    "RoundedTo",
    "StartsAt",
    "TimesFactor",
    "Unless",
    "Weight",
]

# ---- decay ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HalveEvery:
    duration: Length
    span: Span


@dataclass(frozen=True, slots=True)
class KeepEvery:
    """`keep 80% every 30 days`: compound."""

    percent: Share_
    duration: Length
    span: Span


@dataclass(frozen=True, slots=True)
class LoseShareEvery:
    """`lose 20% of the original every 30 days`: steps down to 0."""

    percent: Share_
    duration: Length
    span: Span


@dataclass(frozen=True, slots=True)
class LosePointsEvery:
    """`lose 5 points every 7 days`: steps down to 0."""

    points: Amount
    duration: Length
    span: Span


@dataclass(frozen=True, slots=True)
class FadeOver:
    """`fade to 0 over 90 days`: a straight line."""

    duration: Length
    span: Span


@dataclass(frozen=True, slots=True)
class FullFor:
    """`full for 7 days, then halve every 30 days`."""

    duration: Length
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


# ---- of rules ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unless:
    condition: Condition
    span: Span


# What splits occurrences: a piece of the calendar, or the value of an event's attribute.
Partition = Period | Name


@dataclass(frozen=True, slots=True)
class MaxPoints:
    """`max 20 points`."""

    points: Amount
    span: Span


@dataclass(frozen=True, slots=True)
class MaxPointsPer:
    """`max 20 points per day`, `max 20 points per page`."""

    points: Amount
    per: Partition
    span: Span


@dataclass(frozen=True, slots=True)
class MaxTimes:
    """`max 6 times`."""

    count: Amount
    span: Span


@dataclass(frozen=True, slots=True)
class MaxLeads:
    """`max 4 leads`."""

    count: Amount
    span: Span


@dataclass(frozen=True, slots=True)
class LatestOnly:
    """`latest 3 only`."""

    count: Amount
    span: Span


@dataclass(frozen=True, slots=True)
class LatestPer:
    """`latest 3 per page`, `latest 3 per week`."""

    count: Amount
    per: Partition
    span: Span


@dataclass(frozen=True, slots=True)
class OncePer:
    """`once per day`, `once per 3 days` (a period) or `once per mail` (an attribute); the other one is None."""

    period: Period | None
    attribute: Name | None
    span: Span


@dataclass(frozen=True, slots=True)
class Weight:
    """`weight 30%`, of a rule, table or group."""

    percent: Share_
    span: Span


@dataclass(frozen=True, slots=True)
class Formerly:
    """`formerly "Old label"`."""

    label: Text
    span: Span


# ---- of scores and outcomes ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LimitedTo:
    low: Amount
    high: Amount
    span: Span


@dataclass(frozen=True, slots=True)
class StartsAt:
    """`starts at 5`."""

    points: Amount
    span: Span


@dataclass(frozen=True, slots=True)
class RoundedTo:
    """`rounded to 0 decimals, half to even`; without a mode a half goes away from zero."""

    decimals: Number
    span: Span
    mode: Literal["half away from zero", "half to even", "toward zero"] = "half away from zero"


@dataclass(frozen=True, slots=True)
class TimesFactor:
    """`times trust`: the score or total is multiplied by a factor."""

    factor: Name
    span: Span


@dataclass(frozen=True, slots=True)
class FirstMetWins:
    span: Span


@dataclass(frozen=True, slots=True)
class PreviousStageFrom:
    """`previous stage from crm_stage`, of stages."""

    attribute: Name
    span: Span


@dataclass(frozen=True, slots=True)
class NeverBack:
    """`never back through (nurture, mql, sql)`, low to high."""

    stages: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AtLeastInStage:
    """`at least 7 days in a stage since stage_date`."""

    duration: Length
    since: Name
    span: Span


Clause = (
    DecayClause
    | NoDecay
    | Unless
    | MaxPoints
    | MaxPointsPer
    | MaxTimes
    | MaxLeads
    | LatestOnly
    | LatestPer
    | OncePer
    | Weight
    | Formerly
    | LimitedTo
    | StartsAt
    | RoundedTo
    | TimesFactor
    | FirstMetWins
    | PreviousStageFrom
    | NeverBack
    | AtLeastInStage
)
