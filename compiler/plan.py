"""The scoring plan: what every backend reads, in the order in which it is computed.

Lowered from the checked model (`compiler/lower.py`). It adds to the model what a backend should not have to find out:
the attributes that are read at all, the distinct event features, the decay forms as integer tables, the zone's
transitions, the names and scales of everything, and the content hash. Values and conditions are the model's own nodes
(`dsl/model/`); where one stands for an event feature (`CountOf`, `Happened`, …) the backend looks it up by the
functions at the end of this module.

Scales: a contribution is an integer of 10^-9 points (`NANO`); a score is an integer of 10^-3 points (`MILLI`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..dsl import model
from ..dsl.source import Span
from ..dsl.zones import Zone

NANO = 10**9
FACTOR = 10**6  # a decay factor of 1
MAX_OCCURRENCES = 10**6  # per lead and feature; a lead with more has no result
MAX_RULE = 10**6 * NANO  # the magnitude of one rule's contribution

# ---- features: one number per lead, computed from its events -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Count:
    events: model.EventFilter


@dataclass(frozen=True, slots=True)
class Different:
    """Distinct known values of one attribute."""

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
class Occurrences:
    """Kept events (one per partition, then the latest N): how many, the second of the latest, and Σ weight.

    The weight of an event is its decay factor in millionths, 10^6 without decay; under `PointSteps` it is what is left
    of the points in thousandths. In a partition, and for the latest N, later seconds come first; equal seconds weigh
    the same, so no further order is needed. With more than `MAX_OCCURRENCES` events of the filter (before
    partitions) the lead has no result.
    """

    events: model.EventFilter
    once_per: Literal["day"] | model.EventValue | None
    latest: int | None
    decay: Decay | None


Feature = Count | Different | Last | First | Occurrences

# ---- contributions -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WhenRule:
    """`points` (thousandths) where the condition is met and `unless` is not met."""

    label: str
    points: int
    condition: model.Condition
    unless: model.Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class TableRule:
    """See `model.TableRule`; points in thousandths. `quiet`: the value is `DaysSinceLast`, with its own reading."""

    label: str
    value: model.Value
    cuts: tuple[model.Cut, ...]
    matches: tuple[model.Match, ...]
    missing: int
    otherwise: int
    has_missing_row: bool
    quiet: bool
    unless: model.Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class OccurrenceRule:
    """Σ weight × `multiplier`, its magnitude bounded by `max_nano`, in 10^-9 points.

    The multiplier is the points in thousandths; under `PointSteps` it is ±10^6.
    """

    label: str
    feature: Occurrences
    multiplier: int
    max_nano: int
    unless: model.Condition | None
    span: Span


Rule = WhenRule | TableRule | OccurrenceRule


@dataclass(frozen=True, slots=True)
class Group:
    """The sum of its entries, between `low` and `high` in 10^-9 points (None: open)."""

    label: str
    entries: tuple[Entry, ...]
    low: int | None
    high: int | None
    span: Span


Entry = WhenRule | TableRule | OccurrenceRule | Group


@dataclass(frozen=True, slots=True)
class Score:
    """Sum → limits → rounding: round(clamp(Σ, low, high), `divisor`) × 10^(3 - decimals) thousandths.

    `low`/`high` in 10^-9 points; `divisor` is 10^(9 - decimals); rounding is half away from zero.
    """

    name: str
    entries: tuple[Entry, ...]
    low: int
    high: int
    decimals: int
    span: Span


@dataclass(frozen=True, slots=True)
class Total:
    """Σ weight × score in 10^-7 points → limits (10^-7) → round by 10^(7 - decimals)."""

    name: str
    terms: tuple[model.TotalTerm, ...]
    low: int
    high: int
    decimals: int
    span: Span


@dataclass(frozen=True, slots=True)
class Plan:
    """A ruleset ready to be computed. Tuples stand in the order of computation; names are the ruleset's own.

    `schema` has the whole declared schema (data is read and judged by it); `reads` names the lead attributes that
    rules read. `lists` has the entries of each named list; `folded_lists` those of lists used ignoring case.
    `content_hash` covers all of the plan but file names and lines, and the folding tables.
    """

    name: str
    version: str
    description: str
    schema: model.Schema
    reads: tuple[str, ...]
    zone: Zone
    lists: tuple[model.TextList, ...]
    folded_lists: tuple[model.TextList, ...]
    features: tuple[Feature, ...]
    lets: tuple[tuple[str, model.Condition], ...]
    exclusions: tuple[model.Exclusion, ...]
    scores: tuple[Score | Total, ...]
    grades: tuple[model.Grade, ...]
    stages: model.Stages | None
    file: str
    content_hash: str


def rules(score: Score) -> tuple[Rule, ...]:
    """The rules of a score in the order written, those inside groups included."""

    def inside(entries: tuple[Entry, ...]) -> list[Rule]:
        found: list[Rule] = []
        for entry in entries:
            found.extend(inside(entry.entries) if isinstance(entry, Group) else [entry])
        return found

    return tuple(inside(score.entries))


def feature_of(node: model.Value | model.Condition) -> Feature | None:
    """The event feature that a value or condition reads, None where it reads none."""
    match node:
        case model.CountOf(events) | model.Happened(events) | model.Quiet(events):
            return Count(events)
        case model.CountDifferent(attribute, _, events):
            return Different(attribute, events)
        case model.DaysSinceLast(events):
            return Last(events)
        case model.DaysSinceFirst(events):
            return First(events)
        case _:
            return None


def is_date(value: model.Value) -> bool:
    """Whether a date-like value counts in days; timestamps count in seconds."""
    match value:
        case model.LeadValue(_, kind) | model.EventValue(_, kind) | model.Constant(_, kind):
            return kind.kind == "date"
        case model.LocalDay() | model.Today() | model.MonthsAgo():
            return True
        case _:
            return False
