"""What is found out before anything is changed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from scoreline.dsl.binding import Binding, read_binding
from scoreline.warehouse.deployment import choose_schema, put_in_service, to_deploy
from scoreline.warehouse.engines import connect
from scoreline.warehouse.refusals import EngineError, Problem, Refused
from scoreline.warehouse.urls import read_url
from support.warehouses import ENGINES, FIRST, FIRST_ROWS, SECOND, SECOND_ROWS, Place, place, plan_of

RAW_TABLES = tuple(engine for engine in ENGINES if engine in ("duckdb", "sqlite", "postgres", "mariadb"))
WITH_SCHEMAS = tuple(engine for engine in ENGINES if engine in ("duckdb", "postgres", "mariadb"))
# What a table may be told to be, and what the engine calls it, for types that do not fit.
TYPES = {
    "duckdb": (("TIMESTAMP", "TIMESTAMP"), ("INTERVAL", "INTERVAL")),
    "postgres": (("TIMESTAMP", "timestamp without time zone"), ("INTERVAL", "interval")),
    "mariadb": (("DATETIME(6)", "datetime(6)"), ("BLOB", "blob")),
}


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


@pytest.mark.parametrize("engine", RAW_TABLES)
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


@pytest.mark.parametrize("engine", RAW_TABLES)
def test_a_column_that_nobody_asks_for_need_not_be_there(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run("ALTER TABLE events DROP COLUMN page")
    here.deploy(plan_of(FIRST, tmp_path))
    assert here.scores() == FIRST_ROWS


@pytest.mark.parametrize("engine", WITH_SCHEMAS)
def test_a_table_in_another_schema_is_shown(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run("CREATE SCHEMA crm")
    here.run("CREATE TABLE crm.people AS SELECT * FROM leads")
    found = refused(here, FIRST, tmp_path, '[leads]\ntable = "people"\n')
    assert found[0].help == 'there is `crm.people`; a binding names it: `table = "crm.people"` under `[leads]`'


@pytest.mark.parametrize("engine", WITH_SCHEMAS)
def test_a_type_that_does_not_fit(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    columns = list(zip(("employees", "country"), TYPES[engine], strict=True))
    for column, (type_, _) in columns:
        here.run(f"ALTER TABLE leads DROP COLUMN {column}")
        here.run(f"ALTER TABLE leads ADD COLUMN {column} {type_}")
    found = refused(here, FIRST, tmp_path)
    assert [problem.message for problem in found] == [
        f"`leads.{column}` is of the type {shown}, and `{column}` cannot be read from it"
        for column, (_, shown) in columns
    ]
    assert found[0].help == "it is read from a column of the kind text, integer, decimal or double"


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


def test_a_file_that_may_only_be_read_in_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = place("sqlite", tmp_path)
    real = sqlite3.connect

    def only(path: Path, **options: Any) -> sqlite3.Connection:
        return real(f"file:{path}?mode=ro", uri=True, **options)

    monkeypatch.setattr(sqlite3, "connect", only)
    with pytest.raises(Refused) as error:
        here.open()
    assert error.value.problems[0].message == "no objects can be made in the schema `main`"
    assert error.value.problems[0].engine == "attempt to write a readonly database"


@pytest.mark.skipif("mariadb" not in ENGINES, reason="MariaDB is not wanted")
class TestMariaDB:
    """What its server alone can say."""

    def test_a_user_without_rights(self, tmp_path: Path) -> None:
        here = place("mariadb", tmp_path)
        database = here.run("SELECT DATABASE()")[0][0]
        here.run(f"CREATE USER {database}_user")
        here.run(f"GRANT SELECT, CREATE, CREATE VIEW ON {database}.* TO {database}_user")
        as_user = Place("mariadb", here.url.replace("root@", f"{database}_user@"), here.run)
        with pytest.raises(Refused) as error:
            as_user.deploy(plan_of(FIRST, tmp_path))
        assert error.value.problems[0].engine == (
            f"the user {database}_user@% lacks INSERT, UPDATE, DELETE, DROP, SHOW VIEW there"
        )
        here.run(f"GRANT INSERT, UPDATE, DELETE, DROP, SHOW VIEW ON {database}.* TO {database}_user")
        as_user.deploy(plan_of(FIRST, tmp_path))
        as_user.deploy(plan_of(SECOND, tmp_path))
        as_user.roll_back()
        assert here.scores() == FIRST_ROWS

    def test_a_table_of_another_schema_that_may_not_be_read(self, tmp_path: Path) -> None:
        here = place("mariadb", tmp_path)
        database = here.run("SELECT DATABASE()")[0][0]
        here.run(f"CREATE DATABASE {database}_own")
        here.run(f"CREATE USER {database}_own")
        here.run(f"GRANT ALL ON {database}_own.* TO {database}_own")
        # Of tables that a user has no right to, MariaDB does not even say that they are there.
        here.run(f"GRANT INSERT ON {database}.leads TO {database}_own")
        here.run(f"GRANT SELECT ON {database}.events TO {database}_own")
        url = here.url.replace("root@", f"{database}_own@").replace(f"/{database}?", f"/{database}_own?")
        binding = f'[leads]\ntable = "{database}.leads"\n[events]\ntable = "{database}.events"\n'
        found = refused(Place("mariadb", url, here.run), FIRST, tmp_path, binding)
        assert found[0].message == f"the table `{database}.leads` of the leads cannot be read"
        assert "SELECT command denied" in found[0].engine

    def test_a_reader_that_does_not_come_to_an_end(self, tmp_path: Path) -> None:
        here = place("mariadb", tmp_path)
        here.deploy(plan_of(FIRST, tmp_path))
        before = here.things()
        other = here.open()
        other.execute("START TRANSACTION")
        other.execute("SELECT * FROM shop_scores")
        with pytest.raises(Refused) as error:
            here.deploy(plan_of(SECOND, tmp_path))
        assert error.value.problems[0].message == "could not let `shop_scores` show `shop_v2_scores`"
        assert "Lock wait timeout exceeded" in error.value.problems[0].engine
        assert error.value.left == ()  # nothing was shown anew, so that nothing waits to be shown as before
        other.close()
        assert here.scores() == FIRST_ROWS
        assert here.things() == before

    def test_another_deployment_that_goes_on(self, tmp_path: Path) -> None:
        here = place("mariadb", tmp_path)
        here.deploy(plan_of(FIRST, tmp_path))
        other = here.open()
        other.hold()
        with pytest.raises(Refused) as error:
            here.deploy(plan_of(SECOND, tmp_path))
        assert error.value.problems[0].message == "could not begin to change anything"
        assert "another session has it, and kept it for 1 seconds" in error.value.problems[0].engine
        other.release()
        other.close()
        here.deploy(plan_of(SECOND, tmp_path))

    def test_a_connection_that_is_lost_in_the_middle(self, tmp_path: Path) -> None:
        here = place("mariadb", tmp_path)
        here.deploy(plan_of(FIRST, tmp_path))
        connection = here.open()
        prepared = here.prepare(connection, plan_of(SECOND, tmp_path))
        session = connection.execute("SELECT CONNECTION_ID()")[0][0]
        real, seen = connection.execute, 0

        def execute(sql: str, /) -> Sequence[Sequence[Any]]:
            nonlocal seen
            seen += 1
            if seen == 12:
                here.run(f"KILL {session}")
            return real(sql)

        connection.execute = execute  # type: ignore[method-assign]
        with pytest.raises(Refused) as error:
            put_in_service(connection, prepared)
        assert error.value.problems[0].engine  # in the words of whoever noticed first
        assert error.value.left  # what would put it back
        connection.close()
        assert here.scores() == FIRST_ROWS
        # The next deployment drops what this one left.
        here.deploy(plan_of(SECOND, tmp_path))
        assert here.scores() == SECOND_ROWS
        assert {name[:7] for name in here.things() if name.startswith("shop_v")} == {"shop_v1", "shop_v3"}


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


@pytest.mark.parametrize("engine", WITH_SCHEMAS)
def test_a_table_is_parted_by_a_date(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    (missing,) = refused(here, FIRST, tmp_path, '[events]\npartition = "dey"\n')
    assert missing.message == "`events` has no column `dey`"
    assert missing.span is not None and missing.span.line == 2
    (unfit,) = refused(here, FIRST, tmp_path, '[events]\npartition = "page"\n')
    assert unfit.message.startswith("`events.page` is of the type ")
    assert unfit.message.endswith(", and `partition` wants a date")
    here.run("ALTER TABLE events ADD COLUMN day DATE")
    file = tmp_path / "days.toml"
    file.write_text('[events]\npartition = "DAY"\n', encoding="utf-8")
    plan = plan_of(FIRST, tmp_path)
    bound = read_binding(file, plan.schema)
    assert isinstance(bound, Binding)
    connection = here.open()
    put_in_service(connection, to_deploy(connection, plan, bound))
    connection.close()
    assert here.scores() == FIRST_ROWS
