"""BigQuery's peculiarities.

A view names the dataset of whatever it reads: all that has no name of one stands in `DATASET`. A view cannot read
variables or parameters, so `as_of` is the present unless a table of that name holds other moments. A function would be
an object of its own with rules of its own for names; bodies stand where they are called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final
from unicodedata import category

from sqlglot import exp
from sqlglot.dialects.bigquery import BigQuery as Printer

from ...values import BLANK_CHARACTERS, LARGEST_UNITS, SET_MARK
from .. import nodes as n
from . import texts
from .bigquery_pieces import in_pieces
from .lowering import Unsayable, exact_decimal, known_first, mark_of, printed, rewritten, shortened

DATASET: Final = "scoreline"
_LONGEST_VIEW: Final = 256_000  # characters of its query, comments among them
_ROOM: Final = _LONGEST_VIEW * 9 // 10  # for steps, whose names and datasets need some besides
_FEW_NODES: Final = 10_000  # a view of so many is short enough
_LONGEST_NAME: Final = 300  # characters of a column; a table may have more
_LETTERS: Final = ("L", "M", "N", "Pc", "Pd", "Zs")  # categories of what names of tables and columns may have
_OF_COLUMNS: Final = frozenset("&%=+:'<>#|\t")  # and those of columns besides
_RESERVED: Final = re.compile("(?i)(_table_|_file_|_partition|_row_timestamp|__root__|_colidentifier|_change_)")
_UTC: Final = "UTC"


@dataclass(frozen=True, slots=True)
class BigQuery:
    """See `dialect.Dialect`."""

    dataset: str = DATASET
    name = "bigquery"
    functions = False

    def within(self, schema: str) -> BigQuery:
        return BigQuery(schema)

    def print(self, statement: exp.Expr) -> str:
        made = _in_dataset(rewritten(_apart(statement.copy()), _rewrite), self.dataset)
        text = printed(made, Printer)
        if len(text) <= _LONGEST_VIEW or not isinstance(made, exp.Create) or made.kind != "VIEW":
            return text
        text = _compact(made)
        if len(text) > _LONGEST_VIEW:
            raise Unsayable(f"so many rules in one ruleset: a view has more than {_LONGEST_VIEW:,} characters")
        return text

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        pieces: Sequence[tuple[str, exp.Query]] = [(name, query)]
        if query.ctes and sum(1 for _ in query.walk()) > _FEW_NODES and self._size(query) > _ROOM:
            pieces = in_pieces(name, query, _ROOM, self._size)
        return tuple(
            exp.Create(this=n.table([piece]), kind="VIEW", replace=True, expression=each) for piece, each in pieces
        )

    def _size(self, query: exp.Expr) -> int:
        """Characters, without a layout and comments."""
        return len(_compact(rewritten(query, _rewrite)))

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        # A dataset may have a collation of its own, which ignores case: the empty one compares by code points.
        schema = n.schema(name, columns)
        for column, (_, type_) in zip(schema.expressions, columns, strict=True):
            if type_ == "VARCHAR":
                column.set("constraints", [exp.ColumnConstraint(kind=exp.CollateColumnConstraint(this=n.text("")))])
        return (exp.Create(this=schema, kind="TABLE", replace=True),)

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:  # noqa: ARG002 - see `functions`
        raise AssertionError("bodies stand where they are called")

    def call(self, function: str, argument: n.Node) -> n.Node:  # noqa: ARG002 - see `functions`
        raise AssertionError("bodies stand where they are called")

    def folded(self, text: n.Node) -> n.Node:
        return texts.folded(text, "translate", "byte_length", "char_length")

    def spaced(self, folded: n.Node) -> n.Node:
        return texts.spaced(folded, "translate")

    def after_last_at(self, text: n.Node) -> n.Node:
        return n.call("regexp_extract", text, n.text("@([^@]+)$"))

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        return texts.found_by("strpos", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("starts_with", text, needle)

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("ends_with", text, needle)

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        return _at(exp.Array(expressions=[n.number(each) for each in table]), index, 0)

    def months_before(self, day: n.Node, months: int) -> n.Node:
        # The last of its month where the month lacks the day.
        span = exp.Interval(this=n.number(months), unit=exp.Var(this="MONTH"))
        return n.call("unix_date", n.call("date_sub", _date(day), span))

    def month(self, day: n.Node) -> n.Node:
        year, month = (exp.Extract(this=exp.Var(this=part), expression=_date(day)) for part in ("YEAR", "MONTH"))
        return n.minus(n.plus(n.times(n.number(12), year), month), n.number(1))

    def moment(self) -> n.Node:
        return n.call("unix_seconds", n.call("current_timestamp"))

    def timestamp(self, seconds: n.Node) -> n.Node:
        # Without the zone it would be the default one, which a project may have changed.
        return n.call("datetime", n.call("timestamp_seconds", seconds), n.text(_UTC))

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        return exact_decimal(units, places, digits)

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        alias = exp.TableAlias(columns=[exp.to_identifier(name, quoted=True)])
        unnested = exp.Unnest(expressions=[n.own(items)], alias=alias)
        return n.select([n.star()], n.table([source])).join(unnested, join_type="cross", copy=False)

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:  # noqa: ARG002 - one of NULLs alone is of INT64
        return exp.Array(expressions=[n.own(item) for item in items])

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        return _at(array, position, 1)

    # ---- raw columns

    def exact_text(self, node: n.Node) -> n.Node:
        # The collation of the column would stay with the text.
        return n.call("collate", n.cast(node, "VARCHAR"), n.text(""))

    def without_blanks(self, text: n.Node) -> n.Node:
        return n.call("trim", text, n.text(BLANK_CHARACTERS))

    def characters(self, text: n.Node) -> n.Node:
        return n.call("char_length", text)

    def epoch_of_timestamp(self, node: n.Node) -> n.Node:
        return n.call("unix_seconds", n.call("timestamp", node, n.text(_UTC)))

    def epoch_of_timestamptz(self, node: n.Node) -> n.Node:
        return n.call("unix_seconds", node)

    def days_of_date(self, node: n.Node) -> n.Node:
        return n.call("unix_date", node)

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:  # noqa: ARG002 - a product with a whole number has the places of the decimal
        return n.cast(n.call("round", n.times(_wide(node), n.number(10**places))), "BIGINT")

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        return n.call("regexp_contains", text, n.text(f"(?s)^(?:{pattern})$"))

    def whole_of_text(self, text: n.Node) -> n.Node:
        whole = n.try_cast(n.call("regexp_extract", text, n.text("^[^.]*")), "BIGINT")
        limit = n.number(LARGEST_UNITS)
        inside = n.when((n.between(whole, n.negative(limit), limit), whole))
        written = self.matches(text, "[+-]?0*[0-9]{1,16}([.]0*)?")
        return n.when((self.matches(text, "[+-]?[.]0+"), n.number(0)), (written, inside))

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        # Digits behind those that count, and one more for rounding, change nothing.
        kept = n.call("regexp_extract", text, n.text(f"^[+-]?[0-9]*(?:[.][0-9]{{0,{places + 1}}})?"))
        exact = _wide(n.call("regexp_replace", kept, n.text("[.]$"), n.text("")), safe=True)
        units = n.call("round", n.times(exact, n.number(10**places)))
        limit = n.number(LARGEST_UNITS)
        value = n.when((n.between(units, n.negative(limit), limit), n.cast(units, "BIGINT")))
        plain = n.all_of(self.matches(text, "[+-]?[0-9]*([.][0-9]*)?"), self.matches(text, ".*[0-9].*"))
        short = self.matches(text, "[+-]?0*[0-9]{0,16}([.][0-9]*)?")
        power = self.matches(text, "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]+")
        double = n.try_cast(text, "DOUBLE")
        scaled = n.plus(n.times(double, n.cast(n.number(10**places), "DOUBLE")), n.cast(n.text("0.5"), "DOUBLE"))
        rounded = n.call("floor", scaled)
        near = n.between(double, n.negative(limit), limit)
        inside = n.between(rounded, n.negative(limit), limit)
        of_power = n.when((near, n.when((inside, n.cast(rounded, "BIGINT")))))
        return n.when((n.all_of(plain, short), value), (power, of_power))

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
        mark, entry, empty = n.text(SET_MARK), n.column("entry"), n.text("")
        arms = [(n.equal(self.without_blanks(entry), n.text(said)), n.text(meant)) for said, meant in values]
        meant = self.without_blanks(n.when(*arms, otherwise=entry) if arms else entry)
        alias = exp.TableAlias(columns=[exp.to_identifier("entry", quoted=True)])
        split = exp.Unnest(expressions=[n.call("split", text, n.text(separator))], alias=alias)
        pieces = n.select([n.named(meant, "entry")], split).distinct(copy=False)
        marked = n.when((n.compare(exp.NEQ, entry, empty), texts.joined(entry, mark)))
        ordered = exp.Order(this=n.own(empty), expressions=[exp.Ordered(this=entry.copy(), nulls_first=True)])
        whole = texts.joined(mark, n.call("coalesce", n.call("string_agg", marked, ordered), empty))
        unsound = n.call("logical_or", self.contains(entry, mark))
        found = n.select([n.when((n.negated(unsound), whole))], n.part(pieces, "pieces"))
        return exp.Subquery(this=found)


BIGQUERY = BigQuery()


def _compact(tree: exp.Expr) -> str:
    return Printer().generate(tree, normalize_functions=False, comments=False)


def _at(array: n.Node, position: n.Node, start: int) -> n.Node:
    """The item of an array, NULL outside of it: a CASE that keeps the position inside may be worked out early."""
    held = array if isinstance(array, exp.Array) else n.own(array)
    return exp.Bracket(this=held, expressions=[n.own(position)], offset=start, safe=True)


def _date(day: n.Node) -> n.Node:
    return n.call("date_from_unix_date", day)


def _numeric(node: n.Node) -> n.Node:
    """The number with up to 29 digits before the point and nine behind it."""
    return exp.Cast(this=n.own(node), to=exp.DataType(this=exp.DataType.Type.DECIMAL))


def _wide(node: n.Node, *, safe: bool = False) -> n.Node:
    """The number with up to 38 digits on either side of the point."""
    return (exp.TryCast if safe else exp.Cast)(this=n.own(node), to=exp.DataType(this=exp.DataType.Type.BIGDECIMAL))


def _apart(statement: exp.Expr) -> exp.Expr:
    """No source of rows is named as a column: the name would mean the whole row."""
    columns = {node.name.casefold() for node in statement.find_all(exp.Column)}
    found: dict[str, str] = {}
    for source in statement.find_all(exp.Table, exp.Subquery, exp.Values):
        name = source.alias_or_name
        if name.casefold() not in columns or not isinstance(source.parent, exp.From | exp.Join):
            continue
        found[name] = f"{name}_rows"
        while found[name].casefold() in columns:
            found[name] += "_"
        if isinstance(source.args.get("alias"), exp.TableAlias):
            source.args["alias"].this.set("this", found[name])
        else:
            source.set("alias", exp.TableAlias(this=exp.to_identifier(found[name], quoted=True)))
    for column in statement.find_all(exp.Column):
        if column.table in found:
            column.args["table"].set("this", found[column.table])
    return statement


def _in_dataset(statement: exp.Expr, dataset: str) -> exp.Expr:
    steps = {each.alias for each in statement.find_all(exp.CTE)}
    for table in statement.find_all(exp.Table):
        if not table.db and isinstance(table.this, exp.Identifier) and table.name not in steps:
            table.set("db", exp.to_identifier(dataset, quoted=True))
    return statement


def _identifier(node: exp.Identifier) -> exp.Expr:
    if not (isinstance(node.parent, exp.Table) and node.parent.db):  # a raw table has the name that it has
        of_column = node.arg_key == "columns" or (
            isinstance(node.parent, exp.Column | exp.Alias | exp.ColumnDef) and node.arg_key in ("this", "alias")
        )
        node.set("this", _named(node.this, _OF_COLUMNS if of_column else frozenset()))
    return node


def _named(name: str, besides: Set[str]) -> str:
    """The name as a table or column may have it."""
    plain = "".join(c if c in besides or category(c).startswith(_LETTERS) else "_" for c in name)
    if _RESERVED.match(plain):
        plain = f"x{plain}"
    return shortened(name if plain == name else f"{plain}_{mark_of(name)}", _LONGEST_NAME)


def _rewrite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.Identifier():
            return _identifier(node)
        case exp.CTE():
            node.set("materialized", None)
            return node
        case exp.Order():
            node.set("expressions", [key for each in node.expressions for key in known_first(each)])
            return node
        case exp.Anonymous(this="chr"):
            # `chr(0)` is an empty text.
            return n.call("code_points_to_string", exp.Array(expressions=[each.copy() for each in node.expressions]))
        case exp.Anonymous(this="sum") if not isinstance(node.parent, exp.Window):
            # A sum of INT64 raises beyond 64 bits.
            return n.call("sum", _numeric(node.expressions[0]))
        case exp.Cast() if type(node) is exp.Cast and _is_piece(node):
            # Pieces of texts are cast before anyone looks whether they are digits.
            return exp.TryCast(this=node.this.copy(), to=node.to.copy())
        case exp.DataType(this=exp.DataType.Type.DECIMAL) if node.expressions:
            return _decimal(*(int(each.name) for each in node.expressions))
        case _:
            return node


def _is_piece(node: exp.Cast) -> bool:
    return isinstance(node.this, exp.Anonymous) and node.this.name == "substr"


def _decimal(digits: int, places: int = 0) -> exp.DataType:
    fits = places <= 9 and digits - places <= 29
    return exp.DataType(this=exp.DataType.Type.DECIMAL if fits else exp.DataType.Type.BIGDECIMAL)
