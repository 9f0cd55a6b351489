"""Bytes → `Source`: rule files are UTF-8, with or without a byte-order mark, with any of the three line ends."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from .diagnostics import Diagnostic
from .source import Source, Span

MAX_BYTES = 2_000_000

# Blanks and line ends aside, a control character has no business in a rule file; half a surrogate pair is no character.
# Nor have the marks that put what follows into another order: a line would not read as it works. Scripts written from
# right to left need none of them, and joiners (of emoji, of Persian) stay.
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff"
_REORDERING = "\u202a-\u202e\u2066-\u2069"
_FORBIDDEN = re.compile(f"[{_CONTROLS}{_REORDERING}]")
_MAX_REPORTS = 20


def read_source(path: Path, shown: str | None = None) -> Source | Diagnostic:
    """The text of a rule file; `shown` is the name that messages use (the path as given by default)."""
    name = str(path) if shown is None else shown
    top = Span(name, 1, 1, 1, 1)
    try:
        if path.is_dir():
            return Diagnostic(
                "SL0001", top, f"`{_safe(name)}` is a folder", "name a file inside it, such as `rules.score`"
            )
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Diagnostic("SL0001", top, f"there is no file `{_safe(name)}`", "check the spelling and the folder")
    except PermissionError:
        return Diagnostic(
            "SL0001", top, f"`{_safe(name)}` may not be read", "ask its owner for the permission to read it"
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not a usable one"
        return Diagnostic("SL0001", top, f"`{_safe(name)}` cannot be read: {reason.lower()}")
    return decode(data, name)


def decode(data: bytes, shown: str) -> Source | Diagnostic:
    """The text of `data` with line ends as LF and without a byte-order mark."""
    top = Span(shown, 1, 1, 1, 1)
    if len(data) > MAX_BYTES:
        return Diagnostic(
            "SL0004",
            top,
            f"the file is larger than {MAX_BYTES // 1_000_000} MB",
            'long lists belong in a CSV file: `list priority from "lists/priority.csv" column domain`',
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Diagnostic("SL0002", top, "the file is in UTF-16, not in UTF-8", "save it as UTF-8")
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place(shown, body[: error.start].decode("utf-8"))
        return Diagnostic(
            "SL0002",
            place,
            f"the file is not in UTF-8: the byte 0x{body[error.start]:02X} fits no character here",
            "save it as UTF-8 (spreadsheets and older editors often write Windows-1252)",
        )
    if "\x00" in text:
        place = _place(shown, text[: text.index("\x00")])
        return Diagnostic(
            "SL0003", place, "a NUL character (U+0000)", "the file may be in UTF-16 or no text at all: save it as UTF-8"
        )
    return Source(shown, text.replace("\r\n", "\n").replace("\r", "\n"))


def forbidden_characters(source: Source) -> Iterator[Diagnostic]:
    """Control characters, halves of surrogate pairs, marks that reorder text, wherever they stand: the first of each of
    20 lines."""
    lines: dict[int, list[re.Match[str]]] = {}
    for match in _FORBIDDEN.finditer(source.text):
        start = source.text.rfind("\n", 0, match.start()) + 1
        if start not in lines and len(lines) == _MAX_REPORTS:
            break
        lines.setdefault(start, []).append(match)
    for start, found in lines.items():
        line, column = source.text.count("\n", 0, start) + 1, found[0].start() - start + 1
        place = Span(source.file, line, column, line, column + 1)
        number = ord(found[0].group())
        message, help = f"a control character (U+{number:04X})", "delete it; it cannot be seen"
        if 0x2000 <= number < 0xD800:
            message = f"a character that turns the order of what follows round (U+{number:04X})"
            if _in_quotes(source.text[start : found[0].start()]):
                help = f"delete it; where it is meant, `\\u{{{number:X}}}` stands for it"
        if len(found) > 1:
            message += f", and {len(found) - 1} more on this line"
        yield Diagnostic("SL0003", place, message, help)


def _in_quotes(before: str) -> bool:
    """Whether a text in quotes is open at the end of the beginning of a line."""
    return re.fullmatch(r'(?:[^"#]|"(?:[^"\\]|\\.)*")*"(?:[^"\\]|\\.)*', before) is not None


def is_forbidden(text: str) -> bool:
    """Whether it is all characters that `forbidden_characters` reports."""
    return all(_FORBIDDEN.match(letter) for letter in text)


def _place(file: str, before: str) -> Span:
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    return Span(file, line, column, line, column + 1)


def _safe(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8").replace("`", "'")
