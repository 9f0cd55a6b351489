"""What a text contains, and what a set of texts has."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared
from ..folding import fold, spaced_words
from . import parameters, values
from .context import Context
from .literals import Typed, blank, kind_words
from .membership import use_list
from .sets import possible_entry

MOST_NEEDLES = 1_000


def text_test(ctx: Context, node: syntax.TextTest) -> model.Condition | None:
    found = values.value(ctx, node.value)
    if found is not None and (found.type.kind != "text" or found.is_label):
        ctx.findings.report(
            "SL0301",
            node.op_span,
            f"`{node.op}` looks into a text, and {found.shown} is {kind_words(found)}",
            'ask what it has: `has "…"`, `has any of ("…", "…")`' if found.type.kind == "set" else "",
            *([declared(found.declared_at)] if found.declared_at else []),
        )
        found = None
    needles = _needles(ctx, node, found)
    if found is None or needles is None:
        return None
    folded = node.ignoring_case or found.folded or node.op == "has word"
    if node.op == "has word":
        made = {spaced_words(needle).strip(" ") for needle in needles}
    else:
        made = {fold(needle) if folded else needle for needle in needles}
    match node.op:
        case "has word":
            return model.TextTest("word", found.node, tuple(sorted(made)), folded=True)
        case "contains":
            return model.TextTest("contains", found.node, tuple(sorted(made)), folded)
        case "starts with":
            return model.TextTest("starts", found.node, tuple(sorted(made)), folded)
        case "ends with":
            return model.TextTest("ends", found.node, tuple(sorted(made)), folded)


def _needles(ctx: Context, node: syntax.TextTest, found: Typed | None) -> tuple[str, ...] | None:
    entries = _texts(ctx, node.needles, found, node.op, f"ask for whole values instead: `in {_name(node.needles)}`")
    if entries is None:
        return None
    span = node.needles.span if isinstance(node.needles, syntax.Name) else node.span
    if node.op == "has word" and any(not spaced_words(word).strip(" ") for word in entries):
        ctx.report("SL0401", span, "a text of signs only has no word in it", "use `contains` for signs")
        return None
    return entries


def _name(written: syntax.Name | tuple[syntax.Text | syntax.Name, ...]) -> str:
    return written.text if isinstance(written, syntax.Name) else ""


def _texts(
    ctx: Context, written: syntax.Name | tuple[syntax.Text | syntax.Name, ...], found: Typed | None, op: str, help: str
) -> tuple[str, ...] | None:
    """The texts as written, or the entries of the named list; None where they are wrong, and reported."""
    if not isinstance(written, syntax.Name):
        items = [parameters.text(ctx, item) for item in written]
        texts = [item for item in items if item is not None]
        blanks = [blank(ctx, item, found.shown if found else "the value") for item in texts]
        return None if any(blanks) or len(texts) < len(items) else tuple(item.value for item in texts)
    entry = use_list(ctx, written)
    if entry is None or entry.entries is None:
        return None
    if len(entry.entries) > MOST_NEEDLES:
        ctx.report(
            "SL0608",
            written.span,
            f"`{written.text}` has {len(entry.entries)} entries, and `{op}` looks for at most {MOST_NEEDLES}",
            help,
        )
        return None
    return entry.entries


# ---- sets ----------------------------------------------------------------------------------------------------------


def set_test(ctx: Context, node: syntax.SetTest) -> model.Condition | None:
    """`certs has "CFP"`: an entry is looked for between the marks that stand around entries."""
    found = values.value(ctx, node.value)
    if found is not None and found.type.kind != "set":
        ctx.findings.report(
            "SL0301",
            node.op_span,
            f"`{node.op}` asks a set of texts, and {found.shown} is {kind_words(found)}",
            _set_help(node, found),
            *([declared(found.declared_at)] if found.declared_at else []),
        )
        found = None
    entries = _texts(ctx, node.entries, found, node.op, "divide the list")
    if found is None or entries is None or not _possible(ctx, node, entries):
        return None
    texts = {fold(entry) if node.ignoring_case else entry for entry in entries}
    needles = tuple(sorted(model.SET_MARK + text + model.SET_MARK for text in texts))
    if node.op != "has all of" or len(needles) == 1:
        return model.TextTest("contains", found.node, needles, node.ignoring_case)
    tests = (model.TextTest("contains", found.node, (needle,), node.ignoring_case) for needle in needles)
    return model.And(tuple(tests))


def _set_help(node: syntax.SetTest, found: Typed) -> str:
    if found.type.kind != "text":
        return ""
    if node.op == "has":
        return 'texts are asked with `is`, `has word "…"` or `contains "…"`'
    return "texts are asked with `in (…)`, `has any word of (…)` or `contains any of (…)`"


def _possible(ctx: Context, node: syntax.SetTest, entries: tuple[str, ...]) -> bool:
    """Whether a set can have these entries; those of a list are trimmed already."""
    if isinstance(node.entries, syntax.Name):
        fine = [possible_entry(ctx, text, node.entries.span) for text in entries]
    else:
        fine = [possible_entry(ctx, text, item.span) for text, item in zip(entries, node.entries, strict=True)]
    return all(fine)
