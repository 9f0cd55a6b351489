"""Scores and totals: their rules, limits, factor, terms and rounding."""

from __future__ import annotations

from collections.abc import Mapping

from .. import model, syntax
from ..findings import declared, did_you_mean
from ..late import dataclass
from ..source import Span
from . import moments
from .bands import rule_bands
from .clauses import Clauses, clauses
from .context import Context, ScoreInfo
from .declared import DEFAULT_DECIMALS, DEFAULT_LIMITS
from .duplicates import same_rules
from .entries import Entries, entries, refuse_taken_labels
from .factors import CheckedFactor
from .numbers import plain, whole
from .occurrences import Around
from .points import limits_of, points_of, share_of
from .weights import weights_that_disagree

MOST_RULES = 1_000
STARTS_AT = "starts at"

_ROUNDINGS: dict[str, model.Rounding] = {
    "half away from zero": "half up",
    "half to even": "half even",
    "toward zero": "toward zero",
}
Factors = Mapping[str, CheckedFactor]


@dataclass(frozen=True, slots=True)
class Shape:
    """Limits in thousandths, decimals, and how the score comes to its end."""

    low: int
    high: int
    decimals: int
    rounding: model.Rounding
    factor: model.Factor | None


def shape(ctx: Context, extra: Clauses, what: str, factors: Factors) -> Shape | None:
    """The clauses of a score, total or framework; None where one is wrong, and reported."""
    decimals: int | None = DEFAULT_DECIMALS
    rounding: model.Rounding = "half up"
    if extra.rounded is not None:
        decimals = _decimals(ctx, extra.rounded)
        rounding = _ROUNDINGS[extra.rounded.mode]
    if decimals is None:
        return None
    limits: tuple[int, int] | None = DEFAULT_LIMITS
    if extra.limited is not None:
        limits = limits_of(ctx, extra.limited, decimals, what)
    factor: CheckedFactor | None = None
    if extra.factor is not None and ctx.place == "account":
        ctx.report(
            "SL0610",
            extra.factor.span,
            "factors are told by values of a lead, and an account has many leads",
            "leave `times` out, or give points by the account's own attributes",
        )
    elif extra.factor is not None:
        factor = _factor(ctx, extra.factor.factor, factors)
    if limits is None or (extra.factor is not None and (factor is None or factor.node is None)):
        return None
    return Shape(*limits, decimals, rounding, factor.node if factor else None)


def _decimals(ctx: Context, clause: syntax.RoundedTo) -> int | None:
    written = whole(clause.decimals.value)
    if written is not None and 0 <= written <= 3:
        return written
    ctx.report(
        "SL0604",
        clause.decimals.span,
        f"a score keeps 0, 1, 2 or 3 decimals, not {plain(clause.decimals.value)}",
        "write `rounded to 1 decimal`",
    )
    return None


def _factor(ctx: Context, name: syntax.Name, factors: Factors) -> CheckedFactor | None:
    found = factors.get(name.text)
    if found is None:
        if not ctx.unseen(name.text, factors):
            ctx.report(
                "SL0721",
                name.span,
                f"there is no factor `{name.text}`",
                did_you_mean(name.text, factors, f"declare it: `factor {name.text} by … {{ … }}`"),
            )
        return None
    ctx.reads.take_in(found.reads, name.span)
    return found


# ---- scores ----------------------------------------------------------------------------------------------------------


def score(ctx: Context, item: syntax.Score, factors: Factors) -> model.Score | None:
    """The score checked; None where any part of it is wrong, all of which is reported."""
    name = item.name.text
    extra = clauses(ctx, item.clauses, "score")
    made_shape = shape(ctx, extra, f"`{name}`", factors)
    inside = moments.with_counts_since(ctx, item.counts_since)
    state = Entries()
    start = _start(ctx, extra, state) if extra.starts_at is not None else ()
    made = entries(inside or ctx, item.entries, Around(extra.decay), state)
    refuse_taken_labels(ctx, state)
    if state.rules > MOST_RULES:
        ctx.report(
            "SL0608",
            item.name.span,
            f"`{name}` has {state.rules} rules, and a score has at most {MOST_RULES}",
            "divide it into several scores and add them up in a total",
        )
        return None
    if not item.entries and not ctx.scope.incomplete:
        ctx.report(
            "SL0702",
            item.name.span,
            f"`{name}` has no rules and is the same for every lead",
            "add rules, or leave it out",
        )
    if made_shape is None or inside is None or start is None or not extra.fine or not state.fine:
        return None
    same_rules(ctx, made)
    weights_that_disagree(ctx, item.entries, made)
    rule_bands(ctx, made)
    return model.Score(
        name=name,
        entries=(*start, *made),
        low=made_shape.low,
        high=made_shape.high,
        decimals=made_shape.decimals,
        span=item.name.span,
        factor=made_shape.factor,
        rounding=made_shape.rounding,
    )


