"""Where the keys and values of a TOML text stand; the standard reader gives values only.

Works on text that the standard reader has accepted, and so checks nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from .late import dataclass, field
from .source import Span

Path = tuple[str | int, ...]

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SKIP: Final = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_PLAIN_VALUE: Final = re.compile(r"[^,\]}#\n]*")
_ESCAPES: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Place:
    """Of an element of a list `key` and `value` are the same."""

    key: Span
    value: Span


def places(text: str, file: str) -> dict[Path, Place]:
    """The place of every key, table and list element, by its path, such as ("leads", "keep", 0, "column")."""
    scan = _Scan(text, file, [0, *(match.end() for match in re.finditer("\n", text))])
    scan.document()
    return scan.found


@dataclass(slots=True)
class _Scan:
    text: str
    file: str
    lines: list[int]
    at: int = 0
    found: dict[Path, Place] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)  # elements of each [[table]] so far

    def document(self) -> None:
        prefix: Path = ()
        while self.skip() < len(self.text):
            if self.text[self.at] == "[":
                prefix = self.header()
            else:
                self.pair(prefix)

    def skip(self) -> int:
        found = _SKIP.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        return self.at

    def header(self) -> Path:
        start = self.at
        many = self.text.startswith("[[", start)
        self.at += 2 if many else 1
        path: Path = ()
        keys = self.keys()
        for index, (name, span) in enumerate(keys):
            path += (name,)
            self.found.setdefault(path, Place(span, span))
            if many and index == len(keys) - 1:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path += (self.counts[path],)
                self.found.setdefault(path, Place(span, span))
        self.skip()
        self.at += 2 if many else 1
        return path

    def pair(self, prefix: Path) -> None:
        keys = self.keys()
        self.skip()
        self.at += 1  # the equals sign
        self.skip()
        path = prefix
        for name, span in keys:
            path += (name,)
            self.found.setdefault(path, Place(span, span))
        self.found[path] = Place(keys[-1][1], self.value(path))

    def keys(self) -> list[tuple[str, Span]]:
        """One dotted key."""
        keys: list[tuple[str, Span]] = []
        while True:
            self.skip()
            start = self.at
            if self.text[start] in "\"'":
                name = self.string()
            else:
                found = _BARE.match(self.text, start)
                assert found is not None
                name, self.at = found.group(), found.end()
            keys.append((name, self.span(start)))
            self.skip()
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def value(self, path: Path) -> Span:
        start = self.at
        match self.text[start]:
            case '"' | "'":
                self.string()
            case "[":
                self.at += 1
                index = 0
                while self.text[self.skip()] != "]":
                    span = self.value((*path, index))
                    self.found[(*path, index)] = Place(span, span)
                    index += 1
                    if self.text[self.skip()] == ",":
                        self.at += 1
                self.at += 1
            case "{":
                self.at += 1
                while self.text[self.skip()] != "}":
                    self.pair(path)
                    if self.text[self.skip()] == ",":
                        self.at += 1
                self.at += 1
            case _:
                found = _PLAIN_VALUE.match(self.text, start)
                assert found is not None
                self.at = start + max(len(found.group().rstrip()), 1)
        return self.span(start)

    def string(self) -> str:
        """Skips a text; its value where it stands on one line (keys do)."""
        quote = self.text[self.at]
        if self.text.startswith(quote * 3, self.at):
            self.at += 3
            while not self.text.startswith(quote * 3, self.at):
                self.at += 2 if self.text[self.at] == "\\" and quote == '"' else 1
            self.at += 3
            while self.text.startswith(quote, self.at):  # up to two quotes may stand before the closing ones
                self.at += 1
            return ""
        self.at += 1
        value = ""
        while self.text[self.at] != quote:
            letter = self.text[self.at]
            self.at += 1
            if letter == "\\" and quote == '"':
                value += self.escape()
            else:
                value += letter
        self.at += 1
        return value

    def escape(self) -> str:
        letter = self.text[self.at]
        self.at += 1
        if letter in "uU":
            length = 4 if letter == "u" else 8
            code = self.text[self.at : self.at + length]
            self.at += length
            return chr(int(code, 16))
        return _ESCAPES[letter]

    def span(self, start: int) -> Span:
        first, last = self.place(start), self.place(self.at)
        return Span(self.file, *first, *last)

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1
