"""Data files → raw tables in DuckDB, with the columns that are needed and the line of each row.

The table of a file has columns `c0`, `c1`, … for the columns asked for, and `line` (NULL where it is not known). Rows
keep the order of the file, so that `rowid` counts them from 0.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..compiler.sql.raw import TAGGED
from ..dsl.diagnostics import DiagnosticError
from ..dsl.findings import nearest, quoted
from ..dsl.spreadsheets import SUFFIXES as EXCEL
from ..dsl.spreadsheets import path_and_sheet
from . import csv_files, json_lines, xlsx_files
from .text_files import TextFile, failure, open_bytes, open_text, place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PARQUET: Final = (".parquet", ".pq")
JSON: Final = (".jsonl", ".ndjson", ".json")
CSV: Final = (".csv", ".tsv", ".txt", ".tab")
FORMATS: Final = "CSV (.csv), Excel (.xlsx), Parquet (.parquet) and JSON Lines (.jsonl)"
PACKED: Final = ".gz"  # of CSV and JSON Lines
_GZIP: Final = b"\x1f\x8b"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose columns are known, but not yet its rows."""

    path: Path
    shown: str
    columns: tuple[str, ...]
    load: Callable[[DuckDBPyConnection, str, list[int]], Table]

    def find(self, name: str) -> int | None:
        """The column called so, else the only one called so but for upper and lower case."""
        if self.columns.count(name) == 1:
            return self.columns.index(name)
        same = [i for i, column in enumerate(self.columns) if column.casefold() == name.casefold()]
        if len(same) > 1:
            raise failure(
                "SL0925",
                place(self.shown),
                f"`{self.shown}` has more than one column `{name}`",
                "rename one of them, or bind the attribute to another column",
            )
        return same[0] if same else None

    def near(self, name: str) -> str:
        """A column that may have been meant, or those that there are."""
        found = nearest(name, self.columns)
        return f"did you mean `{found}`?" if found else f"its columns are {quoted(self.columns, 12)}"


@dataclass(frozen=True, slots=True)
class Table:
    """A raw table. `types` are the DuckDB types (or `TAGGED`) of c0, c1, …; `line` finds the line of a row's value."""

    name: str
    shown: str
    types: tuple[str, ...]
    rows: int
    broken: int
    broken_lines: tuple[int, ...]
    line: Callable[[int, int, str], int | None]


def open_file(path: Path, folder: Path, connection: DuckDBPyConnection) -> Opened:
    """A CSV, Excel, Parquet or JSON Lines file, told by its name and first bytes. `book.xlsx#Contacts` names a sheet.

    Raises DiagnosticError (SL0920 to SL0930). `folder` is for copies; it must outlive the loading.
    """
    shown = str(path)
    path, sheet = path_and_sheet(path)
    open_bytes(path, str(path))
    with path.open("rb") as file:
        head = file.read(4)
    suffix = path.suffix.lower()
    if suffix == PACKED and head[:2] == _GZIP:
        path = _unpacked(path, shown, folder)
        suffix = path.suffix.lower()
        with path.open("rb") as file:
            head = file.read(4)
    if head == b"PAR1" or suffix in PARQUET:
        return _open_parquet(path, shown, connection)
    if suffix in EXCEL and head != _OLD_EXCEL:
        return _open_sheet(path, sheet, shown, folder)
    other = head[:2] in (_GZIP, b"PK") or head == _OLD_EXCEL
    if other or (suffix and suffix not in (*JSON, *CSV)):
        raise _unknown(path, shown, head)
    text = open_text(path, shown, folder)
    is_json = suffix in JSON or (not suffix and head.lstrip()[:1] == b"{")
    return _open_json(text, path, folder) if is_json else _open_csv(text, path, folder)


def _unknown(path: Path, shown: str, head: bytes) -> DiagnosticError:
    help = f"data is read from {FORMATS} files"
    what = f"ends in `{path.suffix}`"
    if head == _OLD_EXCEL:
        what = "is a spreadsheet of an older sort, or one with a password"
        help = "save it as `.xlsx`, without a password"
    elif head[:2] == _GZIP:
        what, help = "is packed", f"{help}; a packed one is called `leads.csv.gz`"
    elif head[:2] == b"PK":
        what, help = "is a spreadsheet or an archive", f"{help}; a spreadsheet is called `.xlsx`"
    return failure("SL0922", place(shown), f"`{shown}` {what}", help)


def _unpacked(path: Path, shown: str, folder: Path) -> Path:
    """A copy without the packing, called as the file is without `.gz`."""
    target = Path(tempfile.mkdtemp(dir=folder)) / path.stem
    try:
        with gzip.open(path) as packed, target.open("wb") as copy:
            shutil.copyfileobj(packed, copy, 1 << 20)
    except (OSError, EOFError, zlib.error):
        help = "the file may be cut off; pack it again"
        raise failure("SL0920", place(shown), f"`{shown}` is not a sound packed file", help) from None
    open_bytes(target, shown)
    return target


def _open_sheet(path: Path, sheet: str | None, shown: str, folder: Path) -> Opened:
    names = xlsx_files.columns_of(path, sheet, shown)

    def load(connection: DuckDBPyConnection, name: str, chosen: list[int]) -> Table:
        target = folder / f"{name}.normalised.csv"
        broken = xlsx_files.write_normalised(path, sheet, shown, chosen, target)
        _read_normalised(connection, name, target, len(chosen))
        return _table(connection, name, shown, tuple(TAGGED for _ in chosen), broken)

    return Opened(path, shown, names, load)


