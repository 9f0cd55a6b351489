"""Rules that the core does not have: points from data, amounts, periods, visits, colleagues, groups that pick."""

from __future__ import annotations

from collections.abc import Callable

from .activity import arithmetic, filtered, leads, moment_of, of_event, phrase
from .activity import colleague_test as with_test
from .blocks import Block
from .chance import Chance
from .conditions import duration, unless, where, window
from .vocabulary import number, points, spelled
from .world import DAY, Event, World

MakeLabel = Callable[[], str]


def new_rule(chance: Chance, world: World, label: MakeLabel) -> Block | None:
    """A rule, None where the world has nothing for the form that chance chose."""
    form = chance.between(0, 6)
    made = _rule(chance, world, label, form)
    if made is None:
        return None
    clauses = chance.maybe(12, lambda: unless(chance, world))
    if "points of" not in made and form in (1, 2, 3):  # whose points keep 3 decimals when they are halved
        clauses += chance.maybe(10, lambda: "weight 50%")
    clauses += chance.maybe(8, lambda: f'formerly "old {chance.between(1, 10**6)}"')
    return Block(", ".join([made, *clauses]))


def _rule(chance: Chance, world: World, label: MakeLabel, form: int) -> str | None:
    numbers = [a for a in world.of_kind("integer", "decimal") if a is not world.attrs[0]]
    if world.account is not None:
        numbers += [a for a in world.account.values if a.kind in ("integer", "decimal")]
    match form:
        case 0 if numbers:
            attr = chance.one(numbers)
            shown = f"({attr.spelled})" if attr.phrase else attr.spelled
            computed = arithmetic(chance, world)
            if computed is not None and chance.often(40):
                shown = f"({computed.spelled})"
            low = -chance.between(0, 50) * chance.between(0, 1)
            return f"{label()} {chance.one(('+', '-'))} {shown}, limited to {low}..{low + chance.between(1, 60)}"
        case 1 if numbers:
            attr = chance.one(numbers)
            step = chance.one((1, 7, 25, 1000)) * 10**attr.places // chance.one((1, 1, 2, 4)) or 1
            attr.values += [step * n + k for n in (0, 1, 2, 5) for k in (-1, 0)]
            body = f"{label()} {few_points(chance)} for each full {number(step, attr.places)} of {attr.spelled}"
            return f"{body}, {most(chance)}"
        case 2:
            moment = moment_of(chance, world)
            if moment and world.since is not None and chance.often(40):
                moment = f"({moment} or {spelled(world.since)})"
            shown, seconds = duration(chance, "days", "weeks")
            world.age(world.events, seconds)
            world.age(world.events, 2 * seconds)
            return (
                f"{label()} {few_points(chance)} for each full {shown} since {moment}, {most(chance)}"
                if moment
                else None
            )
        case 3 if world.account is not None and world.level != "colleague":
            who = leads(chance, world, several=False) + with_test(chance, world)
            body = f"{label()} {few_points(chance)} for each {who}"
            return f"{body}, max {chance.between(1, 4)} leads"
        case 4:
            found = of_event(chance, world, ("integer", "decimal"))
            if found is None or found[1].places > 3:
                return None
            event, attr = found
            attr.values += [10**6, 999 * 10**attr.places, 0, -5]
            body = (
                f"{label()} {chance.one(('+', '-'))} points of {attr.spelled} for each {filtered(chance, world, event)}"
            )
            clauses = occurrence_clauses(chance, world, event, decays=("halve", "fade"))
            if not any(" every " in clause or " over " in clause or clause == "no decay" for clause in clauses):
                clauses.append("no decay")  # the score's own may be one that takes a fixed number of points
            return ", ".join([body, *clauses])
        case 5 if world.events:
            event = chance.one(world.events)
            count = chance.between(1, 3)
            world.limit([event], count)
            period = chance.one(("day", "week", "month", "3 days"))
            shown = event.spelled + where(chance, world, event)
            body = f"{label()} {points(chance)} for each {period} with at least {count} {shown}"
            return ", ".join([f"{body} {window(chance, world, [event])}", *occurrence_clauses(chance, world, event)])
        case 6 if world.events:
            event = chance.one(world.events)
            keys = [a for a in event.attrs if a.kind != "set"]
            if keys and chance.often(50):
                by = f"by {chance.one(keys).spelled}"
            else:
                shown, seconds = duration(chance, "minutes", "hours")
                world.gaps.append(seconds)
                by = f"after {shown} of silence"
            count = chance.between(1, 3)
            head = "visit of" if count == 1 else f"visit with at least {count}"
            body = f"{label()} {points(chance)} for each {head} {event.spelled}{where(chance, world, event)} {by}"
            return ", ".join([f"{body} {window(chance, world, [event])}", *occurrence_clauses(chance, world, event)])
        case _:
            return None


def few_points(chance: Chance) -> str:
    return chance.one(("+", "-")) + number(chance.between(1, 40) * chance.one((1000, 500, 250)), 3)


def most(chance: Chance) -> str:
    return chance.one((f"max {chance.between(1, 9)} times", f"max {chance.between(1, 40)} points"))


def part(chance: Chance, event: Event) -> str:
    keys = [a.spelled for a in event.attrs if a.kind != "set"]
    if keys and chance.often(50):
        return chance.one(keys)
    return chance.one(("day", "week", "month", "hour", f"{chance.between(2, 9)} days"))


def occurrence_clauses(
    chance: Chance, world: World, event: Event, decays: tuple[str, ...] = ("halve", "fade", "lose")
) -> list[str]:
    """Clauses of rules that count, the new ones among them."""
    clauses = chance.maybe(30, lambda: f"once per {part(chance, event)}")
    if chance.often(40):
        count = chance.between(1, 3)
        world.limit([event], count)
        clauses.append(f"latest {count} per {part(chance, event)}" if chance.often(60) else f"latest {count} only")
    if chance.often(40):
        most_ = number(chance.between(1, 60) * chance.one((1000, 500)), 3)
        clauses.append(f"max {most_} points per {part(chance, event)}" if chance.often(70) else f"max {most_} points")
    if chance.often(40):
        shown, seconds = duration(chance, "days", "hours")
        world.age([event], seconds)
        forms = {
            "halve": f"halve every {shown}",
            "fade": f"fade to 0 over {shown}",
            "lose": f"lose {chance.one((1, 2, 5))} points every {shown}",
        }
        clauses.append(forms[chance.one(decays)])
    elif chance.often(30):
        clauses.append("no decay")
    return clauses


def new_occurrence(chance: Chance, world: World, label: MakeLabel) -> Block | None:
    """A core rule with a relation between events or the new clauses."""
    if not world.events:
        return None
    event = chance.one(world.events)
    shown = event.spelled + where(chance, world, event)
    if chance.often(50):
        shown = phrase(chance, world, 100, event)
    body = f"{label()} {points(chance)} for each {shown} {window(chance, world, world.events)}"
    return Block(", ".join([body, *occurrence_clauses(chance, world, event)]))


def reset(chance: Chance, world: World) -> Block:
    """`counts since …`, the first line of a score or group."""
    stamps = [a for a in world.of_kind("timestamp") if a.name != world.since]
    if stamps and chance.often(25):
        return Block(f"counts since {chance.one(stamps).spelled}")
    return Block(f"counts since {chance.one(('last', 'last', 'first'))} {phrase(chance, world, 15)}")


__all__ = ["DAY", "few_points", "new_occurrence", "new_rule", "reset"]
