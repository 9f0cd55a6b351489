"""`scoreline deploy`: a rule file → views in service in a running database."""

from __future__ import annotations

from pathlib import Path

import click

from .output import open_binding, open_rules
from .warehouse import applied, in_database


@click.command(
    epilog="\b\nExamples: scoreline deploy leads.score --to duckdb:///crm.duckdb --dry-run\n"
    "          scoreline deploy leads.score --to postgresql://etl@db.example.com/crm --schema scoring",
)
@click.argument("rules", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to", "url", metavar="URL", required=True, envvar="SCORELINE_TO", help="The database (or SCORELINE_TO)."
)
@click.option(
    "--binding",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Which tables and columns the leads and events come from.",
)
@click.option("--schema", help="Where the views are made; by default where the session makes them.")
@click.option("--by", metavar="NAME", help="Who deploys, for the record, besides the database's user.")
@click.option("--dry-run", is_flag=True, help="Check everything and print the statements, without changing anything.")
def command(rules: Path, url: str, binding: Path | None, schema: str | None, by: str | None, dry_run: bool) -> None:
    """Put the views of a rule file into a database, and in service.

    Everything is checked before anything is changed: tables, columns and their types, rights, and objects of these
    names that are somebody else's. A failure leaves the version in service that was there before, and
    `scoreline rollback` goes back to it.

    Better than a password in the URL are the variables and files that the database's own clients read: PGPASSWORD or
    ~/.pgpass, MYSQL_PWD or ~/.my.cnf, CLICKHOUSE_PASSWORD, SPARK_CONNECT_AUTHENTICATE_TOKEN.
    """
    from ..compiler.lower import lower
    from ..warehouse.deployment import to_deploy

    ruleset, _ = open_rules(rules)
    plan = lower(ruleset)
    bound = open_binding(binding, plan)
    with in_database(url, schema) as connection:
        prepared = to_deploy(connection, plan, bound, by)
        what = f"deployment {prepared.entry.number} of `{plan.name}` {plan.version}"
        applied(connection, prepared, dry_run, what, chosen=schema is not None)
