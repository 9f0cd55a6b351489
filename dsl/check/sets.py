"""Sets of texts as written in a file, in the form that data has: distinct entries between marks."""

from __future__ import annotations

from collections.abc import Sequence

from .. import model, syntax
from ..findings import declared, shown
from ..folding import is_blank, trim_blanks
from ..source import Span
from .context import Context
from .literals import literal_words


def possible_entry(ctx: Context, text: str, span: Span) -> bool:
    """Whether a set can have the entry: it is not blank, has no blanks around it and holds no mark; reports it."""
    if model.SET_MARK in text:
        ctx.report("SL0303", span, "this character divides the entries of a set and stands in none of them")
        return False
    if is_blank(text):
        ctx.report("SL0401", span, "a set has no blank entry", "leave it out")
        return False
    if text != trim_blanks(text):
        ctx.report(
            "SL0303",
            span,
            "the entries of a set have no blanks around them, so this one is never there",
            "leave the blanks out",
        )
        return False
    return True


def set_of(ctx: Context, written: Sequence[syntax.Literal_ | syntax.Name], what: str) -> str | None:
    """The set as data has it; None where an entry is wrong, and reported."""
    seen: dict[str, Span] = {}
    fine = True
    for item in written:
        if isinstance(item, syntax.Name):
            ctx.report("SL0320", item.span, f"`{item.text}` is a name, and {what} has texts", f'write `"{item.text}"`')
            fine = False
        elif not isinstance(item, syntax.Text):
            ctx.report("SL0302", item.span, f"{what} has texts, and this is {literal_words(item)}")
            fine = False
        elif not possible_entry(ctx, item.value, item.span):
            fine = False
        elif item.value in seen:
            ctx.findings.report(
                "SL0503",
                item.span,
                f"{shown(item.value)} is given twice",
                "leave one out",
                declared(seen[item.value], "first given here"),
            )
            fine = False
        else:
            seen[item.value] = item.span
    return model.SET_MARK + "".join(text + model.SET_MARK for text in sorted(seen)) if fine else None
