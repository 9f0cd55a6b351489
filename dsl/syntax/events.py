"""Which events, and which other leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..late import dataclass
from ..source import Span
from .literals import Length, Name, Path

if TYPE_CHECKING:
    from .conditions import Condition

__all__ = [
    "AfterEvent",
    "EventMoment",
    "EventSelector",
    "FollowedBy",
    "Leads",
    "Moment",
    "Relation",
    "Window",
]


@dataclass(frozen=True, slots=True)
class Window:
    """`in last 90 days`, `in last quiet` (a parameter), or `ever` where the duration is None."""

    duration: Length | None
    span: Span


@dataclass(frozen=True, slots=True)
class AfterEvent:
    """`within 2 days after page_view where … of the same mail`; negated: `not within 4 hours after page_view`.

    `other` has no window and no relation of its own; `same` is the attribute that both events share.
    """

    negated: bool
    within: Length
    other: EventSelector
    same: Name | None
    span: Span


@dataclass(frozen=True, slots=True)
class FollowedBy:
    """`followed by purchase where … within 14 days of the same mail`; negated: `not followed by purchase`.

    `other` has no window and no relation of its own; `within` is None where no length was written.
    """

    negated: bool
    other: EventSelector
    within: Length | None
    same: Name | None
    span: Span


Relation = AfterEvent | FollowedBy


@dataclass(frozen=True, slots=True)
class EventSelector:
    """Which events: `page_view where page is "/x" in last 9 days`, `any event by the lead in last 30 days`.

    `kind` is None for any event; `own` says 'by the lead' was written. `window` is None where none was written.
    """

    kind: Name | None
    own: bool
    where: Condition | None
    window: Window | None
    span: Span
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class EventMoment:
    """`last page_view where …`, `first trial`: when that was. The selector has no window."""

    which: Literal["last", "first"]
    events: EventSelector
    span: Span


# An attribute of type date or timestamp, or an event.
Moment = Name | Path | EventMoment


@dataclass(frozen=True, slots=True)
class Leads:
    """`other leads of the same company with C`, `leads of the same company`, `leads of the account` (account scores).

    `others` leaves the lead itself out; `account` is the word after 'the same', None for 'of the account'; `test` is
    the condition after `with`, about the colleague.
    """

    others: bool
    account: Name | None
    test: Condition | None
    span: Span
