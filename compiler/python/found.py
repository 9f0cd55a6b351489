"""Events that the pass has collected, and the loops over those of them that stand in a relation."""

from __future__ import annotations

from dataclasses import dataclass, field

from .accumulators import Accumulator, Rows, update
from .frame import EventScope, Frame, Var
from .source import Lines


@dataclass(frozen=True, slots=True)
class Found:
    """A list of collected events; `places` in each tuple of the attributes that were asked for."""

    variable: Var
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """The collected events for which a filter's moment and relation hold; their loop is written into `slot` last."""

    variable: Var
    rows: Rows
    slot: Lines
    all: list[Accumulator] = field(default_factory=list)

    def write(self, frame: Frame) -> None:
        """Starts the accumulators and adds the events up."""
        if not self.all:
            return
        body = Lines()
        frame.event = scope = EventScope(None, Lines())
        for each in self.all:
            self.slot.add(each.start)
            update(body, each, frame, "as_of - at")
        frame.event = None
        known = [scope.known.get(("attribute", attribute)) for attribute in self.rows.attributes]
        names = ["_" if variable is None else variable.name for variable in known]
        with self.slot.block(f"for {', '.join(['at', '_', *names])} in {self.variable.name}:"):
            self.slot.extend(body)
