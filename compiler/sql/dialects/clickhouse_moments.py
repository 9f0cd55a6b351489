"""One moment for all rows in ClickHouse: a constant instead of a join with the step of moments, a key and a condition.

How many moments there are is known before a query is planned: they are read as one array, and of an `if` with a known
condition only the arm that is chosen is planned. A cross join copies every column of a relation, texts among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from sqlglot import exp

from .. import names
from .. import nodes as n
from .clickhouse_events import bounds, conjuncts

_ENDS = {"max": "arrayMax", "min": "arrayMin"}


def of_one_moment(query: exp.Select) -> exp.Select:
    """The query, changed in place: whoever reads moments reads the only one where there is just one."""
    steps = {step.alias: step.this for step in query.ctes}
    if names.MOMENTS not in steps or names.AS_OF not in steps[names.MOMENTS].named_selects:
        return query
    changed = [select for select in list(query.find_all(exp.Select)) if _of_relation(select, steps.keys())]
    if not changed:
        return query
    for select in query.find_all(exp.Select):
        _group(select)
        for join in select.args.get("joins") or ():
            _join(join)
    return query


def _all() -> exp.Expr:
    """The moments, as an array."""
    query = n.select([n.call("groupUniqArray", n.column(names.AS_OF))], n.table([names.MOMENTS]))
    return exp.Subquery(this=query)


def _if_one(then: exp.Expr, otherwise: exp.Expr) -> exp.Expr:
    return n.call("if", n.equal(n.call("length", _all()), n.number(1)), then, otherwise)


def _only() -> exp.Expr:
    return n.call("arrayElement", _all(), n.number(1))


def _of_relation(select: exp.Select, steps: Set[str]) -> bool:
    """Whether it was a relation × moments, and has its moments from the relation now."""
    from_ = select.args.get("from_")
    outer = None if from_ is None else from_.this
    joins = select.args.get("joins") or []
    crossed = [join for join in joins if join.kind == "CROSS" and join.this.name == names.MOMENTS]
    if not isinstance(outer, exp.Table) or outer.name in steps or len(crossed) != 1 or crossed[0].this.alias:
        return False
    alias, read = outer.alias_or_name, list(_columns(select))
    if any(not column.table or isinstance(column.this, exp.Star) for column in read) or any(select.find_all(exp.Star)):
        return False
    if {column.name for column in read if column.table == names.MOMENTS} != {names.AS_OF}:
        return False
    there = list(dict.fromkeys(column.name for column in read if column.table == alias))
    as_of = names.AS_OF
    while as_of in there:
        as_of += "_"
    where = select.args.get("where")
    conditions = [] if where is None else conjuncts(where.this)
    near = list(bounds(conditions, alias, {names.MOMENTS}, lambda end, _: n.call(_ENDS[end], _all())))
    for each in near:
        for column in each.find_all(exp.Column):
            if column.table == alias:
                column.set("table", None)
    moment = _if_one(_only(), n.call("arrayJoin", _all()))
    source = exp.Table(**{key: part for key, part in outer.args.items() if key in ("this", "db", "catalog")})
    inner = n.select([*map(n.column, there), n.named(moment, as_of)], source, n.all_of(*near) if near else None)
    for column in read:
        if column.table == names.MOMENTS:
            column.replace(n.column(as_of, alias))
    outer.replace(n.part(inner, alias))
    select.set("joins", [join for join in joins if join is not crossed[0]])
    return True


def _columns(select: exp.Select) -> Iterator[exp.Column]:
    """The columns that the select reads itself, with those of queries inside of its conditions."""
    for key, part in select.args.items():
        if key not in ("from_", "with_"):
            for each in part if isinstance(part, list) else [part]:
                if isinstance(each, exp.Expr):
                    yield from each.find_all(exp.Column)


def _is_moment(node: exp.Expr) -> bool:
    return isinstance(node, exp.Column) and node.name == names.AS_OF


def _group(select: exp.Select) -> None:
    """A key that is known beforehand is none."""
    group = select.args.get("group")
    keys = [] if group is None else group.expressions
    if len(keys) < 2 or not any(map(_is_moment, keys)):
        return
    for key in [key for key in keys if _is_moment(key)]:
        for column in select.expressions:
            if column == key or (isinstance(column, exp.Alias) and column.this == key):
                column.replace(n.named(_if_one(_only(), key.copy()), column.alias_or_name))
        key.replace(_if_one(_only(), key.copy()))


def _join(join: exp.Join) -> None:
    on = join.args.get("on")
    if not isinstance(on, exp.And):
        return
    for condition in conjuncts(on):
        if isinstance(condition, exp.EQ) and _is_moment(condition.this) and _is_moment(condition.expression):
            condition.replace(_if_one(exp.Boolean(this=True), condition.copy()))
