"""From the emitter's trees to those of one engine: small rewritings that several engines share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Set

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Sqlglot

from .. import nodes as n

Rewriting = Callable[[exp.Expr], exp.Expr]


class Unsayable(Exception):  # noqa: N818 - a limit of the engine, not a fault
    """The engine cannot say something exactly; the message says what, in words for the writer of the rules.

    `near` is the comment of the SQL that it stands in, which names a rule and its line; empty where none is near.
    """

    def __init__(self, message: str, near: str = "") -> None:
        super().__init__(message)
        self.near = near


def rewritten(statement: exp.Expr, rewrite: Rewriting) -> exp.Expr:
    """A copy with each node replaced by what `rewrite` makes of it; parts come before the nodes that hold them."""
    tree = statement.copy()
    for node in reversed(list(tree.walk(bfs=True))):
        try:
            made = rewrite(node)
        except Unsayable as refused:
            raise Unsayable(str(refused), _comment_around(node)) from None
        if made is not node:
            if node is tree:
                tree = made
            else:
                node.replace(made)
    return tree


def _comment_around(node: exp.Expr) -> str:
    around: exp.Expr | None = node
    while around is not None and not around.comments:
        around = around.parent
    return "" if around is None or not around.comments else around.comments[0].strip()


def printed(statement: exp.Expr, printer: type[Sqlglot]) -> str:
    """The text, by the printer of the engine. Function names stay as written: one may have a name of the user's."""
    return printer().generate(statement, pretty=True, normalize_functions=False, copy=False)


def shortened(name: str, longest: int, *, encoded: bool = False) -> str:
    """A name that the engine can hold: cut where it is too long, with a mark of what was cut.

    `longest` counts characters, or bytes of UTF-8 with `encoded`.
    """
    size = len(name.encode()) if encoded else len(name)
    if size <= longest:
        return name
    mark = mark_of(name)
    room = longest - len(mark) - 1
    kept = name.encode()[:room].decode(errors="ignore") if encoded else name[:room]
    return f"{kept}_{mark}"


def mark_of(name: str) -> str:
    """Eight letters and digits that tell the name from others that become alike."""
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def nested_steps(query: exp.Query, longest: int) -> exp.Query:
    """The query with no WITH of more than so many elements, for engines that hold no more.

    Elements that are read on the way to one element only move into a WITH of that element.
    """
    elements: dict[str, exp.CTE] = {each.alias: each for each in query.args["with_"].expressions}
    query.set("with_", None)
    read = {name: _tables(each.this) & elements.keys() for name, each in elements.items()}
    read_at_last = _tables(query)
    while len(elements) > longest:
        owned = {name: _owned(name, elements, read, read_at_last) for name in elements}
        fitting = [name for name, own in owned.items() if 0 < len(own) <= longest]
        if not fitting:
            break
        owner = max(fitting, key=lambda name: len(owned[name]))
        inner = exp.With(expressions=[elements.pop(name) for name in owned[owner]])
        elements[owner].this.set("with_", inner)
        read[owner] = read[owner].union(*(read.pop(name) for name in owned[owner])) - set(owned[owner])
    query.set("with_", exp.With(expressions=list(elements.values())))
    return query


def _owned(owner: str, elements: Iterable[str], read: Mapping[str, Set[str]], read_at_last: Set[str]) -> list[str]:
    """The elements before the owner of which nothing reaches the end but through it, in order."""
    order = list(elements)
    before = order[: order.index(owner)]
    inside = {owner}
    for name in reversed(before):
        readers = {other for other in order if name in read[other]}
        if readers and readers <= inside and name not in read_at_last:
            inside.add(name)
    return [name for name in before if name in inside]


def _tables(query: exp.Expr) -> set[str]:
    return {table.name for table in query.find_all(exp.Table) if not table.db}


def plain_division(node: exp.IntDiv) -> exp.Expr:
    """`/`, in engines where whole numbers divide to whole ones, towards zero."""
    return exp.Div(this=node.this, expression=node.expression, typed=True)


def always_materialized(node: exp.CTE) -> exp.Expr:
    """Each step computed once: an engine that pastes steps into each other would let them multiply."""
    node.set("materialized", True)
    return node


def qualified(items: n.Node, source: str) -> n.Node:
    """A copy in which each column without a table is one of the source."""

    def qualify(node: exp.Expr) -> exp.Expr:
        bare = isinstance(node, exp.Column) and not node.table
        return n.column(node.name, source) if bare else node

    return items.transform(qualify)


def exact_decimal(units: n.Node, places: int, digits: int) -> n.Node:
    """units × 10^-places, by a product: a quotient of decimals has other places in each engine."""
    unit = n.cast(n.text(f"0.{'1'.zfill(places)}" if places else "1"), f"DECIMAL({places + 1}, {places})")
    return n.cast(n.times(n.cast(units, "DECIMAL(20, 0)"), unit), f"DECIMAL({digits}, {places})")


def is_number_cast(node: exp.Cast) -> bool:
    """Whether it is a cast to a whole number."""
    return node.to.this in (exp.DataType.Type.BIGINT, exp.DataType.Type.INT)


def known_first(ordered: exp.Expr) -> list[exp.Expr]:
    """Keys of an order that put missing values last, for engines that take them for the smallest ones of all."""
    descending, item = bool(ordered.args.get("desc")), ordered.this
    own = exp.Ordered(this=item.copy(), desc=descending, nulls_first=not descending)
    if descending or ordered.args.get("nulls_first") is not False:
        return [own]
    known = n.when((n.is_null(item.copy()), n.number(1)), otherwise=n.number(0))
    return [exp.Ordered(this=known, desc=False, nulls_first=True), own]
