"""Steps as PostgreSQL runs them quickest.

It keeps a step of WITH in memory where it is told to, and computes it anew, in each expression that mentions one of its
columns, where it is not. A sub-select with `OFFSET '0'` is between the two: a fence, behind which rows are computed one
by one, each column once. What stands behind no fence can be shared by several processes, and aggregated in each.

The number of a fence is a text, which is of the type that OFFSET wants: a plain 0 would be converted, and what is
converted might be any number while the planner asks whether processes may share the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp

from .. import names
from .. import nodes as n
from .columns import exact_columns
from .postgres_events import filtered, tabulated
from .postgres_terms import fewer_limits, merged_choices

_GENERATORS: Final = frozenset({"unnest"})
_GIVEN: Final = "given"
_ANEW: Final = frozenset({_GIVEN, names.MOMENTS})
_RELATIONS: Final = frozenset({"leads", "events", "accounts"})  # as steps call the typed relations
_TEXTS: Final = frozenset({names.LEAD, names.EVENT})
_CHEAP: Final = frozenset({"coalesce", "greatest", "least", "left", "length", "nullif", "right", "strpos", "substr"})
_OTHER_CLAUSES: Final = ("distinct", "group", "having", "laterals", "limit", "offset", "order", "windows", "with_")
_CLOSED: Final = (exp.AggFunc, exp.Filter, exp.Query, exp.Star, exp.Subquery, exp.Window)
_SMALL: Final = 24  # nodes of an expression that may be worked out more than once
_GROWTH: Final = 60  # nodes that may be worked out besides: what a fence costs for each row
_SHARED_GROWTH: Final = 600  # below a grouping, which can be shared where there is no fence


@dataclass(slots=True)
class _Step:
    """A step, the tables by which others read it, and how often each column is worked out above (None: not known)."""

    query: exp.Expr
    cte: exp.CTE
    read_by: list[exp.Table] = field(default_factory=list)
    evaluated: Counter[str] | None = None
    grouped: bool = False  # whether nothing but a grouping reads it, with no fence between


def shaped(statement: exp.Expr, longest: int) -> exp.Expr:
    """The statement, changed in place. At most `longest` steps, each a sub-select of the next, become one."""
    query = statement if isinstance(statement, exp.Query) else statement.args.get("expression")
    if not isinstance(query, exp.Select) or not query.ctes:
        return statement
    tabulated(query)
    if not _asks(query):  # whose columns `exact_columns` would not see
        exact_columns(query, _GENERATORS)
        filtered(query)
        merged_choices(query)
    fewer_limits(query)
    steps = {each.alias: _Step(each.this, each) for each in query.ctes}
    _unjoin_moments(query, steps)
    for table in query.find_all(exp.Table):
        if not table.db and table.name in steps:
            steps[table.name].read_by.append(table)
    _place_fences(steps, longest)
    for select in list(query.find_all(exp.Select)):
        _fence_relations(select)
    return statement


def _unjoin_moments(query: exp.Select, steps: Mapping[str, _Step]) -> None:
    """Moments become items of an array: a function that gives rows can be joined by several processes.

    Whoever reads nothing but the moment reads that one. PostgreSQL expects ten items of any array, of which few lie
    between two bounds, it thinks: one. With ten it would expect ten times the leads and groups that there are.
    """
    if _GIVEN not in steps or names.MOMENTS not in steps:
        return
    step = steps[_GIVEN]
    source = n.call("unnest", n.call("array", step.query))
    column = exp.to_identifier(names.AS_OF, quoted=True)
    alias = exp.TableAlias(this=exp.to_identifier(_GIVEN, quoted=True), columns=[column])
    as_of = n.column(names.AS_OF)
    always = n.between(as_of, n.number(-(2**63) + 1), n.number(2**63 - 1))
    made = n.select([as_of], exp.Table(this=source, alias=alias), always)
    step.cte.set("this", made)
    step.query = made
    for table in list(query.find_all(exp.Table)):
        if table.name != names.MOMENTS or table.db or table.alias:
            continue
        select = table.find_ancestor(exp.Select)
        assert select is not None
        columns = list(select.find_all(exp.Column))
        apart = len(_sources(select)) > 1 and all(each.table for each in columns)
        if apart and {each.name for each in columns if each.table == names.MOMENTS} == {names.AS_OF}:
            _bound(select)
            table.replace(n.named_table(_GIVEN, names.MOMENTS))


def _bound(select: exp.Select) -> None:
    """What is older than every window of the earliest moment is left out before it meets the moments.

    PostgreSQL takes a comparison with what it does not know for true in a third of all cases, and two for next to none.
    That a value is not NULL, which an expression is, holds in half of them: events in a window are as many.
    """
    where = select.args.get("where")
    if where is None:
        return
    tests = list(where.this.flatten()) if isinstance(where.this, exp.And) else [where.this]
    timed = [each for each in tests if isinstance(each, exp.GT | exp.LTE) and _of_moment(each.expression)]
    others = [each for each in tests if each not in timed]
    before = []
    for test in timed:
        if isinstance(test, exp.GT) and isinstance(test.expression, exp.Sub):
            first = n.minus(n.call("min", n.column(names.AS_OF)), test.expression.expression)
            since = exp.Subquery(this=n.select([first], n.table([_GIVEN])))
            before.append(n.call("coalesce", exp.GT(this=test.this.copy(), expression=since), n.false()))
    if before:
        during = n.call("coalesce", n.all_of(*timed), n.false())
        where.set("this", exp.and_(*before, during, *others, copy=False))


def _of_moment(node: exp.Expr) -> bool:
    """Whether it is the moment, or so many seconds before it."""
    moved = node.this if isinstance(node, exp.Sub) else node
    return isinstance(moved, exp.Column) and (moved.table, moved.name) == (names.MOMENTS, names.AS_OF)


def _place_fences(steps: Mapping[str, _Step], longest: int) -> None:
    """Says of each step whether it is kept in memory, stands in its reader behind a fence, or without one."""
    nested = _nested(steps, longest)
    for name, step in reversed(list(steps.items())):
        marked = bool(step.cte.args.get("materialized"))
        step.cte.set("materialized", None if name in nested else True)
        if name in _ANEW:
            step.cte.set("materialized", False)
        if name not in nested:
            continue
        if name == _GIVEN:
            continue
        reader = _whole_reader(step)
        mentioned = None if reader is None else _mentions(reader, _evaluated(reader, steps))
        grouped = reader is not None and _is_grouped(reader, steps)
        growth = _SHARED_GROWTH if grouped else _GROWTH
        if marked or mentioned is None or not _may_open(step.query, reader, mentioned, growth):
            step.query.set("offset", exp.Offset(expression=n.text("0")))
        else:
            step.evaluated, step.grouped = mentioned, grouped


def _nested(steps: Mapping[str, _Step], longest: int) -> set[str]:
    """The steps that are parts of their readers: of one alone, in which they are all, or a grouping among others.

    A chain of them is not longer than so many steps. Those in `_ANEW` are so small that each reader computes them.
    """
    depth: dict[str, int] = {}
    for name, step in steps.items():
        below = max((depth.get(each.name, 0) for each in step.query.find_all(exp.Table) if not each.db), default=0)
        alone = _whole_reader(step) is not None or (_is_joined(step) and step.query.args.get("group") is not None)
        if name in _ANEW or (alone and below < longest and isinstance(step.query, exp.Select)):
            depth[name] = below + 1
    return set(depth)


def _is_joined(step: _Step) -> bool:
    """Whether one query joins it to others once."""
    return len(step.read_by) == 1 and isinstance(step.read_by[0].parent, exp.Join)


def _evaluated(reader: exp.Select, steps: Mapping[str, _Step]) -> Counter[str] | None:
    """How often the reader's columns are worked out; None where each is once."""
    cte = reader.parent
    if not isinstance(cte, exp.CTE) or reader.args.get("offset") is not None or cte.args.get("materialized"):
        return None
    return steps[cte.alias].evaluated


