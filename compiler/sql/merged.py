"""Rules that look at one value of the lead alone: what they pay together, as one CASE for each value.

A text is one of those that rules name, or another one; a number lies between two at which some rule changes what it
pays. What the rules pay is worked out for each of these beforehand.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlglot import exp

from ...dsl import model
from ...dsl.model import MILLI
from .. import plan as p
from ..walk import walk
from . import chains
from . import nodes as n
from .lists import storable
from .operands import Scope, value_sql
from .rules import rule_sql

_NANO: Final = p.NANO // MILLI
_TEXTS: Final = ("=", "<>")
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PLAIN: Final = ("integer", "decimal", "date", "timestamp")


@dataclass(frozen=True, slots=True)
class _Other:
    """A text that no rule names."""


_Known = str | int | _Other


def paid_together(score: str, rules: Sequence[p.Rule], scope: Scope) -> list[n.Node]:
    """What the rules pay, as terms of a sum."""
    by_value: dict[model.LeadValue, list[p.Rule]] = {}
    by_condition: dict[model.Condition, list[p.WhenRule]] = {}
    alone: list[p.Rule] = []
    for rule in rules:
        value = _only_value(rule)
        if value is not None:
            by_value.setdefault(value, []).append(rule)
        elif isinstance(rule, p.WhenRule) and rule.unless is None:
            by_condition.setdefault(rule.condition, []).append(rule)
        else:
            alone.append(rule)
    terms: list[tuple[n.Node, Sequence[p.Rule]]] = []
    for value, merged in by_value.items():
        node = rule_sql(merged[0], scope) if len(merged) == 1 else _case(value, merged, scope)
        terms.append((node, merged))
    for same in by_condition.values():
        points = sum(rule.points for rule in same)
        whole = p.WhenRule(same[0].label, points, same[0].condition, None, same[0].span)
        terms.append((rule_sql(whole, scope), same))
    terms += [(rule_sql(rule, scope), [rule]) for rule in alone]
    return [of_rules(n.cast(node, "BIGINT"), score, of) for node, of in terms]


def of_rules(node: n.Node, score: str, rules: Sequence[p.Rule]) -> n.Node:
    """The node with a comment that names the rules."""
    places = ", ".join(f"{rule.label} ({rule.span.file}:{rule.span.line})" for rule in rules)
    return chains.commented(node, f"{score}: {places}")


# ---- which rules ---------------------------------------------------------------------------------------------------


def _only_value(rule: p.Rule) -> model.LeadValue | None:
    """The value that decides what the rule pays, where the rule compares it with constants alone."""
    match rule:
        case p.WhenRule(unless=None):
            if not all(_compares(node) for node in walk(rule.condition)):
                return None
            values = {node for node in walk(rule.condition) if isinstance(node, model.LeadValue)}
        case p.TableRule(unless=None, quiet=False, value=model.LeadValue() as value):
            values = {value}
        case _:
            return None
    found = values.pop() if len(values) == 1 else None
    return found if found is not None and found.type.kind in ("text", *_PLAIN) else None


def _compares(node: model.Value | model.Condition) -> bool:
    match node:
        case model.Compare(op, model.LeadValue(), model.Constant(constant), False):
            return not isinstance(constant, bool) and (isinstance(constant, int) or op in _TEXTS)
        case model.InSet(model.LeadValue(), _, False) | model.IsMissing(model.LeadValue()):
            return True
        case model.And() | model.Or() | model.Not() | model.LeadValue() | model.Constant():
            return True
        case _:
            return False


def _constants(rule: p.Rule) -> Iterator[str | int]:
    """Those with which the rule compares the value."""
    match rule:
        case p.WhenRule():
            for node in walk(rule.condition):
                match node:
                    case model.Constant(constant):
                        yield constant
                    case model.InSet(_, items):
                        yield from items
                    case _:
                        pass
        case p.TableRule():
            for match_ in rule.matches:
                yield from match_.values
            for cut in rule.cuts:
                yield from (bound for bound in (cut.lowest, cut.below) if bound is not None)
        case _:
            pass


# ---- what they pay -------------------------------------------------------------------------------------------------


def _pays(rule: p.Rule, value: _Known | None) -> int:
    """Thousandths of points; `value` None: it is missing."""
    match rule:
        case p.WhenRule():
            return rule.points if _met(rule.condition, value) else 0
        case p.TableRule():
            if value is None:
                return rule.missing
            for match_ in rule.matches:
                if value in match_.values:
                    return match_.points
            for cut in rule.cuts:
                if isinstance(value, int) and _inside(cut, value):
                    return cut.points
            return rule.otherwise
        case _:
            raise AssertionError("looks at more than a value")


def _inside(cut: model.Cut, value: int) -> bool:
    return (cut.lowest is None or cut.lowest <= value) and (cut.below is None or value < cut.below)


def _met(condition: model.Condition, value: _Known | None) -> bool | None:
    """None: unknown."""
    match condition:
        case model.IsMissing():
            return value is None
        case model.Compare(op, _, model.Constant(constant)):
            return None if value is None else _OPERATORS[op](value, constant)
        case model.InSet(_, items):
            return None if value is None else value in items
        case model.Not(item):
            met = _met(item, value)
            return None if met is None else not met
        case model.And(items) | model.Or(items):
            decisive = isinstance(condition, model.Or)
            found = [_met(item, value) for item in items]
            if decisive in found:
                return decisive
            return None if None in found else not decisive
        case _:
            raise AssertionError("looks at more than a value")


# ---- as SQL --------------------------------------------------------------------------------------------------------


def _case(value: model.LeadValue, rules: Sequence[p.Rule], scope: Scope) -> n.Node:
    column = value_sql(value, scope)
    constants = {constant for rule in rules for constant in _constants(rule)}
    missing = _sum(rules, None)
    if value.type.kind == "text":
        texts = sorted(each for each in constants if isinstance(each, str) and storable(each))
        return _of_text(column, {text: _sum(rules, text) for text in texts}, _sum(rules, _Other()), missing)
    bounds = sorted({bound for each in constants if isinstance(each, int) for bound in (each, each + 1)})
    lowest = _sum(rules, bounds[0] - 1) if bounds else _sum(rules, 0)
    return _of_number(column, {bound: _sum(rules, bound) for bound in bounds}, lowest, missing)


def _sum(rules: Sequence[p.Rule], value: _Known | None) -> int:
    return _NANO * sum(_pays(rule, value) for rule in rules)


def _of_text(column: n.Node, paid: Mapping[str, int], other: int, missing: int) -> n.Node:
    together: dict[int, list[n.Node]] = {}
    for text, points in paid.items():
        if points != other:
            together.setdefault(points, []).append(n.text(text))
    arms = [] if missing == other else [(n.is_null(column), n.number(missing))]
    arms += [
        (n.equal(column, texts[0]) if len(texts) == 1 else n.one_of(column, texts), n.number(points))
        for points, texts in together.items()
    ]
    return n.when(*arms, otherwise=n.number(other)) if arms else n.number(other)


def _of_number(column: n.Node, paid: Mapping[int, int], lowest: int, missing: int) -> n.Node:
    """`paid`: from each bound on, up to the next one."""
    arms: list[tuple[n.Node, n.Node]] = []
    before = lowest
    for bound, points in paid.items():
        if points != before:
            arms.insert(0, (n.compare(exp.GTE, column, n.number(bound)), n.number(points)))
        before = points
    if missing != lowest:
        arms.append((n.is_known(column), n.number(lowest)))
    return n.when(*arms, otherwise=n.number(missing)) if arms else n.number(missing)
