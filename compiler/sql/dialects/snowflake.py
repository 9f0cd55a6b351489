"""Snowflake's peculiarities.

Facts are those of docs.snowflake.com, where the page is named; what runs in the tests is an emulator (`proofs.py`).

- A whole number is NUMBER(38, 0). A quotient has six places at least and is rounded ("Arithmetic operators"), so that
  it is made of a multiple of the divisor; where nothing rounds up to the next whole number, it is cut.
- A statement has at most a million bytes ("Query size limits"): functions keep the views small.
- Columns compare by code points, unless a collation was set for their table, schema or account ("Collation support").
- Items of arrays are of the type VARIANT and are cast where they are read.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.dialects.snowflake import Snowflake as Printer

from ...values import BLANK_CHARACTERS, LARGEST_UNITS
from .. import nodes as n
from . import texts
from .lowering import Unsayable, exact_decimal, printed, qualified, rewritten, shortened

_LONGEST_NAME = 255  # characters ("Identifier requirements")
_LONGEST_STATEMENT = 1_000_000  # bytes
_VARIABLE = "SCORELINE_AS_OF"
_CUT = 10**6  # a quotient by no more than this is never rounded up to the next whole number: it has six places
_ITEM = "scoreline_item"
_ITEMS = "scoreline_items"
_TYPES = {"VARCHAR": "VARCHAR", "BIGINT": "BIGINT", "BOOLEAN": "BOOLEAN"}


class Snowflake:
    """See `dialect.Dialect` and `dialect.ReadsColumns`."""

    name = "snowflake"
    functions = True

    def print(self, statement: exp.Expr) -> str:
        text = printed(rewritten(statement, _rewrite), Printer)
        if len(text.encode()) > _LONGEST_STATEMENT:
            raise Unsayable("so many rules and conditions that a statement has more than 1,000,000 bytes")
        return text

    def enter(self, schema: str) -> str:
        return f"USE SCHEMA {self.print(n.table([schema]))}"

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        return (exp.Create(this=n.table([name]), kind="VIEW", replace=True, expression=query),)

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        """Texts without a collation, whatever that of the schema is."""
        order = {"VARCHAR": " COLLATE ''"}
        defined = [f"{self.print(n.column(column))} {_TYPES[type_]}{order.get(type_, '')}" for column, type_ in columns]
        made = f" OR REPLACE TABLE {self.print(n.table([name]))} ({', '.join(defined)})"
        return (exp.Command(this="CREATE", expression=made),)

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:
        called, own = self.print(n.column(name)), self.print(n.column(parameter))
        signature = f"{called}({own} {_TYPES[type_]}) RETURNS {_TYPES[type_]} IMMUTABLE"
        # Nothing in these bodies has two dollars beside each other.
        made = f" {signature} AS $$\n{self.print(body)}\n$$"
        return (exp.Command(this="CREATE OR REPLACE FUNCTION", expression=made),)

    def call(self, function: str, argument: n.Node) -> n.Node:
        return exp.Anonymous(this=exp.to_identifier(function, quoted=True), expressions=[n.own(argument)])

    def folded(self, text: n.Node) -> n.Node:
        eight_bits = n.equal(n.call("bit_length", text), n.times(n.call("length", text), n.number(8)))
        return texts.folded_where(eight_bits, text, "translate")

    def spaced(self, folded: n.Node) -> n.Node:
        return texts.spaced(folded, "translate")

    def after_last_at(self, text: n.Node) -> n.Node:
        behind = n.call("nullif", n.call("split_part", text, n.text("@"), n.number(-1)), n.text(""))
        return n.when((self.contains(text, n.text("@")), behind))

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("contains", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("startswith", text, needle)

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("endswith", text, needle)

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        return texts.entry_of_digits(table, index)

    def months_before(self, day: n.Node, months: int) -> n.Node:
        # DATEADD takes the last day of a month that lacks the day, and never a later one.
        earlier = n.call("dateadd", exp.Var(this="month"), n.number(-months), _date(day))
        return n.call("datediff", exp.Var(this="day"), _date(n.number(0)), earlier)

    def month(self, day: n.Node) -> n.Node:
        date = _date(day)
        return n.minus(n.plus(n.times(n.number(12), n.call("year", date)), n.call("month", date)), n.number(1))

    def moment(self) -> n.Node:
        # NULL where the variable is not set ("GETVARIABLE"); a view may not name one with a dollar.
        said = n.call("getvariable", n.text(_VARIABLE))
        return n.call("coalesce", self.epoch_of_timestamptz(_cast(said, "TIMESTAMP_TZ")), _seconds(n.call("sysdate")))

    def timestamp(self, seconds: n.Node) -> n.Node:
        return n.call("dateadd", exp.Var(this="second"), seconds, _epoch())

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        return exact_decimal(units, places, digits)

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        argument = exp.Kwarg(this=exp.Var(this="INPUT"), expression=qualified(items, source))
        alias = exp.TableAlias(this=exp.to_identifier(_ITEMS, quoted=True))
        flat = exp.Lateral(this=exp.Anonymous(this="FLATTEN", expressions=[argument]), alias=alias)
        item = n.cast(n.column("VALUE", _ITEMS), "BIGINT")
        query = n.select([n.all_columns(source), n.named(item, name)], n.table([source]))
        query.append("joins", exp.Join(this=flat))
        return query

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:  # noqa: ARG002 - items have types of their own
        return n.call("array_construct", *items)

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        return n.call(_ITEM, array, n.minus(position, n.number(1)))

    # ---- raw columns

    def exact_text(self, node: n.Node) -> n.Node:
        return n.call("collate", n.cast(node, "VARCHAR"), n.text(""))

    def without_blanks(self, text: n.Node) -> n.Node:
        blanks = texts.joined(*(n.call("chr", n.number(ord(c))) for c in BLANK_CHARACTERS))
        # The cast is for the emulator, which forgets the characters without it.
        return self.exact_text(n.call("trim", n.cast(text, "VARCHAR"), blanks))

    def characters(self, text: n.Node) -> n.Node:
        return n.call("length", text)

    def epoch_of_timestamp(self, node: n.Node) -> n.Node:
        # It counts the beginnings of seconds between the two.
        return _seconds(_cast(node, "TIMESTAMP_NTZ"))

    def epoch_of_timestamptz(self, node: n.Node) -> n.Node:
        return _seconds(_cast(n.call("convert_timezone", n.text("UTC"), node), "TIMESTAMP_NTZ"))

    def days_of_date(self, node: n.Node) -> n.Node:
        return n.call("datediff", exp.Var(this="day"), _date(n.number(0)), node)

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:  # noqa: ARG002
        # Rounded first: a product has twelve places at most. A half goes away from zero ("ROUND").
        return n.cast(n.times(n.call("round", node, n.number(places)), n.number(10**places)), "BIGINT")

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        # The whole text has to fit ("REGEXP_LIKE").
        return n.call("regexp_like", text, n.text(pattern))

    def whole_of_text(self, text: n.Node) -> n.Node:
        whole = _tried(n.call("split_part", text, n.text("."), n.number(1)))
        limit = n.number(LARGEST_UNITS)
        inside = n.when((n.between(whole, n.negative(limit), limit), whole))
        written = self.matches(text, "[+-]?0*[0-9]{1,16}([.]0*)?")
        return n.when((self.matches(text, "[+-]?[.]0+"), n.number(0)), (written, inside))

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        first = n.call("left", text, n.number(1))
        unsigned = n.when(
            (n.one_of(first, [n.text("+"), n.text("-")]), n.call("substr", text, n.number(2))), otherwise=text
        )
        whole, fraction = (n.call("split_part", unsigned, n.text("."), n.number(i)) for i in (1, 2))
        kept = n.call("rpad", n.call("left", fraction, n.number(places)), n.number(places), n.text("0"))
        up = n.compare(exp.GTE, n.call("substr", fraction, n.number(places + 1), n.number(1)), n.text("5"))
        digits = _tried(texts.joined(n.text("0"), whole, kept))
        sign = n.when((n.equal(first, n.text("-")), n.number(-1)), otherwise=n.number(1))
        units = n.times(n.plus(digits, n.when((up, n.number(1)), otherwise=n.number(0))), sign)
        double = n.try_cast(text, "DOUBLE")
        product = n.plus(n.times(double, n.cast(n.number(10**places), "DOUBLE")), n.cast(n.text("0.5"), "DOUBLE"))
        short = self.matches(text, "[+-]?0*[0-9]{0,16}([.][0-9]*)?")
        plain = self.matches(text, "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)")
        power = self.matches(text, "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]+")
        return n.when(
            (n.all_of(plain, short), _bounded(units)),
            (power, n.cast(_bounded(n.call("floor", product)), "BIGINT")),
        )

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:  # noqa: ARG002
        raise Unsayable(
            "a set that stands in a text column: no function of Snowflake orders and joins such pieces alone"
        )


SNOWFLAKE = Snowflake()


def _cast(node: n.Node, to: str) -> n.Node:
    return exp.Cast(this=n.own(node), to=exp.DataType.build(to, dialect="snowflake"))


def _tried(node: n.Node) -> n.Node:
    """A whole number, NULL where the text is none."""
    return n.try_cast(node, "BIGINT")


def _bounded(node: n.Node) -> n.Node:
    return n.when((n.between(node, n.number(-LARGEST_UNITS), n.number(LARGEST_UNITS)), node))


def _epoch() -> n.Node:
    return _cast(n.text("1970-01-01"), "TIMESTAMP_NTZ")


def _seconds(moment: n.Node) -> n.Node:
    return n.call("datediff", exp.Var(this="second"), _epoch(), moment)


def _date(day: n.Node) -> n.Node:
    return n.call("dateadd", exp.Var(this="day"), day, n.cast(n.text("1970-01-01"), "DATE"))


def _rewrite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.IntDiv():
            return _quotient(node.this, node.expression)
        case exp.Mod():
            return n.cast(n.times(n.call("sign", node.this), _left(node.this, node.expression)), "BIGINT")
        case exp.CTE():
            node.set("materialized", None)
            return node
        case exp.Ordered() if not node.args.get("desc") and node.args.get("nulls_first") is False:
            # The printer leaves out what is usual, which an account may change (DEFAULT_NULL_ORDERING).
            node.set("with_fill", exp.Var(this="NULLS LAST"))
            return node
        case exp.Anonymous(this="scoreline_item"):
            asked = isinstance(node.parent, exp.If) and node.arg_key == "this"
            return n.cast(
                n.call("get", *(each.pop() for each in list(node.expressions))), "BOOLEAN" if asked else "BIGINT"
            )
        case exp.Identifier():
            node.set("this", shortened(node.this, _LONGEST_NAME))
            return node
        case _:
            return node


def _quotient(dividend: n.Node, divisor: n.Node) -> n.Node:
    if isinstance(divisor, exp.Literal) and int(divisor.this) <= _CUT:
        return n.cast(n.call("trunc", exp.Div(this=dividend.copy(), expression=divisor.copy())), "BIGINT")
    multiple = exp.paren(n.minus(n.call("abs", dividend), _left(dividend, divisor)), copy=False)
    whole = exp.paren(exp.Div(this=multiple, expression=divisor.copy()), copy=False)
    return n.cast(n.times(n.call("sign", dividend), whole), "BIGINT")


def _left(dividend: n.Node, divisor: n.Node) -> n.Node:
    """What is left of the absolute value: no page says which sign a remainder has. Divisors are above zero."""
    return n.call("mod", n.call("abs", dividend), divisor)
