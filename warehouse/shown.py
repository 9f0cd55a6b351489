"""Whether a public view still is what a deployment made it: all columns of one view of a version, and nothing else."""

from __future__ import annotations

from typing import Final

import sqlglot
from sqlglot import exp

from .connection import Connection

_READ_AS: Final = {"mariadb": "mysql"}
_PARTS: Final = ("expressions", "from_", "kind")  # of a query that chooses columns of one table


def shows(connection: Connection, view: str, target: str) -> bool:
    """By the definition that the engine tells. One that cannot be parsed has to name the target at least."""
    definition = connection.definition(view)
    try:
        parsed = sqlglot.parse_one(definition, read=_READ_AS.get(connection.dialect.name, connection.dialect.name))
    except sqlglot.errors.SqlglotError:
        return _same(connection, target, definition, within=True)
    query = parsed.expression if isinstance(parsed, exp.Create) else parsed
    if not isinstance(query, exp.Select) or any(value for name, value in query.args.items() if name not in _PARTS):
        return False
    source = query.args.get("from_")
    table = None if source is None else source.this
    if not isinstance(table, exp.Table) or not _same(connection, target, table.name):
        return False
    if any(value for name, value in table.args.items() if name not in ("this", "db", "catalog")):
        return False
    if [*query.expressions] == [exp.Star()]:
        return True
    there = connection.columns((connection.schema, target)) or ()
    return [_column(each) for each in query.expressions] == [column.name for column in there]


def _column(chosen: exp.Expr) -> str | None:
    """The name of a column that is chosen as it is; none of anything else."""
    column = chosen.this if isinstance(chosen, exp.Alias) else chosen
    alike = isinstance(column, exp.Column) and chosen.alias_or_name == column.name
    return column.name if alike else None


def _same(connection: Connection, target: str, found: str, *, within: bool = False) -> bool:
    if not connection.case_matters:
        target, found = target.casefold(), found.casefold()
    return target in found if within else target == found
