"""Data files → raw tables in DuckDB, with the columns that are needed and the line of each row.

The table of a file has columns `c0`, `c1`, … for the columns asked for, and `line` (NULL where it is not known). Rows
keep the order of the file, so that `rowid` counts them from 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..compiler.sql.raw import TAGGED
from ..dsl.findings import nearest, quoted
from . import csv_files, json_lines
from .text_files import TextFile, failure, open_bytes, open_text, place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PARQUET: Final = (".parquet", ".pq")
JSON: Final = (".jsonl", ".ndjson", ".json")
CSV: Final = (".csv", ".tsv", ".txt", ".tab")
FORMATS: Final = "CSV (.csv), Parquet (.parquet) and JSON Lines (.jsonl)"


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
    """A CSV, Parquet or JSON Lines file, told by its name and first bytes. Raises DiagnosticError (SL0920 to SL0927).

    `folder` is for copies; it must outlive the loading.
    """
    shown = str(path)
    open_bytes(path, shown)
    with path.open("rb") as file:
        head = file.read(4)
    suffix = path.suffix.lower()
    if head == b"PAR1" or suffix in PARQUET:
        return _open_parquet(path, shown, connection)
    if head[:2] in (b"\x1f\x8b", b"PK") or (suffix and suffix not in (*JSON, *CSV)):
        what = "is a spreadsheet or an archive" if head[:2] in (b"\x1f\x8b", b"PK") else f"ends in `{path.suffix}`"
        help = f"data is read from {FORMATS} files"
        raise failure("SL0922", place(shown), f"`{shown}` {what}", help)
    text = open_text(path, shown, folder)
    is_json = suffix in JSON or (not suffix and head.lstrip()[:1] == b"{")
    return _open_json(text, path, folder) if is_json else _open_csv(text, path, folder)


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
