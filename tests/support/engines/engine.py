"""What the conformance tests ask of an engine: run statements, hold typed relations, give the views' rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Account, AccountResult, Lead, Result
from scoreline.compiler.sql.dialects.dialect import Dialect
from scoreline.compiler.sql.emit import emit
from scoreline.compiler.sql.read_back import Cursor, account_results, results
from scoreline.compiler.sql.run import Relation, relations


class Engine(Protocol):
    """A connection to a running engine, with a place of its own for one case at a time."""

    @property
    def dialect(self) -> Dialect: ...

    def clear(self) -> None:
        """Empties the place: whatever earlier cases made is gone."""

    def execute(self, sql: str, /) -> Cursor:
        """Runs one statement."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Adds rows; names are as in the ruleset, not quoted."""

    def close(self) -> None:
        """Ends the connection, and the server where the engine started one."""


def fill(engine: Engine, relation: Relation) -> None:
    for statement in engine.dialect.table(relation.name, relation.columns):
        engine.execute(engine.dialect.print(statement))
    if relation.rows:
        engine.insert(relation.name, [name for name, _ in relation.columns], relation.rows)


def prepare(
    engine: Engine, plan: Plan, leads: Sequence[Lead], moments: Sequence[int], accounts: Sequence[Account]
) -> None:
    """The typed relations and the views."""
    engine.clear()
    for relation in relations(plan, leads, moments, accounts):
        fill(engine, relation)
    for statement in emit(plan, engine.dialect.name, compiled_by="scoreline").statements:
        if statement.kind != "as of":  # the moments stand in a table of that name
            for part in statement.parts:
                engine.execute(part)


def score_all_in(
    engine: Engine, plan: Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account] = ()
) -> tuple[list[Result], list[AccountResult]]:
    """As `score_all_in_duckdb`, in any engine."""
    prepare(engine, plan, leads, [as_of], accounts)
    found = {result.lead: result for result in results(engine, plan, as_of, engine.dialect)}
    of_accounts = account_results(engine, plan, as_of, engine.dialect)
    return [found[lead.key] for lead in leads if lead.key in found], of_accounts
