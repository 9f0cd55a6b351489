"""Texts for files of a project: YAML whose texts are always quoted, and SQL in which names are put in later."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

_JINJA: Final = re.compile(r"\{(?=[{%#\r\f\v]|\Z)|[\r\f\v]")
_NAMED: Final = {"\r": r"\r", "\f": r"\f", "\v": r"\v"}

# A text stands for itself, quoted; mappings keep their order.
Value = str | int | bool | None | Sequence[Any] | Mapping[str, Any]


def jinja_text(text: str) -> str:
    """A template that gives the text, whatever stands in it."""
    return _JINJA.sub(lambda found: f"{{{{ '{_NAMED.get(found[0], found[0])}' }}}}", text)


def jinja_literal(text: str) -> str:
    """The text as a literal inside an expression of a template."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + "'"


def out_of_jinja(block: str) -> str:
    """YAML whose texts no template takes for its own, though the file is one: its braces are escapes of YAML."""
    return re.sub(r"\{(?=[{%#])", r"\\u007b", block)


def yaml(value: Value, indent: int = 0) -> str:
    """A block of YAML that ends with a line break."""
    pad = "  " * indent
    if isinstance(value, Mapping):
        return "".join(f"{pad}{_key(name)}:{_behind(each, indent)}" for name, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(f"{pad}-{_behind(each, indent, entry=True)}" for each in value)
    return f"{pad}{_scalar(value)}\n"


def _behind(value: Value, indent: int, *, entry: bool = False) -> str:
    """What stands behind a key or a dash."""
    if isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str)):
        if not value:
            return " {}\n" if isinstance(value, Mapping) else " []\n"
        block = yaml(value, indent + 1)
        return f" {block.lstrip(' ')}" if entry else f"\n{block}"
    if isinstance(value, Block) and (lines := value.lines(indent + 1)) is not None:
        return f" {lines}\n"
    return f" {_scalar(value)}\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"\+?[a-z_][a-z_]*", name) and name not in ("yes", "no", "on", "off") else _text(name)


class Block(str):
    """A text of several lines that YAML has as lines, where it can."""

    def lines(self, indent: int) -> str | None:
        found = self.split("\n")
        if self != self.strip() or not all(line.isprintable() for line in found):
            return None
        return "|-\n" + "\n".join("  " * indent + line if line else "" for line in found)


def _scalar(value: str | int | bool | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _text(value)


def _text(text: str) -> str:
    """In double quotes. What YAML cannot hold as it is, is escaped; lone surrogates become U+FFFD."""
    sound = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return "".join(c if c.isprintable() else _escaped(c) for c in json.dumps(sound, ensure_ascii=False))


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def slug(text: str, longest: int = 40) -> str:
    """Small letters, digits and underscores that resemble the text; maybe nothing."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")
    return plain[:longest].strip("_")
