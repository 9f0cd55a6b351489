"""The checked ruleset: names resolved, types known, every number an exact integer, lists loaded, imports merged.

Made by `dsl/check/`; every later stage trusts it. Units used throughout:

- points, score values, thresholds: thousandths of a point (`MILLI`);
- decimal attributes: integers in units of 10^-places; dates: days since 1970-01-01; timestamps: whole seconds since
  1970-01-01 UTC; durations and ages: seconds for timestamps and events, days for dates;
- texts: as in the data, or folded (`dsl/folding.py`) where a node says `folded`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .source import Span

MILLI = 1000

Kind = Literal["text", "integer", "decimal", "boolean", "date", "timestamp"]


@dataclass(frozen=True, slots=True)
class ValueType:
    kind: Kind
    places: int = 0  # decimals only
    options: tuple[str, ...] = ()  # `one of`: the only values there are, in declared order


# ---- what the data has ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class EventKind:
    name: str
    by_the_lead: bool
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """`key` and `since` name lead attributes; the key is text or integer, `since` a date or timestamp (or absent)."""

    attributes: tuple[Attribute, ...]
    key: str
    since: str | None
    events: tuple[EventKind, ...]


@dataclass(frozen=True, slots=True)
class TextList:
    """A named list: distinct entries, trimmed, sorted by UTF-8 bytes. `folded` entries serve tests that ignore case."""

    name: str
    entries: tuple[str, ...]


# ---- values --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeadValue:
    name: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class EventValue:
    """An attribute of the event under test; only inside `EventFilter.where`."""

    name: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class Constant:
    value: str | int | bool
    type: ValueType


@dataclass(frozen=True, slots=True)
class DomainOf:
    """What follows the last `@`, folded; missing where there is no `@` or nothing behind it."""

    value: Value


@dataclass(frozen=True, slots=True)
class LocalDay:
    """The calendar day of a timestamp in the ruleset's zone, as days since 1970."""

    value: Value


@dataclass(frozen=True, slots=True)
class Today:
    """The calendar day of `as of` in the ruleset's zone, minus whole days."""

    minus_days: int = 0


@dataclass(frozen=True, slots=True)
class MonthsAgo:
    """Today minus calendar months; a day that the month lacks becomes its last."""

    months: int


@dataclass(frozen=True, slots=True)
class SecondsAgo:
    """`as of` minus seconds, a timestamp."""

    seconds: int


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Whole days from the value to `as of` (for a date: to today); missing where it lies in the future."""

    value: Value


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Events of the lead that exist at `as of`, of one of `kinds`, for which `where` is met, with 0 <= age < window.

    Kinds stand in declared order. `where` is None for all; `window` is in seconds, None for ever.
    """

    kinds: tuple[str, ...]
    where: Condition | None
    window: int | None


@dataclass(frozen=True, slots=True)
class CountOf:
    """How many events; never missing."""

    events: EventFilter


@dataclass(frozen=True, slots=True)
class CountDifferent:
    """How many different known values of the attribute among the events; never missing."""

    attribute: str
    type: ValueType
    events: EventFilter


@dataclass(frozen=True, slots=True)
class DaysSinceLast:
    """Whole days since the latest such event; missing where there is none."""

    events: EventFilter


@dataclass(frozen=True, slots=True)
class DaysSinceFirst:
    events: EventFilter


@dataclass(frozen=True, slots=True)
class ScoreOf:
    """A rounded score in thousandths; missing for a lead that is not scored. Only in outcomes."""

    name: str


@dataclass(frozen=True, slots=True)
class GradeOf:
    """A grade's label; missing for a lead that is not scored. Only in outcomes."""

    name: str


Value = (
    LeadValue
    | EventValue
    | Constant
    | DomainOf
    | LocalDay
    | Today
    | MonthsAgo
    | SecondsAgo
    | DaysSince
    | CountOf
    | CountDifferent
    | DaysSinceLast
    | DaysSinceFirst
    | ScoreOf
    | GradeOf
)

# ---- conditions: met, not met or unknown ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compare:
    """Both sides of one kind and scale; texts and booleans only with `=`, `<>`. Unknown where a side is missing.

    `folded`: both sides are texts; the left is folded before, the right already is.
    """

    op: Literal["=", "<>", "<", "<=", ">", ">="]
    left: Value
    right: Value
    folded: bool = False


@dataclass(frozen=True, slots=True)
class IsMissing:
    """Two-valued."""

    value: Value


@dataclass(frozen=True, slots=True)
class InSet:
    """The value is one of the constants; unknown exactly where it is missing.

    `folded`: the value is folded before, the items already are. Items are distinct and sorted.
    """

    value: Value
    items: tuple[str, ...] | tuple[int, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class InList:
    """The text is an entry of the named list (its folded form where `folded`); unknown exactly where it is missing."""

    value: Value
    list: str
    folded: bool = False


@dataclass(frozen=True, slots=True)
class TextTest:
    """The text contains / starts with / ends with one of the needles; unknown where it is missing.

    `word`: needles are sequences of words; text and needle are folded, each separator character becomes one blank,
    and the needle must stand in the text with a blank or an end on both sides. Needles are distinct, sorted; already
    folded where `folded` (always for words).
    """

    op: Literal["contains", "starts", "ends", "word"]
    value: Value
    needles: tuple[str, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class AgeBetween:
    """lowest <= age, and age < below where given; age = as of - value in seconds, or today - value in days for dates.

    Negative ages lie in the future. Unknown where the value is missing.
    """

    value: Value
    lowest: int | None
    below: int | None


@dataclass(frozen=True, slots=True)
class Happened:
    """At least `at_least` such events; two-valued."""

    events: EventFilter
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Quiet:
    """No such event, and the lead has existed for the window (age of `since` >= window; unknown: not met); two-valued.

    Without a window (`no … ever`) only: no such event.
    """

    events: EventFilter


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A yes-or-no attribute as a condition; unknown where missing."""

    value: Value


@dataclass(frozen=True, slots=True)
class LetRef:
    """The outcome of `Ruleset.lets[name]`, three-valued."""

    name: str


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Condition


Condition = (
    Compare | IsMissing | InSet | InList | TextTest | AgeBetween | Happened | Quiet | IsTrue | LetRef | And | Or | Not
)

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


# ---- outcomes ------------------------------------------------------------------------------------------------------


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
    condition: Condition
    reason: str
    span: Span


# ---- samples -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SampleEvent:
    kind: str
    at: int
    values: tuple[tuple[str, str | int | bool], ...]  # known attributes only


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a sample expects: score values in thousandths; grade and stage labels; None: not scored."""

    output: Literal["score", "grade", "stage", "reason", "not scored"]
    name: str
    value: int | str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Sample:
    label: str
    as_of: int
    lead: tuple[tuple[str, str | int | bool], ...]  # known attributes only, key included
    events: tuple[SampleEvent, ...]
    expects: tuple[Expectation, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SampleFile:
    """Samples in a file of leads, `events_path` with their events; paths are resolved, `as_of` in seconds."""

    path: str
    events_path: str | None
    as_of: int
    span: Span


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One rule file, checked. `lets` and `scores` stand in an order in which each only reads earlier ones."""

    name: str
    version: str
    description: str
    time_zone: str
    schema: Schema
    lists: tuple[TextList, ...]  # only those that rules read
    lets: tuple[tuple[str, Condition], ...]
    exclusions: tuple[Exclusion, ...]
    scores: tuple[Score | Total, ...]
    grades: tuple[Grade, ...]
    stages: Stages | None
    samples: tuple[Sample, ...]
    file: str
    sample_files: tuple[SampleFile, ...] = ()
