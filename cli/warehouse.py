"""What `deploy` and `rollback` share: the connection, why something is refused, what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from .output import FINDINGS, colour_on, note, put, stop
from .problems import as_text

if TYPE_CHECKING:
    from ..warehouse.connection import Connection
    from ..warehouse.deployment import Prepared
    from ..warehouse.refusals import Refused


@contextmanager
def in_database(url: str, schema: str | None, option: str = "--to") -> Iterator[Connection]:
    """The connection, with its schema chosen; the command ends where something is refused. `option` named the URL."""
    from ..warehouse.deployment import choose_schema
    from ..warehouse.engines import connect, reads_tables
    from ..warehouse.refusals import EngineError, NotInstalled, Problem, Refused
    from ..warehouse.urls import EXAMPLES, BadUrl, read_url

    try:
        target = read_url(url)
    except BadUrl as error:
        stop(f"`{option}`: {error}")
    if not reads_tables(target):
        stop(f"`{option}`: raw tables cannot be read in {target.engine} yet; databases are {EXAMPLES}")
    try:
        connection = connect(target)
    except NotInstalled as error:
        stop(str(error))
    except EngineError as error:
        stop(target.redacted(f"cannot connect to {target.shown()}: {error}"))
    try:
        choose_schema(connection, schema)
        yield connection
    except Refused as refused:
        _stop_refused(refused)
    except EngineError as error:
        _stop_refused(Refused([Problem("SL1011", "the database does not answer as it should", engine=str(error))]))
    finally:
        connection.close()


def applied(connection: Connection, prepared: Prepared, dry_run: bool, what: str, *, chosen: bool) -> None:
    """Carries the change out and says what was done; or says what would be.

    `chosen`: the schema is not that which any session has.
    """
    from ..dsl.display import visible
    from ..warehouse.deployment import put_in_service

    shown, schema = visible(what), visible(prepared.schema)
    if dry_run:
        put(_dry(connection, prepared, shown, chosen))
        note(f"nothing was changed: {shown} is ready for the schema `{schema}`")
        return
    problems = put_in_service(connection, prepared)
    put(f"{_style(f'{shown} is in service', fg='green', bold=True)} in the schema `{schema}`\n")
    put(_told(prepared))
    if problems:
        note("".join(as_text(problem) for problem in problems).rstrip("\n"))


def _told(prepared: Prepared) -> str:
    from ..dsl.display import visible

    rows = [("views", _listed([name for name, _ in prepared.switched]))]
    if prepared.lost:
        rows.append(("gone", _listed(prepared.lost) + ", which this version does not have"))
    former = prepared.former
    if former is not None and prepared.entry.action == "deploy":
        version = f"deployment {former.number}, version {former.ruleset_version}"
        rows.append(("before", f"{version}; `scoreline rollback` goes back to it"))
    elif former is not None:
        rows.append(("before", f"deployment {former.number}, version {former.ruleset_version}"))
    if prepared.dropped:
        rows.append(("dropped", f"{len(prepared.dropped)} objects of older versions"))
    return "".join(f"  {name:<8} {visible(text)}\n" for name, text in rows)


def _dry(connection: Connection, prepared: Prepared, what: str, chosen: bool) -> str:
    """A script: comments are the report. A line break in a name would end a comment, so that names have none there."""
    from ..compiler.sql.dialects.dialect import EntersSchemas
    from ..dsl.display import visible

    change = prepared.change
    head = [
        f"-- {what}, in the schema {visible(prepared.schema)}",
        *(f"-- {line}" for line in _told(prepared).splitlines()),
    ]
    dialect = connection.dialect
    enter = [f"{dialect.enter(prepared.schema)};\n"] if chosen and isinstance(dialect, EntersSchemas) else []
    said = [f"-- {visible(step.says)}\n{step.sql};\n" for step in (*change.before, *change.steps)]
    tidied = [f"-- {visible(step.says)}\n{step.sql};\n" for step in change.after]
    if connection.transactional:
        parts = [*enter, "BEGIN;\n", *said, *tidied, "COMMIT;\n"]
    else:
        parts = [*enter, *said, *tidied]
    return "\n".join(head) + "\n\n" + "\n".join(parts)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _stop_refused(refused: Refused) -> NoReturn:
    put("".join(as_text(problem) + "\n" for problem in refused.problems), err=True)
    if refused.left:
        note("not everything could be put back; these statements do it:")
        note("".join(f"  {sql};\n" for sql in refused.left).rstrip("\n"))
    elif refused.unsure:
        note("the connection was lost: whether it took place, the table `scoreline_deployments` says")
    else:
        note("nothing was changed")
    raise click.exceptions.Exit(FINDINGS)


def _style(text: str, **how: object) -> str:
    return click.style(text, **how) if colour_on() else text  # type: ignore[arg-type]
