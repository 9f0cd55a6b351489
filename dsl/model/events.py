"""Which events: filters, relations between events, periods, resets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..late import dataclass
from .types import ValueType

if TYPE_CHECKING:
    from .expressions import Condition, Value

__all__ = [
    "Completes",
    "EventFilter",
    "EventValue",
    "FollowedBy",
    "Follows",
    "Noise",
    "Partition",
    "Period",
    "Relation",
    "Silence",
]


@dataclass(frozen=True, slots=True)
class EventValue:
    """An attribute of the event under test; only inside `EventFilter.where` and as a partition."""

    name: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Events of the lead that exist at `as of`, of one of `kinds`, for which `where` is met, with 0 <= age < window.

    Kinds stand in declared order. `where` is None for all; `window` is in seconds, None for ever. `relation` holds an
    event to others of the same lead. `since` is a moment: only later events count (strictly; all where it is missing).
    Events that noise rules leave out do not exist for any filter.
    """

    kinds: tuple[str, ...]
    where: Condition | None
    window: int | None
    relation: Relation | None = None
    since: Value | None = None


@dataclass(frozen=True, slots=True)
class Follows:
    """Another event of `earlier` lies 0 to `within` seconds before (both included); `negated`: none does.

    Another: never the event itself, where it passes `earlier` too. `same` names an attribute that both must have known
    and equal. `earlier` has no window and no relation.
    """

    earlier: EventFilter
    within: int
    same: str | None
    negated: bool


@dataclass(frozen=True, slots=True)
class FollowedBy:
    """Another event of `later` lies at the same second or later, at most `within` seconds (None: whenever).

    Negated: none does. `later` has no window and no relation. "A and no B since" is `A not followed by B`.
    """

    later: EventFilter
    within: int | None
    same: str | None
    negated: bool


Relation = Follows | FollowedBy


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar periods in the ruleset's zone, each a number: with d = local day since 1970-01-01 (a Thursday),

    day: d quot every · week: (d + 3) quot 7, Monday to Sunday · month: 12 × year + month - 1 · hour: local second quot
    3600. `every` is above 1 for days only.
    """

    unit: Literal["hour", "day", "week", "month"]
    every: int = 1


@dataclass(frozen=True, slots=True)
class Silence:
    """Visits: an event begins a new one where the event before it lies more than `seconds` back."""

    seconds: int


# Events that lack the attribute form one part of their own.
Partition = Period | EventValue


@dataclass(frozen=True, slots=True)
class Completes:
    """A period or visit with at least `count` events is one occurrence: its `count`-th event, the earliest first."""

    part: Partition | Silence
    count: int


@dataclass(frozen=True, slots=True)
class Noise:
    """Events left out before any rule sees them: of one of `kinds`, with `where`, `relation` and `lead` met, and

    (`burst` = (n, seconds)) in some run of n + 1 events of these kinds and `where` of which the last lies at most
    `seconds` after the first. Parts that are None hold. `lead` reads lead and account attributes only. Every noise rule
    judges all events, those that other noise rules leave out among them.
    """

    kinds: tuple[str, ...]
    where: Condition | None
    relation: Follows | None
    burst: tuple[int, int] | None
    lead: Condition | None
