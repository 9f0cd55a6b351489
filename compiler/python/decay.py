"""Decay as a look-up: the factor of an event by its age in whole units, in a table that ends where the window does."""

from __future__ import annotations

from dataclasses import dataclass

from .. import plan as p
from .frame import Frame
from .sections import Results
from .source import Lines, tuple_text

_LONGEST_TABLE = 4_096  # a longer half-life table is not spelled out but computed where it is needed


@dataclass(frozen=True, slots=True)
class Weight:
    """How to add the weight of an event to a variable, by the seconds that have gone by since (an expression).

    `step` is the length of one entry in seconds; `entries` is None where no age goes beyond the table.
    """

    table: str
    step: int
    full_for: int
    entries: int | None
    function: bool = False
    magnitude: int = 0
    lost: int = 0

    def age(self, elapsed: str) -> str:
        """The age in whole steps; the event is not later than the moment."""
        if self.full_for:
            return f"max(0, ({elapsed} - {self.full_for:_}) // {self.step:_})"
        return f"{_grouped(elapsed)} // {self.step:_}"

    def expression(self, elapsed: str) -> str:
        """The weight of an event of that age."""
        age = self.age(elapsed)
        if self.lost:
            return f"max(0, {self.magnitude:_} - {self.lost:_} * ({age}))"
        if self.function:
            return f"_halved({self.table}, {age})"
        return f"{self.table}[{age}]" if self.entries is None else f"_entry({self.table}, {age})"

    def add(self, lines: Lines | Results, elapsed: str, variable: str) -> None:
        """Statements that add the weight."""
        age = self.age(elapsed)
        if self.lost:
            lines.add(f"points = {self.magnitude:_} - {self.lost:_} * ({age})")
            with lines.block("if points > 0:"):
                lines.add(f"{variable} += points")
        elif self.function:
            lines.add(f"{variable} += _halved({self.table}, {age})")
        elif self.entries is None:
            lines.add(f"{variable} += {self.table}[{age}]")
        else:
            lines.add(f"steps = {age}")
            with lines.block(f"if steps < {self.entries:_}:"):
                lines.add(f"{variable} += {self.table}[steps]")


def weight_of(frame: Frame, decay: p.Decay, window: int | None) -> Weight:
    """The look-up for events of that window (seconds, None for ever); makes the table."""
    match decay:
        case p.HalfLife(unit, every, table, full_for):
            length, entries = _extent(21 * every, unit, full_for, window)
            values = _numbers(table)
            if length > _LONGEST_TABLE:
                name = frame.table(("half", table), "HALVING", f"{every}", values, "tuple[int, ...]")
                return Weight(name, unit, full_for, None, function=True)
            name = frame.table(("half life", table, length), "HALVING", f"{every}", f"_half_life({values}, {length})")
            return Weight(name, unit, full_for, entries)
        case p.Steps(unit, every, table, full_for):
            length, entries = _extent(len(table), unit * every, full_for, window)
            kept = table[:length]
            name = frame.table(("steps", kept), "STEPS", f"{every}", _numbers(kept), "tuple[int, ...]")
            return Weight(name, unit * every, full_for, entries)
        case p.Line(unit, over, full_for):
            length, entries = _extent(over, unit, full_for, window)
            name = frame.table(("line", over, length), "FADING", f"{over}", f"_line({over}, {length})")
            return Weight(name, unit, full_for, entries)
        case p.PointSteps(unit, every, magnitude, lost, full_for):
            return Weight("", unit * every, full_for, None, magnitude=magnitude, lost=lost)


def _grouped(expression: str) -> str:
    return f"({expression})" if " " in expression else expression


def _extent(length: int, step: int, full_for: int, window: int | None) -> tuple[int, int | None]:
    """How many entries ages inside the window reach, and the bound to test (None: none needed)."""
    if window is None:
        return length, length
    reached = max(0, window - 1 - full_for) // step + 1
    return (reached, None) if reached <= length else (length, length)


def _numbers(table: tuple[int, ...]) -> str:
    return tuple_text([f"{number:_}" for number in table])
