"""Excel workbooks as files of leads, events and lists, and as results."""

from __future__ import annotations

import builtins
import datetime as dt
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from scoreline.data.loading import open_file
from scoreline.data.scoring import score_files
from scoreline.data.typed import read_leads
from scoreline.data.writing import write
from scoreline.dsl.binding import default_binding
from scoreline.dsl.diagnostics import Diagnostic, DiagnosticError
from scoreline.dsl.spreadsheets import Row, Unread, path_and_sheet, rows
from support.backends import planned

RULES = """ruleset shop version "1", time zone "Europe/Berlin"
lead { id: text key   created: timestamp   born: date   budget: decimal   employees: integer   vip: yes or no
  name: text }
event visit { page: text }
score fit, limited to 0..1000, rounded to 2 decimals {
  "Budget" +1.25 when budget at least 0.1
  "Large" +10 when employees at least 60
  "Vip" +5 when vip
  "Old" +2 when born before 1990-01-01
  "Named" +1 when name is "=1+1"
  "Visits" +3 for each visit in last 10 days
}
"""
AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z
MOMENT = dt.datetime(2026, 1, 10, 9, 30, 15, 500_000)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as made:
        made.execute("CREATE SCHEMA input")
        yield made


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
    made.save(path)
    return path


def problem(path: Path, folder: Path, connection: duckdb.DuckDBPyConnection) -> Diagnostic:
    with pytest.raises(DiagnosticError) as caught:
        open_file(path, folder, connection)
    (found,) = caught.value.diagnostics
    return found


def test_what_cells_hold(tmp_path: Path) -> None:
    cells = ["text", " a ", 3, 3.0, -0.5, 0.1, 1e-7, 1e22, 12345.678, True, dt.datetime(2026, 1, 5), MOMENT]
    cells += [dt.date(1999, 12, 31), dt.time(9, 5), None, "last"]
    path = book(tmp_path / "a.xlsx", {"one": [cells]})
    (row,) = rows(path, None)
    assert row.number == 1
    assert row.cells[:9] == ("text", " a ", 3, 3, "-0.5", "0.1", "0.0000001", 10**22, "12345.678")
    assert {type(cell) for cell in row.cells} == {str, int, bool, type(None)}
    assert row.cells[9:12] == (True, "2026-01-05", "2026-01-10 09:30:15.500000")
    assert row.cells[12:] == ("1999-12-31", "09:05:00", None, "last")


def test_empty_rows_and_cells_at_the_end_do_not_count(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"one": [[None], ["id", None, "b", None], [], [None, ""], [1, None, 2], [3]]})
    assert list(rows(path, None)) == [Row(2, ("id", None, "b")), Row(5, (1, None, 2)), Row(6, (3,))]


def test_errors_and_formulas_without_a_result_cannot_be_read(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"one": [["id", "n"], ["=A1&2", 1], ["#N/A", 2]]})
    assert list(rows(path, None)) == [Row(1, ("id", "n")), Row(2, (Unread("=A1&2"), 1)), Row(3, (Unread("#N/A"), 2))]


def test_the_result_that_a_formula_keeps_counts(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"one": [["n"], ["=1+1"]]})
    kept = tmp_path / "kept.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(kept, "w") as target:
        for part in source.namelist():
            text = source.read(part)
            if part.endswith("sheet1.xml"):
                assert b"<v />" in text or b"<v></v>" in text or b"<v/>" in text
                for empty in (b"<v />", b"<v></v>", b"<v/>"):
                    text = text.replace(empty, b"<v>2</v>")
            target.writestr(part, text)
    assert list(rows(kept, None)) == [Row(1, ("n",)), Row(2, (2,))]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/book.xlsx", ("a/book.xlsx", None)),
        ("book.xlsx#Leads", ("book.xlsx", "Leads")),
        ("book.XLSM#a # b", ("book.XLSM", "a # b")),
        ("a#b.xlsx", ("a#b.xlsx", None)),
        ("a#b.csv", ("a#b.csv", None)),
    ],
)
def test_a_sheet_is_named_behind_the_file(name: str, expected: tuple[str, str | None]) -> None:
    path, sheet = path_and_sheet(Path(name))
    assert (str(path), sheet) == expected


