"""Rules as text: conditions, occurrences with every clause, tables with every sort of row, groups of them."""

from __future__ import annotations

from .activity import aggregate, arithmetic, colleague_value, span_value
from .blocks import Block
from .chance import Chance
from .conditions import UNITS, condition, duration, event_value, lead_atom, unless, where
from .new_rules import new_occurrence, new_rule, reset
from .tables import points_table
from .vocabulary import DOMAINS, number, points, quoted, text
from .world import DAY, Attr, Event, World


class Labels:
    """Labels of one score: different, and sometimes odd."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._taken: set[str] = set()

    def next(self) -> str:
        odd = " ".join(text(self._chance).split()) if self._chance.often(15) else ""
        label = f"{odd} {len(self._taken) + 1}".strip() if odd else f"rule {len(self._taken) + 1}"
        self._taken.add(label)
        return quoted(self._chance, label)


def entry(chance: Chance, world: World, labels: Labels, depth: int = 3) -> Block:
    if world.new and chance.often(35):
        made = new_entry(chance, world, labels, picks=depth > 0)
        if made is not None:
            return made
    form = chance.between(0, 9)
    if depth and form == 9:
        return group(chance, world, labels, depth - 1)
    if world.events and form >= 4:
        return occurrence_rule(chance, world, labels)
    if form >= 2:
        return table_rule(chance, world, labels)
    return when_rule(chance, world, labels)


def new_entry(chance: Chance, world: World, labels: Labels, picks: bool) -> Block | None:
    """A rule, or a group that picks, of a form that the core does not have."""
    form = chance.between(0, 9)
    if form == 0 and picks:
        word = chance.one(("first of", "best of", "lowest of"))
        head = ", ".join([f"{word} {labels.next()}", *chance.maybe(40, lambda: limits(chance))])
        return Block(head + " {", [entry(chance, world, labels, 0) for _ in range(chance.between(1, 4))], "}")
    if form <= 3:
        return new_occurrence(chance, world, labels.next)
    return new_rule(chance, world, labels.next)


def when_rule(chance: Chance, world: World, labels: Labels) -> Block:
    clauses = chance.maybe(15, lambda: unless(chance, world))
    body = f"{labels.next()} {points(chance)} when {condition(chance, world)}"
    return Block(", ".join([body, *clauses]))


def group(chance: Chance, world: World, labels: Labels, depth: int) -> Block:
    clauses = chance.maybe(80, lambda: limits(chance)) + chance.maybe(25, lambda: default_decay(chance, world))
    head = ", ".join([f"group {labels.next()}", *clauses])
    rules = [entry(chance, world, labels, depth) for _ in range(chance.between(1, 4))]
    if world.new and world.events and chance.often(15):
        rules.insert(0, reset(chance, world))
    return Block(head + " {", rules, "}")


def limits(chance: Chance, decimals: int = 2) -> str:
    low = chance.weighted((60, 0), (30, -chance.between(1, 50)), (10, chance.between(1, 5)))
    high = low + chance.between(1, 60)
    if decimals and chance.often(25):
        shift = chance.between(1, 9)
        return f"limited to {number(low * 10 - shift, 1)}..{number(high * 10 + shift, 1)}"
    return f"limited to {low}..{high}"


# ---- occurrences ---------------------------------------------------------------------------------------------------


def decay_form(chance: Chance, world: World, events: list[Event]) -> str:
    """One of the five forms, perhaps after a time of full effect."""
    unit = chance.weighted((75, "days"), (15, "hours"), (5, "minutes"), (5, "weeks"))
    shown, seconds = duration(chance, unit)
    for times in (1, 2, 3, 20, 21):
        world.age(events, seconds * times)
    if unit != "weeks" and chance.often(15):
        count = chance.between(196, 730)  # too long to be spelled out for each age
        shown, seconds = f"{count} {unit}", count * UNITS[unit]
        world.age(events, seconds)
    form = chance.weighted(
        (5, f"halve every {shown}"),
        (3, f"keep {chance.one((1, 5, 50, 80, 90, 99))}% every {shown}"),
        (3, f"lose {chance.one((1, 7, 20, 25, 33, 50, 100))}% of the original every {shown}"),
        (3, f"lose {chance.one((1, 2, 5))} points every {shown}"),
        (3, f"fade to 0 over {shown}"),
    )
    if chance.often(25):
        full, grace = duration(chance, chance.one(("days", "hours")))
        for times in (0, 1):
            world.age(events, grace + seconds * times)
        return f"full for {full}, then {form}"
    return form


def default_decay(chance: Chance, world: World) -> str:
    form = decay_form(chance, world, world.events)
    return f"points of each event {form}"


def occurrence_rule(chance: Chance, world: World, labels: Labels) -> Block:
    event = chance.one(world.events)
    once = chance.often(20)
    filtered, attrs = event.spelled + where(chance, world, event), event.attrs
    if chance.often(8):
        filtered = chance.one(world.anyone)
        attrs = world.common(filtered)
    if chance.often(25):
        span = "ever"
    else:
        shown, seconds = duration(chance)
        world.age(world.events, seconds)
        span = f"in last {shown}"
    body = f"{labels.next()} {points(chance)} {'once for' if once else 'for each'} {filtered} {span}"
    clauses = []
    if not once and chance.often(35):
        if attrs and chance.often(50):
            clauses.append(f"once per {chance.one(attrs).spelled}")
        else:
            clauses.append("once per day")
    if not once and chance.often(30):
        count = chance.between(1, 4)
        world.limit([event], count)
        clauses.append(f"latest {count} only")
    if chance.often(30):
        clauses.append(f"max {number(chance.between(1, 60) * chance.one((1000, 500, 100)), 3)} points")
    clauses += chance.maybe(45, lambda: decay_form(chance, world, world.events)) or chance.maybe(20, lambda: "no decay")
    clauses += chance.maybe(12, lambda: unless(chance, world))
    return Block(", ".join([body, *chance.shuffled(clauses)]))


# ---- tables --------------------------------------------------------------------------------------------------------


def table_rule(chance: Chance, world: World, labels: Labels) -> Block:
    if world.new and chance.often(12) and (made := points_table(chance, world, labels.next)) is not None:
        return made
    value, rows = table(chance, world)
    clauses = chance.maybe(12, lambda: ", " + unless(chance, world))
    return Block(f"{labels.next()} by {value} {{", [Block(row) for row in rows], "}" + "".join(clauses))


def table(chance: Chance, world: World) -> tuple[str, list[str]]:
    if world.events and chance.often(40):
        value = event_value(chance, world)
        while value.startswith("days since last") and world.since is None:
            value = event_value(chance, world)  # only a lead whose age is known can be quiet
        rows = cuts(chance, None, 0, world.wide)
        if value.startswith("count"):
            return value, rows + chance.maybe(30, lambda: f"otherwise: {row_points(chance)}")
        # A row that pays for silence must say what a lead gets that never did anything.
        rewarded = any("+" in row for row in rows if row.startswith(("from", "above")))
        return value, rows + chance.maybe(100 if rewarded else 40, lambda: f"missing: {row_points(chance)}")
    attr = chance.one([a for a in world.attrs[1:] if a.kind != "account"])
    if world.new and chance.often(40):
        computed = new_value(chance, world)
        attr = computed or attr
    if attr.kind == "set":
        return f"count of {attr.spelled}", [
            "below 1: -1",
            f"from 2: {row_points(chance)}",
            f"missing: {row_points(chance)}",
        ]
    ends = chance.maybe(50, lambda: f"missing: {row_points(chance)}")
    ends += chance.maybe(50, lambda: f"otherwise: {row_points(chance)}")
    match attr.kind:
        case "date" | "timestamp":
            unit = 1 if attr.kind == "date" else DAY
            base = world.today if unit == 1 else world.as_of
            attr.values += [base - n * unit for n in range(-1, 91, 7)]
            return f"days since {attr.spelled}", cuts(chance, None, 0, world.wide) + ends
        case "integer" | "decimal":
            return attr.spelled, cuts(chance, attr, attr.places, world.wide) + ends
        case "boolean":
            return attr.spelled, chance.some((f"yes: {row_points(chance)}", f"no: {row_points(chance)}"), 1, 2) + ends
        case _:
            return matches(chance, attr, ends, world.wide)


def new_value(chance: Chance, world: World) -> Attr | None:
    """A number for a table that is no attribute."""
    form = chance.one((0, 1, 1, 1, 1, 2, 3))
    if form == 0:
        found = span_value(chance, world)
        return Attr("span", "integer", values=[0], phrase=found) if found else None
    if form == 1 and world.account is not None and world.level != "colleague":
        return colleague_value(chance, world)
    return aggregate(chance, world) if form == 2 else arithmetic(chance, world)


def row_points(chance: Chance) -> str:
    return "0" if chance.often(15) else points(chance)


def matches(chance: Chance, attr: Attr, ends: list[str], wide: bool) -> tuple[str, list[str]]:
    value = attr.spelled
    if attr.options:
        pool = chance.shuffled(attr.options)
        if len(pool) == 1:
            ends = [e for e in ends if not e.startswith("otherwise")]
    elif attr.domains and chance.often(50):
        value = f"domain of {value}"
        pool = list({d.casefold(): d for d in chance.some(DOMAINS, 1, 5)}.values())
        attr.values += [f"b@{d}" for d in pool]
    else:
        pool = list(dict.fromkeys(text(chance) for _ in range(chance.between(8, 20) if wide else chance.between(1, 6))))
        attr.values += pool
    rows = []
    while pool:
        some, pool = pool[: chance.weighted((70, 1), (30, 2))], pool[2:]
        shown = ", ".join(quoted(chance, s) for s in some)
        rows.append(f"{shown if len(some) == 1 else f'({shown})'}: {row_points(chance)}")
    return value, rows + ends


def cuts(chance: Chance, attr: Attr | None, places: int, wide: bool) -> list[str]:
    """Ascending cuts: first those with an upper bound, then those with a lower one."""
    scale = 10 ** chance.between(0, places)
    low, high = (0, 90) if attr is None else chance.one(((0, 60), (-50, 1000), (0, 4000)))
    bounds = sorted(
        {chance.between(low, high) * scale for _ in range(chance.between(8, 18) if wide else chance.between(1, 5))}
    )
    bounds = [
        b for i, b in enumerate(bounds) if i == 0 or b > bounds[i - 1] + 1
    ]  # `up to 4` and `below 5` are the same
    if attr is not None:
        attr.values += [b + n for b in bounds for n in (-1, 0, 1)]
    below = chance.between(0, len(bounds))
    rows = []
    for index, bound in enumerate(bounds):
        word = chance.one(("below", "up to")) if index < below else chance.one(("from", "from", "above"))
        if word == "below" and bound == low == 0 and attr is None:
            word = "from"
            below = 0
        rows.append(f"{word} {number(bound, places)}: {row_points(chance)}")
    if 0 < below < len(bounds) and chance.often(50):
        # No hole between the last upper bound and the first lower one.
        last = rows[below - 1].split(" ")
        joint = "from" if last[0] == "below" else "above"
        bound_text = rows[below - 1].split(":")[0].removeprefix("below ").removeprefix("up to ")
        rows[below] = f"{joint} {bound_text}: {row_points(chance)}"
    return rows


__all__ = ["Labels", "entry", "lead_atom", "limits"]
