"""Trino's own forms: what is printed, what that means to another tool, and what a parser says where asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.trino import TRINO
from scoreline.compiler.sql.emit import emit
from scoreline.compiler.sql.scripts import scripts
from scoreline.dsl import folding
from scoreline.dsl.binding import default_binding
from scoreline.dsl.load import load
from sqlglot import exp
from support.backends import differences, planned
from support.engines import registry
from support.engines.trino import Trino, TrinoParser
from support.generate.rulesets import case

needs_parser = pytest.mark.skipif("trino" not in registry.wanted(), reason="SCORELINE_ENGINES does not name it")
RULESETS = sorted((Path(__file__).parents[2] / "rulesets").rglob("*.score"))


def _printed(node: exp.Expr) -> str:
    return " ".join(TRINO.print(node).split())


class TestForms:
    def test_whole_division(self) -> None:
        assert _printed(n.quotient(n.column("a"), n.number(3))) == '"a" / 3'

    def test_sums_are_wider_than_what_they_add(self) -> None:
        assert _printed(n.call("sum", n.column("a"))) == 'sum(CAST("a" AS DECIMAL(38, 0)))'

    def test_a_moment_does_not_depend_on_the_zone_of_the_session(self) -> None:
        shown = "date_add('second', \"s\", CAST('1970-01-01 00:00:00' AS TIMESTAMP))"
        assert _printed(TRINO.timestamp(n.column("s"))) == shown

    def test_steps_have_no_words_that_it_lacks(self) -> None:
        query = n.select([n.star()], n.table(["a"]))
        query = query.with_(exp.to_identifier("a", quoted=True), as_=n.select([n.number(1)], None), materialized=True)
        assert _printed(query) == 'WITH "a" AS ( SELECT 1 ) SELECT * FROM "a"'

    def test_features_as_rows(self) -> None:
        found = TRINO.each_item("events", TRINO.array([n.number(1), n.null()], "INTEGER"), "feature")
        unnested = 'UNNEST(CAST(ARRAY[1, NULL] AS ARRAY(INTEGER))) AS "feature_items"("feature")'
        assert _printed(found) == f'SELECT * FROM "events" CROSS JOIN {unnested}'

    def test_text_literals_know_no_escapes(self) -> None:
        assert _printed(n.text("it's \\n")) == "'it''s \\n'"


# ---- as another tool understands it


@pytest.fixture(scope="module")
def engine() -> Iterator[Trino]:
    found = Trino()
    yield found
    found.close()


def values(engine: Trino, *nodes: n.Node) -> list[Any]:
    query = n.select([n.named(node, f"c{i}") for i, node in enumerate(nodes)], None)
    return list(engine.execute(TRINO.print(query)).fetchall()[0])


class TestMeaning:
    def test_what_follows_the_last_at(self, engine: Trino) -> None:
        texts = [n.text("a@b@c"), n.text("a@"), n.text("a"), n.cast(n.null(), "VARCHAR")]
        assert values(engine, *map(TRINO.after_last_at, texts)) == ["c", None, None, None]

    def test_starts_and_ends(self, engine: Trino) -> None:
        x, long = n.text("äbc"), n.text("xxäbc")
        assert values(engine, TRINO.starts(x, n.text("äb")), TRINO.ends(x, n.text("bc")), TRINO.ends(x, long)) == [
            True,
            True,
            False,
        ]

    def test_folding(self, engine: Trino) -> None:
        texts = ["ÀΣ Iß", "AZ az", "Ё ẞ K"]
        assert values(engine, *(TRINO.folded(n.text(text)) for text in texts)) == [*map(folding.fold, texts)]

    def test_months(self, engine: Trino) -> None:
        # 2026-03-31 is day 20,543; 2026-02-28 20,512; 2024-02-29 19,782.
        days = [TRINO.months_before(n.number(20_543), months) for months in (1, 25)]
        assert values(engine, *days) == [20_512, 19_782]
        assert values(engine, TRINO.month(n.number(20_543)), TRINO.month(n.number(-1))) == [24_314, 23_639]

    def test_entries_of_tables_and_of_arrays(self, engine: Trino) -> None:
        held = TRINO.array([n.number(5), n.null()], "BIGINT")
        items = [TRINO.item(held, n.number(i)) for i in (1, 2, 3)]
        assert values(engine, TRINO.entry((10, 20, 30), n.number(2)), *items) == [30, 5, None, None]

    @pytest.mark.parametrize("seed", range(60_000, 60_002))
    def test_generated_cases(self, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        registry.register(["trino"], monkeypatch)
        made = case(seed, leads=20, size=10)
        plan = planned(made.text, made.written(tmp_path))
        assert differences(plan, made.leads, made.as_of, ("trino",), made.accounts) == []


# ---- its parser


@pytest.fixture(scope="module")
def parser() -> Iterator[TrinoParser]:
    found = TrinoParser()
    yield found
    found.close()


def _complaints(parser: TrinoParser, plan: Plan) -> list[str]:
    made = emit(plan, "trino", compiled_by="x").statements
    return [each for statement in made for part in statement.parts for each in parser.complaints(part)]


@needs_parser
class TestParser:
    def test_it_would_complain(self, parser: TrinoParser) -> None:
        assert parser.complaints("SELECT octet_length(1)") and parser.complaints("SELECT CAST(1 AS STRING)")
        assert parser.complaints("SELECT 1 FROM VALUES") and not parser.complaints("SELECT length(to_utf8('a'))")
        deep = ", ".join(f"a + {i}" for i in range(2_000))
        assert parser.complaints(f"SELECT {deep}, octet_length(a) FROM t")
        assert not parser.complaints(f"SELECT {deep} FROM t")

    @pytest.mark.parametrize("file", RULESETS, ids=lambda file: f"{file.parent.name}-{file.stem}")
    def test_every_ruleset(self, parser: TrinoParser, file: Path) -> None:
        loaded = load(file)
        if loaded.ruleset is None:
            assert loaded.library
            return
        assert _complaints(parser, lower(loaded.ruleset)) == []

    @pytest.mark.parametrize("seed", range(61_000, 61_040))
    def test_generated_cases(self, parser: TrinoParser, seed: int, tmp_path: Path) -> None:
        made = case(seed, leads=2, size=16)
        assert _complaints(parser, planned(made.text, made.written(tmp_path))) == []

    def test_raw_tables(self, parser: TrinoParser, tmp_path: Path) -> None:
        for seed in range(62_000, 62_003):
            made = case(seed, leads=2, size=8)
            plan = planned(made.text, made.written(tmp_path))
            for _, text in scripts(plan, "trino", default_binding(plan.schema)):
                for part in text.split(";\n"):
                    if part.strip():
                        assert parser.complaints(part) == []
