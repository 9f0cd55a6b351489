"""Redshift's own forms: what is printed, and its views on a PostgreSQL whose comparisons do not see trailing blanks.

PostgreSQL is no Redshift: what it gives is a check of the forms, and no proof of the dialect.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from scoreline.compiler.sql import inputs
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.lowering import Unsayable
from scoreline.compiler.sql.dialects.redshift import REDSHIFT
from scoreline.compiler.sql.spread import total
from scoreline.compiler.sql.typed import Physical, typed_inputs
from scoreline.compiler.sql.windows import ascending, descending, over
from sqlglot import exp
from support.engines import registry
from support.engines.redshift import start
from support.generate.rulesets import case
from support.trial import tried
from support.typed import DuckDB, literal, run

I64 = 2**63 - 1


def _printed(node: exp.Expr) -> str:
    return " ".join(REDSHIFT.print(node).split()).replace("( ", "(").replace(" )", ")")


def test_names_are_cut_by_bytes() -> None:
    name = REDSHIFT.print(n.column("é" * 100)).strip('"')
    assert len(name.encode()) <= 127
    assert name != REDSHIFT.print(n.column("é" * 101)).strip('"')


def test_no_literal_has_a_backslash() -> None:
    assert _printed(n.text("it's")) == "'it''s'"
    assert _printed(n.text("a\\b")) == "('a' || chr(92) || 'b')"
    assert _printed(n.text("a\x1fb")) == "('a' || chr(31) || 'b')"


@pytest.mark.parametrize(("text", "what"), [("a\0", "U\\+0000"), ("a\x01", "U\\+0001")])
def test_characters_that_it_cannot_hold_are_refused(text: str, what: str) -> None:
    with pytest.raises(Unsayable, match=what):
        REDSHIFT.print(n.equal(n.column("a"), n.text(text)))


def test_blanks_at_the_end_of_a_literal_count() -> None:
    plain = _printed(n.equal(n.column("a"), n.text("x")))
    assert plain == "\"a\" = 'x'"
    compared = _printed(n.equal(n.column("a"), n.text("x ")))
    assert compared == "(rtrim(\"a\", chr(1)) || '.') = ('x ' || '.')"
    listed = _printed(n.one_of(n.column("a"), [n.text("x "), n.text("y")]))
    assert listed == "(rtrim(\"a\", chr(1)) || '.') IN (('x ' || '.'), ('y' || '.'))"


def test_tables_heed_capitals_whatever_the_database_does() -> None:
    _, made = REDSHIFT.table("t", [("a", "VARCHAR"), ("n", "BIGINT")])
    assert _printed(made) == 'CREATE TABLE "t" ("a" VARCHAR(65535) COLLATE CASE_SENSITIVE, "n" BIGINT)'


def test_functions_know_their_argument_by_number() -> None:
    (made,) = REDSHIFT.function("f", "value", "BIGINT", n.plus(n.column("value"), n.number(1)))
    assert _printed(made).endswith('"f"(BIGINT) RETURNS BIGINT IMMUTABLE AS $$ SELECT $1 + 1 $$ LANGUAGE sql')


def test_rows_are_selects() -> None:
    query = n.select([n.star()], n.values("v", ("p", "q"), [[n.number(1), n.text("a")], [n.number(2), n.text("b")]]))
    assert "VALUES" not in _printed(query)
    long = n.select([n.star()], n.values("v", ("p",), [[n.number(i)] for i in range(350)]))
    assert _printed(long).count("UNION ALL") == 349
    assert _printed(long).count("rows_") == 4


def test_no_frame_has_peers() -> None:
    flag = n.when((n.column("b"), n.number(1)), otherwise=n.number(0))
    visit = over(n.call("sum", flag), [n.column("p")], ascending(n.column("k")), "peers up to here")
    query = n.select([n.star(), n.named(visit, "visit")], n.table(["t"]))
    text = _printed(query)
    assert "RANGE" not in text
    assert 'max("visit by rows") OVER (PARTITION BY "p", "k") AS "visit"' in text
    assert "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW" in text
    amounts = over(n.call("sum", n.column("x")), [], ascending(n.column("k")), "peers up to here")
    with pytest.raises(Unsayable, match="running sum"):
        REDSHIFT.print(n.select([n.named(amounts, "s")], n.table(["t"])))


def test_no_sets_in_columns_of_text() -> None:
    with pytest.raises(Unsayable, match="a set that stands in a text column"):
        REDSHIFT.set_of_text(n.column("a"), ",", [])


# ---- on PostgreSQL -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def postgres() -> Iterator[Any]:
    engine = registry.opened("redshift")
    engine.clear()
    yield engine


def test_the_shim_compares_as_redshift_does() -> None:
    engine = start()
    try:
        engine.clear()
        assert engine.execute("SELECT 'a '::text = 'a'::text, ' a'::text = 'a'::text").fetchall() == [(True, False)]
    finally:
        engine.close()


def _values(engine: Any, *nodes: n.Node) -> list[Any]:
    query = n.select([n.named(node, f"x{i}") for i, node in enumerate(nodes)], None)
    (row,) = engine.execute(REDSHIFT.print(query)).fetchall()
    return list(row)


def test_texts_that_end_in_a_blank(postgres: Any) -> None:
    for statement in REDSHIFT.table("t", [("a", "VARCHAR"), ("i", "BIGINT")]):
        postgres.execute(REDSHIFT.print(statement))
    texts = ["x", "x ", "x  ", " x", "x\t", "", " "]
    postgres.insert("t", ["a", "i"], [[text, i] for i, text in enumerate(texts)])
    a = n.column("a")
    conditions = {
        "x": n.equal(a, n.text("x")),
        "x ": n.equal(a, n.text("x ")),
        "not x ": n.compare(exp.NEQ, a, n.text("x ")),
        "in": n.one_of(a, [n.text("x  "), n.text("x")]),
        "ends": REDSHIFT.ends(a, n.text(" ")),
        "ends x": REDSHIFT.ends(a, n.text("x")),
        "starts": REDSHIFT.starts(a, n.text("x ")),
        "contains": REDSHIFT.contains(a, n.text("x ")),
    }
    expected = {
        "x": [0],
        "x ": [1],
        "not x ": [0, 2, 3, 4, 5, 6],
        "in": [0, 2],
        "ends": [1, 2, 6],
        "ends x": [0, 3],
        "starts": [1, 2],
        "contains": [1, 2],
    }
    for name, condition in conditions.items():
        rows = postgres.execute(REDSHIFT.print(n.select([n.column("i")], n.table(["t"]), condition))).fetchall()
        assert sorted(i for (i,) in rows) == expected[name], name
    pairs = n.select([n.column("i", "l")], n.named_table("t", "l"))
    pairs.join(n.named_table("t", "r"), on=n.equal(n.column("a", "l"), n.column("a", "r")), copy=False)
    assert len(postgres.execute(REDSHIFT.print(pairs)).fetchall()) == len(texts)


def test_marks_stand_behind_blanks_only_and_once(postgres: Any) -> None:
    once = REDSHIFT.exact_text(n.text("x "))
    marked = (once, REDSHIFT.exact_text(once), REDSHIFT.exact_text(n.text("x")))
    lengths = [n.call("length", node) for node in marked]
    assert _values(postgres, *lengths) == [3, 3, 1]


def test_whole_numbers(postgres: Any) -> None:
    nodes = [n.quotient(n.number(-7), n.number(2)), n.remainder(n.number(-7), n.number(2))]
    nodes += [REDSHIFT.entry([5, 17, 123], n.cast(n.number(2), "BIGINT"))]
    assert _values(postgres, *nodes) == [-3, -1, 123]
    array = REDSHIFT.array([n.number(5), n.null(), n.number(-(10**18))], "BIGINT")
    items = [REDSHIFT.item(array, n.cast(n.number(i), "BIGINT")) for i in (1, 2, 3)]
    assert _values(postgres, *items) == [5, None, -(10**18)]


def test_sums_are_wider_than_what_they_add(postgres: Any) -> None:
    for statement in REDSHIFT.table("wide", [("v", "BIGINT")]):
        postgres.execute(REDSHIFT.print(statement))
    postgres.insert("wide", ["v"], [[I64], [I64], [5]])
    query = n.select([n.named(total(n.column("v"), 10**18), "x")], n.table(["wide"]))
    assert postgres.execute(REDSHIFT.print(query)).fetchall() == [(10**18,)]


def test_peers_by_rows_are_those_of_ranges(postgres: Any) -> None:
    for statement in REDSHIFT.table("k", [("k", "BIGINT"), ("b", "BOOLEAN")]):
        postgres.execute(REDSHIFT.print(statement))
    rows = [[1, True], [1, False], [2, True], [2, True], [3, None]]
    postgres.insert("k", ["k", "b"], rows)
    flag = n.when((n.column("b"), n.number(1)), otherwise=n.number(0))
    up = over(n.call("sum", flag), [], ascending(n.column("k")), "peers up to here")
    down = over(n.call("min", n.column("k")), [], descending(n.column("k")), "peers up to here")
    query = n.select([n.star(), n.named(up, "up"), n.named(down, "down")], n.table(["k"]))
    found = postgres.execute(REDSHIFT.print(query)).fetchall()
    by_key = sorted((row[0], row[-2], row[-1]) for row in found)
    assert by_key == [(1, 1, 1), (1, 1, 1), (2, 3, 2), (2, 3, 2), (3, 3, 3)]


@pytest.mark.parametrize("places", [0, 2, 9])
def test_decimals_are_rounded_away_from_zero(postgres: Any, places: int) -> None:
    given = ["123456.5", "-123456.5", "0.005", "-0.005", "0.0049999999999999999", "99.9999999995", "-1"]
    nodes = [REDSHIFT.units_of_decimal(n.cast(n.text(each), "DECIMAL(38, 20)"), 38, 20, places) for each in given]
    expected = {
        0: [123457, -123457, 0, 0, 0, 100, -1],
        2: [12345650, -12345650, 1, -1, 0, 10000, -100],
        9: [123456500000000, -123456500000000, 5000000, -5000000, 5000000, 100000000000, -1000000000],
    }
    assert _values(postgres, *nodes) == expected[places]


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_of_redshift", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SHARED: Any = _module("test_typed_inputs")
# Every number of a REAL is one of a DOUBLE; Redshift has no infinite times.
NAMES = ("integer", "double", "decimal", "boolean", "date", "timestamp", "timestamp with time zone", "text")


@pytest.mark.parametrize("name", NAMES)
def test_every_type_of_column(postgres: Any, name: str) -> None:
    declared, called, read, values = SHARED.COLUMNS[name]
    read = tuple(each for each in read if each not in ("s", "s_m"))
    values = [None, *(value for value in values if not (name.startswith(("date", "time")) and "infinity" in value))]
    values = [value for value in values if value is None or len(value.encode()) < 65_535]  # as long as a VARCHAR may be
    of = SHARED.plan("Europe/Berlin")
    duck = DuckDB()
    duck.clear()
    for engine in (duck, postgres):
        engine.execute('DROP TABLE IF EXISTS "raw" CASCADE')
        engine.execute(f'CREATE TABLE "raw" ("key" BIGINT, "value" {called})')
        given = ", ".join(f"({i}, CAST({literal(value)} AS {called}))" for i, value in enumerate(values, 1))
        engine.execute(f'INSERT INTO "raw" VALUES {given}')
    expected = run(duck, inputs.statements(of, SHARED.reading(read, of)), "r_leads")
    tables = {("raw",): {"key": Physical("integer"), "value": declared}}
    got = run(postgres, typed_inputs(of, SHARED.reading(read, of), REDSHIFT, tables), "r_leads", REDSHIFT)
    assert len(got) == len(expected) == len(values)
    for row, found in zip(expected, got, strict=True):
        assert [(type(value), value) for value in found] == [(type(value), value) for value in row]


@pytest.mark.parametrize("seed", range(31_000, 31_004))
def test_generated_cases(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    registry.register(("redshift",), monkeypatch)
    failure = tried(case(seed, leads=20, size=12), ("redshift",))
    assert failure is None, f"seed {seed}: {failure.text}"
