"""Occurrences that need the order of their events: visits, amounts, limits by period, attribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...dsl import model
from .. import plan as p
from .decay import weight_of
from .frame import Frame, Var

if TYPE_CHECKING:
    from .events import Accumulators
    from .found import Found

SOURCES = "list[tuple[str | None, int, int, int]]"


@dataclass(frozen=True, slots=True)
class Kept:
    """The results of an occurrence feature. Without `weight` each event weighs `plan.FACTOR`.

    `latest` is the second of the latest one, or its age if `is_aged`, where contributions are asked for, and anything
    elsewhere. `sources`: attribution value, weight, events and latest second of each, where the plan attributes.
    """

    times: Var
    latest: Var
    weight: Var | None
    sources: Var | None = None
    is_aged: bool = False

    @property
    def second(self) -> str:
        """An expression for the second of the latest one, where there is any."""
        return f"as_of - {self.latest.name}" if self.is_aged else self.latest.name


def needs_order(feature: p.Occurrences) -> bool:
    """Whether the feature cannot be added up in one pass."""
    parts = (feature.completes, feature.latest_per, feature.amount, feature.cap)
    return any(part is not None for part in parts)


def kept(events: Accumulators, feature: p.Occurrences) -> Kept:
    """Writes the steps from the collected events to the kept ones, and what they weigh."""
    source = events.frame.plan.attribution
    attributes = [part.name for part in _parts(feature) if isinstance(part, model.EventValue)]
    if feature.amount is not None:
        attributes.append(feature.amount.value.name)
    if source is not None:
        attributes.append(source)
    found = events.found(feature.events, *attributes)
    return _Steps(events, feature, found, dict(zip(attributes, found.places, strict=True))).write()


def _parts(feature: p.Occurrences) -> list[model.Partition]:
    parts: list[model.Partition] = []
    if feature.completes is not None and not isinstance(feature.completes.part, model.Silence):
        parts.append(feature.completes.part)
    if feature.once_per is not None:
        parts.append(feature.once_per)
    if feature.latest_per is not None:
        parts.append(feature.latest_per)
    if feature.cap is not None:
        parts.append(feature.cap.part)
    return parts


class _Steps:
    """The statements for one feature."""

    def __init__(self, events: Accumulators, feature: p.Occurrences, found: Found, places: dict[str, int]) -> None:
        self.frame: Frame = events.frame
        self.events = events
        self.feature = feature
        self.places = places
        self.found = found.variable.name
        self.name = self.frame.names.local(f"{self.found.removesuffix('_found')}_kept", "event_kept")

    def write(self) -> Kept:
        add = self.events.results.add
        feature, name = self.feature, self.name
        add(f"{name} = _later_first({self.found}{self._order()})")
        if feature.completes is not None:
            parts = self._earlier_parts(feature.completes.part)
            add(f"{name} = _later_first(_completing({parts}, {feature.completes.count}){self._order()})")
        if feature.once_per is not None:
            add(f"{name} = [part[0] for part in _parts({name}, {self._key(feature.once_per)})]")
        if feature.latest is not None and feature.latest_per is None:
            add(f"{name} = {name}[:{feature.latest}]")
        elif feature.latest is not None and feature.latest_per is not None:
            key = self._key(feature.latest_per)
            add(f"{name} = [row for part in _parts({name}, {key}) for row in part[:{feature.latest}]]")
        times = self._result("times", f"len({name})")
        latest = self._result("last", f"{name}[0][0] if {name} else 0")
        weights = self._weights()
        total = None if weights is None else self._total(weights)
        return Kept(times, latest, total, self._sources(weights))

    def _order(self) -> str:
        """What decides between events of one second: the larger amount, then the smaller values and source."""
        amount, source, cap = self.feature.amount, self.frame.plan.attribution, self.feature.cap
        parts = (self.feature.once_per, self.feature.latest_per, None if cap is None else cap.part)
        names = [part.name for part in parts if isinstance(part, model.EventValue)]
        names += [] if source is None else [source]
        order = [str(self.places[name]) for name in dict.fromkeys(names)]
        if amount is not None:
            order.append(f"amount={self.places[amount.value.name]}, scale={amount.scale}")
        return "".join(f", {part}" for part in order)

    def _earlier_parts(self, part: model.Partition | model.Silence) -> str:
        if isinstance(part, model.Silence):
            return f"_visits({self.name}[::-1], {part.seconds:_})"
        return f"_parts({self.name}[::-1], {self._key(part)})"

    def _key(self, part: model.Partition) -> str:
        if isinstance(part, model.EventValue):
            return f"lambda row: row[{self.places[part.name]}]"
        return f"lambda row: {self.frame.period_text(part, 'row[0]')}"

    def _weights(self) -> str | None:
        """The name of the list of weights, None where each is the same."""
        feature = self.feature
        factors = []
        if feature.decay is not None:
            factors.append(weight_of(self.frame, feature.decay, feature.events.window).expression("as_of - row[0]"))
        if feature.amount is not None:
            factors += [f"_amount(row[{self.places[feature.amount.value.name]}], {feature.amount.scale})"]
        if not factors and feature.cap is None and self.frame.plan.attribution is None:
            return None
        if feature.decay is None:
            factors.insert(0, f"{p.FACTOR:_}")
        name = self.frame.names.local(f"{self.name}_weights")
        self.events.results.add(f"{name} = [{' * '.join(factors)} for row in {self.name}]")
        return name

    def _total(self, weights: str) -> Var:
        cap = self.feature.cap
        if cap is None:
            return self._result("weight", f"sum({weights})")
        key = self._key(cap.part)
        bounded = f"_capped({self.name}, {weights}, {key}, {cap.multiplier:_}, {cap.bound:_})"
        return self._result("weight", bounded)

    def _sources(self, weights: str | None) -> Var | None:
        source = self.frame.plan.attribution
        if source is None or weights is None:
            return None
        text = f"_by_source({self.name}, {weights}, {self.places[source]})"
        return self.events.result(("sources", self.name), f"{self.name}_sources", text, SOURCES)

    def _result(self, what: str, text: str) -> Var:
        return self.events.result((what, self.name), f"{self.name}_{what}", text)
