"""Changing what is in service: steps with what takes each back, all in one transaction where the engine has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .connection import Connection
from .refusals import EngineError, Problem, Refused

_COMMIT = "commit"


@dataclass(frozen=True, slots=True)
class Step:
    """One statement. `says` is what it does, in the words of a report; `undo` takes it back, also where it failed."""

    sql: str
    says: str
    undo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Steps in order. `before` keeps others away; `after` tidies up what is out of service by then."""

    before: tuple[Step, ...]
    steps: tuple[Step, ...]
    after: tuple[Step, ...]


def perform(connection: Connection, change: Change, still: Callable[[], bool]) -> tuple[Problem, ...]:
    """Runs the change; `still` says, once others are kept away, whether what it was made from holds.

    With transactions it takes place as a whole or not at all. Without, a step that fails is taken back with those
    before it; what cannot be tidied up afterwards is handed back. Raises Refused.
    """
    if connection.transactional:
        _in_transaction(connection, change, still)
        return ()
    return _one_by_one(connection, change, still)


def _in_transaction(connection: Connection, change: Change, still: Callable[[], bool]) -> None:
    says = "begin to change anything"
    try:
        connection.begin()
        for step in change.before:
            says = step.says
            connection.execute(step.sql)
        says = "read the record of deployments"
        if not still():
            raise overtaken()
        for step in (*change.steps, *change.after):
            says = step.says
            connection.execute(step.sql)
        says = _COMMIT
        connection.commit()
    except EngineError as error:
        connection.rollback()
        # The answer to a COMMIT may be what was lost.
        unsure = says == _COMMIT and not _answers(connection)
        raise Refused([_failed(says, error)], unsure=unsure) from None
    except BaseException:
        connection.rollback()
        raise


def _answers(connection: Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except EngineError:
        return False
    return True


def _one_by_one(connection: Connection, change: Change, still: Callable[[], bool]) -> tuple[Problem, ...]:
    try:
        connection.hold()
    except EngineError as error:
        raise Refused([_failed("begin to change anything", error)]) from None
    try:
        _all_or_none(connection, change, still)
        return _tidied(connection, change)
    finally:
        connection.release()


def _all_or_none(connection: Connection, change: Change, still: Callable[[], bool]) -> None:
    tried: list[Step] = []
    says = "read the record of deployments"
    try:
        if not still():
            raise overtaken()
        for step in (*change.before, *change.steps):
            tried.append(step)
            says = step.says
            connection.execute(step.sql)
    except EngineError as error:
        # Nobody knows what came of a statement whose answer was lost.
        done = tried[:-1] if connection.whole_statements and _answers(connection) else tried
        raise Refused([_failed(says, error)], _taken_back(connection, done)) from None
    except BaseException:
        _taken_back(connection, tried)
        raise


def _tidied(connection: Connection, change: Change) -> tuple[Problem, ...]:
    """What could not be dropped of what is out of service by now."""
    problems: list[Problem] = []
    for step in change.after:
        try:
            connection.execute(step.sql)
        except EngineError as error:
            problems.append(
                Problem("SL1014", f"could not {step.says}", "the next deployment tries it again", str(error))
            )
    return tuple(problems)


def _taken_back(connection: Connection, tried: list[Step]) -> tuple[str, ...]:
    """Statements that should have taken a step back and failed."""
    left: list[str] = []
    for step in reversed(tried):
        for sql in step.undo:
            try:
                connection.execute(sql)
            except EngineError:
                left.append(sql)
    return tuple(left)


def _failed(says: str, error: EngineError) -> Problem:
    return Problem("SL1010", f"could not {says}", engine=str(error))


def overtaken() -> Refused:
    message = "another deployment of this ruleset has taken place meanwhile"
    return Refused([Problem("SL1009", message, "try it again")])
