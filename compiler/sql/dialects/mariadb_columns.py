"""Raw columns of declared types in MariaDB and MySQL.

- What is joined to an empty text of a certain order has that order; a view keeps it, but not that of a CAST to CHAR.
- A pattern says its own flags (`(?s-imx)`): those that are left open come from a variable of the session. It ends with
  `(?!a|[^a])`, since `$` stands before the last line break too. No pattern has a backslash.
- UNIX_TIMESTAMP of a column of the type TIMESTAMP is what is stored, whatever the zone of the session is.
- Dates may have a month or day 0, or a day that the month lacks: all of these are missing.
- A number that is too large for a DOUBLE is an error where a strict session writes what a view gives.
- JSON_QUOTE writes every control character as an escape: one that is put in behind it stands for something else.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ...values import BLANK_CHARACTERS, LARGEST_UNITS, SET_MARK
from .. import nodes as n
from .lowering import Unsayable

_FLAGS, _END = "(?s-imx)", "(?!a|[^a])"
_FIRST_DAY = 719_528  # 1970-01-01, as TO_DAYS counts
_STAND_IN = "\x01"


def exact_text(node: n.Node, order: str) -> n.Node:
    return n.call("concat", exp.paren(exp.Collate(this=_bytes(""), expression=exp.Var(this=order)), copy=False), node)


def without_blanks(text: n.Node) -> n.Node:
    blank = f"[{BLANK_CHARACTERS}]+"
    # Looking back keeps blanks inside a text from being tried again from each of them.
    ends = f"{_FLAGS}^{blank}|(?<!{blank[:-1]}){blank}{_END}"
    return n.call("regexp_replace", text, n.text(ends), n.text(""))


def characters(text: n.Node) -> n.Node:
    return n.call("char_length", text)


def matches(text: n.Node, pattern: str) -> n.Node:
    return n.equal(n.call("regexp_instr", text, n.text(f"{_FLAGS}^({pattern}){_END}")), n.number(1))


# ---- dates and times -----------------------------------------------------------------------------------------------


def days_of_date(node: n.Node) -> n.Node:
    there = n.between(n.call("dayofmonth", node), n.number(1), n.call("dayofmonth", n.call("last_day", node)))
    return n.when((there, n.minus(n.call("to_days", node), n.number(_FIRST_DAY))))


def epoch_of_timestamp(node: n.Node) -> n.Node:
    hour, minute, second = (n.call(each, node) for each in ("hour", "minute", "second"))
    of_day = n.plus(n.plus(n.times(hour, n.number(3_600)), n.times(minute, n.number(60))), second)
    return n.plus(n.times(days_of_date(node), n.number(86_400)), of_day)


def epoch_of_timestamptz(node: n.Node) -> n.Node:
    return n.cast(n.call("floor", n.call("unix_timestamp", node)), "BIGINT")


# ---- numbers -------------------------------------------------------------------------------------------------------


def units_of_decimal(node: n.Node, places: int) -> n.Node:
    return n.cast(n.call("round", n.times(node, n.number(10**places))), "BIGINT")


def whole_of_text(text: n.Node) -> n.Node:
    whole, limit = n.cast(_before(text, "."), "BIGINT"), n.number(LARGEST_UNITS)
    inside = n.when((n.between(whole, n.negative(limit), limit), whole))
    written = matches(text, "[+-]?0*[0-9]{1,16}([.]0*)?")
    return n.when((matches(text, "[+-]?[.]0+"), n.number(0)), (written, inside))


def units_of_text(text: n.Node, places: int) -> n.Node:
    first = n.call("left", text, n.number(1))
    signed = n.when((n.one_of(first, [n.text("-"), n.text("+")]), n.number(2)), otherwise=n.number(1))
    unsigned = n.call("substr", text, signed)
    point = n.compare(exp.GT, n.call("instr", unsigned, n.text(".")), n.number(0))
    fraction = n.when((point, n.call("substring_index", unsigned, n.text("."), n.number(-1))), otherwise=n.text(""))
    # No number has more places than count: those behind them would only round.
    kept = n.call("rpad", n.call("left", fraction, n.number(places + 1)), n.number(places + 1), n.text("0"))
    digits = n.call("concat", n.text("0"), _before(unsigned, "."), n.text("."), kept)
    exact = n.cast(digits, f"DECIMAL({places + 20}, {places + 1})")
    units, limit = units_of_decimal(exact, places), n.number(LARGEST_UNITS)
    sign = n.when((n.equal(first, n.text("-")), n.number(-1)), otherwise=n.number(1))
    value = n.when((n.compare(exp.LTE, units, limit), n.times(units, sign)))
    plain = n.all_of(
        matches(text, "[+-]?0*[0-9]{0,16}([.][0-9]*)?"),
        matches(text, ".*[0-9].*"),
    )
    power = matches(text, "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]+")
    return n.when((plain, value), (power, _of_power(text, places)))


def _of_power(text: n.Node, places: int) -> n.Node:
    """Units of a number with an exponent; one of more than 300 characters is unreadable.

    With an exponent of at most two digits it is a DOUBLE; with a larger one it is too large or nothing, unless it is
    more than 80 characters long: then it is unreadable too.
    """
    product = n.times(n.cast(text, "DOUBLE"), n.cast(n.number(10**places), "DOUBLE"))
    units, limit = n.call("floor", n.plus(product, n.cast(n.text("0.5"), "DOUBLE"))), n.number(LARGEST_UNITS)
    near = n.when((n.between(units, n.negative(limit), limit), n.cast(units, "BIGINT")))
    nothing = n.any_of(matches(text, "[+-]?[0.]+[eE].*"), matches(text, ".*[eE]-[0-9]+"))
    size = characters(text)
    few = n.all_of(n.compare(exp.LTE, size, n.number(200)), matches(text, ".*[eE][+-]?0*[0-9]{1,2}"))
    short = n.compare(exp.LTE, size, n.number(80))
    return n.when((few, near), (n.all_of(short, nothing), n.number(0)))


def count_of_text(text: n.Node, per: int) -> n.Node:
    """Numbers of 20 digits are beyond all times."""
    written = n.all_of(
        n.compare(exp.LTE, characters(text), n.number(40)), matches(text, "[+]?0*[0-9]{1,19}([.][0-9]*)?")
    )
    number = exp.Cast(this=_before(text, "."), to=exp.DataType.build("UNSIGNED", dialect="mysql"))
    return n.when((written, n.quotient(number, n.number(per))))


def _before(text: n.Node, sign: str) -> n.Node:
    return n.call("substring_index", text, n.text(sign), n.number(1))


# ---- sets ----------------------------------------------------------------------------------------------------------


def set_of_text(text: n.Node, separator: str, values: Sequence[tuple[str, str]], order: str) -> n.Node:
    """The pieces as items of JSON, which become rows.

    `group_concat` puts them together, and a session may let it cut what is long: that is an error here.
    """
    if SET_MARK in separator:
        raise Unsayable("sets of text that the mark of sets, U+001F, separates")
    mark, empty = n.text(SET_MARK), n.text("")
    # Two backslashes stand for one of the text, one begins the escape that is a mark.
    quoted = n.call("json_quote", n.call("replace", text, n.text(separator), mark))
    items = n.call("replace", quoted, n.text("\\\\"), n.text(_STAND_IN))
    for written in ("\\u001F", "\\u001f"):
        items = n.call("replace", items, n.text(written), n.text('","'))
    items = n.call("replace", items, n.text(_STAND_IN), n.text("\\\\"))
    source = exp.Table(
        this=exp.JSONTable(
            this=n.call("concat", n.text("["), exact_text(items, order), n.text("]")),
            path=exp.Literal.string("$[*]"),
            schema=exp.JSONSchema(expressions=[_entries(order)]),
        ),
        alias=exp.TableAlias(this=exp.to_identifier("entries", quoted=True)),
    )
    piece = exact_text(n.column("entry"), order)
    arms = [(n.equal(without_blanks(piece), n.text(said)), n.text(meant)) for said, meant in values]
    entry = without_blanks(n.when(*arms, otherwise=piece) if arms else piece)
    known = n.compare(exp.NEQ, entry, empty)
    marked = exp.Distinct(expressions=[n.when((known, n.call("concat", entry, mark)))])
    ordered = exp.Order(this=marked, expressions=[exp.Ordered(this=n.own(entry), desc=False, nulls_first=True)])
    whole = n.call("coalesce", exp.GroupConcat(this=ordered, separator=empty.copy()), empty)
    marks = n.minus(characters(whole), characters(n.call("replace", whole, mark, empty)))
    different = n.call("count", exp.Distinct(expressions=[n.when((known, n.own(entry)))]))
    two_rows = exp.union(n.select([n.text("a")], None), n.select([n.text("b")], None), distinct=False, copy=False)
    unsound = n.call("max", n.call("instr", entry, mark))
    found = n.when(
        (n.compare(exp.GT, unsound, n.number(0)), n.null()),
        (n.equal(marks, different), n.call("concat", mark, whole)),
        otherwise=exp.Subquery(this=two_rows),
    )
    sound = n.equal(n.call("instr", text, mark), n.number(0))
    return n.when((sound, exp.Subquery(this=n.select([found], source))))


def _entries(order: str) -> exp.JSONColumnDef:
    kind = exp.Var(this=f"LONGTEXT CHARACTER SET utf8mb4 COLLATE {order}")
    return exp.JSONColumnDef(this=exp.to_identifier("entry", quoted=True), kind=kind, path=exp.Literal.string("$"))


def _bytes(text: str) -> n.Node:
    return exp.Introducer(this=exp.Var(this="_utf8mb4"), expression=exp.HexString(this=text.encode().hex()))
