"""Conditions as text: every operator on every type, over attributes of the lead or of an event, and over events."""

from __future__ import annotations

from collections.abc import Callable

from .chance import Chance
from .vocabulary import DOMAINS, fold_like, number, quoted, spelled, text
from .world import DAY, Attr, Event, Grade, World, day_text, second_text

UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": DAY, "weeks": 7 * DAY}


def duration(chance: Chance, *units: str) -> tuple[str, int]:
    """A duration as text and in seconds; from the given units, days mostly."""
    unit = chance.one(units) if units else chance.weighted((70, "days"), (12, "hours"), (6, "minutes"), (12, "weeks"))
    most = {"seconds": 900, "minutes": 700, "hours": 500, "days": 200, "weeks": 30}[unit]
    count = chance.weighted((40, chance.one((1, 2, 3, 7, 14, 30, 90))), (60, chance.between(1, most)))
    shown = unit[:-1] if count == 1 else unit
    return f"{count} {shown}", count * UNITS[unit]


def attribute_test(chance: Chance, world: World, attr: Attr, others: list[Attr]) -> str:
    """One comparison over one attribute; `others` are the attributes it may be compared with."""
    if chance.often(10):
        return f"{attr.spelled} {chance.one(('is missing', 'is known'))}"
    twins = [o for o in others if o is not attr and o.kind == attr.kind and o.places == attr.places and not o.options]
    if twins and not attr.options and attr.kind != "boolean" and chance.often(12):
        ops = {"text": ("is", "is not"), "date": ("before", "after", "on"), "timestamp": ("before", "after")}
        twin = chance.one(twins)
        attr.values += twin.values
        twin.values += attr.values
        op = chance.one(ops.get(attr.kind, ("is", "is not", "at least", "at most", "above", "below")))
        return f"{attr.spelled} {op} {twin.spelled}"
    match attr.kind:
        case "set":
            return set_test(chance, world, attr)
        case "text" if attr.options:
            return option_test(chance, attr)
        case "text":
            return text_test(chance, world, attr)
        case "integer" | "decimal":
            return number_test(chance, world, attr)
        case "boolean":
            return chance.one((attr.spelled, f"not {attr.spelled}", f"{attr.spelled} is yes", f"{attr.spelled} is no"))
        case "date":
            return date_test(chance, world, attr)
        case _:
            return timestamp_test(chance, world, attr)


def set_test(chance: Chance, world: World, attr: Attr) -> str:
    if chance.often(20):
        op = chance.one(("at least", "at most", "above", "below", "is"))
        return f"count of {attr.spelled} {op} {chance.between(0, 4)}"
    pool = list({fold_like(p): p for p in (text(chance).strip() for _ in range(chance.between(1, 3)))}.values())
    pool = [p for p in pool if p.strip("\t\n\v\f\r \u00a0\u3000")] or ["one"]
    attr.values += pool
    case = " ignoring case" if chance.often(35) else ""
    if world.lists and chance.often(15):
        called = chance.one(list(world.lists))
        attr.values += world.lists[called]
        return f"{attr.spelled} has any of {spelled(called)}{case}"
    if len(pool) == 1 or chance.often(30):
        return f"{attr.spelled} has {quoted(chance, pool[0])}{case}"
    return f"{attr.spelled} has {chance.one(('any', 'all'))} of ({', '.join(quoted(chance, p) for p in pool)}){case}"


def option_test(chance: Chance, attr: Attr) -> str:
    if attr.ordered and chance.often(60):
        low, *_, high = attr.options
        op, option = chance.one((("at least", high), ("at most", low), ("above", low), ("below", high)))
        return f"{attr.spelled} {op} {quoted(chance, option)}"
    some = chance.some(attr.options, 1, 3)
    if len(some) == 1 or chance.often(40):
        return f"{attr.spelled} {chance.one(('is', 'is not'))} {quoted(chance, some[0])}"
    return f"{attr.spelled} {chance.one(('in', 'not in'))} ({', '.join(quoted(chance, s) for s in some)})"


