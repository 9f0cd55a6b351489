"""What people have made or changed by hand beside, or among, the objects of deployments."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from scoreline.cli.main import main
from scoreline.warehouse.connection import Kind
from scoreline.warehouse.refusals import Refused
from support.warehouses import ENGINES, FIRST, FIRST_ROWS, SECOND, SECOND_ROWS, place, plan_of

TYPED = tuple(engine for engine in ENGINES if engine in ("duckdb", "postgres", "mariadb", "clickhouse"))
NO_EVENTS = """
ruleset shop version "1"
lead { id: text key  employees: integer }
score fit { "Large" +20 when employees at least 50 }
"""


@pytest.mark.parametrize("engine", TYPED)
@pytest.mark.parametrize("type_", ["DATE", "TIMESTAMP", "VARCHAR(30)"])
def test_a_moment_that_is_no_number(engine: str, type_: str, tmp_path: Path) -> None:
    """MariaDB would take the digits of 2026-01-15 for seconds."""
    here = place(engine, tmp_path)
    here.run(f"CREATE TABLE shop_as_of (as_of {type_})")
    before = here.things()
    with pytest.raises(Refused, match=r"`shop_as_of\.as_of` is of the type .*, in seconds since 1970") as error:
        here.deploy(plan_of(FIRST, tmp_path))
    assert [problem.code for problem in error.value.problems] == ["SL1004"]
    assert here.things() == before


@pytest.mark.parametrize("value", ["'2026-01-15T09:00:00Z'", "x'31'"])
def test_a_moment_that_is_no_number_in_sqlite(value: str, tmp_path: Path) -> None:
    here = place("sqlite", tmp_path)
    here.run("CREATE TABLE shop_as_of (as_of TIMESTAMP)")
    here.run(f"INSERT INTO shop_as_of VALUES (1768467600), (NULL), ({value})")
    with pytest.raises(Refused, match=r"`shop_as_of\.as_of` holds a (text|blob), and says at which moment to score"):
        here.deploy(plan_of(FIRST, tmp_path))
    here.run("DELETE FROM shop_as_of WHERE rowid = 3")
    here.deploy(plan_of(FIRST, tmp_path))
    assert here.scores() == FIRST_ROWS


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM shop_v1_scores WHERE lead <> 'a'",
        "SELECT lead, as_of, fit FROM shop_v1_scores",
        "SELECT DISTINCT * FROM shop_v1_scores",
    ],
)
def test_a_public_view_that_says_a_little_less(engine: str, query: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    here.run("DROP VIEW shop_scores")
    here.run(f"CREATE VIEW shop_scores AS {query}")
    with pytest.raises(Refused, match="`shop_scores` is a view that was changed since scoreline made it"):
        here.deploy(plan_of(SECOND, tmp_path))


@pytest.mark.parametrize("engine", [each for each in ENGINES if each != "duckdb"])  # one process at a time has its file
def test_another_deployment_while_things_are_looked_at(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record was read before, the views are the other one's already: nobody has changed them by hand."""
    here = place(engine, tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    second = plan_of(SECOND, tmp_path)
    connection = here.open()
    real = connection.objects

    def late() -> Mapping[str, Kind]:
        monkeypatch.undo()
        here.deploy(second)
        return real()

    monkeypatch.setattr(connection, "objects", late)
    with pytest.raises(Refused) as error:
        here.prepare(connection, second)
    connection.close()
    said = [(problem.code, problem.message) for problem in error.value.problems]
    assert said == [("SL1009", "another deployment of this ruleset has taken place meanwhile")]
    assert here.scores() == SECOND_ROWS


@pytest.mark.parametrize("engine", ["duckdb", "sqlite", "postgres"])
@pytest.mark.parametrize("written", ["{", "[]", '{"objects": 7}'])
def test_a_row_of_the_record_that_somebody_wrote(engine: str, written: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    here.run(f"UPDATE scoreline_deployments SET objects = '{written}'")
    for command in ("deploy", "rollback"):
        done = CliRunner().invoke(main, [command, str(tmp_path / "rules.score"), "--to", here.url])
        assert done.exit_code == 1
        assert done.stderr.splitlines()[0] == (
            "error SL1007: `scoreline_deployments` has a row that scoreline did not write: "
            "of `shop`, with the sequence 1"
        )
    assert here.scores() == FIRST_ROWS


def test_rights_on_the_record_and_the_schema(tmp_path: Path) -> None:
    here = place("postgres", tmp_path)
    here.run("CREATE SCHEMA scoring")
    here.deploy(plan_of(FIRST, tmp_path), "scoring")
    role = f"role_{here.run('SELECT current_database()')[0][0]}"
    here.run(f"CREATE ROLE {role} LOGIN")
    here.run(f"GRANT SELECT ON leads, events TO {role}")
    here.run(f"GRANT CREATE ON SCHEMA public TO {role}")
    before = here.things()
    arguments = ["deploy", str(tmp_path / "rules.score"), "--schema", "scoring"]
    arguments += ["--to", here.url.replace("postgres@", f"{role}@")]
    # Without USAGE the schema is passed over, and the next one of the search path is `public`.
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, done.stderr) == (
        1,
        "error SL1006: no objects can be made in the schema `scoring`\n"
        f"    the engine says: the role {role} has no USAGE on the schema\n\nnothing was changed\n",
    )
    here.run(f"GRANT USAGE, CREATE ON SCHEMA scoring TO {role}")
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, done.stderr) == (
        1,
        "error SL1006: the record of deployments, `scoreline_deployments`, cannot be read\n"
        f"    the engine says: the role {role} may not SELECT from it\n\nnothing was changed\n",
    )
    assert here.things() == before


