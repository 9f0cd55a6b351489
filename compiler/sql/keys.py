"""What a column of a query may hold, as keys by which it is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...dsl import model
from .. import plan as p


@dataclass(frozen=True, slots=True)
class LeadKey:
    name: str


@dataclass(frozen=True, slots=True)
class EventKey:
    """An event attribute; kinds that declare it with another type have another column."""

    name: str
    kind: model.Kind
    places: int


@dataclass(frozen=True, slots=True)
class AccountKey:
    """An attribute of the account."""

    name: str


@dataclass(frozen=True, slots=True)
class AttributePoints:
    """What those rules of a score pay together that are paid before anything else (`early`)."""

    score: str


@dataclass(frozen=True, slots=True)
class EventPoints:
    """What those rules of a score pay together that are paid before leads are joined with their events (`prepaid`)."""

    score: str


@dataclass(frozen=True, slots=True)
class LetKey:
    name: str


@dataclass(frozen=True, slots=True)
class OutcomeKey:
    """A score's, grade's or matrix's value, or the stage."""

    name: str


@dataclass(frozen=True, slots=True)
class FlagKey:
    name: str


@dataclass(frozen=True, slots=True)
class Tested:
    """The outcome of a condition that another one mentions more than once."""

    condition: model.Condition


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that a feature gives: what `of` (an event filter, or a feature that ranks) counts or finds."""

    what: str
    of: model.EventFilter | p.Feature


@dataclass(frozen=True, slots=True)
class LocalUnit:
    """The hour or day of an event in local time, counted since 1970."""

    unit: Literal["hour", "day"]


@dataclass(frozen=True, slots=True)
class Computed:
    """The value itself, where it is more than a column."""

    value: model.Value


@dataclass(frozen=True, slots=True)
class BehindAt:
    value: model.Value


@dataclass(frozen=True, slots=True)
class Folded:
    value: model.Value


@dataclass(frozen=True, slots=True)
class Spaced:
    value: model.Value


@dataclass(frozen=True, slots=True)
class Member:
    """Whether the text is in a list that has a table; made by a join."""

    list: str
    folded: bool
    value: model.Value


@dataclass(frozen=True, slots=True)
class ExistedDays:
    """Whole days for which the lead has existed, or since the moment `after`, whichever is known and less."""

    after: model.Value | None


@dataclass(frozen=True, slots=True)
class QuietDays:
    """The smaller one of days since the last event and days of existence; missing where the latter is."""

    value: model.DaysSinceLast


@dataclass(frozen=True, slots=True)
class UnitsOfLatest:
    """The decaying age of the latest event, in units."""

    events: model.EventFilter
    unit: int
    full_for: int


@dataclass(frozen=True, slots=True)
class WeightOfLatest:
    events: model.EventFilter
    decay: p.Decay


Derived = Computed | BehindAt | Folded | Spaced | ExistedDays | QuietDays | UnitsOfLatest | WeightOfLatest
