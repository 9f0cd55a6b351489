"""What is found out before anything is changed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from scoreline.dsl.binding import Binding, read_binding
from scoreline.warehouse.deployment import choose_schema, put_in_service, to_deploy
from scoreline.warehouse.engines import connect
from scoreline.warehouse.refusals import EngineError, Problem, Refused
from scoreline.warehouse.urls import read_url
from support.warehouses import ENGINES, FIRST, FIRST_ROWS, SECOND, Place, place, plan_of

READING = ("duckdb", "postgres")  # engines in which raw tables can be read


def refused(here: Place, text: str, folder: Path, binding: str = "") -> tuple[Problem, ...]:
    """Why the rules are not deployed; asserts that nothing has changed."""
    before, plan = here.things(), plan_of(text, folder)
    file = folder / "binding.toml"
    file.write_text(binding, encoding="utf-8")
    bound = read_binding(file, plan.schema)
    assert isinstance(bound, Binding), bound
    connection = here.open()
    try:
        with pytest.raises(Refused) as error:
            put_in_service(connection, to_deploy(connection, plan, bound))
    finally:
        connection.close()
    assert here.things() == before
    return error.value.problems


@pytest.mark.parametrize("engine", READING)
def test_tables_and_columns_that_are_not_there(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run("ALTER TABLE leads RENAME TO contacts")
    here.run("ALTER TABLE events RENAME COLUMN lead TO lead_id")
    binding = '[leads]\ntable = "contact"\n[events]\nkeep = { pages = "x" }\n[events.columns]\npage = "urls"\n'
    found = refused(here, FIRST, tmp_path, binding)
    assert [problem.message for problem in found] == [
        "the table `contact` of the leads is not there",
        "`events` has no column `lead`, and every event needs it",
        "`events` has no column `urls`",
        "`events` has no column `pages`, and a filter asks for it",
    ]
    assert [problem.help for problem in found[:1]] == ["did you mean `contacts`?"]
    assert found[2].span is not None and found[2].span.line == 6
    assert "`page`" in found[3].help


@pytest.mark.parametrize("engine", READING)
def test_a_column_that_nobody_asks_for_need_not_be_there(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run("ALTER TABLE events DROP COLUMN page")
    here.deploy(plan_of(FIRST, tmp_path))
    assert here.scores() == FIRST_ROWS


@pytest.mark.parametrize("engine", READING)
def test_a_table_in_another_schema_is_shown(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run("CREATE SCHEMA crm")
    here.run("CREATE TABLE crm.people AS SELECT * FROM leads")
    found = refused(here, FIRST, tmp_path, '[leads]\ntable = "people"\n')
    assert found[0].help == 'there is `crm.people`; a binding names it: `table = "crm.people"` under `[leads]`'


@pytest.mark.parametrize("engine", READING)
def test_a_type_that_does_not_fit(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run("ALTER TABLE leads DROP COLUMN employees")
    here.run("ALTER TABLE leads ADD COLUMN employees TIMESTAMP")
    here.run("ALTER TABLE leads DROP COLUMN country")
    here.run("ALTER TABLE leads ADD COLUMN country INTERVAL")
    found = refused(here, FIRST, tmp_path)
    written = "TIMESTAMP" if engine == "duckdb" else "timestamp without time zone"
    assert found[0].message == f"`leads.employees` is of the type {written}, and `employees` cannot be read from it"
    assert found[0].help == "it is read from a column of the kind text, integer, decimal or double"
    assert "interval" in found[1].message.lower()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", ["TABLE", "VIEW"])
def test_objects_of_somebody_else_are_not_overwritten(engine: str, kind: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run(f"CREATE {kind} shop_scores AS SELECT 7 AS mine")
    plan = plan_of(FIRST, tmp_path)
    with pytest.raises(Refused) as error:
        here.deploy(plan)
    message = f"`shop_scores` is a {kind.lower()} that scoreline did not make"
    assert error.value.problems[0].message == message
    assert here.run("SELECT mine FROM shop_scores")[0][0] == 7
    assert "scoreline_deployments" not in here.things()


@pytest.mark.parametrize("engine", ENGINES)
def test_objects_under_the_names_of_the_version(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run("CREATE TABLE shop_v1_leads (mine INTEGER)")
    with pytest.raises(Refused, match="`shop_v1_leads` is there already, and in no record of `shop`"):
        here.deploy(plan_of(FIRST, tmp_path))
    assert here.run("SELECT count(*) FROM shop_v1_leads")[0][0] == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_public_view_that_was_changed_since(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    here.run("DROP VIEW shop_scores")
    here.run("CREATE VIEW shop_scores AS SELECT 7 AS mine")
    with pytest.raises(Refused, match="`shop_scores` is a view that was changed since scoreline made it"):
        here.deploy(plan_of(SECOND, tmp_path))
    assert here.run("SELECT mine FROM shop_scores")[0][0] == 7
    # One that is gone is simply made again.
    here.run("DROP VIEW shop_scores")
    here.deploy(plan_of(FIRST, tmp_path))
    assert here.scores() == FIRST_ROWS


@pytest.mark.parametrize("engine", ENGINES)
def test_a_record_or_a_moment_of_somebody_else(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run("CREATE TABLE shop_as_of (today INTEGER)")
    with pytest.raises(Refused, match="`shop_as_of` says at which moment to score, and has no column `as_of`"):
        here.deploy(plan_of(FIRST, tmp_path))
    here.run("CREATE TABLE scoreline_deployments (mine INTEGER)")
    with pytest.raises(Refused, match="`scoreline_deployments` is a table that scoreline did not make"):
        here.deploy(plan_of(FIRST, tmp_path))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_former_version_that_was_dropped(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.deploy(plan_of(SECOND, tmp_path))
    here.deploy(plan_of(FIRST, tmp_path))
    here.run("DROP VIEW shop_ruleset")
    here.run("DROP VIEW shop_v1_ruleset")
    with pytest.raises(Refused, match="`shop_v1_ruleset` of deployment 1 is gone"):
        here.roll_back()
    assert here.scores() == FIRST_ROWS


def test_a_view_that_stands_on_a_public_one(tmp_path: Path) -> None:
    here = place("postgres", tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    here.run("CREATE SCHEMA bi")
    here.run("CREATE VIEW bi.best AS SELECT * FROM shop_scores WHERE fit > 20")
    with pytest.raises(Refused) as error:
        here.deploy(plan_of(SECOND, tmp_path))
    assert error.value.problems[0].message == "the view `bi.best` reads `shop_scores`, which has to be made anew"
    assert here.scores() == FIRST_ROWS
    assert len(here.run("SELECT * FROM bi.best")) == 1


def test_a_role_without_rights(tmp_path: Path) -> None:
    here = place("postgres", tmp_path)
    role = f"limited_{here.run('SELECT current_database()')[0][0]}"
    here.run(f"CREATE ROLE {role} LOGIN PASSWORD 'role'")
    here.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    as_role = Place("postgres", here.url.replace("postgres@", f"{role}@"), here.run)
    with pytest.raises(Refused) as error:
        as_role.deploy(plan_of(FIRST, tmp_path))
    assert error.value.problems[0].message == "no objects can be made in the schema `public`"
    assert error.value.problems[0].engine == f"the role {role} has no CREATE on the schema"
    here.run(f"CREATE SCHEMA own AUTHORIZATION {role}")
    with pytest.raises(Refused) as error:
        as_role.deploy(plan_of(FIRST, tmp_path), "own")
    assert error.value.problems[0].message == "the table `leads` of the leads cannot be read"
    assert error.value.problems[0].engine == f"the role {role} may not SELECT from it"
    here.run(f"GRANT SELECT ON leads, events TO {role}")
    as_role.deploy(plan_of(FIRST, tmp_path), "own")
    assert here.scores("own.shop") == FIRST_ROWS


def test_a_lock_of_another_session_in_postgres(tmp_path: Path) -> None:
    here = place("postgres", tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    other = here.open()
    other.begin()
    other.execute("SELECT * FROM shop_scores")  # a reader that does not come to an end
    with pytest.raises(Refused) as error:
        here.deploy(plan_of(SECOND, tmp_path))
    assert error.value.problems[0].message == "could not let `shop_scores` show `shop_v2_scores`"
    assert error.value.problems[0].engine == "canceling statement due to lock timeout"
    other.rollback()
    other.close()
    assert here.scores() == FIRST_ROWS
    assert not any(name.startswith("shop_v2") for name in here.things())


def test_a_lock_of_another_process_in_sqlite(tmp_path: Path) -> None:
    here = place("sqlite", tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    other = sqlite3.connect(read_url(here.url).path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = Place("sqlite", f"{here.url}?lock_timeout=0.2", here.run)
    with pytest.raises(Refused) as error:
        waiting.deploy(plan_of(SECOND, tmp_path))
    expected = Problem("SL1010", "could not begin to change anything", engine="database is locked")
    assert error.value.problems[0] == expected
    other.close()
    assert here.scores() == FIRST_ROWS


def test_a_file_that_another_process_has_open_in_duckdb(tmp_path: Path) -> None:
    here = place("duckdb", tmp_path)
    holding = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    path = read_url(here.url).path
    command = [sys.executable, "-c", holding, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"open\n"
        with pytest.raises(EngineError, match="Could not set lock on file"):
            here.open()
        other.communicate()
    with duckdb.connect(path):
        pass


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_a_file_that_is_none(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    with pytest.raises(EngineError, match="there is no file"):
        connect(read_url(f"{engine}:///{path}"))
    assert not path.exists()
    path.write_bytes(b"this is a letter, not a database" * 200)
    with pytest.raises(EngineError):
        connection = connect(read_url(f"{engine}:///{path}"))
        choose_schema(connection, None)
