"""What kinds of values there are."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass

__all__ = ["MILLI", "SET_MARK", "Kind", "ValueType"]

MILLI = 1000
SET_MARK = "\x1f"  # stands before, between and behind the entries of a set of text

Kind = Literal["text", "integer", "decimal", "boolean", "date", "timestamp", "set"]


@dataclass(frozen=True, slots=True)
class ValueType:
    """A set of text is one text: the mark, then each entry with a mark behind it; entries distinct, by UTF-8 bytes.

    The empty set is one mark. `ordered`: the options stand from low to high.
    """

    kind: Kind
    places: int = 0  # decimals only
    options: tuple[str, ...] = ()  # `one of`: the only values there are, in declared order
    ordered: bool = False
