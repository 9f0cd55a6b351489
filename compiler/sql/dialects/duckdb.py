"""DuckDB's peculiarities."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB as Sqlglot

from ....dsl import folding
from ...values import BLANK_CHARACTERS, LARGEST_UNITS, SET_MARK
from .. import chains
from .. import nodes as n
from . import texts

# Scripts whose letters travel in a small table: `translate` builds its table anew for every row, and the whole one
# takes 60 microseconds. A text needs the smallest table that has all of its letters that fold.
_SCRIPTS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((0x00, 0x7F),),
    ((0x00, 0x17F),),
    ((0x00, 0x7F), (0x370, 0x3FF)),
    ((0x00, 0x7F), (0x400, 0x52F)),
)


_BASE = 8
_BLOCK = 80  # letters that do not fold and stand between some that do may take a larger table


class DuckDB:
    """See `dialect.Dialect`."""

    name = "duckdb"
    functions = True
    together = 50  # one pass takes 0.88 of the time by kinds for 23 features, 0.94 for 45, 1.04 for 63

    bounds_scans = True  # 0.4 of the time of scanning a year of Parquet for half a year
    carries_few = True  # 0.8 of the time of all that follows the counting, for 34 rules on attributes
    looks_up = range(8, 1_000)  # see `lookup`

    def numbered(self, count: int, name: str) -> exp.Select:
        # Of sums of constants the planner knows the range: a join on them is a look into an array then.
        digits: list[exp.Expr] = []
        while _BASE ** len(digits) < count:
            unit = _BASE ** len(digits)
            arms = [n.select([n.named(n.number(unit * digit), "digit")], None) for digit in range(_BASE)]
            listed: exp.Query = arms[0]
            for arm in arms[1:]:
                listed = exp.Union(this=listed, expression=arm, distinct=False)
            digits.append(n.part(listed, f"digit_{len(digits) + 1}"))
        summed = chains.total([n.column("digit", each.alias) for each in digits])
        query = n.select([n.named(summed, name)], digits[0])
        for each in digits[1:]:
            query.join(each, join_type="cross", copy=False)
        return query

    def bits(self, number: n.Node, place: n.Node, most: n.Node) -> n.Node:
        shifted = exp.paren(exp.BitwiseRightShift(this=n.own(number), expression=n.own(place)), copy=False)
        return exp.paren(exp.BitwiseAnd(this=shifted, expression=n.own(most)), copy=False)

    def moved(self, number: n.Node, place: n.Node) -> n.Node:
        return exp.paren(exp.BitwiseLeftShift(this=n.own(number), expression=n.own(place)), copy=False)

    def narrow_sum(self, number: n.Node) -> n.Node:
        return n.try_cast(n.call("sum", number), "BIGINT")

    def paired(self, upper: n.Node, lower: n.Node) -> n.Node:
        return n.plus(self.moved(n.cast(upper, "HUGEINT"), n.number(63)), lower)

    def halves(self, pair: n.Node) -> tuple[n.Node, n.Node]:
        upper = exp.paren(exp.BitwiseRightShift(this=n.own(pair), expression=n.number(63)), copy=False)
        lower = exp.paren(exp.BitwiseAnd(this=n.own(pair), expression=n.number(2**63 - 1)), copy=False)
        return n.try_cast(upper, "BIGINT"), n.cast(lower, "BIGINT")

    def any_bits(self, number: n.Node) -> n.Node:
        return n.call("bit_or", number)

    def share(self, text: n.Node) -> n.Node:
        shifted = exp.BitwiseRightShift(this=n.call("hash", text), expression=n.number(48))
        return n.cast(shifted, "USMALLINT")

    def of_two(self, number: n.Node, text: n.Node) -> n.Node:
        return _joined(n.cast(number, "VARCHAR"), n.text(":"), text)

    def print(self, statement: exp.Expr) -> str:
        # Function names stay as written: a function may have a name of the user's, which capitals would change.
        return Sqlglot().generate(statement, pretty=True, normalize_functions=False, copy=False)

    def enter(self, schema: str) -> str:
        return f"SET search_path = {self.print(n.text(f'{self.print(n.table([schema]))},main'))}"

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        return (exp.Create(this=n.table([name]), kind="VIEW", replace=True, expression=query),)

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        return (exp.Create(this=n.schema(name, columns), kind="TABLE", replace=True),)

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:  # noqa: ARG002 - macros have no types
        signature = exp.UserDefinedFunction(
            this=n.table([name]), expressions=[exp.to_identifier(parameter, quoted=True)], wrapped=True
        )
        return (exp.Create(this=signature, kind="MACRO", replace=True, expression=body),)

    def call(self, function: str, argument: n.Node) -> n.Node:
        return exp.Anonymous(this=exp.to_identifier(function, quoted=True), expressions=[n.own(argument)])

    def folded(self, text: n.Node) -> n.Node:
        # As many bytes as characters: plain ASCII, where `lower` and the fixed table agree.
        ascii_only = n.equal(n.call("strlen", text), n.call("length", text))
        arms = [(ascii_only, n.call("lower", text))]
        pairs = list(zip(folding.FOLD_FROM, folding.FOLD_TO, strict=True))
        for ranges in _SCRIPTS:
            inside = [(a, b) for a, b in pairs if any(low <= ord(a) <= high for low, high in ranges)]
            others = texts.one_of_class({a for a, _ in pairs} - {a for a, _ in inside}, gap=_BLOCK)
            arms.append((n.negated(n.call("regexp_matches", text, others)), _translate(text, inside)))
        return n.when(*arms, otherwise=_translate(text, pairs))

    def spaced(self, folded: n.Node) -> n.Node:
        words = n.call("regexp_replace", folded, texts.one_of_class(folding.SEPARATORS), n.text(" "), n.text("g"))
        return _joined(n.text(" "), words, n.text(" "))

    def after_last_at(self, text: n.Node) -> n.Node:
        behind = n.call("split_part", text, n.text("@"), n.number(-1))
        return n.when((n.call("contains", text, n.text("@")), n.call("nullif", behind, n.text(""))))

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("contains", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("starts_with", text, needle)

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("ends_with", text, needle)

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        # A table as one literal is parsed once, and stays on one line.
        literal = n.cast(n.text(f"[{', '.join(map(str, table))}]"), "BIGINT[]")
        return n.call("list_extract", literal, n.plus(index, n.number(1)))

    def months_before(self, day: n.Node, months: int) -> n.Node:
        epoch = n.cast(n.text("1970-01-01"), "DATE")
        date = n.plus(epoch, n.cast(day, "INTEGER"))
        return n.minus(n.cast(n.minus(date, n.call("to_months", n.number(months))), "DATE"), epoch)

    def month(self, day: n.Node) -> n.Node:
        date = n.plus(n.cast(n.text("1970-01-01"), "DATE"), n.cast(day, "INTEGER"))
        return n.minus(n.plus(n.times(n.number(12), n.call("year", date)), n.call("month", date)), n.number(1))

    def moment(self) -> n.Node:
        said = n.cast(n.call("getvariable", n.text("scoreline_as_of")), "TIMESTAMPTZ")
        return n.quotient(n.call("epoch_us", n.call("coalesce", said, n.call("now"))), n.number(10**6))

    def timestamp(self, seconds: n.Node) -> n.Node:
        return n.call("make_timestamp", n.times(seconds, n.number(10**6)))

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        # A division of decimals would be a double; a product is exact.
        if places == 0:
            return n.cast(units, f"DECIMAL({digits}, 0)")
        unit = n.cast(n.text(f"0.{'1'.zfill(places)}"), f"DECIMAL({places + 1}, {places})")
        return n.cast(n.times(n.cast(units, "DECIMAL(20, 0)"), unit), f"DECIMAL({digits}, {places})")

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        return n.select([n.star(), n.named(n.call("unnest", items), name)], n.table([source]))

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:
        return n.cast(exp.Array(expressions=[n.own(item) for item in items]), f"{type_}[]")

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        return n.call("list_extract", array, position)

    # ---- raw columns

    def exact_text(self, node: n.Node) -> n.Node:
        return n.cast(node, "VARCHAR")

    def without_blanks(self, text: n.Node) -> n.Node:
        return n.call("trim", text, _joined(*(n.call("chr", n.number(ord(c))) for c in BLANK_CHARACTERS)))

    def characters(self, text: n.Node) -> n.Node:
        return n.call("length", text)

    def epoch_of_timestamp(self, node: n.Node) -> n.Node:
        return self._epoch(node, "TIMESTAMP")

    def epoch_of_timestamptz(self, node: n.Node) -> n.Node:
        return self._epoch(node, "TIMESTAMPTZ")

    def _epoch(self, node: n.Node, type_: str) -> n.Node:
        # Whole division is towards zero: it is one of numbers above zero here.
        zone = "+00" if type_ == "TIMESTAMPTZ" else ""
        low, high = (n.cast(n.text(f"{year}-01-01 00:00:00{zone}"), type_) for year in _YEARS)
        micros = n.plus(n.call("epoch_us", node), n.number(_BEFORE * 10**6))
        return n.when((n.between(node, low, high), n.minus(n.quotient(micros, n.number(10**6)), n.number(_BEFORE))))

    def days_of_date(self, node: n.Node) -> n.Node:
        days = n.cast(n.minus(node, n.cast(n.text("1970-01-01"), "DATE")), "BIGINT")
        return n.when((n.call("isfinite", node), days))

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:  # noqa: ARG002 - rounding finds them itself
        rounded = n.cast(n.call("round", node, n.number(places)), f"DECIMAL(38, {places})")
        return n.cast(n.times(rounded, n.number(10**places)), "BIGINT")

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        return n.call("regexp_full_match", text, n.text(pattern))

    def whole_of_text(self, text: n.Node) -> n.Node:
        plain = self.matches(text, "[+-]?([0-9]+([.]0*)?|[.]0+)")
        digits = n.call("regexp_replace", text, n.text("^([+-]?)0*([0-9]*)([.]0*)?$"), n.text(r"\10\2"))
        return n.when((plain, _bounded(n.try_cast(digits, "HUGEINT"))))

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        whole = n.call("regexp_extract", text, n.text("^[+-]?([0-9]*)"), n.number(1))
        fraction = n.call("regexp_extract", text, n.text("[.]([0-9]*)$"), n.number(1))
        kept = n.call("rpad", n.call("left", fraction, n.number(places)), n.number(places), n.text("0"))
        up = n.compare(exp.GTE, n.call("substr", fraction, n.number(places + 1), n.number(1)), n.text("5"))
        digits = n.try_cast(_joined(n.text("0"), whole, kept), "HUGEINT")
        sign = n.when((self.starts(text, n.text("-")), n.number(-1)), otherwise=n.number(1))
        units = n.times(n.plus(digits, n.when((up, n.number(1)), otherwise=n.number(0))), sign)
        product = n.times(n.try_cast(text, "DOUBLE"), n.cast(n.number(10**places), "DOUBLE"))
        rounded = n.call("floor", n.plus(product, n.cast(n.text("0.5"), "DOUBLE")))
        power = "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]+"
        return n.when(
            (self.matches(text, "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)"), _bounded(units)),
            (self.matches(text, power), _bounded(rounded)),
        )

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
        mark, entry = n.call("chr", n.number(ord(SET_MARK))), n.column("entry")
        arms = [(n.equal(self.without_blanks(entry), n.text(said)), n.text(meant)) for said, meant in values]
        meant = self.without_blanks(n.when(*arms, otherwise=entry) if arms else entry)
        pieces = _each("list_transform", n.call("string_split", text, n.text(separator)), meant)
        kept = _each("list_filter", pieces, n.compare(exp.NEQ, entry, n.text("")))
        ordered = n.call("list_sort", n.call("list_distinct", kept))
        marked = n.call("array_to_string", _each("list_transform", ordered, _joined(entry, mark)), n.text(""))
        sound = n.negated(n.call("contains", n.call("array_to_string", pieces, n.text("")), mark))
        return n.when((sound, _joined(mark, marked)))


DUCKDB = DuckDB()
_YEARS = (1899, 2101)
_BEFORE = 2_400_000_000  # seconds: 1893


def _bounded(node: n.Node) -> n.Node:
    fits = n.between(node, n.number(-LARGEST_UNITS), n.number(LARGEST_UNITS))
    return n.when((fits, n.try_cast(node, "BIGINT")))


def _each(function: str, items: n.Node, made: n.Node) -> n.Node:
    """A list function that asks `made` of each `entry`."""
    name = exp.to_identifier("entry", quoted=True)
    return n.call(function, items, exp.Lambda(this=n.own(made), expressions=[name], colon=True))


def _translate(text: n.Node, pairs: Sequence[tuple[str, str]]) -> n.Node:
    return n.call("translate", text, n.text("".join(a for a, _ in pairs)), n.text("".join(b for _, b in pairs)))


def _joined(*parts: n.Node) -> n.Node:
    first, *others = parts
    for part in others:
        first = exp.DPipe(this=first, expression=part, safe=True)
    return exp.paren(first, copy=False)
