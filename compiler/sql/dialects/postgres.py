"""PostgreSQL's peculiarities (14 and later)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres as Printer

from .. import nodes as n
from . import calendar, texts
from .lowering import Unsayable, always_materialized, plain_division, printed, rewritten, shortened

_LONGEST_NAME = 63  # bytes; a longer one would be cut in silence
_SETTING = "scoreline.as_of"
_TYPES = {"VARCHAR": "TEXT", "BIGINT": "BIGINT", "BOOLEAN": "BOOLEAN"}


class Postgres:
    """See `dialect.Dialect`."""

    name = "postgres"
    functions = True

    def print(self, statement: exp.Expr) -> str:
        return printed(rewritten(statement, _rewrite), Printer)

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
        return texts.found_by("strpos", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return texts.begins(text, needle)

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        return texts.finishes(text, needle)

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
        unit = n.cast(n.text(f"0.{'1'.zfill(places)}" if places else "1"), f"DECIMAL({places + 1}, {places})")
        return n.cast(n.times(n.cast(units, "DECIMAL(20, 0)"), unit), f"DECIMAL({digits}, {places})")

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        return n.select([n.star(), n.named(n.call("unnest", items), name)], n.table([source]))

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:
        return n.cast(exp.Array(expressions=[n.own(item) for item in items]), f"{type_}[]")

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        return exp.Bracket(this=exp.paren(n.own(array), copy=False), expressions=[n.own(position)], offset=1)


POSTGRES = Postgres()
_BYTES = exp.to_identifier("C", quoted=True)


def _rewrite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.IntDiv():
            return plain_division(node)
        case exp.CTE():
            return always_materialized(node)
        case exp.Identifier():
            node.set("this", shortened(node.this, _LONGEST_NAME, encoded=True))
            return node
        case exp.Anonymous(this="chr") if node.expressions[0].name == "0":
            raise Unsayable("a text with the character U+0000, which PostgreSQL cannot hold")
        case _:
            return node
