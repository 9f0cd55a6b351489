"""Window functions with row frames, in the form that all engines share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlglot import exp

from . import nodes as n

Frame = Literal["rows before", "rows up to here", "peers up to here"]


def ascending(*items: n.Node) -> list[exp.Expr]:
    return [exp.Ordered(this=n.own(item), desc=False, nulls_first=False) for item in items]


def descending(*items: n.Node) -> list[exp.Expr]:
    return [exp.Ordered(this=n.own(item), desc=True, nulls_first=False) for item in items]


def over(call: n.Node, by: Sequence[n.Node], order: Sequence[exp.Expr] = (), frame: Frame | None = None) -> n.Node:
    """The function over the rows that share `by`.

    With an order, rows of one place (peers) stand in no order among themselves; a frame of peers has all of them.
    """
    spec: exp.WindowSpec | None = None
    if frame == "rows before":
        spec = exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end=n.number(1), end_side="PRECEDING"
        )
    elif frame is not None:
        kind = "ROWS" if frame == "rows up to here" else "RANGE"
        spec = exp.WindowSpec(kind=kind, start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
    return exp.Window(
        this=call,
        partition_by=[n.own(each) for each in by],
        order=exp.Order(expressions=[n.own(each) for each in order]) if order else None,
        spec=spec,
    )


def row_number(by: Sequence[n.Node], order: Sequence[exp.Expr]) -> n.Node:
    """From 1; the order is one of all rows, or rows of one place do not differ in what is asked of them."""
    return over(n.call("row_number"), by, order)


def before(node: n.Node, offset: int, by: Sequence[n.Node], order: Sequence[exp.Expr]) -> n.Node:
    """The value so many rows earlier, NULL where there is none."""
    return over(n.call("lag", node, n.number(offset)), by, order)
