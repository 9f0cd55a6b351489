"""Event features as accumulators: what the one pass over the events adds up, and what is made of it afterwards.

Features that need the same number of the same events share one accumulator. Events whose filter speaks of other events
are collected in the pass (`found.py`) and added up in a loop of their own behind it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from ...dsl import model
from .. import plan as p
from . import kept as general
from .accumulators import Accumulator, Rows, What, fits
from .decay import Weight, weight_of
from .found import Found, Related
from .frame import Frame, Var, python_type
from .kept import Kept
from .sections import Results


class Accumulators:
    """All accumulators of one function, in the order in which they were asked for."""

    def __init__(
        self, frame: Frame, results: Results | None = None, *, explains: bool = False, narrow: bool = False
    ) -> None:
        """`explains`: what contributions say of the events is counted, too; `narrow`: in 64 bits, where they do."""
        self.frame = frame
        self.explains = explains
        self.narrow = narrow
        self.results = frame.results if results is None else results
        self.all: list[Accumulator] = []  # of the one pass
        self.related: list[Related] = []  # of the loops behind it
        self.counted: list[Var] = []  # events of features that are bounded
        self._made: dict[object, Var] = {}
        self._rows: dict[model.EventFilter, Rows] = {}
        self._related: dict[model.EventFilter, Related] = {}
        self._kept: dict[p.Occurrences, Kept] = {}
        self.moment_of = _no_moments  # how the moment of a reset is found; the values know

    # ---- one number or value of events -------------------------------------------------------------------------------

    def count(self, events: model.EventFilter) -> Var:
        if _stands_alone(events):
            return self._accumulator("count", events, "int")
        found = self.found(events).variable
        return self.result(("count", events), f"{found.name}_count", f"len({found.name})")

    def last(self, events: model.EventFilter) -> Var:
        return self._accumulator("last", events, "int")

    def first(self, events: model.EventFilter) -> Var:
        return self._accumulator("first", events, "int")

    def values(self, feature: p.Different | p.Values) -> Var:
        return self._accumulator("different", feature.events, "set[str | int]", attribute=feature.attribute)

    def different(self, feature: p.Different) -> Var:
        seen = self.values(feature)
        return self.result(("different", feature), f"{seen.name}_count", f"len({seen.name})")

    def sum(self, feature: p.Sum) -> Var:
        self.bounded(feature.events)
        return self._accumulator("sum", feature.events, "int", attribute=feature.attribute)

    def extreme(self, feature: p.Extreme) -> Var:
        kind = f"{python_type(feature.type)} | None"
        return self._accumulator(feature.which, feature.events, kind, attribute=feature.attribute)

    def pick(self, feature: p.PickValue) -> Var:
        what: What = "latest value" if feature.which == "latest" else "first value"
        kind = f"{python_type(feature.type)} | None"
        return self._accumulator(what, feature.events, kind, attribute=feature.attribute)

    def burst(self, feature: p.Burst) -> Var:
        found = self.found(feature.events).variable
        text = f"_burst({found.name}, {feature.count}, {feature.within:_})"
        return self.result(("burst", feature), f"{found.name}_burst", text, "bool")

    # ---- occurrences -------------------------------------------------------------------------------------------------

    def bounded(self, events: model.EventFilter) -> Var:
        """How many events; with too many of them the lead has no result."""
        count = self.count(events)
        if count not in self.counted:
            self.counted.append(count)
        return count

    def occurrences(self, feature: p.Occurrences) -> Kept:
        """The kept events of an occurrence rule."""
        if feature not in self._kept:
            count = self.bounded(feature.events)
            attributes = self.explains and self.frame.plan.attribution is not None
            if general.needs_order(feature) or attributes:
                self._kept[feature] = general.kept(self, feature)
            else:
                self._kept[feature] = self._made_of(feature, count)
        return self._kept[feature]

    def every(self, events: model.EventFilter) -> Kept:
        """All events of a filter, each of them once."""
        count = self.bounded(events)
        return Kept(
            count,
            self._latest(events) if self.explains else count,
            None,
            is_aged=self.explains and _stands_alone(events),
        )

    def _made_of(self, feature: p.Occurrences, count: Var) -> Kept:
        events = feature.events
        weight = None if feature.decay is None else weight_of(self.frame, feature.decay, events.window)
        every = self.every(events)
        latest, aged = every.latest, every.is_aged
        if feature.latest == 1 and weight is None:
            times = self.result(("any", events), f"{count.name}_once", f"1 if {count.name} else 0")
            return replace(every, times=times)
        if feature.latest == 1:  # the latest of all is the latest of its partition
            last = self.last(events)
            times = self.result(("one", events), f"{last.name}_times", f"1 if {last.name} else 0")
            return Kept(times, last, self._weight_of_one(last, weight))
        if feature.latest is None and feature.once_per is None:
            total = None if weight is None else self._accumulator("weight", events, "int", weight=weight)
            return Kept(count, latest, total, is_aged=aged)
        seconds = self._seconds(feature)
        times = self.result(("times", seconds), f"{seconds.name}_times", f"len({seconds.name})")
        loop = f"{seconds.name}.values()" if seconds.type.startswith("dict") else seconds.name
        return Kept(times, latest, self._weight_of_all(seconds, loop, weight), is_aged=aged)

    def _latest(self, events: model.EventFilter) -> Var:
        """The latest, if there is any: the latest of a wider window lies in a narrower one that is not empty.

        Its age, which the loop over all events knows, or its second.
        """
        widest = replace(events, window=self._widest[replace(events, window=None)])
        return self._accumulator("age", widest, "int") if _stands_alone(events) else self.last(widest)

    @cached_property
    def _widest(self) -> dict[model.EventFilter, int | None]:
        """The widest window of occurrences, None for ever, by the rest of their filter."""
        found: dict[model.EventFilter, int | None] = {}
        for feature in self.frame.plan.features:
            if isinstance(feature, p.Occurrences):
                window, rest = feature.events.window, replace(feature.events, window=None)
                other = found.setdefault(rest, window)
                found[rest] = None if window is None or other is None else max(window, other)
        return found

    def _seconds(self, feature: p.Occurrences) -> Var:
        """The seconds of the kept events: a list, or the values of a dict."""
        if feature.once_per is None:
            return self._accumulator("latest", feature.events, "list[int]", size=feature.latest or 0)
        by = self._accumulator("by", feature.events, "dict[object, int]", partition=feature.once_per)
        if feature.latest is None:
            return by
        expression = f"nlargest({feature.latest}, {by.name}.values())"
        return self.result(("largest", by, feature.latest), f"{by.name}_latest", expression, "list[int]")

    def _weight_of_one(self, last: Var, weight: Weight | None) -> Var | None:
        if weight is None:
            return None
        key = ("weight of one", last, weight)
        if key not in self._made:
            variable = Var(self.frame.names.local(f"{last.name}_weight"), "int")
            self._made[key] = self.frame.placed(variable, self.results)
            name = self._made[key].name
            self.results.add(f"{name} = 0")
            with self.results.block(f"if {last.name}:"):
                weight.add(self.results, f"as_of - {last.name}", name)
        return self._made[key]

    def _weight_of_all(self, seconds: Var, loop: str, weight: Weight | None) -> Var | None:
        if weight is None:
            return None
        key = ("weight of all", seconds, weight)
        if key not in self._made:
            variable = Var(self.frame.names.local(f"{seconds.name}_weight"), "int")
            self._made[key] = self.frame.placed(variable, self.results)
            name = self._made[key].name
            self.results.add(f"{name} = 0")
            with self.results.block(f"for at in {loop}:"):
                weight.add(self.results, "as_of - at", name)
        return self._made[key]

    # ---- collected events --------------------------------------------------------------------------------------------

    def found(self, events: model.EventFilter, *attributes: str) -> Found:
        """The events themselves, with these attributes."""
        rows = self._rows_of(events)
        places = tuple(rows.place(attribute) for attribute in attributes)
        return Found(rows.variable if _stands_alone(events) else self._related_of(events).variable, places)

    def _rows_of(self, events: model.EventFilter) -> Rows:
        alone = model.EventFilter(events.kinds, events.where, events.window)
        if alone not in self._rows:
            subject = alone.kinds[0] if len(alone.kinds) == 1 else "any_event"
            variable = Var(self.frame.names.local(f"{subject}_found", "event_found"), "list[Found]")
            rows = self._rows[alone] = Rows(variable)
            self.frame.placed(variable, self.results)
            self.all.append(Accumulator("rows", alone, variable, rows=rows))
        return self._rows[alone]

    def _related_of(self, events: model.EventFilter) -> Related:
        """Where the filter speaks of a moment or of other events: those of the collected ones for which it holds."""
        if events not in self._related:
            rows = self._rows_of(events)
            name = rows.variable.name
            if events.since is not None:
                name = self._after(name, events.since)
            if events.relation is not None:
                name = self._in_relation(name, events.relation, rows)
            related = Related(Var(name, "list[Found]"), rows, self.results.slot())
            self._related[events] = related
            self.related.append(related)
        return self._related[events]

    def _after(self, name: str, since: model.Value) -> str:
        moment = self.moment_of(since)
        after = self.frame.names.local(f"{name}_after")
        self.results.add(f"{after} = _after({name}, {moment})")
        return after

    def _in_relation(self, name: str, relation: model.Relation, rows: Rows) -> str:
        same = () if relation.same is None else (relation.same,)
        match relation:
            case model.Follows(earlier, within, _, negated):
                others = self.found(earlier, *same)
                span = f"{within:_}, 0"
                hint = f"{name}_not_following" if negated else f"{name}_following"
            case model.FollowedBy(later, longest, _, negated):
                others = self.found(later, *same)
                span = f"0, {longest:_}" if longest is not None else "0, None"
                hint = f"{name}_not_followed" if negated else f"{name}_followed"
        of = rows.place(relation.same) if relation.same is not None else 0
        place = others.places[0] if others.places else 0
        function = "_without" if negated else "_with"
        chosen = self.frame.names.local(hint)
        by = f", {of}, {place}" if of else ""
        self.results.add(f"{chosen} = {function}({name}, {others.variable.name}, {span}{by})")
        return chosen

    # ---- variables ---------------------------------------------------------------------------------------------------

    def _accumulator(
        self,
        what: What,
        events: model.EventFilter,
        kind: str,
        *,
        attribute: str = "",
        weight: Weight | None = None,
        size: int = 0,
        partition: model.Partition | None = None,
    ) -> Var:
        key = (what, events, attribute, weight, size, partition)
        if key not in self._made:
            subject = events.kinds[0] if len(events.kinds) == 1 else "any_event"
            word = what.replace(" ", "_")
            hint = f"{subject}_{attribute}_{word.removesuffix('_value')}" if what in _OF_VALUES else f"{subject}_{word}"
            variable = Var(self.frame.names.local(hint, f"event_{word}"), kind)
            self._made[key] = self.frame.placed(variable, self.results)
            each = Accumulator(what, events, variable, attribute, weight, size, partition)
            if _stands_alone(events) and self.narrow and fits(what, weight):
                each = replace(each, narrow=self.frame.names.local(f"{variable.name}_i64"))
                self.frame.counted[variable.name] = each.narrow
            if _stands_alone(events):
                self.all.append(each)
            else:
                self._of_related(each)
        return self._made[key]

    def _of_related(self, each: Accumulator) -> None:
        related = self._related_of(each.events)
        if each.attribute:
            related.rows.place(each.attribute)
        if isinstance(each.partition, model.EventValue):
            related.rows.place(each.partition.name)
        # What reads it may be written at once: the loop stands in the slot in front of that.
        related.all.append(each)

    def result(self, key: object, hint: str, expression: str, kind: str = "int") -> Var:
        """A variable for what is made of accumulators."""
        if key not in self._made:
            self._made[key] = self.frame.placed(Var(self.frame.names.local(hint), kind), self.results)
            self.results.add(f"{self._made[key].name} = {expression}")
        return self._made[key]


_OF_VALUES: frozenset[What] = frozenset({"sum", "highest", "lowest", "latest value", "first value"})


def _stands_alone(events: model.EventFilter) -> bool:
    return events.relation is None and events.since is None


def _no_moments(value: model.Value) -> str:
    raise AssertionError(f"no moment for {type(value).__name__}")
