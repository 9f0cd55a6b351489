"""Results as an Excel workbook: a sheet with a frozen row of names.

Texts are texts, whatever they begin with: none becomes a formula. Numbers of at most 15 digits are numbers, which a
spreadsheet keeps exactly; longer ones are texts. Times are UTC.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..dsl.spreadsheets import MISSING_LIBRARY
from .text_files import failure, place

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from .rows import Rows

SUFFIX: Final = ".xlsx"
MOST_ROWS: Final = 1_048_575  # below the row of names
LONGEST_CELL: Final = 32_767
_DIGITS: Final = 15
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_FIRST_DAY: Final = dt.datetime(1900, 3, 1)  # before it spreadsheets count a day that never was


def require_library() -> None:
    """Raises DiagnosticError (SL0930) where workbooks cannot be written."""
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        message = "writing a spreadsheet needs `openpyxl`, which is not installed"
        raise failure("SL0930", place("results.xlsx"), message, MISSING_LIBRARY) from None


def write(found: Rows, path: Path) -> None:
    """Raises OSError, and DiagnosticError (SL0930; SL0931 where a sheet cannot hold the result)."""
    require_library()
    from openpyxl import Workbook

    if found.count > MOST_ROWS:
        message = f"{found.count:,} {found.what} are more than a sheet has rows"
        raise failure("SL0931", place(path.name), message, "write `.csv` or `.parquet`")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(found.what)
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name) for name in found.columns])
    for rows in found.batches():
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    with path.open("wb") as file:
        book.save(file)


def _cell(sheet: WriteOnlyWorksheet, value: object) -> object:
    match value:
        case bool() | None:
            return value
        case int():
            return value if len(str(abs(value))) <= _DIGITS else _text(sheet, str(value))
        case Decimal():
            exact = len(value.as_tuple().digits) <= _DIGITS and abs(value.adjusted()) <= _DIGITS
            return float(value) if exact else _text(sheet, f"{value:f}")
        case dt.datetime() if value >= _FIRST_DAY:
            return value
        case dt.datetime():
            return _text(sheet, value.isoformat(sep=" ", timespec="seconds"))
        case _:
            return _text(sheet, str(value))


def _text(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    from openpyxl.cell import WriteOnlyCell

    escaped = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(escaped) > LONGEST_CELL:
        message = f"a text of {len(text):,} characters is longer than a cell holds: `{text[:40]}…`"
        raise failure("SL0931", place("results.xlsx"), message, "write `.csv` or `.parquet`")
    cell: Cell = WriteOnlyCell(sheet, value="")
    cell.value = escaped
    cell.data_type = "s"  # a text that begins with `=` would be a formula
    if escaped[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True  # as if typed behind an apostrophe: it stays a text when the cell is edited
    return cell
