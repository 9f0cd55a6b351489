"""Clauses: which belong where, each once, none against another."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, TypeVar

from .. import model, syntax
from ..findings import declared, shown
from ..folding import is_blank
from ..late import dataclass
from ..source import Span
from . import conditions
from .context import Context
from .decay import decay
from .numbers import plain
from .points import FULL, weight_of

_Clause = TypeVar("_Clause", bound=syntax.Clause)
Owner = Literal[
    "when rule",
    "table",
    "for each",
    "once for",
    "for each full",
    "data",
    "leads",
    "group",
    "pick",
    "score",
    "total",
    "framework",
    "stages",
    "first met",
]

_NAMES: dict[type, str] = {
    syntax.DecayClause: "decay",
    syntax.NoDecay: "`no decay`",
    syntax.Unless: "`unless`",
    syntax.MaxPoints: "`max … points`",
    syntax.MaxPointsPer: "`max … points per`",
    syntax.MaxTimes: "`max … times`",
    syntax.MaxLeads: "`max … leads`",
    syntax.LatestOnly: "`latest … only`",
    syntax.LatestPer: "`latest … per`",
    syntax.OncePer: "`once per`",
    syntax.Weight: "`weight`",
    syntax.Formerly: "`formerly`",
    syntax.LimitedTo: "`limited to`",
    syntax.StartsAt: "`starts at`",
    syntax.RoundedTo: "`rounded to`",
    syntax.TimesFactor: "`times`",
    syntax.FirstMetWins: "`first met wins`",
    syntax.PreviousStageFrom: "`previous stage from`",
    syntax.NeverBack: "`never back through`",
    syntax.AtLeastInStage: "`at least … in a stage`",
}

_ANY_RULE = (syntax.Unless, syntax.Weight, syntax.Formerly)
# Which clauses may stand where; what is absent is an error.
ALLOWED: dict[Owner, tuple[type, ...]] = {
    "when rule": _ANY_RULE,
    "table": _ANY_RULE,
    "for each": (
        syntax.DecayClause,
        syntax.NoDecay,
        syntax.MaxPoints,
        syntax.MaxPointsPer,
        syntax.LatestOnly,
        syntax.LatestPer,
        syntax.OncePer,
        *_ANY_RULE,
    ),
    "once for": (syntax.DecayClause, syntax.NoDecay, syntax.MaxPoints, *_ANY_RULE),
    "for each full": (syntax.MaxPoints, syntax.MaxTimes, *_ANY_RULE),
    "data": (syntax.LimitedTo, *_ANY_RULE),
    "leads": (syntax.MaxPoints, syntax.MaxLeads, *_ANY_RULE),
    "group": (syntax.DecayClause, syntax.NoDecay, syntax.LimitedTo, syntax.Weight, syntax.Formerly),
    "pick": (syntax.DecayClause, syntax.NoDecay, syntax.LimitedTo, syntax.Weight, syntax.Formerly),
    "score": (syntax.DecayClause, syntax.LimitedTo, syntax.StartsAt, syntax.RoundedTo, syntax.TimesFactor),
    "total": (syntax.LimitedTo, syntax.RoundedTo, syntax.TimesFactor),
    "framework": (syntax.LimitedTo, syntax.RoundedTo, syntax.TimesFactor),
    "stages": (syntax.FirstMetWins, syntax.PreviousStageFrom, syntax.NeverBack, syntax.AtLeastInStage),
    "first met": (syntax.FirstMetWins,),
}
_OWNERS: dict[Owner, str] = {
    "when rule": "a rule with `when`",
    "table": "a table",
    "for each": "a rule that counts events",
    "once for": "a rule with `once for`",
    "for each full": "a rule with `for each full`",
    "data": "a rule whose points are a value",
    "leads": "a rule that counts leads",
    "group": "a group",
    "pick": "a group of which one rule pays",
    "score": "a score",
    "total": "a total",
    "framework": "a framework",
    "stages": "`stages`",
    "first met": "a list of lines of which one decides",
}
_GROUPS: tuple[Owner, ...] = ("score", "group", "pick")
# Two clauses that cannot both hold, and what to do about it.
_CONTRADICTIONS: tuple[tuple[type, type, str], ...] = (
    (syntax.LatestOnly, syntax.LatestPer, "keep one of them"),
    (syntax.MaxPoints, syntax.MaxPointsPer, "put the rule into a group for the bound of the whole: `limited to 0..20`"),
)


@dataclass(frozen=True, slots=True)
class Clauses:
    """At most one clause of each kind; `fine` is False where something among them was wrong."""

    decay: model.Decay | None = None
    decay_span: Span | None = None
    no_decay: bool = False
    unless: model.Condition | None = None
    max_points: syntax.MaxPoints | None = None
    max_per: syntax.MaxPointsPer | None = None
    max_times: syntax.MaxTimes | None = None
    max_leads: syntax.MaxLeads | None = None
    latest: syntax.LatestOnly | None = None
    latest_per: syntax.LatestPer | None = None
    once_per: syntax.OncePer | None = None
    weight: Fraction = FULL
    formerly: syntax.Text | None = None
    limited: syntax.LimitedTo | None = None
    starts_at: syntax.StartsAt | None = None
    rounded: syntax.RoundedTo | None = None
    factor: syntax.TimesFactor | None = None
    first_met: bool = False
    previous: syntax.PreviousStageFrom | None = None
    never_back: syntax.NeverBack | None = None
    stay: syntax.AtLeastInStage | None = None
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
        _contradict(ctx, no_decay, "`no decay` contradicts the decay given beside it", own_decay, "keep one of them")
        fine = False
    for kind, other, help in _CONTRADICTIONS:
        if kind in found and other in found:
            _contradict(ctx, found[other], f"{_NAMES[other]} stands beside {_NAMES[kind]}", found[kind], help)
            fine = False
    made_decay = decay(ctx, own_decay.decay) if own_decay else None
    unless, weight, formerly = _get(found, syntax.Unless), _get(found, syntax.Weight), _get(found, syntax.Formerly)
    condition = conditions.whole_condition(ctx, unless.condition) if unless else None
    share = weight_of(ctx, weight) if weight else FULL
    return Clauses(
        decay=made_decay,
        decay_span=own_decay.span if own_decay else None,
        no_decay=no_decay is not None,
        unless=condition,
        max_points=_get(found, syntax.MaxPoints),
        max_per=_get(found, syntax.MaxPointsPer),
        max_times=_get(found, syntax.MaxTimes),
        max_leads=_get(found, syntax.MaxLeads),
        latest=_get(found, syntax.LatestOnly),
        latest_per=_get(found, syntax.LatestPer),
        once_per=_get(found, syntax.OncePer),
        weight=FULL if share is None else share,
        formerly=formerly.label if formerly else None,
        limited=_get(found, syntax.LimitedTo),
        starts_at=_get(found, syntax.StartsAt),
        rounded=_get(found, syntax.RoundedTo),
        factor=_get(found, syntax.TimesFactor),
        first_met=syntax.FirstMetWins in found,
        previous=_get(found, syntax.PreviousStageFrom),
        never_back=_get(found, syntax.NeverBack),
        stay=_get(found, syntax.AtLeastInStage),
        fine=fine
        and (own_decay is None or made_decay is not None)
        and (unless is None or condition is not None)
        and share is not None,
    )


def _get(found: dict[type, syntax.Clause], kind: type[_Clause]) -> _Clause | None:
    clause = found.get(kind)
    return clause if isinstance(clause, kind) else None


def _contradict(ctx: Context, clause: syntax.Clause, message: str, other: syntax.Clause, help: str) -> None:
    ctx.findings.report("SL0612", clause.span, message, help, declared(other.span, "given here"))


def _misplaced_default(clause: syntax.Clause, owner: Owner) -> bool:
    """`points of each event …` belongs to scores and groups, the plain decay to rules."""
    return isinstance(clause, syntax.DecayClause) and clause.of_each_event != (owner in _GROUPS)


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
        case syntax.DecayClause(), "score" | "group" | "pick":
            ctx.report(
                "SL0610",
                clause.span,
                f"{_OWNERS[owner]} as a whole does not decay, the points of its events do",
                "write `points of each event` before the decay",
            )
        case ((syntax.LatestOnly() | syntax.LatestPer()), "once for"):
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
        case syntax.MaxTimes(count=count), "for each":
            times = count.text if isinstance(count, syntax.Name) else plain(count.value)
            ctx.report(
                "SL0610",
                clause.span,
                "it is not said which of the events count",
                f"write `latest {times} only`, or bound the points: `max 20 points`",
            )
        case _:
            ctx.report(
                "SL0610", clause.span, f"{_NAMES[type(clause)]} does not belong to {_OWNERS[owner]}", _home(clause)
            )


def _home(clause: syntax.Clause) -> str:
    match clause:
        case syntax.MaxPoints():
            return "it belongs to rules that count: `for each page_view in last 90 days, …`"
        case (
            syntax.DecayClause()
            | syntax.NoDecay()
            | syntax.MaxPointsPer()
            | syntax.LatestOnly()
            | syntax.LatestPer()
            | syntax.OncePer()
        ):
            return "it belongs to rules that count events: `for each page_view in last 90 days, …`"
        case syntax.MaxTimes():
            return "it belongs to `for each full 30 days since …` and the like"
        case syntax.MaxLeads():
            return "it belongs to `for each other lead of the same …`"
        case syntax.LimitedTo():
            return "scores, totals, groups and rules whose points are a value have limits"
        case syntax.StartsAt():
            return "scores start at a number of points"
        case syntax.RoundedTo():
            return "scores and totals are rounded"
        case syntax.TimesFactor():
            return "scores and totals are multiplied by a factor"
        case syntax.Unless():
            return "each rule has its own `unless`"
        case syntax.Weight():
            return "rules and groups have weights; the terms of a total have theirs: `40% of fit`"
        case syntax.Formerly():
            return "rules and groups have labels that may change"
        case syntax.FirstMetWins():
            return "it belongs to `stages`, `route` and `follow up`"
        case _:
            return "it belongs to `stages`"


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
