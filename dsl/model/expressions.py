"""Checked values and conditions."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from .amounts import (
    AccountValue,
    Between,
    Else,
    EventExtreme,
    EventPick,
    EventSum,
    EventValues,
    FirstMoment,
    FullUnits,
    Greatest,
    LastMoment,
    Least,
    LeastKnown,
    Linear,
    OfLeads,
    SetSize,
    Since,
)
from .events import EventFilter, EventValue
from .types import ValueType

__all__ = [
    "AgeBetween",
    "And",
    "AtLeast",
    "Burst",
    "Compare",
    "Condition",
    "Constant",
    "CountDifferent",
    "CountOf",
    "DaysSince",
    "DaysSinceFirst",
    "DaysSinceLast",
    "Decide",
    "DomainOf",
    "FlagRef",
    "GradeOf",
    "Happened",
    "InList",
    "InSet",
    "IsMissing",
    "IsTrue",
    "IsUnknown",
    "LeadValue",
    "LetRef",
    "LocalDay",
    "MonthsAgo",
    "Not",
    "Or",
    "Quiet",
    "ScoreOf",
    "SecondsAgo",
    "StageOf",
    "TextTest",
    "Today",
    "Value",
]

# ---- values --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeadValue:
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
    """A rounded score in thousandths; missing where it is not scored. In a rule: a score that is computed earlier."""

    name: str


@dataclass(frozen=True, slots=True)
class GradeOf:
    """The label of a grade or matrix; missing where a score behind it is. In a rule: of scores computed earlier."""

    name: str


@dataclass(frozen=True, slots=True)
class StageOf:
    """The lead's stage; only in routes, follow-up, worklist and invariants."""

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
    | StageOf
    | Linear
    | Greatest
    | Least
    | LeastKnown
    | Else
    | FullUnits
    | SetSize
    | FirstMoment
    | LastMoment
    | Since
    | Between
    | EventSum
    | EventExtreme
    | EventPick
    | EventValues
    | AccountValue
    | OfLeads
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

    Without a window (`no … ever`) only: no such event. Where the filter has a `since` moment that is known, the
    lead exists from there on at the earliest, and from there on where the attribute is missing.
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
class Burst:
    """`count` of the events, all of the filter, of which the last lies at most `within` seconds after the first.

    Two-valued; `count` is at least 2.
    """

    events: EventFilter
    count: int
    within: int


@dataclass(frozen=True, slots=True)
class FlagRef:
    """The outcome of a flag, two-valued; only in later flags, stages, routes, follow-up, worklist and invariants."""

    name: str


@dataclass(frozen=True, slots=True)
class Decide:
    """The outcome beside the first condition that is met (true: met, false: not met); unknown where none is."""

    lines: tuple[tuple[Condition, bool], ...]


@dataclass(frozen=True, slots=True)
class IsUnknown:
    """Two-valued."""

    item: Condition


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the items are met; unknown where the unknown ones could make up for it."""

    count: int
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class And:
    """No items: met."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Condition


Condition = (
    Compare
    | IsMissing
    | InSet
    | InList
    | TextTest
    | AgeBetween
    | Happened
    | Quiet
    | Burst
    | IsTrue
    | LetRef
    | FlagRef
    | Decide
    | IsUnknown
    | AtLeast
    | And
    | Or
    | Not
)
