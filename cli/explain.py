"""`scoreline explain`: why one lead has its score."""

from __future__ import annotations

from pathlib import Path

import click

from .output import USAGE, colour_on, event_files, open_binding, open_rules, put, stop, terminal_width

FORMATS = ("text", "json")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    epilog="Example: scoreline explain leads.score --leads leads.csv --events events.csv --lead 4711",
)
@click.argument("rules", type=_FILE)
@click.option("--leads", type=click.Path(path_type=Path), required=True, help="CSV, Excel, Parquet or JSON Lines.")
@click.option(
    "--events", metavar="[TABLE=]FILE", multiple=True, help="What leads did, once for each table of the binding."
)
@click.option("--history", metavar="[TABLE=]FILE", multiple=True, help="What attributes of leads were before.")
@click.option("--accounts", type=_FILE, help="The leads' accounts, where rules speak of them.")
@click.option("--binding", type=_FILE, help="Which columns are meant, where they are called differently.")
@click.option("--as-of", metavar="TIME", help="The moment to score at, such as 2026-01-15T09:00:00Z.  [default: now]")
@click.option("--lead", "key", metavar="ID", required=True, help="The key of the lead.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
def command(
    rules: Path,
    leads: Path,
    events: tuple[str, ...],
    history: tuple[str, ...],
    accounts: Path | None,
    binding: Path | None,
    as_of: str | None,
    key: str,
    form: str,
) -> None:
    """Show a lead's scores as lists of points that add up, with the reason for each.

    Also: what decayed, what a limit took, which missing values left rules undecided, how far the next grade is.
    """
    from ..compiler.explanation import company_of, explain
    from ..compiler.lower import lower
    from ..compiler.result import NO_COMPANY
    from ..data.typed import read_accounts, read_leads
    from .explain_text import as_json, as_text
    from .moment import as_of_second

    ruleset, _ = open_rules(rules)
    plan = lower(ruleset)
    moment = as_of_second(as_of, plan.zone)
    changed, bound = event_files(history, "--history"), open_binding(binding, plan)
    # the other leads of its account are read as well where rules can speak of them
    only = key if plan.schema.account is None else None
    read = list(read_leads(plan, leads, event_files(events), bound, only, history=changed, as_of=moment))
    found = next((lead for lead in read if lead.key == key), None)
    if found is None:
        stop(
            f"there is no lead `{key}` in {leads}, or it stands there more than once (the key is `{plan.schema.key}`)",
            USAGE,
        )
    company = NO_COMPANY
    if plan.schema.account is not None:
        rows = read_accounts(plan, accounts, bound) if accounts is not None else ()
        company = company_of(plan.schema.account, found, read, rows)
    elif accounts is not None:
        raise click.UsageError("`--accounts`: the rule file declares no accounts")
    story = explain(ruleset, plan, found, moment, company)
    put(as_json(story, plan) if form == "json" else as_text(story, plan, colour=colour_on(), width=terminal_width()))
