"""`scoreline explain`: why one lead, or one account, has its score."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .output import colour_on, event_files, near, open_binding, open_rules, put, stop, stop_without_lead, terminal_width

if TYPE_CHECKING:
    from ..compiler.plan import Plan
    from ..compiler.result import Account, Lead
    from ..dsl.model import Ruleset

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
@click.option(
    "--accounts",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The leads' accounts, where rules speak of them.",
)
@click.option("--binding", type=_FILE, help="Which columns are meant, where they are called differently.")
@click.option("--as-of", metavar="TIME", help="The moment to score at, such as 2026-01-15T09:00:00Z.  [default: now]")
@click.option("--lead", "key", metavar="ID", help="The key of the lead.")
@click.option(
    "--account", "account_key", metavar="ID", help="The key of an account, to explain its own scores instead."
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
def command(
    rules: Path,
    leads: Path,
    events: tuple[str, ...],
    history: tuple[str, ...],
    accounts: Path | None,
    binding: Path | None,
    as_of: str | None,
    key: str | None,
    account_key: str | None,
    form: str,
) -> None:
    """Show the scores of a lead, or of an account, as lists of points that add up, with the reason for each.

    Also: what decayed, what a limit took, which missing values left rules undecided, how far the next grade is.
    """
    from ..compiler.lower import lower
    from ..data.typed import read_accounts, read_leads
    from .moment import as_of_second

    if (key is None) == (account_key is None):
        raise click.UsageError("either `--lead ID` or `--account ID` says what is explained")
    ruleset, _ = open_rules(rules)
    plan = lower(ruleset)
    moment = as_of_second(as_of, plan.zone)
    bound = open_binding(binding, plan)
    if accounts is not None and plan.schema.account is None:
        raise click.UsageError("`--accounts`: the rule file declares no accounts")
    if account_key is not None and plan.accounts is None:
        raise click.UsageError("`--account`: the rule file has no `account score`")

    def read() -> list[Lead]:
        """All leads where rules can speak of the others of an account, else the one that is asked for."""
        only = key if plan.schema.account is None else None
        changed = event_files(history, "--history")
        found = list(read_leads(plan, leads, event_files(events), bound, only, history=changed, as_of=moment))
        if key is not None and all(lead.key != key for lead in found):
            there = found if only is None else read_leads(plan, leads, None, bound)
            stop_without_lead(key, plan.schema.key, leads, (lead.key for lead in there))
        return found

    rows = tuple(read_accounts(plan, accounts, bound)) if accounts is not None else ()
    if key is not None:
        text = _of_lead(ruleset, plan, key, read(), rows, moment, form)
    elif account_key is not None:
        text = _of_account(ruleset, plan, account_key, read(), rows, moment, form)
    put(text)


def _of_lead(
    ruleset: Ruleset,
    plan: Plan,
    key: str,
    read: Sequence[Lead],
    rows: Sequence[Account],
    moment: int,
    form: str,
) -> str:
    from ..compiler.explanation import company_of, explain
    from ..compiler.result import NO_COMPANY
    from .explain_text import as_json, as_text

    found = next(lead for lead in read if lead.key == key)
    company = NO_COMPANY if plan.schema.account is None else company_of(plan.schema.account, found, read, rows)
    story = explain(ruleset, plan, found, moment, company)
    return as_json(story, plan) if form == "json" else as_text(story, plan, colour=colour_on(), width=terminal_width())


def _of_account(
    ruleset: Ruleset,
    plan: Plan,
    key: str,
    read: Sequence[Lead],
    rows: Sequence[Account],
    moment: int,
    form: str,
) -> str:
    from ..compiler.account_explanation import explain_account, leads_of
    from .explain_account import as_json, as_text

    assert plan.schema.account is not None
    account = next((each for each in rows if each.key == key), None)
    members = leads_of(plan.schema.account, key, read)
    if account is None and not members:
        attribute = plan.schema.account.lead_attribute
        keys = [
            *(each.key for each in rows),
            *(str(lead.values[attribute]) for lead in read if attribute in lead.values),
        ]
        none = f"there is no account `{key}`: no lead has it (in `{attribute}`)"
        stop(f"{none}, and no row of accounts, or it stands there more than once{near(key, keys)}")
    story = explain_account(ruleset, plan, key, account, members, moment)
    return as_json(story, plan) if form == "json" else as_text(story, plan, colour=colour_on(), width=terminal_width())
