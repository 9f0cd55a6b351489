"""Raw values in SQLite, where a column of any declared type may hold values of any kind.

Each value is read as what it is: a whole number, a REAL, a text; a BLOB is missing. A declared type only says what
becomes of values as they are written: nothing is asked of it here. There are no regular expressions and no dates.

- A comparison takes the order of a column through CAST: what is joined with `||` has that of bytes.
- GLOB and `length` end a text at U+0000; `instr`, `trim` and `substr` of bytes go on behind it.
- A text becomes a REAL that may be the neighbour of the nearest one: texts with exponents are made of whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ...values import BLANK_CHARACTERS, LARGEST_UNITS, SET_MARK
from .. import nodes as n
from . import globs, texts

_STORED = {"integer": "integer", "double": "real", "text": "text"}  # as `typeof` says it
_MARGIN = 1e-15  # relative; the error of four roundings is below 6e-16


def of_kind(node: n.Node, kind: str) -> n.Node:
    return n.when((n.equal(n.call("typeof", node), n.text(_STORED[kind])), node))


def exact_text(node: n.Node) -> n.Node:
    return texts.joined(n.text(""), node)


def without_blanks(text: n.Node) -> n.Node:
    return n.call("trim", text, n.text(BLANK_CHARACTERS))


def characters(text: n.Node) -> n.Node:
    """Of a text with U+0000 those before it, and of each piece behind one."""
    rest, total = n.column("rest"), n.column("total")
    nul = n.cast(n.text("\0"), "BLOB")
    start = [n.named(n.cast(text, "BLOB"), "rest"), n.named(n.number(0), "total")]
    place = n.call("instr", rest, nul)
    counted = n.plus(total, n.plus(_size(_text(n.call("substr", rest, n.number(1), place))), n.number(1)))
    later = [n.named(n.call("substr", rest, n.plus(place, n.number(1))), "rest"), n.named(counted, "total")]
    more = n.compare(exp.GT, place, n.number(0))
    last = n.named(n.plus(total, _size(_text(rest))), "characters")
    final = n.select([last], n.table(["pieces"]), n.equal(place, n.number(0)))
    pieces = n.select(later, n.table(["pieces"]), more)
    return n.when(
        (_has_nul(text), recursive("pieces", n.select(start, None), pieces, final)),
        otherwise=_size(text),
    )


def matches(text: n.Node, pattern: str) -> n.Node:
    return n.all_of(n.negated(_has_nul(text)), globs.matches(text, pattern))


def whole_of_text(text: n.Node) -> n.Node:
    """Digits with a fraction of zeros, or such a fraction alone."""
    whole, fraction = n.column("whole"), n.column("fraction")
    digits = n.call("ltrim", whole, n.text("0"))
    fits = n.all_of(
        n.equal(n.call("rtrim", fraction, n.text("0")), n.text("")),
        _only_digits(whole),
        n.compare(exp.LTE, _size(digits), n.number(16)),
        n.compare(exp.NEQ, texts.joined(whole, fraction), n.text("")),
    )
    return _worked_out(n.when((fits, _bounded(n.column("sign"), n.cast(digits, "BIGINT")))), _parted(text))


def units_of_text(text: n.Node, places: int) -> n.Node:
    power = exp.Glob(this=n.own(text), expression=n.text("*[eE]*"))
    return n.when((power, _units_of_power(text, places)), (n.is_known(text), _units_of_plain(text, places)))


def count_of_text(text: n.Node, per: int) -> n.Node:
    """Digits of more than 63 bits become the largest number, which is no time either."""
    whole = n.column("whole")
    fits = n.all_of(
        n.compare(exp.NEQ, whole, n.text("")),
        _only_digits(texts.joined(whole, n.column("fraction"))),
        n.compare(exp.GT, n.column("sign"), n.number(0)),
    )
    found = _worked_out(n.when((fits, n.quotient(n.cast(whole, "BIGINT"), n.number(per)))), _parted(text))
    return n.when((n.compare(exp.LTE, _size(text), n.number(40)), found))


def set_of_text(text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
    """The pieces, found in the bytes one after another; they come together in the order of a part of its own."""
    rest, piece, entry, mark = n.column("rest"), n.column("piece"), n.column("entry"), n.text(SET_MARK)
    sign = n.cast(n.text(separator), "BLOB")
    place = n.call("instr", rest, sign)
    start = [n.named(n.cast(text, "BLOB"), "rest"), n.named(n.null(), "piece")]
    more = n.compare(exp.GT, place, n.number(0))
    behind = n.when((more, n.call("substr", rest, n.plus(place, n.number(len(separator.encode()))))))
    before = n.when((more, n.call("substr", rest, n.number(1), n.minus(place, n.number(1)))), otherwise=rest)
    columns = [n.named(behind, "rest"), n.named(_text(before), "piece")]
    found = n.select(columns, n.table(["pieces"]), n.is_known(rest))
    arms = [(n.equal(without_blanks(piece), n.text(said)), n.text(meant)) for said, meant in values]
    meant = without_blanks(n.when(*arms, otherwise=piece) if arms else piece)
    known = n.select([n.named(meant, "entry")], n.table(["pieces"]), n.is_known(piece)).distinct(copy=False)
    ordered = known.order_by(exp.Ordered(this=n.own(entry), desc=False, nulls_first=True), copy=False)
    marked = n.when((n.compare(exp.NEQ, entry, n.text("")), texts.joined(entry, mark)))
    whole = texts.joined(mark, n.call("coalesce", n.call("group_concat", marked, n.text("")), n.text("")))
    unsound = n.call("max", n.compare(exp.GT, n.call("instr", entry, mark), n.number(0)))
    final = n.select([n.when((n.equal(unsound, n.number(0)), whole))], n.part(ordered, "entries"))
    return recursive("pieces", n.select(start, None), found, final)


def recursive(name: str, first: exp.Select, later: exp.Select, final: exp.Select) -> n.Node:
    """The one value of `final`, a query over rows that are made out of each other."""
    rows = exp.Union(this=first, expression=later, distinct=False)
    step = exp.CTE(this=rows, alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
    final.set("with_", exp.With(expressions=[step], recursive=True))
    return exp.Subquery(this=final)


# ---- numbers in texts ----------------------------------------------------------------------------------------------

_Step = tuple[str, exp.Select]


def _worked_out(value: n.Node, steps: Sequence[_Step]) -> n.Node:
    """The value over the one row of the last step; NULL where it has none.

    Steps are computed one by one: nested queries would be pasted into each other, and their texts multiply.
    """
    query = n.select([value], n.table([steps[-1][0]]))
    for name, step in steps:
        query = query.with_(exp.to_identifier(name, quoted=True), as_=step, copy=False)
    return exp.Subquery(this=query)


def _parted(text: n.Node) -> list[_Step]:
    """`sign`, and `whole` and `fraction`, what is before and behind the first point; nothing of a text with U+0000."""
    first = n.call("substr", text, n.number(1), n.number(1))
    sign = n.when((n.equal(first, n.text("-")), n.number(-1)), otherwise=n.number(1))
    signs = n.one_of(first, [n.text("-"), n.text("+")])
    # Behind a place that is worked out `substr` counts characters.
    body = n.call("substr", text, n.when((signs, n.number(2)), otherwise=n.number(1)))
    signed = n.select([n.named(sign, "sign"), n.named(body, "body")], None, n.negated(_has_nul(text)))
    whole, fraction = _around("body", ".")
    parted = n.select([n.star(), n.named(whole, "whole"), n.named(fraction, "fraction")], n.table(["signed"]))
    return [("signed", signed), ("parted", parted)]


def _around(column: str, sign: str) -> tuple[n.Node, n.Node]:
    """What stands before and behind the first such character of a column; all and nothing where there is none."""
    text = n.column(column)
    place = n.call("instr", text, n.text(sign))
    there = n.compare(exp.GT, place, n.number(0))
    before = n.when((there, n.call("substr", text, n.number(1), n.minus(place, n.number(1)))), otherwise=text)
    behind = n.when((there, n.call("substr", text, n.plus(place, n.number(1)))), otherwise=n.text(""))
    return before, behind


def _units_of_plain(text: n.Node, places: int) -> n.Node:
    whole, fraction = n.column("whole"), n.column("fraction")
    filled = n.call("substr", texts.joined(fraction, n.text("0" * places)), n.number(1), n.number(places))
    digits = n.call("ltrim", texts.joined(whole, filled) if places else whole, n.text("0"))
    next_ = n.call("substr", fraction, n.number(places + 1), n.number(1))
    up = n.when((n.compare(exp.GTE, next_, n.text("5")), n.number(1)), otherwise=n.number(0))
    fits = n.all_of(
        _only_digits(texts.joined(whole, fraction)),
        n.compare(exp.NEQ, texts.joined(whole, fraction), n.text("")),
        n.compare(exp.LTE, _size(digits), n.number(16)),
    )
    units = n.plus(n.cast(digits, "BIGINT"), up)
    return _worked_out(n.when((fits, _bounded(n.column("sign"), units))), _parted(text))


def _units_of_power(text: n.Node, places: int) -> n.Node:
    """As `float` reads it. `number` are the digits without zeros at both ends, which stand for number × 10^exponent.

    Of at most 15 digits and powers of at most 22 one product or quotient of REALs is the nearest REAL. Of more digits
    it is one near it: where its neighbours are other units, the text is missing.
    """
    digits, number, exponent = n.column("digits"), n.column("number"), n.column("exponent")
    power, value = n.column("power"), n.column("value")
    mantissa, behind = _around("lowered", "e")
    lowered = n.select([n.named(n.call("lower", text), "lowered")], None, n.negated(_has_nul(text)))
    split = n.select([n.named(mantissa, "mantissa"), n.named(behind, "power")], n.table(["lowered"]))
    signed, (parted, query) = _parted(n.column("mantissa"))
    signed[1].select(power, copy=False)
    signed[1].from_(n.table(["split"]), copy=False)
    all_digits = texts.joined(n.column("whole"), n.column("fraction"))
    first = n.call("substr", power, n.number(1), n.number(1))
    signs = n.one_of(first, [n.text("-"), n.text("+")])
    bare = n.call("substr", power, n.when((signs, n.number(2)), otherwise=n.number(1)))
    known = [n.compare(exp.NEQ, each, n.text("")) for each in (all_digits, bare)]
    fits = n.all_of(*known, _only_digits(all_digits), _only_digits(bare))
    columns = [n.named(n.call("ltrim", all_digits, n.text("0")), "digits"), n.column("sign"), n.column("fraction")]
    found = n.select([*columns, power], n.table([parted]), fits)
    without_zeros = n.call("rtrim", digits, n.text("0"))
    own = n.plus(
        n.cast(power, "BIGINT"), n.minus(_size(digits), n.plus(_size(without_zeros), _size(n.column("fraction"))))
    )
    counted = n.select(
        [n.column("sign"), n.named(without_zeros, "number"), n.named(own, "exponent")], n.table(["found"])
    )
    taken = n.cast(n.call("substr", number, n.number(1), n.number(18)), "BIGINT")
    shift = n.plus(exponent, n.call("max", n.minus(_size(number), n.number(18)), n.number(0)))
    size = n.named(n.plus(_size(number), exponent), "size")
    shifted = n.select([n.star(), n.named(taken, "taken"), n.named(shift, "shift"), size], n.table(["counted"]))
    taken, shift, size = _real(n.column("taken")), n.column("shift"), n.column("size")
    nearest = n.when(
        (n.compare(exp.GTE, shift, n.number(0)), n.times(taken, _power_of_ten(shift))),
        otherwise=exp.Div(this=taken.copy(), expression=_power_of_ten(n.negative(shift)), typed=True),
    )
    # What has more than 17 digits before its point is too large; what has 8 zeros behind it rounds to nothing.
    nothing = n.any_of(n.equal(number, n.text("")), n.compare(exp.LT, size, n.number(-7)))
    inside = n.when(
        (nothing, n.number(0)), (n.compare(exp.LTE, size, n.number(17)), n.times(n.column("sign"), nearest))
    )
    made = n.select([n.named(inside, "value"), n.named(_size(number), "size")], n.table(["shifted"]))
    low, high = (_rounded(n.times(value, _factor(1 + each)), places) for each in (-_MARGIN, _MARGIN))
    three = [n.named(_rounded(value, places), "units"), n.named(low, "low"), n.named(high, "high"), n.column("size")]
    sure = n.any_of(n.compare(exp.LTE, n.column("size"), n.number(15)), n.equal(n.column("low"), n.column("high")))
    units, limit = n.column("units"), n.number(LARGEST_UNITS)
    steps = [
        *(("lowered", lowered), ("split", split), signed, (parted, query), ("found", found), ("counted", counted)),
        *(("shifted", shifted), ("made", made), ("rounded", n.select(three, n.table(["made"])))),
    ]
    return _worked_out(n.when((n.all_of(sure, n.between(units, n.negative(limit), limit)), units)), steps)


def _rounded(value: n.Node, places: int) -> n.Node:
    product = n.times(value, _real(n.number(10**places)))
    return n.call("floor", n.plus(product, _factor(0.5)))


def _factor(value: float) -> n.Node:
    return exp.Literal.number(repr(value))


def _real(node: n.Node) -> n.Node:
    return n.cast(node, "REAL")


def _power_of_ten(exponent: n.Node) -> n.Node:
    """10^0 to 10^25 as a REAL, exact up to 10^22."""

    def of(power: n.Node) -> n.Node:
        return _real(n.cast(n.call("substr", n.text(str(10**18)), n.number(1), n.plus(power, n.number(1))), "BIGINT"))

    rest = n.call("max", n.minus(exponent, n.number(18)), n.number(0))
    return exp.paren(n.times(of(n.call("min", exponent, n.number(18))), of(rest)), copy=False)


def _bounded(sign: n.Node, units: n.Node) -> n.Node:
    return n.when((n.compare(exp.LTE, units, n.number(LARGEST_UNITS)), n.times(sign, units)))


def _only_digits(text: n.Node) -> n.Node:
    return n.negated(exp.Glob(this=n.own(text), expression=n.text("*[^0-9]*")))


def _has_nul(text: n.Node) -> n.Node:
    return n.compare(exp.GT, n.call("instr", text, n.text("\0")), n.number(0))


def _size(text: n.Node) -> n.Node:
    """Characters, up to U+0000."""
    return exp.Length(this=n.own(text))


def _text(data: n.Node) -> n.Node:
    return n.cast(data, "TEXT")


def floor(number: n.Node) -> n.Node:
    """Of a REAL; one beyond 64 bits becomes the largest of them. SQLite may lack the function."""
    whole = n.cast(number, "BIGINT")
    below = n.compare(exp.LT, number, whole)
    return exp.paren(n.minus(whole, exp.paren(below, copy=False)), copy=False)
