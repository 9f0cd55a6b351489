"""Stages that stick: never back, and a minimum time in a stage, as lines before those that are written."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared, did_you_mean
from ..source import Span
from ..wording import duration_text
from . import previous
from .clauses import Clauses
from .context import Context
from .durations import days_of, seconds_of
from .literals import KIND_WORDS
from .parameters import length

MOST_LINES = 5_000


def with_previous(
    ctx: Context, item: syntax.Stages, extra: Clauses, lines: tuple[model.StageLine, ...]
) -> tuple[model.StageLine, ...] | None:
    """The lines with those that `never back` and `at least … in a stage` stand for; None where these are wrong."""
    if extra.never_back is None and extra.stay is None:
        return lines
    for clause in (extra.never_back, extra.stay):
        if clause is not None and extra.previous is None:
            ctx.report(
                "SL0727",
                clause.span,
                "it is not said where a lead's previous stage stands",
                "add `previous stage from crm_stage`, with the attribute that has it",
            )
            return None
    waiting = _minimum_time(ctx, lines, extra.stay) if extra.stay else ()
    made: tuple[model.StageLine, ...] | None = lines
    if extra.never_back is not None:
        order = _ladder(ctx, item, extra.never_back)
        made = None if order is None else _never_back(ctx, lines, order, extra.never_back.span)
    if made is None or waiting is None:
        return None
    if len(waiting) + len(made) > MOST_LINES:
        ctx.report(
            "SL0608",
            item.name.span,
            f"with those of `never back through` there are {len(waiting) + len(made)} lines, "
            f"and at most {MOST_LINES} are read",
            "join conditions of one stage with `or`",
        )
        return None
    return (*waiting, *made)


def _was(ctx: Context, stage: str, span: Span) -> model.Condition | None:
    """`previous stage is …`; None where no value stands for it, so that it never was."""
    info = ctx.outcomes.previous
    attribute = ctx.schema.attributes.get(info.attribute.text) if info is not None else None
    if info is None or attribute is None or attribute.type is None:
        return None
    if info.lines is None and attribute.type.options and stage not in attribute.type.options:
        return None
    return previous.stage_is(ctx, (stage,), span)


def _ladder(ctx: Context, item: syntax.Stages, clause: syntax.NeverBack) -> tuple[str, ...] | None:
    """The stages from low to high."""
    names = {line.stage.text for line in item.lines}
    seen: dict[str, Span] = {}
    fine = True
    for stage in clause.stages:
        if stage.text not in names:
            if not ctx.scope.incomplete:
                ctx.report(
                    "SL0731",
                    stage.span,
                    f"there is no stage `{stage.text}`",
                    did_you_mean(stage.text, names, "name stages of the lines below, from low to high"),
                )
            fine = False
        elif stage.text in seen:
            ctx.findings.report(
                "SL0503",
                stage.span,
                f"`{stage.text}` stands here twice",
                "keep one of them",
                declared(seen[stage.text], "first named here"),
            )
            fine = False
        seen.setdefault(stage.text, stage.span)
    if fine and len(seen) < 2:
        ctx.report(
            "SL0727",
            clause.span,
            "going back needs two stages at least",
            "name them from low to high: `never back through (nurture, mql, sql)`",
        )
        return None
    return tuple(seen) if fine else None


def _never_back(
    ctx: Context, lines: tuple[model.StageLine, ...], order: tuple[str, ...], span: Span
) -> tuple[model.StageLine, ...]:
    """Before each line of a stage: for each later one, that one, where the lead has been there."""
    made: list[model.StageLine] = []
    for line in lines:
        if line.stage in order:
            for later in order[order.index(line.stage) + 1 :]:
                was = _was(ctx, later, span)
                if was is None:
                    continue
                condition = was if line.condition is None else model.And((line.condition, was))
                made.append(model.StageLine(later, condition, f"already in {later}", line.span))
        made.append(line)
    return tuple(made)


def _minimum_time(
    ctx: Context, lines: tuple[model.StageLine, ...], clause: syntax.AtLeastInStage
) -> tuple[model.StageLine, ...] | None:
    """First of all: each stage again, where the lead has been in it for less than the time."""
    since = clause.since
    info = ctx.schema.attributes.get(since.text)
    if info is None:
        if not ctx.unseen(since.text, ctx.schema.attributes) and not ctx.schema.absent:
            help = f"declare it in the lead block: `{since.text}: date`"
            message = f"there is no attribute `{since.text}`"
            ctx.report("SL0201", since.span, message, did_you_mean(since.text, ctx.schema.attributes, help))
        return None
    if info.type is None:
        return None
    if info.type.kind not in ("date", "timestamp"):
        ctx.findings.report(
            "SL0310",
            since.span,
            f"`in a stage since` needs a date or a timestamp, and `{since.text}` is {KIND_WORDS[info.type.kind]}",
            "name the attribute that says when the stage began",
            declared(info.span),
        )
        return None
    written = length(ctx, clause.duration)
    if written is None:
        return None
    dated = info.type.kind == "date"
    below = days_of(ctx, written, f"`{since.text}`") if dated else seconds_of(ctx, written, "the time in a stage")
    if below is None:
        return None
    recent = model.AgeBetween(model.LeadValue(info.name, info.type), 0, below)
    made: list[model.StageLine] = []
    for stage in dict.fromkeys(line.stage for line in lines):
        was = _was(ctx, stage, clause.span)
        if was is not None:
            reason = f"less than {duration_text(written)} in {stage}"
            made.append(model.StageLine(stage, model.And((was, recent)), reason, clause.span))
    return tuple(made)
