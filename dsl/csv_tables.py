"""Files with columns that a rule file names: lists, tables of points, routing tables.

Places in such a file are told as lines in the message; the place of the diagnostic is where the rule file names it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from . import spreadsheets, syntax
from .findings import Findings, did_you_mean, quoted, shown
from .folding import is_blank, trim_blanks
from .late import dataclass
from .spreadsheets import SheetError, Unread, as_text, is_spreadsheet, path_and_sheet

MOST_BYTES = 256 * 1024 * 1024
MOST_ROWS = 5_000
LONGEST_TEXT = 65_535
_SHOWN_LINES = 5


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings, trimmed, and below them the rows, each with its line; reading on may raise `csv.Error`."""

    headings: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One row of a table: both texts trimmed and not blank, keys distinct; `line` is that of the file."""

    key: str
    value: str
    line: int


# ---- any file with columns -----------------------------------------------------------------------------------------


def open_columns(findings: Findings, folder: Path, written: syntax.Text) -> Columns | None:
    """The file that `written` names, from `folder` on; None where it cannot be read, which is reported."""
    if is_spreadsheet(Path(written.value)):
        return _sheet(findings, folder, written)
    text = _text(findings, folder, written)
    if text is None:
        return None
    first_line = text.split("\n", 1)[0]
    delimiter = next((sign for sign in ",;\t" if sign in first_line), ",")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        headings = tuple(trim_blanks(heading) for heading in next(rows, []))
    except csv.Error as error:
        not_csv(findings, written, error)
        return None
    return Columns(headings, ((rows.line_num, row) for row in rows if row))


def _sheet(findings: Findings, folder: Path, written: syntax.Text) -> Columns | None:
    """A sheet of a workbook, `book.xlsx#Sheet`; what a cell has that is no value counts as blank."""
    name, sheet = path_and_sheet(Path(written.value))
    if not _is_there(findings, folder / name, written):
        return None
    try:
        found = list(spreadsheets.rows(folder / name, sheet))
    except SheetError as error:
        findings.report("SL0221", written.span, error.message, error.help)
        return None
    rows = [(row.number, ["" if isinstance(c, Unread) else as_text(c) for c in row.cells]) for row in found]
    return Columns(tuple(map(trim_blanks, rows[0][1])) if rows else (), iter(rows[1:]))


def not_csv(findings: Findings, written: syntax.Text, error: csv.Error) -> None:
    findings.report("SL0221", written.span, f"{shown(written.value)} is no readable CSV file: {error}")


def column_index(
    findings: Findings, columns: Columns, path: syntax.Text, wanted: str, place: syntax.Text | syntax.TableFile
) -> int | None:
    """Which column has this heading; None where none has, or several, which is reported at `place`."""
    heading = trim_blanks(wanted)
    headings = columns.headings
    if headings.count(heading) == 1:
        return headings.index(heading)
    if heading in headings:
        what, help = "has several columns", "give the columns different names"
    else:
        what = "has no column"
        help = did_you_mean(
            heading, headings, f"its columns are {quoted(headings)}" if headings else "the file is empty"
        )
    findings.report("SL0222", place.span, f"{shown(path.value)} {what} {shown(heading)}", help)
    return None


def cell(row: list[str], index: int) -> str:
    """The trimmed text of a cell; rows may be short."""
    return trim_blanks(row[index]) if index < len(row) else ""


def lines_text(lines: list[int]) -> str:
    """`line 3`, `lines 3, 7`, cut where there are many."""
    listed = ", ".join(map(str, lines[:_SHOWN_LINES])) + (", …" if len(lines) > _SHOWN_LINES else "")
    return f"line {listed}" if len(lines) == 1 else f"lines {listed}"


def _is_there(findings: Findings, path: Path, written: syntax.Text) -> bool:
    try:
        there, what = path.is_file(), "is a folder, not a file" if path.is_dir() else "does not exist"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not a usable one"
        there, what = False, f"cannot be read: {reason.lower()}"
    if not there:
        help = "paths start at the folder of the rule file"
        findings.report("SL0221", written.span, f"{shown(written.value)} {what}", help)
    return there


def _text(findings: Findings, folder: Path, written: syntax.Text) -> str | None:
    """The decoded file."""
    path_shown = shown(written.value)
    try:
        path = folder / written.value
        if not _is_there(findings, path, written):
            return None
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not a usable one"
        findings.report("SL0221", written.span, f"{path_shown} cannot be read: {reason.lower()}")
        return None
    if len(data) > MOST_BYTES:
        findings.report("SL0221", written.span, f"{path_shown} is larger than 256 MB")
        return None
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.report(
            "SL0221",
            written.span,
            f"{path_shown} is not in UTF-8: line {line} has a byte that fits no character",
            "save it as UTF-8",
        )
        return None


# ---- tables --------------------------------------------------------------------------------------------------------


def read_table(
    findings: Findings, folder: Path, source: syntax.TableFile, key_column: str
) -> tuple[TableEntry, ...] | None:
    """The rows of a table of at most 5,000, in the order of the file; None where it is wrong, which is reported.

    `key_column` is the heading of the keys where the table does not name it: the attribute's name.
    """
    columns = open_columns(findings, folder, source.path)
    if columns is None:
        return None
    key = column_index(
        findings,
        columns,
        source.path,
        key_column if source.key is None else source.key.value,
        source if source.key is None else source.key,
    )
    value = column_index(findings, columns, source.path, source.column.value, source.column)
    if key is None or value is None:
        return None
    try:
        return _entries(findings, source, columns, key, value)
    except csv.Error as error:
        not_csv(findings, source.path, error)
        return None


def _entries(
    findings: Findings, source: syntax.TableFile, columns: Columns, key: int, value: int
) -> tuple[TableEntry, ...] | None:
    name, place = shown(source.path.value), source.path.span
    made: dict[str, TableEntry] = {}
    blank_keys: list[int] = []
    blank_values: list[int] = []
    fine = True
    for count, (line, row) in enumerate(columns.rows, 1):
        if count > MOST_ROWS:
            findings.report(
                "SL0608",
                place,
                f"{name} has more than {MOST_ROWS:,} rows",
                "keep large tables as an attribute of the lead",
            )
            return None
        entry = TableEntry(cell(row, key), cell(row, value), line)
        if is_blank(entry.key):
            blank_keys.append(line)
        elif is_blank(entry.value):
            blank_values.append(line)
        elif max(len(entry.key), len(entry.value)) > LONGEST_TEXT:
            findings.report("SL0221", place, f"line {line} of {name} has a text of more than {LONGEST_TEXT} characters")
            fine = False
        elif entry.key in made:
            first = made[entry.key].line
            findings.report(
                "SL0503",
                place,
                f"{shown(entry.key)} stands in {name} twice, in lines {first} and {line}",
                "keep one of them",
            )
            fine = False
        else:
            made[entry.key] = entry
    for lines, what in ((blank_keys, columns.headings[key]), (blank_values, columns.headings[value])):
        if lines:
            findings.report(
                "SL0223",
                place,
                f"{name} has a blank cell below {shown(what)} ({lines_text(lines)})",
                "fill in or remove these lines",
            )
            fine = False
    if fine and not made:
        findings.report("SL0225", place, f"{name} has no rows below its headings", "add rows, or leave the table out")
        return None
    return tuple(made.values()) if fine else None
