"""Sets of text, read by Python and by SQL: the same one text, or missing in both.

`SCORELINE_EXAMPLES` sets how many rounds there are.
"""

from __future__ import annotations

import os
import random
from typing import Any

import duckdb
import pytest
from scoreline.compiler import values
from scoreline.compiler.sql import inputs
from scoreline.compiler.sql.dialects.duckdb import DuckDB
from scoreline.data.reading import reader
from scoreline.dsl.binding import Binding, ColumnBinding, LeadsBinding
from scoreline.dsl.model import Attribute, Schema, ValueType
from scoreline.dsl.zones import zone

ROUNDS = max(1, int(os.environ.get("SCORELINE_EXAMPLES", "120")) // 60)
SCHEMA = Schema((Attribute("id", ValueType("text")), Attribute("s", ValueType("set"))), "id", None, ())
MARK = "\x1f"
WORDS = ["a", "b", "B", "é", "😀", "CFP", " ", "\t", "\u3000", ";", ",", MARK, "'", '"', "1", "-0", "null", "[", "]"]
WORDS += ["\\", "\\u0041", "\\ud800", "\\ud83d\\ude00", "\n", '"a"', '"b c"', "12345678901234567890", "x" * 40_000]
ITEMS = [*WORDS, '"é"', '" a "', '"\\u001f"', '"\\n"', "7", "null", "-0", "0", "1.5", "true", "{}", "1e999", "NaN"]


def column(**settings: Any) -> ColumnBinding:
    return ColumnBinding("s", "s", **settings)


def by_sql(bound: ColumnBinding, type_: str, raws: list[Any], physical: dict[str, str] | None = None) -> list[Any]:
    binding = Binding(LeadsBinding(("leads",), (ColumnBinding("id", "id"), bound)), ())
    query = DuckDB().print(inputs.leads(SCHEMA, binding, zone("UTC"), physical))
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"CREATE TABLE leads AS SELECT unnest($1::VARCHAR[]) AS id, unnest($2::{type_}[]) AS s",
            [[str(i) for i in range(len(raws))], raws],
        )
        return [row[0] for row in connection.execute(f"SELECT s FROM ({query}) ORDER BY lead::INTEGER").fetchall()]


def by_python(bound: ColumnBinding, raws: list[Any]) -> list[Any]:
    read = reader(bound, ValueType("set"), zone("UTC"))
    return [None if isinstance(found := read(raw), values.Verdict) else found for raw in raws]


def texts(chance: random.Random, count: int) -> list[str | None]:
    found: list[str | None] = [None, "", " ", ";", "[]", "[null]", "[ ]", " [1] ", "[1,]", '["a" , 2]']
    while len(found) < count:
        found.append("".join(chance.choice(WORDS) for _ in range(chance.randint(0, 8))))
        found.append("[" + ",".join(chance.choice(ITEMS) for _ in range(chance.randint(0, 4))) + "]")
    return found


MAPPED = (("a", "Z"), ("B", ""), ("CFP", "x" + MARK + "y"), ("", "k"))


@pytest.mark.parametrize(
    "bound",
    [
        column(),
        column(separator=","),
        column(separator=" ; "),
        column(separator=" "),
        column(json=True),
        column(missing=("a", "[]"), values=MAPPED),
        column(json=True, missing=("a", "[]"), values=MAPPED),
    ],
    ids=lambda bound: f"{bound.separator}{bound.json}{bound.values != ()}",
)
def test_texts(bound: ColumnBinding) -> None:
    for round_ in range(ROUNDS):
        seed = random.randrange(2**40) if round_ else 1
        raws = texts(random.Random(seed), 2_000)
        expected = by_python(bound, raws)
        assert sum(value is not None for value in expected) > 50
        for physical in (None, {"id": "VARCHAR", "s": "VARCHAR"}):
            found = by_sql(bound, "VARCHAR", raws, physical)
            wrong = [each for each in zip(raws, expected, found, strict=True) if each[1] != each[2]]
            assert not wrong, f"seed {seed}: {wrong[:3]!r}"


@pytest.mark.parametrize(
    ("type_", "raws"),
    [
        ("VARCHAR", [["b", "a"], [], ["x ;y", " x", None], None, [None], [MARK], ["é", "e", "Z"], ["\x01"]]),
        ("VARCHAR", [["x" * 70_000], ["x" * 65_533], ["x" * 65_534]]),
        ("BIGINT", [[1, 2, 1], [-5], [10**18 - 1], [10**18], []]),
        ("DOUBLE", [[1.0], [], None]),
        ("BOOLEAN", [[True], []]),
    ],
)
def test_lists(type_: str, raws: list[Any]) -> None:
    expected = by_python(column(), raws)
    for physical in (None, {"id": "VARCHAR", "s": f"{type_}[]"}):
        assert by_sql(column(), f"{type_}[]", raws, physical) == expected


def test_the_one_text() -> None:
    """By hand: entries between marks, by their bytes (capitals, then small letters, then `é`), each once."""
    raws = [" b; a ;;b", ";", " ", "é;e;Z", "one, two"]
    expected = [f"{MARK}a{MARK}b{MARK}", MARK, None, f"{MARK}Z{MARK}e{MARK}é{MARK}", f"{MARK}one, two{MARK}"]
    assert by_python(column(), raws) == by_sql(column(), "VARCHAR", raws) == expected
    assert [values.read_set(raw) for raw in raws] == expected
    assert values.read_set({"b", "a"}) == values.read_set(("a", "b", "a")) == f"{MARK}a{MARK}b{MARK}"
    assert values.read_set([7, " x "]) == f"{MARK}7{MARK}x{MARK}"


@pytest.mark.parametrize("raw", [["a" + MARK], [True], [1.5], [["a"]], 1.5, True, {"a": 1}, [10**18], ["\ud800"]])
def test_what_is_no_set(raw: object) -> None:
    assert values.read_set(raw) is values.UNREADABLE


def test_values_are_of_entries() -> None:
    bound = column(values=(("Certified Planner", "CFP"), ("none", "")), missing=("none",))
    raws = ["Certified Planner;CFA", "none", "none;CFA"]
    expected = [f"{MARK}CFA{MARK}CFP{MARK}", None, f"{MARK}CFA{MARK}"]
    assert by_python(bound, raws) == by_sql(bound, "VARCHAR", raws) == expected
