"""Labels that have an order: `level at least "mid"`, `rating above B`."""

from __future__ import annotations

from .. import model, syntax
from ..findings import quoted
from .context import Context
from .literals import Typed, constant

_WORDS = {"at least": "at or above", "at most": "at or below", "above": "above", "below": "below"}


def compared(ctx: Context, node: syntax.Comparison, left: Typed) -> model.Condition | None:
    """The labels that satisfy the comparison, as a set; unknown where there is no label."""
    label = _label(ctx, node.right, left)
    if label is None:
        return None
    ladder = left.ladder
    if label not in ladder:  # a label of a grade of which a part could not be read
        return None
    at = ladder.index(label)
    match node.op:
        case "at least":
            taken = ladder[at:]
        case "above":
            taken = ladder[at + 1 :]
        case "at most":
            taken = ladder[: at + 1]
        case _:
            taken = ladder[:at]
    every = model.InSet(left.node, tuple(sorted(ladder)))
    if not taken or len(taken) == len(ladder):
        ctx.report(
            "SL0709",
            node.span,
            f"what is asked of {left.shown} here {'always' if taken else 'never'} holds: "
            f"{'every' if taken else 'no'} label is {_WORDS[node.op]} `{label}`",
            f"from low to high they are {quoted(ladder, 12)}",
        )
        return every if taken else model.Not(every)
    return model.InSet(left.node, tuple(sorted(taken)))


def _label(ctx: Context, right: syntax.Value, left: Typed) -> str | None:
    match right:
        case syntax.Name(text, span) if left.is_label:
            written: syntax.Literal_ = syntax.Text(text, span)
        case syntax.Text() | syntax.Number() | syntax.Percent() | syntax.Date() | syntax.Timestamp() | syntax.YesNo():
            written = right
        case syntax.Name(text, span) if text in left.type.options:
            ctx.report("SL0320", span, f"`{text}` is a name, and {left.shown} has texts", f'write `"{text}"`')
            return None
        case _:
            ctx.report(
                "SL0320",
                right.span,
                f"the order of {left.shown} is that of fixed labels, and this is none",
                f"name one of {quoted(left.ladder, 12)}",
            )
            return None
    made = constant(ctx, written, left)
    return None if made is None else str(made.value)
