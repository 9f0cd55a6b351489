"""The scoring plan: what every backend reads, in the order in which it is computed.

Lowered from the checked model (`compiler/lower.py`). It adds to the model what a backend should not have to find out:
the attributes that are read at all, the distinct event features, the decay forms as integer tables, the zone's
transitions, the names and scales of everything, and the content hash. Values and conditions are the model's own nodes
(`dsl/model/`); where one stands for an event feature (`CountOf`, `Happened`, …) the backend looks it up by
`feature_of`.

Scales: a contribution is an integer of 10^-9 points (`NANO`); a score is an integer of 10^-3 points (`MILLI`).
"""

from __future__ import annotations

from ..dsl import model
from ..dsl.late import dataclass
from ..dsl.source import Span
from ..dsl.zones import Zone
from .features import *  # noqa: F403
from .features import NANO, Feature, Occurrences

MAX_RULE = 10**6 * NANO  # the magnitude of one rule's contribution
BEFORE_FACTOR = 10**7 * NANO  # the magnitude of a sum that a factor multiplies

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

    The multiplier is the points in thousandths; under `PointSteps` it is ±10^6; with an amount ±1, since the amount
    is in thousandths itself; with a cap 1 (the cap has multiplied already).
    """

    label: str
    feature: Occurrences
    multiplier: int
    max_nano: int
    unless: model.Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class AmountRule:
    """clamp(clamp(value, ± `bound`) × `multiplier`, `low`, `high`) in 10^-9 points; 0 where the value is missing.

    `bound` cuts nothing that the limits would keep; it keeps the product within 64 bits. See `model.AmountRule`.
    """

    label: str
    value: model.Value
    multiplier: int
    bound: int
    low: int
    high: int
    times: bool
    unless: model.Condition | None
    span: Span


Rule = WhenRule | TableRule | OccurrenceRule | AmountRule


@dataclass(frozen=True, slots=True)
class Group:
    """The sum of its entries, or what the picked one pays, between `low` and `high` in 10^-9 points (None: open).

    See `model.Group` for `pick`.
    """

    label: str
    entries: tuple[Entry, ...]
    low: int | None
    high: int | None
    span: Span
    pick: model.Pick | None = None


Entry = WhenRule | TableRule | OccurrenceRule | AmountRule | Group


@dataclass(frozen=True, slots=True)
class Score:
    """Sum → limits → rounding: round(clamp(Σ, low, high), divisor) × 10^(3 - decimals) thousandths.

    Without a factor `low`/`high` and Σ are in 10^-9 points, and the divisor is 10^(9 - decimals). With a factor f (in
    ten-thousandths): m = round(clamp(Σ, ± `BEFORE_FACTOR`), 10^6) is in thousandths, halves away from zero; m × f,
    `low` and `high` are in 10^-7 points, the divisor is 10^(7 - decimals).
    """

    name: str
    entries: tuple[Entry, ...]
    low: int
    high: int
    decimals: int
    span: Span
    factor: model.Factor | None = None
    rounding: model.Rounding = "half up"


@dataclass(frozen=True, slots=True)
class Total:
    """Σ weight × score in 10^-7 points → limits (10^-7) → round by 10^(7 - decimals).

    With a factor f: m = round(clamp(Σ, ± `BEFORE_FACTOR` / 100), 10^4) is in thousandths; m × f in 10^-7 points
    takes the place of Σ. None where a score of its terms is none.
    """

    name: str
    terms: tuple[model.TotalTerm, ...]
    low: int
    high: int
    decimals: int
    span: Span
    factor: model.Factor | None = None
    rounding: model.Rounding = "half up"


AnyScore = Score | Total | model.Share


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """What is computed for each account: a lead's evaluation without attributes and events of its own.

    `OfLeads` with `others` false speaks of all leads of the account, `AccountValue` of the account itself.
    """

    scores: tuple[Score | Total, ...]
    grades: tuple[model.Grade, ...]
    stages: model.Stages | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """See `model.BusinessHours`."""

    days: tuple[int, ...]
    opens: int
    closes: int
    zone: Zone
    holidays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    lines: tuple[model.FollowUpLine, ...]
    calendar: Calendar | None
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
    scores: tuple[AnyScore, ...]
    grades: tuple[model.Grade, ...]
    stages: model.Stages | None
    file: str
    content_hash: str
    noise: tuple[model.Noise, ...] = ()
    matrices: tuple[model.Matrix, ...] = ()
    flags: tuple[model.Flag, ...] = ()
    questions: tuple[model.Questions, ...] = ()
    routes: tuple[model.Route, ...] = ()
    follow_up: FollowUp | None = None
    worklist: model.Worklist | None = None
    attribution: str | None = None
    accounts: AccountPlan | None = None


def rules(score: Score) -> tuple[Rule, ...]:
    """The rules of a score in the order written, those inside groups included."""

    def inside(entries: tuple[Entry, ...]) -> list[Rule]:
        found: list[Rule] = []
        for entry in entries:
            found.extend(inside(entry.entries) if isinstance(entry, Group) else [entry])
        return found

    return tuple(inside(score.entries))