def _open_parquet(path: Path, shown: str, connection: DuckDBPyConnection) -> Opened:
    import duckdb

    try:
        # A path is a pattern to the engine: brackets make its special characters plain.
        found = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [plain_path(path)]).fetchall()
    except duckdb.Error:
        help = "the file may be cut off; write it again"
        raise failure("SL0920", place(shown), f"`{shown}` is not a sound Parquet file", help) from None
    names, types = tuple(row[0] for row in found), tuple(row[1] for row in found)

    def load(connection: DuckDBPyConnection, name: str, chosen: list[int]) -> Table:
        columns = ", ".join(f"{_quoted(names[index])} AS c{i}" for i, index in enumerate(chosen))
        query = f"SELECT {columns + ', ' if columns else ''}NULL::BIGINT AS line FROM read_parquet(?)"
        try:
            connection.execute(f"CREATE TABLE {name} AS {query}", [plain_path(path)])
        except duckdb.Error:
            help = "the file may be cut off; write it again"
            raise failure("SL0920", place(shown), f"`{shown}` is not a sound Parquet file", help) from None
        chosen_types = tuple(types[index] for index in chosen)
        return Table(name, shown, chosen_types, _count(connection, name), 0, (), lambda *_: None)

    return Opened(path, shown, names, load)


def _open_json(text: TextFile, path: Path, folder: Path) -> Opened:
    names = json_lines.columns_of(text)

    def load(connection: DuckDBPyConnection, name: str, chosen: list[int]) -> Table:
        target = folder / f"{name}.normalised.csv"
        broken = json_lines.write_normalised(text, [names[index] for index in chosen], target)
        _read_normalised(connection, name, target, len(chosen))
        return _table(connection, name, text.shown, tuple(TAGGED for _ in chosen), broken)

    return Opened(path, text.shown, names, load)


def _open_csv(text: TextFile, path: Path, folder: Path) -> Opened:
    import duckdb

    shape = csv_files.shape_of(text)

    def load(connection: DuckDBPyConnection, name: str, chosen: list[int]) -> Table:
        types = tuple("VARCHAR" for _ in chosen)
        try:
            if not text.line_end:
                raise duckdb.InvalidInputException("lines that end in different ways")
            _read_csv(connection, name, text, shape, chosen)
        except duckdb.Error:
            # Some row is not as it should be: read them one by one, and count those.
            connection.execute(f"DROP TABLE IF EXISTS {name}")
            target = folder / f"{name}.normalised.csv"
            broken = csv_files.write_normalised(text, shape, chosen, target)
            _read_normalised(connection, name, target, len(chosen))
            return _table(connection, name, text.shown, types, broken)

        def line(row: int, column: int, value: str) -> int | None:
            return csv_files.line_of(text, shape, row, chosen[column], value)

        return Table(name, text.shown, types, _count(connection, name), 0, (), line)

    return Opened(path, text.shown, shape.columns, load)


def _read_csv(
    connection: DuckDBPyConnection, name: str, text: TextFile, shape: csv_files.CsvShape, chosen: list[int]
) -> None:
    """All rows of a CSV file at the engine's speed; an error where a row is not sound.

    Told CRLF as the line end, the engine finds no row behind skipped lines: it has to find line ends out itself, which
    goes wrong only where a file has several sorts.
    """
    chosen_columns = "".join(f"f{index} AS c{i}, " for i, index in enumerate(chosen))
    columns = ", ".join(f"f{i}: 'VARCHAR'" for i in range(len(shape.columns)))
    connection.execute(
        f"CREATE TABLE {name} AS SELECT {chosen_columns}NULL::BIGINT AS line FROM "
        f"read_csv(?, delim = ?, skip = ?, {_STRICT}, columns = {{{columns}}})",
        [plain_path(text.path), shape.separator, shape.lines],
    )


def _read_normalised(connection: DuckDBPyConnection, name: str, path: Path, width: int) -> None:
    # Fields may hold carriage returns, which the engine would take for line ends if it were not told.
    columns = "".join(f", c{i}: 'VARCHAR'" for i in range(width))
    connection.execute(
        f"CREATE TABLE {name} AS SELECT * EXCLUDE (line), line FROM "
        f"read_csv(?, delim = ',', new_line = '\\n', {_STRICT}, columns = {{line: 'BIGINT'{columns}}})",
        [plain_path(path)],
    )


_STRICT: Final = (
    "auto_detect = false, header = false, quote = '\"', escape = '\"', nullstr = '', strict_mode = true,"
    " null_padding = false, max_line_size = 50000000"
)


def _table(
    connection: DuckDBPyConnection, name: str, shown: str, types: tuple[str, ...], broken: csv_files.Broken
) -> Table:
    def line(row: int, _column: int, _value: str) -> int | None:
        found = connection.execute(f"SELECT line FROM {name} WHERE rowid = ?", [row]).fetchone()
        return None if found is None else found[0]

    rows = _count(connection, name)
    return Table(name, shown, types, rows, broken.count, tuple(broken.lines), line)


def plain_path(path: Path) -> str:
    """A path for the engine, which takes `*`, `?` and `[` for patterns."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in str(path))


def _count(connection: DuckDBPyConnection, name: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
    assert found is not None
    return int(found[0])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
