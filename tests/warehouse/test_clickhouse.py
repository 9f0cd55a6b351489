"""Deploying to ClickHouse: commands, checks, passwords, rights, and what takes the place of locks.

The engine is that of the package chdb, behind an HTTP server of the tests; it runs where `SCORELINE_ENGINES` names
ClickHouse, and so do the suites beside this file.
"""

from __future__ import annotations

import builtins
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from scoreline.cli.main import main
from scoreline.dsl.binding import Binding, read_binding
from scoreline.warehouse.clickhouse import ClickHouse
from scoreline.warehouse.deployment import choose_schema, to_deploy
from scoreline.warehouse.engines import connect
from scoreline.warehouse.refusals import EngineError, NotInstalled, Refused
from scoreline.warehouse.urls import BadUrl, read_url
from support import clickhouse_http
from support.engines.registry import wanted
from support.warehouses import FIRST, FIRST_ROWS, RAW, SECOND, SECOND_ROWS, Place, place, plan_of

needs_clickhouse = pytest.mark.skipif("clickhouse" not in wanted(), reason="SCORELINE_ENGINES does not name it")


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def here(tmp_path: Path) -> Place:
    return place("clickhouse", tmp_path)


def _rules(folder: Path, text: str) -> str:
    plan_of(text, folder)
    return str(folder / "rules.score")


# ---- without a server ------------------------------------------------------------------------------------------------


def test_options_of_a_url() -> None:
    found = read_url("clickhouse://kim:a%2Fb@ch.example.com:8443/crm?secure=true&lock_lease=60")
    assert (found.engine, found.host, found.port, found.database) == ("clickhouse", "ch.example.com", 8443, "crm")
    assert found.options == (("secure", "true"), ("lock_lease", "60"))
    with pytest.raises(BadUrl, match="`secure` is true or false"):
        read_url("clickhouse://host/crm?secure=sesame")


def test_a_driver_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("clickhouse_connect"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NotInstalled, match=r"deploying to ClickHouse needs a driver: pip install 'scoreline\[clickhou"):
        connect(read_url("clickhouse://host/crm"))


class _Clock:
    """A client that answers what a deployment with a lock asks, and remembers what it changes."""

    database = "crm"

    def __init__(self) -> None:
        self.said: list[str] = []

    def query(self, sql: str) -> Any:
        self.result_rows = [(1_000,)] if "now64(3))" in sql and "FROM" not in sql else []
        return self

    def command(self, sql: str) -> None:
        self.said.append(sql)


def test_a_lock_is_renewed_between_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    client = _Clock()
    connection = ClickHouse(client, None, 1, 30)
    connection.hold()
    assert client.said[0].endswith("COMMENT '31000'")  # a second since 1970, and 30 more
    now = 109.0
    connection.execute("DROP VIEW a")
    assert client.said[1:] == ["DROP VIEW a"]
    now = 111.0
    connection.execute("DROP VIEW b")
    assert [sql.split()[0] for sql in client.said[2:]] == ["ALTER", "DROP"]
    connection.release()
    assert client.said[-1].startswith('DROP TABLE IF EXISTS "scoreline_lock_')


# ---- with one --------------------------------------------------------------------------------------------------------


@needs_clickhouse
def test_deploy_and_go_back(here: Place, tmp_path: Path) -> None:
    database = read_url(here.url).database
    first = _run("deploy", _rules(tmp_path, FIRST), "--to", here.url)
    assert first.output == (
        f"deployment 1 of `shop` 1 is in service in the schema `{database}`\n"
        "  views    shop_scores, shop_contributions, shop_worklist, shop_ruleset\n"
    )
    rules = _rules(tmp_path, SECOND)
    dry = _run("deploy", rules, "--to", here.url, "--dry-run")
    assert dry.exit_code == 0 and "CREATE OR REPLACE VIEW" in dry.stdout and "BEGIN" not in dry.stdout
    assert here.scores() == FIRST_ROWS
    session = here.open()
    for statement in dry.stdout.split(";\n\n"):
        session.execute("\n".join(line for line in statement.splitlines() if not line.startswith("--")))
    session.close()
    assert here.scores() == SECOND_ROWS
    back = _run("rollback", rules, "--to", here.url)
    assert back.output.startswith(f"deployment 1 of `shop` 1 is in service in the schema `{database}`\n")
    assert here.scores() == FIRST_ROWS


@needs_clickhouse
def test_tables_and_columns_that_do_not_fit(here: Place, tmp_path: Path) -> None:
    here.run("ALTER TABLE leads RENAME TO contacts")
    here.run("ALTER TABLE events RENAME COLUMN lead TO lead_id")
    here.run("ALTER TABLE events DROP COLUMN page")
    here.run("ALTER TABLE events ADD COLUMN page Array(String)")
    file = tmp_path / "binding.toml"
    file.write_text('[leads]\ntable = "contact"\n[events.columns]\npage = "page"\n', encoding="utf-8")
    plan = plan_of(FIRST, tmp_path)
    bound = read_binding(file, plan.schema)
    assert isinstance(bound, Binding)
    with pytest.raises(Refused) as refused:
        to_deploy(here.open(), plan, bound)
    assert [problem.message for problem in refused.value.problems] == [
        "the table `contact` of the leads is not there",
        "`events` has no column `lead`, and every event needs it",
        "`events.page` is of the type Array(String), and `page` cannot be read from it",
    ]
    assert refused.value.problems[0].help == "did you mean `contacts`?"


