"""What a rule pays, as SQL over columns of leads: 64-bit integers of 10^-9 points. And limits and roundings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ...dsl.model import MILLI, Cut, DaysSinceLast, Factor, Match, Rounding
from .. import plan as p
from . import chains
from . import nodes as n
from .conditions import condition_sql
from .keys import Measure, QuietDays
from .measures import occurrence_measures
from .operands import Scope, constant_sql, value_sql
from .shared import TOO_MANY

_MILLI_TO_NANO = p.NANO // MILLI
_Arms = list[tuple[n.Node, n.Node]]


def clamped(node: n.Node, low: int | None, high: int | None) -> n.Node:
    """The number between its limits. The node is not NULL where the result matters: some engines skip NULL here."""
    if low is not None:
        node = n.call("greatest", node, n.number(low))
    return node if high is None else n.call("least", node, n.number(high))


def rounded_sql(number: n.Node, divisor: int, *, negative: bool, rounding: Rounding = "half up") -> n.Node:
    """number / divisor as a whole number; `negative`: the number may be below 0.

    Only positive numbers are divided: engines disagree about the others.
    """
    positive = _rounded(number, divisor, rounding)
    if not negative:
        return positive
    mirrored = n.negative(_rounded(n.negative(number), divisor, rounding))
    return n.when((n.compare(exp.LT, number, n.number(0)), mirrored), otherwise=positive)


def _rounded(number: n.Node, divisor: int, rounding: Rounding) -> n.Node:
    if rounding == "toward zero" or divisor == 1:
        return n.quotient(number, n.number(divisor))
    raised = n.plus(number, n.number(divisor // 2))
    nearest = n.quotient(raised, n.number(divisor))
    if rounding == "half up":
        return nearest
    # What divides evenly once half the divisor is added lies in the middle.
    tie = n.equal(n.remainder(raised, n.number(divisor)), n.number(0))
    return n.when((tie, n.minus(nearest, n.remainder(nearest, n.number(2)))), otherwise=nearest)


def rule_sql(rule: p.Rule, scope: Scope) -> n.Node:
    """What the rule pays, in 10^-9 points; `unless` holds it back only where it is met."""
    arms: _Arms = []
    if rule.unless is not None:
        arms.append((condition_sql(rule.unless, scope), n.number(0)))
    match rule:
        case p.WhenRule(_, points, condition):
            arms.append((condition_sql(condition, scope), _points(points)))
            return n.when(*arms, otherwise=n.number(0))
        case p.TableRule():
            rows, otherwise = _quiet_rows(rule, scope) if rule.quiet else _rows(rule, scope)
            arms.extend(rows)
            return n.when(*arms, otherwise=otherwise) if arms else otherwise
        case p.AmountRule():
            value = value_sql(rule.value, scope)
            arms.append((n.is_null(value), n.number(0)))
            cut = clamped(n.cast(value, "BIGINT"), -rule.bound, rule.bound)
            return n.when(*arms, otherwise=clamped(n.times(cut, n.number(rule.multiplier)), rule.low, rule.high))
        case p.OccurrenceRule(_, _, multiplier, max_nano):
            bounded = bounded_pay(rule, scope)
            if bounded is not None:
                paid = pays_sql(scope.column(bounded[0]), [bounded[1]])
                return n.when(*arms, otherwise=paid) if arms else paid
            weight, _, _ = occurrence_measures(rule, scope)
            paid = n.times(weight, n.number(multiplier))
            low, high = (None, max_nano) if multiplier >= 0 else (-max_nano, None)
            if rule.feature.amount is not None or rule.feature.cap is not None:
                low, high = -max_nano, max_nano  # amounts go both ways, and a cap has multiplied already
            paid = clamped(paid, low, high)
            return n.when(*arms, otherwise=paid) if arms else paid


@dataclass(frozen=True, slots=True)
class Pay:
    """What each unit of a measure pays, up to so many units, and what more than those pay; in 10^-9 points.

    `up_to` is None where there are never more than the rule pays for.
    """

    each: int
    up_to: int | None = None
    beyond: int = 0


def bounded_pay(rule: p.OccurrenceRule, scope: Scope) -> tuple[Measure, Pay] | None:
    """The measure by which the rule pays, where it is known to be so small that products fit 64 bits."""
    feature = rule.feature
    if Measure(TOO_MANY, feature) not in scope.columns:
        return None
    counted = Measure("count", feature.events)
    key, unit = (counted, p.FACTOR) if feature.decay is None else (Measure("weight", feature), 1)
    each, most = unit * rule.multiplier, scope.most[key]
    if feature.latest == 1 and most > 1:
        return key, Pay(0, 0, clamp(each, rule.max_nano))
    if most * abs(each) <= rule.max_nano:
        return key, Pay(each)
    return key, Pay(each, rule.max_nano // abs(each), clamp(each * most, rule.max_nano))


def clamp(number: int, most: int) -> int:
    """The number nearest to it that is no further from 0."""
    return max(-most, min(number, most))


def pays_sql(value: n.Node, pays: Sequence[Pay]) -> n.Node:
    """What these pay together; in engines that look counts up, a CASE takes a quarter of the time of `least`."""
    arms: _Arms = []
    for bound in sorted({pay.up_to for pay in pays if pay.up_to is not None}, reverse=True):
        beyond = sum(pay.beyond for pay in pays if pay.up_to is not None and pay.up_to <= bound)
        each = sum(pay.each for pay in pays if pay.up_to is None or pay.up_to > bound)
        paid = n.plus(n.times(value, n.number(each)), n.number(beyond)) if each else n.number(beyond)
        arms.append((n.compare(exp.GT, value, n.number(bound)), paid))
    each = sum(pay.each for pay in pays)
    below = n.times(value, n.number(each)) if each else n.number(0)
    return n.when(*arms, otherwise=below) if arms else below


def times_sql(rule: p.Rule, scope: Scope) -> tuple[n.Node, n.Node | None]:
    """What the rule counted, and the second of the latest event behind it."""
    match rule:
        case p.OccurrenceRule():
            _, times, latest = occurrence_measures(rule, scope)
            return times, latest
        case p.AmountRule(times=True):
            return value_sql(rule.value, scope), None
        case _:
            return n.number(1), None


def holds_sql(rule: p.WhenRule, scope: Scope) -> n.Node:
    """Whether the rule is met: a group may pick it though it pays nothing."""
    arms: _Arms = [] if rule.unless is None else [(condition_sql(rule.unless, scope), n.false())]
    arms.append((condition_sql(rule.condition, scope), exp.Boolean(this=True)))
    return n.when(*arms, otherwise=n.false())


def factor_sql(factor: Factor, scope: Scope) -> n.Node:
    """The factor in ten-thousandths."""
    value = value_sql(factor.value, scope)
    arms: _Arms = [(n.is_null(value), n.number(factor.missing))]
    arms.extend(_held(value, factor.matches, factor.cuts, 1))
    return n.cast(n.when(*arms, otherwise=n.number(factor.otherwise)), "BIGINT")


def _points(milli: int) -> n.Node:
    return n.number(milli * _MILLI_TO_NANO)


def _rows(rule: p.TableRule, scope: Scope) -> tuple[_Arms, n.Node]:
    value = value_sql(rule.value, scope)
    arms: _Arms = [(n.is_null(value), _points(rule.missing))]
    arms.extend(_held(value, rule.matches, rule.cuts, _MILLI_TO_NANO))
    return arms, _points(rule.otherwise)


def _held(value: n.Node, matches: Sequence[Match], cuts: Sequence[Cut], unit: int) -> _Arms:
    arms: _Arms = []
    for match_ in matches:
        items = [constant_sql(item) for item in match_.values]
        arms.append((n.one_of(value, items), n.number(match_.points * unit)))
    arms.extend((_in_cut(cut, value), n.number(cut.points * unit)) for cut in cuts)
    return arms


def _quiet_rows(rule: p.TableRule, scope: Scope) -> tuple[_Arms, n.Node]:
    """See `model.TableRule`: days of silence count only as far as the lead has existed."""
    assert isinstance(rule.value, DaysSinceLast)
    last, quiet = value_sql(rule.value, scope), scope.column(QuietDays(rule.value))
    arms: _Arms = []
    if rule.has_missing_row:
        arms.append((n.is_null(last), _points(rule.missing)))
    for cut in rule.cuts:
        needs_existence = cut.lowest is not None and cut.lowest > 0
        if not needs_existence:
            arms.append((_in_cut(cut, last), _points(cut.points)))
    for cut in rule.cuts:
        if cut.lowest is not None and cut.lowest > 0:
            arms.append((_in_cut(cut, quiet), _points(cut.points)))
    return arms, n.number(0)


def _in_cut(cut: Cut, value: n.Node) -> n.Node:
    bounds: list[n.Node] = []
    if cut.lowest is not None:
        bounds.append(n.compare(exp.GTE, value, n.number(cut.lowest)))
    if cut.below is not None:
        bounds.append(n.compare(exp.LT, value, n.number(cut.below)))
    return chains.all_of(bounds) if bounds else n.is_known(value)
