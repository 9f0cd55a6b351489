"""What PostgreSQL does with each event: tables by age, filters on aggregates, and sums of small numbers.

A sum of BIGINTs is a decimal there, and moves between processes as one; a sum of INTEGERs is a BIGINT.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from sqlglot import exp

from .. import nodes as n
from .entries import entries_of, replaced

_LONGEST: Final = 2_500  # entries of a table
_LARGEST: Final = 2**31 - 1
_TABLE: Final = "table"  # in the meta of an expression: it is an entry of a table, and would be an INTEGER
_ZERO: Final = exp.Literal.number(0)
_ONE: Final = exp.Literal.number(1)


def tabulated(statement: exp.Expr) -> exp.Expr:
    """The statement, changed in place: what is worked out from entries for a small number is an entry of one table.

    The column is an index of tables, so that it is not negative; for NULL it is 0 either way.
    """
    return replaced(statement, _table)


def _table(case: exp.Case) -> exp.Expr | None:
    found = entries_of(case, _LONGEST, _item, divides=(exp.Div, exp.IntDiv))
    if found is None or not all(0 <= entry <= _LARGEST for entry in found[1]):
        return None
    index, entries = found
    while entries and entries[-1] == 0:
        entries.pop()
    if not entries:
        return None
    bound = exp.LT(this=index.copy(), expression=n.number(len(entries)))
    listed = exp.Cast(this=n.text(f"{{{','.join(map(str, entries))}}}"), to=exp.DataType.build("BIGINT[]"))
    place = exp.Add(this=index.copy(), expression=n.number(1))
    entry = exp.Bracket(this=exp.paren(listed, copy=False), expressions=[place], offset=1)
    made = n.when((bound, entry), otherwise=n.number(0))
    made.meta[_TABLE] = True
    return made


def _item(node: exp.Expr) -> tuple[list[int], exp.Expr] | None:
    array = node.this.unnest() if isinstance(node, exp.Bracket) else None
    if not isinstance(array, exp.Cast) or not isinstance(array.this, exp.Literal):
        return None
    written = array.this.this.strip("{}").split(",")
    if not all(each.strip().lstrip("-").isdigit() for each in written):
        return None
    return [int(each) for each in written], node.expressions[0]


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
