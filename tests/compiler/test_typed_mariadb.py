"""Columns of MariaDB that other engines lack, and texts of every sort, read as the reference reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.lowering import Unsayable
from scoreline.compiler.sql.dialects.mariadb import MARIADB
from scoreline.compiler.sql.typed import Physical, typed_inputs
from scoreline.warehouse.mariadb import _declared
from support import raw_values
from support.by_values import attributes, expected, plan, read
from support.engines import registry
from support.engines.engine import Engine
from support.typed import bind


@pytest.fixture(scope="module")
def server() -> Iterator[Engine]:
    if "mariadb" not in registry.wanted():
        pytest.skip("MariaDB is not wanted")
    yield registry.opened("mariadb")


def _found(server: Engine, type_: str, literals: Sequence[str], names: Sequence[str]) -> list[dict[str, Any]]:
    """What is read from a column of a type with these values, row by row."""
    server.clear()
    server.execute(f'CREATE TABLE "raw" ("key" BIGINT, "value" {type_})')
    rows = ", ".join(f"({i}, {each})" for i, each in enumerate(literals))
    server.execute(f'INSERT INTO "raw" VALUES {rows}')
    written = server.execute(
        "SELECT column_type FROM information_schema.columns "
        "WHERE table_schema = DATABASE() AND table_name = 'raw' AND column_name = 'value'"
    ).fetchall()[0][0]
    declared = _declared(written)
    assert isinstance(declared, Physical), written
    tables = {("raw",): {"key": Physical("integer"), "value": declared}}
    found = read(server, MARIADB, names, tables)
    return [found[i] for i in range(len(literals))]


def _hex(text: str) -> str:
    return f"CONVERT(x'{text.encode().hex()}' USING utf8mb4)" if text else "''"


def _check(server: Engine, texts: Sequence[str], type_: str = "LONGTEXT CHARACTER SET utf8mb4") -> None:
    for text, row in zip(texts, _found(server, type_, [_hex(text) for text in texts], attributes()), strict=True):
        for name, got in row.items():
            wanted = expected(text, name)
            assert (type(got), got) == (type(wanted), wanted), (name, text[:100])


def test_texts_as_the_reference_reads_them(server: Engine) -> None:
    sound = [text for text in raw_values.BOUNDARIES if isinstance(text, str)]
    _check(server, [*sound, "a\0b", "\0", "1\0", "\\", "\\u001f;\\\\", "\\\\u001F", '";"', "a;\x01;b", "a\n", "1\n"])


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(raw_values.texts, min_size=1, max_size=20))
def test_any_texts_as_the_reference_reads_them(server: Engine, texts: list[str]) -> None:
    # A number of more than 80 characters with an exponent of three digits is unreadable here.
    _check(server, [text for text in texts if len(text) < 80 or "e" not in text.lower()] or [""])


def test_texts_in_a_column_that_ignores_case_and_blanks(server: Engine) -> None:
    _check(server, ["A", "a", "a ", "b c", "B C", "ÅÄ ß", "yes"], "VARCHAR(20) COLLATE latin1_german1_ci")
    _check(server, ["A", "a", "yes", "b c"], "ENUM('A', 'a', 'yes', 'b c') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")


WHOLE = ("t", "t_m", "o", "i", "i_m", "d2", "b", "m", "m_s", "m_ns", "s")


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("BIGINT UNSIGNED", [0, 1, 7, 86_400, 4 * 10**15, 2**63, 2**64 - 1]),
        ("INT(6) ZEROFILL", [0, 1, 7, 42, 86_400]),
        ("TINYINT(1)", [0, 1, 2, -1]),
        ("BIT(1)", [0, 1]),
        ("BIT(64)", [0, 1, 7, 2**64 - 1]),
        ("YEAR", [2026, 1999]),
    ],
)
def test_whole_numbers_however_they_are_shown(server: Engine, type_: str, values: list[int]) -> None:
    for value, row in zip(values, _found(server, type_, list(map(str, values)), WHOLE), strict=True):
        assert row == {name: expected(value, name) for name in WHOLE}, value


def test_days_that_are_none_are_missing(server: Engine) -> None:
    server.execute("SET sql_mode = 'ANSI,ALLOW_INVALID_DATES'")
    names = ("d", "d_z", "m", "m_z")
    odd = ["0000-00-00", "2026-02-31", "2026-00-10", "2026-05-00", "2023-02-29"]
    try:
        found = _found(server, "DATE", [*(f"'{day}'" for day in odd), "'2024-02-29'"], names)
        assert found[:-1] == [dict.fromkeys(names)] * len(odd)
        assert found[-1]["d"] == 19_782
        clocks = _found(server, "DATETIME(6)", [f"'{day} 12:00:00.5'" for day in (*odd, "2024-02-29")], names)
        assert clocks[:-1] == [dict.fromkeys(names)] * len(odd)
        # 2024-02-29 11:00 UTC: 19,782 days and 11 hours
        assert (clocks[-1]["d"], clocks[-1]["m"]) == (19_782, 1_709_204_400)
        assert _found(server, "TIMESTAMP(6) NULL", ["'0000-00-00'", "NULL"], names) == [dict.fromkeys(names)] * 2
    finally:
        server.execute("SET sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES'")


def test_a_moment_does_not_depend_on_the_zone_of_a_session(server: Engine) -> None:
    # The session that writes is at +09:00, the one that reads at -08:00. 2026-01-15 10:00:00 UTC.
    [row] = _found(server, "TIMESTAMP(6) NULL", ["'2026-01-15 19:00:00.999999'"], ("m", "d"))
    assert row == {"m": 1_768_471_200, "d": 20_468}


def test_a_set_is_not_cut_by_what_a_session_says(server: Engine) -> None:
    text = ";".join(f"entry {i}" for i in range(2_000))
    _check(server, [text])
    reader: Any = server
    reader._run(reader._reader, "SET group_concat_max_len = 1024")
    try:
        with pytest.raises(Exception, match="more than 1 row"):
            _check(server, [text])
    finally:
        reader._run(reader._reader, "SET group_concat_max_len = DEFAULT")


def test_the_mark_of_sets_separates_none() -> None:
    with pytest.raises(Unsayable, match="the mark of sets"):
        MARIADB.set_of_text(n.column("x"), "\x1f", ())


def test_nothing_that_is_written_has_a_backslash() -> None:
    text = '[leads]\ntable = "raw"\n[leads.columns]\nid = "key"\n' + "".join(
        f'{name} = {{ column = "value{", missing = [" + chr(34) + "a" + chr(92) * 2 + "b" + chr(34) + "]"} }}\n'
        for name in attributes()
    ).replace('"value, missing', '"value", missing')
    for statement in typed_inputs(plan(), bind(text, plan()), MARIADB):
        assert "\\" not in statement.sql
