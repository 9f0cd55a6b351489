"""Raw columns in DataFusion: texts, times and decimals as typed values.

A cast is tried even where a CASE leaves its arm out, so that it stands around a CASE which gives NULL there.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ...values import BLANK_CHARACTERS, LARGEST_UNITS, SET_MARK
from .. import nodes as n
from . import numerals, texts
from .lowering import Unsayable

_WIDE = 38  # digits of a decimal of 128 bits
_NEAR = 10 * LARGEST_UNITS  # no value of an attribute is as large, in whatever units


def exact_text(node: n.Node) -> n.Node:
    return n.cast(node, "VARCHAR")


def without_blanks(text: n.Node) -> n.Node:
    return n.call("btrim", text, texts.joined(*(n.call("chr", n.number(ord(c))) for c in BLANK_CHARACTERS)))


def characters(text: n.Node) -> n.Node:
    return n.call("length", text)


def epoch(node: n.Node) -> n.Node:
    """With a time zone or without one: the count is that of UTC, or that of the clock."""
    # `date_part` gives doubles; a cast to whole seconds would cut towards 1970.
    whole = n.call("date_trunc", n.text("second"), node)
    return n.cast(n.call("arrow_cast", whole, n.text('Timestamp(Second, Some("UTC"))')), "BIGINT")


def days_of_date(node: n.Node) -> n.Node:
    return n.cast(n.cast(n.call("arrow_cast", node, n.text("Date32")), "INTEGER"), "BIGINT")


def units_of_decimal(node: n.Node, places: int) -> n.Node:
    near = n.when((n.between(node, n.number(-_NEAR), n.number(_NEAR)), node))
    # The cast rounds half away from zero.
    return n.cast(n.times(n.cast(near, f"DECIMAL({_WIDE}, {places})"), n.number(10**places)), "BIGINT")


def matches(text: n.Node, pattern: str) -> n.Node:
    return exp.RegexpLike(this=n.own(text), expression=n.text(f"^({pattern})$"))


def whole_of_text(text: n.Node) -> n.Node:
    return numerals.whole(text, _WORDS)


def units_of_text(text: n.Node, places: int) -> n.Node:
    return numerals.units(text, places, _WORDS)


def _whole(node: n.Node) -> n.Node:
    return n.cast(node, "BIGINT")


def _pieces(plain: n.Node) -> tuple[n.Node, n.Node]:
    unsigned = n.call("ltrim", plain, n.text("+-"))
    before, behind = (n.call("split_part", unsigned, n.text("."), n.number(i)) for i in (1, 2))
    return before, behind


_WORDS = numerals.Words(matches, _pieces, lambda text: n.cast(text, "DOUBLE"), _whole, _whole)


def set_of_text(text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
    """The separator becomes the mark, which the text must not have; blanks around marks go, and the text is split."""
    if (SET_MARK in separator and separator != SET_MARK) or any(SET_MARK in meant for _, meant in values):
        raise Unsayable("a set whose separator or entries have the character U+001F")
    mark, empty = n.text(SET_MARK), n.text("")
    marked = text if separator == SET_MARK else n.call("replace", text, n.text(separator), mark)
    blanks = texts.one_of_class(BLANK_CHARACTERS).this
    around = n.text(f"{blanks}*\\x{{{ord(SET_MARK):x}}}{blanks}*")
    bare = n.call("regexp_replace", without_blanks(marked), around, mark, n.text("g"))
    pieces = n.call("string_to_array", bare, mark)
    # What is mapped is set aside first, so that no entry is mapped twice.
    aside = [texts.joined(mark, n.text(str(i))) for i in range(len(values))]
    for place, (said, _) in zip(aside, values, strict=True):
        pieces = n.call("array_replace_all", pieces, n.text(said), place)
    for place, (_, meant) in zip(aside, values, strict=True):
        pieces = n.call("array_replace_all", pieces, place, n.text(meant.strip(BLANK_CHARACTERS)))
    known = n.call("array_sort", n.call("array_distinct", n.call("array_remove_all", pieces, empty)))
    entries = n.call("array_to_string", known, mark)
    whole = n.when((n.equal(entries, empty), mark), otherwise=texts.joined(mark, entries, mark))
    if separator == SET_MARK:
        return whole
    return n.when((n.negated(texts.found_by("strpos", text, mark)), whole))
