"""`scoreline explain`: why one lead has its score."""

from __future__ import annotations

from pathlib import Path

import click

from .output import USAGE, colour_on, open_binding, open_rules, put, stop, terminal_width

FORMATS = ("text", "json")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    epilog="Example: scoreline explain leads.score --leads leads.csv --events events.csv --lead 4711",
)
@click.argument("rules", type=_FILE)
@click.option("--leads", type=_FILE, required=True, help="CSV, Parquet or JSON Lines.")
@click.option("--events", type=_FILE, help="What leads did; without it they did nothing.")
@click.option("--binding", type=_FILE, help="Which columns are meant, where they are called differently.")
@click.option("--as-of", metavar="TIME", help="The moment to score at, such as 2026-01-15T09:00:00Z.  [default: now]")
@click.option("--lead", "key", metavar="ID", required=True, help="The key of the lead.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
def command(
    rules: Path, leads: Path, events: Path | None, binding: Path | None, as_of: str | None, key: str, form: str
) -> None:
    """Show a lead's scores as lists of points that add up, with the reason for each.

    Also: what decayed, what a limit took, which missing values left rules undecided, how far the next grade is.
    """
    from ..compiler.explanation import explain
    from ..compiler.lower import lower
    from ..data.typed import read_leads
    from .explain_text import as_json, as_text
    from .moment import as_of_second

    ruleset, _ = open_rules(rules)
    plan = lower(ruleset)
    moment = as_of_second(as_of, plan.zone)
    found = next(read_leads(plan, leads, events, open_binding(binding, plan), key), None)
    if found is None:
        stop(
            f"there is no lead `{key}` in {leads}, or it stands there more than once (the key is `{plan.schema.key}`)",
            USAGE,
        )
    story = explain(ruleset, plan, found, moment)
    put(as_json(story, plan) if form == "json" else as_text(story, plan, colour=colour_on(), width=terminal_width()))
