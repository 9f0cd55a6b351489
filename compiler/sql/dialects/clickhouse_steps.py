"""Fewer and narrower steps for ClickHouse, which takes half a millisecond to plan each rule, again in every step.

A step goes through the analyser, and its columns through each merging of expressions, however few of them are read. So
a step names the columns that later ones read, and a step that only adds columns becomes a part of the one below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlglot import exp

from .. import nodes as n
from .clickhouse_events import bounded, tabulated
from .clickhouse_terms import fewer_functions
from .columns import exact_columns
from .stars import expand_stars

_GENERATORS = frozenset({"arrayJoin"})
# Functions of one row alone. Windows, aggregates and what makes rows stay where they are.
_OF_ONE_ROW = frozenset(
    {"arrayElement", "assumeNotNull", "chr", "coalesce", "concat", "endsWith", "fromUnixTimestamp64Second", "greatest",
     "least", "length", "lengthUTF8", "nullIf", "nullif", "position", "replace", "splitByChar", "startsWith", "substr",
     "translateUTF8"}
)  # fmt: skip
_CLOSED = (
    exp.AggFunc,
    exp.Lambda,  # its name may be one of a column
    exp.Query,
    exp.Star,
    exp.Window,
)
_OTHER_CLAUSES = ("distinct", "group", "having", "hint", "laterals", "limit", "offset", "order", "qualify", "windows")
_ATOMS = (exp.Anonymous, exp.Boolean, exp.Case, exp.Cast, exp.Column, exp.Literal, exp.Null, exp.Paren)

_SMALL = 12  # nodes of an expression that may be written as often as it is read
_GROWTH = 200  # nodes that larger ones may add


def few_steps(statement: exp.Expr) -> exp.Expr:
    """The statement, changed in place.

    One whose steps read all of a table, the columns of which nobody knows here, keeps its steps.
    """
    tabulated(expand_stars(statement))
    query = statement if isinstance(statement, exp.Query) else statement.args.get("expression")
    if isinstance(query, exp.Select) and query.ctes:
        exact_columns(query, _GENERATORS)
        _fold(query)
        fewer_functions(bounded(query))
        _shorten(query)
    return statement


def _fold(query: exp.Select) -> None:
    steps: dict[str, exp.Expr] = {step.alias: step.this for step in query.ctes}
    readers = Counter(table.name for table in query.find_all(exp.Table) if not table.db)
    query.set("with_", None)
    for step in [*steps.values(), query]:
        below = _below(step)
        if below not in steps or readers[below] != 1:
            continue
        inner = steps[below]
        if _only_adds(step) and _is_plain(inner) and _stays_small(step, inner):
            _merge(step, inner)
            del steps[below]
    if steps:
        kept = [
            exp.CTE(this=step, alias=exp.TableAlias(this=exp.to_identifier(k, quoted=True)))
            for k, step in steps.items()
        ]
        query.set("with_", exp.With(expressions=kept))


def _shorten(query: exp.Select) -> None:
    """Writes a star where a step passes on all columns of the one below: a chain would grow with its length squared."""
    given: dict[str, list[str]] = {}
    for name, step in [*((step.alias, step.this) for step in query.ctes), ("", query)]:
        if not isinstance(step, exp.Select):
            continue
        names, below = step.named_selects, given.get(_below(step))
        first = [each.name for each in step.expressions if isinstance(each, exp.Column)]
        if below and first[: len(below)] == below == names[: len(below)]:
            step.set("expressions", [n.star(), *step.expressions[len(below) :]])
        given[name] = names


def _below(step: exp.Expr) -> str:
    """The table that it reads and nothing else; empty where there is none."""
    if not isinstance(step, exp.Select) or step.args.get("joins"):
        return ""
    from_ = step.args.get("from_")
    source = None if from_ is None else from_.this
    return source.name if isinstance(source, exp.Table) and not source.db and not source.args.get("pivots") else ""


def _only_adds(step: exp.Expr) -> bool:
    return not step.args.get("where") and _is_plain(step)


def _is_plain(step: exp.Expr) -> bool:
    """Whether each row of the sources, if the conditions hold, gives one row of functions of it alone."""
    if not isinstance(step, exp.Select) or any(step.args.get(clause) for clause in _OTHER_CLAUSES):
        return False
    return all(_is_of_one_row(node) for each in step.expressions for node in each.walk())


def _is_of_one_row(node: exp.Expr) -> bool:
    if n.STEP in node.meta or n.DECIMAL in node.meta or isinstance(node, _CLOSED):
        return False
    return not isinstance(node, exp.Anonymous) or node.name in _OF_ONE_ROW


def _stays_small(step: exp.Expr, below: exp.Expr) -> bool:
    read = Counter(column.name for each in step.expressions for column in each.find_all(exp.Column))
    grown = 0
    for name, made in _made(below).items():
        if read[name] > 1:
            size = sum(not isinstance(node, exp.Identifier) for node in made.walk())
            grown += (read[name] - 1) * size if size > _SMALL else 0
    return grown <= _GROWTH


def _made(step: exp.Expr) -> Mapping[str, exp.Expr]:
    return {each.alias_or_name: each.unalias() for each in step.expressions}


def _merge(step: exp.Expr, below: exp.Expr) -> None:
    """What is read of the step below is written in its place, with its comment."""
    made, used = dict(_made(below)), set[str]()
    comments = {each.alias_or_name: each.comments for each in below.expressions}

    def inner(name: str) -> exp.Expr:
        """Itself the first time, since the step below is no more; a copy after that."""
        if name in used:
            return made[name].copy()
        used.add(name)
        made[name].parent = None
        return made[name]

    columns = []
    for each in step.expressions:
        if isinstance(each, exp.Column):
            moved = n.named(inner(each.name), each.name)
            moved.comments = comments[each.name]
            columns.append(moved)
            continue
        for column in list(each.find_all(exp.Column)):
            found = inner(column.name)
            found = found if isinstance(found, _ATOMS) else exp.paren(found, copy=False)
            found.comments = comments[column.name]
            column.replace(found)
        columns.append(each)
    step.set("expressions", columns)
    for clause in ("from_", "joins", "where"):
        step.set(clause, below.args.get(clause))
