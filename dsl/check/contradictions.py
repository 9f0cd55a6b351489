"""Conditions joined by `and` that cannot be met together, whatever stands around them."""

from __future__ import annotations

from collections.abc import Sequence

from .. import model, syntax
from ..findings import declared
from ..wording import condition_text
from .context import Context
from .implied import inside
from .reach import Reach

_SHOWN = 60


def warn_of_contradictions(ctx: Context, node: syntax.And, parts: Sequence[model.Condition]) -> None:
    """Warns at the first part that nothing can meet beside those before it."""
    reach = Reach(ctx)
    if not _contradict(reach, parts):
        return
    # a part that nothing can meet by itself, such as a threshold beyond a score's range, is told by itself
    possible = [n for n in range(len(parts)) if not _contradict(reach, parts[n : n + 1])]
    last = next((n for n in possible if _contradict(reach, [parts[i] for i in possible if i <= n])), None)
    if last is None:
        return
    other = next((n for n in possible if n < last and _contradict(reach, (parts[n], parts[last]))), None)
    text = condition_text(node.items[other]) if other is not None else ""
    what = f"`{text}`" if text and len(text) <= _SHOWN and "`" not in text else "what stands before it"
    related = () if other is None else (declared(node.items[other].span, "contradicts this"),)
    ctx.findings.report(
        "SL0709",
        node.items[last].span,
        f"this contradicts {what}, so the condition is never met",
        "write `or` where one of them is enough, or leave one of them out",
        *related,
    )


def _contradict(reach: Reach, parts: Sequence[model.Condition]) -> bool:
    whole = model.And(tuple(parts))
    if any(allowed.empty for allowed in reach.facts(whole).values()):
        return True
    found = reach.parts(whole)
    met = set(found)
    if any(isinstance(part, model.Not) and (part.item in met or reach.unfold(part.item) in met) for part in found):
        return True
    happened = [part.events for part in found if isinstance(part, model.Happened)]
    silent = [part.events for part in found if isinstance(part, model.Quiet)]
    return any(inside(event, none) for event in happened for none in silent)
