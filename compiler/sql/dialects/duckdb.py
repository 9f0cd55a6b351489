"""DuckDB's peculiarities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB as Sqlglot

from ....dsl import folding
from .. import nodes as n

# Scripts whose letters travel in a small table: `translate` builds its table anew for every row, and the whole one
# takes 60 microseconds. A text needs the smallest table that has all of its letters that fold.
_SCRIPTS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((0x00, 0x7F),),
    ((0x00, 0x17F),),
    ((0x00, 0x7F), (0x370, 0x3FF)),
    ((0x00, 0x7F), (0x400, 0x52F)),
)


_BLOCK = 80  # letters that do not fold and stand between some that do may take a larger table


class DuckDB:
    """See `dialect.Dialect`."""

    name = "duckdb"
    functions = True

    def print(self, statement: exp.Expr) -> str:
        # Function names stay as written: a function may have a name of the user's, which capitals would change.
        return Sqlglot().generate(statement, pretty=True, normalize_functions=False, copy=False)

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
            others = _class({a for a, _ in pairs} - {a for a, _ in inside}, gap=_BLOCK)
            arms.append((n.negated(n.call("regexp_matches", text, others)), _translate(text, inside)))
        return n.when(*arms, otherwise=_translate(text, pairs))

    def spaced(self, folded: n.Node) -> n.Node:
        words = n.call("regexp_replace", folded, _class(folding.SEPARATORS), n.text(" "), n.text("g"))
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


DUCKDB = DuckDB()


def _translate(text: n.Node, pairs: Sequence[tuple[str, str]]) -> n.Node:
    return n.call("translate", text, n.text("".join(a for a, _ in pairs)), n.text("".join(b for _, b in pairs)))


def _joined(*parts: n.Node) -> n.Node:
    first, *others = parts
    for part in others:
        first = exp.DPipe(this=first, expression=part, safe=True)
    return exp.paren(first, copy=False)


def _class(characters: Iterable[str], gap: int = 0) -> n.Node:
    """A regular expression for one of the characters, by code points: no Unicode table of the engine is asked.

    Ranges that are at most `gap` characters apart become one.
    """
    ranges: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if ranges and code - ranges[-1][1] <= gap + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    parts = (f"\\x{{{low:x}}}" + (f"-\\x{{{high:x}}}" if high > low else "") for low, high in ranges)
    return n.text(f"[{''.join(parts)}]")
