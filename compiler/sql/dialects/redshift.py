"""Redshift's peculiarities. Nothing here ran on a Redshift; facts are those of its Database Developer Guide, by page.

- Trailing blanks of texts do not count in comparisons, groups and orders ("Character types"). A text that ends in a
  blank therefore has U+0001 behind it in the typed relations and in all steps, the keys of leads and accounts and the
  sources in the views included: such texts compare and sort by their bytes again, and all others are as they were.
- Window frames count rows only ("Window function syntax summary"): a frame of peers takes two steps.
- There are no rows out of VALUES and no rows out of arrays: rows are a UNION of SELECTs, arrays texts of wide items.
- What a backslash means in a literal is nowhere said for sure: it is made by CHR.
- `CONCAT` has two arguments, `SPLIT_PART` counts from the front only, `now()` runs on the leader node only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres as Printer  # Redshift's own writes a quote with a backslash

from ...values import BLANK_CHARACTERS
from .. import nodes as n
from . import calendar, numerals, texts
from .lowering import Unsayable, exact_decimal, plain_division, printed, qualified, rewritten, shortened
from .redshift_frames import peers_apart

_LONGEST_NAME = 127  # bytes ("Names and identifiers")
_LONGEST_STATEMENT = 16 * 2**20  # bytes ("Quotas and limits")
_LONGEST_TEXT = 65_535  # bytes
_WIDTH = 20  # characters of an item of an array
_TOGETHER = 100  # rows of one UNION
_ITEM, _ITEMS = "scoreline_item", "scoreline_items"
_MARK = "\x01"
_TEXT = f"VARCHAR({_LONGEST_TEXT})"
_TYPES = {"VARCHAR": _TEXT, "BIGINT": "BIGINT", "BOOLEAN": "BOOLEAN"}
_ODD = re.compile(r"(\\)")


class Redshift:
    """See `dialect.Dialect` and `dialect.ReadsColumns`."""

    name = "redshift"
    functions = True

    def print(self, statement: exp.Expr) -> str:
        text = printed(rewritten(peers_apart(statement), _rewrite), Printer)
        if len(text.encode()) > _LONGEST_STATEMENT:
            raise Unsayable("so many rules and conditions that a statement has more than 16 MiB")
        return text

    def enter(self, schema: str) -> str:
        return f'SET search_path = {self.print(n.table([schema]))}, "$user", public'

    def view(self, name: str, query: exp.Query) -> tuple[exp.Expr, ...]:
        return (exp.Create(this=n.table([name]), kind="VIEW", replace=True, expression=query),)

    def table(self, name: str, columns: Sequence[tuple[str, str]]) -> tuple[exp.Expr, ...]:
        order = {"VARCHAR": " COLLATE CASE_SENSITIVE"}
        defined = [f"{self.print(n.column(column))} {_TYPES[type_]}{order.get(type_, '')}" for column, type_ in columns]
        return (
            exp.Drop(tables=[n.table([name])], kind="TABLE", exists=True),
            exp.Command(this="CREATE", expression=f" TABLE {self.print(n.table([name]))} ({', '.join(defined)})"),
        )

    def function(self, name: str, parameter: str, type_: str, body: n.Node) -> tuple[exp.Expr, ...]:
        # Arguments have numbers ("Scalar SQL UDFs"). Nothing in these bodies has two dollars beside each other.
        own = body.transform(
            lambda node: _argument() if isinstance(node, exp.Column) and node.name == parameter else node
        )
        signature = f" {self.print(n.column(name))}({_TYPES[type_]}) RETURNS {_TYPES[type_]} IMMUTABLE"
        made = f"{signature} AS $$\nSELECT {self.print(own)}\n$$ LANGUAGE sql"
        return (exp.Command(this="CREATE OR REPLACE FUNCTION", expression=made),)

    def call(self, function: str, argument: n.Node) -> n.Node:
        return exp.Anonymous(this=exp.to_identifier(function, quoted=True), expressions=[n.own(argument)])

    def folded(self, text: n.Node) -> n.Node:
        return texts.folded(text, "translate", "octet_length", "length")

    def spaced(self, folded: n.Node) -> n.Node:
        return texts.spaced(_unmarked(folded), "translate")

    def after_last_at(self, text: n.Node) -> n.Node:
        at = n.text("@")
        others = n.call("length", n.call("replace", text, at, n.text("")))
        last = n.plus(n.minus(n.call("length", text), others), n.number(1))
        behind = n.call("nullif", n.call("split_part", text, at, last), n.text(""))
        return n.when((self.contains(text, at), behind))

    def contains(self, text: n.Node, needle: n.Node) -> n.Node:
        return texts.found_by("strpos", text, needle)

    def starts(self, text: n.Node, needle: n.Node) -> n.Node:
        return n.equal(n.call("strpos", text, needle), n.number(1))

    def ends(self, text: n.Node, needle: n.Node) -> n.Node:
        end = n.call("right", _unmarked(text), n.number(texts.length_of(needle)))
        return n.equal(texts.joined(end, n.text(".")), texts.joined(needle, n.text(".")))

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        return texts.entry_of_digits(table, n.cast(index, "INTEGER"))

    def months_before(self, day: n.Node, months: int) -> n.Node:
        return calendar.months_before(day, months)

    def month(self, day: n.Node) -> n.Node:
        return calendar.month(day)

    def moment(self) -> n.Node:
        # What the clock shows in the zone of the session, and so the moment that it means.
        now = n.cast(n.call("getdate"), "TIMESTAMPTZ")
        return n.cast(exp.Extract(this=exp.Var(this="EPOCH"), expression=now), "BIGINT")

    def timestamp(self, seconds: n.Node) -> n.Node:
        second = exp.Interval(this=exp.Literal.string("1"), unit=exp.Var(this="SECOND"))
        return n.plus(_epoch(), n.times(seconds, second))

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        return exact_decimal(units, places, digits)

    def each_item(self, source: str, items: n.Node, name: str) -> exp.Select:
        """A join with the places of items, those of one kind of event together; each is a number under a condition."""
        rows: list[Sequence[n.Node]] = []
        tests: list[n.Node] = []
        place = n.column("place", _ITEMS)
        kinds: n.Node | None = None
        for arm in qualified(items, source).args["ifs"]:
            kinds, kind = arm.this.this, arm.this.expression
            for item in arm.args["true"].expressions:
                (only,) = item.args["ifs"]
                rows.append([kind, n.number(len(rows) + 1), only.args["true"]])
                tests.append(only.this)
        assert kinds is not None
        wanted = n.values(_ITEMS, ("kind", "place", "number"), rows)
        same = n.equal(kinds, n.column("kind", _ITEMS))
        query = n.select([n.all_columns(source), n.named(n.column("number", _ITEMS), name)], n.table([source]))
        return query.join(wanted, on=n.all_of(same, _chosen(place, tests)), copy=False)

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node:
        """A text of items that are of one width."""
        if len(items) * _WIDTH > _LONGEST_TEXT:
            raise Unsayable(f"more than {_LONGEST_TEXT // _WIDTH:,} reasons for the points of a lead")
        if type_ == "BOOLEAN":
            items = [n.when((item, n.number(1)), otherwise=n.number(0)) for item in items]
        if type_ == "INTEGER":  # `each_item` takes it apart
            return exp.Array(expressions=[n.own(item) for item in items])
        wide = [
            n.call("lpad", n.call("coalesce", n.cast(i, _TEXT), n.text("")), n.number(_WIDTH), n.text(" "))
            for i in items
        ]
        return texts.joined(*wide)

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        start = n.plus(n.times(n.minus(position, n.number(1)), n.number(_WIDTH)), n.number(1))
        found = n.call("ltrim", n.call("substr", array, n.cast(start, "INTEGER"), n.number(_WIDTH)), n.text(" "))
        return n.call(_ITEM, n.call("nullif", found, n.text("")))

    # ---- raw columns

    def exact_text(self, node: n.Node) -> n.Node:
        text = n.cast(node, _TEXT)
        blank = n.equal(n.call("ascii", n.call("right", text, n.number(1))), n.number(ord(" ")))
        marked = texts.joined(text, n.when((blank, n.call("chr", n.number(1))), otherwise=n.text("")))
        return n.call("collate", marked, n.text("case_sensitive"))

    def without_blanks(self, text: n.Node) -> n.Node:
        blanks = texts.joined(*(n.call("chr", n.number(ord(c))) for c in BLANK_CHARACTERS))
        return n.call("btrim", _unmarked(text), blanks)

    def characters(self, text: n.Node) -> n.Node:
        return n.call("length", _unmarked(text))

    def epoch_of_timestamp(self, node: n.Node) -> n.Node:
        # It counts the beginnings of seconds between the two ("DATEDIFF function").
        return n.call("datediff", exp.Var(this="second"), _epoch(), node)

    def epoch_of_timestamptz(self, node: n.Node) -> n.Node:
        return self.epoch_of_timestamp(n.call("timezone", n.text("UTC"), node))

    def days_of_date(self, node: n.Node) -> n.Node:
        return n.call("datediff", exp.Var(this="day"), n.cast(n.text("1970-01-01"), "DATE"), node)

    def units_of_decimal(self, node: n.Node, digits: int | None, scale: int | None, places: int) -> n.Node:  # noqa: ARG002
        # Two narrow products: a wide one would lose places ("Computations with numeric values").
        unit = n.number(10**places)
        whole = n.call("trunc", node)
        rest = n.cast(n.call("round", n.minus(node, whole), n.number(places)), f"DECIMAL({places + 1}, {places})")
        return n.plus(n.times(n.cast(whole, "BIGINT"), unit), n.cast(n.times(rest, unit), "BIGINT"))

    def matches(self, text: n.Node, pattern: str) -> n.Node:
        return exp.RegexpLike(this=n.own(text), expression=n.text(f"^({pattern})$"))

    def whole_of_text(self, text: n.Node) -> n.Node:
        return numerals.whole(text, self._words())

    def units_of_text(self, text: n.Node, places: int) -> n.Node:
        return numerals.units(text, places, self._words())

    def _words(self) -> numerals.Words:
        def whole(node: n.Node) -> n.Node:
            return n.cast(node, "BIGINT")

        return numerals.Words(self.matches, _pieces, self._double, whole, whole)

    def _double(self, text: n.Node) -> n.Node:
        """Of a number with an exponent; one of more than 300 characters is unreadable."""
        short = n.compare(exp.LTE, n.call("length", text), n.number(300))
        nothing = n.any_of(self.matches(text, ".*[eE]-[0-9]+"), self.matches(text, "[+-]?[0.]+[eE].*"))
        # A number beyond those that a double can be would be an error.
        few = n.all_of(self.matches(text, "[^eE]{1,200}[eE][+-]?0*[0-9]{1,2}"), short)
        double = n.cast(text, "DOUBLE")
        return n.when((few, double), (n.all_of(short, nothing), n.cast(n.number(0), "DOUBLE")))

    def set_of_text(self, text: n.Node, separator: str, values: Sequence[tuple[str, str]]) -> n.Node:  # noqa: ARG002
        raise Unsayable("a set that stands in a text column: Redshift makes no rows out of a text")


REDSHIFT = Redshift()


def _argument() -> n.Node:
    return exp.Parameter(this=exp.Literal.number(1))


def _epoch() -> n.Node:
    return n.cast(n.text("1970-01-01"), "TIMESTAMP")


def _unmarked(text: n.Node) -> n.Node:
    """The text without the mark behind its last blank."""
    return n.call("rtrim", text, n.call("chr", n.number(ord(_MARK))))


def _pieces(plain: n.Node) -> tuple[n.Node, n.Node]:
    """The digits before and behind the point."""
    unsigned = n.call("ltrim", plain, n.text("+-"))
    before, behind = (n.call("split_part", unsigned, n.text("."), n.number(i)) for i in (1, 2))
    return before, behind


def _chosen(place: n.Node, tests: Sequence[n.Node]) -> n.Node:
    """The test of the place, which is one of them, counted from 1; found in two levels."""
    size = max(8, int(len(tests) ** 0.5) + 1)
    arms: list[tuple[n.Node, n.Node]] = []
    for first in range(0, len(tests), size):
        part = [(n.equal(place, n.number(first + i)), test) for i, test in enumerate(tests[first : first + size], 1)]
        arms.append((n.compare(exp.LTE, place, n.number(first + len(part))), n.when(*part)))
    return n.when(*arms)


def _rewrite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.IntDiv():
            return plain_division(node)
        case exp.CTE():
            node.set("materialized", None)
            return node
        case exp.Identifier():
            node.set("this", shortened(node.this, _LONGEST_NAME, encoded=True))
            return node
        case exp.EQ() | exp.NEQ() if any(map(_ends_in_blank, (node.this, node.expression))):
            return type(node)(this=_told_apart(node.this), expression=_told_apart(node.expression))
        case exp.In() if any(map(_ends_in_blank, node.expressions)):
            return exp.In(this=_told_apart(node.this), expressions=[_told_apart(each) for each in node.expressions])
        case exp.Literal() if node.is_string:
            return _literal(node)
        case exp.Cast() if node.to.this in exp.DataType.TEXT_TYPES:
            node.set("to", exp.DataType.build(_TEXT, dialect="redshift"))
            return node
        case exp.Values() if node.args.get("alias") is not None:
            return _rows(node)
        case exp.Anonymous():
            return _call(node)
        case _:
            return node


def _call(node: exp.Anonymous) -> exp.Expr:
    arguments: list[exp.Expr] = [each.pop() for each in list(node.expressions)]
    match node.this:
        case "chr" if arguments[0].name == "0":
            raise Unsayable("a text with the character U+0000, which Redshift cannot hold")
        case "concat":
            return texts.joined(*arguments)
        case "greatest" | "least" if len(arguments) == 1:
            return arguments[0]
        case "substr" if len(arguments) == 2:  # of two arguments it is one of bytes
            node.set("expressions", [*arguments, n.number(_LONGEST_TEXT)])
            return node
        case "scoreline_item":
            number = n.cast(arguments[0], "BIGINT")
            asked = isinstance(node.parent, exp.If) and node.arg_key == "this"
            return n.equal(number, n.number(1)) if asked else number
        case _:
            node.set("expressions", arguments)
            return node


def _ends_in_blank(node: exp.Expr) -> bool:
    """Whether it is a literal with a blank at its end."""
    match node:
        case exp.Paren():
            return _ends_in_blank(node.this)
        case exp.DPipe():
            return _ends_in_blank(node.expression)
        case exp.Literal():
            return node.is_string and node.this.endswith(" ")
        case _:
            return False


def _told_apart(node: exp.Expr) -> exp.Expr:
    """The side of a comparison, in which blanks at the end count."""
    own = node.copy() if node.find(exp.Column) is None else _unmarked(node.copy())
    return texts.joined(own, n.text("."))


def _literal(node: exp.Literal) -> exp.Expr:
    text = node.this
    if _MARK in text and not (isinstance(node.parent, exp.Anonymous) and node.parent.name == "translate"):
        raise Unsayable("a text with the character U+0001, which is a mark in Redshift's views")
    listed = isinstance(node.parent, exp.Tuple) and node.find_ancestor(exp.Insert) is not None
    pieces = [exp.Literal.string(p) if p != "\\" else n.call("chr", n.number(92)) for p in _ODD.split(text) if p]
    if listed and text.endswith(" "):
        pieces.append(n.call("chr", n.number(ord(_MARK))))
    return node if len(pieces) < 2 and "\\" not in text else texts.joined(*pieces)


def _rows(values: exp.Values) -> exp.Expr:
    """Rows as a UNION of SELECTs, in bundles: a long one is a deep tree."""
    alias = values.args["alias"]
    names = [column.name for column in alias.columns]
    rows = [
        n.select([n.named(cell.copy(), name) for cell, name in zip(row.expressions, names, strict=True)], None)
        for row in values.expressions
    ]
    bundles = [_union(rows[i : i + _TOGETHER]) for i in range(0, len(rows), _TOGETHER)]
    if len(bundles) > 1:
        bundles = [n.select([n.star()], n.part(each, f"rows_{i}")) for i, each in enumerate(bundles)]
    return n.part(_union(bundles), alias.name)


def _union(queries: Sequence[exp.Query]) -> exp.Query:
    found = queries[0]
    for query in queries[1:]:
        found = exp.Union(this=found, expression=query, distinct=False)
    return found
