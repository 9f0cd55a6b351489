"""Checked values and conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "MILLI",
    "AgeBetween",
    "And",
    "Compare",
    "Condition",
    "Constant",
    "CountDifferent",
    "CountOf",
    "DaysSince",
    "DaysSinceFirst",
    "DaysSinceLast",
    "DomainOf",
    "EventFilter",
    "EventValue",
    "GradeOf",
    "Happened",
    "InList",
    "InSet",
    "IsMissing",
    "IsTrue",
    "Kind",
    "LeadValue",
    "LetRef",
    "LocalDay",
    "MonthsAgo",
    "Not",
    "Or",
    "Quiet",
    "ScoreOf",
    "SecondsAgo",
    "TextTest",
    "Today",
    "Value",
    "ValueType",
]

MILLI = 1000

Kind = Literal["text", "integer", "decimal", "boolean", "date", "timestamp"]


@dataclass(frozen=True, slots=True)
class ValueType:
    kind: Kind
    places: int = 0  # decimals only
    options: tuple[str, ...] = ()  # `one of`: the only values there are, in declared order


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
