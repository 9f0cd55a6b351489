"""JSON Lines: an object per line. Values keep what they were: text, whole number, boolean, list of texts, or another.

They travel as text behind a letter that says so (`compiler/sql/raw.py`, `TAGGED`); numbers with a fraction or exponent
count as the text they are written with, so that no digit is lost.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ..compiler.values import LARGEST_ENTRY, LONGEST_TEXT
from .csv_files import Broken
from .text_files import TextFile, failure, place

_DIGITS: Final = 38  # of the largest whole number that the engine has
_NOTHING: Final = "N?"  # objects, other lists, and what no reader takes


class _Whole(str):
    """A whole number as written."""

    __slots__ = ()


def objects(file: TextFile, broken: Broken) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line and object. Lines that are no object are counted; blank ones are not."""
    with file.path.open(encoding="utf-8-sig", newline="\n") as opened:
        for number, line in enumerate(opened, 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line, parse_int=_Whole, parse_float=str, parse_constant=str)
            except (ValueError, RecursionError):
                broken.add(number)
                continue
            if isinstance(value, dict):
                yield number, value
            else:
                broken.add(number)


def columns_of(file: TextFile) -> tuple[str, ...]:
    """All keys of all objects, in order of first appearance. Raises DiagnosticError (SL0926)."""
    broken = Broken()
    names: dict[str, None] = {}
    with file.path.open(encoding="utf-8-sig") as opened:
        is_list = opened.read(4096).lstrip()[:1] == "["
    for _, value in () if is_list else objects(file, broken):
        names.update(dict.fromkeys(value))
    if not names:
        help = 'each line is an object of its own: `{"id": "1", "country": "DE"}`'
        if is_list:
            what, help = "is one list", f"{help}; `jq -c '.[]'` turns a list into such lines"
        else:
            what = "is not JSON Lines: no line is an object" if broken.count else "has no line with a value"
        line = broken.lines[0] if broken.lines else 1
        raise failure("SL0926", place(file.shown, line), f"`{file.shown}` {what}", help)
    return tuple(names)


def write_normalised(file: TextFile, chosen: list[str], target: Path) -> Broken:
    """The line and the chosen values of every object, tagged, as CSV."""
    broken = Broken()
    with target.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for line, value in objects(file, broken):
            writer.writerow([line, *(tagged(value.get(name)) for name in chosen)])
    return broken


def tagged(value: object) -> str:
    """A value behind the letter of its sort; the empty text for null."""
    match value:
        case None:
            return ""
        case bool():
            return f"B{str(value).lower()}"
        case _Whole():
            digits = value.removeprefix("-")
            return f"I{digits if digits == '0' else value}" if len(digits) <= _DIGITS else _NOTHING
        case str():
            if len(value) > LONGEST_TEXT and value.strip():
                return _NOTHING
            return "T" + value if _is_sound(value) else _NOTHING
        case list():
            return _listed(value)
        case _:
            return _NOTHING


def _listed(items: list[object]) -> str:
    """A list of texts, whole numbers and nulls, for sets of text; other lists are read by nothing."""
    entries: list[str] = []
    for item in items:
        match item:
            case None:
                continue
            case _Whole() if len(item.removeprefix("-")) <= len(str(LARGEST_ENTRY)):
                entries.append(str(int(item)))
            case _Whole():
                return _NOTHING
            case str() if _is_sound(item):
                entries.append(item)
            case _:
                return _NOTHING
    return "L" + json.dumps(entries)


def untagged(text: str | None) -> object:
    """The raw value of a tagged text; an empty object stands for values that nothing can be read from."""
    if not text:
        return None
    match text[0]:
        case "T":
            return text[1:]
        case "I":
            return int(text[1:])
        case "B":
            return text[1:] == "true"
        case "L":
            return json.loads(text[1:])
        case _:
            return {}


def _is_sound(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
