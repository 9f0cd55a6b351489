"""Event features as accumulators: what the one pass over the events adds up, and what is made of it afterwards.

Features that need the same number of the same events share one accumulator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...dsl import model
from .. import plan as p
from .decay import Weight, weight_of
from .frame import Frame, Var
from .source import Lines

What = Literal["count", "last", "first", "different", "weight", "latest", "by"]


@dataclass(frozen=True, slots=True)
class Accumulator:
    """A local that the loop over the events changes.

    `what`: "count" of events, second of the "last" or "first" one (0, END_SECOND: none), "different" values of an
    attribute, sum of the "weight" of each, the "latest" seconds in a heap, the latest second "by" partition.
    """

    what: What
    events: model.EventFilter
    variable: Var
    attribute: str = ""
    weight: Weight | None = None
    size: int = 0
    partition: Literal["day"] | model.EventValue | None = None

    @property
    def start(self) -> str:
        """The statement that starts it."""
        start = _START[self.what]
        annotation = "" if start.isalnum() else f": {self.variable.type}"
        return f"{self.variable.name}{annotation} = {start}"


_START = {
    "count": "0",
    "last": "0",
    "first": "END_SECOND",
    "different": "set()",
    "weight": "0",
    "latest": "[]",
    "by": "{}",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """The results of an occurrence feature. Without `weight` each event weighs `plan.FACTOR`."""

    times: Var
    latest: Var
    weight: Var | None


class Accumulators:
    """All accumulators of a scorer, in the order in which they were asked for."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.all: list[Accumulator] = []
        self.counted: list[Var] = []  # of occurrence features, which are bounded
        self.results = Lines()
        self._made: dict[object, Var] = {}
        self._kept: dict[p.Occurrences, Kept] = {}

    def count(self, events: model.EventFilter) -> Var:
        return self._accumulator("count", events, "int")

    def last(self, events: model.EventFilter) -> Var:
        return self._accumulator("last", events, "int")

    def first(self, events: model.EventFilter) -> Var:
        return self._accumulator("first", events, "int")

    def different(self, feature: p.Different) -> Var:
        seen = self._accumulator("different", feature.events, "set[object]", attribute=feature.attribute)
        return self._result(("different", feature), f"{seen.name}_count", f"len({seen.name})")

    def occurrences(self, feature: p.Occurrences) -> Kept:
        """The kept events of an occurrence rule."""
        if feature not in self._kept:
            count = self.count(feature.events)
            if count not in self.counted:
                self.counted.append(count)
            self._kept[feature] = self._made_of(feature, count)
        kept = self._kept[feature]
        for variable in (kept.times, kept.latest, kept.weight):
            if variable is not None:
                self.frame.use(variable)
        return kept

    def _made_of(self, feature: p.Occurrences, count: Var) -> Kept:
        events = feature.events
        weight = None if feature.decay is None else weight_of(self.frame, feature.decay, events.window)
        last = self.last(events)
        if feature.latest == 1:  # the latest of all is the latest of its partition
            times = self._result(("one", events), f"{last.name}_times", f"1 if {last.name} else 0")
            return Kept(times, last, self._weight_of_one(last, weight))
        if feature.latest is None and feature.once_per is None:
            total = None if weight is None else self._accumulator("weight", events, "int", weight=weight)
            return Kept(count, last, total)
        seconds = self._seconds(feature)
        times = self._result(("times", seconds), f"{seconds.name}_times", f"len({seconds.name})")
        loop = f"{seconds.name}.values()" if seconds.type.startswith("dict") else seconds.name
        return Kept(times, last, self._weight_of_all(seconds, loop, weight))

    def _seconds(self, feature: p.Occurrences) -> Var:
        """The seconds of the kept events: a list, or the values of a dict."""
        if feature.once_per is None:
            return self._accumulator("latest", feature.events, "list[int]", size=feature.latest or 0)
        by = self._accumulator("by", feature.events, "dict[object, int]", partition=feature.once_per)
        if feature.latest is None:
            return by
        expression = f"nlargest({feature.latest}, {by.name}.values())"
        return self._result(("largest", by, feature.latest), f"{by.name}_latest", expression, "list[int]")

    def _weight_of_one(self, last: Var, weight: Weight | None) -> Var | None:
        if weight is None:
            return None
        key = ("weight of one", last, weight)
        if key not in self._made:
            self._made[key] = Var(self.frame.names.local(f"{last.name}_weight"), "int")
            name = self._made[key].name
            self.results.add(f"{name} = 0")
            with self.results.block(f"if {last.name}:"):
                weight.add(self.results, last.name, name)
        return self._made[key]

    def _weight_of_all(self, seconds: Var, loop: str, weight: Weight | None) -> Var | None:
        if weight is None:
            return None
        key = ("weight of all", seconds, weight)
        if key not in self._made:
            self._made[key] = Var(self.frame.names.local(f"{seconds.name}_weight"), "int")
            name = self._made[key].name
            self.results.add(f"{name} = 0")
            with self.results.block(f"for at in {loop}:"):
                weight.add(self.results, "at", name)
        return self._made[key]

    def _accumulator(
        self,
        what: What,
        events: model.EventFilter,
        kind: str,
        *,
        attribute: str = "",
        weight: Weight | None = None,
        size: int = 0,
        partition: Literal["day"] | model.EventValue | None = None,
    ) -> Var:
        key = (what, events, attribute, weight, size, partition)
        if key not in self._made:
            subject = events.kinds[0] if len(events.kinds) == 1 else "any_event"
            variable = Var(self.frame.names.local(f"{subject}_{what}", f"event_{what}"), kind)
            self._made[key] = variable
            self.all.append(Accumulator(what, events, variable, attribute, weight, size, partition))
        return self._made[key]

    def _result(self, key: object, hint: str, expression: str, kind: str = "int") -> Var:
        if key not in self._made:
            self._made[key] = Var(self.frame.names.local(hint), kind)
            self.results.add(f"{self._made[key].name} = {expression}")
        return self._made[key]
