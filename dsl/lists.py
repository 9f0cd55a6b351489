"""Lists: the texts of a named list, written in the file or read from a column of a CSV file."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator

from . import syntax
from .csv_tables import LONGEST_TEXT, cell, column_index, lines_text, not_csv, open_columns
from .findings import Findings, declared, shown
from .folding import is_blank, trim_blanks
from .scope import ListEntry
from .source import Span

MOST_ENTRIES = 1_000_000
_EPOCH = dt.date(1970, 1, 1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def entries_of(findings: Findings, entry: ListEntry) -> tuple[str, ...] | None:
    """The distinct entries, trimmed, sorted by their UTF-8 bytes; None where the list is wrong, and reported."""
    match entry.declaration:
        case syntax.InlineList():
            return _inline(findings, entry.declaration)
        case syntax.FileList():
            return _from_file(findings, entry)


def _inline(findings: Findings, written: syntax.InlineList) -> tuple[str, ...] | None:
    seen: dict[str, Span] = {}
    fine = True
    for item in written.items:
        match item:
            case syntax.Text(value):
                text = trim_blanks(value)
            case syntax.Date(day):
                text = day.isoformat()
            case _:
                findings.report(
                    "SL0224",
                    item.span,
                    "lists hold texts or days, and this is neither",
                    "put it in quotes, or compare with `in (…)` directly",
                )
                fine = False
                continue
        if is_blank(text):
            findings.report("SL0223", item.span, "a blank entry would never match anything", "leave it out")
            fine = False
        elif text in seen:
            findings.report(
                "SL0503",
                item.span,
                f"{shown(text)} stands in the list twice",
                "leave one out",
                declared(seen[text], "first given here"),
            )
        else:
            seen[text] = item.span
    if fine and not seen:
        findings.report(
            "SL0225", written.name.span, f"the list `{written.name.text}` is empty", "add entries, or leave it out"
        )
        return None
    return tuple(sorted(seen)) if fine else None


def _from_file(findings: Findings, entry: ListEntry) -> tuple[str, ...] | None:
    written = entry.declaration
    assert isinstance(written, syntax.FileList)
    columns = open_columns(findings, entry.base, written.path)
    if columns is None:
        return None
    index = column_index(findings, columns, written.path, written.column.value, written.column)
    if index is None:
        return None
    try:
        return _entries(findings, written, columns.rows, index)
    except csv.Error as error:
        not_csv(findings, written.path, error)
        return None


def _entries(
    findings: Findings, written: syntax.FileList, rows: Iterator[tuple[int, list[str]]], index: int
) -> tuple[str, ...] | None:
    found: set[str] = set()
    blank_lines: list[int] = []
    count = 0
    for line, row in rows:
        count += 1
        text = cell(row, index)
        if is_blank(text):
            blank_lines.append(line)
            continue
        if len(text) > LONGEST_TEXT:
            findings.report(
                "SL0221",
                written.path.span,
                f"{shown(written.path.value)} has an entry of more than {LONGEST_TEXT} characters",
            )
            return None
        found.add(text)
        if count > MOST_ENTRIES:
            findings.report(
                "SL0608",
                written.path.span,
                f"{shown(written.path.value)} has more than {MOST_ENTRIES} entries",
                "keep large lists as an attribute of the lead",
            )
            return None
    if blank_lines:
        noun = "entry" if len(blank_lines) == 1 else "entries"
        findings.report(
            "SL0223",
            written.path.span,
            f"{shown(written.path.value)} has {len(blank_lines)} blank {noun} ({lines_text(blank_lines)})",
            "fill in or remove these lines",
        )
        return None
    if not found:
        findings.report(
            "SL0225",
            written.path.span,
            f"{shown(written.path.value)} has no entries below its headings",
            "add entries, or leave the list out",
        )
        return None
    return tuple(sorted(found))


def days_of(findings: Findings, entry: ListEntry, place: syntax.Name) -> tuple[int, ...] | None:
    """The entries of a loaded list as days since 1970, ascending; None where one is no day, reported at `place`."""
    if entry.entries is None:
        return None
    days: list[int] = []
    for text in entry.entries:
        try:
            if not _DAY.fullmatch(text):
                raise ValueError
            days.append((dt.date.fromisoformat(text) - _EPOCH).days)
        except ValueError:
            findings.report(
                "SL0232",
                place.span,
                f"the list `{place.text}` has {shown(text)}, which is no day",
                "write days such as 2026-12-25",
                declared(entry.declaration.name.span),
            )
            return None
    return tuple(sorted(days))
