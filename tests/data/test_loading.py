"""Files of every sort into raw tables: encodings, separators, broken rows, and what the messages say."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scoreline.data.loading import Opened, Table, open_file
from scoreline.dsl.diagnostics import Diagnostic, DiagnosticError


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as made:
        made.execute("CREATE SCHEMA input")
        yield made


def opened(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, data: bytes) -> Opened:
    path = folder / name
    path.write_bytes(data)
    return open_file(path, folder, connection)


def load(
    connection: duckdb.DuckDBPyConnection, folder: Path, data: bytes, name: str = "leads.csv"
) -> tuple[tuple[str, ...], list[tuple[Any, ...]], Table]:
    """Column names, rows without lines, and the table."""
    file = opened(connection, folder, name, data)
    table = file.load(connection, "input.raw", list(range(len(file.columns))))
    rows = connection.execute("SELECT * EXCLUDE (line) FROM input.raw ORDER BY rowid").fetchall()
    return file.columns, rows, table


def problem(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, data: bytes) -> Diagnostic:
    with pytest.raises(DiagnosticError) as caught:
        load(connection, folder, data, name)
    [found] = caught.value.diagnostics
    return found


@pytest.mark.parametrize(
    "data",
    [
        b"id,city\n1,Bonn\n2,K\xc3\xb6ln\n",
        b"\xef\xbb\xbfid,city\r\n1,Bonn\r\n2,K\xc3\xb6ln\r\n",
        b"id;city\n1;Bonn\n2;K\xc3\xb6ln",
        b"id\tcity\r1\tBonn\r2\tK\xc3\xb6ln\r",
        b"id|city\n1|Bonn\n2|K\xc3\xb6ln\n",
        b'\n\n "id" , city\n"1",Bonn\n\n2,"K\xc3\xb6ln"\n'.replace(b' "id" ', b'"id"'),
        "id,city\r\n1,Bonn\r\n2,Köln\r\n".encode("utf-16"),
        b"id,city\r\n1,Bonn\n2,K\xc3\xb6ln\r\n",  # two sorts of line ends: read row by row
    ],
)
def test_the_same_table_in_many_spellings(connection: duckdb.DuckDBPyConnection, tmp_path: Path, data: bytes) -> None:
    columns, rows, table = load(connection, tmp_path, data)
    assert (columns, rows) == (("id", "city"), [("1", "Bonn"), ("2", "Köln")])
    assert (table.rows, table.broken) == (2, 0)


def test_quoted_separators_and_line_breaks(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    data = b'id,"a ""name"", quoted"\n1,"two\nlines, one field"\n2,"say ""hi"""\n3,\n4,""\n'
    columns, rows, _ = load(connection, tmp_path, data)
    assert columns == ("id", 'a "name", quoted')
    assert rows == [("1", "two\nlines, one field"), ("2", 'say "hi"'), ("3", None), ("4", None)]


