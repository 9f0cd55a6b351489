"""Leads that are not scored, scores that some leads do not have, and flags."""

from __future__ import annotations

from collections.abc import Sequence

from .. import model, syntax
from ..findings import declared
from ..folding import is_blank
from ..reads import Reads
from ..source import Span
from ..wording import condition_text
from . import conditions
from .context import Context
from .lets import everything_read
from .order import Node, in_order, ordered
from .scores import known_score

MOST_FLAGS = 50
MOST_EXCLUSIONS = 1_000


def exclusions(ctx: Context, written: Sequence[syntax.Exclusion]) -> tuple[tuple[model.Exclusion, Reads], ...]:
    """Each with what its condition reads."""
    made: list[tuple[model.Exclusion, Reads]] = []
    if len(written) > MOST_EXCLUSIONS:
        ctx.report(
            "SL0608",
            written[MOST_EXCLUSIONS].span,
            f"a file has at most {MOST_EXCLUSIONS} lines `do not score when`",
            "join conditions with `or`",
        )
    for item in written:
        own = ctx.at("exclusion").fresh_reads()
        condition = conditions.whole_condition(own, item.condition)
        scores = _scores(ctx, item)
        if item.because is None or is_blank(item.because.value):
            what = "these leads are not scored" if not item.scores else "these leads have no such score"
            ctx.report(
                "SL0716",
                item.because.span if item.because else item.span,
                f"it is not said why {what}",
                'add the reason: `because "works for a competitor"`',
            )
        elif condition is not None and (scores or not item.scores):
            made.append((model.Exclusion(condition, item.because.value, item.span, scores), own.reads))
    return tuple(made)


def _scores(ctx: Context, item: syntax.Exclusion) -> tuple[str, ...] | None:
    """The scores of the line; None where it names none, or a wrong one, which is reported."""
    seen: dict[str, Span] = {}
    fine = True
    for name in item.scores:
        info = known_score(ctx, name)
        if name.text in seen:
            ctx.findings.report(
                "SL0704",
                name.span,
                f"`{name.text}` stands in this line twice",
                "keep one of them",
                declared(seen[name.text], "first named here"),
            )
            fine = False
        seen.setdefault(name.text, name.span)
        fine = fine and info is not None
    return tuple(seen) if seen and fine else None


# ---- flags -----------------------------------------------------------------------------------------------------------


def flags(ctx: Context, written: Sequence[syntax.Flag]) -> tuple[model.Flag, ...]:
    """The flags, each after those that it reads; circles are reported."""
    if len(written) > MOST_FLAGS:
        ctx.report("SL0608", written[MOST_FLAGS].name.span, f"a file has at most {MOST_FLAGS} flags")
    made: dict[str, model.Flag] = {}
    nodes: list[Node] = []
    for item in written:
        name = item.name.text
        if ctx.outcomes.flags.get(name) != item.name.span:  # a second one of that name
            continue
        own = ctx.at("flag").fresh_reads()
        condition = conditions.whole_condition(own, item.condition)
        nodes.append(Node(name, item.name.span, everything_read(own, own.reads).flags))
        if item.because is not None and is_blank(item.because.value):
            ctx.report("SL0512", item.because.span, "the reason is blank", "say why, or leave `because` out")
        elif condition is not None:
            reason = item.because.value if item.because else condition_text(item.condition)
            made[name] = model.Flag(name, condition, reason, item.name.span)
    return in_order(ordered(ctx, nodes, "write one of them without the others").names, made)
