"""Conditions as three-valued SQL: TRUE met, FALSE not met, NULL unknown. SQL's own AND, OR and NOT agree with that."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ...dsl import model
from ...dsl.folding import spaced_words
from ...dsl.zones import DAY
from .. import plan as p
from . import chains
from . import nodes as n
from .keys import FlagKey, LetKey, Measure, Member, Spaced, Tested
from .lists import storable
from .operands import Scope, now_for, since, smallest, text_sql, value_sql

_OPERATORS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def condition_sql(condition: model.Condition, scope: Scope) -> n.Node:
    """The condition over columns of the scope."""
    match condition:
        case model.Compare():
            return _compare(condition, scope)
        case model.IsMissing(value):
            return n.is_null(value_sql(value, scope))
        case model.IsTrue(value):
            return value_sql(value, scope)
        case model.InSet(value, items, folded):
            return _in(text_sql(value, scope, folded=folded), items)
        case model.InList(value, name, folded):
            if (name, folded) in scope.lists.tables:
                return scope.column(Member(name, folded, value))
            return _in(text_sql(value, scope, folded=folded), scope.lists.inline[name, folded])
        case model.TextTest():
            return _text_test(condition, scope)
        case model.AgeBetween(value, lowest, below):
            return _age_between(value, lowest, below, scope)
        case model.Happened(events, at_least):
            count = scope.column(Measure("count", events))
            return n.compare(exp.GTE, count, n.number(at_least))
        case model.Quiet(events):
            return _quiet(events, scope)
        case model.Burst():
            feature = p.feature_of(condition)
            assert feature is not None
            return n.equal(scope.column(Measure("burst", feature)), n.number(1))
        case model.LetRef(name):
            return scope.column(LetKey(name))
        case model.FlagRef(name):
            return scope.column(FlagKey(name))
        case model.Decide(lines):
            arms = [(condition_sql(line, scope), exp.Boolean(this=outcome)) for line, outcome in lines]
            return n.when(*arms) if arms else n.null()
        case model.IsUnknown(item):
            return n.is_null(condition_sql(item, scope))
        case model.AtLeast():
            return _at_least(condition, scope)
        case model.And(items):
            return chains.all_of([condition_sql(item, scope) for item in items])
        case model.Or(items):
            return chains.any_of([condition_sql(item, scope) for item in items])
        case model.Not(item):
            return n.negated(condition_sql(item, scope))


def _at_least(condition: model.AtLeast, scope: Scope) -> n.Node:
    """Twice each item: those that are met, and those that are not; a level of its own where they are nested."""
    found = scope.columns.get(Tested(condition))
    if found is not None:
        return n.column(found)
    items = [condition_sql(item, scope) for item in condition.items]
    met = chains.total([n.when((item, n.number(1)), otherwise=n.number(0)) for item in items])
    not_met = chains.total([n.when((n.negated(item), n.number(1)), otherwise=n.number(0)) for item in items])
    return n.when(
        (n.compare(exp.GTE, met, n.number(condition.count)), exp.Boolean(this=True)),
        (n.compare(exp.GT, not_met, n.number(len(items) - condition.count)), n.false()),
    )


def _compare(compare: model.Compare, scope: Scope) -> n.Node:
    left = text_sql(compare.left, scope, folded=compare.folded)
    for side, other in ((compare.left, compare.right), (compare.right, compare.left)):
        if isinstance(side, model.Constant) and isinstance(side.value, str) and not storable(side.value):
            return _where_known(text_sql(other, scope, folded=False), met=compare.op == "<>")
    return n.compare(_OPERATORS[compare.op], left, value_sql(compare.right, scope))


def _where_known(value: n.Node, *, met: bool) -> n.Node:
    """One outcome for all known values."""
    return n.when((n.is_known(value), exp.Boolean(this=met)))


def _in(value: n.Node, items: Sequence[str | int]) -> n.Node:
    found = [n.text(i) if isinstance(i, str) else n.number(i) for i in items if isinstance(i, int) or storable(i)]
    return n.one_of(value, found) if found else _where_known(value, met=False)


def _text_test(test: model.TextTest, scope: Scope) -> n.Node:
    needles = [needle for needle in test.needles if storable(needle)]
    if not needles:
        return _where_known(value_sql(test.value, scope), met=False)
    dialect = scope.dialect
    if test.op == "word":
        words = scope.column(Spaced(test.value))
        return chains.any_of([dialect.contains(words, n.text(spaced_words(needle))) for needle in needles])
    subject = text_sql(test.value, scope, folded=test.folded)
    found = {"contains": dialect.contains, "starts": dialect.starts, "ends": dialect.ends}[test.op]
    return chains.any_of([found(subject, n.text(needle)) for needle in needles])


def _age_between(value: model.Value, lowest: int | None, below: int | None, scope: Scope) -> n.Node:
    """Bounds of the age as bounds of the moment itself."""
    moment, now = value_sql(value, scope), now_for(value)
    bounds: list[n.Node] = []
    if lowest is not None:
        bounds.append(n.compare(exp.LTE, moment, n.minus(now, n.number(lowest)) if lowest else now))
    if below is not None:
        bounds.append(n.compare(exp.GT, moment, n.minus(now, n.number(below)) if below else now))
    return chains.all_of(bounds) if bounds else _where_known(moment, met=True)


def _quiet(events: model.EventFilter, scope: Scope) -> n.Node:
    none = n.equal(scope.column(Measure("count", events)), n.number(0))
    if events.window is None:
        return none
    ages = [_seconds(value, scope) for value in (since(scope.plan), events.since) if value is not None]
    if not ages:
        return n.false()
    old_enough = n.compare(exp.GTE, smallest(ages), n.number(events.window))
    return chains.all_of([none, n.call("coalesce", old_enough, n.false())])


def _seconds(value: model.Value, scope: Scope) -> n.Node:
    age = n.minus(now_for(value), value_sql(value, scope))
    return n.times(age, n.number(DAY)) if p.is_date(value) else age
