"""Lists: the texts of a named list, written in the file or read from a column of a CSV file."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from . import syntax
from .findings import Findings, declared, did_you_mean, quoted, shown
from .folding import is_blank, trim_blanks
from .scope import ListEntry
from .source import Span

MOST_ENTRIES = 1_000_000
MOST_BYTES = 256 * 1024 * 1024
LONGEST_TEXT = 65_535
_SHOWN_LINES = 5


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
        if not isinstance(item, syntax.Text):
            findings.report(
                "SL0224",
                item.span,
                "lists hold texts, and this is none",
                "put it in quotes, or compare with `in (…)` directly",
            )
            fine = False
            continue
        text = trim_blanks(item.value)
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
    text = _text(findings, entry, written)
    if text is None:
        return None
    try:
        return _column(findings, written, text)
    except csv.Error as error:
        findings.report("SL0221", written.path.span, f"{shown(written.path.value)} is no readable CSV file: {error}")
        return None


def _text(findings: Findings, entry: ListEntry, written: syntax.FileList) -> str | None:
    """The decoded file."""
    path_shown = shown(written.path.value)
    try:
        path = entry.base / written.path.value
        if not path.is_file():
            what = "is a folder, not a file" if path.is_dir() else "does not exist"
            findings.report(
                "SL0221", written.path.span, f"{path_shown} {what}", "paths start at the folder of the rule file"
            )
            return None
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not a usable one"
        findings.report("SL0221", written.path.span, f"{path_shown} cannot be read: {reason.lower()}")
        return None
    if len(data) > MOST_BYTES:
        findings.report("SL0221", written.path.span, f"{path_shown} is larger than 256 MB")
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
            written.path.span,
            f"{path_shown} is not in UTF-8: line {line} has a byte that fits no character",
            "save it as UTF-8",
        )
        return None


def _column(findings: Findings, written: syntax.FileList, text: str) -> tuple[str, ...] | None:
    first_line = text.split("\n", 1)[0]
    delimiter = next((sign for sign in ",;\t" if sign in first_line), ",")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    headings = [trim_blanks(heading) for heading in next(rows, [])]
    wanted = trim_blanks(written.column.value)
    if headings.count(wanted) != 1:
        what = "has no column" if wanted not in headings else "has several columns"
        findings.report(
            "SL0222",
            written.column.span,
            f"{shown(written.path.value)} {what} {shown(wanted)}",
            did_you_mean(wanted, headings, f"its columns are {quoted(headings)}" if headings else "the file is empty"),
        )
        return None
    return _entries(findings, written, rows, headings.index(wanted))


def _entries(
    findings: Findings, written: syntax.FileList, rows: Iterator[list[str]], index: int
) -> tuple[str, ...] | None:
    found: set[str] = set()
    blank_lines: list[int] = []
    blanks = count = 0
    for row in rows:
        if not row:
            continue
        count += 1
        text = trim_blanks(row[index]) if index < len(row) else ""
        if is_blank(text):
            blanks += 1
            if len(blank_lines) < _SHOWN_LINES:
                blank_lines.append(rows.line_num)  # type: ignore[attr-defined]
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
    if blanks:
        lines = ", ".join(map(str, blank_lines)) + (" …" if blanks > len(blank_lines) else "")
        findings.report(
            "SL0223",
            written.path.span,
            f"{shown(written.path.value)} has {blanks} blank "
            + ("entry" if blanks == 1 else "entries")
            + f" (line {lines})",
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