def test_sheets_are_found_by_name(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    path = book(tmp_path / "a.xlsx", {"Leads": [["id"]], "My events": [["lead"]]})
    assert open_file(path, tmp_path, connection).columns == ("id",)
    assert open_file(Path(f"{path}#my EVENTS"), tmp_path, connection).columns == ("lead",)
    found = problem(Path(f"{path}#My event"), tmp_path, connection)
    assert (found.code, found.help) == ("SL0929", "did you mean `My events`?")


def test_files_that_are_no_workbook(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 and nothing else")
    assert problem(path, tmp_path, connection).code == "SL0920"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    assert problem(path, tmp_path, connection).code == "SL0920"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert problem(path, tmp_path, connection).code == "SL0922"
    assert problem(book(path, {"one": []}), tmp_path, connection).code == "SL0921"


def test_a_workbook_whose_sheet_is_damaged(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    path = book(tmp_path / "a.xlsx", {"one": [["id"], [1]]})
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(broken, "w") as target:
        for part in source.namelist():
            text = source.read(part)
            target.writestr(part, text[: len(text) // 2] if part.endswith("sheet1.xml") else text)
    assert problem(broken, tmp_path, connection).code == "SL0920"


def test_without_the_library(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "a.xlsx", {"one": [["id"]]})
    plain = builtins.__import__

    def without(name: str, *others: Any) -> Any:
        if name.partition(".")[0] == "openpyxl":
            raise ImportError(name)
        return plain(name, *others)

    monkeypatch.setattr(builtins, "__import__", without)
    found = problem(path, tmp_path, connection)
    assert (found.code, "pip install 'scoreline[xlsx]'" in found.help) == ("SL0930", True)


LEADS = [
    ["id", "created", "born", "budget", "employees", "vip", "name", "note"],
    ["a", dt.datetime(2026, 1, 1), dt.datetime(1989, 12, 31), 0.1, 60, True, "=1+1", "x"],
    [7, "2026-01-01", "1990-01-01", 0.1 + 0.2, 59.5, "no", "plain"],
    ["c", None, dt.date(1980, 1, 1), "0.09", 1e9, None, None],
    ["d", None, None, "#REF!", None, None, None],
]
EVENTS = [
    ["lead", "event", "at", "page"],
    ["a", "visit", MOMENT, "/x"],
    [7, "visit", dt.datetime(2026, 1, 6), "/y"],
    ["7", "visit", "2026-01-14T09:00:00Z", "/y"],
]


def scored(folder: Path) -> tuple[Path, Path]:
    path = book(folder / "crm.xlsx", {"Leads": LEADS, "Events": EVENTS})
    sheet = openpyxl.load_workbook(path)
    sheet["Leads"]["G2"].data_type = "s"  # a text, not a formula
    sheet.save(path)
    return path, Path(f"{path}#Events")


def test_leads_and_events_of_a_workbook(tmp_path: Path) -> None:
    """a: 1.25 + 10 + 5 + 2 + 1 + 3; 7: 1.25 and two visits (midnight in Berlin, and yesterday); c: 10 + 2."""
    plan = planned(RULES)
    leads, events = scored(tmp_path)
    with score_files(plan, leads, events, default_binding(plan.schema), AS_OF) as found:
        points = dict(found.connection.execute("SELECT lead, fit FROM shop_scores").fetchall())
        attributes = {a.name: a for a in found.quality.attributes if a.owner == "lead"}
        assert found.quality.leads.ignored == ("note",)
    assert points == {"a": Decimal("22.25"), "7": Decimal("7.25"), "c": Decimal(12), "d": Decimal(0)}
    budget, employees = attributes["budget"].example, attributes["employees"].example
    assert budget is not None and (budget.value, budget.line) == ("#REF!", 5)
    assert employees is not None and (employees.value, employees.line) == ("59.5", 3)
    read = {lead.key: lead for lead in read_leads(plan, leads, events, default_binding(plan.schema))}
    assert read["a"].values["born"] == 20 * 365 + 5 - 1  # 1989-12-31, behind five leap days
    assert read["7"].values["budget"] == 30
    assert read["a"].events[0].at == 1_768_033_815  # 09:30:15 in Berlin, an hour behind UTC


def test_results_as_a_workbook(tmp_path: Path) -> None:
    plan = planned(RULES.replace("name: text", "name: text   extra: text"))
    lines = ["id,employees", "=cmd|' /C calc'!A0,60", "-5,1", "@x,1", "plain,1", '"a\x01_x0041_b",1']
    leads = tmp_path / "leads.csv"
    leads.write_text("\n".join(lines), encoding="utf-8")
    target = tmp_path / "out.xlsx"
    binding = default_binding(plan.schema)
    columns = tuple(c if c.name in ("id", "employees") else absent(c) for c in binding.leads.columns)
    bound = type(binding)(type(binding.leads)(binding.leads.table, columns), binding.events)
    with score_files(plan, leads, None, bound, AS_OF) as found:
        write(found.leads, target, ".xlsx")
    sheet = openpyxl.load_workbook(target)["leads"]
    names, *values = list(sheet.iter_rows())
    assert [cell.value for cell in names][:3] == ["lead", "as_of", "fit"]
    assert [(row[0].value, row[0].data_type, bool(row[0].quotePrefix), row[2].value) for row in values] == [
        ("=cmd|' /C calc'!A0", "s", True, 10),
        ("-5", "s", True, 0),
        ("@x", "s", True, 0),
        ("a_x0001__x005F_x0041_b", "s", False, 0),
        ("plain", "s", False, 0),
    ]
    assert values[0][1].value == dt.datetime(2026, 1, 15, 9)
    text = zipfile.ZipFile(target).read("xl/worksheets/sheet1.xml")
    assert b"<f" not in text


def absent(column: Any) -> Any:
    from dataclasses import replace

    return replace(column, absent=True)
