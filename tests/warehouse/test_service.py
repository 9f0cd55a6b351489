"""What deployments and rollbacks do to public names, versions and the record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scoreline.warehouse.deployment import put_in_service, to_roll_back
from scoreline.warehouse.refusals import Refused
from support.warehouses import ENGINES, FIRST, FIRST_ROWS, RAW, SECOND, SECOND_ROWS, Place, place, plan_of

THIRD = FIRST.replace('version "1"', 'version "3"').replace("+20", "+1")
THIRD_ROWS = [("a", 5), ("b", 1), ("c", 6)]


def _record(here: Place) -> list[tuple[object, ...]]:
    columns = "sequence, number, ruleset_version, action, dialect"
    ended = ""
    if here.engine == "spark":
        here.run("REFRESH TABLE scoreline_deployments")  # this session has read it before
        ended = " WHERE action <> 'begun'"  # where rows can only be added, the beginning of each deployment stays
    return [tuple(row) for row in here.run(f"SELECT {columns} FROM scoreline_deployments{ended} ORDER BY sequence")]


def _versions(here: Place) -> set[int]:
    found = (re.match(r"shop_v(\d+)_", name) for name in here.things())
    return {int(each[1]) for each in found if each}


@pytest.mark.parametrize("engine", ENGINES)
def test_from_version_to_version_and_back(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    assert here.deploy(plan_of(FIRST, tmp_path), by="Kim").entry.number == 1
    assert here.scores() == FIRST_ROWS
    assert [row[0] for row in here.run("SELECT lead FROM shop_worklist ORDER BY rank")] == ["c", "b", "a"]
    assert list(here.run("SELECT ruleset, version, deployment FROM shop_ruleset")[0]) == ["shop", "1", 1]
    assert str(here.run("SELECT deployed_by FROM scoreline_deployments")[0][0]).endswith(" (Kim)")

    assert here.deploy(plan_of(SECOND, tmp_path)).lost == ("shop_worklist",)
    assert here.scores() == SECOND_ROWS
    assert "shop_worklist" not in here.things()
    assert _versions(here) == {1, 2}

    assert here.roll_back().entry.number == 1
    assert here.scores() == FIRST_ROWS
    assert "shop_worklist" in here.things()
    with pytest.raises(Refused, match="there is no version to go back to"):
        here.roll_back()
    assert here.scores() == FIRST_ROWS

    # The version that was rolled back goes; what was in service stays for a rollback.
    assert here.deploy(plan_of(THIRD, tmp_path)).entry.number == 3
    assert here.scores() == THIRD_ROWS
    assert _versions(here) == {1, 3}
    assert here.roll_back().entry.number == 1
    assert here.scores() == FIRST_ROWS
    assert _record(here) == [
        (1, 1, "1", "deploy", here.engine),
        (2, 2, "2", "deploy", here.engine),
        (3, 1, "1", "rollback", here.engine),
        (4, 3, "3", "deploy", here.engine),
        (5, 1, "1", "rollback", here.engine),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_to_go_back_to(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    with pytest.raises(Refused, match="never deployed"):
        here.roll_back()
    here.deploy(plan_of(FIRST, tmp_path))
    with pytest.raises(Refused) as refused:
        here.roll_back()
    assert "it is the first one" in refused.value.problems[0].message
    assert here.scores() == FIRST_ROWS


@pytest.mark.parametrize("engine", ENGINES)
def test_the_moment_of_scoring_stays_as_it_was_set(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run("CREATE TABLE shop_as_of (as_of BIGINT)")
    here.run("INSERT INTO shop_as_of VALUES (1768467600)")
    here.deploy(plan_of(FIRST, tmp_path))
    here.deploy(plan_of(SECOND, tmp_path))
    assert str(here.run("SELECT as_of FROM shop_scores")[0][0]).startswith("2026-01-15 09:00:00")
    here.run("TRUNCATE TABLE shop_as_of" if engine == "spark" else "DELETE FROM shop_as_of")
    assert here.scores() == []


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_another_moment_as_the_documents_say(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    here.run("CREATE OR REPLACE VIEW shop_as_of AS SELECT CAST(1768467600 AS BIGINT) AS as_of")
    here.deploy(plan_of(SECOND, tmp_path))
    assert str(here.run("SELECT as_of FROM shop_scores")[0][0]) == "2026-01-15 09:00:00"


@pytest.mark.parametrize("engine", ENGINES)
def test_two_deployments_at_once(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    slow = here.open()
    prepared = here.prepare(slow, plan_of(SECOND, tmp_path))
    here.deploy(plan_of(THIRD, tmp_path))
    with pytest.raises(Refused, match="another deployment of this ruleset has taken place"):
        put_in_service(slow, prepared)
    slow.close()
    assert here.scores() == THIRD_ROWS
    assert _versions(here) == {1, 2}


@pytest.mark.parametrize("engine", ENGINES)
def test_two_first_deployments_at_once(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    slow = here.open()
    prepared = here.prepare(slow, plan_of(SECOND, tmp_path))
    here.deploy(plan_of(FIRST, tmp_path))
    with pytest.raises(Refused) as refused:
        put_in_service(slow, prepared)
    problem = refused.value.problems[0]
    assert "exist" in problem.engine or "another deployment" in problem.message
    slow.close()
    assert here.scores() == FIRST_ROWS


@pytest.mark.parametrize("engine", ENGINES)
def test_several_rulesets_in_one_schema(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    here.deploy(plan_of(SECOND.replace("ruleset shop", "ruleset other"), tmp_path))
    assert here.scores() == FIRST_ROWS
    assert here.scores("other") == SECOND_ROWS
    # Its objects would be called like those of the first version of `shop`.
    with pytest.raises(Refused) as refused:
        here.deploy(plan_of(FIRST.replace("ruleset shop", "ruleset shop_v1"), tmp_path))
    assert "`shop_v1_scores` is a view that scoreline did not make" in refused.value.problems[0].message
    assert here.scores() == FIRST_ROWS


@pytest.mark.parametrize("engine", ENGINES)
def test_a_ruleset_with_a_long_name(engine: str, tmp_path: Path) -> None:
    """PostgreSQL has 63 bytes for a name; longer ones are cut, each in its own way."""
    here = place(engine, tmp_path)
    name = "a_" + "long_" * 11 + "name"
    named = [text.replace("ruleset shop", f"ruleset {name}") for text in (FIRST, SECOND)]
    first = here.deploy(plan_of(named[0], tmp_path))
    second = here.deploy(plan_of(named[1], tmp_path))
    assert dict(first.switched).keys() > dict(second.switched).keys()
    view = second.switched[0][0]
    if engine == "postgres":
        assert len(view) == 63
    rows = here.run(f"SELECT * FROM {view} ORDER BY lead")
    assert [(row[0], int(row[2])) for row in rows] == SECOND_ROWS
    connection = here.open()
    put_in_service(connection, to_roll_back(connection, name))
    connection.close()
    rows = here.run(f"SELECT * FROM {view} ORDER BY lead")
    assert [(row[0], int(row[2])) for row in rows] == FIRST_ROWS


@pytest.mark.parametrize("name", ["select", "Größe", "İstanbul", "점수"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_ruleset_with_an_odd_name(engine: str, name: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    for text in (FIRST, SECOND):
        here.deploy(plan_of(text.replace("ruleset shop", f"ruleset {name}"), tmp_path))
    # MariaDB and PostgreSQL may hold it in another form; the record knows which.
    connection = here.open()
    put_in_service(connection, prepared := to_roll_back(connection, name))
    connection.close()
    rows = here.run(f'SELECT * FROM "{prepared.switched[0][0]}" ORDER BY lead')
    assert [(row[0], int(row[2])) for row in rows] == FIRST_ROWS
    assert here.run("SELECT ruleset FROM scoreline_deployments")[0][0] == name


@pytest.mark.parametrize("schema", ["scoring", 'Ödd "s", ch\'em;a'])
@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_a_schema_of_its_own(engine: str, schema: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    name = '"' + schema.replace('"', '""') + '"'
    here.run(f"CREATE SCHEMA {name}")
    here.deploy(plan_of(FIRST, tmp_path), schema)
    assert here.deploy(plan_of(SECOND, tmp_path), schema).schema == schema
    assert here.scores(f"{name}.shop") == SECOND_ROWS
    assert not any(thing.startswith(("shop", "scoreline")) for thing in here.things())
    with pytest.raises(Refused, match="there is no schema `scorin`") as refused:
        here.deploy(plan_of(SECOND, tmp_path), "scorin")
    if schema == "scoring":
        assert "`scoring`" in refused.value.problems[0].help


def test_grants_go_on_with_the_next_version(tmp_path: Path) -> None:
    here = place("postgres", tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    reader = f"reader_{here.run('SELECT current_database()')[0][0]}"
    here.run(f'CREATE ROLE "{reader}"')
    here.run(f'GRANT SELECT ON shop_scores TO "{reader}" WITH GRANT OPTION')
    here.run("GRANT SELECT ON shop_worklist TO PUBLIC")
    here.deploy(plan_of(THIRD, tmp_path))
    here.run(f'SET ROLE "{reader}"')
    assert here.scores() == THIRD_ROWS
    assert len(here.run("SELECT * FROM shop_worklist")) == 3
    here.run("RESET ROLE")
    grantable = "SELECT is_grantable FROM information_schema.role_table_grants WHERE grantee = "
    assert here.run(f"{grantable}'{reader}' AND table_name = 'shop_scores'")[0][0] == "YES"


def test_a_schema_that_readers_look_into_first_does_not_matter(tmp_path: Path) -> None:
    """Views find the objects of their own version, whatever else has their names."""
    for engine in ("duckdb", "postgres"):
        here = place(engine, tmp_path)
        here.run("CREATE SCHEMA scoring")
        here.deploy(plan_of(FIRST, tmp_path), "scoring")
        here.run("CREATE VIEW shop_v1_leads AS SELECT 'z' AS lead, 'z' AS id, 1 AS employees, 'DE' AS country")
        here.run("CREATE VIEW shop_as_of AS SELECT 0 AS as_of")
        assert here.scores("scoring.shop") == FIRST_ROWS


def test_raw_tables_are_those_of_the_schema_first(tmp_path: Path) -> None:
    for engine in ("duckdb", "postgres"):
        here = place(engine, tmp_path)
        here.run("CREATE SCHEMA scoring")
        here.run(RAW[0].replace("TABLE leads", "TABLE scoring.leads"))
        here.run("INSERT INTO scoring.leads VALUES ('only', 50, NULL)")
        here.deploy(plan_of(FIRST, tmp_path), "scoring")
        assert here.scores("scoring.shop") == [("only", 20)]
