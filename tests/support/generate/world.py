"""What a generated rule file knows of its data, and which values its rules make interesting.

Rules write down the constants that they use (`Attr.values`, `World.ages`); the data generator takes its values from
there, so that ties on boundaries happen on purpose.
"""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from dataclasses import dataclass, field, replace

from .chance import Chance
from .vocabulary import DOMAINS, name, number, quoted, spelled, take, text

DAY = 86_400
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
    "Asia/Seoul",
    "Africa/Casablanca",
    "Asia/Tehran",
    "Pacific/Kiritimati",
    "America/Sao_Paulo",
    "Europe/Dublin",
    "Pacific/Chatham",
    "Africa/Cairo",
]


@dataclass
class Attr:
    """An attribute; `values` are typed as results are: text, units, booleans, days, seconds."""

    name: str
    kind: str
    places: int = 0
    options: list[str] = field(default_factory=list)
    domains: bool = False  # a text that is an address
    values: list[str | int | bool] = field(default_factory=list)
    ordered: bool = False  # options from low to high
    phrase: str = ""  # what stands for a name where the value is no attribute

    @property
    def spelled(self) -> str:
        return self.phrase or spelled(self.name)


@dataclass
class Account:
    """The account's attributes, the key first, and the lead's attribute that holds it."""

    attrs: list[Attr]
    link: Attr

    @property
    def values(self) -> list[Attr]:
        """The attributes as a lead's rule reads them; they share their constants with the account's own."""
        return [replace(a, phrase=f"{self.link.spelled}.{a.spelled}") for a in self.attrs]


@dataclass
class Event:
    name: str
    own: bool
    attrs: list[Attr]

    @property
    def spelled(self) -> str:
        return spelled(self.name)


@dataclass
class Grade:
    """A grade with its labels as conditions write them, the best first; of a matrix they have no order."""

    spelled: str
    labels: list[str]
    ordered: bool = True


@dataclass
class World:
    chance: Chance
    zone: str
    as_of: int
    attrs: list[Attr]  # of the lead, the key first
    since: str | None
    events: list[Event]
    lists: dict[str, list[str]] = field(default_factory=dict)
    lets: list[str] = field(default_factory=list)  # spelled
    ages: dict[str, list[int]] = field(default_factory=dict)  # seconds, by kind of event
    limits: dict[str, list[int]] = field(default_factory=dict)  # numbers of events, by kind
    taken: set[str] = field(default_factory=set)
    gaps: list[int] = field(default_factory=lambda: [0, 1, 60])  # seconds between two events
    account: Account | None = None
    scores: list[tuple[str, int, int, int]] = field(default_factory=list)  # that a rule may read: see Outputs
    late_lets: list[str] = field(default_factory=list)  # lets that read scores
    grades: list[Grade] = field(default_factory=list)  # that a rule may read: see Outputs
    switches: list[str] = field(default_factory=list)  # parameters that are yes or no, spelled
    files: dict[str, str] = field(default_factory=dict)  # beside the rule file, by path
    level: str = "lead"  # "score" where scores may be read, "colleague" where neither they nor colleagues may
    new: bool = False  # whether the file may have more than the core forms
    wide: bool = False  # many kinds of event, many rows, many alternatives

    def of_kind(self, *kinds: str) -> list[Attr]:
        return [a for a in self.attrs if a.kind in kinds]

    @property
    def anyone(self) -> list[str]:
        """The words for events of any kind; 'by the lead' needs a kind that is the lead's own."""
        own = ["any event by the lead", "an event by the lead"] if any(e.own for e in self.events) else []
        return ["any event", *own]

    def common(self, words: str) -> list[Attr]:
        """Attributes that all events have which `any event` or `any event by the lead` speaks of."""
        meant = [e for e in self.events if e.own or not words.endswith("by the lead")]
        return [
            a
            for a in meant[0].attrs
            if all(
                any((a.name, a.kind, a.places, a.options) == (b.name, b.kind, b.places, b.options) for b in e.attrs)
                for e in meant
            )
        ]

    @property
    def today(self) -> int:
        return local_day(self.zone, self.as_of)

    def age(self, events: list[Event], seconds: int) -> None:
        for event in events:
            self.ages.setdefault(event.name, []).append(seconds)

    def limit(self, events: list[Event], count: int) -> None:
        for event in events:
            self.limits.setdefault(event.name, []).append(count)


EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def local_day(zone: str, second: int) -> int:
    """By the standard library, not by the product's own table."""
    local = (EPOCH + dt.timedelta(seconds=second)).astimezone(zoneinfo.ZoneInfo(zone))
    return local.date().toordinal() - dt.date(1970, 1, 1).toordinal()


def changes(zone: str, year: int) -> list[int]:
    """The moments of a year at which the zone's offset changes, to the minute."""
    rules = zoneinfo.ZoneInfo(zone)
    found = []
    moment = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    for _ in range(370):
        after = moment + dt.timedelta(days=1)
        if moment.astimezone(rules).utcoffset() != after.astimezone(rules).utcoffset():
            low, high = moment, after
            while high - low > dt.timedelta(minutes=1):
                middle = low + (high - low) // 2
                middle = middle.replace(second=0, microsecond=0)
                if middle == low:
                    break
                same = middle.astimezone(rules).utcoffset() == moment.astimezone(rules).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(int((high - EPOCH).total_seconds()))
        moment = after
    return found


def moment(chance: Chance, zone: str) -> int:
    """An `as of`: often near midnight or a change of the clocks in the zone."""
    year = chance.weighted((70, 2026), (10, 2011), (20, chance.between(1985, 2095)))
    start = int((dt.datetime(year, 1, 1, tzinfo=dt.UTC) - EPOCH).total_seconds())
    base = start + chance.between(0, 364) * DAY
    changed = changes(zone, year) if chance.often(40) else []
    if changed:
        base = chance.one(changed) + chance.one((0, 0, 1, -1, 3600, -3600, DAY, 30 * DAY, 7 * DAY, 90 * DAY))
    elif chance.often(40):
        rules = zoneinfo.ZoneInfo(zone)
        offset = (EPOCH + dt.timedelta(seconds=base)).astimezone(rules).utcoffset() or dt.timedelta()
        base += chance.one((0, 0, -1, 1)) - int(offset.total_seconds())
    else:
        base += chance.between(0, DAY - 1)
    return base


