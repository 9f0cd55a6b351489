"""Spark's peculiarities (3.5 and later), and those of Databricks, which says all of this in the same words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.spark import Spark as Printer

from .. import nodes as n
from . import spark_columns, texts
from .columns import exact_columns
from .flattened import flattened
from .joined import before_joins
from .lowering import Unsayable, is_number_cast, mark_of, printed, rewritten, shortened

_LONGEST_TABLE, _LONGEST_COLUMN = 128, 255  # characters
_LAYERS = 10  # a deeper tree is hard to read, and hard on the stacks of parsers
_ROUNDS = 1_000
_GENERATORS = frozenset({"explode"})
_OF_ONE_ROW = frozenset({"coalesce", "contains", "endswith", "greatest", "least", "nullif", "startswith"})
_KEEP_TYPES = frozenset({"coalesce", "greatest", "least", "max", "min", "sum"})
_LARGEST = 2**63 - 1
_ODD = re.compile(r"[^A-Za-z0-9_]")


@dataclass(frozen=True, slots=True)
class Spark:
    """See `dialect.Dialect`."""

    name: str
    functions = False
    carries_few = True  # what is joined is moved and sorted, or even small enough to be sent whole

    def print(self, statement: exp.Expr) -> str:
        return printed(rewritten(_joined_late(statement), _rewrite), Printer)

    def enter(self, schema: str) -> str:
        return f"USE {exp.to_identifier(schema, quoted=True).sql('spark')}"

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
        wide = "BIGINT" if type_ == "INTEGER" else type_  # with which numbers in the text are compared
        return n.cast(n.call("array", *items), f"{wide}[]")

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        # `element_at` raises outside of the array, `get` counts from 0.
        return n.call("get", array, n.cast(n.minus(position, n.number(1)), "INTEGER"))

    def spread(self, query: exp.Select, by: str, *, once: bool) -> exp.Select:
        if not once:
            return _hinted(query, "REPARTITION", [by])
        # Spark pastes a WITH element into each of its readers, unless it is not deterministic. Columns stand in the
        # order of their names, as Spark lists those that are read: it would put a step of its own on top of this one,
        # and deal its rows out once more, at random.
        kept = n.compare(exp.GTE, n.call("spark_partition_id"), n.number(0))
        columns = [n.column(name) for name in sorted(query.named_selects)]
        return _hinted(n.select(columns, n.part(query, "kept"), kept), "REPARTITION", [by])

    def date(self, days: n.Node) -> n.Node:
        return _date(days)

    def sent_whole(self, query: exp.Select, sources: Sequence[str]) -> exp.Select:
        return _hinted(query, "BROADCAST", sources)

    # ---- raw columns

    def exact_text(self, node: n.Node) -> n.Node:
        return spark_columns.exact_text(node)

    def without_blanks(self, text: n.Node) -> n.Node:
        return spark_columns.without_blanks(text)

    def characters(self, text: n.Node) -> n.Node:
        return spark_columns.characters(text)

    def epoch_of_timestamp(self, node: n.Node) -> n.Node:
        return spark_columns.epoch_of_timestamp(node)

    def epoch_of_timestamptz(self, node: n.Node) -> n.Node:
        return spark_columns.epoch_of_timestamptz(node)

    def days_of_date(self, node: n.Node) -> n.Node:
        return spark_columns.days_of_date(node)

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:  # noqa: ARG002 - `round` takes any
        return spark_columns.units_of_decimal(node, places)

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        return spark_columns.matches(text, pattern)

    def whole_of_text(self, text: n.Node) -> n.Node:
        return spark_columns.whole_of_text(text)

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        return spark_columns.units_of_text(text, places)

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
        return spark_columns.set_of_text(text, separator, values)


SPARK, DATABRICKS = Spark("spark"), Spark("databricks")


def _joined_late(statement: exp.Expr) -> exp.Expr:
    """The statement; where that makes its joins narrower, a copy in which what is counted is summed up before them."""
    tree = statement.copy()
    query = tree if isinstance(tree, exp.Query) else tree.args.get("expression")
    if isinstance(query, exp.Select) and query.ctes:
        exact_columns(query, _GENERATORS)
        steps = len(flattened(query, _OF_ONE_ROW).ctes)
        if len(before_joins(query).ctes) > steps:
            return tree
    return statement


def _hinted(query: exp.Select, hint: str, names: Sequence[str]) -> exp.Select:
    hints = query.args.get("hint") or exp.Hint(expressions=[])
    hints.append("expressions", exp.Anonymous(this=hint, expressions=[n.column(name) for name in names]))
    query.set("hint", hints)
    return query


def _date(day: n.Node) -> n.Node:
    return n.call("date_from_unix_date", n.cast(day, "INTEGER"))


def _rewrite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.Query() if node.args.get("with_"):
            return _nested(exact_columns(node, _GENERATORS))
        case exp.Anonymous(this="sum") if _adds_weights(node):
            return node
        case exp.Anonymous(this="sum"):
            # A sum of BIGINT raises beyond 64 bits.
            (summed,) = node.expressions
            return n.call("sum", n.cast(summed, "DECIMAL(38, 0)"))
        case exp.Literal() if node.is_string and "${" in node.this:
            # Spark puts in settings and variables of the environment even inside of texts.
            return n.call("concat", *map(n.text, re.split(r"(?<=\$)(?={)", node.this)))
        case exp.Literal() if not node.is_string and node.this.isdigit() and _meets_long_ones(node):
            return exp.Literal.number(f"{node.this}L")
        case exp.Identifier():
            return _identifier(node)
        case _:
            return node


def _adds_weights(summed: exp.Anonymous) -> bool:
    """Whether it adds up what events weigh, 0 where they do not count: never negative, and BIGINT at any moment."""
    (each,) = summed.expressions
    if not isinstance(each, exp.Case) or len(each.args["ifs"]) != 1:
        return False
    otherwise = each.args.get("default")
    nothing = isinstance(otherwise, exp.Literal) and otherwise.this in ("0", "0L")
    return nothing and isinstance(summed.parent, exp.Cast) and is_number_cast(summed.parent)


def _meets_long_ones(literal: exp.Literal) -> bool:
    """Whether the number meets columns of BIGINT; as an INT it would be cast, which takes a round of the analysis.

    An argument of a function stays as it is: some take INT alone.
    """
    if int(literal.this) > _LARGEST:
        return False
    node: exp.Expr = literal
    while node.parent is not None:
        above = node.parent
        match above:
            case exp.Predicate() | exp.Cast():
                return True
            case exp.Alias():
                return node is not literal
            case exp.Neg() | exp.Paren() | exp.Binary() | exp.Case() | exp.If():
                node = above
            case exp.Anonymous(this=name) if name in _KEEP_TYPES:
                node = above
            case _:
                return False
    return False


def _nested(query: exp.Query) -> exp.Query:
    """Steps that are read once as sources in brackets, in layers; the others, and one below each layer, stay in WITH.

    Each WITH element costs a round over the whole query when it is analysed, and is pasted in by a slow rule.
    """
    steps = {step.alias: step.this for step in query.args["with_"].expressions}
    _fence(steps, {step.alias for step in query.args["with_"].expressions if step.args.get("materialized")})
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
            source = n.part(step, table.alias or table.name)
            source.set("pivots", table.args.get("pivots"))
            table.replace(source)
    return layers


def _fence(steps: Mapping[str, exp.Query], whole: Set[str]) -> None:
    """Spark learns nothing of the columns of a `whole` step where another step reads it with each of many rows.

    For a filter or a join it would gather what it knows of every column below (its constraints), and for each column
    look through all that it has found by then, which takes minutes for hundreds of rules. It asks no further where it
    comes upon an Expand, such as an UNPIVOT of one column, which leaves rows and columns as they are. Spark forgets
    there which rows lie together, so that no join by lead may follow.
    """
    for step in steps.values():
        joins = step.args.get("joins") or ()
        if not joins or not all(join.kind == "CROSS" and not join.args.get("on") for join in joins):
            continue
        source = step.args["from_"].this
        if isinstance(source, exp.Table) and source.name in whole:
            passed = n.column(steps[source.name].named_selects[-1])
            kind = exp.In(this=exp.to_identifier("kept", quoted=True), expressions=[n.own(passed)])
            same = exp.Pivot(expressions=[n.own(passed)], fields=[kind], unpivot=True, include_nulls=True)
            source.set("pivots", [same])


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
