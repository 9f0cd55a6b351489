"""Values computed from other values, from events and from the other leads of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..late import dataclass
from .events import EventFilter
from .types import ValueType

if TYPE_CHECKING:
    from .expressions import Condition, Value

__all__ = [
    "SUMMAND",
    "AccountValue",
    "Between",
    "Colleagues",
    "Else",
    "EventExtreme",
    "EventPick",
    "EventSum",
    "EventValues",
    "FirstMoment",
    "FullUnits",
    "Greatest",
    "LastMoment",
    "Least",
    "LeastKnown",
    "Linear",
    "OfLeads",
    "SetSize",
    "Since",
]

SUMMAND = 10**12  # a number beyond ± this many of its units does not enter a sum (as if it were missing)

# ---- arithmetic: integers of one scale; missing where any part is ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Linear:
    """Σ coefficient × value + constant, in units of the result; within ± 9 × 10^18, the checker has seen to it."""

    terms: tuple[tuple[int, Value], ...]
    constant: int
    type: ValueType


@dataclass(frozen=True, slots=True)
class Greatest:
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Least:
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class LeastKnown:
    """The smallest of those that are known; missing where none is."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Else:
    """The value, or `other` where it is missing; any type, the same on both sides."""

    value: Value
    other: Value


@dataclass(frozen=True, slots=True)
class FullUnits:
    """How many whole `step`s (units of the value, above 0) fit into the value; 0 for a negative one."""

    value: Value
    step: int


@dataclass(frozen=True, slots=True)
class SetSize:
    """How many entries a set of text has."""

    value: Value


# ---- moments ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FirstMoment:
    """The second of the first such event, a timestamp; missing where there is none."""

    events: EventFilter


@dataclass(frozen=True, slots=True)
class LastMoment:
    events: EventFilter


@dataclass(frozen=True, slots=True)
class Since:
    """Whole units (of `unit` seconds) from a timestamp to `as of`; missing where it lies in the future."""

    value: Value
    unit: int


@dataclass(frozen=True, slots=True)
class Between:
    """Whole units from `first` to `second`: two timestamps (`unit` in seconds) or two dates (`unit` 86400).

    Missing unless both are known and `second` is not before `first`.
    """

    first: Value
    second: Value
    unit: int


# ---- numbers and values of events ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EventSum:
    """The sum of a numeric attribute over the events; never missing.

    Events without it, or with a number beyond `SUMMAND`, add nothing. More than 10^6 events of the filter: the lead has
    no result.
    """

    attribute: str
    type: ValueType
    events: EventFilter


@dataclass(frozen=True, slots=True)
class EventExtreme:
    """The largest or smallest known value of a number, date or timestamp; missing where there is none."""

    which: Literal["highest", "lowest"]
    attribute: str
    type: ValueType
    events: EventFilter


@dataclass(frozen=True, slots=True)
class EventPick:
    """The value in the latest or first event that has it; missing where none has.

    Of several in that second the largest value counts: texts by their UTF-8 bytes, yes above no.
    """

    which: Literal["latest", "first"]
    attribute: str
    type: ValueType
    events: EventFilter


@dataclass(frozen=True, slots=True)
class EventValues:
    """All known values of the attribute among the events: not one value but several, read only by `OfLeads`."""

    attribute: str
    type: ValueType
    events: EventFilter


# ---- accounts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccountValue:
    """An attribute of the lead's account; missing without an account or its row.

    The account's key is what the lead holds.
    """

    name: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class Colleagues:
    """The leads with the same known account for which the condition is met; `others`: without the lead itself.

    No account: nobody. The condition is evaluated for each of those leads, with its own attributes, events and lets; it
    reads no colleagues. Leads that are not scored are colleagues too.
    """

    others: bool
    condition: Condition | None


@dataclass(frozen=True, slots=True)
class OfLeads:
    """How many colleagues; or over `value`, evaluated for each of them, what `op` says.

    The sum is 0 of nothing (values beyond `SUMMAND` add nothing), highest and lowest are missing of nothing,
    `different` counts different known ones, `union` those of all `EventValues` together. A score in `value` must not
    depend on colleagues itself; it is missing for a lead that is not scored.
    """

    op: Literal["count", "sum", "highest", "lowest", "different", "union"]
    value: Value | None  # None for count
    who: Colleagues
