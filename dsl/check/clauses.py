"""Clauses: which belong where, each once, none against another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

from .. import model, syntax
from ..findings import declared, shown
from ..folding import is_blank
from ..source import Span
from . import conditions
from .context import Context
from .decay import decay
from .numbers import plain, units

_Clause = TypeVar("_Clause", bound=syntax.Clause)
Owner = Literal["when rule", "table", "for each", "once for", "group", "score", "total", "stages"]

_NAMES: dict[type, str] = {
    syntax.DecayClause: "decay",
    syntax.NoDecay: "`no decay`",
    syntax.Unless: "`unless`",
    syntax.MaxPoints: "`max … points`",
    syntax.LatestOnly: "`latest … only`",
    syntax.OncePer: "`once per`",
    syntax.LimitedTo: "`limited to`",
    syntax.RoundedTo: "`rounded to`",
    syntax.FirstMetWins: "`first met wins`",
}

# Which clauses may stand where; what is absent is an error.
ALLOWED: dict[Owner, tuple[type, ...]] = {
    "when rule": (syntax.Unless,),
    "table": (syntax.Unless,),
    "for each": (
        syntax.DecayClause,
        syntax.NoDecay,
        syntax.Unless,
        syntax.MaxPoints,
        syntax.LatestOnly,
        syntax.OncePer,
    ),
    "once for": (syntax.DecayClause, syntax.NoDecay, syntax.Unless, syntax.MaxPoints),
    "group": (syntax.DecayClause, syntax.NoDecay, syntax.LimitedTo),
    "score": (syntax.DecayClause, syntax.LimitedTo, syntax.RoundedTo),
    "total": (syntax.LimitedTo, syntax.RoundedTo),
    "stages": (syntax.FirstMetWins,),
}
_OWNERS: dict[Owner, str] = {
    "when rule": "a rule with `when`",
    "table": "a table",
    "for each": "a rule with `for each`",
    "once for": "a rule with `once for`",
    "group": "a group",
    "score": "a score",
    "total": "a total",
    "stages": "`stages`",
}


@dataclass(frozen=True, slots=True)
class Clauses:
    """At most one clause of each kind; `fine` is False where something among them was wrong."""

    decay: model.Decay | None = None
    no_decay: bool = False
    unless: model.Condition | None = None
    max_points: syntax.MaxPoints | None = None
    latest: syntax.LatestOnly | None = None
    once_per: syntax.OncePer | None = None
    limited: syntax.LimitedTo | None = None
    rounded: syntax.RoundedTo | None = None
    first_met: bool = False
    fine: bool = True


def clauses(ctx: Context, written: tuple[syntax.Clause, ...], owner: Owner) -> Clauses:
    """The clauses sorted by kind."""
    found: dict[type, syntax.Clause] = {}
    fine = True
    for clause in written:
        kind = type(clause)
        if kind not in ALLOWED[owner] or _misplaced_default(clause, owner):
            _misplaced(ctx, clause, owner)
            fine = False
        elif kind in found:
            ctx.findings.report(
                "SL0611",
                clause.span,
                f"{_NAMES[kind]} is given twice",
                "keep one of them",
                declared(found[kind].span, "first given here"),
            )
            fine = False
        else:
            found[kind] = clause
    own_decay, no_decay = _get(found, syntax.DecayClause), _get(found, syntax.NoDecay)
    if own_decay is not None and no_decay is not None:
        ctx.findings.report(
            "SL0612",
            no_decay.span,
            "`no decay` contradicts the decay given beside it",
            "keep one of them",
            declared(own_decay.span, "decay given here"),
        )
        fine = False
    made_decay = decay(ctx, own_decay.decay) if own_decay else None
    unless = _get(found, syntax.Unless)
    condition = conditions.whole_condition(ctx, unless.condition) if unless else None
    return Clauses(
        decay=made_decay,
        no_decay=no_decay is not None,
        unless=condition,
        max_points=_get(found, syntax.MaxPoints),
        latest=_get(found, syntax.LatestOnly),
        once_per=_get(found, syntax.OncePer),
        limited=_get(found, syntax.LimitedTo),
        rounded=_get(found, syntax.RoundedTo),
        first_met=syntax.FirstMetWins in found,
        fine=fine and (own_decay is None or made_decay is not None) and (unless is None or condition is not None),
    )


def _get(found: dict[type, syntax.Clause], kind: type[_Clause]) -> _Clause | None:
    clause = found.get(kind)
    return clause if isinstance(clause, kind) else None


def _misplaced_default(clause: syntax.Clause, owner: Owner) -> bool:
    """`points of each event …` belongs to scores and groups, the plain decay to rules."""
    return isinstance(clause, syntax.DecayClause) and clause.of_each_event != (owner in ("score", "group"))


def _misplaced(ctx: Context, clause: syntax.Clause, owner: Owner) -> None:
    match clause, owner:
        case syntax.DecayClause(of_each_event=False), "when rule":
            ctx.report(
                "SL0120",
                clause.span,
                "a rule with `when` has no events whose points could decay",
                "count events instead: `once for demo_request in last 90 days, halve every 30 days`",
            )
        case syntax.DecayClause(of_each_event=True), _:
            ctx.report(
                "SL0610",
                clause.span,
                f"`points of each event …` does not belong to {_OWNERS[owner]}",
                "it is the default of a score or group; a rule has its decay alone: `halve every 30 days`",
            )
        case syntax.DecayClause(), "score" | "group":
            ctx.report(
                "SL0610",
                clause.span,
                f"{_OWNERS[owner]} as a whole does not decay, the points of its events do",
                "write `points of each event` before the decay",
            )
        case syntax.LatestOnly(), "once for":
            ctx.report(
                "SL0612",
                clause.span,
                "`once for` pays once for the latest event already",
                "use `for each`, or leave it out",
            )
        case syntax.OncePer(), "once for":
            ctx.report(
                "SL0612",
                clause.span,
                "`once for` pays once in all, not once per period",
                "use `for each` with `once per`",
            )
        case _:
            ctx.report(
                "SL0610", clause.span, f"{_NAMES[type(clause)]} does not belong to {_OWNERS[owner]}", _home(clause)
            )


def _home(clause: syntax.Clause) -> str:
    match clause:
        case syntax.DecayClause() | syntax.NoDecay() | syntax.MaxPoints() | syntax.LatestOnly() | syntax.OncePer():
            return "it belongs to rules that count events: `for each page_view in last 90 days, …`"
        case syntax.LimitedTo():
            return "scores, totals and groups have limits"
        case syntax.RoundedTo():
            return "scores and totals are rounded"
        case syntax.Unless():
            return "each rule has its own `unless`"
        case _:
            return "it belongs to `stages`"


def points_of(ctx: Context, number: syntax.Number) -> int | None:
    """Points of a rule or row, in thousandths: at most 1,000 with at most 3 decimals."""
    amount = units(number.value, 3)
    if amount is None or abs(amount) > 1_000_000:
        ctx.report(
            "SL0601",
            number.span,
            f"{plain(number.value)} points are " + ("too many" if amount is not None else "too finely divided"),
            "points go from -1000 to 1000, with at most 3 decimals",
        )
        return None
    return amount


def limit_of(ctx: Context, number: syntax.Number, places: int, what: str) -> int | None:
    """A limit in thousandths: at most 1,000,000 points, with as many decimals as `places`."""
    amount = units(number.value, 3)
    if amount is not None and abs(amount) > 10**9:
        ctx.report(
            "SL0609", number.span, f"{plain(number.value)} is too large for {what}", "limits go up to 1,000,000 points"
        )
        return None
    if amount is None or amount % 10 ** (3 - places):
        decimals = "no decimals" if places == 0 else f"{places} decimal" + ("s" if places != 1 else "")
        ctx.report(
            "SL0603",
            number.span,
            f"{plain(number.value)} has more decimals than {what}, which has {decimals}",
            "round the limit, or keep more decimals with `rounded to … decimals`" if places < 3 else "round the limit",
        )
        return None
    return amount


def limits_of(ctx: Context, limited: syntax.LimitedTo, places: int, what: str) -> tuple[int, int] | None:
    low = limit_of(ctx, limited.low, places, what)
    high = limit_of(ctx, limited.high, places, what)
    if low is None or high is None:
        return None
    if low >= high:
        ctx.report(
            "SL0602",
            limited.span,
            f"the lower limit of {what} is not below its upper limit",
            "write the lower one first: `limited to 0..100`",
        )
        return None
    return low, high


def duplicate_label(ctx: Context, label: syntax.Text, seen: dict[str, Span]) -> None:
    """A label is a rule's identity within its score."""
    if is_blank(label.value):
        ctx.report("SL0512", label.span, "a rule needs a label that can be read", "say the reason for the points")
    elif label.value in seen:
        ctx.findings.report(
            "SL0510",
            label.span,
            f"the label {shown(label.value)} stands twice in this score",
            "give each rule a label of its own",
            declared(seen[label.value], "first used here"),
        )
    else:
        seen[label.value] = label.span
