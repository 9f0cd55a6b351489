"""`scoreline show`: what a rule file means."""

from __future__ import annotations

from pathlib import Path

import click

from .output import colour_on, is_terminal, open_rules, put, terminal_width

FORMATS = ("text", "json", "markdown")


@click.command(epilog="Example: scoreline show leads.score --format markdown > SCORECARD.md")
@click.argument("rules", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
def command(rules: Path, form: str) -> None:
    """Print the effective ruleset: a row per rule with every default filled in, and a sentence that says what it does.

    On a terminal as tables, in a pipe as plain text with a line per rule.
    """
    from ..compiler.effective import effective

    ruleset, _ = open_rules(rules)
    whole = effective(ruleset)
    match form:
        case "json":
            from .show_data import as_json

            put(as_json(whole))
        case "markdown":
            from .show_data import as_markdown

            put(as_markdown(whole))
        case _ if is_terminal():
            from .show_table import print_tables

            print_tables(whole, colour=colour_on(), width=terminal_width())
        case _:
            from .show_data import as_plain

            put(as_plain(whole))
