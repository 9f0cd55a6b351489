"""What is read in the end, through named conditions and through grades."""

from __future__ import annotations

from ..reads import Reads
from .context import Context


def everything_read(ctx: Context, reads: Reads) -> Reads:
    """`reads` with what its named conditions read in turn, and the scores behind its grades.

    Each name stands with the place from which it is come by in `reads`.
    """
    found = Reads()
    for name, span in reads.lets.items():
        waiting = [name]
        while waiting:
            let = waiting.pop()
            if let in found.lets:
                continue
            found.let(let, span)
            entry = ctx.entries.get(let)
            if entry is not None:
                waiting.extend(entry.reads.lets)
                found.take_in(_without_lets(entry.reads), span)
    own = _without_lets(reads)
    for names, more in ((own.scores, found.scores), (own.grades, found.grades), (own.flags, found.flags)):
        for name in more:
            names.setdefault(name, more[name])
    for name in found.of_leads:
        own.score_of_leads(name, found.of_leads[name])
    own.lets = found.lets
    own.leads, own.events = own.leads or found.leads, own.events or found.events
    for name, span in list(own.grades.items()):
        info = ctx.outcomes.grades.get(name)
        for score in info.scores if info is not None else ():
            own.score(score, span)
    return own


def _without_lets(reads: Reads) -> Reads:
    return Reads(
        scores=dict(reads.scores),
        grades=dict(reads.grades),
        flags=dict(reads.flags),
        of_leads=dict(reads.of_leads),
        leads=reads.leads,
        events=reads.events,
    )


def way(ctx: Context, reads: Reads, score: str) -> tuple[str, ...]:
    """The named conditions and the grade through which the score is read; none where it is read itself."""
    waiting: list[tuple[Reads, tuple[str, ...]]] = [(reads, ())]
    seen: set[str] = set()
    while waiting:
        found, path = waiting.pop(0)
        if score in found.scores:
            return path
        for name in found.grades:
            info = ctx.outcomes.grades.get(name)
            if info is not None and score in info.scores:
                return (*path, name)
        for let in found.lets:
            entry = ctx.entries.get(let)
            if entry is not None and let not in seen:
                seen.add(let)
                waiting.append((entry.reads, (*path, entry.declaration.name.text)))
    return ()
