"""Leads with events for a generated rule file: values taken from its rules, ties on its boundaries on purpose."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from scoreline.compiler.result import Account, Lead
from scoreline.compiler.result import Event as Happening

from .chance import Chance
from .vocabulary import WORDS, text, variants
from .world import DAY, EPOCH, Attr, Event, World, changes

Values = dict[str, str | int | bool]
BLANKS = "\t\n\v\f\r \u00a0\u3000"
FIRST, LAST = DAY, 4_102_444_799
LARGEST = 4 * 10**15


def leads_of(chance: Chance, made: World, count: int) -> tuple[Lead, ...]:
    """The leads, keys all different; some twins that differ in one thing only."""
    marks = moments(made)
    found: list[Lead] = []
    for index in range(count):
        key = key_of(chance, made, index)
        if found and chance.often(20):
            found.append(twin(chance, made, chance.one(found), key, marks))
        else:
            values = values_of(chance, made.attrs[1:], chance.one((5, 20, 60)))
            found.append(Lead(str(key), {made.attrs[0].name: key, **values}, events_of(chance, made, marks)))
    return tuple(found)


def key_of(chance: Chance, made: World, index: int) -> str | int:
    if made.attrs[0].kind == "integer":
        return index * 7 - 20
    return f"{chance.one(WORDS)}{index}" if chance.often(20) else str(index)


def twin(chance: Chance, made: World, lead: Lead, key: str | int, marks: list[int]) -> Lead:
    values: Values = {**lead.values, made.attrs[0].name: key}
    events = lead.events
    if made.events and chance.often(50):
        events = (*events, event_of(chance, made, chance.one(made.events), marks))
        if chance.often(40) and events:
            events = tuple(e for i, e in enumerate(events) if i != chance.between(0, len(events) - 1))
    else:
        attr = chance.one(made.attrs[1:])
        value = value_of(chance, attr, 10)
        values.pop(attr.name, None)
        if value is not None:
            values[attr.name] = value
    return Lead(str(key), values, events)


def values_of(chance: Chance, attrs: list[Attr], missing: int) -> Values:
    values: Values = {}
    for attr in attrs:
        value = value_of(chance, attr, missing)
        if value is not None:
            values[attr.name] = value
    return values


def value_of(chance: Chance, attr: Attr, missing: int) -> str | int | bool | None:
    """A typed value, None for a missing one; mostly near a constant of the rules."""
    if chance.often(missing):
        return None
    if attr.options:
        return chance.one(attr.options)
    same = [v for v in attr.values if isinstance(v, str) == (attr.kind in ("text", "set", "account"))]
    base = chance.one(same) if same and chance.often(85) else None
    match attr.kind:
        case "set":
            return set_value(chance, attr)
        case "account":
            return chance.one(attr.values) if attr.values else None
        case "text":
            return text_value(chance, attr, base if isinstance(base, str) else text(chance))
        case "boolean":
            return chance.often(50)
        case "integer" | "decimal":
            near = base if isinstance(base, int) else chance.between(-100, 6000)
            return max(-LARGEST, min(LARGEST, near + chance.one((0, 0, 0, -1, 1, chance.between(-50, 50)))))
        case "date":
            near = base if isinstance(base, int) else 20_000 + chance.between(-900, 900)
            return max(-25_567, min(47_481, near + chance.one((0, 0, 0, -1, 1, chance.between(-40, 40)))))
        case _:
            near = base if isinstance(base, int) else 1_780_000_000 + chance.between(-300, 300) * DAY
            return max(FIRST, min(LAST, near + chance.one((0, 0, 0, -1, 1, chance.between(-DAY, DAY)))))


MARK = "\x1f"


def set_value(chance: Chance, attr: Attr) -> str:
    """As the data has it: entries trimmed, distinct, in the order of their bytes."""
    entries = {str(v).strip(BLANKS) for v in chance.some([*attr.values, *WORDS[:12]], 0, 4)} - {""}
    return MARK + "".join(e + MARK for e in sorted((e for e in entries if MARK not in e), key=str.encode))


def accounts_of(chance: Chance, made: World) -> tuple[Account, ...]:
    """Rows for most of the accounts that leads may name; the keys become the values of the leads' attribute."""
    if made.account is None:
        return ()
    key, *others = made.account.attrs
    pool = [str(v) for v in key.values if isinstance(v, str) and str(v).strip(BLANKS)]
    keys = list(dict.fromkeys([*chance.some(pool, 0, 3), *(f"acct {n}" for n in range(chance.between(1, 4)))]))
    made.account.link.values = list(keys)
    rows = []
    for each in keys:
        if chance.often(80):
            rows.append(Account(each, {key.name: each, **values_of(chance, others, chance.one((5, 40)))}))
    return tuple(rows)


