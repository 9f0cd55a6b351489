"""`scoreline path`: a lead's scores from one moment to another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .output import event_files, open_binding, open_rules, put, stop_without_lead, terminal_width

if TYPE_CHECKING:
    from ..compiler.plan import Plan
    from ..compiler.result import Result
    from ..dsl.binding import Binding

FORMATS = ("text", "csv", "json")
MOST = 1_000  # moments
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_STEP = re.compile(r"(\d{1,5}) ?(hour|day|week)s?")
_SECONDS = {"hour": 3_600, "day": 86_400, "week": 604_800}


@click.command(
    epilog="Example: scoreline path leads.score --leads leads.csv --events events.csv --lead 4711 --from 2026-01-01",
)
@click.argument("rules", type=_FILE)
@click.option("--leads", type=click.Path(path_type=Path), required=True, help="CSV, Excel, Parquet or JSON Lines.")
@click.option(
    "--events", metavar="[TABLE=]FILE", multiple=True, help="What leads did, once for each table of the binding."
)
@click.option("--history", metavar="[TABLE=]FILE", multiple=True, help="What attributes of leads were before.")
@click.option(
    "--accounts",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The leads' accounts, where rules speak of them.",
)
@click.option("--binding", type=_FILE, help="Which columns are meant, where they are called differently.")
@click.option("--lead", "key", metavar="ID", required=True, help="The key of the lead.")
@click.option("--from", "first", metavar="TIME", required=True, help="The first moment, such as 2026-01-01.")
@click.option("--to", "last", metavar="TIME", help="The last moment.  [default: now]")
@click.option("--every", metavar="STEP", default="7 days", show_default=True, help="Such as 12 hours, 1 day, 2 weeks.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
def command(
    rules: Path,
    leads: Path,
    events: tuple[str, ...],
    history: tuple[str, ...],
    accounts: Path | None,
    binding: Path | None,
    key: str,
    first: str,
    last: str | None,
    every: str,
    form: str,
) -> None:
    """Show how a lead's scores went: one line for each moment.

    Events are those of then. Attributes, lists and accounts are those of today unless a history is given.
    """
    from ..compiler.lower import lower
    from .moment import as_of_second
    from .path_text import as_csv, as_json, as_text

    ruleset, _ = open_rules(rules)
    plan = lower(ruleset)
    begin, end = as_of_second(first, plan.zone, "--from"), as_of_second(last, plan.zone, "--to")
    moments = _moments(begin, end, every)
    bound = open_binding(binding, plan)
    results = _results(plan, leads, events, history, accounts, bound, key, moments)
    match form:
        case "csv":
            put(as_csv(moments, results, plan))
        case "json":
            put(as_json(moments, results, plan))
        case _:
            put(as_text(moments, results, plan, dated=bool(history), width=terminal_width()))


def _moments(first: int, last: int, every: str) -> list[int]:
    """From the first one in equal steps, and the last one."""
    step = _STEP.fullmatch(" ".join(every.lower().split()))
    if step is None or int(step[1]) == 0:
        raise click.UsageError(f"`--every {every}` is not a step such as 12 hours, 1 day or 2 weeks")
    if last < first:
        raise click.UsageError("`--to` lies before `--from`")
    seconds = int(step[1]) * _SECONDS[step[2]]
    if (last - first) // seconds >= MOST:
        raise click.UsageError(f"that is more than {MOST:,} moments; take longer steps")
    return sorted({*range(first, last + 1, seconds), last})


def _results(
    plan: Plan,
    leads: Path,
    events: tuple[str, ...],
    history: tuple[str, ...],
    accounts: Path | None,
    bound: Binding,
    key: str,
    moments: list[int],
) -> list[Result]:
    """A result for each moment; data is read once, or for each moment where attributes have a history."""
    from ..compiler.explanation import company_of
    from ..compiler.reference import score
    from ..compiler.result import NO_COMPANY
    from ..data.typed import read_accounts, read_leads

    schema = plan.schema.account
    if schema is None and accounts is not None:
        raise click.UsageError("`--accounts`: the rule file declares no accounts")
    changed = event_files(history, "--history")
    rows = () if accounts is None else tuple(read_accounts(plan, accounts, bound))
    results: list[Result] = []
    lead, company = None, NO_COMPANY
    for moment in moments:
        if lead is None or history:
            only = key if schema is None else None
            read = list(read_leads(plan, leads, event_files(events), bound, only, history=changed, as_of=moment))
            lead = next((each for each in read if each.key == key), None)
            if lead is None:
                there = read if only is None else read_leads(plan, leads, None, bound)
                stop_without_lead(key, plan.schema.key, leads, (each.key for each in there))
            company = NO_COMPANY if schema is None else company_of(schema, lead, read, rows)
        results.append(score(plan, lead, moment, contributions=False, company=company))
    return results
