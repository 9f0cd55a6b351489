"""Rules that count events, in plain English: for each of which events, which of them count, how they fade."""

from __future__ import annotations

from dataclasses import replace

from ..dsl import model
from .phrases import article, duration, last, listed, number, points_of
from .value_words import Words, events_words, when_words


def occurrence_sentences(rule: model.OccurrenceRule, pays: str, unless: str, words: Words) -> list[str]:
    """`pays` is how the sentence begins (`Adds 8 points`), `unless` how the first one ends."""
    once = is_once(rule)
    said = [_head(rule, pays, unless, once, words)]
    if rule.once_per is not None:
        said.append(_once_per(rule.once_per))
    if rule.latest is not None and not once:
        said.append(_latest(rule.latest, rule.latest_per))
    if rule.decay is not None:
        said.append(decay_words(rule.decay, once=once))
    verb = "taken away" if rule.points < 0 and rule.amount is None else "added"
    if rule.max_points is not None and rule.max_per is not None:
        per = part_words(rule.max_per)
        said.append(f"For each {per}, at most {points_of(rule.max_points)} are {verb}.")
    elif rule.max_points is not None and rule.amount is not None:
        said.append(f"At most {points_of(rule.max_points)} are added or taken away in all.")
    elif rule.max_points is not None:
        said.append(f"At most {points_of(rule.max_points)} are {verb} in all.")
    return said


def is_once(rule: model.OccurrenceRule) -> bool:
    """Whether the rule pays once if anything of the kind happened."""
    parts = (rule.once_per, rule.latest_per, rule.completes, rule.amount)
    return rule.latest == 1 and all(part is None for part in parts)


def _head(rule: model.OccurrenceRule, pays: str, unless: str, once: bool, words: Words) -> str:
    when = when_words(rule.events, words)
    if rule.amount is not None:
        asked = model.Not(model.IsMissing(rule.amount))  # told in a sentence of its own
        events = replace(rule.events, where=_without(rule.events.where, asked))
        one = events_words(events, words, many=False, window=False)
        verb = "Adds" if rule.points >= 0 else "Takes away"
        return f"{verb} as points the {rule.amount.name} of each {one} {when}{unless}."
    one = events_words(rule.events, words, many=False, window=False)
    if once:
        return f"{pays} once if there is {article(one)} {when}{unless}."
    if rule.completes is None:
        return f"{pays} for each {one} {when}{unless}."
    return f"{pays} for each {_completed(rule.completes, rule.events, words)} {when}{unless}."


def _without(condition: model.Condition | None, part: model.Condition) -> model.Condition | None:
    match condition:
        case model.And(items):
            rest = tuple(item for item in items if item != part)
            return rest[0] if len(rest) == 1 else model.And(rest)
        case _:
            return None if condition == part else condition


def _completed(completes: model.Completes, events: model.EventFilter, words: Words) -> str:
    one = events_words(events, words, many=False, window=False)
    many = events_words(events, words, window=False)
    at_least = one if completes.count == 1 else f"at least {completes.count:,} {many}"
    match completes.part:
        case model.Silence(seconds):
            text = f"a new visit begins after {duration(seconds)} without one"
            return f"visit with {article(one) if completes.count == 1 else at_least} ({text})"
        case model.EventValue(name):
            with_ = article(one) if completes.count == 1 else at_least
            return f"visit with {with_} (a visit is what has the same {name})"
        case part:
            with_ = article(one) if completes.count == 1 else at_least
            return f"{part_words(part)} with {with_}"


def part_words(part: model.Partition) -> str:
    """`day`, `3 days`, `page`."""
    match part:
        case model.EventValue(name):
            return name
        case model.Period("day", every) if every > 1:
            return f"{every:,} days"
        case model.Period(unit):
            return unit


def _once_per(part: model.Partition) -> str:
    match part:
        case model.EventValue(name):
            return f"Of several with the same {name} only the latest counts; those without {name} count as the same."
        case model.Period("day", 1):
            return "Of several on one day only the latest counts."
        case _:
            return f"Of several in {'one ' if part.every == 1 else ''}{part_words(part)} only the latest counts."


def _latest(count: int, per: model.Partition | None) -> str:
    many = "the latest of them counts" if count == 1 else f"the latest {count:,} count"
    if per is None:
        return f"Only {many}."
    return f"For each {part_words(per)}, only {many}."


# ---- what a missing attribute of an event does ---------------------------------------------------------------------


def needed_of_events(rule: model.OccurrenceRule) -> str:
    """The sentence on events that lack what the rule needs of them; empty where it needs nothing."""
    needed = [] if rule.events.where is None else _needed(rule.events.where)
    if rule.amount is not None and rule.amount.name not in needed:
        needed.append(rule.amount.name)
    return f"An event without {listed(needed, 'or')} does not count." if needed else ""


def _needed(condition: model.Condition) -> list[str]:
    """The event attributes without which the condition cannot be met."""
    match condition:
        case model.And(items):
            return list(dict.fromkeys(name for item in items for name in _needed(item)))
        case model.Compare(_, model.EventValue(name), _) | model.InSet(model.EventValue(name)):
            return [name]
        case model.InList(model.EventValue(name)) | model.TextTest(_, model.EventValue(name)):
            return [name]
        case model.IsTrue(model.EventValue(name)) | model.AgeBetween(model.EventValue(name)):
            return [name]
        case _:
            return []


# ---- decay ---------------------------------------------------------------------------------------------------------


def decay_words(decay: model.Decay, *, once: bool = False) -> str:
    whose = "The points" if once else "The points of each event"
    first = f" stay full for {duration(decay.full_for)}, then" if decay.full_for else ""
    return f"{whose}{first} {decay_form(decay)}."


def decay_form(decay: model.Decay) -> str:
    """`halve every 30 days`, without the time in full."""
    match decay.form:
        case model.Halve(unit, every):
            return f"halve every {last(duration(unit * every))}"
        case model.Keep(unit, every, share):
            return f"shrink to {number(share, 4)}% of what is left every {last(duration(unit * every))}"
        case model.LoseShare(unit, every, share):
            return f"lose {number(share, 4)}% of the original every {last(duration(unit * every))}, down to 0"
        case model.LosePoints(unit, every, points):
            return f"fall by {number(points, 3)} every {last(duration(unit * every))}, down to 0"
        case model.Fade(unit, over):
            return f"fade evenly to 0 over {duration(unit * over)}"
