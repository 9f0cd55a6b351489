"""Written and numbered dates and times of a raw column in DuckDB SQL (see `raw.py` for the other letters).

`d` is the written day since 1970, `w` the second of that day (NULL where none is written), `q` the written offset,
`u` the number of a column with a unit, `t` the local second since 1970, `s` the UTC second, `e` the local day.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from ...dsl.binding import PER_SECOND
from ...dsl.formats import MONTHS, Format, parse_format
from ..values import END_SECOND, FIRST_DAY, FIRST_SECOND, LAST_DAY
from . import nodes as n
from . import raw_quick
from .zone import offset_of_local, offset_of_utc

if TYPE_CHECKING:
    from .raw import Reading, Stage

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
_OFFSET = r"(?: ?(?:Z|UTC|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?))?"
_MOMENT = f"{_DAY}(?:{_CLOCK}{_OFFSET})?"
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]*)?"


def read(r: Reading, quick: bool) -> tuple[list[Stage], n.Node]:
    """The parts of a date or time, its local and its UTC second, its day; and its value, a day or a second.

    `quick`: whether `f` and `o` may have its local second and offset already.
    """
    parts = _parts(r)
    local = n.plus(n.times(r.get("d"), n.number(86_400)), n.call("coalesce", r.get("w"), n.number(0)))
    if quick:
        day, clock, offset = (part for _, part in parts)
        parts = _quick_parts(r, day, clock, offset)
        local = n.call("coalesce", r.get("f"), local)
    offset = n.call("coalesce", r.get("q"), offset_of_local(r.naive or r.zone, r.get("t")))
    second = n.minus(r.get("t"), offset)
    if r.binding.unit is not None:
        parts.append((r.name("u"), _number(r)))
        second = n.call("coalesce", _small(n.quotient(r.get("u"), n.number(PER_SECOND[r.binding.unit]))), second)
    elif r.type.kind == "timestamp" and r.binding.format is None:
        second = n.call("coalesce", _small(n.when((r.is_sort("I"), n.try_cast(r.get("z"), "HUGEINT")))), second)
    begun: list[Stage] = [parts, [(r.name("t"), local)], [(r.name("s"), second)]]
    value = _within(r.get("s"), FIRST_SECOND, END_SECOND - 1)
    if r.type.kind == "timestamp":
        return begun, value
    as_written = [n.is_known(r.get("d")), n.is_null(r.get("q"))]
    if r.naive is not None:
        as_written.append(n.is_null(r.get("w")))
    moved = n.quotient(n.plus(value, offset_of_utc(r.zone, r.get("s"))), n.number(86_400))
    day = n.when((n.all_of(*as_written), r.get("d")), otherwise=moved)
    return [*begun, [(r.name("e"), day)]], _within(r.get("e"), FIRST_DAY, LAST_DAY)


def _parts(r: Reading) -> Stage:
    day, clock, offset = _standard(r, "TM" if r.binding.format is None and r.binding.unit is None else "M")
    if r.binding.format is not None:
        form = parse_format(r.binding.format)
        assert isinstance(form, Format)  # the binding was checked
        text = n.all_of(r.is_sort("TI"), n.call("regexp_full_match", r.get("z"), n.text(form.pattern)))
        day, clock, offset = (
            n.when((text, made), otherwise=standard)
            for made, standard in zip(_formatted(r, form), (day, clock, offset), strict=True)
        )
    return [(r.name("d"), day), (r.name("w"), clock), (r.name("q"), offset)]


def _quick_parts(r: Reading, day: n.Node, clock: n.Node, offset: n.Node) -> Stage:
    """The parts of what is read at once, else those given."""
    f, length = r.get("f"), n.number(86_400)
    # Of times before 1970 there are only whole days here: nothing is rounded.
    day = n.call("coalesce", n.quotient(f, length), day)
    second = raw_quick.clock(r, n.remainder(f, length))
    clock = n.when((n.is_known(f), second), otherwise=clock)
    return [(r.name("d"), day), (r.name("w"), clock), (r.name("q"), n.call("coalesce", r.get("o"), offset))]


def _standard(r: Reading, sorts: str) -> tuple[n.Node, n.Node, n.Node]:
    z = r.get("z")
    written = n.all_of(r.is_sort(sorts), n.call("regexp_full_match", z, n.text(_MOMENT)))
    day = n.when((written, _day_number(n.call("left", z, n.number(10)))))
    seconds = n.when(
        (n.equal(_piece(z, 17, 1), n.text(":")), n.try_cast(_piece(z, 18, 2), "BIGINT")), otherwise=n.number(0)
    )
    clock = _clock(n.try_cast(_piece(z, 12, 2), "BIGINT"), n.try_cast(_piece(z, 15, 2), "BIGINT"), seconds)
    tail = n.call("substr", z, n.number(12))
    return day, clock, _offset(n.call("regexp_extract", tail, n.text("(?:Z|UTC|[+-][0-9:]+)$")))


def _formatted(r: Reading, form: Format) -> tuple[n.Node, n.Node, n.Node]:
    def group(directive: str) -> n.Node | None:
        number = form.group(directive)
        if number is None:
            return None
        return n.call("regexp_extract", r.get("z"), n.text(form.pattern), n.number(number))

    year = group("Y")
    if year is None:
        short = group("y")
        assert short is not None
        century = n.when((n.compare(exp.GT, short, n.text("68")), n.text("19")), otherwise=n.text("20"))
        year = n.call("concat", century, short)
    month = group("m")
    if month is None:
        name = group("b") or group("B")
        assert name is not None
        short = n.call("lower", n.call("left", name, n.number(3)))
        month = n.when(*((n.equal(short, n.text(m[:3])), n.text(f"{i:02d}")) for i, m in enumerate(MONTHS, 1)))
    number = group("d")
    assert number is not None
    day = _day_number(
        n.call(
            "concat_ws",
            n.text("-"),
            year,
            n.call("lpad", month, n.number(2), n.text("0")),
            n.call("lpad", number, n.number(2), n.text("0")),
        )
    )
    clock, valid = _formatted_clock(group)
    offset = group("z")
    if offset is not None:
        day = n.when((_below_offset_limits(offset), day))
    if valid is not None:
        day = n.when((valid, day))
    return day, clock, n.cast(n.null(), "BIGINT") if offset is None else _offset(offset)


def _formatted_clock(group: Callable[[str], n.Node | None]) -> tuple[n.Node, n.Node | None]:
    """The second of the day, and the condition under which there is such a time."""

    def part(directive: str) -> n.Node | None:
        found = group(directive)
        return None if found is None else n.try_cast(found, "BIGINT")

    twelve, hour = part("I"), part("H")
    minute, second = part("M"), part("S")
    conditions: list[n.Node] = []
    if twelve is not None:
        half_day = group("p")
        assert half_day is not None
        conditions.append(n.between(twelve, n.number(1), n.number(12)))
        half = n.when((n.equal(n.call("lower", half_day), n.text("pm")), n.number(12)), otherwise=n.number(0))
        hour = n.plus(n.remainder(twelve, n.number(12)), half)
    elif hour is not None:
        conditions.append(n.between(hour, n.number(0), n.number(23)))
    else:
        return n.cast(n.null(), "BIGINT"), None
    conditions.extend(n.between(p, n.number(0), n.number(59)) for p in (minute, second) if p is not None)
    zero = n.number(0)
    clock = _clock(hour, zero if minute is None else minute, zero if second is None else second)
    return clock, n.all_of(*conditions)


def _below_offset_limits(offset: n.Node) -> n.Node:
    return n.call("regexp_full_match", offset, n.text("Z|UTC|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?"))


def _offset(written: n.Node) -> n.Node:
    """Seconds of `Z`, `UTC`, `+01`, `+0130` or `+01:30`; NULL for an empty text."""
    hours = n.times(n.try_cast(_piece(written, 2, 2), "BIGINT"), n.number(3_600))
    with_minutes = n.compare(exp.GT, n.call("length", written), n.number(3))
    minutes = n.when(
        (with_minutes, n.times(n.try_cast(n.call("right", written, n.number(2)), "BIGINT"), n.number(60))),
        otherwise=n.number(0),
    )
    sign = n.when((n.call("starts_with", written, n.text("-")), n.number(-1)), otherwise=n.number(1))
    return n.when(
        (n.one_of(written, [n.text("Z"), n.text("UTC")]), n.number(0)),
        (n.equal(written, n.text("")), n.cast(n.null(), "BIGINT")),
        otherwise=n.times(sign, n.plus(hours, minutes)),
    )


def _number(r: Reading) -> n.Node:
    """The whole part of a written or typed number."""
    digits = n.try_cast(n.call("split_part", r.get("z"), n.text("."), n.number(1)), "HUGEINT")
    plain = n.all_of(r.is_sort("TID"), n.call("regexp_full_match", r.get("z"), n.text(_NUMBER)))
    double = n.try_cast(n.call("floor", n.try_cast(r.get("z"), "DOUBLE")), "HUGEINT")
    return n.when((plain, digits), (r.is_sort("F"), double))


def _small(number: n.Node) -> n.Node:
    """A number as a BIGINT, which is faster than a HUGEINT; one that is far from any time as another such."""
    far = n.number(10**18)
    return n.when(
        (n.between(number, n.number(-(10**18)), far), n.try_cast(number, "BIGINT")),
        (n.is_known(number), n.cast(far, "BIGINT")),
    )


def _clock(hour: n.Node, minute: n.Node, second: n.Node) -> n.Node:
    return n.plus(n.plus(n.times(hour, n.number(3_600)), n.times(minute, n.number(60))), second)


def _day_number(written: n.Node) -> n.Node:
    """Days since 1970 of YYYY-MM-DD, NULL where the calendar has no such day."""
    start = n.cast(n.text("1970-01-01"), "DATE")
    return n.cast(n.call("date_diff", n.text("day"), start, n.try_cast(written, "DATE")), "BIGINT")


def _piece(node: n.Node, start: int, length: int) -> n.Node:
    return n.call("substr", node, n.number(start), n.number(length))


def _within(node: n.Node, low: int, high: int) -> n.Node:
    return n.when((n.between(node, n.number(low), n.number(high)), n.try_cast(node, "BIGINT")))
