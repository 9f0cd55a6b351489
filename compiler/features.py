"""Event features: what a plan asks of a lead's events, one number or value for each lead and feature.

Also the decay forms as tables of integers, by which occurrences weigh.
"""

from __future__ import annotations

from typing import Literal

from ..dsl import model
from ..dsl.late import dataclass

__all__ = [
    "FACTOR",
    "MAX_OCCURRENCES",
    "NANO",
    "Amount",
    "Burst",
    "Cap",
    "Count",
    "Decay",
    "Different",
    "Extreme",
    "Feature",
    "First",
    "HalfLife",
    "Last",
    "Line",
    "Occurrences",
    "PickValue",
    "PointSteps",
    "Steps",
    "Sum",
    "Values",
    "feature_of",
    "is_date",
]

NANO = 10**9
FACTOR = 10**6  # a decay factor of 1
MAX_OCCURRENCES = 10**6  # per lead and feature; a lead with more has no result


@dataclass(frozen=True, slots=True)
class Count:
    events: model.EventFilter


@dataclass(frozen=True, slots=True)
class Different:
    """Distinct known values of one attribute."""

    attribute: str
    events: model.EventFilter


@dataclass(frozen=True, slots=True)
class Values:
    """The distinct known values of one attribute themselves. See `model.EventValues`."""

    attribute: str
    events: model.EventFilter


@dataclass(frozen=True, slots=True)
class Last:
    """The second of the latest event; missing where there is none."""

    events: model.EventFilter


@dataclass(frozen=True, slots=True)
class First:
    events: model.EventFilter


@dataclass(frozen=True, slots=True)
class Sum:
    """See `model.EventSum`."""

    attribute: str
    type: model.ValueType
    events: model.EventFilter


@dataclass(frozen=True, slots=True)
class Extreme:
    """See `model.EventExtreme`."""

    which: Literal["highest", "lowest"]
    attribute: str
    type: model.ValueType
    events: model.EventFilter


@dataclass(frozen=True, slots=True)
class PickValue:
    """See `model.EventPick`."""

    which: Literal["latest", "first"]
    attribute: str
    type: model.ValueType
    events: model.EventFilter


@dataclass(frozen=True, slots=True)
class Burst:
    """Whether `count` of the events span at most `within` seconds. See `model.Burst`."""

    events: model.EventFilter
    count: int
    within: int


@dataclass(frozen=True, slots=True)
class HalfLife:
    """With a = age in units, k = a quot every: f = (2 × table[a mod every] + 2^k) quot 2^(k+1), 0 for k > 20."""

    unit: int
    every: int
    table: tuple[int, ...]  # `every` entries, millionths
    full_for: int


@dataclass(frozen=True, slots=True)
class Steps:
    """f = table[a quot every], 0 beyond the table's end; a = age in units."""

    unit: int
    every: int
    table: tuple[int, ...]  # millionths; the last entry is above 0
    full_for: int


@dataclass(frozen=True, slots=True)
class Line:
    """f = (2 × 10^6 × (over - a) + over) quot (2 × over) for a < over, else 0; a = age in units."""

    unit: int
    over: int
    full_for: int


@dataclass(frozen=True, slots=True)
class PointSteps:
    """What is left of |points|, in thousandths: max(0, magnitude - lost × (a quot every)); a = age in units."""

    unit: int
    every: int
    magnitude: int
    lost: int
    full_for: int


Decay = HalfLife | Steps | Line | PointSteps


@dataclass(frozen=True, slots=True)
class Amount:
    """The event's number as a weight in thousandths of a point: × `scale` (10^(3 - places)), then cut at ± 10^6."""

    value: model.EventValue
    scale: int


@dataclass(frozen=True, slots=True)
class Cap:
    """Σ weight × `multiplier` of each part is cut at ± `bound` (10^-9 points) before the parts are added up."""

    part: model.Partition
    bound: int
    multiplier: int


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Kept events: how many, the second of the latest, and Σ weight.

    Filter → `completes` → one per part of `once_per` → the latest N (of each part of `latest_per`) → Σ weight (with
    `cap`: Σ over parts of the bounded products, in 10^-9 points).

    The weight of an event is its decay factor in millionths, 10^6 without decay, times the amount where there is one;
    under `PointSteps` it is what is left of the points in thousandths (then there is no amount). In a partition, and
    for the latest N, later seconds come first, of one second the larger amount, then the smaller value of the
    attributes by which `once_per`, `latest_per` and `cap` part, then, where the plan attributes, the smaller text
    (texts by UTF-8 bytes, no below yes, missing last). The earliest first is exactly the reverse of that order. With
    more than `MAX_OCCURRENCES` events of the filter (before everything else) the lead has no result.
    """

    events: model.EventFilter
    once_per: model.Partition | None
    latest: int | None
    decay: Decay | None
    completes: model.Completes | None = None
    latest_per: model.Partition | None = None
    amount: Amount | None = None
    cap: Cap | None = None


Feature = Count | Different | Values | Last | First | Sum | Extreme | PickValue | Burst | Occurrences


def feature_of(node: model.Value | model.Condition) -> Feature | None:
    """The event feature that a value or condition reads, None where it reads none."""
    match node:
        case model.CountOf(events) | model.Happened(events) | model.Quiet(events):
            return Count(events)
        case model.CountDifferent(attribute, _, events):
            return Different(attribute, events)
        case model.EventValues(attribute, _, events):
            return Values(attribute, events)
        case model.DaysSinceLast(events) | model.LastMoment(events):
            return Last(events)
        case model.DaysSinceFirst(events) | model.FirstMoment(events):
            return First(events)
        case model.EventSum(attribute, kind, events):
            return Sum(attribute, kind, events)
        case model.EventExtreme(which, attribute, kind, events):
            return Extreme(which, attribute, kind, events)
        case model.EventPick(which, attribute, kind, events):
            return PickValue(which, attribute, kind, events)
        case model.Burst(events, count, within):
            return Burst(events, count, within)
        case _:
            return None


def is_date(value: model.Value) -> bool:
    """Whether a date-like value counts in days; timestamps count in seconds."""
    match value:
        case (
            model.LeadValue(_, kind)
            | model.EventValue(_, kind)
            | model.Constant(_, kind)
            | model.AccountValue(_, kind)
            | model.EventExtreme(type=kind)
            | model.EventPick(type=kind)
        ):
            return kind.kind == "date"
        case model.Else(inner):
            return is_date(inner)
        case model.OfLeads("highest" | "lowest", inner) if inner is not None:
            return is_date(inner)
        case model.Greatest(items) | model.Least(items) | model.LeastKnown(items):
            return is_date(items[0])
        case model.LocalDay() | model.Today() | model.MonthsAgo():
            return True
        case _:
            return False
