"""Columns of text: what is written in them, read by patterns and whole numbers only.

`p` is a text that is a date or time at all, `b` what stands behind its day, `o` what it says of its zone; `y`, `m` and
`g` are its year, month and day of the month, `w` the second of that day, `q` the offset.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from ....dsl.binding import PER_SECOND
from ... import values as v
from .. import nodes as n
from ..dialects import calendar
from ..dialects.dialect import CountsInTexts, ReadsColumns
from ..zone import offset_of_local
from .columns import Refused
from .parts import Begun, Reading, Stage, allowed, entries, of_second, within_days, within_seconds

_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK: Final = "[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?"
_OFFSET: Final = "[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?"
_MOMENT: Final = f"{_DAY}({_CLOCK}( ?(Z|UTC|{_OFFSET}))?)?"
_LENGTHS: Final = (3, 5, 6)  # of +01, +0130 and +01:30
_WORDS: Final = ({"true", "yes", "t", "y"}, {"false", "no", "f", "n"})


def read(r: Reading, dialect: ReadsColumns, raw: n.Node) -> Begun:
    """The steps before the value, and the value."""
    text = dialect.exact_text(raw)
    begun: list[Stage] = [[(r.name("c"), text), (r.name("z"), dialect.without_blanks(text))]]
    c, z = r.get("c"), r.get("z")
    known = n.compare(exp.NEQ, z, n.text(""))
    short = n.compare(exp.LTE, dialect.characters(c), n.number(v.LONGEST_TEXT))
    match r.type.kind:
        case "text":
            return begun, allowed(r, c, [known, short])
        case "set":
            if r.bound.json:
                raise Refused(f"`{r.bound.name}`: lists in JSON cannot be said in this engine's SQL", r.bound.span)
            found = dialect.set_of_text(c, r.bound.separator, entries(r))
            whole = n.when((n.all_of(known, short), found))
            w = r.get("w")
            fits = n.compare(exp.LTE, dialect.characters(w), n.number(v.LONGEST_TEXT))
            return [*begun, [(r.name("w"), whole)]], n.when((fits, w))
        case "boolean":
            return begun, truth(z)
        case "integer":
            return begun, dialect.whole_of_text(z)
        case "decimal":
            return begun, dialect.units_of_text(z, r.type.places)
        case "date" | "timestamp":
            return _time(r, dialect, begun)


def truth(z: n.Node) -> n.Node:
    """A text without blanks as yes or no, NULL where it is neither; no engine's own capitals are asked."""
    yes, no = ([n.text(word) for word in words] for words in spellings())
    return n.when((n.one_of(z, yes), exp.Boolean(this=True)), (n.one_of(z, no), exp.Boolean(this=False)))


def spellings() -> tuple[list[str], list[str]]:
    """Every way to write yes, and no."""

    def all_of(words: set[str]) -> list[str]:
        found: list[str] = []
        for word in sorted(words):
            ways = [""]
            for letter in word:
                ways = [way + each for way in ways for each in (letter, letter.upper())]
            found += ways
        return found

    return [*all_of(_WORDS[0]), "1"], [*all_of(_WORDS[1]), "0"]


def _time(r: Reading, dialect: ReadsColumns, begun: list[Stage]) -> Begun:
    if r.bound.unit is not None and isinstance(dialect, CountsInTexts):
        second = dialect.count_of_text(r.get("z"), PER_SECOND[r.bound.unit])
        begun = [*begun, [(r.name("t"), second)]]
        found = within_seconds(r.get("t"))
        return (begun, found) if r.type.kind == "timestamp" else of_second(r, begun, found)
    if r.bound.unit is not None:
        help = "let the table, or a view of it, have a number there"
        raise Refused(f"`{r.bound.name}`: `unit` is for numbers, and its column holds texts", r.bound.span, help)
    z, p, b, o = (r.get(letter) for letter in "zpbo")
    # A fraction of any length may stand behind the seconds: what follows the clock is found from the end.
    begun = [*begun, [(r.name("p"), n.when((dialect.matches(z, _MOMENT), z)))]]
    size = dialect.characters(p)
    behind = n.when((n.compare(exp.GT, size, n.number(10)), _piece(p, 12, None)))
    ends = [(dialect.matches(p, f".*{word}"), n.text(word)) for word in ("Z", "UTC")]
    for length, pattern in zip(_LENGTHS, ("[+-][0-9]{2}", "[+-][0-9]{4}", "[+-][0-9]{2}:[0-9]{2}"), strict=True):
        start = n.plus(n.minus(size, n.number(length)), n.number(1))
        ends.append((dialect.matches(p, f"{_DAY}[T ].*{pattern}"), n.call("substr", p, start, n.number(length))))
    begun = [*begun, [(r.name("b"), behind), (r.name("o"), n.when(*ends))]]
    seconds = n.when((n.equal(_piece(b, 6, 1), n.text(":")), _number(b, 7, 2)), otherwise=n.number(0))
    clock = n.plus(n.plus(n.times(_number(b, 1, 2), n.number(3_600)), n.times(_number(b, 4, 2), n.number(60))), seconds)
    hours = n.times(_number(o, 2, 2), n.number(3_600))
    far = dialect.characters(o)
    minutes = n.when(
        (n.equal(far, n.number(6)), n.times(_number(o, 5, 2), n.number(60))),
        (n.equal(far, n.number(5)), n.times(_number(o, 4, 2), n.number(60))),
        otherwise=n.number(0),
    )
    sign = n.when((n.equal(_piece(o, 1, 1), n.text("-")), n.number(-1)), otherwise=n.number(1))
    offset = n.when(
        (n.one_of(o, [n.text("Z"), n.text("UTC")]), n.number(0)),
        (n.is_known(o), n.times(sign, n.plus(hours, minutes))),
    )
    parts = [("y", _number(p, 1, 4)), ("m", _number(p, 6, 2)), ("g", _number(p, 9, 2)), ("w", clock), ("q", offset)]
    begun = [*begun, [(r.name(letter), node) for letter, node in parts]]
    days = calendar.day_of(r.get("y"), r.get("m"), r.get("g"))
    year = n.between(r.get("y"), n.number(1899), n.number(2100))
    month = n.between(r.get("m"), n.number(1), n.number(12))
    begun = [*begun, [(r.name("d"), n.when((n.all_of(year, month), days)))]]
    d, w, q = (r.get(letter) for letter in "dwq")
    local = n.plus(n.times(d, n.number(86_400)), n.when((n.is_known(w), w), otherwise=n.number(0)))
    begun = [*begun, [(r.name("l"), local)]]
    away = n.when((n.is_known(q), q), otherwise=offset_of_local(r.naive or r.zone, r.get("l")))
    begun = [*begun, [(r.name("t"), n.minus(r.get("l"), away))]]
    second = within_seconds(r.get("t"))
    if r.type.kind == "timestamp":
        return begun, second
    as_written = [n.is_null(q)] if r.naive is None else [n.is_null(q), n.is_null(w)]
    begun, moved = of_second(r, begun, second)
    return begun, n.when((n.all_of(*as_written), within_days(d)), otherwise=moved)


def _piece(text: n.Node, start: int, length: int | None) -> n.Node:
    return n.call("substr", text, n.number(start), *([] if length is None else [n.number(length)]))


def _number(text: n.Node, start: int, length: int) -> n.Node:
    return n.cast(_piece(text, start, length), "BIGINT")
