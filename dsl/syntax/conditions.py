"""Conditions as written."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from ..source import Span
from .events import EventSelector, Leads
from .literals import Amount, Length, Literal_, Name, Path, Text, YesNo
from .values import Value

__all__ = [
    "And",
    "AnyLead",
    "AtLeastEvents",
    "AtLeastOf",
    "Comparator",
    "Comparison",
    "Condition",
    "CriterionState",
    "Happened",
    "InWindow",
    "Membership",
    "NoEvent",
    "Not",
    "NotScored",
    "Or",
    "Parenthesised",
    "Presence",
    "SetTest",
    "TextTest",
]

Comparator = Literal["is", "is not", "at least", "at most", "above", "below", "before", "after", "on"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`employees at least 50`, `level at least "mid"`, `rating at least B`, `previous stage is mql`."""

    left: Value
    op: Comparator
    right: Value
    ignoring_case: bool
    op_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Presence:
    """`budget is known` / `budget is missing`."""

    value: Value
    known: bool
    span: Span


@dataclass(frozen=True, slots=True)
class CriterionState:
    """`budget_ok is met`, `budget_ok is not met`, `budget_ok is unknown`: of a framework's criterion.

    A stage or label that is called `met` or `unknown` is read so as well: then `value` is no criterion's name.
    """

    value: Value
    state: Literal["met", "not met", "unknown"]
    span: Span


@dataclass(frozen=True, slots=True)
class Membership:
    """`country in markets`, `country not in ("DE", "FR")`; the items are a list's name or the written alternatives."""

    value: Value
    negated: bool
    items: Name | tuple[Literal_ | Name, ...]
    ignoring_case: bool
    items_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class TextTest:
    """`title has word "CEO"`, `page starts with any of ("/a", "/b") ignoring case`; names in the tuple: parameters."""

    value: Value
    op: Literal["has word", "contains", "starts with", "ends with"]
    needles: Name | tuple[Text | Name, ...]
    ignoring_case: bool
    op_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class SetTest:
    """`certs has "CFP"`, `certs has any of good_certs`, `certs has all of ("A", "B") ignoring case`.

    A list's name stands for the entries after `has any of` and `has all of`; names in the tuple are parameters.
    """

    value: Value
    op: Literal["has", "has any of", "has all of"]
    entries: Name | tuple[Text | Name, ...]
    ignoring_case: bool
    op_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class InWindow:
    """`x in last 30 days` / `x in next 60 days` of a bare name: an event or a date; the checker says which. Of a path,
    `company.renewal in next 60 days`, it is a date."""

    name: Name | Path
    direction: Literal["last", "next"]
    duration: Length
    span: Span


@dataclass(frozen=True, slots=True)
class Happened:
    """`page_view where page is "/x" in last 9 days`, `any event by the lead in last 9 days`, `demo_request ever`,
    `demo_request within 2 days after page_view in last 90 days`, `trial not followed by purchase in last 90 days`."""

    events: EventSelector
    span: Span


@dataclass(frozen=True, slots=True)
class NoEvent:
    """`no page_view in last 30 days`."""

    events: EventSelector
    span: Span


@dataclass(frozen=True, slots=True)
class AtLeastEvents:
    """`at least 3 page_view in last 14 days`; with `within`: `at least 5 events by the lead within 24 hours in last
    14 days`, that many within some stretch of that length."""

    count: Amount
    events: EventSelector
    span: Span
    within: Length | None = None


@dataclass(frozen=True, slots=True)
class AtLeastOf:
    """`at least 2 of (a, b at least 3, c)`."""

    count: Amount
    items: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AnyLead:
    """`any other lead of the same company with C`; negated: `no other lead of the same company with C`."""

    negated: bool
    leads: Leads
    span: Span


@dataclass(frozen=True, slots=True)
class NotScored:
    """`not scored`: a `do not score when` line holds for the lead. Only as a stage's whole condition."""

    span: Span


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Condition, ...]  # two or more, flat
    span: Span


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    item: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Parenthesised:
    item: Condition
    span: Span


# A bare Name is a condition too: a `let`, a flag, or a yes-or-no attribute; a bare Path: a yes-or-no attribute of the
# account.
Condition = (
    Comparison
    | Presence
    | CriterionState
    | Membership
    | TextTest
    | SetTest
    | InWindow
    | Happened
    | NoEvent
    | AtLeastEvents
    | AtLeastOf
    | AnyLead
    | NotScored
    | And
    | Or
    | Not
    | Parenthesised
    | Name
    | Path
    | YesNo
)
