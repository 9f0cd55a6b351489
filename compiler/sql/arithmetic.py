"""Values computed from other values, as SQL: each a column of its own, over the columns of its parts."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from . import chains, names
from . import nodes as n

Arithmetic = (
    model.Linear
    | model.Greatest
    | model.Least
    | model.LeastKnown
    | model.Else
    | model.FullUnits
    | model.SetSize
    | model.Since
    | model.Between
)

_BEYOND = 9_223_372_036_854_775_807  # above every value that there is


def parts_of(value: Arithmetic) -> tuple[model.Value, ...]:
    """The values that it is computed from."""
    match value:
        case model.Linear(terms):
            return tuple(item for _, item in terms)
        case model.Greatest(items) | model.Least(items) | model.LeastKnown(items):
            return items
        case model.Else(first, second) | model.Between(first, second):
            return (first, second)
        case model.FullUnits(inner) | model.SetSize(inner) | model.Since(inner):
            return (inner,)


def arithmetic_sql(value: Arithmetic, column: Callable[[model.Value], n.Node]) -> n.Node:
    """The value; `column` gives the columns (or literals) of its parts."""

    def part(inner: model.Value) -> n.Node:
        # A literal alone would be an INTEGER, and would overflow.
        typed = isinstance(inner, model.Constant) and isinstance(inner.value, int) and not isinstance(inner.value, bool)
        return n.cast(column(inner), "BIGINT") if typed else column(inner)

    match value:
        case model.Linear(terms, constant):
            products = [part(item) if by == 1 else n.times(part(item), n.number(by)) for by, item in terms]
            if constant or not products:
                products.append(n.cast(n.number(constant), "BIGINT"))
            return chains.total(products)
        case model.Greatest(items) | model.Least(items):
            return _of_known("greatest" if isinstance(value, model.Greatest) else "least", [part(i) for i in items])
        case model.LeastKnown(items):
            beyond = n.cast(n.number(_BEYOND), "BIGINT")
            known = [n.call("coalesce", part(item), beyond) for item in items]
            return n.call("nullif", n.call("least", *known), beyond)
        case model.Else(inner, other):
            return n.call("coalesce", part(inner), part(other))
        case model.FullUnits(inner, step):
            number = part(inner)
            whole = number if step == 1 else n.quotient(number, n.number(step))
            return n.when((n.compare(exp.LT, number, n.number(0)), n.number(0)), otherwise=whole)
        case model.SetSize(inner):
            marked = part(inner)
            without = n.call("replace", marked, n.text(model.SET_MARK), n.text(""))
            marks = n.minus(n.call("length", marked), n.call("length", without))
            return n.cast(n.minus(marks, n.number(1)), "BIGINT")
        case model.Since(inner, unit):
            moment, now = part(inner), n.column(names.AS_OF)
            return _elapsed(moment, now, unit)
        case model.Between(first, second, unit):
            return _elapsed(part(first), part(second), 1 if p.is_date(first) else unit)


def _of_known(function: str, items: list[n.Node]) -> n.Node:
    """The function of all items where all are known: engines disagree about NULL in it."""
    if len(items) == 1:
        return items[0]
    known = [n.is_known(item) for item in items if not isinstance(item, exp.Cast)]
    chosen = n.call(function, *items)
    return n.when((chains.all_of(known), chosen)) if known else chosen


def _elapsed(first: n.Node, second: n.Node, unit: int) -> n.Node:
    span = n.minus(second, first)
    whole = span if unit == 1 else n.quotient(span, n.number(unit))
    return n.when((n.compare(exp.LTE, first, second), whole))


def arithmetic_wish(value: Arithmetic, short: Callable[[model.Value], str]) -> str:
    """A column name that says what the column holds."""
    match value:
        case model.Linear():
            return "result"
        case model.Greatest():
            return "greatest_of"
        case model.Least() | model.LeastKnown():
            return "least_of"
        case model.Else(inner):
            return f"{short(inner)}_or_else"
        case model.FullUnits(inner):
            return f"full_units_of_{short(inner)}"
        case model.SetSize(inner):
            return f"size_of_{short(inner)}"
        case model.Since(inner):
            return f"since_{short(inner)}"
        case model.Between(first, second):
            return f"between_{short(first)}_and_{short(second)}"
