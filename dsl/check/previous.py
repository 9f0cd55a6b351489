"""`previous stage`: what an attribute of the lead says of the stage before, by a map or as it stands."""

from __future__ import annotations

from .. import model, syntax
from ..findings import did_you_mean, quoted
from ..late import dataclass
from ..source import Span
from .context import AttributeInfo, Context, PreviousInfo


@dataclass(frozen=True, slots=True)
class _Previous:
    info: PreviousInfo
    attribute: AttributeInfo
    type: model.ValueType

    @property
    def value(self) -> model.LeadValue:
        return model.LeadValue(self.attribute.name, self.type)


def _previous(ctx: Context, span: Span) -> _Previous | None:
    """Where the previous stage stands; None where that is not said, and reported, or where it is wrong."""
    if ctx.place in ("event", "account"):
        ctx.report(
            "SL0315" if ctx.place == "event" else "SL0324",
            span,
            "`previous stage` is a lead's, "
            + ("and `where` looks at one event" if ctx.place == "event" else "and an account has many leads"),
            "",
        )
        return None
    info = ctx.outcomes.previous
    if info is None:
        if not ctx.scope.incomplete:
            ctx.report(
                "SL0326",
                span,
                "it is not said where a lead's previous stage stands",
                "name the attribute: `stages lifecycle, first met wins, previous stage from crm_stage { … }`",
            )
        return None
    attribute = ctx.schema.attributes.get(info.attribute.text)
    if attribute is None or attribute.type is None or attribute.type.kind != "text":
        return None
    return _Previous(info, attribute, attribute.type)


def stage_is(ctx: Context, stages: tuple[str, ...], span: Span) -> model.Condition | None:
    """Whether the previous stage is one of these; unknown where the attribute is missing."""
    found = _previous(ctx, span)
    if found is None:
        return None
    lines = found.info.lines
    raw = [text for stage in stages for text in ((stage,) if lines is None else lines.get(stage, ()))]
    if not raw:
        return None
    return model.InSet(found.value, tuple(sorted(set(raw))))


def missing(ctx: Context, span: Span) -> model.Condition | None:
    """Whether it is unknown: no value, or one that the map does not have. Two-valued."""
    found = _previous(ctx, span)
    if found is None:
        return None
    absent = model.IsMissing(found.value)
    if found.info.lines is None:
        return absent
    known = sorted({text for texts in found.info.lines.values() for text in texts})
    return model.Or((absent, model.Not(model.InSet(found.value, tuple(known))))) if known else absent


def compared(ctx: Context, node: syntax.Comparison) -> model.Condition | None:
    """`previous stage is mql`, `previous stage is not mql`."""
    if node.op not in ("is", "is not"):
        ctx.report(
            "SL0301",
            node.op_span,
            f"`{node.op}` does not suit `previous stage`, which has no order",
            "ask `previous stage is mql` or `previous stage in (mql, sql)`",
        )
        return None
    if node.ignoring_case:
        ctx.report("SL0312", node.span, "stages are named exactly", "leave `ignoring case` out")
        return None
    made = _named(ctx, (node.right,), node.left.span)
    return _other(ctx, made, node.span) if made is not None and node.op == "is not" else made


def chosen(ctx: Context, node: syntax.Membership) -> model.Condition | None:
    """`previous stage in (mql, sql)`."""
    if isinstance(node.items, syntax.Name):
        ctx.report(
            "SL0205",
            node.items.span,
            f"`{node.items.text}` stands where stages are named",
            "stages stand in parentheses: `previous stage in (mql, sql)`",
        )
        return None
    if node.ignoring_case:
        ctx.report("SL0312", node.span, "stages are named exactly", "leave `ignoring case` out")
        return None
    made = _named(ctx, node.items, node.value.span)
    return _other(ctx, made, node.span) if made is not None and node.negated else made


def _other(ctx: Context, these: model.Condition, span: Span) -> model.Condition | None:
    """Another stage than these: a text that the map does not have is none at all."""
    found = _previous(ctx, span)
    if found is None or found.info.lines is None:
        return model.Not(these)
    known = sorted({text for texts in found.info.lines.values() for text in texts})
    return model.And((model.InSet(found.value, tuple(known)), model.Not(these)))


def _named(ctx: Context, written: tuple[syntax.Value, ...], span: Span) -> model.Condition | None:
    found = _previous(ctx, span)
    if found is None:
        return None
    stages = [_stage(ctx, item, found) for item in written]
    known = tuple(stage for stage in stages if stage is not None)
    return stage_is(ctx, known, span) if len(known) == len(written) else None


def _stage(ctx: Context, written: syntax.Value, found: _Previous) -> str | None:
    """The stage that is named; reports one that the previous stage can never be."""
    match written:
        case syntax.Name(text) | syntax.Text(text):
            pass
        case _:
            ctx.report("SL0302", written.span, "`previous stage` is compared with a stage", "name one: `mql`")
            return None
    lines, stages = found.info.lines, found.info.stages
    possible = [*stages, *(lines or ())] if lines is not None or not found.type.options else found.type.options
    if text not in possible:
        if not ctx.unseen(text, possible):
            ctx.report(
                "SL0311",
                written.span,
                f"there is no stage `{text}`",
                did_you_mean(text, possible, f"the stages are {quoted(dict.fromkeys(possible), 12)}"),
            )
        return None
    if lines is not None and not lines.get(text):
        ctx.report(
            "SL0311",
            written.span,
            f"no value of `{found.attribute.name}` stands for `{text}`, so the previous stage is never `{text}`",
            f'add a line to the stages: `previous "…": {text}`',
        )
        return None
    return text
