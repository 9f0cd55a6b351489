"""A failure at any statement leaves the former version in service, and nothing of the new one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from scoreline.warehouse.connection import Connection
from scoreline.warehouse.deployment import Prepared, put_in_service, to_roll_back
from scoreline.warehouse.refusals import EngineError, Refused
from support.warehouses import ENGINES, FIRST, FIRST_ROWS, SECOND, SECOND_ROWS, Place, fail_at, place, plan_of

_MOST = 200  # statements of a deployment, so that a test ends


def _each_failure(here: Place, prepare: object) -> int:
    """Lets each statement that changes something fail in turn; how many there were."""
    before = here.things()
    for number in range(1, _MOST):
        connection = here.open()
        try:
            prepared = prepare(connection)  # type: ignore[operator]
            fail_at(connection, number)
            try:
                put_in_service(connection, prepared)
            except Refused as refused:
                assert refused.problems[0].engine == "the engine is out of order"
                assert refused.left == ()
                assert set(connection.objects()) == before  # the session itself is as before, too
            else:
                return number - 1
        finally:
            connection.close()
        assert here.scores() == FIRST_ROWS, f"statement {number}"
        assert here.things() == before, f"statement {number}"
    raise AssertionError("it never came to an end")


@pytest.mark.parametrize("engine", ENGINES)
def test_any_statement_of_a_deployment(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    second = plan_of(SECOND, tmp_path)
    prepared: list[Prepared] = []

    def prepare(connection: Connection) -> Prepared:
        # The checks are the same each time; only the first one compiles. What was given up is not begun again.
        if not prepared or engine == "spark":
            prepared.insert(0, here.prepare(connection, second))
        return prepared[0]

    tried = _each_failure(here, prepare)
    change = prepared[0].change
    assert tried > len(change.before) + len(change.steps) + len(change.after)  # begin and commit fail too
    assert here.scores() == SECOND_ROWS


@pytest.mark.parametrize("engine", ENGINES)
def test_any_statement_of_the_checks(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    first, second = plan_of(FIRST, tmp_path), plan_of(SECOND, tmp_path)
    here.deploy(first)
    before = here.things()
    for number in range(1, _MOST):
        connection = here.open()
        asked = fail_at(connection, number)
        try:
            here.prepare(connection, second)
        except (EngineError, Refused):
            assert asked() >= number
        else:
            break
        finally:
            connection.close()
        assert here.things() == before
    assert number > 5
    assert here.scores() == FIRST_ROWS


@pytest.mark.parametrize("engine", ENGINES)
def test_any_statement_of_a_rollback(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    second = plan_of(SECOND, tmp_path)
    # The second file first, so that the version to keep is the one with FIRST_ROWS.
    here.deploy(second)
    here.deploy(plan_of(FIRST, tmp_path))
    _each_failure(here, lambda connection: to_roll_back(connection, "shop"))
    assert here.scores() == SECOND_ROWS
    assert "shop_worklist" not in here.things()


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_any_statement_where_nothing_can_be_rolled_back(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step is taken back by a statement of its own, as in engines without transactions."""
    here = place(engine, tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    second = plan_of(SECOND, tmp_path)
    prepared: list[Prepared] = []

    def prepare(connection: Connection) -> Prepared:
        monkeypatch.setattr(type(connection), "transactional", False)
        if not prepared:
            prepared.append(here.prepare(connection, second))
        return prepared[0]

    tried = _each_failure(here, prepare)
    assert tried > 10
    assert here.scores() == SECOND_ROWS


_DYING = """
import os, sys
sys.path.insert(0, sys.argv[5])
from pathlib import Path
from scoreline.compiler.lower import lower
from scoreline.dsl.load import load
from scoreline.warehouse.deployment import put_in_service
from support.warehouses import Place
here = Place(sys.argv[1], sys.argv[2], lambda sql: [], sys.argv[6] or None)
connection = here.open()
prepared = here.prepare(connection, lower(load(Path(sys.argv[3])).ruleset))
real, seen = connection.execute, 0
def execute(sql):
    global seen
    seen += 1
    if seen == int(sys.argv[4]):
        os._exit(9)
    return real(sql)
connection.execute = execute
put_in_service(connection, prepared)
"""


@pytest.mark.parametrize("number", [6, 16])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_process_that_dies_in_the_middle(engine: str, number: int, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    before = here.things()
    plan_of(SECOND, tmp_path)
    rules = str(tmp_path / "rules.score")
    tests = str(Path(__file__).parents[1])
    command = [sys.executable, "-c", _DYING, engine, here.url, rules, str(number), tests, here.schema or ""]
    ended = subprocess.run(command, check=False)
    assert ended.returncode == 9
    assert here.scores() == FIRST_ROWS
    if engine not in ("mariadb", "clickhouse", "spark"):
        assert here.things() == before
    # Without transactions the next deployment drops what this one left.
    number = here.deploy(plan_of(SECOND, tmp_path)).entry.number
    assert here.scores() == SECOND_ROWS
    left = {name for name in here.things() if name.startswith("shop_v")}
    assert {name[: len("shop_v1")] for name in left} == {"shop_v1", f"shop_v{number}"}
    actions = {row[0] for row in here.run("SELECT action FROM scoreline_deployments")}
    assert actions == ({"begun", "given up", "deploy"} if engine == "spark" else {"deploy"})


def test_a_connection_that_is_lost_in_the_middle(tmp_path: Path) -> None:
    here = place("postgres", tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    before = here.things()
    second = plan_of(SECOND, tmp_path)
    connection = here.open()
    prepared = here.prepare(connection, second)
    session = connection.execute("SELECT pg_backend_pid()")[0][0]
    real, seen = connection.execute, 0

    def execute(sql: str) -> object:
        nonlocal seen
        seen += 1
        if seen == 10:
            here.run(f"SELECT pg_terminate_backend({session}, 5000)")
        return real(sql)

    connection.execute = execute  # type: ignore[assignment, method-assign]
    with pytest.raises(Refused) as refused:
        put_in_service(connection, prepared)
    assert refused.value.problems[0].engine  # in the words of whoever noticed first
    connection.close()
    assert here.scores() == FIRST_ROWS
    assert here.things() == before
