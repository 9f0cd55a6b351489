"""What ClickHouse does with each event: ages in one table, and times that are known before it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlglot import exp

from .. import nodes as n
from .entries import entries_of, replaced
from .sums import whole

_LONGEST = 1_000  # entries of a table
_NUMBERS = exp.DataType.build("Array(Int64)", dialect="clickhouse")
_ENDS: dict[type[exp.Expr], str] = {exp.LT: "max", exp.LTE: "max", exp.GT: "min", exp.GTE: "min"}


def tabulated(statement: exp.Expr) -> exp.Expr:
    """The statement, changed in place: what is worked out from entries for a small number is an entry of one table.

    The column is an index of tables, so that it is not negative; what becomes of NULL is left open for such.
    """
    return replaced(statement, _table)


def _table(case: exp.Case) -> exp.Expr | None:
    found = entries_of(case, _LONGEST, _item, divides=(exp.IntDiv,))
    if found is None:
        return None
    index, entries = found
    # An entry beyond the end is 0, as items are that cannot be NULL.
    listed = exp.Cast(this=n.text(f"[{', '.join(map(str, entries))}]"), to=_NUMBERS.copy())
    return n.call("arrayElement", listed, n.plus(index, n.number(1)))


def _item(node: exp.Expr) -> tuple[list[int], exp.Expr] | None:
    if not isinstance(node, exp.Anonymous) or node.name != "arrayElement":
        return None
    array, place = node.expressions
    items = array.find(exp.Array)
    numbers = [] if items is None else [whole(each) for each in items.expressions]
    known = [number for number in numbers if number is not None]
    return (known, place) if known and len(known) == len(numbers) else None


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
        moved = there.this if isinstance(there, exp.Sub) and whole(there.expression) is not None else there
        if isinstance(moved, exp.Column) and moved.table in tables:
            limit = known(end, moved)
            limit = limit if moved is there else n.minus(limit, there.expression.copy())
            yield type(condition)(this=column.copy(), expression=limit)


def _asked(end: str, column: exp.Column) -> exp.Expr:
    return exp.Subquery(this=n.select([n.call(end, n.column(column.name))], n.table([column.table])))
