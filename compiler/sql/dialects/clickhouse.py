"""ClickHouse's peculiarities (measured on 26.9).

What a server or session needs, since a view cannot say it: `max_query_size` above the size of the statement (256 KiB by
default; 1 MB for 2,000 rules) where a view is created, and `custom_settings_prefixes` with `SQL_`, as the usual
configuration has it, where a reader is to say the moment by `SETTINGS SQL_scoreline_as_of = '2026-01-15 09:00:00'`.
Without it, the view of the moment is the time, and a table of one column in its place is any other moment.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.dialects.clickhouse import ClickHouse as Printer

from .. import nodes as n
from . import calendar, texts
from . import clickhouse_columns as columns
from .clickhouse_steps import few_steps
from .lowering import is_number_cast, printed, rewritten, shortened

_SETTING = "SQL_scoreline_as_of"
_WIDEST = 2**31  # a literal has the smallest type that holds it, an unsigned one at that
_UNSIGNED = ("count", "row_number", "length", "position")
_LONGEST_NAME = 150  # of a table, as the name of a file; what the server holds depends on the database's name, too
_ESCAPED = 3
_PLACES = 38  # of a decimal of which nothing is known

# A view keeps the settings that stand in it, and is read with them whatever those of the reader are. The sizes hold
# where it is created, too.
_SETTINGS: tuple[tuple[str, int | str], ...] = (
    ("join_use_nulls", 1),
    ("prefer_column_name_to_alias", 1),
    ("transform_null_in", 0),
    ("use_variant_as_common_type", 0),  # rather an error than a value of two types
    ("aggregate_functions_null_for_empty", 0),
    ("precise_float_parsing", 1),
    ("count_distinct_implementation", "uniqExact"),
    ("max_ast_elements", 10_000_000),
    ("max_expanded_ast_elements", 100_000_000),
    ("max_subquery_depth", 1_000),
)


class ClickHouse:
    """See `dialect.Dialect`.

    Functions are one name space for the whole server, and need a right of their own; calls of them are pasted into the
    query before it is planned. So bodies stand where they are called.
    """

    name = "clickhouse"
    functions = False
    carries_few = True  # with the next step, `joined.before_joins`: 0.77 of the time at 100,000 leads
    together = 200  # each pass is planned anew, and reads the table: 160 features take 0.42 of the time by kinds

    def print(self, statement: exp.Expr) -> str:
        tree = rewritten(few_steps(statement.copy()), _rewrite)
        query = tree if isinstance(tree, exp.Query) else tree.args.get("expression")
        if isinstance(query, exp.Query):
            query.set("settings", [_setting(name, value) for name, value in _SETTINGS])
        return printed(tree, Printer)

    def enter(self, schema: str) -> str:
        return f"USE {self.print(n.table([schema]))}"

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        return (exp.Create(this=n.table([name]), kind="VIEW", replace=True, expression=query),)

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        # A table says how it is kept: MergeTree, without an order of its own.
        schema = n.schema(name, columns)
        properties = exp.Properties(expressions=[exp.EngineProperty(this=n.call("MergeTree")), _UNORDERED.copy()])
        return (
            exp.Drop(tables=[n.table([name])], kind="TABLE", exists=True),
            exp.Create(this=schema, kind="TABLE", properties=properties),
        )

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:  # noqa: ARG002 - none are made
        raise AssertionError("bodies of functions stand where they are called")

    def call(self, function: str, argument: n.Node) -> n.Node:  # noqa: ARG002 - none are called
        raise AssertionError("bodies of functions stand where they are called")

    def folded(self, text: n.Node) -> n.Node:
        return texts.folded(text, "translateUTF8", "length", "lengthUTF8")

    def spaced(self, folded: n.Node) -> n.Node:
        return texts.spaced(folded, "translateUTF8")

    def after_last_at(self, text: n.Node) -> n.Node:
        # An array of parts cannot be NULL, the text may be.
        parts = n.call("splitByChar", n.text("@"), n.call("assumeNotNull", text))
        behind = n.call("nullIf", self.item(parts, n.number(-1)), n.text(""))
        return n.when((self.contains(text, n.text("@")), behind))

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        return texts.found_by("position", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("startsWith", text, needle)

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("endsWith", text, needle)

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        literal = exp.Array(expressions=[n.number(entry) for entry in table])
        return self.item(_cast(literal, "Array(Int64)"), n.plus(index, n.number(1)))

    def months_before(self, day: n.Node, months: int) -> n.Node:
        return calendar.months_before(day, months)

    def month(self, day: n.Node) -> n.Node:
        return calendar.month(day)

    def moment(self) -> n.Node:
        # One time for the whole query; `now` is asked anew wherever it stands.
        said = n.call("nullIf", n.call("getSettingOrDefault", n.text(_SETTING), n.text("")), n.text(""))
        moment = n.call("parseDateTime64BestEffort", said, n.number(0), n.text("UTC"))
        started = n.call("toDateTime64", n.call("initialQueryStartTime"), n.number(0), n.text("UTC"))
        return n.cast(n.call("toUnixTimestamp64Second", n.call("coalesce", moment, started)), "BIGINT")

    def timestamp(self, seconds: n.Node) -> n.Node:
        moment = n.call("fromUnixTimestamp64Second", n.cast(seconds, "BIGINT"), n.text("UTC"))
        return _cast(moment, "Nullable(DateTime64(0, 'UTC'))")

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        unit = n.cast(n.text(f"0.{'1'.zfill(places)}" if places else "1"), f"DECIMAL({places + 1}, {places})")
        return n.cast(n.times(n.cast(units, "DECIMAL(20, 0)"), unit), f"DECIMAL({digits}, {places})")

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        return n.select([n.star(), n.named(n.call("arrayJoin", items), name)], n.table([source]))

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:
        inside = {"INTEGER": "Int32", "BIGINT": "Int64", "BOOLEAN": "Bool"}[type_]
        return _cast(exp.Array(expressions=[n.own(item) for item in items]), f"Array(Nullable({inside}))")

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        return n.call("arrayElement", array, position)

    # ---- raw columns

    def exact_text(self, node: n.Node) -> n.Node:
        return columns.exact_text(node)

    def without_blanks(self, text: n.Node) -> n.Node:
        return columns.without_blanks(text)

    def characters(self, text: n.Node) -> n.Node:
        return columns.characters(text)

    def epoch_of_timestamp(self, node: n.Node) -> n.Node:
        return columns.epoch_of_timestamp(node)

    def epoch_of_timestamptz(self, node: n.Node) -> n.Node:
        return columns.epoch_of_timestamptz(node)

    def days_of_date(self, node: n.Node) -> n.Node:
        return columns.days_of_date(node)

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:  # noqa: ARG002 - `_rewrite` has widened it
        return columns.units_of_decimal(node, places)

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        return columns.matches(text, pattern)

    def whole_of_text(self, text: n.Node) -> n.Node:
        return columns.whole_of_text(text)

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        return columns.units_of_text(text, places)

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
        return columns.set_of_text(text, separator, values)


CLICKHOUSE = ClickHouse()
_UNORDERED = exp.Order(expressions=[exp.Ordered(this=exp.Tuple())])


def _of_known(node: exp.Alias) -> exp.Expr:
    """The columns are worked out first, and once.

    Steps are merged, and what stands only in the arms of a CASE is worked out late and again wherever it is mentioned:
    that grows with each step. A condition that comes first is worked out at once; `ignore` is never true.
    """
    bound = {name.name for each in node.this.find_all(exp.Lambda) for name in each.expressions}
    columns = {column.name: column for column in node.this.find_all(exp.Column) if column.name not in bound}
    first = exp.If(this=n.call("ignore", *columns.values()), true=n.null())
    node.set("this", exp.Case(ifs=[first], default=node.this))
    return node


def _widened(column: exp.Column) -> n.Node:
    """Decimals are compared at the places of both, and what does not fit into their bits turns over in silence."""
    places = column.meta[n.DECIMAL]
    return _cast(column.copy(), f"Nullable(Decimal(76, {_PLACES if places is None else places}))")


def _cast(node: n.Node, type_: str) -> n.Node:
    return exp.Cast(this=n.own(node), to=exp.DataType.build(type_, dialect="clickhouse"))


def _setting(name: str, value: int | str) -> exp.Expr:
    return exp.EQ(this=exp.var(name), expression=n.text(value) if isinstance(value, str) else n.number(value))


def _rewrite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.IntDiv():
            # CASE keeps no division from being computed, nor from failing.
            return n.call("intDivOrZero", node.this.copy(), node.expression.copy())
        case exp.Literal() if not node.is_string and int(node.this) >= _WIDEST:
            # Larger than 64 bits are numbers that wide columns are compared with.
            return n.call("toInt64", node.copy()) if int(node.this) < 2**63 else n.call("toInt256", n.text(node.this))
        case exp.Column() if n.DECIMAL in node.meta:
            return _widened(node)
        case exp.Alias() if n.STEP in node.meta and node.this.find(exp.Case) is not None:
            return _of_known(node)
        case exp.Cast() if is_number_cast(node) and isinstance(node.this, exp.Anonymous) and node.this.name == "substr":
            # Where a CASE is worked out early, the piece may be no number.
            return n.call("toInt64OrNull", node.this.copy())
        case exp.Window():
            return _window(node)
        case exp.Anonymous():
            return _call(node)
        case exp.Case() if _of_arrays(node):
            node.set("default", _cast(exp.Array(expressions=[]), _array_type(node)))
            return node
        case exp.Values() if node.args.get("alias") is not None:
            return _rows(node)
        case exp.CTE():
            # The word is new in 26, and of no effect in views unless the reader's own settings ask for it.
            node.set("materialized", None)
            return node
        case exp.Table() if isinstance(node.this, exp.Identifier) and _size_of_file(node.name) > _LONGEST_NAME:
            node.this.set("this", shortened(node.name, _LONGEST_NAME // _ESCAPED, encoded=True))
            return node
        case _:
            return node


def _size_of_file(name: str) -> int:
    """Tables are files: all but letters of ASCII, digits and `_` are escaped there, byte by byte."""
    plain = sum(c == "_" or (c.isascii() and c.isalnum()) for c in name)
    return plain + _ESCAPED * (len(name.encode()) - plain)


def _window(node: exp.Window) -> exp.Expr:
    call = node.this
    if call.name in _UNSIGNED:
        return n.cast(node.copy(), "BIGINT")
    if call.name in ("lag", "max", "min"):
        # Where there is no row, a function of known values gives 0 or an empty text.
        call.expressions[0].replace(n.call("toNullable", call.expressions[0].copy()))
    return node


def _call(node: exp.Anonymous) -> exp.Expr:
    match node.name:
        case "chr":
            return n.call("char", *node.expressions)
        case "sum" if isinstance(node.parent, exp.Cast) and is_number_cast(node.parent):
            # The cast keeps the lowest 64 bits of a wider sum: those that a sum of 64 bits has.
            return node
        case "sum":
            # A sum of 64 bits turns over in silence.
            return n.call("sum", n.call("toInt128", *node.expressions))
        case "count" if not isinstance(node.parent, exp.Window):
            return _cast(node.copy(), "Int64")
        case name if name in _UNSIGNED and not isinstance(node.parent, exp.Window):
            above = isinstance(node.parent, exp.GT | exp.EQ) and isinstance(node.parent.expression, exp.Literal)
            return node if above else n.cast(node.copy(), "BIGINT")
        case _:
            return node


def _of_arrays(node: exp.Case) -> bool:
    """An array cannot be NULL; an empty one has no items either, and each item beyond the end is NULL."""
    arms = [arm.args["true"] for arm in node.args["ifs"]]
    return all(isinstance(arm, exp.Cast) and arm.to.this == exp.DataType.Type.ARRAY for arm in arms)


def _array_type(node: exp.Case) -> str:
    return str(node.args["ifs"][0].args["true"].to.sql("clickhouse"))


def _rows(node: exp.Values) -> exp.Expr:
    """One literal, which is read as one however many rows it has."""
    alias = node.args["alias"]
    rows = [row.expressions for row in node.expressions]
    # One value in parentheses is no tuple.
    items = [
        values[0].copy() if len(values) == 1 else exp.Tuple(expressions=[each.copy() for each in values])
        for values in rows
    ]
    inner = n.part(n.select([n.named(n.call("arrayJoin", exp.Array(expressions=items)), "row")], None), "rows")
    row = n.column("row")
    columns = []
    for place, (column, first) in enumerate(zip(alias.columns, rows[0], strict=True), 1):
        value = row if len(rows[0]) == 1 else n.call("tupleElement", row, n.number(place))
        columns.append(n.named(_typed(value, first), column.name))
    return n.part(n.select(columns, inner), alias.name)


def _typed(node: n.Node, like: n.Node) -> n.Node:
    is_number = isinstance(like, exp.Literal) and not like.is_string
    is_wide = isinstance(like, exp.Anonymous) and like.name == "toInt64"  # a large one, see `_rewrite`
    return n.cast(node, "BIGINT" if is_number or is_wide or isinstance(like, exp.Neg) else "VARCHAR")
