"""Frames of peers in an engine whose frames count rows only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from .. import nodes as n
from .lowering import Unsayable

# What all peers have together is the largest, or smallest, of what each has by rows: none of these ever turns back.
_LAST = {"max": "max", "sum": "max", "min": "min"}


def peers_apart(statement: exp.Expr) -> exp.Expr:
    """The statement without frames of peers: running values by rows come first, those of peers are made of them."""
    if not any(_has_peers(window) for window in statement.find_all(exp.Window)):
        return statement
    made = statement.copy()
    for select in list(made.find_all(exp.Select)):
        found = [each for each in select.expressions if isinstance(each, exp.Alias) and _has_peers(each.this)]
        if found:
            _in_two_steps(select, found)
    return made


def _has_peers(node: exp.Expr) -> bool:
    spec = node.args.get("spec") if isinstance(node, exp.Window) else None
    return spec is not None and spec.args["kind"] == "RANGE"


def _in_two_steps(select: exp.Select, found: Sequence[exp.Alias]) -> None:
    source = select.args["from_"].this
    running = []
    for each in found:
        window, name = each.this, f"{each.alias} by rows"
        _check(window.this)
        by_rows = window.copy()
        by_rows.args["spec"].set("kind", "ROWS")
        running.append(n.named(by_rows, name))
        peers = [*window.args["partition_by"], *(ordered.this for ordered in window.args["order"].expressions)]
        each.set("this", n.over(_LAST[window.this.name], n.column(name), by=[node.copy() for node in peers]))
    inner = n.select([n.star(), *running], source.copy())
    source.replace(n.part(inner, source.alias_or_name))


def _check(call: exp.Expr) -> None:
    """Sums turn back where something below zero is added."""
    if not isinstance(call, exp.Anonymous) or call.name not in _LAST:
        raise AssertionError("no running value")
    (item,) = call.expressions
    arms = []
    if isinstance(item, exp.Case):
        arms = [*(arm.args["true"] for arm in item.args["ifs"]), item.args.get("default")]
    if call.name == "sum" and not (arms and all(isinstance(arm, exp.Literal) for arm in arms)):
        raise Unsayable("a running sum in which events of one moment count together")