def _is_grouped(reader: exp.Select, steps: Mapping[str, _Step]) -> bool:
    cte = reader.parent
    return reader.args.get("group") is not None or (isinstance(cte, exp.CTE) and steps[cte.alias].grouped)


def _whole_reader(step: _Step) -> exp.Select | None:
    """The only reader, where it reads this and nothing else."""
    if len(step.read_by) != 1:
        return None
    table = step.read_by[0]
    select = table.parent.parent if isinstance(table.parent, exp.From) else None
    if not isinstance(select, exp.Select) or isinstance(select.parent, exp.Subquery | exp.In | exp.Exists):
        return None
    return None if select.args.get("joins") or select.args.get("laterals") else select


def _mentions(query: exp.Expr, evaluated: Counter[str] | None) -> Counter[str] | None:
    """How often a query of one source works out each column of that; None where nobody knows."""
    if not isinstance(query, exp.Select):
        return None
    found: Counter[str] = Counter()
    for item in query.expressions:
        if item.is_star:
            return None
        times = 1 if evaluated is None else max(1, evaluated[item.alias_or_name])
        for column in item.find_all(exp.Column):
            found[column.name] += times
    for clause in ("where", "group", "having"):
        part = query.args.get(clause)
        found.update(column.name for column in (part.find_all(exp.Column) if part is not None else ()))
    return found


