"""One raw column of any type as a typed value in DuckDB SQL, by the same rules as `compiler/values.py`.

A value travels through a chain of selects, each adding columns named by a letter and the column's number:

- `c` raw, `f` and `o` what is read of it at once (see `raw_quick.py`): the others are of values that are not;
- `k` its sort, `x` its text, `m` what the binding's `missing` and `values` are compared with, then sort and text after
  these (`l`, `y`);
- `z` the text without blanks at its ends; what the kind of the attribute needs of it (`d`, `w`, `q`, `p`, `s`);
- `a` the value, NULL where missing; `v` why it is NULL: 0 known, 1 missing, 2 unreadable, 3 unexpected.

Sorts: T text, I integer, F double, D decimal, B boolean, M date or time, L list (where a set is read), N anything
else. `typeof` is a constant in DuckDB, so the branches of other types cost nothing. Doubles go through their text,
which gives the same double again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from ...dsl.binding import ColumnBinding
from ...dsl.model import ValueType
from ...dsl.zones import Zone
from ..values import LARGEST_UNITS, LONGEST_TEXT
from . import nodes as n
from . import raw_quick, raw_set, raw_time
from .raw_quick import INTEGERS, trimmed

TAGGED: Final = "tagged text"  # VARCHAR whose first character is the sort, as JSON Lines are loaded
KNOWN, MISSING, UNREADABLE, UNEXPECTED = 0, 1, 2, 3

_TIMES = (
    *("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"),
    "TIMESTAMP_NS WITH TIME ZONE",
)
_INTEGER = r"[+-]?(?:[0-9]+(?:\.0*)?|\.0+)"
_PLAIN = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_EXPONENT = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"

_PARSING = 4  # how many selects a kind may need between `z` and `a`

Stage = list[tuple[str, n.Node]]


@dataclass(frozen=True, slots=True)
class Reading:
    """How column number `index` becomes a value of `type`.

    `physical` is its DuckDB type, or `TAGGED`, where it is known. `naive` is the zone of times without one; for dates
    None lets such a time keep the day it is written with.
    """

    index: int
    binding: ColumnBinding
    type: ValueType
    zone: Zone
    naive: Zone | None
    physical: str | None = None

    def name(self, letter: str) -> str:
        return f"{letter}{self.index}"

    def get(self, letter: str) -> n.Node:
        return n.column(self.name(letter))

    @property
    def mapped(self) -> bool:
        return bool(self.binding.missing or (self.binding.values and not self.is_set))

    @property
    def is_set(self) -> bool:
        return self.type.kind == "set"

    def is_sort(self, sorts: str) -> n.Node:
        return n.one_of(self.get("l" if self.mapped else "k"), [n.text(sort) for sort in sorts])

    def written(self) -> n.Node:
        return self.get("y" if self.mapped else "x")


def stages(reading: Reading, verdicts: bool) -> list[Stage]:
    """The columns to add, stage by stage; each stage reads those before it."""
    if reading.binding.absent:
        value = n.cast(n.null(), _sql_type(reading.type))
        empty: list[Stage] = [[] for _ in range(5 + _PARSING)]
        judged = [(reading.name("v"), n.number(MISSING))] if verdicts else []
        return [[(reading.name("c"), n.null())], *empty, [(reading.name("a"), value)], judged]
    quick = raw_quick.read(reading)
    parsed, value = _of_kind(reading, bool(quick))
    return [
        [(reading.name("c"), n.column(reading.binding.column))],
        quick,
        _texts(reading, bool(quick)),
        [(reading.name("m"), compared(reading.get("k"), reading.get("x")))] if reading.mapped else [],
        _mapped(reading),
        [(reading.name("z"), trimmed(reading.written()))],
        *(parsed[step] if step < len(parsed) else [] for step in range(_PARSING)),
        [(reading.name("a"), value)],
        [(reading.name("v"), _verdict(reading, bool(quick)))] if verdicts else [],
    ]


def sort_of(raw: n.Node, physical: str | None, *, lists: bool = False) -> n.Node:
    """The sort letter of a raw value."""
    if physical == TAGGED:
        return n.call("left", raw, n.number(1))
    if physical is not None:
        return n.text(sort_of_type(physical))
    kind = n.call("typeof", raw)
    return n.when(
        *([(_is_list(raw), n.text("L"))] if lists else []),
        (n.any_of(n.one_of(kind, [n.text("VARCHAR"), n.text("UUID")]), _starts(kind, "ENUM")), n.text("T")),
        (n.one_of(kind, [n.text(t) for t in INTEGERS]), n.text("I")),
        (n.one_of(kind, [n.text("DOUBLE"), n.text("FLOAT")]), n.text("F")),
        (_starts(kind, "DECIMAL"), n.text("D")),
        (n.equal(kind, n.text("BOOLEAN")), n.text("B")),
        (n.one_of(kind, [n.text(t) for t in _TIMES]), n.text("M")),
        otherwise=n.text("N"),
    )


def sort_of_type(physical: str) -> str:
    """The sort letter of a DuckDB type."""
    if physical in ("VARCHAR", "UUID") or physical.startswith("ENUM"):
        return "T"
    if physical in INTEGERS:
        return "I"
    if physical in ("DOUBLE", "FLOAT"):
        return "F"
    if physical.startswith("DECIMAL"):
        return "D"
    if physical == "BOOLEAN":
        return "B"
    if physical.endswith("]"):
        return "L"
    return "M" if physical in _TIMES else "N"


def text_of(raw: n.Node, physical: str | None, *, lists: bool = False) -> n.Node:
    """The text of a raw value; a single-precision number as the double that it is, a list (if asked for) as JSON."""
    if physical == TAGGED:
        return n.call("substr", raw, n.number(2))
    plain = n.cast(raw, "VARCHAR")
    widened = n.cast(n.cast(n.try_cast(plain, "FLOAT"), "DOUBLE"), "VARCHAR")
    listed = n.cast(n.call("to_json", raw), "VARCHAR")
    if physical is not None:
        return widened if physical == "FLOAT" else listed if lists and physical.endswith("]") else plain
    arms = [(n.equal(n.call("typeof", raw), n.text("FLOAT")), widened)]
    return n.when(*arms, *([(_is_list(raw), listed)] if lists else []), otherwise=plain)


def _is_list(raw: n.Node) -> n.Node:
    return n.call("ends_with", n.call("typeof", raw), n.text("]"))


def compared(sort: n.Node, written: n.Node) -> n.Node:
    """What lists, maps and filters compare: trimmed text, digits of whole numbers, true and false; else NULL."""
    whole = n.call("regexp_replace", written, n.text(r"^([+-]?)0*([0-9]*)(?:\.0*)?$"), n.text(r"\10\2"))
    return n.when(
        (n.equal(sort, n.text("T")), trimmed(written)),
        (n.one_of(sort, [n.text("I"), n.text("B")]), written),
        (
            n.all_of(
                n.one_of(sort, [n.text("F"), n.text("D")]),
                n.call("regexp_full_match", written, n.text(_INTEGER)),
            ),
            n.cast(n.try_cast(whole, "HUGEINT"), "VARCHAR"),
        ),
    )


def truth(node: n.Node) -> n.Node:
    """Trimmed text of a yes or no as a boolean, NULL where it is neither."""
    lowered = n.call("lower", node)
    return n.when(
        (n.one_of(lowered, [n.text(w) for w in ("true", "yes", "t", "y", "1")]), n.cast(n.text("true"), "BOOLEAN")),
        (
            n.one_of(lowered, [n.text(w) for w in ("false", "no", "f", "n", "0")]),
            n.cast(n.text("false"), "BOOLEAN"),
        ),
    )


# ---- stages --------------------------------------------------------------------------------------------------------


def _texts(r: Reading, quick: bool) -> Stage:
    raw = r.get("c")
    sort, text = sort_of(raw, r.physical, lists=r.is_set), text_of(raw, r.physical, lists=r.is_set)
    return [(r.name("k"), sort), (r.name("x"), n.when((n.is_null(r.get("f")), text)) if quick else text)]


def _mapped(r: Reading) -> Stage:
    if not r.mapped:
        return []
    shown = r.get("m")
    values = () if r.is_set else r.binding.values
    keys = list(dict.fromkeys(key for key, _ in values))
    arms = [(n.is_null(shown), r.get("x"))]  # of most rows: they were read at once
    if r.binding.missing:
        arms.append((raw_quick.is_among(shown, r.binding.missing), n.null()))
    arms += [(n.equal(shown, n.text(key)), n.text(value)) for key, value in values]
    sort = r.get("k") if not keys else n.when((raw_quick.is_among(shown, keys), n.text("T")), otherwise=r.get("k"))
    return [(r.name("y"), n.when(*arms, otherwise=r.get("x"))), (r.name("l"), sort)]


def _of_kind(r: Reading, quick: bool) -> tuple[list[Stage], n.Node]:
    if r.type.kind in ("date", "timestamp"):
        return raw_time.read(r, quick)
    steps, value = _step_by_step(r)
    return steps, n.call("coalesce", r.get("f"), value) if quick else value


def _step_by_step(r: Reading) -> tuple[list[Stage], n.Node]:
    match r.type.kind:
        case "text":
            return [], _text(r)
        case "integer":
            return [[(r.name("p"), _whole(r))]], _bounded(r.get("p"))
        case "decimal":
            return _decimal(r)
        case "boolean":
            return [], n.when((r.is_sort("TBI"), truth(r.get("z"))))
        case "set":
            return raw_set.read(r)
        case "date" | "timestamp":
            raise AssertionError("times have steps of their own")


def _text(r: Reading) -> n.Node:
    conditions = [_is_text(r)]
    if r.type.options:
        conditions.append(raw_quick.is_among(r.written(), r.type.options))
    return n.when((n.all_of(*conditions), r.written()))


def _is_text(r: Reading) -> n.Node:
    long = n.compare(exp.LTE, n.call("length", r.written()), n.number(LONGEST_TEXT))
    return n.all_of(r.is_sort("TI"), n.compare(exp.NEQ, r.get("z"), n.text("")), long)


def _whole(r: Reading) -> n.Node:
    digits = n.call("regexp_replace", r.get("z"), n.text(r"^([+-]?)0*([0-9]*)(?:\.0*)?$"), n.text(r"\10\2"))
    fits = n.all_of(r.is_sort("TIFD"), n.call("regexp_full_match", r.get("z"), n.text(_INTEGER)))
    return n.when((fits, n.try_cast(digits, "HUGEINT")))


def _decimal(r: Reading) -> tuple[list[Stage], n.Node]:
    places = r.type.places
    whole = n.call("regexp_extract", r.get("z"), n.text("^[+-]?([0-9]*)"), n.number(1))
    fraction = n.call("regexp_extract", r.get("z"), n.text(r"\.([0-9]*)$"), n.number(1))
    kept = n.call("rpad", n.call("left", fraction, n.number(places)), n.number(places), n.text("0"))
    up = n.compare(exp.GTE, n.call("substr", fraction, n.number(places + 1), n.number(1)), n.text("5"))
    units = n.plus(
        n.try_cast(n.call("concat", n.text("0"), whole, kept), "HUGEINT"),
        n.when((up, n.number(1)), otherwise=n.number(0)),
    )
    plain = n.all_of(r.is_sort("TID"), n.call("regexp_full_match", r.get("z"), n.text(_PLAIN)))
    power = n.all_of(r.is_sort("T"), n.call("regexp_full_match", r.get("z"), n.text(_EXPONENT)))
    double = n.when((n.any_of(r.is_sort("F"), power), n.try_cast(r.get("z"), "DOUBLE")))
    scaled = n.call(
        "floor",
        n.plus(n.times(double, n.cast(n.number(10**places), "DOUBLE")), n.cast(n.text("0.5"), "DOUBLE")),
    )
    negative = n.call("starts_with", r.get("z"), n.text("-"))
    sign = n.when((negative, n.number(-1)), otherwise=n.number(1))
    value = n.call("coalesce", _bounded(n.times(r.get("p"), sign)), _bounded(r.get("q")))
    return [[(r.name("p"), n.when((plain, units))), (r.name("q"), scaled)]], value


def _bounded(node: n.Node) -> n.Node:
    fits = n.between(node, n.number(-LARGEST_UNITS), n.number(LARGEST_UNITS))
    return n.when((fits, n.try_cast(node, "BIGINT")))


def _verdict(r: Reading, quick: bool) -> n.Node:
    nothing = n.any_of(n.is_null(r.get("z")), n.equal(r.get("z"), n.text("")))
    arms = [(n.is_known(r.get("a")), n.number(KNOWN))]
    if quick and r.type.kind in ("date", "timestamp"):  # what was read at once may lie beyond the last moment
        arms.append((n.is_known(r.get("f")), n.number(UNREADABLE)))
    arms.append((nothing, n.number(MISSING)))
    if r.type.options:
        arms.append((_is_text(r), n.number(UNEXPECTED)))
    return n.when(*arms, otherwise=n.number(UNREADABLE))


def _sql_type(type_: ValueType) -> str:
    return {"text": "VARCHAR", "set": "VARCHAR", "boolean": "BOOLEAN"}.get(type_.kind, "BIGINT")


def _starts(node: n.Node, prefix: str) -> n.Node:
    return n.call("starts_with", node, n.text(prefix))
