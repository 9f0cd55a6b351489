"""Deploying through Spark Connect: its URLs, and what takes the place of transactions and locks.

What needs a server runs where `SCORELINE_ENGINES` names Spark; so do the suites beside this file.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from scoreline.cli.main import main
from scoreline.compiler.sql.typed.columns import Physical
from scoreline.dsl.binding import Binding, read_binding
from scoreline.warehouse import record
from scoreline.warehouse.connection import Connection
from scoreline.warehouse.deployment import put_in_service, to_deploy, to_roll_back
from scoreline.warehouse.engines import connect
from scoreline.warehouse.refusals import EngineError, Refused
from scoreline.warehouse.spark import Spark, _declared, _said
from scoreline.warehouse.urls import BadUrl, read_url
from support.engines.registry import wanted
from support.warehouses import FIRST, FIRST_ROWS, SECOND, SECOND_ROWS, Place, place, plan_of

needs_spark = pytest.mark.skipif("spark" not in wanted(), reason="SCORELINE_ENGINES does not name it")
THIRD = FIRST.replace('version "1"', 'version "3"').replace("+20", "+1")
THIRD_ROWS = [("a", 5), ("b", 1), ("c", 6)]


# ---- without a server ------------------------------------------------------------------------------------------------


def test_the_parts_of_a_url() -> None:
    found = read_url("sc://Spark.example.com:443/;use_ssl=true;token=a%2Fb==;user_id=kim;x-cluster-id=7;lock_lease=5")
    assert (found.engine, found.host, found.port, found.user) == ("spark", "spark.example.com", 443, "kim")
    assert found.password == "a/b=="
    assert found.options == (("use_ssl", "true"), ("x-cluster-id", "7"), ("lock_lease", "5"))
    assert found.shown() == "Spark at kim@spark.example.com:443"
    assert "a/b" not in repr(found)
    assert read_url("sc://[::1]").host == "::1"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sc://", "host, port and parameters are all"),
        ("sc://kim:sesame@host:15002", "host, port and parameters are all"),
        ("sc://host:15002/crm", "host, port and parameters are all"),
        ("sc://host?token=sesame", "host, port and parameters are all"),
        ("sc://host:sesame", "host or port cannot be read"),
        ("sc://host:15002;token=sesame", "host or port cannot be read"),
        ("sc://host/;tokens=sesame", "a parameter is not known; they are use_ssl, token, user_id, lock_lease"),
        ("sc://host/;sesame", "a parameter is not known"),
        ("sc://host/;lock_lease=sesame", "`lock_lease` is a number of seconds"),
        ("sc://host/;use_ssl=sesame", "`use_ssl` is true or false"),
    ],
)
def test_what_is_no_url_is_not_repeated(url: str, said: str) -> None:
    with pytest.raises(BadUrl) as error:
        read_url(url)
    assert said in str(error.value)
    assert "sesame" not in str(error.value)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("string", Physical("text")),
        ("string collate UTF8_LCASE", Physical("text")),
        ("char(3)", Physical("text")),
        ("varchar(20)", Physical("text")),
        ("tinyint", Physical("integer")),
        ("bigint", Physical("integer")),
        ("decimal(38,4)", Physical("decimal", 38, 4)),
        ("float", Physical("double")),
        ("double", Physical("double")),
        ("boolean", Physical("boolean")),
        ("date", Physical("date")),
        ("timestamp", Physical("timestamp with time zone")),
        ("timestamp_ntz", Physical("timestamp")),
        ("array<string>", None),
        ("map<string,int>", None),
        ("struct<a:int>", None),
        ("binary", None),
        ("variant", None),
        ("interval day to second", None),
    ],
)
def test_declared_types(written: str, found: object) -> None:
    assert _declared(written) == found


def test_of_a_servers_message_the_head_is_shown() -> None:
    text = "[X] it's  no\ntable. SQLSTATE: 42P01; line 1 pos 14;\n'Project [*]\n\nJVM stacktrace:\norg.apache.Secret"
    assert _said(RuntimeError(text), ["table"]) == "[X] it's no ***. SQLSTATE: 42P01; line 1 pos 14"


class _Session:
    """Answers each statement by the rows of the first key that it begins with."""

    def __init__(self, answers: dict[str, list[tuple[str, ...]]]) -> None:
        self._answers = answers

    def sql(self, text: str) -> _Session:
        self._found = next((rows for key, rows in self._answers.items() if text.startswith(key)), [])
        return self

    def collect(self) -> list[tuple[str, ...]]:
        return self._found


@pytest.mark.parametrize(("collation", "refused"), [("UTF8_LCASE", True), ("UTF8_BINARY", False)])
def test_a_schema_with_an_order_of_texts_of_its_own(collation: str, refused: bool) -> None:
    """Spark knows such schemas from its syntax only; servers that build on it have them."""
    rows = [("Namespace Name", "crm"), ("Collation", collation)]
    connection = Spark(_Session({"SELECT current_schema()": [("crm",)], "DESCRIBE SCHEMA": rows}), (), 0.0)
    assert (collation in connection.why_not_create()) is refused


def test_schemas_of_other_catalogs_are_named_with_them() -> None:
    session = _Session(
        {
            "SELECT current_catalog()": [("main",)],
            "SHOW SCHEMAS IN `lake`": [("scoring",)],
            "SHOW SCHEMAS": [("default",), ("crm",)],
            "SHOW CATALOGS": [("lake",), ("main",)],
        }
    )
    assert Spark(session, (), 0.0).schemas() == ["default", "crm", "lake.scoring"]


def test_without_the_driver(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import builtins

    real = builtins.__import__

    def refuse(name: str, *arguments: Any, **named: Any) -> Any:
        if name.startswith("pyspark"):
            raise ImportError(name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    plan_of(FIRST, tmp_path)
    found = _run("deploy", str(tmp_path / "rules.score"), "--to", "sc://localhost")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "deploying to Spark needs a driver: pip install 'scoreline[spark]'" in found.stderr


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


# ---- with one --------------------------------------------------------------------------------------------------------


@needs_spark
def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    plan_of(FIRST, tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = _run("deploy", str(tmp_path / "rules.score"), "--to", f"sc://127.0.0.1:{port}/;token=sesame")
    assert (found.exit_code, found.stdout) == (2, "")
    assert f"cannot connect to Spark at 127.0.0.1:{port}: " in found.stderr
    assert "refused" in found.stderr and "sesame" not in found.stderr


@needs_spark
def test_a_token_that_the_server_does_not_know_is_not_shown(tmp_path: Path) -> None:
    """A token asks for encryption, which this server does not have."""
    here = place("spark", tmp_path)
    with pytest.raises(EngineError) as error:
        connect(read_url(here.url.replace(";user_id", ";token=sesame;user_id")))
    assert "sesame" not in str(error.value)
    assert "\n" not in str(error.value)


@needs_spark
def test_the_commands_and_what_they_say(tmp_path: Path) -> None:
    here = place("spark", tmp_path)
    plan_of(FIRST, tmp_path)
    where = ("--to", here.url, "--schema", str(here.schema))
    rules = str(tmp_path / "rules.score")
    dry = _run("deploy", rules, *where, "--dry-run")
    assert dry.exit_code == 0, dry.output
    order = [dry.stdout.index(f"-- {said}") for said in (
        "make the table `scoreline_deployments`",
        "record in `scoreline_deployments` that it has begun",
        "see to it that no other deployment has begun",
        "make the view `shop_as_of`",
        "make the view `shop_v1_leads`",
        "let `shop_scores` show `shop_v1_scores`",
        "record it in `scoreline_deployments`",
    )]  # fmt: skip
    assert order == sorted(order)
    assert "scoreline_deployments" not in here.things()
    first = _run("deploy", rules, *where)
    assert first.output == (
        f"deployment 1 of `shop` 1 is in service in the schema `{here.schema}`\n"
        "  views    shop_scores, shop_contributions, shop_worklist, shop_ruleset\n"
    )
    plan_of(SECOND, tmp_path)
    assert _run("deploy", rules, *where).exit_code == 0
    assert here.scores() == SECOND_ROWS
    back = _run("rollback", rules, *where)
    assert back.stdout.startswith(f"deployment 1 of `shop` 1 is in service in the schema `{here.schema}`\n")
    assert here.scores() == FIRST_ROWS
    # Spark's client writes errors to the terminal by itself, also those that are answers.
    command = [sys.executable, "-m", "scoreline", "deploy", rules, *where, "--dry-run"]
    alone = subprocess.run(command, check=False, capture_output=True, text=True)
    said = f"nothing was changed: deployment 3 of `shop` 2 is ready for the schema `{here.schema}`\n"
    assert (alone.returncode, alone.stderr) == (0, said)
    nowhere = _run("deploy", rules, "--to", here.url, "--schema", f"{here.schema}x")
    assert nowhere.exit_code == 1
    assert f"there is no schema `{here.schema}x`" in nowhere.stderr and f"`{here.schema}`" in nowhere.stderr


@needs_spark
def test_tables_and_columns_that_are_not_there_or_do_not_fit(tmp_path: Path) -> None:
    here = place("spark", tmp_path, ())
    here.run("CREATE TABLE contacts (id STRING, employees TIMESTAMP, country BINARY, month INT) PARTITIONED BY (month)")
    here.run('CREATE TABLE events (lead_id STRING, event STRING, "at" TIMESTAMP, page STRING)')
    found = _problems(here, '[leads]\ntable = "contact"\n[events]\nkeep = { pages = "x" }\n', tmp_path)
    assert [problem.message for problem in found] == [
        "the table `contact` of the leads is not there",
        "`events` has no column `lead`, and every event needs it",
        "`events` has no column `pages`, and a filter asks for it",
    ]
    assert found[0].help == "did you mean `contacts`?"
    found = _problems(here, '[leads]\ntable = "contacts"\n[events]\nlead = "lead_id"\n', tmp_path)
    assert [problem.message for problem in found] == [
        "`contacts.employees` is of the type timestamp, and `employees` cannot be read from it",
        "`contacts.country` is of the type binary, and `country` cannot be read from it",
    ]


def _problems(here: Place, binding: str, folder: Path) -> Any:
    plan, file = plan_of(FIRST, folder), folder / "binding.toml"
    file.write_text(binding, encoding="utf-8")
    bound = read_binding(file, plan.schema)
    assert isinstance(bound, Binding), bound
    connection = here.open()
    try:
        with pytest.raises(Refused) as error:
            to_deploy(connection, plan, bound)
    finally:
        connection.close()
    return error.value.problems


@needs_spark
def test_the_columns_of_a_table_are_told_once_each(tmp_path: Path) -> None:
    here = place("spark", tmp_path, ())
    here.run('CREATE TABLE raw (a STRING, "# b" CHAR(3), month INT) PARTITIONED BY (month)')
    connection = here.open()
    for name in (("raw",), (str(here.schema), "raw")):
        assert [(c.name, c.written) for c in connection.columns(name) or ()] == [
            *(("a", "string"), ("# b", "char(3)"), ("month", "int")),
        ]
    assert connection.columns(("nowhere",)) is None
    assert connection.columns(("nowhere", "raw")) is None
    connection.close()


@needs_spark
def test_settings_of_the_reader_do_not_count(tmp_path: Path) -> None:
    here = place("spark", tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    for setting in ("ansi.enabled = false", "parser.escapedStringLiterals = true", "caseSensitive = true"):
        here.run(f"SET spark.sql.{setting}")
    here.run("SET TIME ZONE 'America/New_York'")
    assert here.scores() == FIRST_ROWS


# ---- two at once -----------------------------------------------------------------------------------------------------


def _before(connection: Connection, wanted: Callable[[str], bool], act: Callable[[], object]) -> None:
    """Lets something happen just before the first such statement."""
    real, waiting = connection.execute, [act]

    def execute(sql: str) -> Sequence[Sequence[Any]]:
        if waiting and wanted(sql):
            waiting.pop()()
        return real(sql)

    connection.execute = execute  # type: ignore[method-assign]


def _makes_the_scores(sql: str) -> bool:
    return sql.startswith("CREATE OR REPLACE VIEW `shop_v2_scores`")


@needs_spark
def test_two_that_begin_at_the_same_moment(tmp_path: Path) -> None:
    """Both have seen that nobody is at it, and write their rows: the one that looks last gives up."""
    here = place("spark", tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    one, other = here.open(), here.open()
    first, second = here.prepare(one, plan_of(SECOND, tmp_path)), here.prepare(other, plan_of(THIRD, tmp_path))
    assert (first.entry.sequence, first.entry.number) == (second.entry.sequence, second.entry.number)
    before = here.things()
    _before(one, lambda sql: sql.startswith("INSERT"), lambda: other.execute(second.change.steps[0].sql))
    with pytest.raises(Refused) as refused:
        put_in_service(one, first)
    assert refused.value.problems[0].message == "could not see to it that no other deployment has begun"
    assert "another deployment of this ruleset has begun" in refused.value.problems[0].engine
    assert refused.value.left == ()
    assert here.things() == before
    assert here.scores() == FIRST_ROWS
    history = record.read(other, "shop")
    assert [entry.mark for entry in history.begun] == [second.entry.mark]
    one.close()
    other.close()
    # The number of the rows is not used again.
    assert here.deploy(plan_of(THIRD, tmp_path)).entry.sequence == first.entry.sequence + 1
    assert here.scores() == THIRD_ROWS


@needs_spark
def test_one_that_has_begun_keeps_others_away(tmp_path: Path) -> None:
    here = place("spark", tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    slow = here.open()
    prepared = here.prepare(slow, plan_of(SECOND, tmp_path))
    slow.execute(prepared.change.steps[0].sql)
    patient = Place("spark", here.url.replace("lock_lease=0", "lock_lease=500"), here.run, here.schema)
    for act in (lambda: patient.deploy(plan_of(THIRD, tmp_path)), patient.roll_back):
        with pytest.raises(Refused, match=r"another deployment of this ruleset began at 20.* UTC, by ") as refused:
            act()
        said = refused.value.problems[0].help
        left = re.fullmatch(r"if it came to no end, it is taken for dead in (\d+) seconds", said)
        assert left is not None
        assert 0 < int(left[1]) <= 500
    assert here.scores() == FIRST_ROWS
    slow.close()


@needs_spark
def test_one_that_was_taken_for_dead_is_never_seen_by_readers(tmp_path: Path) -> None:
    """It notices before it would switch the first view, and so takes none back to what was there before both."""
    here = place("spark", tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    slow = here.open()
    prepared = here.prepare(slow, plan_of(SECOND, tmp_path))
    looks: list[str] = []

    def looks_again(sql: str) -> bool:
        looks.extend([sql] if sql.startswith("SELECT assert_true") else [])
        return len(looks) == 2

    _before(slow, looks_again, lambda: here.deploy(plan_of(THIRD, tmp_path)))
    with pytest.raises(Refused) as refused:
        put_in_service(slow, prepared)
    assert refused.value.problems[0].message == "could not see to it that no other deployment has begun"
    slow.close()
    assert here.scores() == THIRD_ROWS
    assert {name[:7] for name in here.things() if name.startswith("shop_v")} == {"shop_v1", "shop_v3"}
    connection = here.open()
    assert to_roll_back(connection, "shop").entry.number == 1
    connection.close()


@needs_spark
def test_a_connection_that_is_lost_in_the_middle(tmp_path: Path) -> None:
    """Nobody can take back what was made; readers see the former version, and the next deployment tidies up."""
    here = place("spark", tmp_path)
    here.deploy(plan_of(FIRST, tmp_path))
    connection: Any = here.open()
    prepared = here.prepare(connection, plan_of(SECOND, tmp_path))
    _before(connection, _makes_the_scores, connection.close)
    with pytest.raises(Refused) as refused:
        put_in_service(connection, prepared)
    assert refused.value.left
    assert here.scores() == FIRST_ROWS
    assert here.deploy(plan_of(THIRD, tmp_path)).entry.number == 3
    assert here.scores() == THIRD_ROWS
    assert not any(name.startswith("shop_v2") for name in here.things())
