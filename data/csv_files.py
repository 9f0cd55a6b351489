"""CSV files: which character separates, what the columns are called, and rows whatever is wrong with some of them."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from ..compiler.values import BLANK_CHARACTERS, LONGEST_TEXT
from .text_files import TextFile, failure, place

_SEPARATORS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 1 << 18  # characters that the separator is guessed from
_SPACED_QUOTE: Final = re.compile(r'[,;\t|] +"')
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class CsvShape:
    """`lines` is how many lines the column names and blank lines before them take."""

    separator: str
    columns: tuple[str, ...]
    lines: int


@dataclass
class Broken:
    """Rows with fewer or more fields than there are columns, or with a quote in the wrong place."""

    count: int = 0
    lines: list[int] = field(default_factory=list)  # the first few, where each begins

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.lines) < _SHOWN:
            self.lines.append(line)


def shape_of(file: TextFile) -> CsvShape:
    """Raises DiagnosticError (SL0921, SL0927)."""
    with file.path.open("rb") as opened:
        opened.seek(file.start)
        text = opened.read(4 * _SAMPLE).decode("utf-8", "ignore")[:_SAMPLE]
    separator = _separator(text)
    reader = csv.reader(_open(file), delimiter=separator, strict=True)
    _allow_long_fields()
    try:
        header = next((row for row in reader if any(_trim(name) for name in row)), None)
    except csv.Error:
        raise failure(
            "SL0927",
            place(file.shown, reader.line_num),
            f"the column names of `{file.shown}` have a quote in the wrong place",
            'names may stand in quotes, each in its own: `id,"Lead Source",country`',
        ) from None
    if header is None:
        help = "a CSV file begins with a line of column names"
        raise failure("SL0921", place(file.shown), f"`{file.shown}` has no line but blank ones", help)
    return CsvShape(separator, tuple(_trim(name) for name in header), reader.line_num)


def rows(file: TextFile, shape: CsvShape, broken: Broken) -> Iterator[tuple[int, list[str]]]:
    """The line on which each sound row begins, and its fields. Counts the others."""
    _allow_long_fields()
    with _open(file) as opened:
        text = opened.read(_SAMPLE)
        opened.seek(0)
        spaced = _SPACED_QUOTE.search(text) is not None
        reader = csv.reader(opened, delimiter=shape.separator, strict=True, skipinitialspace=spaced)
        width = len(shape.columns)
        begins, header = 1, True
        while True:
            begins = reader.line_num + 1
            try:
                row = next(reader, None)
            except csv.Error:
                if not header:
                    broken.add(begins)
                continue
            if row is None:
                return
            if header:
                header = reader.line_num < shape.lines
            elif len(row) >= width and not any(row[width:]):  # separators at a row's end are harmless
                yield begins, row[:width]
            elif not row and width == 1:
                yield begins, [""]
            elif row:
                broken.add(begins)


def line_of(file: TextFile, shape: CsvShape, row: int, index: int, value: str) -> int | None:
    """The line of a row counted from 0, None where that row does not have the value in that column."""
    found = next(islice(rows(file, shape, Broken()), row, None), None)
    return found[0] if found is not None and found[1][index] == value else None


def write_normalised(file: TextFile, shape: CsvShape, chosen: list[int], target: Path) -> Broken:
    """Sound rows with only the chosen columns, the line before them, separated by commas."""
    broken = Broken()
    with target.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for line, row in rows(file, shape, broken):
            writer.writerow([line, *(_shortened(row[index]) for index in chosen)])
    return broken


def _shortened(value: str) -> str:
    """Texts too long to be read stay so, and no longer than needed."""
    return value if len(value) <= LONGEST_TEXT or not _trim(value) else "x" * (LONGEST_TEXT + 1)


def _separator(text: str) -> str:
    """The separator under which the first lines agree best on more than one field."""
    best: tuple[int, int, str] | None = None
    for rank, separator in enumerate(_SEPARATORS):
        try:
            sample = [len(r) for r in islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 50) if r]
        except csv.Error:
            continue
        if not sample or sample[0] < 2:
            continue
        agreeing = sum(width == sample[0] for width in sample)
        found = (agreeing * sample[0], -rank, separator)
        if best is None or found > best:
            best = found
    return best[2] if best else ","


def _open(file: TextFile) -> io.TextIOWrapper:
    opened = file.path.open(encoding="utf-8-sig", newline="")
    assert isinstance(opened, io.TextIOWrapper)
    return opened


def _allow_long_fields() -> None:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def _trim(text: str) -> str:
    return text.strip(BLANK_CHARACTERS)
