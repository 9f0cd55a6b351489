"""Scores that are read of other leads: they are computed before the lead's own, so they read no other leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .. import model
from ..reads import Reads
from .context import Context


def refuse_circles(
    ctx: Context,
    reads: Mapping[str, Reads],
    exclusions: Sequence[tuple[model.Exclusion, Reads]],
    others: Iterable[Reads],
) -> None:
    """Reports, with the path, a score read of other leads that would need other leads itself.

    `reads` are those of the scores, by name; `others` those of everything else that may read scores of other leads.
    """
    told: set[str] = set()
    for name, span in (pair for each in (*reads.values(), *others) for pair in each.of_leads.items()):
        if name in told:
            continue
        told.add(name)
        path = _path_to_leads(name, reads, exclusions)
        if path is not None:
            shown = " → ".join(path)
            ctx.report(
                "SL0734",
                span,
                f"`{name}` is taken of other leads here, and asks for other leads itself: {shown}",
                "take a score of them that reads nothing but their own attributes and events",
            )


def _path_to_leads(
    name: str, reads: Mapping[str, Reads], exclusions: Sequence[tuple[model.Exclusion, Reads]]
) -> tuple[str, ...] | None:
    """The way from the score to what reads other leads, in words; None where there is none."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(name, ())]
    seen = {name}
    while waiting:
        current, before = waiting.pop(0)
        path = (*before, f"`{current}`")
        found = reads.get(current)
        if found is None:
            continue
        if found.leads is not None:
            return (*path, "other leads")
        for exclusion, read in exclusions:
            if read.leads is not None and (exclusion.scores is None or current in exclusion.scores):
                return (*path, "`do not score when`", "other leads")
        for other in found.scores:
            if other not in seen:
                seen.add(other)
                waiting.append((other, path))
    return None
