"""Numbers written in texts, read from their digits by whole numbers of 64 bits: no unbounded decimal is needed.

Names of functions are those of ClickHouse and DataFusion: `ltrim` of given characters, `rpad`, `substr`, `length`.
What is cast has passed a CASE before, since an engine may try a cast whose arm is not taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from ...values import LARGEST_UNITS
from .. import nodes as n
from . import texts


@dataclass(frozen=True, slots=True)
class Words:
    """What engines say in their own ways.

    `pieces` are the digits before and behind the point of a plain number, `double` the nearest one of a text (NULL or
    infinite where none is near), `of_digits` and `of_double` BIGINTs of digits and of whole doubles that are small.
    """

    matches: Callable[[n.Node, str], n.Node]
    pieces: Callable[[n.Node], tuple[n.Node, n.Node]]
    double: Callable[[n.Node], n.Node]
    of_digits: Callable[[n.Node], n.Node]
    of_double: Callable[[n.Node], n.Node]


WHOLE: Final = "[+-]?(0*[0-9]{1,16}([.]0*)?|[.]0+)"
PLAIN: Final = "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)"
POWER: Final = "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]+"
_MOST: Final = len(str(LARGEST_UNITS))  # digits


def whole(text: n.Node, words: Words) -> n.Node:
    """`values.read_integer` of a text without blanks: BIGINT, NULL where it is unreadable."""
    return _units(n.when((words.matches(text, WHOLE), text)), 0, words)  # what stands behind its point are zeros


def units(text: n.Node, places: int, words: Words) -> n.Node:
    """`values.read_decimal` of a text without blanks: BIGINT, NULL where it is unreadable."""
    plain = _units(n.when((words.matches(text, PLAIN), text)), places, words)
    double = words.double(n.when((words.matches(text, POWER), text)))
    product = n.times(double, n.cast(n.number(10**places), "DOUBLE"))
    found = n.call("floor", n.plus(product, n.cast(n.text("0.5"), "DOUBLE")))
    limit = n.number(LARGEST_UNITS)
    power = words.of_double(n.when((n.between(found, n.negative(limit), limit), found)))
    return n.call("coalesce", plain, power)


def _units(plain: n.Node, places: int, words: Words) -> n.Node:
    """Units of a plain number, half a unit away from zero; NULL where it is NULL or too large."""
    before, behind = words.pieces(plain)
    digits = before
    if places:
        kept = n.call("rpad", n.call("substr", behind, n.number(1), n.number(places)), n.number(places), n.text("0"))
        digits = texts.joined(before, kept)
    digits = n.call("ltrim", digits, n.text("0"))
    short = n.compare(exp.LTE, n.call("length", digits), n.number(_MOST))
    cut = words.of_digits(n.when((short, texts.joined(n.text("0"), digits))))
    half = n.compare(exp.GTE, n.call("substr", behind, n.number(places + 1), n.number(1)), n.text("5"))
    found = n.plus(cut, n.when((half, n.number(1)), otherwise=n.number(0)))
    negative = n.equal(n.call("substr", plain, n.number(1), n.number(1)), n.text("-"))
    sign = n.when((negative, n.number(-1)), otherwise=n.number(1))
    return n.when((n.compare(exp.LTE, found, n.number(LARGEST_UNITS)), n.times(found, sign)))
