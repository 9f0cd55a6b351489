"""Spark's peculiarities (3.5 and later), and those of Databricks, which says all of this in the same words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.spark import Spark as Printer

from .. import nodes as n
from . import texts
from .lowering import Unsayable, mark_of, printed, rewritten, shortened

_LONGEST_TABLE, _LONGEST_COLUMN = 128, 255  # characters
_LAYERS = 10  # a deeper tree is hard to read, and hard on the stacks of parsers
_ROUNDS = 1_000
_ODD = re.compile(r"[^A-Za-z0-9_]")


@dataclass(frozen=True, slots=True)
class Spark:
    """See `dialect.Dialect`."""

    name: str
    functions = False

    def print(self, statement: exp.Expr) -> str:
        return printed(rewritten(statement, _rewrite), Printer)

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        # A query of many steps takes more rounds than the 100 that are allowed. A view keeps the setting.
        return (
            exp.Command(this="SET", expression=f" spark.sql.analyzer.maxIterations = {_ROUNDS}"),
            exp.Create(this=n.table([name]), kind="VIEW", replace=True, expression=query),
        )

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        return (
            exp.Drop(tables=[n.table([name])], kind="TABLE", exists=True),
            exp.Create(this=n.schema(name, columns), kind="TABLE"),
        )

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:  # noqa: ARG002
        raise AssertionError("bodies stand where they are called")

    def call(self, function: str, argument: n.Node) -> n.Node:  # noqa: ARG002
        raise AssertionError("bodies stand where they are called")

    def folded(self, text: n.Node) -> n.Node:
        return texts.folded(text, "translate", "octet_length", "length")

    def spaced(self, folded: n.Node) -> n.Node:
        return texts.spaced(folded, "translate")

    def after_last_at(self, text: n.Node) -> n.Node:
        behind = n.call("substring_index", text, n.text("@"), n.number(-1))
        return n.when((n.call("contains", text, n.text("@")), n.call("nullif", behind, n.text(""))))

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("contains", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("startswith", text, needle)

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.call("endswith", text, needle)

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        entries = n.cast(n.call("array", *map(n.number, table)), "BIGINT[]")
        return n.call("get", entries, n.cast(index, "INTEGER"))

    def months_before(self, day: n.Node, months: int) -> n.Node:
        return n.call("unix_date", n.call("add_months", _date(day), n.number(-months)))

    def month(self, day: n.Node) -> n.Node:
        date = _date(day)
        return n.minus(n.plus(n.times(n.number(12), n.call("year", date)), n.call("month", date)), n.number(1))

    def moment(self) -> n.Node:
        # A view cannot read a setting or a variable of the session.
        return n.call("unix_seconds", n.call("now"))

    def timestamp(self, seconds: n.Node) -> n.Node:
        # A TIMESTAMP would be shown in the time zone of the session.
        epoch = n.call("to_timestamp_ntz", n.text("1970-01-01 00:00:00"))
        return n.call("timestampadd", exp.Var(this="SECOND"), seconds, epoch)

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        unit = n.cast(n.text(f"0.{'1'.zfill(places)}" if places else "1"), f"DECIMAL({places + 1}, {places})")
        return n.cast(n.times(n.cast(units, "DECIMAL(20, 0)"), unit), f"DECIMAL({digits}, {places})")

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        return n.select([n.star(), n.named(n.call("explode", items), name)], n.table([source]))

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:
        return n.cast(n.call("array", *items), f"{type_}[]")

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        # `element_at` raises outside of the array, `get` counts from 0.
        return n.call("get", array, n.cast(n.minus(position, n.number(1)), "INTEGER"))


SPARK, DATABRICKS = Spark("spark"), Spark("databricks")


def _date(day: n.Node) -> n.Node:
    return n.call("date_from_unix_date", n.cast(day, "INTEGER"))


def _rewrite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.Query() if node.args.get("with_"):
            return _nested(node)
        case exp.Anonymous(this="sum"):
            # A sum of BIGINT raises beyond 64 bits.
            (summed,) = node.expressions
            return n.call("sum", n.cast(summed, "DECIMAL(38, 0)"))
        case exp.Literal() if node.is_string and "${" in node.this:
            # Spark puts in settings and variables of the environment even inside of texts.
            return n.call("concat", *map(n.text, re.split(r"(?<=\$)(?={)", node.this)))
        case exp.Identifier():
            return _identifier(node)
        case _:
            return node


def _nested(query: exp.Query) -> exp.Query:
    """Steps that are read once as sources in brackets, in layers; the others, and one below each layer, stay in WITH.

    Each WITH element costs a round over the whole query when it is analysed, and is pasted in by a slow rule.
    """
    steps = {step.alias: step.this for step in query.args["with_"].expressions}
    query.set("with_", None)
    reads = Counter(table.name for each in (*steps.values(), query) for table in each.find_all(exp.Table))
    inside: dict[str, tuple[exp.Query, int]] = {}
    kept: list[exp.CTE] = []
    for name, step in steps.items():
        layer = 1 + _pasted(step, inside)
        if reads[name] == 1 and layer < _LAYERS:
            inside[name] = (step, layer)
        else:
            kept.append(exp.CTE(this=step, alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True))))
    _pasted(query, inside)
    if kept:
        query.set("with_", exp.With(expressions=kept))
    return query


def _pasted(query: exp.Query, inside: Mapping[str, tuple[exp.Query, int]]) -> int:
    """Puts the steps in place of their names; gives the most layers that one of them has."""
    layers = 0
    for table in list(query.find_all(exp.Table)):
        if table.name in inside:
            step, below = inside[table.name]
            layers = max(layers, below)
            table.replace(n.part(step, table.alias or table.name))
    return layers


def _identifier(node: exp.Identifier) -> exp.Identifier:
    """Columns have any name; tables and views only a plain one, in whatever catalog."""
    if "${" in node.this:
        raise Unsayable("a name with `${`, which Spark replaces by a setting")
    of_column = isinstance(node.parent, exp.Column | exp.Alias | exp.ColumnDef) and node.arg_key in ("this", "alias")
    longest = _LONGEST_COLUMN if of_column else _LONGEST_TABLE
    name = shortened(node.this, longest)
    if not of_column and _ODD.search(name):
        name = f"{_ODD.sub('_', name)[: longest - 9]}_{mark_of(node.this)}"
    node.set("this", name)
    return node
