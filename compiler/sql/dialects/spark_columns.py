"""Raw columns of declared types in Spark and Databricks: what `dialect.ReadsColumns` asks for.

Measured on Spark 4.3, ANSI mode on and off:
- TIMESTAMP is a moment, shown in the session's zone; TIMESTAMP_NTZ is what a clock shows. A cast between them, and
  `timestampdiff`, asks the session's zone; `unix_seconds`, and parts of a TIMESTAMP_NTZ, do not;
- a CASE evaluates no arm that it does not choose, but `try_cast` is safe wherever the optimizer puts it;
- a product of wide decimals loses places, or is NULL; `round` keeps them, half away from zero;
- `split` takes a regular expression of Java, in which `$` also stands before a line feed at the end;
- whether `\\` is an escape in a text is a setting: no pattern here has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from ...values import BLANK_CHARACTERS, LARGEST_UNITS, SET_MARK
from .. import nodes as n
from .lowering import Unsayable

_DIGITS: Final = 17  # of units that count, with room for one that rounds up
_CHR: Final = 256  # `chr` begins again from here


def exact_text(node: n.Node) -> n.Node:
    """The collation of a column ends with the cast."""
    return n.cast(node, "VARCHAR")


def without_blanks(text: n.Node) -> n.Node:
    blanks = [n.call("chr", n.number(ord(c))) if ord(c) < _CHR else n.text(c) for c in BLANK_CHARACTERS]
    return n.call("btrim", text, n.call("concat", *blanks))


def characters(text: n.Node) -> n.Node:
    return n.call("char_length", text)


def epoch_of_timestamp(node: n.Node) -> n.Node:
    """By its parts, which are floored before 1970, too."""
    days = n.call("unix_date", n.cast(node, "DATE"))
    clock = n.plus(n.times(n.call("hour", node), n.number(3_600)), n.times(n.call("minute", node), n.number(60)))
    return n.plus(n.times(n.cast(days, "BIGINT"), n.number(86_400)), n.plus(clock, n.call("second", node)))


def epoch_of_timestamptz(node: n.Node) -> n.Node:
    return n.call("unix_seconds", node)


def days_of_date(node: n.Node) -> n.Node:
    return n.cast(n.call("unix_date", node), "BIGINT")


def units_of_decimal(node: n.Node, places: int) -> n.Node:
    """What has more digits than count is NULL."""
    rounded = _tried(n.call("round", node, n.number(places)), f"DECIMAL({_DIGITS}, {places})")
    return n.cast(n.times(rounded, n.cast(n.number(10**places), f"DECIMAL({places + 1}, 0)")), "BIGINT")


def matches(text: n.Node, pattern: str) -> n.Node:
    """Nothing may follow, of a line feed neither."""
    return exp.RegexpLike(this=n.own(text), expression=exp.Literal.string(f"(?s)^({pattern})(?!.)"))


def whole_of_text(text: n.Node) -> n.Node:
    whole = _tried(n.call("split_part", text, n.text("."), n.number(1)), "BIGINT")
    written = matches(text, "[+-]?0*[0-9]{1,16}([.]0*)?")
    return n.when((matches(text, "[+-]?[.]0+"), n.number(0)), (written, _within(whole)))


def units_of_text(text: n.Node, places: int) -> n.Node:
    unsigned = n.call("translate", text, n.text("+-"), n.text(""))
    whole, fraction = (n.call("split_part", unsigned, n.text("."), n.number(i)) for i in (1, 2))
    kept = n.call("rpad", n.call("substr", fraction, n.number(1), n.number(places)), n.number(places), n.text("0"))
    digits = _tried(n.call("concat", n.text("0"), whole, kept), "DECIMAL(38, 0)")
    # No number has more places than count: those behind the next one would not change how it rounds.
    following = n.call("substr", fraction, n.number(places + 1), n.number(1))
    up = n.when((n.one_of(following, [n.text(digit) for digit in "56789"]), n.number(1)), otherwise=n.number(0))
    units = n.plus(digits, up)
    sign = n.when((n.call("startswith", text, n.text("-")), n.number(-1)), otherwise=n.number(1))
    value = n.when(
        (n.compare(exp.LTE, units, n.number(LARGEST_UNITS)), n.times(_tried(units, "BIGINT"), sign)),
    )
    short = n.all_of(matches(text, "[+-]?0*[0-9]{0,16}([.][0-9]*)?"), matches(text, ".*[0-9].*"))
    power = matches(text, "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]+")
    return n.when((short, value), (power, _of_power(text, places)))


def _of_power(text: n.Node, places: int) -> n.Node:
    """Units of a number with an exponent, by doubles; one that is too large is infinite."""
    product = n.times(_tried(text, "DOUBLE"), n.cast(n.number(10**places), "DOUBLE"))
    scaled = n.plus(product, n.cast(n.text("0.5"), "DOUBLE"))
    near = n.between(scaled, n.number(-2 * LARGEST_UNITS), n.number(2 * LARGEST_UNITS))
    return n.when((near, _within(n.call("floor", scaled))))


def _within(whole: n.Node) -> n.Node:
    return n.when((n.between(whole, n.number(-LARGEST_UNITS), n.number(LARGEST_UNITS)), whole))


def set_of_text(text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
    """The separator becomes the mark, which the text must not have, and the text is split at the mark."""
    if (SET_MARK in separator and separator != SET_MARK) or any(SET_MARK in meant for _, meant in values):
        raise Unsayable("a set whose separator or entries have the character U+001F")
    mark, entry, empty = n.text(SET_MARK), n.column("entry"), n.text("")
    marked = text if separator == SET_MARK else n.call("replace", text, n.text(separator), mark)
    arms = [(n.equal(without_blanks(entry), n.text(said)), n.text(meant)) for said, meant in values]
    meant = without_blanks(n.when(*arms, otherwise=entry) if arms else entry)
    pieces = n.call("transform", n.call("split", marked, mark), _of_each(meant))
    known = n.call("filter", pieces, _of_each(n.compare(exp.NEQ, entry, empty)))
    ordered = n.call("sort_array", n.call("array_distinct", known))
    ended = n.call("transform", ordered, _of_each(n.call("concat", entry, mark)))
    whole = n.call("concat", mark, n.call("array_join", ended, empty))
    if separator == SET_MARK:
        return whole
    return n.when((n.negated(n.call("contains", text, mark)), whole))


def _of_each(made: n.Node) -> n.Node:
    """`entry -> …`"""
    return exp.Lambda(this=made, expressions=[exp.to_identifier("entry", quoted=True)])


def _tried(node: n.Node, to: str) -> n.Node:
    """A cast that is NULL where it fails, in every mode."""
    cast = n.try_cast(node, to)
    cast.set("safe", True)  # else it is printed as a plain one
    return cast
