"""Trino's peculiarities (400 and later).

A view cannot read properties of the session, and functions of SQL are for connectors that store them: `as_of` is the
present unless a table of that name holds other moments, and bodies stand where they are called. Names ignore case, and
come back in small letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp
from sqlglot.dialects.trino import Trino as Printer

from ...values import BLANK_CHARACTERS, LARGEST_UNITS, SET_MARK
from .. import nodes as n
from . import texts
from .lowering import exact_decimal, plain_division, printed, rewritten

_ENTRY: Final = "entry"
_MANY: Final = "DECIMAL(38, 0)"  # a sum of BIGINT raises beyond 64 bits


class Trino:
    """See `dialect.Dialect`."""

    name = "trino"
    functions = False

    def print(self, statement: exp.Expr) -> str:
        return printed(rewritten(statement, _rewrite), Printer)

    def enter(self, schema: str) -> str:
        return f"USE {self.print(n.table([schema]))}"

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        return (exp.Create(this=n.table([name]), kind="VIEW", replace=True, expression=query),)

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        # Few connectors can replace a table.
        return (
            exp.Drop(tables=[n.table([name])], kind="TABLE", exists=True),
            exp.Create(this=n.schema(name, columns), kind="TABLE"),
        )

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:  # noqa: ARG002 - see `functions`
        raise AssertionError("bodies stand where they are called")

    def call(self, function: str, argument: n.Node) -> n.Node:  # noqa: ARG002 - see `functions`
        raise AssertionError("bodies stand where they are called")

    def folded(self, text: n.Node) -> n.Node:
        # What is not ASCII has more bytes than characters.
        return texts.folded(text, "translate", _BYTES, "length")

    def spaced(self, folded: n.Node) -> n.Node:
        return texts.spaced(folded, "translate")

    def after_last_at(self, text: n.Node) -> n.Node:
        behind = n.call("nullif", n.call("element_at", n.call("split", text, n.text("@")), n.number(-1)), n.text(""))
        return n.when((self.contains(text, n.text("@")), behind))

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        return texts.found_by("strpos", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return texts.begins(text, needle)

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        # From the end; an empty text where the text is shorter.
        return n.equal(n.call("substr", text, n.number(-texts.length_of(needle))), needle)

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        literal = n.cast(exp.Array(expressions=[n.number(each) for each in table]), "BIGINT[]")
        return n.call("element_at", literal, n.plus(index, n.number(1)))

    def months_before(self, day: n.Node, months: int) -> n.Node:
        # By whole numbers it would nest deeper than some parsers go. No month lacks its first day.
        date = _date(day)
        first = n.call("date_add", n.text("month"), n.number(-months), n.call("date_trunc", n.text("month"), date))
        same = n.call("date_add", n.text("day"), n.minus(n.call("day", date), n.number(1)), first)
        return _days(n.call("least", same, n.call("last_day_of_month", first)))

    def month(self, day: n.Node) -> n.Node:
        year, month = (n.call(part, _date(day)) for part in ("year", "month"))
        return n.minus(n.plus(n.times(n.number(12), year), month), n.number(1))

    def moment(self) -> n.Node:
        return n.cast(n.call("floor", n.call("to_unixtime", n.call("now"))), "BIGINT")

    def timestamp(self, seconds: n.Node) -> n.Node:
        # `from_unixtime` would be shown in the time zone of the session.
        return n.call("date_add", n.text("second"), seconds, _EPOCH.copy())

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        return exact_decimal(units, places, digits)

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        alias = exp.TableAlias(
            this=exp.to_identifier(f"{name}_items", quoted=True), columns=[exp.to_identifier(name, quoted=True)]
        )
        unnested = exp.Unnest(expressions=[n.own(items)], alias=alias)
        return n.select([n.star()], n.table([source])).join(unnested, join_type="cross", copy=False)

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:
        return n.cast(exp.Array(expressions=[n.own(item) for item in items]), f"{type_}[]")

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        return n.call("element_at", array, position)

    # ---- raw columns

    def exact_text(self, node: n.Node) -> n.Node:
        return n.cast(node, "VARCHAR")

    def without_blanks(self, text: n.Node) -> n.Node:
        return exp.Trim(this=n.own(text), expression=exp.Literal.string(BLANK_CHARACTERS), position="BOTH")

    def characters(self, text: n.Node) -> n.Node:
        return n.call("length", text)

    def epoch_of_timestamp(self, node: n.Node) -> n.Node:
        # A difference counts towards zero: of whole seconds, that is all of it.
        whole = n.call("date_trunc", n.text("second"), n.cast(node, "TIMESTAMP"))
        return n.call("date_diff", n.text("second"), _EPOCH.copy(), whole)

    def epoch_of_timestamptz(self, node: n.Node) -> n.Node:
        # A double of whole seconds is exact.
        return n.cast(n.call("to_unixtime", n.call("date_trunc", n.text("second"), node)), "BIGINT")

    def days_of_date(self, node: n.Node) -> n.Node:
        return _days(node)

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:  # noqa: ARG002 - a product with a whole number has the places of the decimal
        return n.cast(n.call("round", n.times(node, n.number(10**places))), "BIGINT")

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        # `$` would also stand before a line break at the end, and `.` not for one.
        return n.call("regexp_like", text, n.text(f"(?s)\\A(?:{pattern})\\z"))

    def whole_of_text(self, text: n.Node) -> n.Node:
        whole = n.try_cast(n.call("split_part", text, n.text("."), n.number(1)), "BIGINT")
        limit = n.number(LARGEST_UNITS)
        inside = n.when((n.between(whole, n.negative(limit), limit), whole))
        written = self.matches(text, "[+-]?0*[0-9]{1,16}([.]0*)?")
        return n.when((self.matches(text, "[+-]?[.]0+"), n.number(0)), (written, inside))

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        # Digits behind those that count, and one more for rounding, change nothing.
        sized = n.text(f"\\A[+-]?0*([0-9]{{0,16}})(?:[.]([0-9]{{0,{places + 1}}}))?")
        whole, fraction = (
            n.call("coalesce", n.call("regexp_extract", text, sized, n.number(i)), n.text("")) for i in (1, 2)
        )
        kept = n.call("rpad", fraction, n.number(places + 1), n.text("0"))
        tenths = n.try_cast(n.call("concat", n.text("0"), whole, kept), "BIGINT" if places < 2 else "DECIMAL(38, 0)")
        units = n.quotient(n.plus(tenths, n.number(5)), n.number(10))
        limit = n.number(LARGEST_UNITS)
        sign = n.when((self.starts(text, n.text("-")), n.number(-1)), otherwise=n.number(1))
        value = n.when((n.compare(exp.LTE, units, limit), n.times(sign, n.cast(units, "BIGINT"))))
        plain = n.all_of(self.matches(text, "[+-]?[0-9]*([.][0-9]*)?"), self.matches(text, ".*[0-9].*"))
        short = self.matches(text, "[+-]?0*[0-9]{0,16}([.][0-9]*)?")
        power = self.matches(text, "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]+")
        double = n.try_cast(text, "DOUBLE")
        scaled = n.plus(n.times(double, n.cast(n.number(10**places), "DOUBLE")), n.cast(n.text("0.5"), "DOUBLE"))
        rounded = n.call("floor", scaled)
        near, inside = (n.between(each, n.negative(limit), limit) for each in (double, rounded))
        of_power = n.when((near, n.when((inside, n.cast(rounded, "BIGINT")))))
        return n.when((n.all_of(plain, short), value), (power, of_power))

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
        mark, entry, empty = n.text(SET_MARK), exp.column(_ENTRY), n.text("")
        arms = [(n.equal(self.without_blanks(entry), n.text(said)), n.text(meant)) for said, meant in values]
        meant = self.without_blanks(n.when(*arms, otherwise=entry) if arms else entry)
        pieces = n.call("transform", n.call("split", text, n.text(separator)), _each(meant))
        known = n.call("filter", pieces, _each(n.compare(exp.NEQ, entry, empty)))
        ordered = n.call("array_sort", n.call("array_distinct", known))
        marked = n.call("transform", ordered, _each(n.call("concat", entry, mark)))
        whole = n.call("concat", mark, n.call("array_join", marked, empty))
        sound = n.negated(self.contains(text, mark))
        return n.when((sound, whole))


TRINO = Trino()
_BYTES: Final = "length of to_utf8"  # a call of two functions, by a name that no function has
_DAY: Final = n.cast(n.text("1970-01-01"), "DATE")
_EPOCH: Final = n.cast(n.text("1970-01-01 00:00:00"), "TIMESTAMP")


def _date(day: n.Node) -> n.Node:
    return n.call("date_add", n.text("day"), day, _DAY.copy())


def _days(date: n.Node) -> n.Node:
    return n.call("date_diff", n.text("day"), _DAY.copy(), date)


def _each(body: n.Node) -> n.Node:
    return exp.Lambda(this=n.own(body), expressions=[exp.to_identifier(_ENTRY)])


def _rewrite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.IntDiv():
            return plain_division(node)
        case exp.CTE():
            node.set("materialized", None)
            return node
        case exp.DPipe():
            return n.call("concat", node.this.copy(), node.expression.copy())
        case exp.Anonymous() if node.name == _BYTES:
            return n.call("length", n.call("to_utf8", *(each.copy() for each in node.expressions)))
        case exp.Anonymous(this="sum") if not isinstance(node.parent, exp.Window):
            return n.call("sum", n.cast(node.expressions[0], _MANY))
        case _:
            return node
