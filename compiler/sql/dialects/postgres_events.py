"""What PostgreSQL does with each event: tables by age, filters on aggregates, and sums of small numbers.

A sum of BIGINTs is a decimal there, and moves between processes as one; a sum of INTEGERs is a BIGINT.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from sqlglot import exp

from .. import nodes as n

_LONGEST: Final = 2_500  # entries of a table
_LARGEST: Final = 2**31 - 1
_TABLE: Final = "table"  # in the meta of an expression: it is an entry of a table, and would be an INTEGER
_ZERO: Final = exp.Literal.number(0)
_ONE: Final = exp.Literal.number(1)


def tabulated(statement: exp.Expr) -> exp.Expr:
    """The statement, changed in place: what is worked out from entries for a small number is an entry of one table.

    Such is a CASE of one arm, for a column below a number, and 0 otherwise. The column is an index of tables, so that
    it is not negative; for NULL it is 0 either way.
    """
    for case in list(statement.find_all(exp.Case)):
        found = _table(case)
        if found is not None:
            index, entries = found
            bound = exp.LT(this=index.copy(), expression=n.number(len(entries)))
            listed = exp.Cast(this=n.text(f"{{{','.join(map(str, entries))}}}"), to=exp.DataType.build("BIGINT[]"))
            place = exp.Add(this=index.copy(), expression=n.number(1))
            entry = exp.Bracket(this=exp.paren(listed, copy=False), expressions=[place], offset=1)
            made = n.when((bound, entry), otherwise=n.number(0))
            made.meta[_TABLE] = True
            case.replace(made)
    return statement


def _table(case: exp.Case) -> tuple[exp.Expr, list[int]] | None:
    """The index, and the entries up to the last one above 0."""
    arms = case.args["ifs"]
    if len(arms) != 1 or case.this is not None or case.args.get("default") != _ZERO:
        return None
    test, made = arms[0].this, arms[0].args["true"]
    if not isinstance(test, exp.LT) or not isinstance(test.this, exp.Column) or not _is_number(test.expression):
        return None
    size = int(test.expression.this)
    if size > _LONGEST or made.find(exp.Bracket) is None:
        return None
    arrays = {id(each): _entries(each) for each in made.find_all(exp.Bracket)}
    entries: list[int] = []
    for index in range(size):
        entry = _at(made, test.this, index, arrays)
        if entry is None or not 0 <= entry <= _LARGEST:
            return None
        entries.append(entry)
    while entries and entries[-1] == 0:
        entries.pop()
    return (test.this, entries) if entries else None


def _is_number(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and node.this.isdigit()


def _entries(item: exp.Bracket) -> list[int]:
    array = item.this.unnest()
    if not isinstance(array, exp.Cast) or not isinstance(array.this, exp.Literal):
        return []
    written = array.this.this.strip("{}").split(",")
    return [int(each) for each in written] if all(each.strip().lstrip("-").isdigit() for each in written) else []


def _at(node: exp.Expr, index: exp.Column, value: int, arrays: dict[int, list[int]]) -> int | None:
    """The expression where the column is the value; None where it is none of a few kinds, or negative."""
    match node:
        case exp.Column():
            return value if node == index else None
        case exp.Literal():
            return int(node.this) if _is_number(node) else None
        case exp.Paren():
            return _at(node.this, index, value, arrays)
        case exp.Bracket():
            entries, place = arrays[id(node)], _at(node.expressions[0], index, value, arrays)
            return entries[place - 1] if place is not None and 1 <= place <= len(entries) else None
        case exp.Add() | exp.Mul() | exp.Div() | exp.IntDiv() | exp.Mod():
            left, right = (_at(each, index, value, arrays) for each in (node.this, node.expression))
            return None if left is None or right is None else _calculated(node, left, right)
        case _:
            return None


def _calculated(node: exp.Binary, left: int, right: int) -> int | None:
    match node:
        case exp.Add():
            return left + right
        case exp.Mul():
            return left * right
        case exp.Mod() if right:
            return left % right
        case exp.Div() | exp.IntDiv() if right:
            return left // right
        case _:
            return None


def filtered(query: exp.Select) -> None:
    """In the steps, changed in place: aggregates of what passes a condition have it as a filter.

    What does not pass costs nothing beyond the condition. The steps name their columns.
    """
    small: dict[str, set[str]] = {}
    for step in query.ctes:
        if not isinstance(step.this, exp.Select):
            continue
        source = _only_source(step.this)
        below = small.get(source, set())
        small[step.alias] = {each.alias_or_name for each in step.this.expressions if _is_small(each.unalias(), below)}
        for call in list(step.this.find_all(exp.Anonymous)):
            if not isinstance(call.parent, exp.Window | exp.Filter):
                _filter(call, below)


def _only_source(select: exp.Select) -> str:
    first = select.args.get("from_")
    table = None if first is None or select.args.get("joins") else first.this
    return table.name if isinstance(table, exp.Table) and not table.db else ""


def _is_small(made: exp.Expr, below: Set[str]) -> bool:
    return _TABLE in made.meta or (isinstance(made, exp.Column) and made.name in below)


def _filter(call: exp.Anonymous, small: Set[str]) -> None:
    case = call.expressions[0] if len(call.expressions) == 1 else None
    if not isinstance(case, exp.Case) or case.this is not None or len(case.args["ifs"]) != 1:
        return
    arm, otherwise = case.args["ifs"][0], case.args.get("default")
    condition, made = arm.this, arm.args["true"]
    if call.this == "count" and otherwise is None and made == _ONE:
        call.replace(_passing(n.call("count", n.star()), condition))
    elif call.this == "sum" and otherwise == _ZERO and isinstance(made, exp.Column):
        summand = n.cast(made, "INTEGER") if made.name in small else made
        call.replace(n.call("coalesce", _passing(n.call("sum", summand), condition), n.number(0)))


def _passing(aggregate: exp.Expr, condition: exp.Expr) -> exp.Expr:
    return exp.Filter(this=aggregate, expression=exp.Where(this=n.own(condition)))
