"""Random leads that a ruleset cares about: their values lie on and beside the borders that its rules write down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random

from ..compiler.plan import OccurrenceRule, Occurrences, Plan, Score, TableRule, rules
from ..compiler.result import Account, Company, Event, Lead
from ..compiler.roots import roots
from ..compiler.walk import filter_of, walk
from ..dsl import model
from ..dsl.zones import DAY

Known = str | int | bool
_WORDS = ("alpha", "beta", "Gamma delta")
_NUMBERS = (0, 1, 5, 20, 100, 1_000)


@dataclass(frozen=True, slots=True)
class World:
    """What the rules mention: texts and numbers by attribute, ages of events and moments."""

    texts: dict[str, tuple[str, ...]]
    numbers: dict[str, tuple[int, ...]]
    ages: tuple[int, ...]  # seconds


def world_of(plan: Plan, invariants: Sequence[model.Invariant] = ()) -> World:
    """The constants of a plan and of what must hold, sorted, so that the same plan gives the same leads."""
    texts: dict[str, set[str]] = {}
    numbers: dict[str, set[int]] = {}
    ages: set[int] = {0, DAY, 40 * DAY, 400 * DAY}
    lists = {each.name: each.entries for each in (*plan.lists, *plan.folded_lists)}
    for root in chain(roots(plan), (each.condition for each in invariants)):
        for node in walk(root):
            events = filter_of(node)
            if events is not None and events.window is not None:
                ages.add(events.window)
            match node:
                case model.Compare(_, left, model.Constant(value)) | model.Compare(_, model.Constant(value), left):
                    _note(left, (value,), texts, numbers)
                case model.InSet(left, items):
                    _note(left, items, texts, numbers)
                case model.InList(left, name):
                    _note(left, lists.get(name, ())[:8], texts, numbers)
                case model.TextTest(_, left, needles):
                    _note(left, needles, texts, numbers)
                case model.AgeBetween(left, lowest, below):
                    unit = DAY if _is_date(left) else 1
                    ages |= {bound * unit for bound in (lowest, below) if bound is not None and bound >= 0}
                case _:
                    pass
    for score in plan.scores:
        if isinstance(score, Score):
            for rule in rules(score):
                _of_rule(rule, texts, numbers, ages)
    return World(
        {name: tuple(sorted(found)) for name, found in sorted(texts.items())},
        {name: tuple(sorted(found)) for name, found in sorted(numbers.items())},
        tuple(sorted(ages)),
    )


def _of_rule(rule: object, texts: dict[str, set[str]], numbers: dict[str, set[int]], ages: set[int]) -> None:
    match rule:
        case TableRule():
            bounds = [bound for cut in rule.cuts for bound in (cut.lowest, cut.below) if bound is not None]
            _note(rule.value, tuple(bounds), texts, numbers)
            for match_ in rule.matches:
                _note(rule.value, match_.values, texts, numbers)
            if isinstance(rule.value, model.DaysSince | model.DaysSinceLast | model.DaysSinceFirst):
                ages |= {bound * DAY for bound in bounds if bound >= 0}
        case OccurrenceRule(_, Occurrences(events)) if events.window is not None:
            ages.add(events.window)
        case _:
            pass


def _note(value: object, found: tuple[object, ...], texts: dict[str, set[str]], numbers: dict[str, set[int]]) -> None:
    if isinstance(value, model.DomainOf):
        value, found = value.value, tuple(f"someone@{each}" for each in found)
    for node in _attributes(value):
        for each in found:
            if isinstance(each, bool):
                continue
            if isinstance(each, str):
                texts.setdefault(node, set()).add(each)
            elif isinstance(each, int):
                numbers.setdefault(node, set()).update((each - 1, each, each + 1))


def _attributes(value: object) -> Iterator[str]:
    match value:
        case model.LeadValue(name) | model.EventValue(name) | model.AccountValue(name):
            yield name
        case model.Else(inner) | model.FullUnits(inner):
            yield from _attributes(inner)
        case _:
            pass


def _is_date(value: object) -> bool:
    return isinstance(value, model.LeadValue | model.AccountValue) and value.type.kind == "date"


def invented(plan: Plan, world: World, seed: int, as_of: int) -> tuple[Lead, Company]:
    """One random lead, with its account and colleagues where the schema has accounts. The same seed, the same lead."""
    chance = Random(seed)
    schema = plan.schema
    lead = _lead(plan, world, chance, "1", as_of)
    if schema.account is None:
        return lead, Company(None, ())
    others = tuple(_lead(plan, world, chance, str(number), as_of) for number in range(2, 2 + chance.randrange(4)))
    if chance.random() < 0.1:
        return lead, Company(None, ())
    key = chance.choice((*world.texts.get(schema.account.key, ()), "big.example"))
    joined = [_joined(each, schema.account.lead_attribute, key) for each in (lead, *others)]
    row = _values(schema.account.attributes, world, chance, as_of) | {schema.account.key: key}
    return joined[0], Company(Account(key, row), tuple(joined[1:]))


def _joined(lead: Lead, attribute: str, key: str) -> Lead:
    return Lead(lead.key, {**lead.values, attribute: key}, lead.events)


def _lead(plan: Plan, world: World, chance: Random, key: str, as_of: int) -> Lead:
    schema = plan.schema
    values = _values(schema.attributes, world, chance, as_of)
    kind = next(attribute.type.kind for attribute in schema.attributes if attribute.name == schema.key)
    if schema.account is not None:
        values.pop(schema.account.lead_attribute, None)
    events = (
        tuple(_event(plan, world, chance, as_of) for _ in range(chance.choice((0, 0, 1, 2, 4, 9))))
        if schema.events
        else ()
    )
    return Lead(key, {**values, schema.key: int(key) if kind == "integer" else key}, events)


def _event(plan: Plan, world: World, chance: Random, as_of: int) -> Event:
    kind = chance.choice(plan.schema.events)
    return Event(kind.name, as_of - _age(world, chance), _values(kind.attributes, world, chance, as_of))


def _age(world: World, chance: Random) -> int:
    border = chance.choice(world.ages)
    return max(0, chance.choice((border - 1, border, border + 1, chance.randrange(border + 1))))


def _values(attributes: tuple[model.Attribute, ...], world: World, chance: Random, as_of: int) -> dict[str, Known]:
    return {a.name: _value(a, world, chance, as_of) for a in attributes if chance.random() < 0.8}


def _value(attribute: model.Attribute, world: World, chance: Random, as_of: int) -> Known:
    kind, name = attribute.type, attribute.name
    match kind.kind:
        case "text":
            texts: tuple[str, ...] = kind.options or (*world.texts.get(name, ()), *_WORDS, "someone@somewhere.example")
            return chance.choice(texts)
        case "integer" | "decimal":
            units = [number * int(10**kind.places) for number in _NUMBERS]
            return chance.choice([*world.numbers.get(name, ()), *units])
        case "boolean":
            return chance.random() < 0.5
        case "date":
            return (as_of - _age(world, chance)) // DAY
        case "timestamp":
            return as_of - _age(world, chance)
        case "set":
            entries = {entry.strip(model.SET_MARK) for entry in (*world.texts.get(name, ()), *_WORDS)}
            chosen = sorted((entry for entry in entries if chance.random() < 0.4), key=str.encode)
            return model.SET_MARK + "".join(entry + model.SET_MARK for entry in chosen)