def world(chance: Chance) -> World:
    zone = "UTC" if chance.often(30) else chance.one(ZONES)
    taken: set[str] = set()
    take(taken, "lead", "as_of", "reason", "problem", "event", "at", "not scored")
    take(taken, "follow_up", "due", "rank", "listed", "source", "account", "kind", "rule", "points", "times")
    attrs = [Attr("id" if chance.often(70) else name(chance, taken), chance.weighted((80, "text"), (20, "integer")))]
    take(taken, attrs[0].name)
    for _ in range(chance.between(1, 8)):
        attrs.append(attribute(chance, name(chance, taken)))
    since = None
    if chance.often(70):
        attrs.append(Attr(name(chance, taken), chance.one(("timestamp", "date"))))
        since = attrs[-1].name
    wide = chance.often(12)
    kinds = chance.between(4, 11) if wide else chance.weighted((10, 0), (40, 1), (30, 2), (20, 3))
    events = [event(chance, taken) for _ in range(kinds)]
    share(chance, events)
    made = World(chance, zone, moment(chance, zone), attrs, since, events, taken=taken, wide=wide)
    made.new = chance.often(65)
    if made.new:
        enrich(chance, made)
    for _ in range(chance.weighted((40, 0), (40, 1), (20, 2))):
        entries = list(
            dict.fromkeys(text(chance).strip("\t\n\v\f\r \u00a0\u3000") for _ in range(chance.between(1, 6)))
        )
        if chance.often(30):
            entries = list(dict.fromkeys(chance.some(DOMAINS, 1, 4)))
        entries = [e for e in entries if e]
        if wide:
            # More than travel inside a statement.
            entries += [f"{e}{n}" for n in range(chance.between(60, 260) // len(entries or "x")) for e in entries]
            entries = list(dict.fromkeys(entries))
        if entries:
            made.lists[name(chance, taken)] = entries
    return made


def attribute(chance: Chance, called: str) -> Attr:
    kind = chance.weighted(
        (35, "text"), (20, "integer"), (12, "decimal"), (8, "boolean"), (8, "date"), (8, "timestamp"), (9, "one of")
    )
    if kind == "one of":
        options = list(
            dict.fromkeys(text(chance).strip("\t\n\v\f\r \u00a0\u3000") for _ in range(chance.between(2, 5)))
        )
        return Attr(called, "text", options=[o for o in options if o] or ["a"])
    if kind == "decimal":
        return Attr(called, kind, places=chance.weighted((40, 2), (20, 0), (15, 1), (15, 4), (10, 6)))
    return Attr(called, kind, domains=kind == "text" and chance.often(25))


def enrich(chance: Chance, made: World) -> None:
    """Sets of text, ordered options, an account."""
    if chance.often(40):
        made.attrs.append(Attr(name(chance, made.taken), "set"))
    if chance.often(30):
        levels = ["low", "mid", "high", "Top"][: chance.between(2, 4)]
        made.attrs.append(Attr(name(chance, made.taken), "text", options=levels, ordered=True))
    if chance.often(55):
        link = Attr(name(chance, made.taken), "account")
        own: set[str] = set()
        take(own, "account", "lead", "as_of")
        key = Attr(name(chance, own), "text", domains=chance.often(40))
        attrs = [key, *(attribute(chance, name(chance, own)) for _ in range(chance.between(0, 3)))]
        take(made.taken, *(attr.name for attr in attrs))
        made.attrs.append(link)
        made.account = Account(attrs, link)


def event(chance: Chance, taken: set[str]) -> Event:
    called = name(chance, taken)
    own: set[str] = set()
    take(own, "lead", "event", "at")
    attrs = []
    for _ in range(chance.between(0, 3)):
        # An event's attribute may be called like a lead's; never like another event.
        attrs.append(attribute(chance, name(chance, own | {n for n in taken if n not in own})))
        take(own, attrs[-1].name)
    return Event(called, chance.often(80), attrs)


def share(chance: Chance, events: list[Event]) -> None:
    """Sometimes two kinds of event have an attribute of the same name, of the same type or of another."""
    for earlier, later in itertools.pairwise(events):
        for attr in later.attrs:
            if earlier.attrs and chance.often(40):
                twin = chance.one(earlier.attrs)
                if all(a.name != twin.name for a in later.attrs):
                    attr.name = twin.name
                    if chance.often(60):
                        attr.kind, attr.places, attr.options = twin.kind, twin.places, list(twin.options)
    if len(events) >= 3 and chance.often(40):
        # One name, two kinds of event of one type and a third of another: two columns, to be read as one.
        for number, made in enumerate(events[:3]):
            kind = "text" if number < 2 else "integer"
            made.attrs = [a for a in made.attrs if a.name != "both"] + [Attr("both", kind)]


def type_text(chance: Chance, attr: Attr) -> str:
    if attr.kind == "set":
        return "set of text"
    if attr.ordered:
        return f"ordered ({', '.join(quoted(chance, o) for o in attr.options)})"
    if attr.options:
        return f"one of ({', '.join(quoted(chance, o) for o in attr.options)})"
    match attr.kind:
        case "decimal":
            return "decimal" if attr.places == 2 and chance.often(0) else f"decimal({attr.places})"
        case "boolean":
            return "yes or no"
        case _:
            return attr.kind


def day_text(day: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days=day)).isoformat()


def second_text(chance: Chance, second: int) -> str:
    shift = chance.one((0, 0, 0, 5 * 3600 + 45 * 60, -3 * 3600))
    local = EPOCH + dt.timedelta(seconds=second + shift)
    if not shift:
        return local.strftime("%Y-%m-%dT%H:%M:%SZ")
    sign = "+" if shift > 0 else "-"
    return local.strftime("%Y-%m-%dT%H:%M:%S") + f"{sign}{abs(shift) // 3600:02d}:{abs(shift) % 3600 // 60:02d}"


__all__ = ["Attr", "Event", "Grade", "World", "day_text", "local_day", "number", "second_text", "type_text", "world"]
