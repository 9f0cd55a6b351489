"""Rules that pay for an amount: for each full so much of a value, for each lead, or the value itself."""

from __future__ import annotations

from fractions import Fraction

from .. import model, syntax
from ..findings import declared
from . import leads, moments, values
from .clauses import Clauses, clauses
from .context import Context
from .durations import count_of, seconds_of
from .literals import KIND_WORDS, Typed
from .numbers import plain, units, whole
from .occurrences import Around
from .parameters import length, number
from .points import MOST_LIMIT, limits_of, max_points_of, points_of, share_text

MOST_TIMES = 10**6
MOST_MULTIPLIER = 10**12  # 10^-9 points for one unit, as for 1,000 points each
_NANO_OF_MILLI = 10**6
_INTEGER = model.ValueType("integer")
_UNITS: dict[str, tuple[syntax.AgeUnit, int]] = {
    "minute": ("minute", 1),
    "hour": ("hour", 1),
    "day": ("day", 1),
    "week": ("day", 7),
}

Written = syntax.AmountRule | syntax.TimeRule | syntax.LeadsRule


def amount_rule(ctx: Context, rule: syntax.AmountRule, around: Around) -> model.AmountRule | None:
    """`+2 for each full 10000 of budget, max 20 points`."""
    found = values.value(ctx, rule.value)
    extra = clauses(ctx, rule.clauses, "for each full")
    step = None if found is None else _step(ctx, rule.amount, found)
    counted = None if found is None or step is None else model.FullUnits(found.node, step)
    return _counting(ctx, rule, counted, extra, around)


def time_rule(ctx: Context, rule: syntax.TimeRule, around: Around) -> model.AmountRule | None:
    """`-10 for each full 30 days since (last event or created), max 6 times`."""
    extra = clauses(ctx, rule.clauses, "for each full")
    every = _every(ctx, rule.every)
    age = None if every is None else moments.age(ctx, rule.moments, every[0], rule.span)
    counted = None if age is None or every is None else model.FullUnits(age.node, every[1])
    return _counting(ctx, rule, counted, extra, around)


def leads_rule(ctx: Context, rule: syntax.LeadsRule, around: Around) -> model.AmountRule | None:
    """`+5 for each other lead of the same company with C, max 4 leads`."""
    extra = clauses(ctx, rule.clauses, "leads")
    who = leads.colleagues(ctx, rule.leads)
    counted = None if who is None else model.OfLeads("count", None, who)
    return _counting(ctx, rule, counted, extra, around)


def _counting(
    ctx: Context, rule: Written, counted: model.Value | None, extra: Clauses, around: Around
) -> model.AmountRule | None:
    """So many points for each that is counted, within the rule's bounds."""
    weight = around.weight * extra.weight
    points = points_of(ctx, rule.points, weight)
    times = _times(ctx, extra)
    bound: int | None = MOST_LIMIT
    if extra.max_points is not None:
        bound = max_points_of(ctx, extra.max_points, weight)
    elif extra.max_times is None and not isinstance(rule, syntax.LeadsRule):
        if not extra.fine:
            return None
        ctx.report(
            "SL0615",
            rule.span,
            "it is not said how much this rule gives at most",
            "add `max 6 times`, or `max 20 points`",
        )
        return None
    if counted is None or points is None or bound is None or not extra.fine:
        return None
    if extra.max_times is not None or extra.max_leads is not None:
        if times is None:
            return None
        counted = model.Least((counted, model.Constant(times, _INTEGER)))
        bound = min(bound, abs(points) * times)
    return model.AmountRule(
        label=rule.label.value,
        value=counted,
        multiplier=points * _NANO_OF_MILLI,
        low=-bound if points < 0 else 0,
        high=bound if points > 0 else 0,
        times=True,
        unless=extra.unless,
        span=rule.span,
        formerly=extra.formerly.value if extra.formerly else None,
    )


