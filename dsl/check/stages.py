"""Stages: the first line that is met decides."""

from __future__ import annotations

from collections.abc import Mapping

from .. import model, syntax
from ..findings import declared, did_you_mean
from ..folding import is_blank
from ..source import Span
from ..wording import condition_text, name_text
from . import conditions, sticky
from .bands import line_gaps
from .clauses import Clauses, clauses
from .context import AttributeInfo, Context
from .literals import KIND_WORDS, Typed, constant
from .reach import Reach

_OUT = "out"
MOST_LINES = 1_000


def stages(
    ctx: Context, item: syntax.Stages, exclusions: bool, flags: Mapping[str, model.Condition] | None = None
) -> model.Stages | None:
    """`exclusions`: whether the file has a `do not score when` line for leads as a whole."""
    extra = clauses(ctx, item.clauses, "stages")
    fine = extra.fine and first_met(ctx, extra, item.name.span, f"stages {name_text(item.name.text)}, first met wins")
    fine = too_many_lines(ctx, len(item.lines), item.name.span) and fine
    inside = ctx.at("account") if item.account else ctx.at("stage")
    fine = _previous_stage(inside, item, extra) and fine
    reach = Reach(inside, flags or {})
    made: list[model.StageLine] = []
    out: syntax.StageLine | None = None
    otherwise: syntax.StageLine | None = None
    for line in item.lines:
        if otherwise is not None:
            after_otherwise(ctx, line.span, otherwise.span)
        if line.because is not None and is_blank(line.because.value):
            ctx.report("SL0512", line.because.span, "the reason is blank", "say why, or leave `because` out")
        if line.condition is None:
            otherwise = otherwise or line
            made.append(model.StageLine(line.stage.text, None, _reason(line), line.span))
            reach.otherwise(line.span)
            continue
        if isinstance(line.condition, syntax.NotScored):
            fine = _not_scored(ctx, item, line, out, exclusions) and fine
            out = out or line
            continue
        condition = conditions.whole_condition(inside, line.condition)
        if condition is None:
            fine = False
            continue
        if otherwise is None:
            reach.line(line.condition, condition, line.span)
        made.append(model.StageLine(line.stage.text, condition, _reason(line), line.span))
    line_gaps(inside, ((line.span, line.condition) for line in made if line.condition is not None))
    if otherwise is None and not ctx.scope.incomplete:
        _no_otherwise(ctx, item, reach, made)
        fine = False
    name = _out_stage(ctx, item, out, exclusions)
    lines = sticky.with_previous(inside, item, extra, tuple(made)) if fine else None
    if lines is None or otherwise is None or (exclusions and name is None):
        return None
    return model.Stages(item.name.text, lines, name, item.name.span)


def _no_otherwise(ctx: Context, item: syntax.Stages, reach: Reach, made: list[model.StageLine]) -> None:
    score = reach.taken()
    if score is not None and made:
        message = f"the lines take every value of `{score}`, and the last one does not say so"
        help = f"write `{name_text(made[-1].stage)} otherwise` in place of its condition"
    else:
        message = f"{'accounts' if item.account else 'leads'} that meet none of the lines would have no stage"
        help = "end with a line such as `nurture otherwise`"
    ctx.report("SL0711", item.name.span, message, help)


def first_met(ctx: Context, extra: Clauses, span: Span, help: str) -> bool:
    """Whether it is said that the first line decides; reports it where not."""
    if extra.first_met or not extra.fine or ctx.scope.incomplete:
        return True
    ctx.report("SL0710", span, "it is not said which line decides where several are met", f"write `{help}`")
    return False


def too_many_lines(ctx: Context, count: int, span: Span) -> bool:
    if count <= MOST_LINES:
        return True
    ctx.report("SL0608", span, f"there are {count} lines, and at most {MOST_LINES} are read", "join some with `or`")
    return False


def after_otherwise(ctx: Context, span: Span, otherwise: Span) -> None:
    ctx.findings.report(
        "SL0712",
        span,
        "this line stands after `otherwise` and is never looked at",
        "move `otherwise` to the end",
        declared(otherwise, "`otherwise` stands here"),
    )


def _reason(line: syntax.StageLine) -> str:
    if line.because is not None:
        return line.because.value
    return "otherwise" if line.condition is None else condition_text(line.condition)


# ---- leads that are not scored ---------------------------------------------------------------------------------------


def _not_scored(
    ctx: Context, item: syntax.Stages, line: syntax.StageLine, first: syntax.StageLine | None, exclusions: bool
) -> bool:
    assert line.condition is not None
    if item.account:
        ctx.report(
            "SL0714", line.condition.span, "`do not score when` is about leads, not accounts", "leave the line out"
        )
        return False
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
    if not exclusions or item.account:
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


# ---- the stage before ------------------------------------------------------------------------------------------------


def _previous_stage(ctx: Context, item: syntax.Stages, extra: Clauses) -> bool:
    """Whether `previous stage from` names a text of the lead, and its map gives each value one stage."""
    if extra.previous is None:
        for line in item.previous[:1]:
            ctx.report(
                "SL0727",
                line.span,
                "it is not said which attribute has these values",
                f"write `stages {name_text(item.name.text)}, first met wins, previous stage from crm_stage`",
            )
        return not item.previous
    if item.account:
        ctx.report(
            "SL0727",
            extra.previous.span,
            "an account has no previous stage",
            "leave `previous stage from` out",
        )
        return False
    name = extra.previous.attribute
    info = ctx.schema.attributes.get(name.text)
    if info is None:
        if not ctx.unseen(name.text, ctx.schema.attributes) and not ctx.schema.absent:
            ctx.report(
                "SL0201",
                name.span,
                f"there is no attribute `{name.text}`",
                did_you_mean(name.text, ctx.schema.attributes, f"declare it in the lead block: `{name.text}: text`"),
            )
        return False
    if info.type is None:
        return False
    if info.type.kind != "text":
        ctx.findings.report(
            "SL0727",
            name.span,
            f"`{name.text}` is {KIND_WORDS[info.type.kind]}, and a stage is a text",
            "name the attribute that has the stage's name",
            declared(info.span),
        )
        return False
    return _map(ctx, item, info, info.type)


def _map(ctx: Context, item: syntax.Stages, info: AttributeInfo, type: model.ValueType) -> bool:
    target = Typed(model.LeadValue(info.name, type), type, f"`{info.name}`", info.span, declared_at=info.span)
    names = {line.stage.text for line in item.lines}
    seen: dict[str | int | bool, Span] = {}
    fine = True
    for line in item.previous:
        if line.stage.text not in names and not ctx.scope.incomplete:
            ctx.report(
                "SL0731",
                line.stage.span,
                f"there is no stage `{line.stage.text}`",
                did_you_mean(line.stage.text, names, "name the stage of one of the lines below"),
            )
            fine = False
        for value in line.values:
            if isinstance(value, syntax.Name):
                ctx.report(
                    "SL0320",
                    value.span,
                    f"`{value.text}` is a name, and the values of `{info.name}` are texts",
                    f'write `"{value.text}"`',
                )
                fine = False
                continue
            made = constant(ctx, value, target)
            if made is None:
                fine = False
            elif made.value in seen:
                ctx.findings.report(
                    "SL0503",
                    value.span,
                    "this value stands for a stage already",
                    "keep one of them",
                    declared(seen[made.value], "first given here"),
                )
                fine = False
            else:
                seen[made.value] = value.span
    return fine
