"""`scoreline rollback`: the version of a deployed ruleset that was in service before."""

from __future__ import annotations

from pathlib import Path

import click

from .output import open_rules
from .warehouse import applied, in_database


@click.command(epilog="Example: scoreline rollback leads.score --to duckdb:///crm.duckdb")
@click.argument("rules", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to", "url", metavar="URL", required=True, envvar="SCORELINE_TO", help="The database (or SCORELINE_TO)."
)
@click.option("--schema", help="Where the views are; by default where the session makes them.")
@click.option("--by", metavar="NAME", help="Who goes back, for the record, besides the database's user.")
@click.option("--dry-run", is_flag=True, help="Check everything and print the statements, without changing anything.")
def command(rules: Path, url: str, schema: str | None, by: str | None, dry_run: bool) -> None:
    """Put the version of a ruleset back in service that the last deployment took the place of.

    The rule file only says which ruleset it is. The public names show the former version again, which is still there
    with all that it needs. One step back is possible: a second rollback has nothing to go to.
    """
    from ..warehouse.deployment import to_roll_back

    ruleset, _ = open_rules(rules)
    with in_database(url, schema) as connection:
        prepared = to_roll_back(connection, ruleset.name, by)
        entry = prepared.entry
        what = f"deployment {entry.number} of `{entry.ruleset}` {entry.ruleset_version}"
        applied(connection, prepared, dry_run, what, chosen=schema is not None)
