"""What DataFusion says in its own way: sums wider than 64 bits, months, timestamps of no time zone, exact decimals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.reference import score
from scoreline.compiler.result import Lead
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql import spread
from scoreline.compiler.sql.dialects.datafusion import DATAFUSION
from scoreline.dsl import folding
from support.engines.datafusion import DataFusion
from support.engines.engine import score_all_in
from support.sized_rulesets import event_rules, sized, when_rules

EPOCH = dt.date(1970, 1, 1).toordinal()
AS_OF = 1_768_467_600


@pytest.fixture
def engine() -> Iterator[DataFusion]:
    made = DataFusion()
    yield made
    made.close()


def _of_each(engine: DataFusion, type_: str, values: Sequence[Any], node: n.Node) -> list[Any]:
    """The node over the column `x` of a table with these values, in their order."""
    for statement in DATAFUSION.table("given", [("i", "BIGINT"), ("x", type_)]):
        engine.execute(DATAFUSION.print(statement))
    engine.insert("given", ["i", "x"], list(enumerate(values)))
    query = n.select([n.column("i"), n.named(node, "y")], n.table(["given"]))
    return [y for _, y in sorted(engine.execute(DATAFUSION.print(query)).fetchall())]


def test_every_code_point_folds_and_separates_as_in_the_tables(engine: DataFusion) -> None:
    points = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
    texts = ["".join(map(chr, points[i : i + 997])) for i in range(0, len(points), 997)] + ["ASCII only", "a\0É"]
    assert _of_each(engine, "VARCHAR", texts, DATAFUSION.folded(n.column("x"))) == [folding.fold(t) for t in texts]
    folded = [folding.fold(text) for text in texts]
    expected = [folding.spaced_words(text) for text in texts]
    assert _of_each(engine, "VARCHAR", folded, DATAFUSION.spaced(n.column("x"))) == expected


def test_what_follows_the_last_at(engine: DataFusion) -> None:
    texts = ["a@b", "a@b@é\0c", "@", "a@", "none", None]
    found = _of_each(engine, "VARCHAR", texts, DATAFUSION.after_last_at(n.column("x")))
    assert found == ["b", "é\0c", None, None, None, None]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-03-31", 1, "2024-02-29"),
        ("2023-03-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2024-05-31", 6, "2023-11-30"),
        ("1970-01-01", 1, "1969-12-01"),
    ],
)
def test_months_end_where_they_lack_the_day(engine: DataFusion, day: str, months: int, expected: str) -> None:
    given = dt.date.fromisoformat(day).toordinal() - EPOCH
    found = _of_each(engine, "BIGINT", [given], DATAFUSION.months_before(n.column("x"), months))
    assert dt.date.fromordinal(found[0] + EPOCH).isoformat() == expected


def test_the_number_of_each_month(engine: DataFusion) -> None:
    days = [dt.date(1969, 12, 31), dt.date(1970, 1, 1), dt.date(2026, 12, 31)]
    numbers = [day.toordinal() - EPOCH for day in days]
    # 12 × 1969 + 11, 12 × 1970, 12 × 2026 + 11
    assert _of_each(engine, "BIGINT", numbers, DATAFUSION.month(n.column("x"))) == [23_639, 23_640, 24_323]


def test_timestamps_have_no_time_zone(engine: DataFusion) -> None:
    """`to_timestamp_seconds` has that of the session, which is Tokyo here."""
    found = _of_each(engine, "BIGINT", [AS_OF], DATAFUSION.timestamp(n.column("x")))
    assert found == [dt.datetime(2026, 1, 15, 9)]


def test_points_are_exact_decimals(engine: DataFusion) -> None:
    points = DATAFUSION.decimal(n.column("x"), 9, 28)
    found = _of_each(engine, "BIGINT", [-500_000_000, 10**18 - 1, None], points)
    assert found == [Decimal("-0.500000000"), Decimal("999999999.999999999"), None]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], 0),
        ([10**18] * 12, 10**18),
        ([-(10**18)] * 12, -(10**18)),
        ([2**63 - 1, 2**63 - 1, -(2**63) + 1, -(2**63) + 1, 7], 7),
    ],
)
def test_sums_stop_at_their_bound_and_do_not_begin_anew(engine: DataFusion, numbers: list[int], expected: int) -> None:
    for statement in DATAFUSION.table("given", [("x", "BIGINT")]):
        engine.execute(DATAFUSION.print(statement))
    engine.insert("given", ["x"], [[number] for number in numbers])
    total = n.select([n.named(spread.total(n.column("x"), spread.MAX_PRODUCT), "y")], n.table(["given"]))
    assert engine.execute(DATAFUSION.print(total)).fetchall() == [(expected,)]


def test_tables_are_read_by_their_index_and_not_beyond(engine: DataFusion) -> None:
    table = [1_000_000, 7, 0, 999_999]
    assert _of_each(engine, "BIGINT", [0, 1, 2, 3, 4], DATAFUSION.entry(table, n.column("x"))) == [*table, None]


def test_views_are_made_and_replaced(engine: DataFusion) -> None:
    plan = lower(sized([*when_rules(5), *event_rules(5)]))
    leads = [Lead(str(i), {"id": str(i), "n": i}, ()) for i in range(3)]
    for _ in range(2):
        assert score_all_in(engine, plan, leads, AS_OF)[0] == [score(plan, lead, AS_OF) for lead in leads]
