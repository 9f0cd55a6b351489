"""Tables of points and routing tables from CSV files, and lists of days."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.dsl import syntax
from scoreline.dsl.csv_tables import MOST_ROWS, TableEntry, read_table
from scoreline.dsl.findings import Findings
from scoreline.dsl.lists import days_of, entries_of
from scoreline.dsl.scope import ListEntry
from scoreline.dsl.source import Span

SPAN = Span("f", 1, 1, 1, 2)


def table(folder: Path, content: str | bytes, column: str = "points", key: str | None = None) -> syntax.TableFile:
    data = content.encode() if isinstance(content, str) else content
    (folder / "t.csv").write_bytes(data)
    named = None if key is None else syntax.Text(key, SPAN)
    return syntax.TableFile(syntax.Text("t.csv", SPAN), syntax.Text(column, SPAN), named, SPAN)


def entries(folder: Path, content: str | bytes, key: str | None = None) -> tuple[TableEntry, ...]:
    findings = Findings()
    made = read_table(findings, folder, table(folder, content, key=key), "sic")
    assert made is not None, findings.items
    return made


def problem(folder: Path, content: str | bytes, column: str = "points", key: str | None = None) -> tuple[str, str, str]:
    findings = Findings()
    assert read_table(findings, folder, table(folder, content, column, key), "sic") is None
    (found,) = findings.items
    return found.code, found.message, found.help


def test_rows_are_in_the_order_of_the_file(tmp_path: Path) -> None:
    made = entries(tmp_path, "sic,name,points\n7372,Software,+12.5\n 0100 , Farms ,-3\n6000,Banks,0.10\n")
    assert made == (
        TableEntry("7372", "+12.5", 2),
        TableEntry("0100", "-3", 3),
        TableEntry("6000", "0.10", 4),
    )


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_signs_between_columns(sign: str, tmp_path: Path) -> None:
    assert entries(tmp_path, f"code{sign}points\n1{sign}5\n", key="code") == (TableEntry("1", "5", 2),)


def test_quoted_cells_over_several_lines_and_empty_lines(tmp_path: Path) -> None:
    made = entries(tmp_path, 'sic,points\r\n\r\n"a, ""b""",5\r\n"two\r\nlines",6\r\n')
    assert [(entry.key, entry.line) for entry in made] == [('a, "b"', 3), ("two\r\nlines", 5)]


def test_labels(tmp_path: Path) -> None:
    made = read_table(Findings(), tmp_path, table(tmp_path, "sic,owner\n1,Jo\n2,Jo\n", "owner"), "sic")
    assert made == (TableEntry("1", "Jo", 2), TableEntry("2", "Jo", 3))


PROBLEMS = [
    ("sic,points\n1,5\n1,6\n", "SL0503", '"1" stands in "t.csv" twice, in lines 2 and 3', "keep one of them"),
    ("sic,points\n1,5\n ,6\n,7\n", "SL0223", '"t.csv" has a blank cell below "sic" (lines 3, 4)',
     "fill in or remove these lines"),
    ("sic,points\n1,5\n2\n", "SL0223", '"t.csv" has a blank cell below "points" (line 3)',
     "fill in or remove these lines"),
    ("sic,point\n1,5\n", "SL0222", '"t.csv" has no column "points"', "did you mean `point`?"),
    ("points,other\n1,5\n", "SL0222", '"t.csv" has no column "sic"', "its columns are `points` and `other`"),
    ("sic,points,points\n1,5,6\n", "SL0222", '"t.csv" has several columns "points"',
     "give the columns different names"),
    ("", "SL0222", '"t.csv" has no column "sic"', "the file is empty"),
    ("sic,points\n", "SL0225", '"t.csv" has no rows below its headings', "add rows, or leave the table out"),
    (b"sic,points\n1,5\n\xff,6\n", "SL0221", '"t.csv" is not in UTF-8: line 3 has a byte that fits no character',
     "save it as UTF-8"),
    ('sic,points\n1,"5\n', "SL0221", '"t.csv" is no readable CSV file: unexpected end of data', ""),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code", "message", "help"), PROBLEMS)
def test_what_can_be_wrong(content: str | bytes, code: str, message: str, help: str, tmp_path: Path) -> None:
    key = None if content != "" else "sic"
    findings = Findings()
    assert read_table(findings, tmp_path, table(tmp_path, content, key=key), "sic") is None
    first = findings.items[0]
    assert (first.code, first.message) == (code, message)
    assert first.help == help


def test_tables_have_a_size(tmp_path: Path) -> None:
    content = "sic,points\n" + "".join(f"{n},1\n" for n in range(MOST_ROWS))
    assert len(entries(tmp_path, content)) == MOST_ROWS
    assert problem(tmp_path, content + "more,1\n")[0] == "SL0608"


def test_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path in ("no.csv", "folder", "a" * 5_000):
        findings = Findings()
        source = syntax.TableFile(syntax.Text(path, SPAN), syntax.Text("points", SPAN), None, SPAN)
        assert read_table(findings, tmp_path, source, "sic") is None
        assert [found.code for found in findings.items] == ["SL0221"]


# ---- days ----------------------------------------------------------------------------------------------------------


def days(content: str, folder: Path) -> tuple[tuple[int, ...] | None, list[str]]:
    (folder / "h.csv").write_text(content)
    name = syntax.Name("holidays", SPAN)
    entry = ListEntry(syntax.FileList(name, syntax.Text("h.csv", SPAN), syntax.Text("day", SPAN), SPAN), folder)
    findings = Findings()
    entry.entries = entries_of(findings, entry)
    return days_of(findings, entry, name), [f"{found.code} {found.message}" for found in findings.items]


def test_days_since_1970(tmp_path: Path) -> None:
    """2026-01-01 is day 56 × 365 + 14 leap days = 20,454; 1969-12-31 is day -1."""
    assert days("day\n2026-01-01\n1969-12-31\n1970-01-02\n2026-01-01\n", tmp_path) == ((-1, 1, 20_454), [])


@pytest.mark.parametrize("text", ["2026-02-30", "26-01-01", "20260101", "Christmas", "2026-1-1"])
def test_what_is_no_day(text: str, tmp_path: Path) -> None:
    made, found = days(f"day\n{text}\n", tmp_path)
    assert made is None
    assert found == [f'SL0232 the list `holidays` has "{text}", which is no day']


def test_days_written_in_the_rule_file(tmp_path: Path) -> None:
    import datetime as dt

    name = syntax.Name("holidays", SPAN)
    items = (syntax.Date(dt.date(1970, 1, 3), SPAN), syntax.Text("1970-01-02", SPAN))
    entry = ListEntry(syntax.InlineList(name, items, SPAN), tmp_path)
    entry.entries = entries_of(Findings(), entry)
    assert days_of(Findings(), entry, name) == (1, 2)
