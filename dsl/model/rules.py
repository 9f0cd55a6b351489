"""Checked rules, decay, groups, scores and totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..source import Span
from .expressions import Condition, EventFilter, EventValue, Value

__all__ = [
    "Cut",
    "Decay",
    "Entry",
    "Fade",
    "Group",
    "Halve",
    "Keep",
    "LosePoints",
    "LoseShare",
    "Match",
    "OccurrenceRule",
    "Rule",
    "Score",
    "TableRule",
    "Total",
    "TotalTerm",
    "WhenRule",
]

# ---- decay ---------------------------------------------------------------------------------------------------------
# `unit` is the length of one whole unit of age in seconds (60, 3600 or 86400); `every`/`over` count such units.


@dataclass(frozen=True, slots=True)
class Halve:
    unit: int
    every: int  # at most 730


@dataclass(frozen=True, slots=True)
class Keep:
    unit: int
    every: int
    share: int  # millionths kept, below 10^6


@dataclass(frozen=True, slots=True)
class LoseShare:
    unit: int
    every: int
    share: int  # millionths of the original lost each time


@dataclass(frozen=True, slots=True)
class LosePoints:
    unit: int
    every: int
    points: int  # thousandths lost each time, positive


@dataclass(frozen=True, slots=True)
class Fade:
    unit: int
    over: int  # at most 3650


@dataclass(frozen=True, slots=True)
class Decay:
    """The age that decays is max(0, age - full_for) seconds, in whole units of `form.unit`."""

    form: Halve | Keep | LoseShare | LosePoints | Fade
    full_for: int = 0


# ---- rules ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WhenRule:
    label: str
    points: int
    condition: Condition
    unless: Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class Cut:
    """Pays `points` where lowest <= value < below (None: open), in the value's own integer units."""

    lowest: int | None
    below: int | None
    points: int


@dataclass(frozen=True, slots=True)
class Match:
    """Pays `points` where the value is one of these."""

    values: tuple[str, ...] | tuple[int, ...] | tuple[bool, ...]
    points: int


@dataclass(frozen=True, slots=True)
class TableRule:
    """One row pays. `missing` and `otherwise` are None where the table has no such row (0 points).

    Over `DaysSinceLast` a quiet lead must have been there to be quiet. With a = days since the last event, x = whole
    days since the schema's `since` attribute:

    - no such event ever: the `missing` row pays; without one, the cut with 0 < lowest <= x < below (x known);
    - else a cut that contains a and has no lowest above 0 pays as it stands; otherwise (x known) the cut that
      contains min(a, x) pays, if its lowest is above 0.

    Such a table has no `otherwise` row.
    """

    label: str
    value: Value
    cuts: tuple[Cut, ...]  # ascending, disjoint; empty where there are matches
    matches: tuple[Match, ...]
    missing: int | None
    otherwise: int | None
    unless: Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class OccurrenceRule:
    """Events of the filter → one per day or attribute value, the latest → the latest N → Σ factor × points → limit.

    `once_per` is None, "day" (calendar days of the ruleset's zone) or an attribute; events that lack it form one
    partition of their own. `latest` 1 is `once for`. `max_points` bounds the magnitude, in thousandths.
    """

    label: str
    points: int
    events: EventFilter
    once_per: Literal["day"] | EventValue | None
    latest: int | None
    decay: Decay | None
    max_points: int | None
    unless: Condition | None
    span: Span


Rule = WhenRule | TableRule | OccurrenceRule


@dataclass(frozen=True, slots=True)
class Group:
    """`low`/`high` are None where no limit was written. Labels of groups and rules share one name space per score."""

    label: str
    entries: tuple[Entry, ...]
    low: int | None
    high: int | None
    span: Span


Entry = WhenRule | TableRule | OccurrenceRule | Group


@dataclass(frozen=True, slots=True)
class Score:
    """Limits in thousandths, representable in `decimals` (0 to 3)."""

    name: str
    entries: tuple[Entry, ...]
    low: int
    high: int
    decimals: int
    span: Span


@dataclass(frozen=True, slots=True)
class TotalTerm:
    """weight: ten-thousandths (40% is 4000), sign included."""

    weight: int
    score: str


@dataclass(frozen=True, slots=True)
class Total:
    """A weighted sum of scores that stand before it in `Ruleset.scores`."""

    name: str
    terms: tuple[TotalTerm, ...]
    low: int
    high: int
    decimals: int
    span: Span
