"""SQLite's peculiarities (3.39 and later, in a database of UTF-8, which is its default).

- A score is REAL: the nearest number to at most ten digits, printed as these digits. The points of a contribution have
  up to 19 digits, more than REAL holds: they are TEXT with nine places, as `-0.500000000`. Yes and no are 1 and 0.
- A timestamp is TEXT, as `2026-01-15 09:00:00`, in UTC.
- There are no functions, arrays and settings of a session: bodies stand where they are called, arrays are JSON, and
  `as_of` is the present unless a table of that name holds other moments.
- `length`, `substr`, `rtrim` and GLOB end a text at U+0000; bytes go on behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.dialects.sqlite import SQLite as Printer

from ....dsl import folding
from ....dsl.zones import DAY
from .. import nodes as n
from . import sqlite_columns as columns
from . import texts, wide
from .lowering import Unsayable, always_materialized, plain_division, printed, rewritten

if TYPE_CHECKING:
    from ..typed.columns import PhysicalKind

# A constant behind the 32nd argument of a call, without one before, gets the value of another call (3.40): it is
# computed once, into a register that other calls use.
_MOST_ARGUMENTS = 32
_EXACT_DIGITS = 15  # of a REAL
_TYPES = {"VARCHAR": "TEXT", "BIGINT": "INTEGER", "BOOLEAN": "INTEGER"}
_HALF = 10**9  # sums are added up in two halves
_PLACES = 9  # of points
_FOLDED = tuple(zip(folding.FOLD_FROM, folding.FOLD_TO, strict=True))


class SQLite:
    """See `dialect.Dialect`."""

    name = "sqlite"
    functions = False

    def print(self, statement: exp.Expr) -> str:
        return printed(rewritten(wide.narrowed(statement, _PACKING), _rewrite), Printer)

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        return (
            exp.Drop(tables=[n.table([name])], kind="VIEW", exists=True),
            exp.Create(this=n.table([name]), kind="VIEW", expression=query),
        )

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        return (
            exp.Drop(tables=[n.table([name])], kind="TABLE", exists=True),
            exp.Create(this=n.schema(name, [(column, _TYPES[type_]) for column, type_ in columns]), kind="TABLE"),
        )

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:  # noqa: ARG002 - see `functions`
        raise AssertionError("no functions")

    def call(self, function: str, argument: n.Node) -> n.Node:  # noqa: ARG002 - see `functions`
        raise AssertionError("no functions")

    def folded(self, text: n.Node) -> n.Node:
        # `lower` knows ASCII only, and is exact there.
        plain = n.equal(_bytes_of(text), exp.Length(this=n.own(text)))

        def made(letter: n.Node, is_plain: n.Node) -> n.Node:
            place = n.call("instr", n.text("".join(a for a, b in _FOLDED)), letter)
            # The place 0 is before the first character, and gives an empty text.
            found = n.call("substr", n.text("".join(b for a, b in _FOLDED)), place, n.number(1))
            other = n.call("coalesce", n.call("nullif", found, n.text("")), letter)
            return n.when((is_plain, n.call("lower", letter)), otherwise=other)

        return n.when((plain, n.call("lower", text)), otherwise=_by_letter(text, made))

    def spaced(self, folded: n.Node) -> n.Node:
        plain = "".join(c for c in folding.SEPARATORS if c.isascii())
        others = "".join(c for c in folding.SEPARATORS if not c.isascii())

        def made(letter: n.Node, is_plain: n.Node) -> n.Node:
            found = [n.compare(exp.GT, n.call("instr", n.text(each), letter), n.number(0)) for each in (plain, others)]
            return n.when((n.when((is_plain, found[0]), otherwise=found[1]), n.text(" ")), otherwise=letter)

        return texts.joined(n.text(" "), _by_letter(folded, made), n.text(" "))

    def after_last_at(self, text: n.Node) -> n.Node:
        rest = n.column("rest")
        at = n.call("instr", rest, n.cast(n.text("@"), "BLOB"))
        first = n.select([n.named(n.cast(text, "BLOB"), "rest")], None)
        behind = n.named(n.call("substr", rest, n.plus(at, n.number(1))), "rest")
        later = n.select([behind], n.table(["parts"]), n.compare(exp.GT, at, n.number(0)))
        final = n.select([n.cast(rest, "TEXT")], n.table(["parts"]), n.equal(at, n.number(0)))
        last = n.call("nullif", columns.recursive("parts", first, later, final), n.text(""))
        return n.when((self.contains(text, n.text("@")), last))

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        return texts.found_by("instr", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.equal(n.call("instr", text, needle), n.number(1))

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        end = n.call("substr", n.cast(text, "BLOB"), n.negative(_bytes_of(needle)), _bytes_of(needle))
        return n.equal(end, n.cast(needle, "BLOB"))

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        width = max(len(str(each)) for each in table)
        digits = n.cast(n.text("".join(str(each).zfill(width) for each in table)), "BLOB")
        start = n.plus(n.times(index, n.number(width)), n.number(1))
        return n.cast(n.call("substr", digits, start, n.number(width)), "BIGINT")

    def months_before(self, day: n.Node, months: int) -> n.Node:
        # SQLite itself goes on into the next month where the month lacks the day.
        day_of_month = n.minus(day, _day(day, "start of month"))
        first = _day(day, "start of month", f"-{months} months")
        last = _day(day, "start of month", f"-{months - 1} months", "-1 day")
        return n.call("min", n.plus(first, day_of_month), last)

    def month(self, day: n.Node) -> n.Node:
        year, month = (
            n.cast(n.call("strftime", n.text(part), _second(day), n.text("unixepoch")), "BIGINT")
            for part in ("%Y", "%m")
        )
        return n.minus(n.plus(n.times(n.number(12), year), month), n.number(1))

    def moment(self) -> n.Node:
        return n.call("unixepoch")

    def timestamp(self, seconds: n.Node) -> n.Node:
        return n.call("datetime", seconds, n.text("unixepoch"))

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        if digits <= _EXACT_DIGITS:
            return exp.Div(this=n.cast(units, "REAL"), expression=exp.Literal.number(f"1{'0' * places}.0"), typed=True)
        sign = n.when((n.compare(exp.LT, units, n.number(0)), n.text("-")), otherwise=n.text(""))
        whole = n.call("abs", n.quotient(units, n.number(10**places)))
        rest = n.times(n.call("abs", n.remainder(units, n.number(10**places))), n.number(10 ** (_PLACES - places)))
        return n.when((n.is_known(units), n.call("printf", n.text(f"%s%d.%0{_PLACES}d"), sign, whole, rest)))

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        # Of JSON in JSON the tree has all that is inside. It has a column `value`, and other names that users may like.
        own = items.copy()
        for column in own.find_all(exp.Column):
            if not column.table and column.find_ancestor(exp.Select) is None:
                column.set("table", exp.to_identifier(source, quoted=True))
        tree = exp.Table(this=n.call("json_tree", own), alias=exp.TableAlias(this=_ITEMS.copy()))
        columns = [n.all_columns(source), n.named(n.column("atom", _ITEMS.name), name)]
        query = n.select(columns, n.table([source]), n.equal(n.column("type", _ITEMS.name), n.text("integer")))
        return query.join(tree, join_type="cross", copy=False)

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:  # noqa: ARG002 - JSON has no types of items
        if len(items) > _MOST_ARGUMENTS**3:
            raise Unsayable(f"more than {_MOST_ARGUMENTS**3:,} reasons for the points of a lead")
        return _array(_array(_array(items)))[0]

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        place, most = n.minus(position, n.number(1)), n.number(_MOST_ARGUMENTS)
        path = texts.joined(
            n.text("$["),
            exp.paren(n.quotient(place, n.number(_MOST_ARGUMENTS**2)), copy=False),
            n.text("]["),
            exp.paren(n.remainder(n.quotient(place, most), most), copy=False),
            n.text("]["),
            exp.paren(n.remainder(place, most), copy=False),
            n.text("]"),
        )
        return n.call("json_extract", array, path)

    # ---- raw columns: see `sqlite_columns`

    def held_as(self, kind: PhysicalKind) -> PhysicalKind:  # noqa: ARG002
        return "any"

    def of_kind(self, node: n.Node, kind: PhysicalKind) -> n.Node:
        return columns.of_kind(node, kind)

    def exact_text(self, node: n.Node) -> n.Node:
        return columns.exact_text(node)

    def without_blanks(self, text: n.Node) -> n.Node:
        return columns.without_blanks(text)

    def characters(self, text: n.Node) -> n.Node:
        return columns.characters(text)

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        return columns.matches(text, pattern)

    def whole_of_text(self, text: n.Node) -> n.Node:
        return columns.whole_of_text(text)

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        return columns.units_of_text(text, places)

    def count_of_text(self, text: n.Node, per: int) -> n.Node:
        return columns.count_of_text(text, per)

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
        return columns.set_of_text(text, separator, values)

    def epoch_of_timestamp(self, node: n.Node) -> n.Node:  # noqa: ARG002 - see `held_as`
        raise Unsayable(_NO_SUCH_TYPE)

    epoch_of_timestamptz = days_of_date = epoch_of_timestamp

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:  # noqa: ARG002
        raise Unsayable(_NO_SUCH_TYPE)


SQLITE = SQLite()
_NO_SUCH_TYPE = "a column of dates, times or decimals: SQLite has whole numbers, REAL and texts"
_PACKING = wide.Packing(
    crowded=1_000,
    most=1_900,  # 2,000 in fact
    together=_MOST_ARGUMENTS,
    pack=lambda items, _kind: n.call("json_array", *items),
    unpack=lambda array, place: n.call("json_extract", array, n.text(f"$[{place}]")),
)
_ITEMS = exp.to_identifier("each_item", quoted=True)


def _array(items: Sequence[n.Node]) -> list[n.Node]:
    """Arrays of so many items each."""
    return [n.call("json_array", *items[i : i + _MOST_ARGUMENTS]) for i in range(0, len(items), _MOST_ARGUMENTS)]


def _second(day: n.Node) -> n.Node:
    return n.times(day, n.number(DAY))


def _day(day: n.Node, *changes: str) -> n.Node:
    """A day of its month, or of one near it."""
    second = n.call("unixepoch", _second(day), n.text("unixepoch"), *map(n.text, changes))
    return n.quotient(second, n.number(DAY))


def _bytes_of(text: n.Node) -> n.Node:
    """How many bytes it has."""
    return exp.Length(this=n.cast(text, "BLOB"))


def _by_letter(text: n.Node, made: Callable[[n.Node, n.Node], n.Node]) -> n.Node:
    """The text with each character replaced: `made` of the character and whether it is ASCII.

    Walks over the bytes. A row holds the place of a character that is not yet replaced, and how many bytes it has: 0 in
    the first row, which stands before the first character.
    """
    place, width, data, done = (n.column(each) for each in ("place", "width", "data", "done"))
    start = [n.number(1), n.number(0), n.cast(text, "BLOB"), n.text("")]
    first = n.select([n.named(v, c.name) for v, c in zip(start, (place, width, data, done), strict=True)], None)
    letter = n.cast(n.call("substr", data, place, width), "TEXT")
    ahead = n.call("hex", n.call("substr", data, n.plus(place, width), n.number(1)))
    bounds = ((n.text("80"), n.number(1)), (n.text("E0"), n.number(2)), (n.text("F0"), n.number(3)))
    bytes_ = n.when(*((n.compare(exp.LT, ahead, bound), count) for bound, count in bounds), otherwise=n.number(4))
    replaced = made(letter, n.equal(width, n.number(1)))
    grown = n.when((n.equal(width, n.number(0)), done), otherwise=texts.joined(done, replaced))
    inside = n.compare(exp.LTE, place, exp.Length(this=n.own(data)))
    later = n.select([n.plus(place, width), bytes_, data, grown], n.table(["letters"]), inside)
    over = n.compare(exp.GT, place, exp.Length(this=n.own(data)))
    return columns.recursive("letters", first, later, n.select([done], n.table(["letters"]), over))


def _rewrite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.IntDiv():
            return plain_division(node)
        case exp.CTE(parent=exp.With(args=settings)) if not settings.get("recursive"):
            return always_materialized(node)
        case exp.Values(expressions=rows) if node.args.get("alias"):
            return _named_values(node, rows)
        case exp.Cast():
            return _cast(node)
        case exp.Anonymous():
            return _call(node)
        case _:
            return node


def _named_values(node: exp.Values, rows: Sequence[exp.Expr]) -> exp.Expr:
    alias = node.args["alias"]
    columns = [n.named(n.column(f"column{i}"), c.name) for i, c in enumerate(alias.columns, 1)]
    plain = exp.Subquery(this=exp.Values(expressions=[row.copy() for row in rows]))
    return n.part(n.select(columns, plain), alias.name)


def _cast(node: exp.Cast) -> exp.Expr:
    match node.to.this:
        case exp.DataType.Type.BIGINT | exp.DataType.Type.INT | exp.DataType.Type.BOOLEAN:
            node.set("to", exp.DataType.build("INTEGER", dialect="sqlite"))
        case exp.DataType.Type.DECIMAL:
            assert isinstance(node.this, exp.Expr)
            return node.this
        case _:
            pass
    return node


def _call(node: exp.Anonymous) -> exp.Expr:
    items = node.expressions
    match node.name:
        case "greatest" | "least":
            return _extreme("max" if node.name == "greatest" else "min", items)
        case "concat":
            return _halved(items, lambda left, right: texts.joined(left, right))
        case "chr":
            return n.call("char", *items)
        case "floor":
            return columns.floor(items[0])
        case "length":
            return _bytes_of(items[0])  # only differences by characters of one byte are asked for
        case "substr" if len(items) == 2 and items[1].is_int:
            # What is left out is ASCII.
            return n.cast(n.call("substr", n.cast(items[0], "BLOB"), items[1]), "TEXT")
        case "coalesce" if isinstance(items[0], exp.Anonymous) and items[0].name == "sum":
            return _wide_sum(items[0].expressions[0])
        case _:
            return node


def _extreme(function: str, items: Sequence[n.Node]) -> n.Node:
    """Of one argument it would be an aggregate."""
    if len(items) > _MOST_ARGUMENTS:
        size = -(-len(items) // _MOST_ARGUMENTS)
        items = [_extreme(function, items[i : i + size]) for i in range(0, len(items), size)]
    return n.call(function, *items) if len(items) > 1 else n.own(items[0])


def _halved(items: Sequence[n.Node], joined: Callable[[n.Node, n.Node], n.Node]) -> n.Node:
    """A long chain as a shallow tree."""
    if len(items) == 1:
        return items[0]
    middle = len(items) // 2
    return joined(_halved(items[:middle], joined), _halved(items[middle:], joined))


def _wide_sum(node: n.Node) -> n.Node:
    """The sum, 0 of nothing; one beyond ±4 × 10^18 as something about as large. A sum beyond 2^63 would be an error.

    The bounds of sums are 10^18 (`spread.total`).
    """
    high = n.call("sum", n.quotient(node, n.number(_HALF)))
    low = n.call("sum", n.remainder(node, n.number(_HALF)))
    carried = n.plus(high, n.quotient(low, n.number(_HALF)))
    near = n.call("max", n.call("min", carried, n.number(4 * _HALF)), n.number(-4 * _HALF))
    whole = n.plus(n.times(near, n.number(_HALF)), n.remainder(low, n.number(_HALF)))
    return n.call("coalesce", whole.transform(_divided), n.number(0))


def _divided(node: exp.Expr) -> exp.Expr:
    return plain_division(node) if isinstance(node, exp.IntDiv) else node
