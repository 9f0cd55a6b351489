"""What a loop over events changes: one local variable for each number, second or value that it adds up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ...dsl import model
from .decay import Weight
from .frame import Frame, Var
from .source import Lines

What = Literal[
    "count",
    "last",
    "first",
    "different",
    "weight",
    "latest",
    "age",
    "by",
    "sum",
    "highest",
    "lowest",
    "latest value",
    "first value",
    "rows",
]
SIMPLE: frozenset[What] = frozenset({"count", "last", "first", "weight", "latest", "age"})  # read no attribute


@dataclass(slots=True)
class Rows:
    """Collected events: each a tuple of its second, its number among the lead's, and these attributes."""

    variable: Var
    attributes: list[str] = field(default_factory=list)

    def place(self, attribute: str) -> int:
        """Where in the tuple the attribute stands."""
        if attribute not in self.attributes:
            self.attributes.append(attribute)
        return 2 + self.attributes.index(attribute)


@dataclass(frozen=True, slots=True)
class Accumulator:
    """A local that the loop over the events changes.

    `what`: "count" of events, second of the "last" or "first" one (0, END_SECOND: none), "age" of the last (END_SECOND:
    none), "different" values of an attribute, sum of the "weight" of each, the "latest" seconds in a heap, the latest
    second "by" partition; "sum", "highest" or "lowest" of an attribute, its "latest value" or "first value"; the events
    themselves as "rows".
    """

    what: What
    events: model.EventFilter
    variable: Var
    attribute: str = ""
    weight: Weight | None = None
    size: int = 0
    partition: model.Partition | None = None
    rows: Rows | None = None
    narrow: str = ""  # its name in the loop, where it is 64 bits wide there

    @property
    def name(self) -> str:
        """What the loop calls it."""
        return self.narrow or self.variable.name

    @property
    def start(self) -> str:
        """The statements that start it."""
        start = _START[self.what]
        if self.narrow:
            return f"{self.narrow}: i64 = {start}"
        annotation = "" if start.isdigit() or start == "END_SECOND" else f": {self.variable.type}"
        second = _SECONDS.get(self.what)
        before = "" if second is None else f"{self.second} = {second}\n"
        return f"{before}{self.variable.name}{annotation} = {start}"

    @property
    def second(self) -> str:
        """Beside a value: the second of the event that it is from."""
        return f"{self.variable.name}_at"


def fits(what: What, weight: Weight | None) -> bool:
    """Whether no number of events brings it beyond 64 bits: it counts, keeps a second, or adds factors up to one."""
    return what in SIMPLE - {"latest"} and (weight is None or not weight.magnitude)


_START: dict[What, str] = {
    "count": "0",
    "last": "0",
    "first": "END_SECOND",
    "different": "set()",
    "weight": "0",
    "latest": "[]",
    "age": "END_SECOND",
    "by": "{}",
    "sum": "0",
    "highest": "None",
    "lowest": "None",
    "latest value": "None",
    "first value": "None",
    "rows": "[]",
}
_SECONDS: dict[What, str] = {"latest value": "0", "first value": "END_SECOND"}


def update(lines: Lines, each: Accumulator, frame: Frame, elapsed: str) -> None:
    """What an event at second `at` changes; `elapsed` is an expression for its age."""
    name = each.name
    match each.what:
        case "count":
            lines.add(f"{name} += 1")
        case "last" | "first":
            lines.add(f"if at {'>' if each.what == 'last' else '<'} {name}:")
            with lines.block():
                lines.add(f"{name} = at")
        case "age":
            lines.add(f"if {elapsed} < {name}:")
            with lines.block():
                lines.add(f"{name} = {elapsed}")
        case "weight":
            assert each.weight is not None
            each.weight.add(lines, elapsed, name)
        case "latest":
            lines.add(f"if len({name}) < {each.size}:")
            with lines.block():
                lines.add(f"heappush({name}, at)")
            lines.add(f"elif at > {name}[0]:")
            with lines.block():
                lines.add(f"heapreplace({name}, at)")
        case "different":
            value = frame.event_value(each.attribute).name
            lines.add(f"if {value} is not None:")
            with lines.block():
                lines.add(f"{name}.add({value})")
        case "by":
            value = _part(lines, each, frame)
            lines.add(f"if at > {name}.get({value}, 0):")
            with lines.block():
                lines.add(f"{name}[{value}] = at")
        case "rows":
            assert each.rows is not None
            values = "".join(f", {frame.event_value(attribute).name}" for attribute in each.rows.attributes)
            lines.add(f"{name}.append((at, seen{values}))")
        case _:
            _of_value(lines, each, frame)


def _part(lines: Lines, each: Accumulator, frame: Frame) -> str:
    partition = each.partition
    if isinstance(partition, model.EventValue):
        return frame.event_value(partition.name).name
    assert partition is not None
    value = "day" if partition == model.Period("day") else "period"
    lines.add(f"{value} = {frame.period_text(partition, 'at')}")
    return value


def _of_value(lines: Lines, each: Accumulator, frame: Frame) -> None:
    name, value = each.variable.name, frame.event_value(each.attribute).name
    known = f"{value} is not None"
    match each.what:
        case "sum":
            with lines.block(f"if {known} and {-model.SUMMAND:_} <= {value} <= {model.SUMMAND:_}:"):
                lines.add(f"{name} += {value}")
        case "highest" | "lowest":
            beyond = f"{value} {'>' if each.what == 'highest' else '<'} {name}"
            with lines.block(f"if {known} and ({name} is None or {beyond}):"):
                lines.add(f"{name} = {value}")
        case _:
            sign = ">" if each.what == "latest value" else "<"
            with lines.block(f"if {known}:"):
                lines.add(f"if {name} is None or at {sign} {each.second}:")
                with lines.block():
                    lines.add(f"{each.second}, {name} = at, {value}")
                # Of one second the largest value counts.
                lines.add(f"elif at == {each.second} and {value} > {name}:")
                with lines.block():
                    lines.add(f"{name} = {value}")
