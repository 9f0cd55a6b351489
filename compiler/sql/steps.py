"""A query as a chain of WITH steps, each reading the one before once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from .. import plan as p
from . import nodes as n
from .keys import AttributePoints, EventPoints


class Names:
    """Column names of one query, without regard to case; a name that is taken gets a number."""

    def __init__(self, *taken: str) -> None:
        self._taken = {name.casefold() for name in taken}

    def take(self, wish: str) -> str:
        name, number = wish, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{wish}_{number}"
        self._taken.add(name.casefold())
        return name


@dataclass(frozen=True, slots=True)
class Sources:
    """The step with a row per lead, moment, feature and source, and the number by which it knows each feature."""

    step: str
    numbers: dict[p.Occurrences, int]


class Steps:
    """Steps in order. `extend` adds columns to all those of the last step."""

    def __init__(self) -> None:
        self._steps: list[tuple[str, exp.Query, bool | None]] = []
        self.sources: Sources | None = None
        self.values: dict[p.Values, str] = {}  # the step with a row per lead, moment and value
        self.early: dict[AttributePoints | EventPoints, frozenset[str]] = {}  # the labels of the rules that are paid
        self.scan: str | None = None  # the first step of events, where each event is read by itself
        self.reach: str | None = None  # the step that this one joins events with, if it has the bounds of their times
        self.by_lead = False  # whether rows of events were moved to where the others of their lead are

    @property
    def last(self) -> str:
        return self._steps[-1][0]

    def add(self, name: str, query: exp.Query, *, materialized: bool | None = None) -> None:
        """`materialized`: whether the engine must, or must not, compute it once; None leaves that to it."""
        self._steps.append((self._free(name), query, materialized))

    def extend(self, name: str, columns: Sequence[n.Node], source: str | None = None) -> None:
        """The rows of `source`, by default the last step, with more columns; nothing where both are left out."""
        if columns or source is not None:
            self.add(name, n.select([n.star(), *columns], n.table([source or self.last])))

    def materialize(self) -> None:
        """Compute the last step once, though several steps read it, and let no filter through it."""
        name, query, _ = self._steps[-1]
        self._steps[-1] = (name, query, True)

    def repeat_scan(self) -> None:
        """Let each step that reads the events compute them anew, where that is one scan."""
        if self.scan is None:
            return
        place = next(place for place, (name, _, _) in enumerate(self._steps) if name == self.scan)
        again = [(name, query, False if once is None else once) for name, query, once in self._steps[place:]]
        self._steps[place:] = again

    def scanned_again(self, last: str, reach: str) -> str:
        """The steps from the scan to `last` once more, of what the step `reach` reaches; the name of the last one."""
        assert self.scan is not None and self.reach is not None
        named = {self.reach: reach}
        place = next(place for place, (name, _, _) in enumerate(self._steps) if name == self.scan)
        for name, query, materialized in self._steps[place:]:
            if name != self.scan and not any(table.name in named for table in query.find_all(exp.Table)):
                continue
            again = query.copy()
            for table in list(again.find_all(exp.Table)):
                if not table.db and table.name in named:
                    table.replace(n.named_table(named[table.name], table.alias_or_name))
            self.add(f"{name}_apart", again, materialized=materialized)
            named[name] = self.last
            if name == last:
                break
        return self.last

    def query(self, final: exp.Select) -> exp.Select:
        """`final` with the steps before it."""
        for name, query, materialized in self._steps:
            final = final.with_(exp.to_identifier(name, quoted=True), as_=query, materialized=materialized, copy=False)
        return final

    def _free(self, name: str) -> str:
        taken = {step for step, _, _ in self._steps}
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name}_{number}"
        return free
