"""What the core forms cannot say: sequences, speed, values of events, arithmetic, colleagues, scores in conditions."""

from __future__ import annotations

from dataclasses import replace

from .chance import Chance
from .conditions import attribute_test, condition, duration, grade_test, lead_atom, selector, where, window
from .vocabulary import number
from .world import DAY, Attr, Event, World

_COUNTABLE = ("text", "integer", "decimal", "boolean", "date")


def gap(chance: Chance, world: World, *units: str) -> str:
    """A time between two events."""
    shown, seconds = duration(chance, chance.one(units or ("seconds", "minutes", "hours", "days")))
    world.gaps.append(seconds)
    return shown


def same(chance: Chance, one: Event, other: Event) -> str:
    """` of the same …`, or nothing."""
    shared = [
        a
        for a in one.attrs
        if any((a.name, a.kind, a.places, a.options) == (b.name, b.kind, b.places, b.options) for b in other.attrs)
    ]
    return f" of the same {chance.one(shared).spelled}" if shared and chance.often(35) else ""


def relation(chance: Chance, world: World, event: Event) -> str:
    """How an event stands to others, with a blank before it."""
    other = chance.one(world.events)
    negated = "not " if chance.often(35) else ""
    inner = other.spelled + where(chance, world, other)
    if chance.often(55):
        return f" {negated}within {gap(chance, world)} after {inner}{same(chance, event, other)}"
    within = f" within {gap(chance, world)}" if chance.often(60) else ""
    return f" {negated}followed by {inner}{within}{same(chance, event, other)}"


def phrase(chance: Chance, world: World, percent: int = 60, event: Event | None = None) -> str:
    """Events of one kind with their filter and, sometimes, a relation; without a window."""
    event = event or chance.one(world.events)
    related = relation(chance, world, event) if chance.often(percent) else ""
    return event.spelled + where(chance, world, event) + related


# ---- values ----------------------------------------------------------------------------------------------------------


def of_event(chance: Chance, world: World, kinds: tuple[str, ...]) -> tuple[Event, Attr] | None:
    found = [(event, attr) for event in world.events for attr in event.attrs if attr.kind in kinds and not attr.options]
    return chance.one(found) if found else None


def filtered(chance: Chance, world: World, event: Event) -> str:
    related = relation(chance, world, event) if chance.often(15) else ""
    return f"{event.spelled}{where(chance, world, event)}{related} {window(chance, world, [event])}"


def aggregate(chance: Chance, world: World) -> Attr | None:
    """A number made of an event's number."""
    found = of_event(chance, world, ("integer", "decimal"))
    if found is None:
        return None
    event, attr = found
    word = chance.one(("sum", "sum", "highest", "lowest"))
    return replace(attr, phrase=f"{word} of {attr.spelled} of {filtered(chance, world, event)}")


def picked(chance: Chance, world: World) -> Attr | None:
    """The value of the latest or first event that has it."""
    found = of_event(chance, world, ("text", "integer", "decimal", "boolean", "date", "timestamp"))
    if found is None:
        return None
    event, attr = found
    return replace(attr, phrase=f"{chance.one(('latest', 'first'))} {attr.spelled} of {filtered(chance, world, event)}")


def moment_of(chance: Chance, world: World) -> str:
    stamps = world.of_kind("timestamp")
    if world.events and (not stamps or chance.often(70)):
        return f"{chance.one(('first', 'last'))} {phrase(chance, world, 20)}"
    return chance.one(stamps).spelled if stamps else ""


def span_value(chance: Chance, world: World) -> str:
    """Whole units between two moments, or since one."""
    one, other = moment_of(chance, world), moment_of(chance, world)
    if not one or not other:
        return ""
    unit = chance.one(("days", "hours", "minutes"))
    if chance.often(50) and one != other:
        return f"{unit} from {one} to {other}"
    if chance.often(40) and one != other:
        return f"{unit} since ({one} or {other})"
    return f"{chance.one(('hours', 'minutes'))} since {one}"


def arithmetic(chance: Chance, world: World) -> Attr | None:
    """A number made of the lead's numbers; the constants of the parts stay interesting."""
    pool = [a for a in world.of_kind("integer", "decimal") if a is not world.attrs[0]]
    if world.account is not None:
        pool += [a for a in world.account.values if a.kind in ("integer", "decimal")]
    pool = [a for a in pool if a.places <= 2]  # with more places a multiple may be too large
    if not pool:
        return None
    one, other = chance.one(pool), chance.one(pool)
    places = max(one.places, other.places)
    plain = str(chance.between(0, 60))
    form = chance.between(0, 5)
    shown = {
        0: f"{one.spelled} {chance.one(('+', '-'))} {other.spelled}",
        1: f"{chance.between(2, 9)} * {one.spelled} {chance.one(('+', '-'))} {plain}",
        2: f"greatest of ({plain}, {one.spelled})",
        3: f"least of ({one.spelled}, {other.spelled}, {plain})",
        4: f"{one.spelled} else {plain}",
        5: f"greatest of (0, {plain} - {one.spelled})",
    }[form]
    used = [one] if form in (1, 2, 4, 5) else [one, other]
    values = [v for a in used for v in a.values if isinstance(v, int)]
    return Attr(
        "computed",
        "decimal" if places else "integer",
        max((a.places for a in used), default=0),
        values=values,
        phrase=shown,
    )


