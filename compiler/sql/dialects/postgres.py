"""PostgreSQL's peculiarities (14 and later)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres as Printer

from ...values import BLANK_CHARACTERS, LARGEST_UNITS, SET_MARK
from .. import nodes as n
from . import calendar, texts, wide
from .lowering import Unsayable, exact_decimal, plain_division, printed, rewritten, shortened
from .postgres_steps import shaped

_LONGEST_NAME = 63  # bytes; a longer one would be cut in silence
_LONGEST_CHAIN = 30  # steps that become one: planning takes the square of them
_SETTING = "scoreline.as_of"
_TYPES = {"VARCHAR": "TEXT", "BIGINT": "BIGINT", "BOOLEAN": "BOOLEAN"}


class Postgres:
    """See `dialect.Dialect`."""

    name = "postgres"
    functions = True
    together = 50  # one pass can be shared by processes, those by kinds read what one has kept in memory
    counts_few = True

    def print(self, statement: exp.Expr) -> str:
        tree = rewritten(wide.narrowed(statement, _PACKING), _rewrite)
        return printed(shaped(tree, _LONGEST_CHAIN), Printer)

    def enter(self, schema: str) -> str:
        return f'SET search_path = {self.print(n.table([schema]))}, "$user", public'

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        return (exp.Create(this=n.table([name]), kind="VIEW", replace=True, expression=query),)

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        # Texts are compared and ordered by their bytes from here on, whatever the order of the database is.
        schema = n.schema(name, columns)
        for column, (_, type_) in zip(schema.expressions, columns, strict=True):
            if type_ == "VARCHAR":
                column.set("constraints", [exp.ColumnConstraint(kind=exp.CollateColumnConstraint(this=_BYTES.copy()))])
        return (
            exp.Drop(tables=[n.table([name])], kind="TABLE", exists=True),
            exp.Create(this=schema, kind="TABLE"),
        )

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:
        named = exp.to_identifier(shortened(name, _LONGEST_NAME, encoded=True), quoted=True).sql("postgres")
        own = exp.to_identifier(parameter, quoted=True).sql("postgres")
        signature = f"{named}({own} {_TYPES[type_]}) RETURNS {_TYPES[type_]} LANGUAGE sql IMMUTABLE PARALLEL SAFE"
        text = self.print(body)
        return (exp.Command(this="CREATE OR REPLACE FUNCTION", expression=f" {signature} RETURN {text}"),)

    def call(self, function: str, argument: n.Node) -> n.Node:
        return exp.Anonymous(this=exp.to_identifier(function, quoted=True), expressions=[n.own(argument)])

    def folded(self, text: n.Node) -> n.Node:
        return texts.folded(text, "translate", "octet_length", "length")

    def spaced(self, folded: n.Node) -> n.Node:
        return texts.spaced(folded, "translate")

    def after_last_at(self, text: n.Node) -> n.Node:
        behind = n.call("nullif", n.call("split_part", text, n.text("@"), n.number(-1)), n.text(""))
        return n.when((self.contains(text, n.text("@")), behind))

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        return _like("%", needle, "%", text) or texts.found_by("strpos", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return _like("", needle, "%", text) or texts.begins(text, needle)

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        return _like("%", needle, "", text) or texts.finishes(text, needle)

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        literal = n.cast(n.text(f"{{{', '.join(map(str, table))}}}"), "BIGINT[]")
        return self.item(literal, n.plus(index, n.number(1)))

    def months_before(self, day: n.Node, months: int) -> n.Node:
        return calendar.months_before(day, months)

    def month(self, day: n.Node) -> n.Node:
        return calendar.month(day)

    def moment(self) -> n.Node:
        said = n.call("nullif", n.call("current_setting", n.text(_SETTING), exp.Boolean(this=True)), n.text(""))
        moment = n.call("coalesce", n.cast(said, "TIMESTAMPTZ"), n.call("now"))
        return n.cast(n.call("floor", exp.Extract(this=exp.Var(this="EPOCH"), expression=moment)), "BIGINT")

    def timestamp(self, seconds: n.Node) -> n.Node:
        epoch = n.cast(n.text("1970-01-01"), "TIMESTAMP")
        return n.plus(epoch, n.times(seconds, n.cast(n.text("1 second"), "INTERVAL")))

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        return exact_decimal(units, places, digits)

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        return n.select([n.star(), n.named(n.call("unnest", items), name)], n.table([source]))

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:
        return n.cast(exp.Array(expressions=[n.own(item) for item in items]), f"{type_}[]")

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        return exp.Bracket(this=exp.paren(n.own(array), copy=False), expressions=[n.own(position)], offset=1)

    # ---- raw columns

    def exact_text(self, node: n.Node) -> n.Node:
        return exp.paren(exp.Collate(this=n.cast(node, "VARCHAR"), expression=_BYTES.copy()), copy=False)

    def without_blanks(self, text: n.Node) -> n.Node:
        return n.call("btrim", text, texts.joined(*(n.call("chr", n.number(ord(c))) for c in BLANK_CHARACTERS)))

    def characters(self, text: n.Node) -> n.Node:
        return n.call("length", text)

    def epoch_of_timestamp(self, node: n.Node) -> n.Node:
        # A double, whose seconds are exact for centuries around 1970; EXTRACT gives a decimal, at twice the cost.
        epoch = n.call("date_part", n.text("epoch"), node)
        return n.when((n.call("isfinite", node), n.cast(n.call("floor", epoch), "BIGINT")))

    def epoch_of_timestamptz(self, node: n.Node) -> n.Node:
        return self.epoch_of_timestamp(node)

    def days_of_date(self, node: n.Node) -> n.Node:
        days = n.minus(node, n.cast(n.text("1970-01-01"), "DATE"))
        return n.when((n.call("isfinite", node), n.cast(days, "BIGINT")))

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:  # noqa: ARG002 - products of numerics keep all places
        return n.cast(n.call("round", n.times(node, n.number(10**places))), "BIGINT")

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        return exp.RegexpLike(this=n.own(text), expression=n.text(f"^({pattern})$"))

    def whole_of_text(self, text: n.Node) -> n.Node:
        whole = n.cast(n.call("split_part", text, n.text("."), n.number(1)), "BIGINT")
        limit = n.number(LARGEST_UNITS)
        inside = n.when((n.between(whole, n.negative(limit), limit), whole))
        written = self.matches(text, "[+-]?0*[0-9]{1,16}([.]0*)?")
        return n.when((self.matches(text, "[+-]?[.]0+"), n.number(0)), (written, inside))

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        unsigned = n.call("ltrim", text, n.text("+-"))
        whole, fraction = (n.call("split_part", unsigned, n.text("."), n.number(i)) for i in (1, 2))
        kept = n.call("rpad", n.call("left", fraction, n.number(places + 1)), n.number(places + 1), n.text("0"))
        # No number has more places than count: those behind them would only round.
        exact = _numeric(texts.joined(n.text("0"), whole, n.text("."), kept))
        units = n.call("round", n.times(exact, n.number(10**places)))
        limit = n.number(LARGEST_UNITS)
        sign = n.when((self.starts(text, n.text("-")), n.number(-1)), otherwise=n.number(1))
        value = n.when((n.compare(exp.LTE, units, limit), n.times(n.cast(units, "BIGINT"), sign)))
        plain = n.all_of(self.matches(text, "[+-]?[0-9]*([.][0-9]*)?"), self.matches(text, ".*[0-9].*"))
        short = self.matches(text, "[+-]?0*[0-9]{0,16}([.][0-9]*)?")
        power = self.matches(text, "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]+")
        return n.when((n.all_of(plain, short), value), (power, self._of_power(text, places)))

    def _of_power(self, text: n.Node, places: int) -> n.Node:
        """Units of a number with an exponent; one of more than 300 characters is unreadable."""
        # A double that is too large or small to be one is an error: numerics look at the number first.
        exact, double = _numeric(text), n.cast(text, "DOUBLE")
        large, tiny = _numeric(n.text("1e16")), _numeric(n.text("1e-290"))
        product = n.times(double, n.cast(n.number(10**places), "DOUBLE"))
        units = n.call("floor", n.plus(product, n.cast(n.text("0.5"), "DOUBLE")))
        limit = n.number(LARGEST_UNITS)
        inside = n.when((n.between(units, n.negative(limit), limit), n.cast(units, "BIGINT")))
        near = n.when(
            (n.compare(exp.LT, n.call("abs", exact), tiny), n.number(0)),
            (n.compare(exp.LT, n.call("abs", exact), large), inside),
        )
        short = n.compare(exp.LTE, n.call("length", text), n.number(300))
        nothing = n.any_of(self.matches(text, ".*[eE]-[0-9]+"), self.matches(text, "[+-]?[0.]+[eE].*"))
        few = self.matches(text, ".*[eE][+-]?0*[0-9]{1,4}")
        return n.when((n.all_of(short, few), near), (n.all_of(short, nothing), n.number(0)))

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
        mark, entry, empty = n.call("chr", n.number(ord(SET_MARK))), n.column("entry"), n.text("")
        split = n.named(n.call("unnest", n.call("string_to_array", text, n.text(separator))), "entry")
        arms = [(n.equal(self.without_blanks(entry), n.text(said)), n.text(meant)) for said, meant in values]
        meant = self.exact_text(self.without_blanks(n.when(*arms, otherwise=entry) if arms else entry))
        pieces = n.select([n.named(meant, "entry")], n.part(n.select([split], None), "written")).distinct(copy=False)
        marked = n.when((n.compare(exp.NEQ, entry, empty), texts.joined(entry, mark)))
        ordered = exp.Order(this=n.own(empty), expressions=[exp.Ordered(this=entry.copy())])
        whole = texts.joined(mark, n.call("coalesce", n.call("string_agg", marked, ordered), empty))
        unsound = n.call("bool_or", self.contains(entry, mark))
        found = n.select([n.when((n.negated(unsound), whole))], n.part(pieces, "pieces"))
        return exp.Subquery(this=found)


POSTGRES = Postgres()
_ARRAYS: Final[dict[wide.Kind, str]] = {"number": "BIGINT", "truth": "BOOLEAN"}
_PACKING = wide.Packing(
    crowded=800,
    most=1_600,  # 1,664 in fact
    together=1_000,
    pack=lambda items, kind: POSTGRES.array(items, _ARRAYS[kind]),
    unpack=lambda array, place: POSTGRES.item(array, n.number(place + 1)),
)
_BYTES = exp.to_identifier("C", quoted=True)


def _like(before: str, needle: n.Node, behind: str, text: n.Node) -> n.Node | None:
    """By a pattern, which is compared byte by byte: positions and lengths count characters. None but for literals."""
    if not isinstance(needle, exp.Literal):
        return None
    plain = "".join(f"\\{c}" if c in "\\%_" else c for c in needle.this)
    return exp.Like(this=n.own(text), expression=n.text(f"{before}{plain}{behind}"))


def _numeric(node: n.Node) -> n.Node:
    """A number of any size with all its places."""
    return exp.Cast(this=n.own(node), to=exp.DataType(this=exp.DataType.Type.DECIMAL))


def _rewrite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.IntDiv():
            return plain_division(node)
        case exp.Identifier():
            node.set("this", shortened(node.this, _LONGEST_NAME, encoded=True))
            return node
        case exp.Anonymous(this="chr") if node.expressions[0].name == "0":
            raise Unsayable("a text with the character U+0000, which PostgreSQL cannot hold")
        case _:
            return node
