"""Rules that say the same under two labels."""

from __future__ import annotations

from dataclasses import replace

from .. import model
from ..findings import declared, shown
from ..source import Span
from .context import Context

_NOWHERE = Span("", 0, 0, 0, 0)


def same_rules(ctx: Context, entries: tuple[model.Entry, ...]) -> None:
    """Warns of rules of one score that differ in nothing but their label."""
    seen: dict[model.Rule, model.Rule] = {}
    for rule in _rules(entries):
        meaning = replace(rule, label="", span=_NOWHERE, formerly=None)
        first = seen.setdefault(meaning, rule)
        if first is not rule:
            ctx.findings.report(
                "SL0511",
                rule.span,
                f"{shown(rule.label)} pays for the same as {shown(first.label)}, so such leads are paid twice",
                "keep one of them, or add up their points",
                declared(first.span, "the same rule"),
            )


def _rules(entries: tuple[model.Entry, ...]) -> list[model.Rule]:
    found: list[model.Rule] = []
    for entry in entries:
        if not isinstance(entry, model.Group):
            found.append(entry)
        elif entry.pick is None:  # of rules that are picked from, one pays anyway
            found.extend(_rules(entry.entries))
    return found
