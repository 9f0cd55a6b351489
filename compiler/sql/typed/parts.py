"""What readings of columns share: the reading itself, texts that are allowed, moments and days."""

from __future__ import annotations

from dataclasses import dataclass

from ....dsl.binding import ColumnBinding
from ....dsl.model import ValueType
from ....dsl.zones import DAY, Zone
from ... import values as v
from .. import nodes as n
from ..zone import offset_of_local, offset_of_utc
from .columns import Column

Stage = list[tuple[str, n.Node]]
Begun = tuple[list[Stage], n.Node]  # the steps before a value, and the value


@dataclass(frozen=True, slots=True)
class Reading:
    """How column number `index` becomes a value of `type`.

    `column` is None where there is none. `naive` is the zone of times without one; for dates None lets such a time keep
    the day that it shows.
    """

    index: int
    bound: ColumnBinding
    type: ValueType
    column: Column | None
    zone: Zone
    naive: Zone | None
    suffix: str = ""  # tells apart several readings of one column

    def name(self, letter: str) -> str:
        return f"{letter}{self.index}{self.suffix}"

    def get(self, letter: str) -> n.Node:
        return n.column(self.name(letter))


def raw_value(column: Column) -> n.Node:
    """The column as it is read."""
    if column.type.kind == "decimal":
        return n.decimal_column(column.name, column.type.places)
    node = n.column(column.name)
    return n.plus(node, n.number(0)) if column.type.shown_otherwise else node


def allowed(r: Reading, text: n.Node, conditions: list[n.Node]) -> n.Node:
    """The text under conditions, and where the attribute has options, where it is one of them."""
    if r.type.options:
        conditions = [*conditions, n.one_of(text, [n.text(option) for option in r.type.options])]
    return n.when((n.all_of(*conditions), text)) if conditions else text


def entries(r: Reading) -> list[tuple[str, str]]:
    """What the binding maps entries of a set to; the first of equal ones counts."""
    return [(said, meant) for said, meant in dict(reversed(r.bound.values)).items() if said]


def of_local(r: Reading, begun: list[Stage], local: n.Node) -> Begun:
    """A second or day of a local second that stands in the zone of times without one."""
    offset = offset_of_local(r.naive or r.zone, r.get("c"))
    begun = [*begun, [(r.name("c"), local)], [(r.name("t"), n.minus(r.get("c"), offset))]]
    second = within_seconds(r.get("t"))
    return (begun, second) if r.type.kind == "timestamp" else of_second(r, begun, second)


def of_second(r: Reading, begun: list[Stage], second: n.Node) -> Begun:
    """The day in the ruleset's zone of a second that is within the limits, or NULL."""
    s = r.get("s")
    moved = n.quotient(n.plus(s, offset_of_utc(r.zone, s)), n.number(DAY))
    return [*begun, [(r.name("s"), second)], [(r.name("e"), moved)]], within_days(r.get("e"))


def within_seconds(node: n.Node) -> n.Node:
    return n.when((n.between(node, n.number(v.FIRST_SECOND), n.number(v.END_SECOND - 1)), n.cast(node, "BIGINT")))


def within_days(node: n.Node) -> n.Node:
    return n.when((n.between(node, n.number(v.FIRST_DAY), n.number(v.LAST_DAY)), n.cast(node, "BIGINT")))
