"""What ClickHouse does with each event: ages in one table, and times that are known before it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlglot import exp

from .. import nodes as n

_LONGEST = 1_000  # entries of a table
_NUMBERS = exp.DataType.build("Array(Int64)", dialect="clickhouse")
_ZERO = exp.Literal.number(0)
_ENDS: dict[type[exp.Expr], str] = {exp.LT: "max", exp.LTE: "max", exp.GT: "min", exp.GTE: "min"}


def tabulated(statement: exp.Expr) -> exp.Expr:
    """The statement, changed in place: what is worked out from entries for a small number is an entry of one table.

    Such is a CASE of one arm, for a column below a number, and 0 otherwise. The column is an index of tables, so that
    it is not negative; what becomes of NULL is left open for such.
    """
    for case in list(statement.find_all(exp.Case)):
        found = _table(case)
        if found is not None:
            index, entries = found
            # An entry beyond the end is 0, as items are that cannot be NULL.
            listed = exp.Cast(this=n.text(f"[{', '.join(map(str, entries))}]"), to=_NUMBERS.copy())
            case.replace(n.call("arrayElement", listed, n.plus(index, n.number(1))))
    return statement


def _table(case: exp.Case) -> tuple[exp.Expr, list[int]] | None:
    arms = case.args["ifs"]
    if len(arms) != 1 or case.this is not None or case.args.get("default") != _ZERO:
        return None
    test, made = arms[0].this, arms[0].args["true"]
    if not isinstance(test, exp.LT) or not isinstance(test.this, exp.Column) or not _is_number(test.expression):
        return None
    size = int(test.expression.this)
    if size > _LONGEST or made.find(exp.Array) is None:
        return None
    entries = [_at(made, test.this, index) for index in range(size)]
    known = [entry for entry in entries if entry is not None]
    return (test.this, known) if len(known) == size else None


def _is_number(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and node.this.isdigit()


def _at(node: exp.Expr, index: exp.Column, value: int) -> int | None:
    """The expression where the column is the value; None where it is none of a few kinds, or negative."""
    match node:
        case exp.Column():
            return value if node == index else None
        case exp.Literal():
            return int(node.this) if _is_number(node) else None
        case exp.Paren():
            return _at(node.this, index, value)
        case exp.Anonymous(this="arrayElement"):
            array, place = node.expressions
            items = array.find(exp.Array)
            at = _at(place, index, value)
            if items is None or at is None or not 1 <= at <= len(items.expressions):
                return None
            return _at(items.expressions[at - 1], index, value)
        case exp.Add() | exp.Mul() | exp.IntDiv() | exp.Mod():
            return _calculated(node, _at(node.this, index, value), _at(node.expression, index, value))
        case _:
            return None


def _calculated(node: exp.Expr, left: int | None, right: int | None) -> int | None:
    if left is None or right is None:
        return None
    match node:
        case exp.Add():
            return left + right
        case exp.Mul():
            return left * right
        case exp.IntDiv() if right:
            return left // right
        case exp.Mod() if right:
            return left % right
        case _:
            return None


def bounded(statement: exp.Expr) -> exp.Expr:
    """The statement, changed in place: a table is read within the bounds that a step of few rows sets for it.

    Where a condition compares a column of the table with one of a step that is joined to all its rows, it is also
    compared with the largest or the smallest value there is: ClickHouse knows such a value before it reads, and moves
    the condition to where it reads.
    """
    steps = {step.alias for step in statement.find_all(exp.CTE)}
    for select in list(statement.find_all(exp.Select)):
        where, joins = select.args.get("where"), select.args.get("joins") or ()
        tables = {join.this.name for join in joins if _is_cross(join) and join.this.name in steps}
        if where is None or not tables:
            continue
        outer = select.args["from_"].this
        if isinstance(outer, exp.Table) and outer.name not in steps:
            more = list(bounds(conjuncts(where.this), outer.alias_or_name, tables, _asked))
            if more:
                select.set("where", exp.Where(this=exp.and_(*more, *conjuncts(where.this), copy=False)))
    return statement


def _is_cross(join: exp.Join) -> bool:
    return join.kind == "CROSS" and isinstance(join.this, exp.Table) and not join.this.alias


def conjuncts(condition: exp.Expr) -> Sequence[exp.Expr]:
    return list(condition.flatten()) if isinstance(condition, exp.And) else [condition]


def bounds(
    conditions: Sequence[exp.Expr], outer: str, tables: set[str], known: Callable[[str, exp.Column], exp.Expr]
) -> Iterator[exp.Expr]:
    """What follows for columns of `outer` alone; `known` says the "max" or "min" of a column of the tables."""
    for condition in conditions:
        end, column = _ENDS.get(type(condition)), condition.this
        if end is None or not isinstance(column, exp.Column) or column.table != outer:
            continue
        there = condition.expression
        moved = there.this if isinstance(there, exp.Sub) and _is_number(there.expression) else there
        if isinstance(moved, exp.Column) and moved.table in tables:
            limit = known(end, moved)
            limit = limit if moved is there else n.minus(limit, there.expression.copy())
            yield type(condition)(this=column.copy(), expression=limit)


def _asked(end: str, column: exp.Column) -> exp.Expr:
    return exp.Subquery(this=n.select([n.call(end, n.column(column.name))], n.table([column.table])))
