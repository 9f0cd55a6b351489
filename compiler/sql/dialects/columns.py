"""Steps that name their columns, and only those that a later step reads, instead of `*`.

For engines that take a star in a round of its own, and carry what nobody reads until an optimizer drops it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from sqlglot import exp

from .. import nodes as n

_Known = Mapping[str, tuple[str, ...]]  # columns of each step


def exact_columns(query: exp.Query, generators: frozenset[str]) -> exp.Query:
    """The query, changed in place; `generators` are functions that make rows, so that they stay whoever reads them.

    All columns of the query itself stay. Where a step reads all of a table, whose columns are not known here, nothing
    is changed.
    """
    with_ = query.args.get("with_")
    steps: dict[str, exp.Query] = {} if with_ is None else {each.alias: each.this for each in with_.expressions}
    if any(_is_open(select, steps) for select in query.find_all(exp.Select)):
        return query
    known: dict[str, tuple[str, ...]] = {}
    for name, step in steps.items():
        known[name] = _spelled(step, known)
    _spelled(query, known)
    needed: dict[str, set[str]] = {name: set() for name in steps}
    _read(query, None, needed, generators)
    for name, step in reversed(list(steps.items())):
        _read(step, needed[name], needed, generators)
    return query


def _selects(query: exp.Expr) -> Iterator[exp.Select]:
    """The parts of a union, or the query itself."""
    match query:
        case exp.SetOperation():
            yield from _selects(query.this)
            yield from _selects(query.expression)
        case exp.Select():
            yield query


def _sources(select: exp.Select) -> dict[str, exp.Expr]:
    from_ = select.args.get("from_")
    found = [] if from_ is None else [from_.this]
    found += [join.this for join in select.args.get("joins") or ()]
    return {each.alias_or_name: each for each in found}


def _is_open(select: exp.Select, steps: Mapping[str, exp.Query]) -> bool:
    """Whether it has a star for the columns of a table."""
    tables = [each for each in _sources(select).values() if isinstance(each, exp.Table) and each.name not in steps]
    starred = {each.table for each in select.expressions if isinstance(each, exp.Column) and _is_star(each.this)}
    return bool(tables) and (any(map(_is_star, select.expressions)) or any(t.alias_or_name in starred for t in tables))


def _is_star(node: exp.Expr) -> bool:
    return isinstance(node, exp.Star)


def _spelled(query: exp.Expr, known: _Known) -> tuple[str, ...]:
    """Puts columns in place of stars; gives the names of all columns."""
    names: list[tuple[str, ...]] = []
    for select in _selects(query):
        columns = {alias: _columns(source, known) for alias, source in _sources(select).items()}
        made: list[exp.Expr] = []
        alone = len(columns) == 1
        for each in select.expressions:
            if _is_star(each):
                made += [n.column(name, None if alone else alias) for alias, found in columns.items() for name in found]
            elif isinstance(each, exp.Column) and _is_star(each.this):
                made += [n.column(name, each.table) for name in columns[each.table]]
            else:
                made.append(each)
        select.set("expressions", made)
        names.append(tuple(each.alias_or_name for each in made))
    return names[0]


def _columns(source: exp.Expr, known: _Known) -> tuple[str, ...]:
    match source:
        case exp.Subquery():
            return _spelled(source.this, known)
        case exp.Values():
            return tuple(column.name for column in source.args["alias"].columns)
        case _:
            return known.get(source.name, ())


def _read(query: exp.Expr, wanted: set[str] | None, needed: Mapping[str, set[str]], generators: frozenset[str]) -> None:
    """Drops the columns that are not wanted (None: all are), and notes which ones of the steps are read."""
    for select in _selects(query):
        if wanted is not None and query is select and not select.args.get("distinct"):
            kept = [e for e in select.expressions if e.alias_or_name in wanted or _makes_rows(e, generators)]
            select.set("expressions", kept or select.expressions[:1])
        sources = _sources(select)
        inside: dict[str, set[str]] = {alias: set() for alias in sources}
        for node in _own(select, {id(source) for source in sources.values()}):
            if _is_query(node):
                _read(node, None, needed, generators)
            elif isinstance(node, exp.Column):
                for alias in [node.table] if node.table in inside else inside:
                    inside[alias].add(node.name)
        for alias, source in sources.items():
            if isinstance(source, exp.Subquery):
                _read(source.this, inside[alias], needed, generators)
            elif source.name in needed:
                needed[source.name].update(inside[alias])


def _own(select: exp.Select, sources: Set[int]) -> Iterator[exp.Expr]:
    """What stands in a select, but for its sources and the steps before it; of a query in a condition only itself."""
    stack: list[exp.Expr] = [select]
    while stack:
        for part in stack.pop().iter_expressions():
            if id(part) not in sources and not isinstance(part, exp.With):
                yield part
                stack += [] if _is_query(part) else [part]


def _is_query(node: exp.Expr) -> bool:
    return isinstance(node, exp.Select | exp.SetOperation)


def _makes_rows(node: exp.Expr, generators: frozenset[str]) -> bool:
    return any(call.name in generators for call in node.find_all(exp.Anonymous))