def text_value(chance: Chance, attr: Attr, base: str) -> str | None:
    if attr.domains:
        value = chance.weighted(
            (50, base),
            (10, base.upper()),
            (5, base + " "),
            (5, f"x@{base}"),
            (5, base + "@"),
            (5, base.split("@")[-1]),
            (5, f"a@{chance.one(WORDS)}"),
            (5, "@"),
            (5, "a@ "),
            (5, base.replace("@", "@sub.")),
        )
    else:
        value = variants(chance, base)
    return value if value.strip(BLANKS) else None


# ---- events --------------------------------------------------------------------------------------------------------


def moments(made: World) -> list[int]:
    """Day boundaries of the zone and changes of its clocks in the months before `as of`."""
    rules = zoneinfo.ZoneInfo(made.zone)
    local = (EPOCH + dt.timedelta(seconds=made.as_of)).astimezone(rules)
    marks = []
    for back in (0, 1, 2, 3, 7, 30):
        midnight = dt.datetime.combine(local.date() - dt.timedelta(days=back), dt.time(0), rules)
        marks.append(int((midnight - EPOCH).total_seconds()))
    marks += [m for m in changes(made.zone, local.year) if m <= made.as_of + DAY]
    return marks


def events_of(chance: Chance, made: World, marks: list[int]) -> tuple[Happening, ...]:
    found: list[Happening] = []
    for event in made.events:
        limits = made.limits.get(event.name, [])
        count = chance.weighted((20, 0), (40, chance.between(1, 3)), (35, chance.between(2, 7)), (5, 25))
        if limits and chance.often(40):
            count = max(0, chance.one(limits) + chance.one((-1, 0, 0, 1)))
        found += [event_of(chance, made, event, marks) for _ in range(count)]
    for _ in range(chance.between(0, 6 if made.new else 2) if found else 0):
        again = chance.one(found)
        at = chance.one(found).at if chance.often(50) else again.at
        if chance.often(50):
            at = max(FIRST, min(LAST, at + chance.one(made.gaps) * chance.one((1, -1)) + chance.one((0, 0, 1, -1))))
        found.append(Happening(again.kind, at, again.values))
    return tuple(chance.shuffled(found))


def event_of(chance: Chance, made: World, event: Event, marks: list[int]) -> Happening:
    ages = made.ages.get(event.name, [])
    nudge = chance.one((0, 0, 0, -1, 1, -1, 1, 3600, -3600))
    at = chance.weighted(
        (40, made.as_of - (chance.one(ages) if ages else chance.between(0, 90) * DAY) + nudge),
        (12, made.as_of - chance.between(0, 95) * DAY + nudge),
        (15, chance.one(marks) + chance.one((0, -1, 1, 60, -60, 3599, -3600))),
        (5, made.as_of),
        (3, made.as_of + 1),
        (3, made.as_of + chance.between(1, 90) * DAY),
        (3, made.as_of - 1),
        (19, made.as_of - chance.between(0, 120 * DAY)),
    )
    return Happening(event.name, max(FIRST, min(LAST, at)), values_of(chance, event.attrs, chance.one((5, 40))))