def _may_open(query: exp.Expr, reader: exp.Select | None, mentioned: Mapping[str, int], growth: int) -> bool:
    """Whether the step needs no fence: little would be worked out more than once, and no condition moves."""
    if not isinstance(query, exp.Select) or reader is None or any(query.args.get(each) for each in _OTHER_CLAUSES):
        return False
    if any(reader.args.get(each) for each in ("distinct", "limit", "order", "windows")):
        return False
    if any(
        isinstance(node, exp.Window | exp.Subquery | exp.Query) for each in reader.expressions for node in each.walk()
    ):
        return False
    moving = reader.args.get("where") is not None
    grown = 0
    for item in query.expressions:
        made = item.unalias()
        nodes = [node for node in made.walk() if not isinstance(node, exp.Identifier)]
        if any(isinstance(node, _CLOSED) for node in nodes):
            return False
        if isinstance(made, exp.Column | exp.Literal | exp.Null | exp.Boolean):
            continue
        if moving:
            return False
        if mentioned[item.alias_or_name] > 1:
            if len(nodes) > _SMALL or any(isinstance(e, exp.Anonymous) and e.name not in _CHEAP for e in nodes):
                return False
            size = 1 if _is_known(made) else len(nodes)
            grown += (mentioned[item.alias_or_name] - 1) * size
    return grown <= growth


def _is_known(made: exp.Expr) -> bool:
    """Whether it is a column, or a number where that is NULL."""
    return isinstance(made, exp.Anonymous) and made.name == "coalesce" and isinstance(made.expressions[0], exp.Column)


def _sources(select: exp.Select) -> list[exp.Expr]:
    first = select.args.get("from_")
    return [] if first is None else [first.this, *(join.this for join in select.args.get("joins") or ())]


def _fence_relations(select: exp.Select) -> None:
    """Typed relations may be views, whose expressions would be worked out wherever a column is mentioned."""
    sources = _sources(select)
    if len(sources) < 2:
        return
    columns = list(select.find_all(exp.Column))
    own = [each for each in columns if each.find_ancestor(exp.Select) is select]
    if _asks(select) or any(not each.table or each.is_star for each in own):
        return
    for source in sources:
        if isinstance(source, exp.Table) and source.alias in _RELATIONS and isinstance(source.this, exp.Identifier):
            wanted = dict.fromkeys(each.name for each in columns if each.table == source.alias)
            relation = source.copy()
            relation.set("alias", None)
            inner = n.select([_by_bytes(name) for name in wanted], relation)
            inner.set("offset", exp.Offset(expression=n.text("0")))
            source.replace(n.part(inner, source.alias))


def _asks(query: exp.Select) -> bool:
    """Whether a question inside, without a source of its own, may ask about a row of what it stands in."""
    inner = (each for each in query.find_all(exp.Select) if each is not query and not _sources(each))
    return any(each.find(exp.Column) is not None for each in inner)


def _by_bytes(name: str) -> exp.Expr:
    """The column; a text that is compared for each event by its bytes, for which no locale is looked up."""
    if name not in _TEXTS:
        return n.column(name)
    return n.named(exp.Collate(this=n.column(name), expression=exp.to_identifier("C", quoted=True)), name)
