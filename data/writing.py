"""Results as CSV, JSON Lines or Parquet, and by `xlsx_writing.py` for Excel.

Values are written as they are: nothing is shortened, rounded or escaped away.

Times are UTC. A text that begins with `=`, `+`, `-` or `@` stays as it is in CSV too: the file is data, and a
spreadsheet that takes such a text for a formula is told so when it imports the column as text. In Excel's own format
such a text is marked as one.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from . import xlsx_writing
from .loading import JSON, PARQUET

if TYPE_CHECKING:
    from .rows import Rows

FORMATS: Final = (".csv", xlsx_writing.SUFFIX, *PARQUET, *JSON)


def csv_text(found: Rows) -> Iterator[str]:
    """All rows as CSV, piece by piece, column names first."""
    yield _csv_lines([found.columns])
    for rows in found.batches():
        yield _csv_lines([tuple(map(_cell, row)) for row in rows])


def json_text(found: Rows) -> Iterator[str]:
    """An object per row, every column in it; scores are numbers with the digits that they have."""
    names = [json.dumps(name, ensure_ascii=False) for name in found.columns]
    for rows in found.batches():
        yield "".join(
            "{" + ", ".join(f"{name}: {_json(value)}" for name, value in zip(names, row, strict=True)) + "}\n"
            for row in rows
        )


def write(found: Rows, path: Path, suffix: str) -> None:
    """Writes the rows to a path in the format of a suffix, one of `FORMATS`.

    Raises OSError, and DiagnosticError (SL0930, SL0931) where a spreadsheet cannot be written.
    """
    if suffix in PARQUET:
        place = str(path).replace("'", "''")
        found.connection.execute(f"COPY ({found.query}) TO '{place}' (FORMAT parquet)")
        return
    if suffix == xlsx_writing.SUFFIX:
        xlsx_writing.write(found, path)
        return
    text = json_text(found) if suffix in JSON else csv_text(found)
    with path.open("w", encoding="utf-8", newline="") as file:
        for piece in text:
            file.write(piece)


def _csv_lines(rows: list[tuple[Any, ...]]) -> str:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()


def _cell(value: object) -> object:
    match value:
        case bool():
            return "true" if value else "false"
        case dt.datetime():
            return _moment(value)
        case Decimal():
            return f"{value:f}"
        case _:
            return value


def _json(value: object) -> str:
    match value:
        case dt.datetime():
            return f'"{_moment(value)}"'
        case Decimal():
            return f"{value:f}"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _moment(value: dt.datetime) -> str:
    return value.isoformat(timespec="seconds") + "Z"
