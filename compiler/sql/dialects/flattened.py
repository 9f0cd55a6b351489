"""A step that only adds columns, as a part of the one below that it alone reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from sqlglot import exp

from .. import nodes as n

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


def flattened(query: exp.Select, functions: Set[str]) -> exp.Select:
    """The query, changed in place; `functions` are those of one row alone."""
    ctes = {step.alias: step for step in query.ctes}
    readers = Counter(table.name for table in query.find_all(exp.Table) if not table.db)
    query.set("with_", None)
    for step in [*(each.this for each in ctes.values()), query]:
        source = below(step)
        if source not in ctes or readers[source] != 1 or ctes[source].args.get("materialized"):
            continue
        inner = ctes[source].this
        if _only_adds(step, functions) and _is_plain(inner, functions) and _stays_small(step, inner):
            _merge(step, inner)
            del ctes[source]
    if ctes:
        query.set("with_", exp.With(expressions=list(ctes.values())))
    return query


def below(step: exp.Expr) -> str:
    """The table that it reads and nothing else; empty where there is none."""
    if not isinstance(step, exp.Select) or step.args.get("joins"):
        return ""
    from_ = step.args.get("from_")
    source = None if from_ is None else from_.this
    return source.name if isinstance(source, exp.Table) and not source.db and not source.args.get("pivots") else ""


def _only_adds(step: exp.Expr, functions: Set[str]) -> bool:
    return not step.args.get("where") and _is_plain(step, functions)


def _is_plain(step: exp.Expr, functions: Set[str]) -> bool:
    """Whether each row of the sources, if the conditions hold, gives one row of functions of it alone."""
    if not isinstance(step, exp.Select) or any(step.args.get(clause) for clause in _OTHER_CLAUSES):
        return False
    return all(_is_of_one_row(node, functions) for each in step.expressions for node in each.walk())


def _is_of_one_row(node: exp.Expr, functions: Set[str]) -> bool:
    if n.STEP in node.meta or n.DECIMAL in node.meta or isinstance(node, _CLOSED):
        return False
    return not isinstance(node, exp.Anonymous) or node.name in functions


def _stays_small(step: exp.Expr, inner: exp.Expr) -> bool:
    read = Counter(column.name for each in step.expressions for column in each.find_all(exp.Column))
    grown = 0
    for name, made in _made(inner).items():
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
