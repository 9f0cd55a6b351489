"""Declared types in the words of engines, and which attributes can be read from them."""

from __future__ import annotations

import pytest
from scoreline.compiler.sql.typed.columns import Physical
from scoreline.dsl.binding import ColumnBinding
from scoreline.dsl.model import ValueType
from scoreline.warehouse.declared import declared, fits


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("VARCHAR", Physical("text")),
        ("character varying(20)", Physical("text")),
        ("ENUM('a', 'b)')", Physical("text")),
        ("uuid", Physical("text")),
        ("integer", Physical("integer")),
        ("HUGEINT", Physical("integer")),
        ("int8", Physical("integer")),
        ("numeric", Physical("decimal")),
        ("numeric(10,2)", Physical("decimal", 10, 2)),
        ("DECIMAL(18)", Physical("decimal", 18, 0)),
        ("double precision", Physical("double")),
        ("boolean", Physical("boolean")),
        ("date", Physical("date")),
        ("timestamp(3) without time zone", Physical("timestamp")),
        ("timestamp(3) with time zone", Physical("timestamp with time zone")),
        ("VARCHAR[]", "list"),
        ("bytea", None),
        ("INTERVAL", None),
        ("point", None),
        ("time without time zone", None),
        ("STRUCT(a INTEGER)", None),
    ],
)
def test_words(written: str, found: object) -> None:
    assert declared(written) == found


def test_what_an_attribute_is_read_from() -> None:
    plain, number = ColumnBinding("x", "x"), ValueType("integer")
    assert fits(Physical("text"), plain, number)
    assert not fits(Physical("date"), plain, number)
    assert not fits(Physical("boolean"), plain, ValueType("text"))
    assert not fits(Physical("double"), plain, ValueType("text"))
    assert fits(Physical("decimal", 18, 0), plain, ValueType("text"))  # a whole number
    assert fits(Physical("boolean"), ColumnBinding("x", "x", values=(("true", "yes"),)), ValueType("text"))
    assert not fits(Physical("double"), plain, ValueType("timestamp"))
    assert fits(Physical("double"), ColumnBinding("x", "x", unit="seconds"), ValueType("timestamp"))
    assert not fits(Physical("integer"), plain, ValueType("date"))
    assert fits("list", plain, ValueType("set")) and not fits("list", plain, ValueType("text"))
    assert not fits(None, plain, ValueType("text"))
