"""Text files as UTF-8: what is wrong with their bytes is found before anything is read from them."""

from __future__ import annotations

import codecs
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..dsl.diagnostics import Diagnostic, DiagnosticError
from ..dsl.source import Span

_CHUNK: Final = 1 << 20
_UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of sound UTF-8 text. `path` may be a copy in UTF-8; `start` is the offset behind a byte-order mark.

    `line_end` is how all its lines end, LF or CRLF; empty where they differ, or end otherwise.
    """

    path: Path
    shown: str
    start: int
    line_end: str


def place(shown: str, line: int = 1, column: int = 1) -> Span:
    return Span(shown, line, column, line, column + 1)


def failure(code: str, span: Span, message: str, help: str = "") -> DiagnosticError:
    return DiagnosticError([Diagnostic(code, span, message, help)])


def open_bytes(path: Path, shown: str) -> int:
    """The size of a file that can be read. Raises DiagnosticError (SL0920, SL0921)."""
    try:
        if path.is_dir():
            raise failure("SL0920", place(shown), f"`{shown}` is a folder", "name a file inside it")
        with path.open("rb") as file:
            file.read(1)
            size = file.seek(0, 2)
    except FileNotFoundError:
        raise failure(
            "SL0920", place(shown), f"there is no file `{shown}`", "check the spelling and the folder"
        ) from None
    except PermissionError:
        raise failure(
            "SL0920", place(shown), f"`{shown}` may not be read", "ask its owner for the permission to read it"
        ) from None
    except io.UnsupportedOperation:
        raise failure(
            "SL0920", place(shown), f"`{shown}` is a pipe, not a file", "write its content to a file, and name that"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not a usable one"
        raise failure("SL0920", place(shown), f"`{shown}` cannot be read: {reason.lower()}") from None
    if size == 0:
        lines = path.suffix.lower() in (".jsonl", ".ndjson", ".json")
        help = "each line is an object" if lines else "a CSV file begins with a line of column names"
        raise failure("SL0921", place(shown), f"`{shown}` is empty", help)
    return size


def open_text(path: Path, shown: str, folder: Path) -> TextFile:
    """The file as UTF-8; one in UTF-16 with a byte-order mark is copied into `folder`.

    Raises DiagnosticError (SL0923) at the first byte that is no character, and at a NUL.
    """
    with path.open("rb") as file:
        head = file.read(3)
    encoding = _UTF16.get(head[:2])
    ends = _LineEnds()
    if encoding is not None:
        copied = Path(tempfile.mkdtemp(dir=folder)) / "text.utf-8"
        with copied.open("w", encoding="utf-8", newline="") as target:
            for text in _decoded(path, encoding, 2, shown):
                ends.add(text)
                target.write(text)
        return TextFile(copied, shown, 0, ends.only())
    start = 3 if head == codecs.BOM_UTF8 else 0
    for text in _decoded(path, "utf-8", start, shown):
        ends.add(text)
    return TextFile(path, shown, start, ends.only())


class _LineEnds:
    def __init__(self) -> None:
        self._pairs = self._returns = self._feeds = 0
        self._before = ""

    def add(self, text: str) -> None:
        self._returns += text.count("\r")
        self._feeds += text.count("\n")
        self._pairs += text.count("\r\n") + (self._before == "\r" and text.startswith("\n"))
        self._before = text[-1:] or self._before

    def only(self) -> str:
        if not self._returns:
            return "\n"
        return "\r\n" if self._pairs == self._returns == self._feeds else ""


def _decoded(path: Path, encoding: str, start: int, shown: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    line, column = 1, 1
    with path.open("rb") as file:
        file.seek(start)
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(encoding, "replace")
                line, column = _after(line, column, before)
                byte = error.object[error.start]
                raise failure(
                    "SL0923",
                    place(shown, line, column),
                    f"`{shown}` is not in {'UTF-8' if encoding == 'utf-8' else 'UTF-16'}: "
                    f"the byte 0x{byte:02X} fits no character here",
                    "save it as `CSV UTF-8` (spreadsheets often write Windows-1252)",
                ) from None
            if "\0" in text:
                line, column = _after(line, column, text[: text.index("\0")])
                raise failure(
                    "SL0923",
                    place(shown, line, column),
                    f"`{shown}` holds a NUL character (U+0000)",
                    "the file may be damaged, in UTF-16, or no text at all: save it as `CSV UTF-8`",
                )
            line, column = _after(line, column, text)
            yield text
            if not chunk:
                return


def _after(line: int, column: int, text: str) -> tuple[int, int]:
    """The place behind a text that begins at line and column."""
    breaks = text.count("\n")
    if not breaks:
        return line, column + len(text)
    return line + breaks, len(text) - text.rindex("\n")
