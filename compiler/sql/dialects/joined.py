"""What reads only the step that is joined, worked out before the join.

A hash join copies each column that it carries, row by row: sums of points go through it instead of the counts that
they are made of. For rows that the step lacks, such a sum is a constant: what it is where all those columns are NULL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from .. import chains
from .. import nodes as n
from .lowering import is_number_cast
from .sums import terms_of, whole

_PAID = "paid"
_CALCULATED = (exp.Add, exp.Sub, exp.Mul)
_COMPARED: Mapping[type[exp.Expr], Callable[[int, int], bool]] = {
    exp.EQ: lambda a, b: a == b,
    exp.NEQ: lambda a, b: a != b,
    exp.GT: lambda a, b: a > b,
    exp.GTE: lambda a, b: a >= b,
    exp.LT: lambda a, b: a < b,
    exp.LTE: lambda a, b: a <= b,
}


def before_joins(query: exp.Select) -> exp.Select:
    """The query, changed in place: where fewer columns of a step are then joined, the step gets another one on top."""
    steps = {step.alias: step.this for step in query.ctes}
    readers = [table.name for table in query.find_all(exp.Table) if not table.db]
    for select in [*steps.values(), query]:
        joins = select.args.get("joins") or () if isinstance(select, exp.Select) else ()
        for join in joins:
            name = join.this.name if isinstance(join.this, exp.Table) and not join.this.alias else ""
            if join.side == "LEFT" and readers.count(name) == 1 and name in steps:
                _move(query, select, join, name)
    return query


@dataclass(slots=True)
class _Moved:
    """What is worked out in the step, by its column there."""

    source: str
    nodes: dict[exp.Expr, str] = field(default_factory=dict)

    def column(self, node: exp.Expr, otherwise: int) -> exp.Expr:
        name = self.nodes.setdefault(node, f"{_PAID}_{len(self.nodes) + 1}")
        unknown = exp.Boolean(this=bool(otherwise)) if _is_test(node) else n.number(otherwise)
        return n.call("coalesce", n.column(name, self.source), unknown)


def _move(query: exp.Select, select: exp.Select, join: exp.Join, source: str) -> None:
    keys = {column.name for column in join.find_all(exp.Column) if column.table == source}
    read = {column.name for column in select.find_all(exp.Column) if column.table == source} - keys
    moved = _Moved(source)
    expressions = [_without(each.copy(), moved) for each in select.expressions]
    left = {c.name for each in expressions for c in each.find_all(exp.Column) if c.table == source} - keys
    beside = {c.name for c in _elsewhere(select, source)} - keys
    kept = (left | beside) - set(moved.nodes.values())
    if len(kept) + len(moved.nodes) >= len(read) or set(moved.nodes.values()) & (read | keys):
        return
    name = _free(query, f"{source}_{_PAID}")
    select.set("expressions", expressions)
    for column in select.find_all(exp.Column):
        if column.table == source:
            column.set("table", exp.to_identifier(name, quoted=True))
    join.set("this", n.table([name]))
    order = [c for c in _step(query, source).named_selects if c in keys | kept]
    columns = [n.column(each) for each in order]
    known = _never_null(_step(query, source))
    columns += [n.named(_inside(node, known), made) for node, made in moved.nodes.items()]
    named = exp.TableAlias(this=exp.to_identifier(name, quoted=True))
    step = exp.CTE(this=n.select(columns, n.table([source])), alias=named)
    ctes = query.args["with_"].expressions
    place = next(place for place, each in enumerate(ctes) if each.alias == source)
    query.args["with_"].set("expressions", [*ctes[: place + 1], step, *ctes[place + 1 :]])


def _step(query: exp.Select, name: str) -> exp.Query:
    found = next(step.this for step in query.ctes if step.alias == name)
    assert isinstance(found, exp.Query)
    return found


def _free(query: exp.Select, name: str) -> str:
    names = {step.alias for step in query.ctes}
    while name in names:
        name += "_"
    return name


def _elsewhere(select: exp.Select, source: str) -> Iterator[exp.Column]:
    """Columns of the source that are read by other parts of the select than its columns."""
    for key, part in select.args.items():
        if key in ("expressions", "with_", "from_"):
            continue
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, exp.Expr):
                yield from (column for column in each.find_all(exp.Column) if column.table == source)


def _never_null(step: exp.Query) -> set[str]:
    """Its counts."""
    made = {each.alias_or_name: each.unalias() for each in step.expressions}
    return {name for name, node in made.items() if isinstance(node, exp.Anonymous) and node.name == "count"}


def _inside(node: exp.Expr, known: set[str]) -> exp.Expr:
    """The node as the step on top has it."""
    made = node.copy()
    for call in list(made.find_all(exp.Anonymous)):
        if call.name == "coalesce" and call.expressions[0].name in known:
            call.expressions[0].comments = call.comments
            call.replace(call.expressions[0])
    for column in made.find_all(exp.Column):
        column.set("table", None)
    return made


def _without(node: exp.Expr, moved: _Moved) -> exp.Expr:
    """The node, changed in place, in which columns of the step stand for all that can be worked out there."""
    found = _moved(node, moved)
    if found is not None:
        return found
    if isinstance(node, exp.Add):
        return _split(node, moved)
    for child in list(node.iter_expressions()):
        made = _without(child, moved)
        if made is not child:
            child.replace(made)
    return node


def _split(total: exp.Add, moved: _Moved) -> exp.Expr:
    """The terms that only read the step become one."""
    terms = list(terms_of(total))
    inner = [term for term in terms if _value(term, moved.source) is not None and _reads(term, moved.source)]
    others = [_without(term.copy(), moved) for term in terms if not any(term is each for each in inner)]
    if not inner:
        return chains.total(others)
    summed = n.cast(chains.total([term.copy() for term in inner]), "BIGINT")
    found = _moved(summed, moved)
    assert found is not None
    return chains.total([*others, found])


def _moved(node: exp.Expr, moved: _Moved) -> exp.Expr | None:
    if (
        isinstance(node, exp.Column | exp.Alias | exp.Not | exp.Paren)
        or not _reads(node, moved.source)
        or _is_small(node)
    ):
        return None
    value = _value(node, moved.source)
    return None if value is None else moved.column(node, value)


def _is_small(node: exp.Expr) -> bool:
    """A column with a number instead of NULL."""
    return isinstance(node, exp.Anonymous) and node.name == "coalesce"


def _reads(node: exp.Expr, source: str) -> bool:
    tables = {column.table for column in node.find_all(exp.Column)}
    return tables == {source}


def _is_test(node: exp.Expr) -> bool:
    return isinstance(node, exp.Predicate | exp.Connector)


def _value(node: exp.Expr, source: str) -> int | None:
    """What it is where all columns of the step are NULL; None where it is something else, or may ever be NULL."""
    written = whole(node)
    if written is not None:
        return written
    match node:
        case exp.Boolean():
            return int(node.this)
        case exp.Paren():
            return _value(node.this, source)
        case exp.Cast() if is_number_cast(node):
            return _value(node.this, source)
        case exp.Neg():
            inner = _value(node.this, source)
            return None if inner is None else -inner
        case exp.Not():
            inner = _value(node.this, source)
            return None if inner is None else int(not inner)
        case exp.Anonymous(this="coalesce", expressions=[exp.Column(), other]):
            return whole(other)
        case exp.Anonymous(this="least" | "greatest"):
            values = _values(node.expressions, source)
            return None if values is None else (min if node.name == "least" else max)(values)
        case exp.And() | exp.Or():
            values = _values([node.this, node.expression], source)
            return None if values is None else int((all if isinstance(node, exp.And) else any)(values))
        case exp.Case() if node.this is None:
            return _chosen(node, source)
        case exp.Binary() if isinstance(node, _CALCULATED) or type(node) in _COMPARED:
            return _calculated(node, _value(node.this, source), _value(node.expression, source))
        case _:
            return None


def _values(nodes: Sequence[exp.Expr], source: str) -> list[int] | None:
    found = [_value(each, source) for each in nodes]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else None


def _chosen(case: exp.Case, source: str) -> int | None:
    arms = [(_value(arm.this, source), _value(arm.args["true"], source)) for arm in case.args["ifs"]]
    otherwise = case.args.get("default")
    default = None if otherwise is None else _value(otherwise, source)
    if default is None or any(test is None or made is None for test, made in arms):
        return None
    return next((made for test, made in arms if test), default)


def _calculated(node: exp.Binary, left: int | None, right: int | None) -> int | None:
    if left is None or right is None:
        return None
    match node:
        case exp.Add():
            return left + right
        case exp.Sub():
            return left - right
        case exp.Mul():
            return left * right
        case _:
            return int(_COMPARED[type(node)](left, right))