def text_test(chance: Chance, world: World, attr: Attr) -> str:
    value = attr.spelled
    if attr.domains and not attr.phrase and chance.often(60):
        value = f"domain of {value}"
        pool = [chance.one(DOMAINS) for _ in range(chance.between(1, 3))]
        attr.values += [f"a@{d}" for d in pool]
    else:
        many_ = chance.between(7, 14) if world.wide and chance.often(30) else chance.weighted((50, 1), (30, 2), (20, 3))
        pool = [text(chance) for _ in range(many_)]
        attr.values += pool
    pool = list(dict.fromkeys(pool))
    case = " ignoring case" if chance.often(35) else ""
    # Alternatives that are the same when case is ignored are a mistake, which the checker may point out.
    pool = list({fold_like(p): p for p in reversed(pool)}.values())
    many = f"({', '.join(quoted(chance, p) for p in pool)})"
    one = quoted(chance, pool[0])
    form = chance.between(0, 9)
    if world.lists and form <= 1:
        called = chance.one(list(world.lists))
        attr.values += [f"a@{e}" if attr.domains else e for e in world.lists[called]]
        return f"{value} {chance.one(('in', 'not in'))} {spelled(called)}{case}"
    if form <= 3:
        return f"{value} {chance.one(('is', 'is not'))} {one}{case}"
    if form <= 4:
        return f"{value} {chance.one(('in', 'not in'))} {many}{case}"
    if form <= 6:
        words = [p for p in pool if any(c.isalnum() for c in p)]
        if not words:
            return f"{value} is {one}{case}"
        if len(words) == 1 or chance.often(40):
            return f"{value} has word {quoted(chance, words[0])}"
        return f"{value} has any word of ({', '.join(quoted(chance, w) for w in words)})"
    op = chance.one(("contains", "starts with", "ends with"))
    if world.lists and chance.often(8):
        called = chance.one(list(world.lists))
        attr.values += world.lists[called]
        return f"{value} {op} any of {spelled(called)}{case}"
    if len(pool) == 1 or chance.often(40):
        return f"{value} {op} {one}{case}"
    return f"{value} {op} any of {many}{case}"


def grade_test(chance: Chance, grade: Grade) -> str:
    """One comparison of a grade or matrix, never one that always or never holds."""
    labels = grade.labels
    if grade.ordered and len(labels) > 1 and chance.often(50):
        some = {"at least": labels[:-1], "above": labels[1:], "at most": labels[1:], "below": labels[:-1]}
        op = chance.one(list(some))
        return f"{grade.spelled} {op} {chance.one(some[op])}"
    shown = chance.some(labels, 1, 3)
    if len(shown) == 1 or chance.often(50):
        return f"{grade.spelled} {chance.one(('is', 'is not'))} {shown[0]}"
    return f"{grade.spelled} {chance.one(('in', 'not in'))} ({', '.join(shown)})"


def number_test(chance: Chance, world: World, attr: Attr) -> str:
    def constant() -> int:
        small = chance.weighted(
            (40, chance.between(-5, 60)),
            (30, chance.between(-1000, 5000)),
            (10, 0),
            (4, 4 * 10**15),
            (4, -(4 * 10**15)),
        )
        units = small * 10 ** chance.between(0, attr.places) if abs(small) < 10**9 else small
        attr.values.append(units)
        return units

    if attr.kind == "integer" and chance.often(12):
        some = sorted({constant() for _ in range(12 if world.wide else 3)})
        return f"{attr.spelled} {chance.one(('in', 'not in'))} ({', '.join(str(s) for s in some)})"
    op = chance.one(("is", "is not", "at least", "at most", "above", "below"))
    return f"{attr.spelled} {op} {number(constant(), attr.places)}"


def day_near(chance: Chance, world: World) -> int:
    return min(
        max(world.today + chance.weighted((60, chance.between(-120, 60)), (40, chance.between(-4, 4))), -3000), 47480
    )


