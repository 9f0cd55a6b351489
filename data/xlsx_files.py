"""Sheets of Excel workbooks as rows of tagged text, as JSON Lines are loaded (`json_lines.tagged`)."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path
from typing import Final

from ..compiler.values import BLANK_CHARACTERS, LONGEST_TEXT
from ..dsl import spreadsheets
from ..dsl.diagnostics import DiagnosticError
from ..dsl.spreadsheets import Cell, SheetError, Unread
from .csv_files import Broken
from .text_files import failure, place

_CODES: Final = {"library": "SL0930", "file": "SL0920", "sheet": "SL0929"}
_DIGITS: Final = 38  # of the largest whole number that the engine has


def columns_of(path: Path, sheet: str | None, shown: str) -> tuple[str, ...]:
    """The names in the first row that is not empty. Raises DiagnosticError (SL0920, SL0921, SL0929, SL0930)."""
    try:
        first = next(islice(spreadsheets.rows(path, sheet), 1), None)
    except SheetError as error:
        raise failed(error, shown) from None
    if first is None:
        help = "a sheet begins with a row of column names"
        raise failure("SL0921", place(shown), f"`{shown}` has no row but empty ones", help)
    return tuple(spreadsheets.as_text(cell).strip(BLANK_CHARACTERS) for cell in first.cells)


def write_normalised(path: Path, sheet: str | None, shown: str, chosen: list[int], target: Path) -> Broken:
    """The number and the chosen cells of every row below the names, tagged, as CSV. No row of a sheet is broken."""
    with target.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n", quoting=csv.QUOTE_ALL)
        try:
            for row in islice(spreadsheets.rows(path, sheet), 1, None):
                cells = row.cells
                writer.writerow([row.number, *(_tagged(cells[i]) if i < len(cells) else "" for i in chosen)])
        except SheetError as error:
            raise failed(error, shown) from None
    return Broken()


def failed(error: SheetError, shown: str) -> DiagnosticError:
    return failure(_CODES[error.kind], place(shown), error.message, error.help)


def _tagged(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return f"B{str(cell).lower()}"
        case int():
            return f"I{cell}" if len(str(abs(cell))) <= _DIGITS else f"N{cell}"
        case Unread():
            return f"N{cell.written}"
        case str():
            if "\0" in cell or (len(cell) > LONGEST_TEXT and cell.strip(BLANK_CHARACTERS)):
                return "N?"
            return f"T{cell}"