def test_a_role_that_may_read_some_columns(tmp_path: Path) -> None:
    here = place("postgres", tmp_path)
    role = f"few_{here.run('SELECT current_database()')[0][0]}"
    here.run(f"CREATE ROLE {role} LOGIN")
    here.run(f"CREATE SCHEMA own AUTHORIZATION {role}")
    here.run("ALTER TABLE leads ADD COLUMN salary INTEGER")
    here.run(f"GRANT SELECT (id, country) ON leads TO {role}")
    here.run(f'GRANT SELECT (lead, event, "at") ON events TO {role}')
    plan_of(FIRST, tmp_path)
    (tmp_path / "crm.toml").write_text("[leads]\nkeep = { salary = { known = true } }\n", encoding="utf-8")
    arguments = ["deploy", str(tmp_path / "rules.score"), "--schema", "own"]
    arguments += ["--to", here.url.replace("postgres@", f"{role}@")]
    done = CliRunner().invoke(main, [*arguments, "--binding", str(tmp_path / "crm.toml")])
    assert done.exit_code == 1
    said = [line for line in done.stderr.splitlines() if "error" in line or "engine" in line]
    assert said == [
        "error SL1002: the column `leads.employees` cannot be read",
        f"    the engine says: the role {role} may not SELECT this column",
        f"{tmp_path / 'crm.toml'}:2:10: error SL1002: the column `leads.salary` cannot be read",
        f"    the engine says: the role {role} may not SELECT this column",
    ]
    here.run(f"GRANT SELECT (employees) ON leads TO {role}")
    # No rule reads `page` of the events, and none of the leads' `salary`.
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert here.scores("own.shop") == FIRST_ROWS


def test_grants_on_single_columns_go_on_with_the_next_version(tmp_path: Path) -> None:
    here = place("postgres", tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    role = f"Kim's {here.run('SELECT current_database()')[0][0]}"
    here.run(f'CREATE ROLE "{role}"')
    here.run(f'GRANT SELECT (lead, fit) ON shop_scores TO "{role}" WITH GRANT OPTION')
    here.run("GRANT SELECT (lead) ON shop_scores TO PUBLIC")
    here.deploy(plan_of(FIRST, tmp_path))
    said = "SELECT grantee, column_name, is_grantable FROM information_schema.column_privileges "
    said += "WHERE table_name = 'shop_scores' AND grantee <> 'postgres' ORDER BY 1, 2"
    own = [[role, "fit", "YES"], [role, "lead", "YES"]]
    assert [list(row) for row in here.run(said)] == [*own, ["PUBLIC", "lead", "NO"]]
    # The second version has no column `fit`.
    here.deploy(plan_of(SECOND, tmp_path))
    assert [list(row) for row in here.run(said)] == [own[1], ["PUBLIC", "lead", "NO"]]


def test_a_database_of_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "crm.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA encoding = 'UTF-16le'")
        connection.execute("CREATE TABLE leads (id, employees, country)")
        connection.execute('CREATE TABLE events (lead, event, "at", page)')
    connection.close()
    plan_of(FIRST, tmp_path)
    done = CliRunner().invoke(main, ["deploy", str(tmp_path / "rules.score"), "--to", f"sqlite:///{path}"])
    assert done.exit_code == 1
    assert "the engine says: the database is of UTF-16le" in done.stderr


@pytest.mark.parametrize("engine", ENGINES)
def test_rules_without_events_need_no_table_of_them(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run("DROP TABLE events")
    here.deploy(plan_of(NO_EVENTS, tmp_path))
    assert here.scores() == [("a", 0), ("b", 20), ("c", 20)]


def test_line_breaks_in_names_end_no_comment_of_a_script(tmp_path: Path) -> None:
    here = place("duckdb", tmp_path)
    schema = "odd\nDROP TABLE leads;\n--"
    here.run(f'CREATE SCHEMA "{schema}"')
    plan_of(FIRST.replace('version "1"', r'version "1\nDROP TABLE events;\u{1b}[31m"'), tmp_path)
    arguments = ["deploy", str(tmp_path / "rules.score"), "--to", here.url, "--schema", schema]
    dry = CliRunner().invoke(main, [*arguments, "--dry-run"])
    assert dry.exit_code == 0
    first, _, rest = dry.stdout.partition("\n")
    shown = r"odd\u{a}DROP TABLE leads;\u{a}--"
    assert first == rf"-- deployment 1 of `shop` 1\u{{a}}DROP TABLE events;\u{{1b}}[31m, in the schema {shown}"
    assert "DROP TABLE events" not in rest.partition("BEGIN;")[0]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0
    assert "\x1b" not in done.output + dry.stderr
    assert len(here.run("SELECT * FROM leads")) == 3
