"""Stages: the first line that is met decides."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared
from ..folding import is_blank
from ..wording import condition_text, name_text
from . import conditions
from .clauses import clauses
from .context import Context
from .reach import Reach

_OUT = "out"


def stages(ctx: Context, item: syntax.Stages, exclusions: bool) -> model.Stages | None:
    """`exclusions`: whether the file has a `do not score when` line."""
    extra = clauses(ctx, item.clauses, "stages")
    fine = extra.fine
    if not extra.first_met and extra.fine and not ctx.scope.incomplete:
        ctx.report(
            "SL0710",
            item.name.span,
            "it is not said which line decides where several are met",
            f"write `stages {name_text(item.name.text)}, first met wins`",
        )
        fine = False
    inside = ctx.in_stage()
    reach = Reach(inside)
    made: list[model.StageLine] = []
    out: syntax.StageLine | None = None
    otherwise: syntax.StageLine | None = None
    for line in item.lines:
        if otherwise is not None:
            ctx.findings.report(
                "SL0712",
                line.span,
                "this line stands after `otherwise` and is never looked at",
                "move `otherwise` to the end",
                declared(otherwise.span, "`otherwise` stands here"),
            )
        if line.because is not None and is_blank(line.because.value):
            ctx.report("SL0512", line.because.span, "the reason is blank", "say why, or leave `because` out")
        if line.condition is None:
            otherwise = otherwise or line
            made.append(model.StageLine(line.stage.text, None, _reason(line), line.span))
            reach.otherwise(line)
            continue
        if isinstance(line.condition, syntax.NotScored):
            fine = _not_scored(ctx, line, out, exclusions) and fine
            out = out or line
            continue
        condition = conditions.whole_condition(inside, line.condition)
        if condition is None:
            fine = False
            continue
        if otherwise is None:
            reach.line(line, condition)
        made.append(model.StageLine(line.stage.text, condition, _reason(line), line.span))
    if otherwise is None and not ctx.scope.incomplete:
        ctx.report(
            "SL0711",
            item.name.span,
            "leads that meet none of the lines would have no stage",
            "end with a line such as `nurture otherwise`",
        )
        fine = False
    name = _out_stage(ctx, item, out, exclusions)
    if not fine or otherwise is None or (exclusions and name is None):
        return None
    return model.Stages(item.name.text, tuple(made), name, item.name.span)


def _reason(line: syntax.StageLine) -> str:
    if line.because is not None:
        return line.because.value
    return "otherwise" if line.condition is None else condition_text(line.condition)


def _not_scored(ctx: Context, line: syntax.StageLine, first: syntax.StageLine | None, exclusions: bool) -> bool:
    assert line.condition is not None
    if first is not None:
        ctx.findings.report(
            "SL0714",
            line.condition.span,
            "two lines are for leads that are not scored",
            "keep one of them",
            declared(first.span, "first one here"),
        )
        return False
    if line.because is not None:
        ctx.report(
            "SL0714",
            line.because.span,
            "the reason of a lead that is not scored is the one of its `do not score when` line",
            "leave `because` out here",
        )
        return False
    if not exclusions and not ctx.scope.incomplete:
        ctx.report(
            "SL0713",
            line.span,
            "every lead is scored, so this line is never chosen",
            'say which leads are not: `do not score when … because "…"`',
        )
    return True


def _out_stage(ctx: Context, item: syntax.Stages, out: syntax.StageLine | None, exclusions: bool) -> str | None:
    """The stage of leads that are not scored."""
    if not exclusions:
        return None
    if out is not None:
        return out.stage.text
    if any(line.stage.text == _OUT for line in item.lines):
        return _OUT
    if not ctx.scope.incomplete:
        ctx.report(
            "SL0715",
            item.name.span,
            "leads that are not scored would have no stage",
            "add a line `out when not scored`",
        )
    return None
