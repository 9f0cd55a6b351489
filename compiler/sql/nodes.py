"""Small makers of SQL tree nodes, printed as they are: every name quoted, every text a literal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sqlglot import exp

Node = exp.Expr
DECIMAL, STEP = "decimal", "step"
_MADE = re.compile("([\0\x1f])")


def column(name: str, table: str | None = None) -> Node:
    return exp.Column(this=exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True))


def decimal_column(name: str, places: int | None) -> Node:
    """A column of exact decimals with so many places, None where nobody knows: its `meta` has them as DECIMAL."""
    made = column(name)
    made.meta[DECIMAL] = places
    return made


def table(parts: Sequence[str]) -> exp.Table:
    """A table by its one to three name parts, such as ("crm", "leads")."""
    named = [exp.to_identifier(part, quoted=True) for part in parts]
    return exp.Table(**dict(zip(("this", "db", "catalog"), reversed(named), strict=False)))


def schema(name: str, columns: Sequence[tuple[str, str]]) -> exp.Schema:
    """A table with its columns, by name and type, as CREATE TABLE has it."""
    defined = [
        exp.ColumnDef(this=exp.to_identifier(column, quoted=True), kind=exp.DataType.build(type_, dialect="duckdb"))
        for column, type_ in columns
    ]
    return exp.Schema(this=table([name]), expressions=defined)


def values(name: str, columns: Sequence[str], rows: Sequence[Sequence[Node]]) -> exp.Values:
    """A relation of literals."""
    identifiers = [exp.to_identifier(column, quoted=True) for column in columns]
    return exp.Values(
        expressions=[exp.Tuple(expressions=[own(value) for value in row]) for row in rows],
        alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True), columns=identifiers),
    )


def named_table(name: str, alias: str) -> Node:
    return exp.alias_(table([name]), exp.to_identifier(alias, quoted=True), table=True)


def all_columns(source: str) -> Node:
    """`"source".*`"""
    return exp.Column(this=exp.Star(), table=exp.to_identifier(source, quoted=True))


def own(node: Node) -> Node:
    """The node, or a copy of it where it stands in a tree already: a node has one parent."""
    return node if node.parent is None else node.copy()


def call(name: str, *arguments: Node) -> Node:
    return exp.Anonymous(this=name, expressions=[own(a) for a in arguments])


def text(value: str) -> Node:
    """A text literal. A NUL, which ends a statement in some clients, and the mark of a set are made by `chr`.

    A lone surrogate, which no database can hold, becomes U+FFFD.
    """
    value = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    pieces = [piece for piece in _MADE.split(value) if piece]
    if not any(map(_MADE.match, pieces)):
        return exp.Literal.string(value)
    made = [call("chr", number(ord(p))) if _MADE.match(p) else exp.Literal.string(p) for p in pieces]
    return made[0] if len(made) == 1 else call("concat", *made)


def number(value: int) -> Node:
    return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))


def null() -> Node:
    return exp.Null()


def named(node: Node, name: str) -> Node:
    return exp.Alias(this=own(node), alias=exp.to_identifier(name, quoted=True))


def _compared(node: Node) -> Node:
    """The node as an operand of a comparison."""
    loose = isinstance(node, exp.Connector | exp.Predicate | exp.Not)
    return exp.paren(own(node), copy=False) if loose else own(node)


def _calculated(node: Node) -> Node:
    """The node as an operand of arithmetic."""
    loose = isinstance(node, exp.Binary | exp.Predicate | exp.Not)
    return exp.paren(own(node), copy=False) if loose else own(node)


def step_column(node: Node, name: str) -> Node:
    """A column that a step adds for the next ones, which mention it many times: its `meta` says so by STEP."""
    made = named(node, name)
    made.meta[STEP] = True
    return made


def equal(left: Node, right: Node) -> Node:
    return compare(exp.EQ, left, right)


def one_of(node: Node, values: Iterable[Node]) -> Node:
    return exp.In(this=_compared(node), expressions=[own(v) for v in values])


def between(node: Node, low: Node, high: Node) -> Node:
    return exp.Between(this=_compared(node), low=_compared(low), high=_compared(high))


def is_null(node: Node) -> Node:
    return exp.Is(this=_compared(node), expression=exp.Null())


def is_known(node: Node) -> Node:
    return exp.Is(this=_compared(node), expression=exp.Not(this=exp.Null()))


def negated(node: Node) -> Node:
    return exp.Not(this=own(node) if isinstance(node, exp.Column) else exp.paren(own(node), copy=False))


def all_of(*conditions: Node) -> Node:
    return exp.and_(*(own(c) for c in conditions), copy=False)


def any_of(*conditions: Node) -> Node:
    return exp.paren(exp.or_(*(own(c) for c in conditions), copy=False), copy=False)


def compare(operator: type[exp.Binary], left: Node, right: Node) -> Node:
    return operator(this=_compared(left), expression=_compared(right))


def _infix(operator: type[exp.Binary], left: Node, right: Node) -> Node:
    return operator(this=_calculated(left), expression=_calculated(right))


def plus(left: Node, right: Node) -> Node:
    return _infix(exp.Add, left, right)


def minus(left: Node, right: Node) -> Node:
    return _infix(exp.Sub, left, right)


def negative(node: Node) -> Node:
    return exp.Neg(this=_calculated(node))


def times(left: Node, right: Node) -> Node:
    return _infix(exp.Mul, left, right)


def quotient(left: Node, right: Node) -> Node:
    """Whole division, towards zero."""
    return _infix(exp.IntDiv, left, right)


def remainder(left: Node, right: Node) -> Node:
    return _infix(exp.Mod, left, right)


def when(*arms: tuple[Node, Node], otherwise: Node | None = None) -> Node:
    """The first arm whose condition holds; NULL where none does and nothing else is given."""
    return exp.Case(
        ifs=[exp.If(this=own(condition), true=own(result)) for condition, result in arms],
        default=None if otherwise is None else own(otherwise),
    )


def cast(node: Node, to: str) -> Node:
    return exp.Cast(this=own(node), to=_type(to).copy())


def try_cast(node: Node, to: str) -> Node:
    return exp.TryCast(this=own(node), to=_type(to).copy())


@lru_cache(maxsize=64)
def _type(name: str) -> exp.DataType:
    """Parsed once: a large ruleset has thousands of casts."""
    return exp.DataType.build(name, dialect="duckdb")


def select(columns: Sequence[Node], source: Node | None, where: Node | None = None) -> exp.Select:
    """A SELECT from a table, from another select, or from nothing (one row)."""
    query = exp.Select(expressions=[own(c) for c in columns])
    if source is not None:
        query = query.from_(own(source), copy=False)
    return query if where is None else query.where(own(where), copy=False)


def part(query: exp.Query, name: str) -> exp.Subquery:
    """A select as a source of another one."""
    return query.subquery(exp.to_identifier(name, quoted=True), copy=False)


def star() -> Node:
    return exp.Star()


def false() -> Node:
    return exp.Boolean(this=False)


def over(name: str, *arguments: Node, by: Sequence[Node]) -> Node:
    """A window function over rows that share the values of `by`."""
    return exp.Window(this=call(name, *arguments), partition_by=[own(node) for node in by])
