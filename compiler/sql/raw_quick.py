"""The usual raw values read at once in DuckDB SQL, so that `raw.py` reads only the others step by step.

`f` is what was read: a text, a number of units, a boolean; of a date or time the local second since 1970 as it is
written, whose offset is `o` (NULL where it has none). Both are NULL where nothing was read, and only then the steps of
`raw.py` see the value: `trim` alone takes 0.5 microseconds, the whole chain of a time 1.5, a typed column 0.01.
Whatever is read here must be what those steps would read. `typeof` is a constant, so the arms of other types are gone
when a query runs; `try_cast` can be said of any type.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from ...dsl.binding import PER_SECOND
from ...dsl.zones import DAY
from ..values import BLANK_CHARACTERS, END_SECOND, FIRST_DAY, FIRST_SECOND, LARGEST_UNITS, LAST_DAY, LONGEST_TEXT
from . import nodes as n

if TYPE_CHECKING:
    from .raw import Reading, Stage

INTEGERS: Final = (
    *(f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")),
    *("INTEGER", "UINTEGER"),
)
TEXTS: Final = ("VARCHAR", "UUID")
ENUM: Final = "ENUM"
MOMENT: Final = "TIMESTAMP WITH TIME ZONE"
_NAIVE: Final = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_TEXT: Final = (*TEXTS, ENUM)
_FAMILIES: Final = (ENUM, "DECIMAL")  # whose names go on
_WHOLE: Final = r"-?[0-9]{1,15}"
_TIME: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?"
_DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

_Arm = tuple[Sequence[str], n.Node]  # DuckDB types, and how a value of them is read


def read(r: Reading) -> Stage:
    """The columns `f` and `o`; none where no type of column is read so."""
    match r.type.kind:
        case "text":
            return _named(r, "f", _text(r))
        case "integer":
            return _named(r, "f", [] if r.mapped else _integer(r))
        case "decimal":
            return _named(r, "f", [] if r.mapped else _decimal(r))
        case "boolean":
            return _named(r, "f", [] if r.mapped else [(("BOOLEAN",), n.try_cast(r.get("c"), "BOOLEAN"))])
        case "date" | "timestamp":
            found = _named(r, "f", _local(r))
            if not found:
                return []
            return [*found, *(_named(r, "o", _offset(r)) or [(r.name("o"), n.cast(n.null(), "BIGINT"))])]
        case "set":
            return []


def is_visible(text: n.Node) -> n.Node:
    """Whether a text begins with visible ASCII, and so is not blank. Texts are compared by their bytes."""
    return n.all_of(n.compare(exp.GT, text, n.text("!")), n.compare(exp.LT, text, n.call("chr", n.number(127))))


def is_among(text: n.Node, values: Sequence[str]) -> n.Node:
    return n.one_of(text, [n.text(value) for value in values])


def trimmed(text: n.Node) -> n.Node:
    """The text without blanks at its ends."""
    blanks = n.call("concat", *(n.text(c) if c == " " else n.call("chr", n.number(ord(c))) for c in BLANK_CHARACTERS))
    return n.when((_is_bare(text), text), otherwise=n.call("trim", text, blanks))


def _is_bare(text: n.Node) -> n.Node:
    """Whether it begins and ends with visible ASCII; a text of one such character may be left out."""
    last = n.call("right", text, n.number(1))
    return n.all_of(is_visible(text), n.between(last, n.text("!"), n.text("~")))


def _named(r: Reading, letter: str, arms: Sequence[_Arm]) -> Stage:
    if r.physical is not None:
        arms = [arm for arm in arms if _has(arm[0], r.physical)]
        return [(r.name(letter), arms[0][1])] if arms else []
    type_ = n.call("typeof", r.get("c"))
    return [(r.name(letter), n.when(*((_is_one_of(type_, types), value) for types, value in arms)))] if arms else []


def _has(types: Sequence[str], physical: str) -> bool:
    return any(physical == type_ or (type_ in _FAMILIES and physical.startswith(type_)) for type_ in types)


def _is_one_of(type_: n.Node, types: Sequence[str]) -> n.Node:
    single = [n.text(each) for each in types if each not in _FAMILIES]
    tests = [n.one_of(type_, single)] if len(single) > 1 else [n.equal(type_, each) for each in single]
    tests += [n.call("starts_with", type_, n.text(each)) for each in types if each in _FAMILIES]
    return n.any_of(*tests) if len(tests) > 1 else tests[0]


# ---- texts ---------------------------------------------------------------------------------------------------------


def _text(r: Reading) -> list[_Arm]:
    text = n.cast(r.get("c"), "VARCHAR")
    if r.type.options:
        means = dict(reversed(r.binding.values))
        same = [
            each
            for each in r.type.options
            if each == each.strip(BLANK_CHARACTERS) != ""
            and len(each) <= LONGEST_TEXT
            and means.get(each, each) == each
            and each not in r.binding.missing
        ]
        return [(_TEXT, n.when((is_among(text, same), text)))] if same else []
    short = n.compare(exp.LTE, n.call("strlen", text), n.number(LONGEST_TEXT))
    conditions = [_is_bare(text), _is_unlisted(r, text)] if r.mapped else [is_visible(text)]
    whole = [] if r.mapped else [(INTEGERS, text)]
    return [(_TEXT, n.when((n.all_of(*conditions, short), text))), *whole]


def _is_unlisted(r: Reading, text: n.Node) -> n.Node:
    """Whether the binding says nothing of a text that has no blanks at its ends."""
    listed = dict.fromkeys((*r.binding.missing, *(said for said, _ in r.binding.values)))
    return n.negated(is_among(text, list(listed)))


# ---- numbers -------------------------------------------------------------------------------------------------------


def _integer(r: Reading) -> list[_Arm]:
    c, text = r.get("c"), n.cast(r.get("c"), "VARCHAR")
    whole, double = n.try_cast(c, "BIGINT"), n.try_cast(c, "DOUBLE")
    bounds = n.number(-LARGEST_UNITS), n.number(LARGEST_UNITS)
    same = n.all_of(n.between(double, *bounds), n.equal(n.call("floor", double), double))
    return [
        (INTEGERS, n.when((n.between(whole, *bounds), whole))),
        (("DOUBLE",), n.when((same, n.try_cast(c, "BIGINT")))),
        (("VARCHAR",), n.when((n.call("regexp_full_match", text, n.text(_WHOLE)), n.try_cast(text, "BIGINT")))),
    ]


def _decimal(r: Reading) -> list[_Arm]:
    c, text = r.get("c"), n.cast(r.get("c"), "VARCHAR")
    places = r.type.places
    unit, bounds = 10**places, (n.number(-LARGEST_UNITS), n.number(LARGEST_UNITS))
    whole = n.try_cast(c, "BIGINT")
    inside = n.between(whole, n.number(-(LARGEST_UNITS // unit)), n.number(LARGEST_UNITS // unit))
    product = n.times(n.try_cast(c, "DOUBLE"), n.cast(n.number(unit), "DOUBLE"))
    scaled = n.call("floor", n.plus(product, n.cast(n.text("0.5"), "DOUBLE")))

    def exactly(value: n.Node) -> n.Node:
        # A decimal of as many places, and at most four trillion: their digits are a number of units.
        units = n.try_cast(n.times(n.try_cast(value, f"DECIMAL(24, {places})"), n.number(unit)), "BIGINT")
        return n.when((n.between(units, *bounds), units))

    fraction = rf"(?:\.[0-9]{{1,{places}}})?" if places else ""
    plain = n.call("regexp_full_match", text, n.text(rf"-?[0-9]{{1,15}}{fraction}"))
    return [
        (INTEGERS, n.when((inside, n.times(whole, n.number(unit))))),
        (("DOUBLE",), n.when((n.between(scaled, *bounds), n.try_cast(scaled, "BIGINT")))),
        (("DECIMAL",), exactly(c)),
        (("VARCHAR",), n.when((plain, exactly(text)))),
    ]


# ---- dates and times -----------------------------------------------------------------------------------------------


def _local(r: Reading) -> list[_Arm]:
    """Seconds of years that can be values, which begin after 1970 but for dates: there is nothing to round below 0."""
    c = r.get("c")
    date = n.try_cast(c, "DATE")
    inside = n.between(date, _day(FIRST_DAY), _day(LAST_DAY))
    days = n.cast(n.call("date_diff", n.text("day"), _day(0), date), "BIGINT")
    arms: list[_Arm] = [
        (_NAIVE, _seconds(n.try_cast(c, "TIMESTAMP"), "TIMESTAMP")),
        ((MOMENT,), _seconds(n.try_cast(c, "TIMESTAMPTZ"), "TIMESTAMPTZ")),
        (("DATE",), n.when((inside, n.times(days, n.number(DAY))))),
    ]
    if _is_counted(r):
        per = PER_SECOND[r.binding.unit or "seconds"]
        whole = n.try_cast(c, "BIGINT")
        fits = n.between(whole, n.number(FIRST_SECOND * per), n.number(END_SECOND * per - 1))
        arms.append((INTEGERS, n.when((fits, whole if per == 1 else n.quotient(whole, n.number(per))))))
    if r.binding.format is None and r.binding.unit is None:
        text = n.cast(c, "VARCHAR")
        written = n.call("regexp_full_match", text, n.text(_TIME))
        usual = n.all_of(written, _is_unlisted(r, text)) if r.mapped else written
        arms.append((("VARCHAR",), n.when((usual, _seconds(n.try_cast(text, "TIMESTAMP"), "TIMESTAMP")))))
    return arms


def _offset(r: Reading) -> list[_Arm]:
    """The offset of what `_local` read. Numbers count from 1970 in UTC."""
    known = n.is_known(r.get("f"))
    zero = n.when((known, n.cast(n.number(0), "BIGINT")))
    arms: list[_Arm] = [((MOMENT,), zero)]
    if _is_counted(r):
        arms.append((INTEGERS, zero))
    if r.binding.format is None and r.binding.unit is None:
        utc = n.call("ends_with", n.cast(r.get("c"), "VARCHAR"), n.text("Z"))
        arms.append((("VARCHAR",), n.when((n.all_of(known, utc), n.cast(n.number(0), "BIGINT")))))
    return arms


def clock(r: Reading, second: n.Node) -> n.Node:
    """The second of the day of a local second, NULL of a date."""
    nothing = n.cast(n.null(), "BIGINT")
    if r.physical is not None:
        return nothing if r.physical == "DATE" else second
    return n.when((n.equal(n.call("typeof", r.get("c")), n.text("DATE")), nothing), otherwise=second)


def _is_counted(r: Reading) -> bool:
    """Whether whole numbers are times."""
    if r.mapped or r.binding.format is not None:
        return False
    return r.binding.unit is not None or r.type.kind == "timestamp"


def _seconds(node: n.Node, type_: str) -> n.Node:
    zone = "+00" if type_ == "TIMESTAMPTZ" else ""
    low, high = (n.cast(n.text(f"{day} 00:00:00{zone}"), type_) for day in ("1970-01-02", "2099-12-31"))
    return n.when((n.between(node, low, high), n.quotient(n.call("epoch_us", node), n.number(10**6))))


def _day(number: int) -> n.Node:
    return n.plus(n.cast(n.text("1970-01-01"), "DATE"), n.number(number))
