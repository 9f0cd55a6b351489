"""Declared weights against attainable points: a heavier part that can pay at most less than a lighter one."""

from __future__ import annotations

from decimal import Decimal

from .. import model, syntax
from ..findings import declared, shown
from ..late import dataclass
from ..source import Span
from .context import Context
from .numbers import plain, points_text
from .ranges import entry_range


@dataclass(frozen=True, slots=True)
class Weighed:
    """A part with a weight: how it is called in a message, and the most points it gives either way, in thousandths."""

    weight: Decimal
    span: Span
    called: str
    most: int


def weights_that_disagree(ctx: Context, written: tuple[syntax.Entry, ...], made: tuple[model.Entry, ...]) -> None:
    """Warns, for the entries of a score and inside each of its groups, where weights and points disagree."""
    by_place = {entry.span: entry for entry in made}
    weighed: list[Weighed] = []
    for entry in written:
        node = by_place.get(entry.span)
        if isinstance(entry, syntax.Group) and isinstance(node, model.Group):
            weights_that_disagree(ctx, entry.entries, node.entries)
        clause = next((clause for clause in entry.clauses if isinstance(clause, syntax.Weight)), None)
        if clause is not None and node is not None and isinstance(clause.percent, syntax.Percent):
            weighed.append(Weighed(clause.percent.value, clause.span, shown(node.label), _most(node)))
    _compare(ctx, weighed)


def terms_that_disagree(ctx: Context, written: syntax.Total) -> None:
    """The same for the scores of a total, whose ranges are known."""
    weighed: list[Weighed] = []
    for term in written.terms:
        info = ctx.outcomes.scores[term.score.text]
        if isinstance(term.weight, syntax.Percent):
            most = int(max(abs(info.low), abs(info.high)) * term.weight.value / 100)
            weighed.append(Weighed(term.weight.value, term.weight.span, f"`{term.score.text}`", most))
    _compare(ctx, weighed)


def _compare(ctx: Context, weighed: list[Weighed]) -> None:
    """Each part against the lightest of those that can pay more than it, one note for each."""
    for part in weighed:
        above = [other for other in weighed if other.weight < part.weight and other.most > part.most]
        if above:
            lighter = min(above, key=lambda other: other.weight)
            ctx.findings.report(
                "SL0717",
                part.span,
                f"{part.called} weighs {plain(part.weight)}% and gives {points_text(part.most)} points at most, "
                f"{lighter.called} weighs {plain(lighter.weight)}% and gives {points_text(lighter.most)}",
                "give the parts the same range before they are weighted, such as 0 to 100 points each",
                declared(lighter.span, "the lighter weight"),
            )


def _most(entry: model.Entry) -> int:
    low, high = entry_range(entry)
    return max(abs(low), abs(high))