def _times(ctx: Context, extra: Clauses) -> int | None:
    """How often the rule pays at most; None where that is not said, or wrong, and reported."""
    clause = extra.max_times or extra.max_leads
    written = None if clause is None else number(ctx, clause.count)
    if clause is None or written is None:
        return None
    count = whole(written.value)
    if count is None or not 1 <= count <= MOST_TIMES:
        what = "times" if extra.max_times else "leads"
        ctx.report(
            "SL0605",
            clause.count.span,
            f"`max … {what}` takes a whole number from 1 to 1,000,000, not {plain(written.value)}",
            "leave the rule out if it shall never pay" if count == 0 else "",
        )
        return None
    return count


def _step(ctx: Context, written: syntax.Amount, found: Typed) -> int | None:
    """The full amount in units of the value, above 0."""
    amount = number(ctx, written)
    if not _is_number(ctx, found) or amount is None:
        return None
    step = units(amount.value, found.decimals)
    if step is None:
        count = "no decimals" if not found.decimals else f"{found.decimals} decimal" + "s" * (found.decimals > 1)
        ctx.findings.report(
            "SL0304",
            written.span,
            f"{found.shown} has {count}, and {plain(amount.value)} has more",
            "leave out the last decimals",
            *([declared(found.declared_at)] if found.declared_at else []),
        )
        return None
    if not 0 < step <= 4 * 10**15:
        ctx.report(
            "SL0616",
            written.span,
            f"a full amount is above 0, and {plain(amount.value)} is not" if step <= 0 else "this amount is too large",
            "write `for each full 1000 of budget`",
        )
        return None
    exact = units(amount.value, found.type.places)
    assert exact is not None  # a literal has no more decimals than the value's own units
    return exact


def _is_number(ctx: Context, found: Typed) -> bool:
    if found.numeric:
        return True
    help = "count time instead: `for each full 30 days since …`" if found.type.kind in ("date", "timestamp") else ""
    ctx.findings.report(
        "SL0617",
        found.span,
        f"{found.shown} is {KIND_WORDS[found.type.kind]}, and a number is needed here",
        help or "name a whole number or a decimal, or a count",
        *([declared(found.declared_at)] if found.declared_at else []),
    )
    return False


def _every(ctx: Context, written: syntax.Length) -> tuple[syntax.AgeUnit, int] | None:
    duration = length(ctx, written)
    if duration is None or seconds_of(ctx, duration, "the time for which points are given") is None:
        return None
    count = count_of(ctx, duration)
    if count is None or duration.unit not in _UNITS:
        return None
    unit, factor = _UNITS[duration.unit]
    return unit, count * factor


# ---- the value itself ------------------------------------------------------------------------------------------------


def data_rule(ctx: Context, rule: syntax.DataRule, around: Around) -> model.AmountRule | None:
    """`+ review, limited to 0..30`."""
    found = values.value(ctx, rule.value)
    extra = clauses(ctx, rule.clauses, "data")
    weight = around.weight * extra.weight
    limits: tuple[int, int] | None = None
    if extra.limited is not None:
        limits = limits_of(ctx, extra.limited, 3, "the rule", weight)
    elif extra.fine:
        ctx.report(
            "SL0615",
            rule.span,
            "it is not said how much this rule gives at most",
            "add its limits: `limited to -30..0`" if rule.negative else "add its limits: `limited to 0..30`",
        )
    if found is None or not _is_number(ctx, found) or limits is None or not extra.fine:
        return None
    each = _multiplier(ctx, rule, found, weight)
    if each is None:
        return None
    low, high = limits
    return model.AmountRule(
        label=rule.label.value,
        value=found.node,
        multiplier=-each if rule.negative else each,
        low=low,
        high=high,
        times=False,
        unless=extra.unless,
        span=rule.span,
        formerly=extra.formerly.value if extra.formerly else None,
    )


def _multiplier(ctx: Context, rule: syntax.DataRule, found: Typed, weight: Fraction) -> int | None:
    """10^-9 points for each unit of the value."""
    each = weight * 10 ** (9 - found.type.places)
    if each.denominator != 1 or each > MOST_MULTIPLIER:
        what = "has more than 9 decimals" if each.denominator != 1 else "is too large"
        ctx.report(
            "SL0601",
            rule.span,
            f"{found.shown}, weighted with {share_text(weight)}, {what}",
            "choose a weight with fewer digits",
        )
        return None
    return int(each)