def compared(chance: Chance, attr: Attr) -> str:
    """A comparison of a number that is no attribute."""
    op = chance.one(("at least", "at most", "above", "below", "is", "is not"))
    near = [v for v in attr.values if isinstance(v, int) and abs(v) < 10**9]
    units = chance.one(near) if near and chance.often(60) else chance.between(-50, 400) * 10 ** min(attr.places, 2)
    return f"{attr.spelled} {op} {number(units, attr.places)}"


# ---- colleagues ------------------------------------------------------------------------------------------------------


def colleague_test(chance: Chance, world: World) -> str:
    """`with …`, or nothing: what is asked of a colleague reads neither colleagues nor scores."""
    if chance.often(25):
        return ""
    before, world.level = world.level, "colleague"
    shown = condition(chance, world, 2)
    world.level = before
    return f" with ({shown})"


def leads(chance: Chance, world: World, others: bool | None = None, several: bool = True) -> str:
    assert world.account is not None
    other = "other " if (chance.often(60) if others is None else others) else ""
    return f"{other}lead{'s' if several else ''} of the same {world.account.link.spelled}"


def colleague_value(chance: Chance, world: World) -> Attr:
    who = leads(chance, world) + colleague_test(chance, world)
    told = [(kind, a) for kind in world.events for a in kind.attrs if a.kind in _COUNTABLE]
    if told and chance.often(20):
        kind, attr = chance.one(told)
        shown = f"{attr.spelled} of {kind.spelled} {window(chance, world, [kind])}"
        return Attr("different", "integer", values=[0, 1, 2, 3], phrase=f"count of different {shown} of {who}")
    if chance.often(20):
        return Attr("counted", "integer", values=[0, 1, 2, 3], phrase=f"count of {who}")
    numbers = [a for a in world.of_kind("integer", "decimal") if a is not world.attrs[0]]
    if world.events and (not numbers or chance.often(35)):
        shown = f"count of {phrase(chance, world, 10)} {window(chance, world, world.events)}"
        return Attr(
            "counted",
            "integer",
            values=[0, 1, 2, 5],
            phrase=f"{chance.one(('sum', 'highest', 'lowest'))} of ({shown}) of {who}",
        )
    plain = [a for a in world.attrs[1:] if a.kind in _COUNTABLE]
    if plain and chance.often(40):
        return Attr(
            "different",
            "integer",
            values=[0, 1, 2, 3],
            phrase=f"count of different {chance.one(plain).spelled} of {who}",
        )
    if not numbers:
        return Attr("counted", "integer", values=[0, 1, 2, 3], phrase=f"count of {who}")
    one = chance.one(numbers)
    return replace(one, phrase=f"{chance.one(('sum', 'highest', 'lowest'))} of {one.spelled} of {who}")


# ---- conditions ------------------------------------------------------------------------------------------------------


def new_atom(chance: Chance, world: World) -> str:
    """One condition of a form that the core does not have; of a core form where the world has nothing for it."""
    if world.level == "score" and world.grades and chance.often(35):
        return grade_test(chance, chance.one(world.grades))
    for _ in range(6):
        forms = (*range(10), 8, 8, 8, 8, 8, 8) if world.account else range(10)
        found = _atom(chance, world, chance.one(forms))
        if found:
            return found
    world.new = False
    found = lead_atom(chance, world)
    world.new = True
    return found


def _atom(chance: Chance, world: World, form: int) -> str:
    if form <= 1 and world.events:
        return f"{phrase(chance, world, 100)} {window(chance, world, world.events)}"
    if form == 2 and world.events:
        count = chance.between(2, 4)
        events = selector(chance, world).replace("an event", "events").replace("any event", "events")
        return f"at least {count} {events} within {gap(chance, world)} {window(chance, world, world.events)}"
    if form == 3:
        attr = aggregate(chance, world)
        return compared(chance, attr) if attr is not None else ""
    if form == 4:
        attr = picked(chance, world)
        return attribute_test(chance, world, attr, []) if attr is not None and attr.kind != "boolean" else ""
    if form == 5:
        value = span_value(chance, world)
        return (
            f"{value} {chance.one(('at least', 'at most', 'above', 'below'))} {chance.between(0, 90)}" if value else ""
        )
    if form == 6:
        attr = arithmetic(chance, world)
        return compared(chance, attr) if attr is not None else ""
    if form == 7:
        count = chance.between(2, 3)
        return (
            f"at least {chance.between(1, count)} of ({', '.join(condition(chance, world, 1) for _ in range(count))})"
        )
    if form == 8 and world.account is not None:
        if world.level != "colleague" and chance.often(65):
            if chance.often(50):
                who = leads(chance, world, several=False)
                asked = colleague_test(chance, world) or f" with ({lead_core(chance, world)})"
                return f"{chance.one(('any', 'any', 'no'))} {who}{asked}"
            return compared(chance, colleague_value(chance, world))
        attr = chance.one(world.account.values)
        return attribute_test(chance, world, attr, []) if attr.kind != "boolean" else f"{attr.spelled} is yes"
    if form == 9 and world.level == "score" and world.scores:
        called, low, high, _ = chance.one(world.scores)
        return f"{called} {chance.one(('at least', 'at most', 'above', 'below'))} {chance.between(low + 1, high)}"
    return ""


def lead_core(chance: Chance, world: World) -> str:
    """A core condition about a colleague."""
    before, world.level, world.new = world.level, "colleague", False
    shown = lead_atom(chance, world)
    world.level, world.new = before, True
    return shown


__all__ = ["DAY", "aggregate", "arithmetic", "colleague_value", "gap", "leads", "new_atom", "phrase", "span_value"]
