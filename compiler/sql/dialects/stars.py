"""`*` written out where a SELECT reads several sources: some engines name such columns otherwise, or mix them up.

A star over one source stays, since a wide chain of steps would grow with the square of its length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from .. import nodes as n

Columns = tuple[str, ...] | None  # None: those of a table that the statement does not define


def expand_stars(statement: exp.Expr) -> exp.Expr:
    """The statement itself, in whose joins each star is a list of columns, and each column has its name as alias.

    A star over a table that the statement does not define stays.
    """
    query = statement if isinstance(statement, exp.Query) else statement.args.get("expression")
    if isinstance(query, exp.Query):
        _expanded(query, {})
    return statement


def _expanded(query: exp.Query, known: Mapping[str, Columns]) -> Columns:
    """The columns that the query gives, in their order."""
    steps = dict(known)
    for step in query.ctes:
        steps[step.alias] = _expanded(step.this, steps)
    match query:
        case exp.SetOperation():
            _expanded(query.expression, steps)
            return _expanded(query.this, steps)
        case exp.Subquery():
            return _expanded(query.this, steps)
        case exp.Select():
            return _of_select(query, steps)
        case _:
            return None


def _of_select(select: exp.Select, steps: Mapping[str, Columns]) -> Columns:
    sources = {_name(node): _of_source(node, steps) for node in _sources(select)}
    given: list[str] | None = []
    written: list[n.Node] = []
    for node in select.expressions:
        found = _meant(node, sources)
        if found is None:
            written.append(node)
            given = None
            continue
        if given is not None:
            given += [name for _, name in found]
        if len(sources) == 1 and node.is_star:
            written.append(node)
        elif node.is_star or (len(sources) > 1 and isinstance(node, exp.Column)):
            written += [n.named(n.column(name, table), name) for table, name in found]
        else:
            written.append(node)
    select.set("expressions", written)
    return None if given is None else tuple(given)


def _meant(node: n.Node, sources: Mapping[str, Columns]) -> Sequence[tuple[str | None, str]] | None:
    """The columns of an item of the list, each with its table if it says one; None where nobody knows."""
    if not node.is_star:
        return [(node.table or None if isinstance(node, exp.Column) else None, node.alias_or_name)]
    wanted = [node.table] if isinstance(node, exp.Column) else list(sources)
    found: list[tuple[str | None, str]] = []
    for table in wanted:
        columns = sources.get(table)
        if columns is None:
            return None
        found += [(table, column) for column in columns]
    return found


def _sources(select: exp.Select) -> Iterator[n.Node]:
    start = select.args.get("from_")
    if start is not None:
        yield start.this
    yield from (join.this for join in select.args.get("joins") or ())


def _name(source: n.Node) -> str:
    return source.alias_or_name


def _of_source(source: n.Node, steps: Mapping[str, Columns]) -> Columns:
    match source:
        case exp.Table():
            return None if source.db else steps.get(source.name)
        case exp.Values():
            return tuple(column.name for column in source.args["alias"].columns)
        case exp.Query():
            return _expanded(source, steps)
        case _:
            return None
