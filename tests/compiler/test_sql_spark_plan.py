"""Large tables on Spark: what its plans say of scans, moves and parts of tables, and what a cluster of processes gives.

The plans are read where `SCORELINE_ENGINES` names Spark; what is printed is looked at in any case.
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.columns import exact_columns
from scoreline.compiler.sql.dialects.postgres import POSTGRES
from scoreline.compiler.sql.dialects.spark import SPARK
from scoreline.compiler.sql.emit import emit
from scoreline.compiler.sql.steps import Steps
from scoreline.compiler.sql.typed.columns import Physical, Refused
from scoreline.compiler.sql.typed.sources import typed_inputs
from scoreline.dsl.load import load_text
from sqlglot import exp
from support import large_tables
from support.engines.registry import wanted

needs_spark = pytest.mark.skipif("spark" not in wanted(), reason="SCORELINE_ENGINES does not name it")
TESTS = Path(__file__).resolve().parents[1]


# ---- what is printed -------------------------------------------------------------------------------------------------


def _spelled(query: exp.Query) -> str:
    return exact_columns(query, frozenset({"explode"})).sql()


def test_steps_name_the_columns_that_later_steps_read() -> None:
    steps = Steps()
    steps.add("a", n.select([n.column("x"), n.column("y"), n.column("z")], n.table(["raw"])))
    steps.extend("b", [n.named(n.plus(n.column("x"), n.number(1)), "w"), n.named(n.column("z"), "v")])
    found = _spelled(steps.query(n.select([n.column("w")], n.table(["b"]))))
    assert found == 'WITH "a" AS (SELECT "x" FROM "raw"), "b" AS (SELECT "x" + 1 AS "w" FROM "a") SELECT "w" FROM "b"'


def test_all_columns_of_the_query_itself_stay() -> None:
    steps = Steps()
    steps.add("a", n.select([n.column("x"), n.column("y")], n.table(["raw"])))
    steps.extend("b", [n.named(n.number(1), "w")])
    found = _spelled(steps.query(n.select([n.star()], n.table(["b"]))))
    assert found.endswith('"b" AS (SELECT "x", "y", 1 AS "w" FROM "a") SELECT "x", "y", "w" FROM "b"')


def test_what_makes_or_merges_rows_stays_though_nobody_reads_it() -> None:
    steps = Steps()
    steps.add("a", n.select([n.column("x"), n.column("y")], n.table(["raw"])))
    steps.add("b", n.select([n.star(), n.named(n.call("explode", n.column("y")), "item")], n.table(["a"])))
    steps.add("c", n.select([n.column("x"), n.column("item")], n.table(["b"])).distinct(copy=False))
    found = _spelled(steps.query(n.select([n.column("x")], n.table(["c"]))))
    assert '"b" AS (SELECT "x", EXPLODE("y") AS "item" FROM "a")' in found.replace("explode", "EXPLODE")
    assert 'SELECT DISTINCT "x", "item" FROM "b"' in found


def test_of_joined_steps_each_gives_what_is_read_of_it() -> None:
    steps = Steps()
    steps.add("a", n.select([n.column("k"), n.column("x"), n.column("unread")], n.table(["raw"])))
    steps.add("b", n.select([n.column("k"), n.column("y"), n.column("lost")], n.table(["other"])))
    same = n.equal(n.column("k", "a"), n.column("k", "b"))
    limit = exp.Subquery(this=n.select([n.call("max", n.column("y"))], n.table(["b"])))
    joined = n.select([n.all_columns("a")], n.table(["a"]), n.compare(exp.LT, n.column("x", "a"), limit))
    steps.add("c", joined.join(n.table(["b"]), on=same, copy=False))
    found = _spelled(steps.query(n.select([n.column("x")], n.table(["c"]))))
    assert '"a" AS (SELECT "k", "x" FROM "raw")' in found
    assert '"b" AS (SELECT "k", "y" FROM "other")' in found
    assert 'SELECT "a"."x" FROM "a" JOIN "b"' in found


def test_a_step_that_reads_all_of_a_table_is_left_alone() -> None:
    steps = Steps()
    steps.add("a", n.select([n.star()], n.table(["raw"])))
    assert _spelled(steps.query(n.select([n.column("x")], n.table(["a"])))).startswith('WITH "a" AS (SELECT * FROM')


def _statements(dialect: Any = SPARK, day: str = "date") -> str:
    of = large_tables.plan()
    events = {"lead": "text", "event": "text", "at": "integer", "page": "text", "seconds": "integer", "mail": "text"}
    leads = {"id": "text", "email": "text", "employees": "integer"}
    tables: Any = {
        ("raw_leads",): {name: Physical(kind) for name, kind in leads.items()},
        ("raw_events",): {name: Physical(kind) for name, kind in (events | {"day": day}).items()},
    }
    return " ".join(typed_inputs(of, large_tables.binding(), dialect, tables)[-1].sql.split())


def test_parts_of_the_table_are_told_by_days_around_the_longest_window() -> None:
    """60 days and the 2 seconds by which a mail may lie before its click; 2 days more at both ends."""
    moment = "(SELECT{}(`as_of`)FROM`large_as_of`)"
    newest = f"({moment.format('max')}DIV86400L)+2L"
    oldest = f"(({moment.format('min')}-5184002L)DIV86400L)-2L"
    sql = _statements().replace(" ", "")
    assert f"`day`<=date_from_unix_date(CAST({newest}ASINT))" in sql
    assert f"`day`>=date_from_unix_date(CAST({oldest}ASINT))" in sql
    assert "(`day`ISNULLOR(" in sql


def test_other_engines_read_the_table_as_it_is() -> None:
    assert "day" not in _statements(POSTGRES)


def test_parts_are_told_by_a_date() -> None:
    with pytest.raises(Refused, match="`partition` wants a date, and `day` is of the type text"):
        _statements(day="text")


def test_ids_are_compared_in_the_whole_table() -> None:
    found = large_tables.read_binding(large_tables.BINDING + 'id = "page"\n')
    assert isinstance(found, tuple)
    assert [each.code for each in found] == ["SL0909"]
    assert "`partition` and `id` do not go together" in found[0].message


COUNTS = """
ruleset counts version "1"
lead { id: text key }
event view { page: text }
score interest, limited to 0..1000 {
  "Views" +1  for each view in last 60 days
  "Docs"  +2  for each view where page starts with "/docs" in last 30 days
}
"""


def test_rules_that_only_count_move_sums_alone() -> None:
    """Events of a lead need not lie together: Spark adds up where it reads them, and moves what it got."""
    ruleset = load_text(COUNTS, shown="counts.score").ruleset
    assert ruleset is not None
    sql = "".join(each.sql for each in emit(lower(ruleset), "spark", compiled_by="x").statements)
    assert "REPARTITION" not in sql
    assert "BETWEEN" not in sql
    assert "BROADCAST(`moments`)" in sql


def test_rules_that_ask_for_more_move_events_once() -> None:
    statements = emit(large_tables.plan(), "spark", compiled_by="x").statements
    for view in large_tables.VIEWS:
        (sql,) = (each.sql for each in statements if each.name == view)
        assert sql.count("`large_events`") == 1
        assert sql.count("spark_partition_id()") == 1
        assert "BROADCAST(`list_1`)" in sql


def test_one_machine_is_told_nothing_of_many() -> None:
    of = large_tables.plan()
    for dialect in ("duckdb", "postgres"):
        text = "".join(each.sql for each in emit(of, dialect, compiled_by="x").statements)
        assert "REPARTITION" not in text
        assert "recent_events" not in text


# ---- what Spark makes of it ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Node:
    """An operator of a physical plan; of what it reads again there is nothing below."""

    name: str
    text: str
    metrics: dict[str, int]
    below: tuple[Node, ...]

    def all(self) -> Iterator[Node]:
        yield self
        for node in self.below:
            yield from node.all()

    def reads(self, table: str) -> bool:
        return any(node.name.startswith("Scan") and table in node.name for node in self.all())


def _items(sequence: Any) -> list[Any]:
    return [sequence.apply(index) for index in range(sequence.size())]


def _node(plan: Any) -> Node:
    metrics = {each._1(): each._2().value() for each in _items(plan.metrics().toSeq())}
    return Node(plan.nodeName(), plan.simpleString(10_000), metrics, tuple(map(_node, _items(plan.children()))))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("large")


@pytest.fixture(scope="module")
def plans(folder: Path) -> Iterator[dict[str, Node]]:
    """The plan of each view, after it was run and gave what DuckDB gives."""
    from support.engines.registry import opened

    expected = large_tables.make(folder, 200, 20_000)
    engine: Any = opened("spark")
    engine.clear()
    session, setting = engine.session, "spark.sql.shuffle.partitions"
    before = session.conf.get(setting)
    session.conf.set(setting, "4")
    try:
        large_tables.open_in(session, folder)
        found = {}
        for view, rows in expected.items():
            frame = session.sql(large_tables.query(view))
            assert sorted(map(repr, map(tuple, frame.collect()))) == sorted(map(repr, rows))
            found[view] = _node(frame._jdf.queryExecution().executedPlan())
        yield found
    finally:
        session.conf.set(setting, before)


@needs_spark
@pytest.mark.parametrize("view", large_tables.VIEWS)
def test_events_are_scanned_once_and_moved_once_by_lead(view: str, plans: dict[str, Node]) -> None:
    nodes = list(plans[view].all())
    assert sum(node.name.startswith("Scan") and "raw_events" in node.name for node in nodes) == 1
    moves = [node.text for node in nodes if node.name == "Exchange" and node.reads("raw_events")]
    assert len(moves) == 1
    assert moves[0].startswith("Exchange hashpartitioning(lead")
    assert moves[0].count(",") >= 1  # (lead, how many parts): no second key
    assert "as_of" not in moves[0]
    readers = [node for node in nodes if node.name == "ReusedExchange" and "REPARTITION_BY_COL" in node.text]
    assert len(readers) >= 2


@needs_spark
@pytest.mark.parametrize("view", large_tables.VIEWS)
def test_leads_are_moved_once_and_joined_in_place(view: str, plans: dict[str, Node]) -> None:
    """The check that a key stands in one row only has moved them by key already."""
    nodes = list(plans[view].all())
    moves = [node for node in nodes if node.name == "Exchange" and node.reads("raw_leads")]
    assert len(moves) == 1


@needs_spark
@pytest.mark.parametrize("view", large_tables.VIEWS)
def test_parts_of_the_table_that_are_too_old_are_not_read(view: str, folder: Path, plans: dict[str, Node]) -> None:
    (scan,) = (node for node in plans[view].all() if node.name.startswith("Scan") and "raw_events" in node.name)
    assert "PartitionFilters: [" in scan.text
    days = {datetime.date.fromisoformat(each.name.removeprefix("day=")) for each in (folder / "events").iterdir()}
    # 60 days and 2 seconds before 2026-01-15 09:00 it is 2025-11-16; 2 days more at both ends.
    read = {day for day in days if datetime.date(2025, 11, 14) <= day <= datetime.date(2026, 1, 17)}
    assert len(days) > 2 * len(read) > 100
    assert scan.metrics["numPartitions"] == len(read)


@needs_spark
@pytest.mark.parametrize("view", large_tables.VIEWS)
def test_lists_and_moments_are_sent_whole(view: str, plans: dict[str, Node]) -> None:
    nodes = list(plans[view].all())
    lists = [node for node in nodes if node.name == "BroadcastHashJoin" and node.below[1].reads("list_partners")]
    assert len(lists) == 1
    assert not any(node.name == "CartesianProduct" for node in nodes)
    with_moments = [node for node in nodes if node.name == "BroadcastNestedLoopJoin"]
    assert with_moments and all("BuildRight" in node.text for node in with_moments)


@needs_spark
def test_a_cluster_of_processes_gives_the_same(tmp_path: Path) -> None:
    expected = large_tables.make(tmp_path, 3_000, 300_000)
    script = TESTS / "support" / "engines" / "spark_cluster.py"
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path]), "PYTHONUTF8": "1"},
        timeout=1_800,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout)
    assert found["executors"] == 2
    assert found["scans"] == dict.fromkeys(large_tables.VIEWS, 1)
    for view, rows in expected.items():
        assert sorted(found["views"][view]) == sorted([str(value) for value in row] for row in rows)
