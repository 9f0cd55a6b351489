"""The best leads as a table on a terminal: rank, lead, scores, grades, stage, and what counted most."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..compiler.sql.names import AS_OF, LEAD, PROBLEM, REASON
from ..dsl.display import text_width, visible
from .scoring import Reason, Scored

_REASONS = 34  # columns that reasons get before the lead's name does


def print_worklist(scored: Scored, limit: int, *, colour: bool, width: int) -> None:
    """Prints the first `limit` leads, and how many there are."""
    console = Console(width=width, no_color=not colour, highlight=False, soft_wrap=False)
    if limit and scored.rows:
        console.print(_table(scored, limit, width))
    shown = min(limit, scored.rows)
    leads = "1 lead" if scored.rows == 1 else f"{scored.rows:,} leads"
    console.print(Text(leads if shown == scored.rows else f"the first {shown:,} of {leads}", style="dim"))


def _table(scored: Scored, limit: int, width: int) -> Table:
    """Every column as wide as it needs; the lead gives way to the reasons, and is folded, never cut."""
    rows = [row for batch in scored.batches(limit) for row in batch]
    hidden = {AS_OF, REASON, PROBLEM, LEAD}
    shown = [i for i, name in enumerate(scored.columns) if name not in hidden]
    lead, reason, problem = (scored.columns.index(name) for name in (LEAD, REASON, PROBLEM))
    reasons = scored.reasons([row[lead] for row in rows])
    scores = {score.name for score in scored.plan.scores}
    last = scored.plan.scores[-1].name
    taken = 9 + sum(3 + max(len(scored.columns[i]), *(text_width(_shown(row[i])) for row in rows)) for i in shown)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    table.add_column("#", justify="right", no_wrap=True, style="dim")
    table.add_column("lead", overflow="fold", max_width=min(36, max(18, width - taken - _REASONS)))
    for i in shown:
        name = scored.columns[i]
        right, style = ("right" if name in scores else "left"), ("bold" if name == last else "")
        table.add_column(Text(visible(name)), justify=right, no_wrap=True, style=style)  # type: ignore[arg-type]
    table.add_column("what counted most", overflow="fold", ratio=1)
    for rank, row in enumerate(rows, 1):
        cells = [Text(_shown(row[i])) for i in shown]
        why = _reasons(reasons.get(row[lead], ()))
        if row[problem] or all(row[scored.columns.index(name)] is None for name in scores):
            why = visible(row[problem] or row[reason] or "")
        table.add_row(str(rank), Text(visible(row[lead])), *cells, Text(why))
    return table


def _reasons(reasons: tuple[Reason, ...]) -> str:
    return ", ".join(f"{visible(reason.rule)} {_points(reason.points)}" for reason in reasons)


def _points(points: Decimal) -> str:
    rounded = round(points, 1)
    text = f"{rounded:+f}" if rounded else f"{points.normalize():+f}"
    return text.removesuffix(".0")


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:f}" if isinstance(value, Decimal) else visible(str(value))
