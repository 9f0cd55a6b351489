"""One raw column of a declared type as a typed value, by the same rules as `compiler/values.py`.

A value travels through a chain of steps, each adding columns named by a letter and the column's number: `c` the raw
value in the form that it is read from (an exact text, the local or UTC second, the day), `z` the text without blanks at
its ends, those of `written.py`, `s` the UTC second, `e` the local day, and at last `a`, the value, NULL where missing.
What `missing` and `values` of the binding name is read by the compiler: they become constants.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from sqlglot import exp

from ....dsl.binding import PER_SECOND
from ....dsl.zones import DAY
from ... import values as v
from .. import names
from .. import nodes as n
from ..dialects.dialect import ReadsColumns, TypesByValue
from . import written
from .columns import Column, Physical, PhysicalKind, Refused
from .parts import Begun, Reading, Stage, allowed, entries, of_local, of_second, raw_value, within_days, within_seconds

_CANONICAL: Final = re.compile(r"0|-?[1-9][0-9]*")
_UNIT_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
_LARGEST_INTEGER: Final = 2**64  # of an integer column
_LARGEST_DECIMAL: Final = 10**38
_EXACT_DOUBLE: Final = 10**16  # from here on a double is written with an exponent, which no list compares
KINDS: Final[tuple[PhysicalKind, ...]] = ("integer", "double", "text")  # what values of any kind may be
_TYPES: Final = {
    "integer": "a whole number",
    "decimal": "a decimal number",
    "boolean": "a yes or no",
    "date": "a date",
    "timestamp": "a timestamp",
    "text": "a text",
    "set": "a set of text",
}


def stages(r: Reading, dialect: ReadsColumns) -> list[Stage]:
    """The columns to add, step by step; the last step has `a`. Raises Refused and Unsayable."""
    if r.column is None:
        return [[(r.name("a"), n.cast(n.null(), names.column_type(r.type)))]]
    found = _of_any_kind(r, dialect) if r.column.type.kind == "any" else _of_one_kind(r, dialect)
    if found is None:
        what, kind = r.column.type.shown(), _TYPES[r.type.kind]
        message = f"`{r.bound.name}` is {kind}, and its column `{r.column.name}` is of the type {what}"
        raise Refused(message, r.bound.span, _help(r))
    return found


def _of_any_kind(r: Reading, dialect: ReadsColumns) -> list[Stage]:
    """Each value as what it is: of several readings one at most finds something."""
    assert r.column is not None and isinstance(dialect, TypesByValue)
    raw = n.column(r.column.name)
    split: Stage = []
    chains: list[list[Stage]] = []
    for kind in KINDS:
        name = r.name(f"{kind}_")
        own = replace(r, column=Column(name, Physical(kind)), suffix=f"_{kind}")
        chain = _of_one_kind(own, dialect)
        if chain is not None:
            split.append((name, dialect.of_kind(raw, kind)))
            chains.append(chain)
    together = [[each for chain in chains if i < len(chain) for each in chain[i]] for i in range(max(map(len, chains)))]
    values = [n.column(chain[-1][-1][0]) for chain in chains]
    return [split, *together, [(r.name("a"), n.call("coalesce", *values) if len(values) > 1 else values[0])]]


def _of_one_kind(r: Reading, dialect: ReadsColumns) -> list[Stage] | None:
    """None where the type does not fit."""
    assert r.column is not None
    raw = raw_value(r.column)
    said = constants(r)
    own = _own(r, dialect, raw)
    if own is None:
        if all(meant is None for _, meant in said):
            return None
        own = [[(r.name("c"), raw)]], n.cast(n.null(), names.column_type(r.type))
    begun, value = own
    if said:
        # A text is compared without its blanks, all others as they are in the table.
        compared = r.get("z") if r.column.type.kind == "text" else r.get("r")
        begun[0] = [*begun[0], *([(r.name("r"), raw)] if r.column.type.kind != "text" else [])]
        arms = [(says(r.column.type.kind, compared, key), _literal(meant)) for key, meant in said]
        value = n.when(*arms, otherwise=value)
    return [*begun, [(r.name("a"), value)]]


def _help(r: Reading) -> str | None:
    assert r.column is not None
    if r.type.kind in ("text", "set") and r.column.type.kind in ("double", "decimal"):
        return "such numbers are no texts: let the table, or a view of it, have texts or whole numbers there"
    if r.type.kind in ("date", "timestamp") and r.column.type.kind in ("integer", "decimal", "double"):
        return "`unit` says of which unit since 1970 such numbers are"
    return None


# ---- constants of the binding --------------------------------------------------------------------------------------


def constants(r: Reading) -> list[tuple[str, str | int | bool | None]]:
    """What a column of this type can say of what the binding lists, and the value that it stands for, in order."""
    assert r.column is not None
    kind = r.column.type.kind
    missing: list[tuple[str, str | int | bool | None]] = [(said, None) for said in dict.fromkeys(r.bound.missing)]
    values = () if r.type.kind == "set" else r.bound.values
    found = dict(reversed([*missing, *((said, _constant(r, meant)) for said, meant in values)]))
    return [(said, found[said]) for said in reversed(found) if sayable(kind, said)]


def _constant(r: Reading, text: str) -> str | int | bool | None:
    zone = (r.zone.transitions, r.zone.offsets)
    naive = None if r.naive is None else (r.naive.transitions, r.naive.offsets)
    found: str | int | bool | v.Verdict | None
    match r.type.kind:
        case "text":
            found = v.read_option(text, frozenset(r.type.options)) if r.type.options else v.read_text(text)
        case "integer":
            found = v.read_integer(text)
        case "decimal":
            found = v.read_decimal(text, r.type.places)
        case "boolean":
            found = v.read_boolean(text)
        case "date" | "timestamp" if r.bound.unit is not None:
            plain = text.strip(v.BLANK_CHARACTERS)
            if not _UNIT_NUMBER.fullmatch(plain) or len(plain) > 40:
                return None
            number = int(plain.partition(".")[0] or "0") // PER_SECOND[r.bound.unit]
            second = v.second_of(number, 0, zone)
            found = v.day_of_second(second, zone) if r.type.kind == "date" else second
        case "date":
            found = v.read_date(text, zone, naive)
        case "timestamp":
            found = v.read_timestamp(text, naive or zone)
        case "set":
            found = None
    return None if isinstance(found, v.Verdict) else found


def sayable(kind: str, said: str) -> bool:
    """Whether a value of a column of that type is ever compared as this text."""
    match kind:
        case "text":
            return said == said.strip(v.BLANK_CHARACTERS)
        case "boolean":
            return said in ("true", "false")
        case "integer" | "decimal" | "double":
            if not _CANONICAL.fullmatch(said) or len(said) > 40:
                return False
            number = int(said)
            if kind == "double":
                return abs(number) < _EXACT_DOUBLE and int(float(number)) == number
            return abs(number) < (_LARGEST_INTEGER if kind == "integer" else _LARGEST_DECIMAL)
        case _:
            return False


def says(kind: str, compared: n.Node, said: str) -> n.Node:
    if kind == "text":
        return n.equal(compared, n.text(said))
    if kind == "boolean":
        return n.own(compared) if said == "true" else n.negated(compared)
    return n.equal(compared, n.number(int(said)))


def _literal(value: str | int | bool | None) -> n.Node:
    if value is None:
        return n.null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    return n.number(value) if isinstance(value, int) else n.text(value)


# ---- what the column itself says -----------------------------------------------------------------------------------


def _own(r: Reading, dialect: ReadsColumns, raw: n.Node) -> Begun | None:
    """The steps before the value, and the value; None where the type does not fit."""
    assert r.column is not None
    physical = r.column.type
    if r.bound.format is not None and physical.kind in ("text", "integer"):
        help = "let the table, or a view of it, have a date or timestamp there"
        raise Refused(f"`{r.bound.name}`: `format` cannot be said in this engine's SQL", r.bound.span, help)
    match physical.kind:
        case "text":
            return written.read(r, dialect, raw)
        case "integer" | "decimal" | "double" if r.type.kind in ("date", "timestamp"):
            return _counted(r, raw)
        case "integer":
            return _integer(r, dialect, raw)
        case "decimal":
            return _decimal(r, dialect, raw)
        case "double":
            return _double(r, raw)
        case "boolean":
            return ([[(r.name("c"), raw)]], r.get("c")) if r.type.kind == "boolean" else None
        case "date":
            return _date(r, dialect.days_of_date(raw))
        case "timestamp":
            return _naive(r, dialect.epoch_of_timestamp(raw))
        case "timestamp with time zone":
            return _moment(r, dialect.epoch_of_timestamptz(raw))
        case "any":
            raise AssertionError("such a column is read in several ways")


def _integer(r: Reading, dialect: ReadsColumns, raw: n.Node) -> Begun | None:
    c, limit = r.get("c"), v.LARGEST_UNITS
    match r.type.kind:
        case "text":
            digits = [[(r.name("c"), dialect.exact_text(raw))]]
            return digits, allowed(r, c, [])
        case "set":
            digits = [[(r.name("c"), dialect.exact_text(raw))]]
            return digits, dialect.set_of_text(c, r.bound.separator, entries(r))
        case "boolean":
            yes, no = exp.Boolean(this=True), exp.Boolean(this=False)
            value = n.when((n.equal(c, n.number(1)), yes), (n.equal(c, n.number(0)), no))
        case "decimal":
            unit = 10**r.type.places
            inside = n.between(c, n.number(-(limit // unit)), n.number(limit // unit))
            value = n.when((inside, n.times(n.cast(c, "BIGINT"), n.number(unit))))
        case _:
            value = n.when((n.between(c, n.number(-limit), n.number(limit)), n.cast(c, "BIGINT")))
    return [[(r.name("c"), raw)]], value


def _decimal(r: Reading, dialect: ReadsColumns, raw: n.Node) -> Begun | None:
    assert r.column is not None
    if r.type.kind not in ("integer", "decimal"):
        return None
    physical, c = r.column.type, r.get("c")
    if r.type.kind == "integer":
        # Not compared with itself: engines make decimals of other places alike, and some hold no more digits.
        value: n.Node = n.when((n.equal(n.call("floor", c), n.call("ceil", c)), n.cast(c, "BIGINT")))
    else:
        value = dialect.units_of_decimal(c, physical.digits, physical.places, r.type.places)
    return [[(r.name("c"), raw)]], n.when((_near(c, physical, r.type.places), value))


def _near(c: n.Node, physical: Physical, places: int) -> n.Node:
    """Whether a decimal rounds to a value that an attribute may have; it is no number otherwise, or too large."""
    digits, scale = physical.digits, physical.places
    if digits is not None and scale is not None and digits - scale + places < len(str(v.LARGEST_UNITS)):
        # The column holds nothing larger, but some engines' decimals know values that are no numbers.
        return _within_exactly(c, "9" * digits, scale)
    # What rounds to the largest value is less than half a unit above it.
    if digits is not None and scale is not None:
        # In the places of the column: some engines cut places to make wide decimals of other places alike.
        reached = (10 * v.LARGEST_UNITS + 5) * 10**scale - 1
        return _within_exactly(c, str(reached // 10 ** (places + 1)), scale)
    low, high = (_exact(f"{v.LARGEST_UNITS}5", places + 1, sign) for sign in ("-", ""))
    # A whole number has no places that could be cut.
    whole = v.LARGEST_UNITS // 10**places
    inside = n.between(c, n.number(-whole), n.number(whole))
    return n.any_of(inside, n.all_of(n.compare(exp.GT, c, low), n.compare(exp.LT, c, high)))


def _within_exactly(c: n.Node, digits: str, places: int) -> n.Node:
    return n.between(c, _exact(digits, places, "-"), _exact(digits, places))


def _exact(digits: str, places: int, sign: str = "") -> n.Node:
    """A decimal: the digits, so many of them behind the point. Not every engine is exact with a minus before one."""
    filled = digits.zfill(places + 1)
    shown = f"{filled[:-places]}.{filled[-places:]}" if places else filled
    return n.cast(n.text(f"{sign}{shown}"), f"DECIMAL({max(len(digits), places)}, {places})")


def _double(r: Reading, raw: n.Node) -> Begun | None:
    if r.type.kind not in ("integer", "decimal"):
        return None
    # The limit keeps out what is not finite, and products that are none.
    c = r.get("c")
    begun = [[(r.name("c"), n.cast(raw, "DOUBLE"))]]
    limit = 2 * v.LARGEST_UNITS
    scaled = n.call("floor", c)
    if r.type.kind == "decimal":
        limit //= 10**r.type.places
        product = n.times(c, n.cast(n.number(10**r.type.places), "DOUBLE"))
        scaled = n.call("floor", n.plus(product, n.cast(n.text("0.5"), "DOUBLE")))
    inside = n.between(c, n.number(-limit), n.number(limit))
    d = r.get("d")
    conditions = [n.between(d, n.number(-v.LARGEST_UNITS), n.number(v.LARGEST_UNITS))]
    if r.type.kind == "integer":
        conditions.append(n.equal(d, c))
    return [*begun, [(r.name("d"), n.when((inside, scaled)))]], n.when((n.all_of(*conditions), n.cast(d, "BIGINT")))


def _counted(r: Reading, raw: n.Node) -> Begun | None:
    """A number since 1970; a whole one without a unit counts seconds."""
    assert r.column is not None
    kind = r.column.type.kind
    if r.bound.unit is None and (kind != "integer" or r.type.kind == "date"):
        return None
    per = PER_SECOND[r.bound.unit or "seconds"]
    c = r.get("c")
    whole = c if kind == "integer" else n.call("floor", c)
    reached = n.compare(exp.GTE, c, n.number(v.FIRST_SECOND * per))
    inside = n.all_of(reached, n.compare(exp.LT, c, n.number(v.END_SECOND * per)))
    second = n.when((inside, n.quotient(n.cast(whole, "BIGINT"), n.number(per))))
    begun = [[(r.name("c"), n.cast(raw, "DOUBLE") if kind == "double" else raw)]]
    return (begun, second) if r.type.kind == "timestamp" else of_second(r, begun, second)


def _date(r: Reading, days: n.Node) -> Begun | None:
    c = r.get("c")
    if r.type.kind == "date":
        return [[(r.name("c"), days)]], within_days(c)
    if r.type.kind != "timestamp":
        return None
    # A day may be anything where it is not of these years: its seconds might be too many for a number. West of UTC the
    # day behind the last begins before the last second.
    d = r.get("d")
    near = n.when((n.between(d, n.number(0), n.number(v.LAST_DAY + 2)), n.times(n.cast(d, "BIGINT"), n.number(DAY))))
    return of_local(r, [[(r.name("d"), days)]], near)


def _naive(r: Reading, local: n.Node) -> Begun | None:
    begun: list[Stage] = [[(r.name("d"), local)]]
    first, end = v.FIRST_DAY * DAY, (v.LAST_DAY + 1) * DAY
    d = r.get("d")
    inside = n.all_of(n.compare(exp.GTE, d, n.number(first)), n.compare(exp.LT, d, n.number(end)))
    if r.type.kind == "date" and r.naive is None:
        # Whole division is towards zero: it is one of numbers above zero here.
        since = n.quotient(n.minus(d, n.number(first)), n.number(DAY))
        return begun, n.when((inside, n.plus(since, n.number(v.FIRST_DAY))))
    if r.type.kind not in ("date", "timestamp"):
        return None
    # In a zone the first second may lie a day before or behind that of UTC; `of_local` looks at it again.
    near = n.between(d, n.number(0), n.number(v.END_SECOND + DAY))
    return of_local(r, begun, n.when((near, d)))


def _moment(r: Reading, second: n.Node) -> Begun | None:
    begun: list[Stage] = [[(r.name("c"), second)]]
    if r.type.kind == "timestamp":
        return begun, within_seconds(r.get("c"))
    return of_second(r, begun, within_seconds(r.get("c"))) if r.type.kind == "date" else None
