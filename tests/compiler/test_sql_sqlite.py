"""What SQLite says in its own way: letters, calendar, exact numbers, sums without an overflow, wide rulesets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.reference import score
from scoreline.compiler.result import Lead
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql import spread
from scoreline.compiler.sql.dialects import sqlite as module
from scoreline.compiler.sql.dialects.lowering import Unsayable
from scoreline.compiler.sql.dialects.sqlite import SQLITE
from scoreline.compiler.sql.emit import emit
from scoreline.dsl import folding
from support.engines.engine import score_all_in
from support.engines.sqlite import SQLite
from support.sized_rulesets import event_rules, sized, when_rules

EPOCH = dt.date(1970, 1, 1).toordinal()
AS_OF = 1_768_467_600


@pytest.fixture
def engine() -> Iterator[SQLite]:
    made = SQLite()
    yield made
    made.close()


def _of_each(engine: SQLite, type_: str, values: Sequence[Any], node: n.Node) -> list[Any]:
    """The node over the column `x` of a table with these values, in their order."""
    for statement in SQLITE.table("given", [("i", "BIGINT"), ("x", type_)]):
        engine.execute(SQLITE.print(statement))
    engine.insert("given", ["i", "x"], list(enumerate(values)))
    rows = engine.execute(SQLITE.print(n.select([n.column("i"), n.named(node, "y")], n.table(["given"])))).fetchall()
    return [y for _, y in sorted(rows)]


def test_every_code_point_folds_and_separates_as_in_the_tables(engine: SQLite) -> None:
    points = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
    texts = ["".join(map(chr, points[i : i + 97])) for i in range(0, 0x3000, 97)]
    texts += ["".join(map(chr, points[i : i + 997])) for i in range(0xA000, len(points), 9_970)]
    texts += [folding.FOLD_FROM, folding.SEPARATORS, "ASCII only", "\0", "a\0É"]
    assert _of_each(engine, "VARCHAR", texts, SQLITE.folded(n.column("x"))) == [folding.fold(t) for t in texts]
    folded = [folding.fold(text) for text in texts]
    assert _of_each(engine, "VARCHAR", folded, SQLITE.spaced(n.column("x"))) == [folding.spaced_words(t) for t in texts]
    assert _of_each(engine, "VARCHAR", [None], SQLITE.folded(n.column("x"))) == [None]


def test_what_follows_the_last_at(engine: SQLite) -> None:
    texts = ["a@b", "a@b@é\0c", "@", "a@", "none", "\0@x", None]
    found = _of_each(engine, "VARCHAR", texts, SQLITE.after_last_at(n.column("x")))
    assert found == ["b", "é\0c", None, None, None, "x", None]


@pytest.mark.parametrize(
    ("test", "needle", "expected"),
    [
        (SQLITE.contains, "\0é", [1, 1, 0]),
        (SQLITE.starts, "a\0", [1, 0, 0]),
        (SQLITE.ends, "é", [1, 0, 1]),
        (SQLITE.ends, "aaaaaé", [0, 0, 0]),
    ],
)
def test_texts_go_on_behind_a_nul(engine: SQLite, test: Any, needle: str, expected: list[int]) -> None:
    assert _of_each(engine, "VARCHAR", ["a\0é", "b\0éa", "é"], test(n.column("x"), n.text(needle))) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-03-31", 1, "2024-02-29"),
        ("2023-03-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2024-05-31", 6, "2023-11-30"),
        ("2024-01-15", 1, "2023-12-15"),
        ("1970-01-01", 1, "1969-12-01"),
    ],
)
def test_months_end_where_they_lack_the_day(engine: SQLite, day: str, months: int, expected: str) -> None:
    given = dt.date.fromisoformat(day).toordinal() - EPOCH
    found = _of_each(engine, "BIGINT", [given], SQLITE.months_before(n.column("x"), months))
    assert dt.date.fromordinal(found[0] + EPOCH).isoformat() == expected


def test_the_number_of_each_month(engine: SQLite) -> None:
    days = [dt.date(1969, 12, 31), dt.date(1970, 1, 1), dt.date(2026, 12, 31)]
    numbers = [day.toordinal() - EPOCH for day in days]
    # 12 × 1969 + 11, 12 × 1970, 12 × 2026 + 11
    assert _of_each(engine, "BIGINT", numbers, SQLITE.month(n.column("x"))) == [23_639, 23_640, 24_323]


def test_scores_are_numbers_and_points_are_exact_texts(engine: SQLite) -> None:
    scores = SQLITE.decimal(n.column("x"), 3, 10)
    assert _of_each(engine, "BIGINT", [53_263, -1, 1_000_000_000, None], scores) == [53.263, -0.001, 1_000_000.0, None]
    points = SQLITE.decimal(n.column("x"), 9, 28)
    assert _of_each(engine, "BIGINT", [-500_000_000, 10**18, 10**18 - 1, None], points) == [
        "-0.500000000",
        "1000000000.000000000",
        "999999999.999999999",
        None,
    ]
    # 10^-7 points: 22,652,753,900 of them are 2,265.27539
    assert _of_each(engine, "BIGINT", [22_652_753_900], SQLITE.decimal(n.column("x"), 7, 28)) == ["2265.275390000"]


def test_timestamps_are_texts(engine: SQLite) -> None:
    found = _of_each(engine, "BIGINT", [AS_OF, -1, 4_102_444_799], SQLITE.timestamp(n.column("x")))
    assert found == ["2026-01-15 09:00:00", "1969-12-31 23:59:59", "2099-12-31 23:59:59"]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], 0),
        ([10**18] * 12, 10**18),
        ([-(10**18)] * 12, -(10**18)),
        ([2**63 - 1, 2**63 - 1, -(2**63) + 1, -(2**63) + 1, 7], 7),
        ([-(10**18) + 1, -1], -(10**18)),
        ([999_999_999, 1, -(10**9) - 5], -5),
        ([1_999_999_999, -1_000_000_001], 999_999_998),
        ([None, 3], 3),
    ],
)
def test_sums_stop_at_their_bound_without_an_overflow(engine: SQLite, numbers: list[int | None], expected: int) -> None:
    for statement in SQLITE.table("given", [("x", "BIGINT")]):
        engine.execute(SQLITE.print(statement))
    engine.insert("given", ["x"], [[number] for number in numbers])
    total = n.select([n.named(spread.total(n.column("x"), spread.MAX_PRODUCT), "y")], n.table(["given"]))
    assert engine.execute(SQLITE.print(total)).fetchall() == [(expected,)]


def test_tables_are_read_by_their_index(engine: SQLite) -> None:
    table = [1_000_000, 7, 0, 999_999]
    assert _of_each(engine, "BIGINT", [0, 1, 2, 3], SQLITE.entry(table, n.column("x"))) == table


@pytest.mark.parametrize("count", [1, 100, 101, 350])
def test_arrays_have_more_items_than_a_function_has_arguments(engine: SQLite, count: int) -> None:
    items = [
        n.when((n.equal(n.column("x"), n.number(i)), n.null()), otherwise=n.number(i * 10**15)) for i in range(count)
    ]
    inner = n.part(n.select([n.named(SQLITE.array(items, "BIGINT"), "items")], n.table(["given"])), "made")
    found = []
    for position in {1, count // 2 + 1, count}:
        _of_each(engine, "BIGINT", [0], n.column("x"))
        query = n.select([n.named(SQLITE.item(n.column("items"), n.number(position)), "y")], inner.copy())
        found.append((position, engine.execute(SQLITE.print(query)).fetchall()[0][0]))
    assert dict(found) == {position: (position - 1) * 10**15 or None for position, _ in found}


def test_each_item_beside_columns_with_the_names_of_json(engine: SQLite) -> None:
    for statement in SQLITE.table("given", [("value", "BIGINT"), ("type", "VARCHAR")]):
        engine.execute(SQLITE.print(statement))
    engine.insert("given", ["value", "type"], [(1, "a"), (2, "b")])
    few = n.compare(module.exp.LT, n.column("value"), n.number(2))
    items = SQLITE.array([n.when((few, n.number(5))), n.number(6)], "INTEGER")
    query = SQLITE.each_item("given", n.when((n.is_known(n.column("type")), items)), "item")
    assert sorted(engine.execute(SQLITE.print(query)).fetchall()) == [(1, "a", 5), (1, "a", 6), (2, "b", 6)]


@pytest.mark.parametrize("seed_rules", [(60, 0), (30, 30)])
def test_numbers_travel_together_where_columns_are_too_many(
    engine: SQLite, monkeypatch: pytest.MonkeyPatch, seed_rules: tuple[int, int]
) -> None:
    """The same as with 2,000 rules and more, for which SQLite has too few columns."""
    monkeypatch.setattr(module, "_PACKING", replace(module._PACKING, crowded=20, most=60, together=7))
    plan = lower(sized([*when_rules(seed_rules[0]), *event_rules(seed_rules[1])]))
    written = "".join(statement.sql for statement in emit(plan, "sqlite", compiled_by="tests").statements)
    assert '"packed 2"' in written
    leads = [Lead(str(i), {"id": str(i), "n": i * 9}, ()) for i in range(4)]
    found, _ = score_all_in(engine, plan, leads, AS_OF)
    assert found == [score(plan, lead, AS_OF) for lead in leads]


def test_too_many_texts_cannot_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PACKING", replace(module._PACKING, crowded=3, most=3))
    with pytest.raises(Unsayable, match="so many"):
        emit(lower(sized(when_rules(5))), "sqlite", compiled_by="tests")


def test_views_stand_in_the_database_and_are_replaced(engine: SQLite) -> None:
    plan = lower(sized(when_rules(2)))
    lead = Lead("1", {"id": "1", "n": 1}, ())
    for _ in range(2):
        assert score_all_in(engine, plan, [lead], AS_OF)[0] == [score(plan, lead, AS_OF)]
    for statement in emit(plan, "sqlite", compiled_by="tests").statements:
        for part in statement.parts if statement.kind == "view" else ():
            engine.execute(part)
    views = engine.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name").fetchall()
    assert {("sized_contributions",), ("sized_scores",)} <= set(views)
    columns = engine.execute("SELECT typeof(fit), typeof(as_of) FROM sized_scores").fetchall()
    assert columns == [("real", "text")]
