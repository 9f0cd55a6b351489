"""Every contestant in SQL gives the scores and grades that the emitted Python module gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.bench import sql
from scoreline.bench.rivals import sql_expert, sql_plain
from scoreline.bench.rivals.sql_parts import CLICKHOUSE, DUCKDB, POSTGRES, Engine
from scoreline.bench.sql_engines import ENGINES
from scoreline.bench.workload.data import AS_OF, Files, dicts, files, tuples
from scoreline.bench.workload.rules import workload
from scoreline.compiler.python import emit
from support.backends import load_module

LEADS = 300
Scores = dict[str, tuple[int, str]]

ENTRIES: dict[str, sql.Entry] = {
    "views": sql.scoreline,
    "views over raw columns": sql.scoreline_raw,
    "textbook": sql.by_hand(sql_plain.textbook),
    "a step for each rule": sql.by_hand(sql_plain.per_rule),
    "one pass": sql.expert(sql_expert.one_pass, DUCKDB),
    "per kind": sql.expert(sql_expert.per_kind, DUCKDB),
    "looked up": sql.looked_up(DUCKDB),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return files(tmp_path_factory.mktemp("data"), LEADS)


@pytest.fixture(scope="module")
def expected(data: Files) -> dict[int, Scores]:
    """By the emitted Python module, for each number of rules."""
    leads = dicts(tuples(data))
    found = {}
    for count in (60, 600):
        module = load_module(emit(sql.compiled(workload(count))))
        results = list(module.score_many(leads, as_of=AS_OF))
        found[count] = {r.lead: (int(r.scores["total"] * 1000), r.grades["rating"]) for r in results}
    return found


def scored(engine: str, entry: sql.Entry, data: Files, rules: int) -> Scores:
    session = ENGINES[engine](data)
    query = entry(session, workload(rules))
    times = 1000 if "bench_scores" in query else 1
    return {lead: (int(total * times), rating) for lead, total, rating in session.fetch(query)}


@pytest.mark.parametrize("name", ENTRIES)
def test_duckdb(name: str, data: Files, expected: dict[int, Scores]) -> None:
    assert scored("duckdb", ENTRIES[name], data, 60) == expected[60]


@pytest.mark.parametrize("name", ["views", "one pass", "looked up"])
def test_duckdb_with_600_rules(name: str, data: Files, expected: dict[int, Scores]) -> None:
    assert scored("duckdb", ENTRIES[name], data, 600) == expected[600]


@pytest.mark.parametrize("engine", [POSTGRES, CLICKHOUSE], ids=lambda engine: engine.name)
@pytest.mark.parametrize("shape", ["one pass", "looked up"])
def test_other_engines(engine: Engine, shape: str, data: Files, expected: dict[int, Scores]) -> None:
    pytest.importorskip("pgserver" if engine is POSTGRES else "chdb")
    entry = sql.looked_up(engine) if shape == "looked up" else sql.expert(sql_expert.one_pass, engine)
    assert scored(engine.name, entry, data, 60) == expected[60]


def test_the_scores_differ_between_leads(expected: dict[int, Scores]) -> None:
    """Else equal results would say little: every grade, scores below 0, and parts of a point."""
    for scores in expected.values():
        assert {rating for _, rating in scores.values()} >= {"B", "C", "D"}
        assert any(total < 0 for total, _ in scores.values())
        assert sum(total % 1000 > 0 for total, _ in scores.values()) > LEADS // 4


def test_the_data_does_not_depend_on_its_size(tmp_path: Path, data: Files) -> None:
    assert tuples(files(tmp_path, 20)) == tuples(data, 20)
