"""Checked rules, decay, groups, scores, totals, shares and factors."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from ..source import Span
from .events import Completes, EventFilter, EventValue, Partition
from .expressions import Condition, Value

__all__ = [
    "AmountRule",
    "Cut",
    "Decay",
    "Entry",
    "Factor",
    "Fade",
    "Group",
    "Halve",
    "Keep",
    "LosePoints",
    "LoseShare",
    "Match",
    "OccurrenceRule",
    "Pick",
    "Rounding",
    "Rule",
    "Score",
    "Share",
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
    formerly: str | None = None


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

    Such a table has no `otherwise` row. Where the filter has a `since` moment, x counts from the later of that
    moment and the `since` attribute.
    """

    label: str
    value: Value
    cuts: tuple[Cut, ...]  # ascending, disjoint; empty where there are matches
    matches: tuple[Match, ...]
    missing: int | None
    otherwise: int | None
    unless: Condition | None
    span: Span
    formerly: str | None = None


@dataclass(frozen=True, slots=True)
class AmountRule:
    """`multiplier` × value, between `low` and `high`; 0 where the value is missing.

    The value is an integer in its own units, `multiplier` in 10^-9 points per unit, limits in thousandths of a point.
    `times`: the value counts something (full amounts, colleagues), and is what the contribution gives as its times;
    otherwise that is 1.
    """

    label: str
    value: Value
    multiplier: int
    low: int
    high: int
    times: bool
    unless: Condition | None
    span: Span
    formerly: str | None = None


@dataclass(frozen=True, slots=True)
class OccurrenceRule:
    """Events of the filter → completed periods → one per partition, the latest → the latest N → Σ factor × points →
    limit.

    - `completes`: periods or visits occur instead of the events themselves.
    - `once_per`: of each part the latest.
    - `latest` 1 is `once for`; with `latest_per`: the latest N of each part.
    - `amount`: an event's number (integer or decimal of at most 3 places), cut at ± 1,000 points, times `points` / 1000
      (which is then + or - 1000). The filter lets only events through that have it.
    - `max_points` bounds the magnitude, in thousandths; with `max_per` that of each part.

    Of events of one second the larger amount counts as the later one, then the smaller value of each attribute that
    parts the occurrences, then, where contributions are attributed, the smaller attribution text; texts by UTF-8
    bytes, missing last. Everything else about a tie changes nothing: attribution never changes a score.
    """

    label: str
    points: int
    events: EventFilter
    once_per: Partition | None
    latest: int | None
    decay: Decay | None
    max_points: int | None
    unless: Condition | None
    span: Span
    completes: Completes | None = None
    latest_per: Partition | None = None
    max_per: Partition | None = None
    amount: EventValue | None = None
    formerly: str | None = None


Rule = WhenRule | TableRule | OccurrenceRule | AmountRule
Pick = Literal["first", "best", "lowest"]


@dataclass(frozen=True, slots=True)
class Group:
    """`low`/`high` are None where no limit was written. Labels of groups and rules share one name space per score.

    `pick`: at most one entry pays (all are rules then): the first met, or of those met the one that pays most, or least
    (ties: the first). A `when` rule is met where its condition is and `unless` is not; another rule where it pays
    something other than 0.
    """

    label: str
    entries: tuple[Entry, ...]
    low: int | None
    high: int | None
    span: Span
    pick: Pick | None = None
    formerly: str | None = None


Entry = WhenRule | TableRule | OccurrenceRule | AmountRule | Group

Rounding = Literal["half up", "half even", "toward zero"]  # half up: halves away from zero


@dataclass(frozen=True, slots=True)
class Factor:
    """A multiplier in ten-thousandths, 0 to 1,000,000: of the row that holds, as in a table."""

    name: str
    value: Value
    cuts: tuple[Cut, ...]  # `points` are ten-thousandths here
    matches: tuple[Match, ...]
    missing: int
    otherwise: int
    span: Span


@dataclass(frozen=True, slots=True)
class Score:
    """Limits in thousandths, representable in `decimals` (0 to 3).

    With a factor: the sum, cut at ± 10^7 points, is rounded to thousandths (halves away from zero), then multiplied;
    the product is exact. `framework`: its rules are the criteria of a framework, each met or not.
    """

    name: str
    entries: tuple[Entry, ...]
    low: int
    high: int
    decimals: int
    span: Span
    factor: Factor | None = None
    rounding: Rounding = "half up"
    framework: bool = False


@dataclass(frozen=True, slots=True)
class TotalTerm:
    """weight: ten-thousandths (40% is 4000), sign included."""

    weight: int
    score: str


@dataclass(frozen=True, slots=True)
class Total:
    """A weighted sum of scores that stand before it in `Ruleset.scores`; none where one of them is none."""

    name: str
    terms: tuple[TotalTerm, ...]
    low: int
    high: int
    decimals: int
    span: Span
    factor: Factor | None = None
    rounding: Rounding = "half up"


@dataclass(frozen=True, slots=True)
class Share:
    """The percentage, 0 to 100, of the weights whose condition is met; rounded to a whole number, halves up.

    Weights are positive; conditions do not read scores unless these are computed earlier. It has no contributions.
    `of` is the score or framework that it speaks of, and is none where that is.
    """

    name: str
    of: str
    kind: Literal["completeness", "framework"]
    parts: tuple[tuple[int, Condition], ...]
    span: Span
