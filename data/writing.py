"""Results as CSV, JSON Lines or Parquet. Values are written as they are: nothing is shortened, rounded or escaped away.

Times are UTC. A text that begins with `=`, `+`, `-` or `@` stays as it is in CSV too: the file is data, and a
spreadsheet that takes such a text for a formula is told so when it imports the column as text.
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

from .loading import JSON, PARQUET
from .staging import SCHEMA

if TYPE_CHECKING:
    from .scoring import Scored

FORMATS: Final = (".csv", *PARQUET, *JSON)


def csv_text(scored: Scored) -> Iterator[str]:
    """The whole result as CSV, piece by piece, column names first."""
    yield _csv_lines([scored.columns])
    for rows in scored.batches():
        yield _csv_lines([tuple(map(_cell, row)) for row in rows])


def json_text(scored: Scored) -> Iterator[str]:
    """An object per lead, every column in it; scores are numbers with the digits that they have."""
    names = [json.dumps(name, ensure_ascii=False) for name in scored.columns]
    for rows in scored.batches():
        yield "".join(
            "{" + ", ".join(f"{name}: {_json(value)}" for name, value in zip(names, row, strict=True)) + "}\n"
            for row in rows
        )


def write(scored: Scored, path: Path, suffix: str) -> None:
    """Writes the result to a path in the format of a suffix, one of `FORMATS`. Raises OSError."""
    if suffix in PARQUET:
        query = f"SELECT * FROM {SCHEMA}.results"
        place = str(path).replace("'", "''")
        scored.connection.execute(f"COPY ({query}) TO '{place}' (FORMAT parquet)")
        return
    text = json_text(scored) if suffix in JSON else csv_text(scored)
    with path.open("w", encoding="utf-8", newline="") as file:
        for piece in text:
            file.write(piece)


def _csv_lines(rows: list[tuple[Any, ...]]) -> str:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()


def _cell(value: object) -> object:
    match value:
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
