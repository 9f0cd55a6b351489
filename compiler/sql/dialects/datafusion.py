"""DataFusion's peculiarities (55).

A session has no settings that a view could read and no functions of SQL: `as_of` is the present unless a table of that
name holds other moments, and bodies stand where they are called. Views and tables live as long as the session.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres as Printer

from .. import nodes as n
from . import datafusion_columns as columns
from . import texts
from .lowering import exact_decimal, is_number_cast, plain_division, printed, rewritten

_SPARE = 66  # digits, of 76: what it is compared with may have ten places more
_SUM = "DECIMAL(38, 0)"  # a sum of whole numbers would begin anew beyond 2^63, without an error


class DataFusion:
    """See `dialect.Dialect`."""

    name = "datafusion"
    functions = False

    def print(self, statement: exp.Expr) -> str:
        return printed(rewritten(statement, _rewrite), Printer)

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        return (exp.Create(this=n.table([name]), kind="VIEW", replace=True, expression=query),)

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        return (exp.Create(this=n.schema(name, columns), kind="TABLE", replace=True),)

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:  # noqa: ARG002 - see `functions`
        raise AssertionError("no functions")

    def call(self, function: str, argument: n.Node) -> n.Node:  # noqa: ARG002 - see `functions`
        raise AssertionError("no functions")

    def folded(self, text: n.Node) -> n.Node:
        return texts.folded(text, "translate", "octet_length", "length")

    def spaced(self, folded: n.Node) -> n.Node:
        return texts.spaced(folded, "translate")

    def after_last_at(self, text: n.Node) -> n.Node:
        behind = n.call("nullif", n.call("split_part", text, n.text("@"), n.number(-1)), n.text(""))
        return n.when((self.contains(text, n.text("@")), behind))

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        return texts.found_by("strpos", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("starts_with", text, needle)

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("ends_with", text, needle)

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        # A list of many literals is slow to plan. Where a CASE is worked out early, the index may lie outside.
        width = max(len(str(each)) for each in table)
        digits = n.text("".join(str(each).zfill(width) for each in table))
        start = n.plus(n.times(index, n.number(width)), n.number(1))
        found = n.call("substr", digits, start, n.number(width))
        return n.cast(n.call("nullif", found, n.text("")), "BIGINT")

    def months_before(self, day: n.Node, months: int) -> n.Node:
        # The last of its month where the month lacks the day. By whole numbers it would nest too deep for the parser.
        interval = n.cast(n.text(f"{months} months"), "INTERVAL")
        return n.cast(n.cast(n.minus(_date(day), interval), "INTEGER"), "BIGINT")

    def month(self, day: n.Node) -> n.Node:
        year, month = (n.cast(n.call("date_part", n.text(part), _date(day)), "BIGINT") for part in ("year", "month"))
        return n.minus(n.plus(n.times(n.number(12), year), month), n.number(1))

    def moment(self) -> n.Node:
        epoch = exp.Extract(this=exp.Var(this="EPOCH"), expression=n.call("now"))
        return n.cast(n.call("floor", epoch), "BIGINT")

    def timestamp(self, seconds: n.Node) -> n.Node:
        # `to_timestamp_seconds` has the time zone of the session, and would be read as local time.
        return n.call("arrow_cast", seconds, n.text("Timestamp(Second, None)"))

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        return exact_decimal(units, places, digits)

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        return n.select([n.star(), n.named(n.call("unnest", items), name)], n.table([source]))

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:
        return n.call("make_array", *(n.cast(item, type_) for item in items))

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        return n.call("array_element", array, n.cast(position, "BIGINT"))

    # ---- raw columns

    def exact_text(self, node: n.Node) -> n.Node:
        return columns.exact_text(node)

    def without_blanks(self, text: n.Node) -> n.Node:
        return columns.without_blanks(text)

    def characters(self, text: n.Node) -> n.Node:
        return columns.characters(text)

    def epoch_of_timestamp(self, node: n.Node) -> n.Node:
        return columns.epoch(node)

    def epoch_of_timestamptz(self, node: n.Node) -> n.Node:
        return columns.epoch(node)

    def days_of_date(self, node: n.Node) -> n.Node:
        return columns.days_of_date(node)

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:  # noqa: ARG002 - a cast takes any
        return columns.units_of_decimal(node, places)

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        return columns.matches(text, pattern)

    def whole_of_text(self, text: n.Node) -> n.Node:
        return columns.whole_of_text(text)

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        return columns.units_of_text(text, places)

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
        return columns.set_of_text(text, separator, values)


DATAFUSION = DataFusion()


def _date(day: n.Node) -> n.Node:
    return n.cast(n.cast(day, "INTEGER"), "DATE")


def _rewrite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.IntDiv():
            return plain_division(node)
        case exp.Column() if node.meta.get(n.DECIMAL) is not None:
            # What is compared or rounded has digits to spare: too few are an error, which no CASE keeps away.
            return n.cast(node.copy(), f"DECIMAL({_SPARE}, {node.meta[n.DECIMAL]})")
        case exp.CTE():
            node.set("materialized", None)
            return node
        case exp.Anonymous() if node.name == "sum" and not isinstance(node.parent, exp.Window):
            return n.call("sum", n.cast(node.expressions[0], _SUM))
        case exp.Cast() if is_number_cast(node) and isinstance(node.this, exp.Anonymous) and node.this.name == "substr":
            # Where a CASE is worked out early, the piece may be no number.
            return n.call("arrow_try_cast", node.this.copy(), n.text("Int64"))
        case _:
            return node
