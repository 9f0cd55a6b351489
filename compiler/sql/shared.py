"""Counts and sums of weights that share numbers of 63 bits, each in bits of its own, and how they are added up.

A count is as wide as its greatest value may be of a lead with `MOST` events, and wide enough to tell apart what rules
tell apart: five emails or more are all the same to a rule that pays for four. Where rules only ask whether there was an
event a single bit does, set by OR. Leads with more events are counted apart, each count by itself, and what goes
beyond its bits is cut there, which no rule sees; where a rule's own occurrences are too many, a bit of its own says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from ..walk import Node, filter_of, walk
from . import nodes as n
from .dialects.dialect import LooksUp
from .keys import Measure

KEY: Final = "lead_key"
TIMES: Final = "times"
_NUMBER, _PLACE, _MOST, _BARS, _TOTAL, _MOVED = "number", "place", "most", "bars", "total", "moved"
LOOKED_UP: Final = "looked_up"  # what is measured of all events: how many were found in the table
TOO_MANY: Final = "too_many"  # whether a rule's occurrences are
MOST: int = 2_147  # events of a lead: so many of the weight 10^6 fit 31 bits, two sums fit one number
MAX: Final = p.MAX_OCCURRENCES
MAX_WEIGHT: Final = MAX * p.FACTOR  # of a lead that has a score
UNBOUNDED: Final = 2**40  # more than a lead has events
HEAVIEST: Final = 2**30  # an event: the product of a sum and a rule's multiplier, at most 10^6, fits 64 bits
_BITS: Final = 63
# Of the upper number of a pair. What one event adds ends 11 bits below: 2^32 events of a lead fit a sum of 127 bits.
_UPPER_BITS: Final = 43


@dataclass(frozen=True, slots=True)
class Field:
    """Where a measure stands: its number, and its bits there; and what one event adds to it.

    That is what the column `weight` of the table says, or 1, if the column `match` is true, or in any case.
    `asked`: any value above 0 is one, and numbers are put together by OR.
    """

    measure: Measure
    width: int
    match: str | None = None
    weight: str | None = None
    asked: bool = False
    bars: bool = False  # a count of occurrences, of which a lead may have `MAX` at most
    read: bool = True
    number: str = ""
    place: int = 0

    @property
    def most(self) -> int:
        return (1 << self.width) - 1

    @property
    def one(self) -> n.Node:
        """The number that holds 1 here and nothing else."""
        return n.number(1 << self.place)

    def added(self) -> n.Node:
        """What an event adds to the number."""
        worth = self.one if self.weight is None else n.times(n.column(self.weight), self.one)
        return worth if self.match is None else n.when((n.column(self.match), worth), otherwise=n.number(0))

    def of_number(self, dialect: LooksUp) -> n.Node:
        """The value in the column of the number."""
        return dialect.bits(n.column(self.number), n.number(self.place), n.number(self.most))


@dataclass(frozen=True, slots=True)
class Alone:
    """The step, of one row and one column, that says whether there are several moments to score at."""

    step: str
    column: str


@dataclass(frozen=True, slots=True)
class Packed:
    """What a step has instead of columns of lead, moment and measures: a key (`lookup.key_of`), and numbers."""

    alone: Alone
    fields: tuple[Field, ...]
    features: tuple[p.Feature, ...]  # that are counted so
    paid: tuple[tuple[str, str], ...] = ()  # scores with rules that are paid already, and the columns of their sums

    @property
    def numbers(self) -> list[str]:
        return numbers(self.fields)


def numbers(fields: Sequence[Field]) -> list[str]:
    return list(dict.fromkeys(field.number for field in fields))


def heaviest(decay: p.Decay) -> int:
    """What an event weighs at most."""
    return decay.magnitude if isinstance(decay, p.PointSteps) else p.FACTOR


# ---- what has which width ------------------------------------------------------------------------------------------


def fields(
    plan: p.Plan,
    features: Sequence[p.Feature],
    read: Sequence[Node],
    matches: Mapping[model.EventFilter, str],
    weights: Mapping[p.Decay, str],
) -> list[Field]:
    """The fields of these features, whose columns of matches and weights are given; each with its place."""
    sums = []
    asked = [Field(Measure(TOO_MANY, features[0]), 1, asked=True)]
    told, counts = _weights_told_apart(plan), _counts_told_apart(plan, features, read)
    for feature in features:
        if isinstance(feature, p.Occurrences) and feature.decay is not None:
            width = max(MOST * heaviest(feature.decay), told.get(feature, MAX_WEIGHT)).bit_length()
            sums.append(Field(Measure("weight", feature), width, matches[feature.events], weights[feature.decay]))
    barring = {each.events for each in features if isinstance(each, p.Occurrences)}
    for events, name in matches.items():
        most = counts[events]
        width = max(MOST, most).bit_length() if most > 1 else 1
        count = Measure("count", events)
        field = Field(count, width, name, asked=most <= 1, bars=events in barring, read=most > 0)
        (asked if field.asked else sums).append(field)
    found = Field(Measure(LOOKED_UP, features[0]), MOST.bit_length(), read=False)
    # What runs over from a lower number runs into the upper one, and so does not reach the top, where `found` is.
    return [*_placed([found, *sums], "sums", (_UPPER_BITS, _BITS)), *_placed(asked, "flags", (_BITS,))]


def _weights_told_apart(plan: p.Plan) -> dict[p.Occurrences, int]:
    """The weight from which on all are the same to the rules that are paid by a feature."""
    found: dict[p.Occurrences, int] = {}
    for score in plan.scores:
        for rule in p.rules(score) if isinstance(score, p.Score) else ():
            if isinstance(rule, p.OccurrenceRule):
                told = min(-(-rule.max_nano // max(1, abs(rule.multiplier))), MAX_WEIGHT)
                found[rule.feature] = max(found.get(rule.feature, 1), told)
    return found


def _counts_told_apart(
    plan: p.Plan, features: Sequence[p.Feature], read: Sequence[Node]
) -> dict[model.EventFilter, int]:
    """The number of events from which on all are the same to everything that reads it; 0 where nothing does."""
    by_nodes: dict[model.EventFilter, int] = {}
    for root in read:
        for node in walk(root):
            events = filter_of(node)
            if events is not None:
                by_nodes[events] = max(by_nodes.get(events, 0), _told_by(node))
    told, mine, found = _weights_told_apart(plan), frozenset(features), dict[model.EventFilter, int]()
    for feature in plan.features:
        if isinstance(feature, p.Occurrences) and feature.decay is not None and feature in mine:
            most = 0
        elif isinstance(feature, p.Occurrences) and feature in mine:
            most = 1 if feature.latest == 1 else -(-told.get(feature, MAX_WEIGHT) // p.FACTOR)
        elif isinstance(feature, p.Count) and feature in mine:
            most = by_nodes.get(feature.events, UNBOUNDED)
        else:
            most = UNBOUNDED  # it may read the count, too
        found[feature.events] = max(found.get(feature.events, 0), most)
    return found


def _told_by(node: Node) -> int:
    match node:
        case model.Happened(_, at_least):
            return at_least
        case model.Quiet():
            return 1
        case _:
            return UNBOUNDED


def _placed(wanted: Sequence[Field], wish: str, bits: Sequence[int]) -> Iterator[Field]:
    """Each in the first number that has room for it, the widest first; the first one of all at the top of a number.

    `bits`: of the numbers, in turns.
    """
    top, *others = wanted
    room: list[int] = []
    for field in [top, *sorted(others, key=lambda each: -each.width)]:
        number = next((place for place, left in enumerate(room) if left >= field.width), len(room))
        if number == len(room):
            room.append(bits[number % len(bits)])
        room[number] -= field.width
        yield replace(field, number=f"{wish}_{number + 1}", place=room[number])


# ---- adding up -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sum:
    """What one aggregate adds up, in a column of its own: a pair of numbers, or one number."""

    column: str
    upper: str
    lower: str | None = None
    asked: bool = False  # see `Field`


def summed(wanted: Sequence[Field]) -> list[Sum]:
    """All numbers. A sum is kept in 128 bits, whatever it adds up: in pairs, numbers take half the memory of a key."""
    sums = numbers([each for each in wanted if not each.asked])
    found = [
        Sum(f"pair_{place}", upper, lower) if lower is not None else Sum(upper, upper)
        for place, (upper, lower) in enumerate(zip_longest(sums[::2], sums[1::2]), 1)
    ]
    return [*found, *(Sum(name, name, asked=True) for name in numbers([each for each in wanted if each.asked]))]


def paired(dialect: LooksUp, wanted: Sequence[Field]) -> list[n.Node]:
    """The columns that are added up, of a row with all numbers."""
    return [
        n.column(each.column)
        if each.lower is None
        else n.named(dialect.paired(n.column(each.upper), n.column(each.lower)), each.column)
        for each in summed(wanted)
    ]


def add_up(dialect: LooksUp, wanted: Sequence[Field], events: str) -> exp.Select:
    """The numbers of each key over the rows of `events`, which have a key and `paired`; too many may spoil them."""
    sums: list[n.Node] = []
    for each in summed(wanted):
        column = n.column(each.column)
        if each.lower is not None:
            upper, lower = dialect.halves(n.call("sum", column))
            sums += [n.named(upper, each.upper), n.named(lower, each.lower)]
        else:
            sums.append(n.named(dialect.any_bits(column) if each.asked else dialect.narrow_sum(column), each.column))
    return _by_key(sums, events)


def few(dialect: LooksUp, wanted: Sequence[Field]) -> n.Node:
    """Whether the numbers of a key had room for its events."""
    # Above its place nothing stands: whatever runs into it, it says at least how many events there are. The number is
    # below 2^63, and so says it beyond the bits of the field, too.
    found = next(each for each in wanted if each.measure.what == LOOKED_UP)
    counted = dialect.bits(n.column(found.number), n.number(found.place), n.number((1 << (_BITS - found.place)) - 1))
    return n.call("coalesce", n.compare(exp.LTE, counted, n.number(MOST)), n.false())


def layout(wanted: Sequence[Field]) -> exp.Select:
    """A row for each measure: where it stands, and whether more than `MAX` of it are too many."""
    columns = (_NUMBER, _PLACE, _MOST, _BARS)
    places = {name: place for place, name in enumerate(numbers(wanted), 1)}
    rows = [
        [n.number(places[each.number]), n.number(each.place), n.number(each.most), exp.Boolean(this=each.bars)]
        for each in _apart(wanted)
    ]
    return n.select([n.star()], n.values("layout", columns, rows))


def count_apart(dialect: LooksUp, wanted: Sequence[Field], events: str, fields: str) -> exp.Select:
    """Each measure of each key by itself, in a row of its own; `times`: how many events are like this one."""
    listed = dialect.array([n.column(name) for name in numbers(wanted)], "BIGINT")
    number = dialect.item(listed, n.column(_NUMBER))
    added = n.times(dialect.bits(number, n.column(_PLACE), n.column(_MOST)), n.column(TIMES))
    keys = [n.column(name) for name in (KEY, _NUMBER, _PLACE, _MOST, _BARS)]
    query = n.select([*keys, n.named(n.call("sum", added), _TOTAL)], n.table([events]))
    query.join(n.table([fields]), join_type="cross", copy=False)
    return query.group_by(*(n.own(key) for key in keys), copy=False)


def moved(dialect: LooksUp) -> n.Node:
    """A column beside those of `count_apart`: the measure, cut to its bits, in its place."""
    cut = n.cast(n.call("least", n.column(_TOTAL), n.column(_MOST)), "BIGINT")
    return n.named(dialect.moved(cut, n.column(_PLACE)), _MOVED)


def pack(wanted: Sequence[Field], source: str) -> exp.Select:
    """The numbers again, of measures that were counted by themselves and moved to their places."""
    columns: dict[str, n.Node] = {}
    for place, name in enumerate(numbers(wanted), 1):
        mine = n.when((n.equal(n.column(_NUMBER), n.number(place)), n.column(_MOVED)), otherwise=n.number(0))
        columns[name] = n.cast(n.call("sum", mine), "BIGINT")
    barred = next(each for each in wanted if each.measure.what == TOO_MANY)
    counts = n.call("max", n.when((n.column(_BARS), n.column(_TOTAL)), otherwise=n.number(0)))
    bit = n.when((n.compare(exp.GT, counts, n.number(MAX)), barred.one), otherwise=n.number(0))
    columns[barred.number] = n.cast(n.plus(columns[barred.number], bit), "BIGINT")
    return _by_key([n.named(node, name) for name, node in columns.items()], source)


def _apart(wanted: Sequence[Field]) -> list[Field]:
    """Those that are counted by themselves."""
    return [each for each in wanted if each.measure.what not in (LOOKED_UP, TOO_MANY)]


def _by_key(sums: Sequence[n.Node], source: str) -> exp.Select:
    key = n.column(KEY)
    return n.select([key, *sums], n.table([source])).group_by(n.own(key), copy=False)
