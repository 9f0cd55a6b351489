"""Fewer and narrower steps for ClickHouse, which takes half a millisecond to plan each rule, again in every step.

A step goes through the analyser, and its columns through each merging of expressions, however few of them are read. So
a step names the columns that later ones read, and a step that only adds columns becomes a part of the one below.
"""

from __future__ import annotations

from sqlglot import exp

from .. import nodes as n
from .clickhouse_events import bounded, tabulated
from .clickhouse_moments import of_one_moment
from .clickhouse_scales import in_units
from .clickhouse_terms import fewer_functions
from .columns import exact_columns
from .flattened import below, flattened
from .joined import before_joins
from .stars import expand_stars

_GENERATORS = frozenset({"arrayJoin"})
# Functions of one row alone. Windows, aggregates and what makes rows stay where they are.
_OF_ONE_ROW = frozenset(
    {"arrayElement", "assumeNotNull", "chr", "coalesce", "concat", "endsWith", "fromUnixTimestamp64Second", "greatest",
     "least", "length", "lengthUTF8", "nullIf", "nullif", "position", "replace", "splitByChar", "startsWith", "substr",
     "translateUTF8"}
)  # fmt: skip


def few_steps(statement: exp.Expr) -> exp.Expr:
    """The statement, changed in place.

    One whose steps read all of a table, the columns of which nobody knows here, keeps its steps.
    """
    tabulated(expand_stars(statement))
    query = statement if isinstance(statement, exp.Query) else statement.args.get("expression")
    if isinstance(query, exp.Select) and query.ctes:
        exact_columns(query, _GENERATORS)
        flattened(query, _OF_ONE_ROW)
        fewer_functions(bounded(of_one_moment(query)))
        in_units(before_joins(query))
        _shorten(query)
    return statement


def _shorten(query: exp.Select) -> None:
    """Writes a star where a step passes on all columns of the one below: a chain would grow with its length squared."""
    given: dict[str, list[str]] = {}
    for name, step in [*((step.alias, step.this) for step in query.ctes), ("", query)]:
        if not isinstance(step, exp.Select):
            continue
        names, inner = step.named_selects, given.get(below(step))
        first = [each.name for each in step.expressions if isinstance(each, exp.Column)]
        if inner and first[: len(inner)] == inner == names[: len(inner)]:
            step.set("expressions", [n.star(), *step.expressions[len(inner) :]])
        given[name] = names