def ago_days(chance: Chance, attr: Attr, world: World, unit: int) -> str:
    """`N days ago` with its ties on both sides, for a date (unit 1) or a timestamp (unit of seconds)."""
    shown, seconds = duration(chance, "days", "weeks")
    remember_age(attr, world, seconds // DAY, unit)
    return f"{shown} ago"


def remember_age(attr: Attr, world: World, days: int, unit: int) -> None:
    for near in (days - 1, days, days + 1):
        attr.values.append(world.today - near if unit == 1 else world.as_of - near * DAY)


def date_test(chance: Chance, world: World, attr: Attr) -> str:
    form = chance.between(1 if attr.phrase else 0, 6)
    if form == 0:
        shown, seconds = duration(chance, "days", "weeks")
        direction = chance.one(("last", "next"))
        sign = -1 if direction == "last" else 1
        attr.values += [world.today + sign * n for n in (0, seconds // DAY - 1, seconds // DAY, -1)]
        return f"{attr.spelled} in {direction} {shown}"
    if form == 1:
        return (
            f"{attr.spelled} {chance.one(('at most', 'at least', 'above', 'below'))} {ago_days(chance, attr, world, 1)}"
        )
    op = chance.one(("before", "after", "on"))
    if form == 2:
        attr.values += [world.today - 1, world.today, world.today + 1]
        return f"{attr.spelled} {op} today"
    if form == 3:
        return f"{attr.spelled} {chance.one(('before', 'after'))} {ago_days(chance, attr, world, 1)}"
    if form == 4:
        return f"{attr.spelled} {chance.one(('before', 'after'))} {months_ago(chance, attr, world, 1)}"
    day = day_near(chance, world)
    attr.values += [day - 1, day, day + 1]
    return f"{attr.spelled} {op} {day_text(day)}"


def months_ago(chance: Chance, attr: Attr, world: World, unit: int) -> str:
    months = chance.between(1, 14)
    remember_age(attr, world, round(months * 30.44), unit)
    return f"{months} month{'s' if months > 1 else ''} ago"


def timestamp_test(chance: Chance, world: World, attr: Attr) -> str:
    form = chance.between(1 if attr.phrase else 0, 7)
    if form == 0:
        shown, seconds = duration(chance)
        direction = chance.one(("last", "next"))
        sign = -1 if direction == "last" else 1
        attr.values += [world.as_of + sign * n for n in (0, seconds - 1, seconds, seconds + 1, -1)]
        return f"{attr.spelled} in {direction} {shown}"
    if form == 1:
        op = chance.one(("at most", "at least", "above", "below"))
        return f"{attr.spelled} {op} {ago_days(chance, attr, world, DAY)}"
    op = chance.one(("before", "after"))
    if form == 2:
        attr.values += [world.as_of, world.as_of - 43_200, world.as_of + 43_200]
        return f"{attr.spelled} {chance.one(('before', 'after', 'on'))} today"
    if form == 3:
        shown, seconds = duration(chance)
        attr.values += [world.as_of - seconds + n for n in (-1, 0, 1)]
        return f"{attr.spelled} {op} {shown} ago"
    if form == 4:
        return f"{attr.spelled} {op} {months_ago(chance, attr, world, DAY)}"
    if form == 5:
        day = day_near(chance, world)
        attr.values += [day * DAY + n for n in (-1, 0, 43_200, DAY - 1, DAY)]
        return f"{attr.spelled} {chance.one(('before', 'after', 'on'))} {day_text(day)}"
    second = min(max(world.as_of - chance.between(-30, 200) * DAY + chance.between(0, DAY), DAY), 4_102_444_799)
    attr.values += [second - 1, second, second + 1]
    return f"{attr.spelled} {op} {second_text(chance, second)}"


# ---- events --------------------------------------------------------------------------------------------------------


def where(chance: Chance, world: World, event: Event) -> str:
    """` where …`, or nothing."""
    if not event.attrs or chance.often(45):
        return ""

    def atom() -> str:
        return attribute_test(chance, world, chance.one(event.attrs), event.attrs)

    if not [a for a in event.attrs if a.kind != "set"]:
        return ""
    first = atom()
    if chance.often(70) and not first.startswith("not ") and first not in {a.spelled for a in event.attrs}:
        return f" where {first}"
    return f" where ({joined(chance, atom, 2)})"


def window(chance: Chance, world: World, events: list[Event]) -> str:
    if chance.often(20):
        return "ever"
    shown, seconds = duration(chance)
    world.age(events, seconds)
    return f"in last {shown}"


def selector(chance: Chance, world: World, any_form: bool = True) -> str:
    """Events with their filter, without a window; empty where the world has no events."""
    if any_form and chance.often(25):
        return chance.one(world.anyone)
    event = chance.one(world.events)
    return event.spelled + where(chance, world, event)


def event_test(chance: Chance, world: World) -> str:
    form = chance.between(0, 6)
    if form <= 1:
        return f"{selector(chance, world)} {window(chance, world, world.events)}"
    if form == 2:
        event = chance.one(world.events)
        # Only a lead whose age is known can be quiet for a time.
        span = window(chance, world, world.events) if world.since else "ever"
        return f"no {event.spelled}{where(chance, world, event)} {span}"
    if form == 3:
        event = chance.one(world.events)
        count = chance.between(1, 4)
        world.limit([event], count)
        return f"at least {count} {event.spelled}{where(chance, world, event)} {window(chance, world, [event])}"
    return (
        f"{event_value(chance, world)} {chance.one(('at least', 'at most', 'above', 'below', 'is', 'is not'))} "
        + str(chance.weighted((70, chance.between(0, 6)), (30, chance.between(0, 90))))
    )


def event_value(chance: Chance, world: World) -> str:
    """A number that is made of events."""
    event = chance.one(world.events)
    form = chance.between(0, 3)
    if form == 0 or (form == 1 and not event.attrs):
        return f"count of {event.spelled}{where(chance, world, event)} {window(chance, world, [event])}"
    if form == 1:
        attr = chance.one(event.attrs)
        words = chance.one(world.anyone)
        if chance.often(25) and world.common(words):
            span = window(chance, world, world.events)
            return f"count of different {chance.one(world.common(words)).spelled} of {words} {span}"
        return (
            f"count of different {attr.spelled} of {event.spelled}{where(chance, world, event)} "
            f"{window(chance, world, [event])}"
        )
    which = chance.one(("last", "last", "first"))
    for _ in range(2):
        world.age([event], chance.between(0, 90) * DAY)
    if chance.often(25):
        return f"days since {which} {chance.one(world.anyone).removeprefix('any ').removeprefix('an ')}"
    return f"days since {which} {event.spelled}{where(chance, world, event)}"


# ---- put together --------------------------------------------------------------------------------------------------


def joined(chance: Chance, atom: Callable[[], str], depth: int) -> str:
    """Atoms joined by `and` or `or`, nested in parentheses, some negated."""

    def item() -> str:
        if depth > 1 and chance.often(25):
            inside = f"({joined(chance, atom, depth - 1)})"
        else:
            inside = atom()
        if chance.often(15) and not inside.startswith("not "):
            return f"not {inside}" if inside.startswith("(") else f"not ({inside})"
        return inside

    word = chance.one((" and ", " or "))
    return word.join(item() for _ in range(chance.weighted((55, 1), (35, 2), (10, 3))))


def lead_atom(chance: Chance, world: World) -> str:
    if world.new and chance.often(25):
        from .activity import new_atom

        return new_atom(chance, world)
    if world.lets and chance.often(15):
        return chance.one(world.lets)
    if world.switches and chance.often(12):
        return chance.one(world.switches)
    if world.events and chance.often(35):
        return event_test(chance, world)
    dated = world.of_kind("date", "timestamp")
    if dated and chance.often(10):
        attr = chance.one(dated)
        days = chance.between(0, 60)
        remember_age(attr, world, days, 1 if attr.kind == "date" else DAY)
        op = chance.one(("at least", "at most", "above", "below", "is"))
        return f"days since {attr.spelled} {op} {days}"
    plain = [a for a in world.attrs[1:] if a.kind != "account"]
    return attribute_test(chance, world, chance.one(plain), plain)


def condition(chance: Chance, world: World, depth: int = 3) -> str:
    return joined(chance, lambda: lead_atom(chance, world), depth)


def unless(chance: Chance, world: World) -> str:
    one = lead_atom(chance, world)
    return f"unless {one}" if chance.often(60) else f"unless ({condition(chance, world, 2)})"
