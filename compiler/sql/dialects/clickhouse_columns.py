"""Raw columns in ClickHouse: texts, times and decimals as typed values.

A text is any string of bytes there; one that is no UTF-8 is unreadable. All times are moments: `DateTime` and
`DateTime64` are counted from 1970 UTC, and a zone says only how they are shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ...values import BLANK_CHARACTERS, LARGEST_UNITS, SET_MARK
from .. import nodes as n
from . import numerals, texts

_NEAR = 10 * LARGEST_UNITS  # no value of an attribute is as large, in whatever units


def exact_text(node: n.Node) -> n.Node:
    # The zero bytes that fill a FixedString up go with the cast.
    text = n.cast(node, "VARCHAR")
    return n.when((n.call("isValidUTF8", text), text))


def without_blanks(text: n.Node) -> n.Node:
    # `trim` of several characters takes them for bytes.
    blanks = texts.one_of_class(BLANK_CHARACTERS).this
    begun = n.call("replaceRegexpOne", text, n.text(f"^{blanks}+"), n.text(""))
    return n.call("replaceRegexpOne", begun, n.text(f"{blanks}+$"), n.text(""))


def characters(text: n.Node) -> n.Node:
    return n.cast(n.call("lengthUTF8", text), "BIGINT")


def epoch_of_timestamp(node: n.Node) -> n.Node:
    """What the column shows in its own zone."""
    return n.plus(epoch_of_timestamptz(node), n.cast(n.call("timeZoneOffset", node), "BIGINT"))


def epoch_of_timestamptz(node: n.Node) -> n.Node:
    # A cast cuts towards 1970, as `date_trunc` does; `toStartOfSecond` takes no DateTime.
    cut = n.cast(node, "BIGINT")
    before = n.compare(exp.LT, node, n.call("toDateTime64", cut, n.number(0), n.text("UTC")))
    return n.minus(cut, n.when((before, n.number(1)), otherwise=n.number(0)))


def days_of_date(node: n.Node) -> n.Node:
    return n.cast(node, "BIGINT")


def units_of_decimal(node: n.Node, places: int) -> n.Node:
    # Behind a NULL there may stand what is too large for a cast, so that it becomes a zero first.
    inside = n.between(node, n.number(-_NEAR), n.number(_NEAR))
    near = n.when((inside, node), otherwise=n.number(0))
    # `round` goes away from zero, and keeps the places; a cast cuts.
    rounded = n.cast(n.call("round", near, n.number(places)), f"DECIMAL(38, {places})")
    return n.when((inside, n.cast(n.times(rounded, n.number(10**places)), "BIGINT")))


def matches(text: n.Node, pattern: str) -> n.Node:
    return n.call("match", text, n.text(f"^({pattern})$"))


def whole_of_text(text: n.Node) -> n.Node:
    return numerals.whole(text, _WORDS)


def units_of_text(text: n.Node, places: int) -> n.Node:
    return numerals.units(text, places, _WORDS)


def _pieces(plain: n.Node) -> tuple[n.Node, n.Node]:
    before, behind = (n.call("extract", plain, n.text(p)) for p in ("^[+-]?([0-9]*)", "[.]([0-9]*)"))
    return before, behind


def _whole(double: n.Node) -> n.Node:
    # Behind a NULL there may stand what is no number, and a plain cast looks at it.
    return n.call("accurateCastOrNull", double, n.text("Int64"))


_WORDS = numerals.Words(
    matches,
    _pieces,
    lambda text: n.call("toFloat64OrNull", text),
    lambda digits: n.call("toInt64OrNull", digits),
    _whole,
)


def set_of_text(text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
    mark, entry, empty = n.text(SET_MARK), n.column("entry"), n.text("")
    pieces = n.call("splitByString", n.text(separator), n.call("assumeNotNull", text))
    bare = n.call("arrayMap", _of_each(without_blanks(entry)), pieces)
    if values:
        arms = [(n.equal(entry, n.text(said)), n.text(meant.strip(BLANK_CHARACTERS))) for said, meant in values]
        bare = n.call("arrayMap", _of_each(n.when(*arms, otherwise=entry)), bare)
    known = n.call("arrayFilter", _of_each(n.compare(exp.NEQ, entry, empty)), bare)
    entries = n.call("arrayStringConcat", n.call("arraySort", n.call("arrayDistinct", known)), mark)
    whole = n.when((n.equal(entries, empty), mark), otherwise=texts.joined(mark, entries, mark))
    unsound = n.call("arrayExists", _of_each(texts.found_by("position", entry, mark)), bare)
    return n.when((n.all_of(n.is_known(text), n.negated(unsound)), whole))


def _of_each(made: n.Node) -> n.Node:
    """`entry -> …`"""
    return exp.Lambda(this=made, expressions=[exp.to_identifier("entry", quoted=True)])