@needs_clickhouse
def test_passwords(here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = _rules(tmp_path, FIRST)
    wrong = here.url.replace(clickhouse_http.QUOTED, "Authentication")
    found = _run("deploy", rules, "--to", wrong)
    assert found.exit_code == 2
    assert "cannot connect to clickhouse default@127.0.0.1" in found.stderr
    assert "*** failed" in found.stderr and "Authentication" not in found.output
    without = here.url.replace(f"default:{clickhouse_http.QUOTED}@", "")
    assert _run("deploy", rules, "--to", without).exit_code == 2
    monkeypatch.setenv("CLICKHOUSE_USER", "default")
    monkeypatch.setenv("CLICKHOUSE_PASSWORD", clickhouse_http.PASSWORD)
    assert _run("deploy", rules, "--to", without, "--dry-run").exit_code == 0
    nobody = _run("deploy", rules, "--to", "clickhouse://kim:connection@127.0.0.1:1/crm")
    assert nobody.exit_code == 2 and "connection" not in nobody.output


@needs_clickhouse
def test_a_database_that_is_not_there(here: Place, tmp_path: Path) -> None:
    found = _run("deploy", _rules(tmp_path, FIRST), "--to", here.url, "--schema", "nowhere")
    assert found.exit_code == 1
    assert "there is no schema `nowhere`" in found.stderr


@needs_clickhouse
def test_a_database_whose_views_cannot_take_the_place_of_others(here: Place, tmp_path: Path) -> None:
    name = f"{read_url(here.url).database}_m"
    here.run(f"CREATE DATABASE {name} ENGINE = Memory")
    with pytest.raises(Refused) as refused:
        here.deploy(plan_of(FIRST, tmp_path), name)
    assert "the database is of the kind Memory" in refused.value.problems[0].engine


@needs_clickhouse
def test_two_never_hold_the_lock_at_the_same_time(here: Place) -> None:
    inside, most, done = 0, 0, 0
    failed: list[BaseException] = []

    def deploy() -> None:
        nonlocal inside, most, done
        try:
            connection = here.open()
            for _ in range(3):
                connection.hold()
                inside += 1
                most = max(most, inside)
                time.sleep(0.05)
                inside -= 1
                done += 1
                connection.release()
            connection.close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=deploy) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert (most, done) == (1, 9)
    assert not any(name.startswith("scoreline_lock") for name in here.things())


@needs_clickhouse
def test_a_lock_of_another_deployment(here: Place, tmp_path: Path) -> None:
    here.deploy(plan_of(FIRST, tmp_path))
    patient = here.url.replace("lock_timeout=20", "lock_timeout=0.2").replace("lock_lease=3", "lock_lease=100")
    impatient = Place("clickhouse", patient, here.run)
    other = impatient.open()
    other.hold()
    with pytest.raises(Refused) as refused:
        impatient.deploy(plan_of(SECOND, tmp_path))
    assert refused.value.problems[0].message == "could not begin to change anything"
    assert "another deployment has the table scoreline_lock_" in refused.value.problems[0].engine
    other.release()
    impatient.deploy(plan_of(SECOND, tmp_path))
    assert here.scores() == SECOND_ROWS


def here_not_read(sql: str) -> list[tuple[Any, ...]]:
    raise AssertionError(sql)


@needs_clickhouse
def test_a_user_without_rights(tmp_path: Path) -> None:
    server = clickhouse_http.Server(tmp_path)
    url = f"clickhouse://default:{clickhouse_http.QUOTED}@127.0.0.1:{{}}/{{}}"
    try:
        owner = connect(read_url(url.format(server.port, "default")))
        for name in ("crm", "own"):
            owner.execute(f"CREATE DATABASE {name}")
        owner.choose("crm")
        for statement in RAW:
            owner.execute(clickhouse_http.said(statement.format(moment="DateTime64(6, 'UTC')")))
        owner.close()
    finally:
        server.close()
    making = "CREATE VIEW, DROP VIEW, CREATE TABLE, DROP TABLE, SELECT, INSERT, ALTER UPDATE, ALTER DELETE ON own.*"
    rights = ("SELECT ON system.*", "SELECT ON crm.events", "TABLE ENGINE ON *", making)
    server = clickhouse_http.Server(tmp_path, rights)
    try:
        limited = Place("clickhouse", url.format(server.port, "crm"), here_not_read)
        with pytest.raises(Refused) as refused:
            limited.deploy(plan_of(FIRST, tmp_path))
        assert refused.value.problems[0].message == "no objects can be made in the schema `crm`"
        assert refused.value.problems[0].engine.startswith(
            "the user default has no CREATE VIEW, DROP VIEW, CREATE TABLE"
        )
        plan = plan_of(FIRST, tmp_path)
        file = tmp_path / "binding.toml"
        file.write_text('[leads]\ntable = "crm.leads"\n[events]\ntable = "crm.events"\n', encoding="utf-8")
        bound = read_binding(file, plan.schema)
        assert isinstance(bound, Binding)
        connection = connect(read_url(limited.url))
        choose_schema(connection, "own")
        with pytest.raises(Refused) as refused:
            to_deploy(connection, plan, bound)
        assert [problem.message for problem in refused.value.problems] == [
            "the table `crm.leads` of the leads cannot be read"
        ]
        assert "Not enough privileges" in refused.value.problems[0].engine
        connection.close()
    finally:
        server.close()


@needs_clickhouse
def test_statements_that_the_engine_refuses_are_in_its_words(here: Place) -> None:
    connection = here.open()
    with pytest.raises(EngineError) as error:
        connection.execute("SELECT nothing FROM nowhere")
    assert "nowhere" in str(error.value)
    assert "DB::Exception" not in str(error.value) and "http" not in str(error.value)
    connection.close()
