"""The effective ruleset as tables on a terminal."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..compiler.effective import Effective, GroupRow, ScoreRow
from ..dsl.display import visible
from .show_data import about_group, about_row, heading, outcomes, score_heading, sections

_DIM = "dim"


def print_tables(whole: Effective, *, colour: bool, width: int) -> None:
    console = Console(width=width, no_color=not colour, highlight=False, soft_wrap=False)
    console.print(Text(heading(whole), style="bold"))
    if whole.ruleset.description:
        console.print(Text(visible(whole.ruleset.description)))
    for title, pairs in sections(whole):
        _print_pairs(console, title, pairs)
    for score in whole.scores:
        console.print()
        console.print(Text(score_heading(score), style="bold cyan"))
        console.print(
            Padding(Text(visible(score.sentence + (f" [{score.origin}]" if score.origin else ""))), (0, 0, 0, 2))
        )
        if score.rows:
            console.print(_rules(score, width))
    for title, pairs in outcomes(whole):
        _print_pairs(console, title, pairs)


def _print_pairs(console: Console, title: str, pairs: tuple[tuple[str, str], ...]) -> None:
    console.print()
    console.print(Text(visible(title), style="bold cyan"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    named = any(name for name, _ in pairs)
    if named:
        grid.add_column(overflow="fold", max_width=30)
    grid.add_column(overflow="fold")
    for name, words in pairs:
        cells = [Text(visible(name), style="bold")] if named else []
        grid.add_row(*cells, Text(visible(words)))
    console.print(Padding(grid, (0, 0, 0, 2)))


def _rules(score: ScoreRow, width: int) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), show_edge=False, pad_edge=True)
    table.add_column("Rule", overflow="fold", max_width=max(12, width // 4), style="bold")
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("What it does", overflow="fold", ratio=1)
    for row in score.rows:
        indent = "  " * len(row.groups)
        if isinstance(row, GroupRow):
            table.add_row(Text(f"{indent}{visible(row.label)}", style="cyan"), "", Text(about_group(row), style="cyan"))
            continue
        said: list[RenderableType] = [Text(visible(row.sentence))]
        if about := about_row(row):
            said.append(Text(about, style=_DIM))
        table.add_row(Text(indent + visible(row.label)), Text(row.points), Group(*said))
    return table
