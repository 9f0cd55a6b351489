"""Which attributes of the lead and its account a score reads: through named conditions and other scores as well."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from .. import model
from ..held import held
from .context import Context

AnyScore = model.Score | model.Total | model.Share
Attribute = model.LeadValue | model.AccountValue


def parts(node: object) -> Iterator[object]:
    """The node and everything inside it, in the order written; what is asked of other leads is theirs, and left out."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(reversed(part))
        elif not isinstance(part, model.Colleagues | model.OfLeads):
            yield part
            waiting.extend(reversed(held(part)))


def attributes_read(ctx: Context, name: str, scores: Mapping[str, AnyScore]) -> tuple[Attribute, ...]:
    """Each attribute once, in the order first read; the keys of leads and accounts are never missing, and left out."""
    found: dict[Attribute, None] = {}
    account_key = ctx.schema.account.key if ctx.schema.account is not None else None
    waiting: deque[object] = deque([scores[name]] if name in scores else [])
    seen: set[tuple[str, str]] = {("score", name)}
    while waiting:
        for part in parts(waiting.popleft()):
            for kind, other, node in _read_by(ctx, part, scores):
                if (kind, other) not in seen and node is not None:
                    seen.add((kind, other))
                    waiting.append(node)
            match part:
                case model.LeadValue(attribute) if attribute != ctx.schema.key:
                    found.setdefault(part)
                case model.AccountValue(attribute) if attribute != account_key:
                    found.setdefault(part)
                case _:
                    pass
    return tuple(found)


def _read_by(ctx: Context, part: object, scores: Mapping[str, AnyScore]) -> Iterator[tuple[str, str, object]]:
    """What the part names: a named condition or a score, with what stands for it."""
    match part:
        case model.LetRef(name):
            entry = ctx.entries.get(name)
            yield "let", name, entry.condition if entry is not None else None
        case model.ScoreOf(name) | model.TotalTerm(score=name):
            yield "score", name, scores.get(name)
        case model.GradeOf(name) if name in ctx.outcomes.grades:
            for score in ctx.outcomes.grades[name].scores:
                yield "score", score, scores.get(score)
        case _:
            pass