def _start(ctx: Context, extra: Clauses, state: Entries) -> tuple[model.Entry, ...] | None:
    """What the score starts at, as a rule that always holds."""
    assert extra.starts_at is not None
    state.rules += 1
    state.labels[STARTS_AT] = extra.starts_at.span
    written = extra.starts_at.points
    points = points_of(ctx, written if isinstance(written, syntax.Number) else _signed(written))
    if points is None:
        return None
    return (model.WhenRule(STARTS_AT, points, model.And(()), None, extra.starts_at.span),)


def _signed(name: syntax.Name) -> syntax.SignedName:
    return syntax.SignedName(name, False, name.span)


# ---- totals ----------------------------------------------------------------------------------------------------------


def total(ctx: Context, item: syntax.Total, factors: Factors) -> model.Total | None:
    """The total checked; what it reads is noted in `ctx.reads`."""
    extra = clauses(ctx, item.clauses, "total")
    made_shape = shape(ctx, extra, f"`{item.name.text}`", factors)
    if len(item.terms) > MOST_RULES:
        ctx.report("SL0608", item.name.span, f"a total has at most {MOST_RULES} terms", "add up in several totals")
        return None
    made: list[model.TotalTerm] = []
    seen: dict[str, Span] = {}
    for term in item.terms:
        weight = _weight(ctx, term)
        name = term.score.text
        if name in seen:
            ctx.findings.report(
                "SL0704",
                term.score.span,
                f"`{name}` stands in this total twice",
                "add up its weights",
                declared(seen[name], "first used here"),
            )
            continue
        seen[name] = term.score.span
        if known_score(ctx, term.score, account=item.account) is not None:
            ctx.reads.score(name, term.score.span)
            if weight is not None:
                made.append(model.TotalTerm(-weight if term.negative else weight, name))
    if made_shape is None or not extra.fine or len(made) < len(item.terms):
        return None
    return model.Total(
        name=item.name.text,
        terms=tuple(made),
        low=made_shape.low,
        high=made_shape.high,
        decimals=made_shape.decimals,
        span=item.name.span,
        factor=made_shape.factor,
        rounding=made_shape.rounding,
    )


def _weight(ctx: Context, term: syntax.TotalTerm) -> int | None:
    """Ten-thousandths: 40% is 4000."""
    if term.weight is None:
        return 10_000
    share = share_of(ctx, term.weight, "weights go from above 0% to 10000%, with at most 2 decimals")
    return None if share is None else int(share * 10_000)


# ---- names of scores -------------------------------------------------------------------------------------------------


def known_score(ctx: Context, name: syntax.Name, *, account: bool = False) -> ScoreInfo | None:
    """The score of that name; None where there is none, which is reported, or where it is wrong itself.

    `account`: whether an account's score is meant, or a lead's.
    """
    info = ctx.outcomes.scores.get(name.text)
    if info is None:
        _unknown_score(ctx, name)
        return None
    if info.account != account:
        mine, other = ("an account", "a lead") if account else ("a lead", "an account")
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{name.text}` is the score of {other}, and one of {mine} is needed here",
            "",
            declared(info.span),
        )
        return None
    return info if info.known else None


def _unknown_score(ctx: Context, name: syntax.Name) -> None:
    if ctx.unseen(name.text, {*ctx.names(), *ctx.outcomes.scores, *ctx.outcomes.grades}):
        return
    outcomes = ctx.outcomes
    others = (ctx.schema.attributes, ctx.schema.events, ctx.scope.lets, ctx.scope.lists, outcomes.stages)
    if name.text in outcomes.grades or any(name.text in names for names in (*others, outcomes.flags, outcomes.routes)):
        what = "not a score"
        if name.text in outcomes.grades:
            what = "a matrix" if outcomes.grades[name.text].matrix else "a grade"
        ctx.report("SL0205", name.span, f"`{name.text}` is {what}, and a score is needed here")
        return
    ctx.report(
        "SL0204",
        name.span,
        f"there is no score `{name.text}`",
        did_you_mean(name.text, outcomes.scores, f"declare it: `score {name.text} {{ … }}`"),
    )
