"""Rows of a sheet of an Excel workbook (.xlsx), for data files and lists. `openpyxl` is needed for it.

A sheet is named behind the file: `book.xlsx#Contacts`; without a name the first one is read. What a cell holds becomes
exact: a whole number is that number, another number the shortest digits that stand for the same double (so `0.1` is
0.1, and not 0.1000000000000000055), a date its day, a date with a time both. Of formulas the value counts that the
file keeps.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterator
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from .findings import did_you_mean, quoted, shown
from .folding import trim_blanks
from .late import dataclass

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

SUFFIXES: Final = (".xlsx", ".xlsm")
MISSING_LIBRARY: Final = "install the extra `xlsx`: `pip install 'scoreline[xlsx]'`, or save the sheet as CSV"
_LARGEST: Final = 4 * 1024**3  # bytes of all parts of a workbook, unpacked


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that holds no value: an error such as `#N/A`, or a formula without a kept result."""

    written: str


Cell = str | int | bool | Unread | None


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as the spreadsheet shows it; cells as far as the last one that is not empty."""

    number: int
    cells: tuple[Cell, ...]


class SheetError(Exception):
    """Why a sheet cannot be read; `kind` tells which sort of problem it is."""

    def __init__(self, kind: Literal["library", "file", "sheet"], message: str, help: str) -> None:
        super().__init__(message)
        self.kind: Final = kind
        self.message: Final = message
        self.help: Final = help


def is_spreadsheet(path: Path) -> bool:
    return path_and_sheet(path)[0].suffix.lower() in SUFFIXES


def path_and_sheet(path: Path) -> tuple[Path, str | None]:
    """The file and the sheet of `book.xlsx#Contacts`; the sheet is None where none is named."""
    text = str(path)
    for suffix in SUFFIXES:
        at = text.lower().rfind(suffix + "#")
        if at >= 0:
            end = at + len(suffix)
            return Path(text[:end]), text[end + 1 :]
    return path, None


def rows(path: Path, sheet: str | None) -> Iterator[Row]:
    """The rows of a sheet that are not empty, in order. Raises SheetError."""
    kept = _workbook(path, kept=True)
    try:
        name = _sheet_name(path, kept, sheet)
        if _has_formulas(path):
            written = _workbook(path, kept=False)
            try:
                yield from _rows_with_formulas(path, kept, written, name)
            finally:
                written.close()
        else:
            for number, cells in _cells(path, kept, name):
                values = _trimmed(_value(value, kind) for value, kind in cells)
                if values:
                    yield Row(number, values)
    finally:
        kept.close()


def as_text(cell: Cell) -> str:
    """A cell as a CSV file would have it."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case Unread():
            return cell.written
        case _:
            return str(cell)


def _workbook(path: Path, *, kept: bool) -> Workbook:
    """The workbook, with the results of formulas that it keeps, or with the formulas."""
    import zipfile

    try:
        import openpyxl
    except ImportError:
        message = f"{shown(path.name)} is a spreadsheet, and `openpyxl` is not installed"
        raise SheetError("library", message, MISSING_LIBRARY) from None
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > _LARGEST:
                raise SheetError("file", f"{shown(path.name)} is larger than 4 GB when unpacked", "save it as CSV")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which no value depends on
            return openpyxl.load_workbook(path, read_only=True, data_only=kept, keep_links=False)
    except SheetError:
        raise
    except Exception:  # whatever a damaged file brings about inside the library
        raise _unsound(path) from None


def _unsound(path: Path) -> SheetError:
    help = "open and save it anew as .xlsx; a file with a password has to be saved without one"
    return SheetError("file", f"{shown(path.name)} is not a sound .xlsx file", help)


def _sheet_name(path: Path, book: Workbook, wanted: str | None) -> str:
    names = [sheet.title for sheet in book.worksheets]
    if not names:
        raise SheetError("sheet", f"{shown(path.name)} has no sheet with cells", "save the data as a sheet, or as CSV")
    if wanted is None:
        return names[0]
    same = [name for name in names if name.casefold() == trim_blanks(wanted).casefold()]
    if len(same) != 1:
        help = did_you_mean(wanted, names, f"its sheets are {quoted(names)}")
        raise SheetError("sheet", f"{shown(path.name)} has no sheet {shown(wanted)}", help)
    return same[0]


def _cells(path: Path, book: Workbook, name: str) -> Iterator[tuple[int, list[tuple[object, str]]]]:
    """Row numbers and cells, each a value and the letter of its type."""
    sheet = book[name]
    try:
        sheet.reset_dimensions()  # what some programs write there is wrong
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for number, row in enumerate(sheet.iter_rows(), 1):
                yield number, [(cell.value, cell.data_type) for cell in row]
    except Exception:  # as above
        raise _unsound(path) from None


def _rows_with_formulas(path: Path, kept: Workbook, written: Workbook, name: str) -> Iterator[Row]:
    for (number, results), (_, formulas) in zip(_cells(path, kept, name), _cells(path, written, name), strict=True):
        values = _trimmed(
            Unread(_formula(formula)) if value is None and kind == "f" else _value(value, own)
            for (value, own), (formula, kind) in zip(results, formulas, strict=True)
        )
        if values:
            yield Row(number, values)


def _formula(value: object) -> str:
    text = getattr(value, "text", value)  # array formulas are objects
    return text if isinstance(text, str) else "="


def _has_formulas(path: Path) -> bool:
    import zipfile

    with zipfile.ZipFile(path) as parts:
        for part in parts.infolist():
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                with parts.open(part) as file:
                    before = b""
                    while chunk := file.read(1 << 20):
                        if b"<f>" in (found := before + chunk) or b"<f " in found:
                            return True
                        before = chunk[-2:]
    return False


def _trimmed(cells: Iterator[Cell]) -> tuple[Cell, ...]:
    found = list(cells)
    while found and found[-1] in (None, ""):
        found.pop()
    return tuple(found)


def _value(value: object, kind: str) -> Cell:
    match value:
        case str():
            return Unread(value) if kind == "e" else value
        case None | bool() | int():
            return value
        case float():
            return _number(value)
        case dt.datetime():
            midnight = value.time() == dt.time()
            return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="microseconds")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def _number(value: float) -> Cell:
    if not isfinite(value):
        return Unread(str(value))
    return int(value) if value == int(value) else format(Decimal(repr(value)), "f")
