"""MariaDB's peculiarities (10.6 and later).

Its views are compared by the bytes of their texts whatever the sessions say: the typed relations and the literals of a
view (by SET NAMES before it is made) carry `utf8mb4_nopad_bin`, which is neither blind to case nor to trailing blanks.
A view keeps that; who reads it need not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.dialects.mysql import MySQL as Printer

from ....dsl import folding
from .. import nodes as n
from . import calendar, texts
from . import mariadb_columns as columns
from .lowering import is_number_cast, known_first, mark_of, nested_steps, printed, rewritten, shortened
from .mariadb_joins import ALL_ROWS, LONGEST_STEP, joined_by_keys

if TYPE_CHECKING:
    from ..typed.columns import PhysicalKind

_LONGEST_NAME, _LONGEST_FILE = 64, 240  # characters; bytes of a name of a file, where most characters take 5
_INDEXED = 191  # characters of a key that its index holds
_STEPS = 40  # a WITH clause holds 64 elements
_WIDTH = 20  # characters of an item of an array
_PLACE = "scoreline_place"
# Two names that only the dotless or dotted i tells apart are one to MariaDB; it knows no characters beyond U+FFFF.
_ODD_IN_NAMES = re.compile("[\0\u0130\U00010000-\U0010ffff]| +$")
_ESCAPED = re.compile(r"[\\\0-\x1f\x7f]")  # written with a backslash, which may stand for itself


@dataclass(frozen=True, slots=True)
class MariaDB:
    """See `dialect.Dialect`. `order` is the collation by bytes of the server's kind."""

    name: str
    order: str

    functions = False  # the right to make functions is rare

    def print(self, statement: exp.Expr) -> str:
        return printed(rewritten(statement, self._rewrite), Printer)

    def enter(self, schema: str) -> str:
        return f"USE {self.print(n.table([schema]))}"

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        return (
            exp.Command(this="SET", expression=f" NAMES utf8mb4 COLLATE {self.order}"),
            exp.Create(this=n.table([name]), kind="VIEW", replace=True, expression=query),
        )

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        """With an index of the first column, where that is a text: the key of a lead, or the entry of a list."""
        types = {"VARCHAR": f"LONGTEXT CHARACTER SET utf8mb4 COLLATE {self.order}"}
        defined = [f"{self.print(n.column(column))} {types.get(type_, type_)}" for column, type_ in columns]
        if columns[0][1] == "VARCHAR":
            defined.append(f"INDEX ({self.print(n.column(columns[0][0]))}({_INDEXED}))")
        made = f" TABLE {self.print(n.table([name]))} ({', '.join(defined)})"
        return (
            exp.Drop(tables=[n.table([name])], kind="TABLE", exists=True),
            exp.Command(this="CREATE", expression=made),
        )

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:  # noqa: ARG002
        raise AssertionError("bodies stand where they are called")

    def call(self, function: str, argument: n.Node) -> n.Node:  # noqa: ARG002
        raise AssertionError("bodies stand where they are called")

    def folded(self, text: n.Node) -> n.Node:
        plain = n.equal(n.call("length", text), n.call("char_length", text))
        return n.when((plain, n.call("lower", text)), (n.is_known(text), _folded_by_character(text)))

    def spaced(self, folded: n.Node) -> n.Node:
        words = n.call("regexp_replace", folded, texts.one_of_class(folding.SEPARATORS), n.text(" "))
        return n.call("concat", n.text(" "), words, n.text(" "))

    def after_last_at(self, text: n.Node) -> n.Node:
        behind = n.call("substring_index", text, n.text("@"), n.number(-1))
        return n.when((self.contains(text, n.text("@")), n.call("nullif", behind, n.text(""))))

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        return texts.found_by("instr", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.equal(n.call("left", text, n.number(texts.length_of(needle))), needle)

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        return texts.finishes(text, needle)

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        # One byte a character, so that a place in the text is found without a search.
        width = max(len(str(entry)) for entry in table)
        digits = exp.Literal.string("".join(str(entry).zfill(width) for entry in table))
        one_byte = exp.Introducer(this=exp.Var(this="_latin1"), expression=digits)
        start = n.plus(n.times(index, n.number(width)), n.number(1))
        return n.cast(n.call("substr", one_byte, start, n.number(width)), "BIGINT")

    def months_before(self, day: n.Node, months: int) -> n.Node:
        return calendar.months_before(day, months)

    def month(self, day: n.Node) -> n.Node:
        return calendar.month(day)

    def moment(self) -> n.Node:
        # A view cannot read a variable of the session.
        return n.call("timestampdiff", exp.Var(this="SECOND"), _epoch(), n.call("utc_timestamp"))

    def timestamp(self, seconds: n.Node) -> n.Node:
        return n.call("timestampadd", exp.Var(this="SECOND"), seconds, _epoch())

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        unit = n.cast(n.text(f"0.{'1'.zfill(places)}" if places else "1"), f"DECIMAL({places + 1}, {places})")
        return n.cast(n.times(n.cast(units, "DECIMAL(20, 0)"), unit), f"DECIMAL({digits}, {places})")

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        """A join with the places of items: MariaDB has no arrays. Each item is a number under a condition."""
        rows: list[Sequence[n.Node]] = []
        arms: list[tuple[n.Node, n.Node]] = []
        place, number = n.column("place", _PLACE), n.column("number", _PLACE)
        for arm in _qualified(items, source).args["ifs"]:
            tests: list[tuple[int, n.Node]] = []
            for item in arm.args["true"].expressions:
                only = item.args["ifs"][0]
                rows.append([n.number(len(rows) + 1), only.args["true"]])
                tests.append((len(rows), only.this))
            ends = n.between(place, n.number(tests[0][0]), n.number(tests[-1][0]))
            arms.append((n.all_of(arm.this, ends), _chosen(place, tests)))
        wanted = n.values(_PLACE, ("place", "number"), rows)
        query = n.select([n.all_columns(source), n.named(number, name)], n.table([source]))
        return query.join(wanted, on=n.when(*arms), copy=False)

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:  # noqa: ARG002 - all items are numbers
        """A text of items that are of one width; `_rewrite` makes it."""
        return exp.Array(expressions=[n.own(item) for item in items])

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        start = n.plus(n.times(n.minus(position, n.number(1)), n.number(_WIDTH)), n.number(1))
        found = n.call("substr", array, start, n.number(_WIDTH))
        return n.cast(n.call("nullif", found, n.text(" " * _WIDTH)), "BIGINT")

    # ---- raw columns: see `mariadb_columns`

    def held_as(self, kind: PhysicalKind) -> PhysicalKind:
        return "integer" if kind == "boolean" else kind

    def fenced(self, query: exp.Query) -> exp.Query:
        # The server crashes where such steps are 60 deep: those of views are not fenced.
        for step in query.ctes:
            step.set("materialized", True)
        return query

    def exact_text(self, node: n.Node) -> n.Node:
        return columns.exact_text(node, self.order)

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

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:  # noqa: ARG002
        return columns.units_of_decimal(node, places)

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        return columns.matches(text, pattern)

    def whole_of_text(self, text: n.Node) -> n.Node:
        return columns.whole_of_text(text)

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        return columns.units_of_text(text, places)

    def count_of_text(self, text: n.Node, per: int) -> n.Node:
        return columns.count_of_text(text, per)

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:
        return columns.set_of_text(text, separator, values, self.order)

    def _rewrite(self, node: exp.Expr) -> exp.Expr:
        match node:
            case exp.Identifier():
                node.set("this", _named(node.this))
                return node
            case exp.Cast() if is_number_cast(node) or node.to.this == exp.DataType.Type.BOOLEAN:
                node.set("to", exp.DataType.build("SIGNED", dialect="mysql"))
                return node
            case exp.Cast() if node.to.this in exp.DataType.TEXT_TYPES:
                # A view keeps the order of `CAST(… AS CHAR) COLLATE …` as that of `utf8mb4_bin`.
                text: exp.Expr = node.this
                return n.call("concat", n.text(""), text.pop())
            case exp.Literal() if node.is_string and _ESCAPED.search(node.this):
                return self._written_in_bytes(node.this)
            case exp.Anonymous(this="chr"):
                return self._written_in_bytes(chr(int(node.expressions[0].name)))
            case exp.Anonymous(this="greatest" | "least", expressions=[only]):
                return n.own(only)
            case exp.Array():
                return _fixed_width([item.pop() for item in list(node.expressions)])
            case exp.Order():
                node.set("expressions", [each for ordered in node.expressions for each in known_first(ordered)])
                return node
            case exp.Values() if node.args.get("alias") is not None:
                return _named_values(node)
            case exp.CTE():
                return _fenced(node)
            case exp.Query() if node.args.get("with_") is not None:
                return nested_steps(_plainly_named(joined_by_keys(node)), _STEPS)
            case _:
                return node

    def _written_in_bytes(self, text: str) -> n.Node:
        """A literal in hexadecimal: what a backslash means is a mode of the session."""
        digits = exp.Introducer(this=exp.Var(this="_utf8mb4"), expression=exp.HexString(this=text.encode().hex()))
        return exp.paren(exp.Collate(this=digits, expression=exp.Var(this=self.order)), copy=False)


MARIADB = MariaDB("mariadb", "utf8mb4_nopad_bin")


def _epoch() -> n.Node:
    return exp.Cast(this=exp.Literal.string("1970-01-01"), to=exp.DataType.build("DATETIME", dialect="mysql"))


def _folded_by_character(text: n.Node) -> n.Node:
    """`fold`, one character after another, for the tables of `lower` are those of another Unicode.

    The characters come back together by `group_concat`, which a session may cut; that is an error here.
    """
    place = n.column(_PLACE)
    one = n.call("substr", text, place, n.number(1))
    found = n.call("nullif", n.call("locate", one, exp.Literal.string(folding.FOLD_FROM)), n.number(0))
    folded = n.call("coalesce", n.call("substr", exp.Literal.string(folding.FOLD_TO), found, n.number(1)), one)
    together = exp.GroupConcat(
        this=exp.Order(this=folded, expressions=[exp.Ordered(this=place.copy(), desc=False, nulls_first=True)]),
        separator=n.text(""),
    )
    whole = n.equal(n.call("char_length", together), n.call("count", n.star()))
    two_rows = exp.union(n.select([n.text("a")], None), n.select([n.text("b")], None), distinct=False, copy=False)
    more = n.call("repeat", n.text(",0"), n.minus(n.call("char_length", text), n.number(1)))
    places = exp.JSONTable(
        this=n.call("concat", n.text("[0"), more, n.text("]")),
        path=exp.Literal.string("$[*]"),
        schema=exp.JSONSchema(
            expressions=[exp.JSONColumnDef(this=exp.to_identifier(_PLACE, quoted=True), ordinality=True)]
        ),
    )
    checked = n.when((whole, together), otherwise=exp.Subquery(this=two_rows))
    source = exp.Table(this=places, alias=exp.TableAlias(this=exp.to_identifier("places", quoted=True)))
    return exp.Subquery(this=n.select([checked], source))


def _qualified(items: n.Node, source: str) -> n.Node:
    def qualify(node: exp.Expr) -> exp.Expr:
        bare = isinstance(node, exp.Column) and not node.table
        return n.column(node.name, source) if bare else node

    return items.transform(qualify)


def _chosen(place: n.Node, tests: Sequence[tuple[int, n.Node]]) -> n.Node:
    """The test of the place, which is one of them; found in two levels."""
    size = max(8, int(len(tests) ** 0.5) + 1)
    arms: list[tuple[n.Node, n.Node]] = []
    for first in range(0, len(tests), size):
        part = tests[first : first + size]
        inner = exp.Case(
            this=n.own(place).copy(), ifs=[exp.If(this=n.number(number), true=n.own(test)) for number, test in part]
        )
        arms.append((n.compare(exp.LTE, place, n.number(part[-1][0])), inner))
    return n.when(*arms)


def _named(name: str) -> str:
    """The name as MariaDB can hold it, as that of a column, and as that of a file."""
    plain = _ODD_IN_NAMES.sub(lambda found: "".join(f"_u{ord(c):x}" for c in found[0]), name)
    room, size = 0, 0
    for character in plain:
        size += 1 if character.isascii() and (character.isalnum() or character == "_") else 5
        room += size <= _LONGEST_FILE
    longest = min(_LONGEST_NAME, room)
    return shortened(plain if plain == name else f"{plain}_{mark_of(name)}", longest)


def _fixed_width(items: Sequence[n.Node]) -> n.Node:
    padded = []
    for item in items:
        digits = exp.Cast(this=item, to=exp.Var(this="CHAR CHARACTER SET latin1"))
        padded.append(n.call("lpad", n.call("coalesce", digits, n.text("")), n.number(_WIDTH), n.text(" ")))
    return exp.Cast(this=n.call("concat", *padded), to=exp.Var(this="CHAR CHARACTER SET latin1"))


def _named_values(values: exp.Values) -> exp.Expr:
    """Only a WITH element can name the columns of VALUES."""
    alias = values.args["alias"]
    element = exp.CTE(this=exp.Values(expressions=[each.copy() for each in values.expressions]), alias=alias.copy())
    query = n.select([n.star()], n.table([alias.name]))
    query.set("with_", exp.With(expressions=[element]))
    return exp.Subquery(this=query, alias=exp.TableAlias(this=alias.this.copy()))


def _plainly_named(query: exp.Query) -> exp.Query:
    """The query with names of steps that need no quotes: MariaDB keeps the text of a view without them."""
    found: dict[str, str] = {}
    elements: list[exp.CTE] = query.args["with_"].expressions
    query.set("with_", None)
    for each in elements:
        _rename(each.this, found)
        alias = each.args["alias"]
        name = alias.this if isinstance(alias, exp.TableAlias) else alias
        found[name.this] = shortened(f"{name.this}_step", LONGEST_STEP)
        name.set("this", found[name.this])
    _rename(query, found)
    query.set("with_", exp.With(expressions=elements))
    return query


def _rename(query: exp.Expr, found: Mapping[str, str]) -> None:
    for node in query.find_all(exp.Table, exp.TableAlias, exp.Column):
        own = node.args.get("table" if isinstance(node, exp.Column) else "this")
        if isinstance(own, exp.Identifier) and own.this in found and not node.args.get("db"):
            own.set("this", found[own.this])


def _fenced(step: exp.CTE) -> exp.Expr:
    """A step to be computed once gets a limit, which keeps its rows from being computed where they are read."""
    if step.args.get("materialized") and isinstance(step.this, exp.Select) and not step.this.args.get("limit"):
        step.this.limit(exp.Literal.number(ALL_ROWS), copy=False)
    step.set("materialized", None)
    return step
