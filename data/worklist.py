"""The best leads as a table on a terminal: rank, lead, scores, grades, stage, and what counted most."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..compiler.plan import Plan
from ..compiler.sql.names import AS_OF, LEAD, PROBLEM, REASON
from ..dsl.display import text_width, visible
from ..dsl.model import Share
from .scoring import Reason, Scored, main_score

_NARROWEST = 34  # columns that the lead and its reasons have at least
_REASONS = 34  # columns that reasons get before the lead's name does


def print_worklist(scored: Scored, limit: int, *, colour: bool, width: int) -> None:
    """Prints the first `limit` leads, of those on the worklist where the rules have one, and how many there are."""
    listed = scored.rows if scored.listed is None else scored.listed
    limit = min(limit, listed)
    console = Console(width=width, no_color=not colour, highlight=False, soft_wrap=False)
    if limit:
        console.print(_table(scored, limit, width))
    shown = min(limit, listed)
    leads = "1 lead" if scored.rows == 1 else f"{scored.rows:,} leads"
    if scored.listed is not None:
        leads = f"{scored.listed:,} on the worklist, of {leads}"
    console.print(Text(leads if shown == listed else f"the first {shown:,} of {leads}", style="dim"))


def _table(scored: Scored, limit: int, width: int) -> Table:
    """Every column as wide as it needs, as many as fit; the lead gives way to the reasons, and is folded, never cut."""
    rows = [row for batch in scored.batches(limit) for row in batch]
    hidden = {AS_OF, REASON, PROBLEM, LEAD, *(() if scored.listed is None else ("rank",))}  # the rank is `#`
    every = [i for i, name in enumerate(scored.columns) if name not in hidden]
    last = main_score(scored.plan)
    widths = {i: max(text_width(t) for t in (scored.columns[i], *(_shown(row[i]) for row in rows))) + 3 for i in every}
    wanted = sorted(every, key=lambda i: (scored.columns[i] != last, _place(scored.plan, scored.columns[i])))
    shown, taken = _fitting(wanted, widths, width - _NARROWEST)
    lead, reason, problem = (scored.columns.index(name) for name in (LEAD, REASON, PROBLEM))
    reasons = scored.reasons([row[lead] for row in rows])
    scores = {score.name for score in scored.plan.scores}
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


def _place(plan: Plan, name: str) -> int:
    """What gets room first where not all has: the stage and the grades, then scores; shares and the rest come last."""
    if plan.stages is not None and name == plan.stages.name:
        return 0
    if any(name == grade.name for grade in plan.grades):
        return 1
    return 2 if any(name == score.name and not isinstance(score, Share) for score in plan.scores) else 3


def _fitting(wanted: list[int], widths: dict[int, int], room: int) -> tuple[list[int], int]:
    """The columns for which there is room beside the lead, the first one wanted in any case; and what they take."""
    taken, kept = 9 + widths[wanted[0]], {wanted[0]}
    for column in wanted[1:]:
        if taken + widths[column] <= room:
            kept.add(column)
            taken += widths[column]
    return sorted(kept), taken


def _reasons(reasons: tuple[Reason, ...]) -> str:
    return ", ".join(f"{visible(reason.rule)} {_points(reason.points)}" for reason in reasons)


def _points(points: Decimal) -> str:
    rounded = round(points, 1)
    text = f"{rounded:+f}" if rounded else f"{points.normalize():+f}"
    return text.removesuffix(".0")


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case dt.datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case _:
            return visible(str(value))