def test_values_stay_text(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    _, rows, _ = load(connection, tmp_path, b"a,b,c,d\n007, 1e5 ,2026-01-01,NULL\n=1+1,--,'x',\\N\n")
    assert rows == [("007", " 1e5 ", "2026-01-01", "NULL"), ("=1+1", "--", "'x'", "\\N")]


def test_broken_rows_are_counted_with_their_lines(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    data = b'id,city\n1,Bonn\n2\n3,"two\nlines"\n4,a,b\n5,"x"y\n6,Ulm\n\n7,"never closed\n8,Kiel\n'
    _, rows, table = load(connection, tmp_path, data)
    assert rows == [("1", "Bonn"), ("3", "two\nlines"), ("6", "Ulm")]
    assert (table.rows, table.broken, table.broken_lines) == (3, 4, (3, 6, 7, 10))
    lines = connection.execute("SELECT line FROM input.raw ORDER BY rowid").fetchall()
    assert lines == [(2,), (4,), (8,)]


def test_the_line_of_a_value_is_found_behind_fields_of_several_lines(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    _, _, table = load(connection, tmp_path, b'id,city\n1,"a\nb\nc"\n2,Ulm\n')
    assert table.line(1, 1, "Ulm") == 5
    assert table.line(1, 1, "another value") is None


def test_only_the_columns_asked_for_are_loaded(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = opened(connection, tmp_path, "x.csv", b"a,b,c\n1,2,3\n")
    file.load(connection, "input.raw", [2, 0])
    assert connection.execute("SELECT * FROM input.raw").fetchall() == [("3", "1", None)]


def test_a_column_is_found_whatever_its_case_unless_there_are_two(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = opened(connection, tmp_path, "x.csv", b"Land,email,Email,a,a\n")
    assert [file.find(name) for name in ("land", "email", "Email", "none")] == [0, 1, 2, None]
    for name in ("EMAIL", "a"):
        with pytest.raises(DiagnosticError) as caught:
            file.find(name)
        assert caught.value.diagnostics[0].code == "SL0925"


@pytest.mark.parametrize(
    ("name", "data", "code", "line", "column"),
    [
        ("a.csv", b"", "SL0921", 1, 1),
        ("a.csv", b"\n \n\n", "SL0921", 1, 1),
        ("a.csv", b"\xef\xbb\xbf", "SL0921", 1, 1),
        ("a.xlsx", b"PK\x03\x04", "SL0920", 1, 1),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", "SL0922", 1, 1),
        ("a.xls", b"\xd0\xcf\x11\xe0", "SL0922", 1, 1),
        ("a.csv", b"PK\x03\x04 in disguise", "SL0922", 1, 1),
        ("a.csv", b"\x1f\x8b\x08", "SL0922", 1, 1),
        ("a.csv.gz", b"\x1f\x8b\x08", "SL0920", 1, 1),
        ("a.csv.gz", gzip.compress(b"", mtime=0), "SL0921", 1, 1),
        ("a.csv.gz", gzip.compress(b"id\n1\n" * 99, mtime=0)[:-9], "SL0920", 1, 1),
        ("a.dat", b"id\n1\n", "SL0922", 1, 1),
        ("a.csv", b"id,city\n1,Bonn\n2,K\xf6ln\n", "SL0923", 3, 4),
        ("a.csv", b"id\n" + b"\xc3\xa9" * 600_000 + b"\n" + b"\xc3\xa9" * 9 + b"\xff", "SL0923", 3, 10),
        ("a.csv", b"id\n1\0\n", "SL0923", 2, 2),
        ("a.csv", b"id\xc3", "SL0923", 1, 3),
        ("a.csv", b'id,"city\n1,Bonn\n', "SL0927", 2, 1),
        ("a.parquet", b"PAR1 and then nothing", "SL0920", 1, 1),
        ("a.jsonl", b"\n\n", "SL0926", 1, 1),
        ("a.jsonl", b'[{"id": 1}]\n', "SL0926", 1, 1),
        ("a.json", b'[\n  {"id": 1}\n]\n', "SL0926", 1, 1),
        ("a.jsonl", b"id,city\n1,Bonn\n", "SL0926", 1, 1),
    ],
)
def test_files_that_cannot_be_read(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, name: str, data: bytes, code: str, line: int, column: int
) -> None:
    found = problem(connection, tmp_path, name, data)
    assert (found.code, found.span.line, found.span.column) == (code, line, column)
    assert found.help


def test_a_packed_file_is_read_as_it_is(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    columns, rows, _ = load(
        connection, tmp_path, gzip.compress(b"\xef\xbb\xbfid;city\r\n1;Bonn\r\n", mtime=0), "a.csv.gz"
    )
    assert (columns, rows) == (("id", "city"), [("1", "Bonn")])


def test_files_that_are_not_there(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path, Path("a\0b.csv")):
        with pytest.raises(DiagnosticError) as caught:
            open_file(path, tmp_path, connection)
        assert [d.code for d in caught.value.diagnostics] == ["SL0920"]


def test_names_that_are_patterns_to_the_engine(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "leads1.csv").write_bytes(b"id\nwrong\n")
    _, rows, _ = load(connection, tmp_path, b"id\nright\n", "leads[1].csv")
    assert rows == [("right",)]
    connection.execute("DROP TABLE input.raw")
    _, rows, _ = load(connection, tmp_path, b"id\nright\n", "it's *?.csv")
    assert rows == [("right",)]


def test_json_lines_keep_what_values_were(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    lines = [
        '{"id": "1", "n": 1.50, "b": true, "x": {"a": 1}}',
        "",
        '{"id": 2, "n": 12345678901234567890123, "late": "ü", "x": [1]}',
        '{"id": null, "n": 1e400, "b": "true", "x": "\\ud800"}',
        "not json",
        "[1]",
        '{"id": -0, "n": NaN, "b": -5}',
    ]
    columns, rows, table = load(connection, tmp_path, "\n".join(lines).encode(), "a.jsonl")
    assert columns == ("id", "n", "b", "x", "late")
    assert rows == [
        ("T1", "T1.50", "Btrue", "N?", None),
        ("I2", "I12345678901234567890123", None, 'L["1"]', "Tü"),
        (None, "T1e400", "Ttrue", "N?", None),
        ("I0", "TNaN", "I-5", None, None),
    ]
    assert (table.broken, table.broken_lines) == (2, (5, 6))
    assert table.line(1, 0, "") == 3


def test_deeply_nested_json_is_a_broken_line(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    data = b'{"id": 1}\n{"id": ' + b"[" * 100_000 + b"\n"
    _, rows, table = load(connection, tmp_path, data, "a.jsonl")
    assert (rows, table.broken_lines) == ([("I1",)], (2,))


fields = st.text(st.sampled_from('a,;" \n\r\t|é=\\'), max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(fields, min_size=2, max_size=4), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_sound_rows_survive_and_all_rows_are_counted(
    tmp_path_factory: pytest.TempPathFactory, written: list[list[str]], end: str
) -> None:
    """Rows written by the rules are read back; those with another number of fields are counted."""
    rows = [["id", "x", "y"], *written]
    text = "".join(",".join('"' + f.replace('"', '""') + '"' for f in row) + end for row in rows)
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE SCHEMA input")
        _, read, table = load(connection, tmp_path_factory.mktemp("csv"), text.encode())
    sound = [tuple(f or None for f in row[:3]) for row in written if len(row) >= 3 and not any(row[3:])]
    assert read == sound
    assert table.broken == len(written) - len(sound)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80), st.sampled_from(["a.csv", "a.jsonl", "a.parquet", "a"]))
def test_any_bytes_give_a_table_or_a_diagnostic(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE SCHEMA input")
        try:
            columns, _, _ = load(connection, tmp_path_factory.mktemp("bytes"), data, name)
        except DiagnosticError as error:
            assert all(d.code.startswith("SL09") for d in error.diagnostics)
        else:
            assert columns


def test_parquet_keeps_its_types(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "leads.parquet"
    query = (
        """SELECT 1 AS id, 1.50::DECIMAL(5, 2) AS n, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS t, [1] AS "Odd ""Name" """
    )
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    file = open_file(path, tmp_path, connection)
    table = file.load(connection, "input.raw", [3, 1, 2])
    assert file.columns == ("id", "n", "t", 'Odd "Name')
    assert table.types == ("INTEGER[]", "DECIMAL(5,2)", "TIMESTAMP WITH TIME ZONE")


def test_long_json_numbers_do_not_stop_the_reader(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    _, rows, _ = load(connection, tmp_path, json.dumps({"id": 10**4_000}).encode(), "a.jsonl")
    assert rows == [("N?",)]
