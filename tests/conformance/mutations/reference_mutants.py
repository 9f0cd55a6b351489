"""Mistakes in the meaning, and in what all outputs share."""

from __future__ import annotations

from mutant import REFERENCE, Mutant, mutants_in

COMMON: list[Mutant] = [
    *mutants_in(
        "compiler/reference/meaning.py",
        REFERENCE,
        ("event.at >= events.window", "event.at > events.window"),
        ("age < below)", "age <= below)"),
        ("age >= lowest)", "age > lowest)"),
        ("min(date.day, last)", "min(date.day, 28)"),
        ("existed >= events.window", "existed > events.window"),
        ("len(events_of(events, context)) >= at_least", "len(events_of(events, context)) > at_least"),
        ("(context.as_of - max(found)) // DAY", "(context.as_of - min(found)) // DAY"),
        ("None if age is None or age < 0 else _whole", "None if age is None else _whole"),
        ("False if False in outcomes else None if None in outcomes else True", "False not in outcomes"),
        ("True if True in outcomes else None if None in outcomes else False", "True in outcomes"),
        ("None if outcome is None else not outcome", "not outcome"),
        ("fold(domain) if at and domain", "domain if at and domain"),
        ('rpartition("@")', 'partition("@")'),
        ("a = fold(str(a))", "a = str(a)"),
        ("spaced_words(needle) in spaced_words(text)", "fold(needle) in fold(text)"),
    ),
    *mutants_in(
        "compiler/reference/contributions.py",
        REFERENCE,
        ("max(-max_nano, min(max_nano, total))", "min(max_nano, total)"),
        ("met(rule.unless, context)", "rule.unless is not None and not met(rule.unless, context)"),
        ("return -event.at, -_amount", "return event.at, -_amount"),
        ("cut.lowest <= value) and", "cut.lowest < value) and"),
        ("value < cut.below)", "value <= cut.below)"),
        ("existed if last is None else min(last, existed)", "existed if last is None else last"),
        ("cut.lowest is not None and cut.lowest > 0", "cut.lowest is not None"),
        ("found[: feature.latest]", "found[: feature.latest + 1]"),
        (
            "rule.missing if value is None else _held(value, rule",
            "rule.otherwise if value is None else _held(value, rule",
        ),
    ),
    *mutants_in(
        "compiler/reference/scores.py",
        REFERENCE,
        ("up = 2 * rest >= divisor", "up = 2 * rest > divisor"),
        ("sign = -1 if n < 0 else 1", "sign = 1"),
        ("if low is not None and n < low:", "if low is not None and n < low and n >= 0:"),
        ("total += limited", "total += inside"),
        ("limited = clamped(total, score.low, score.high)", "limited = clamped(total, None, score.high)"),
    ),
    *mutants_in(
        "compiler/decay.py",
        REFERENCE,
        ("max(0, age - decay.full_for) // decay.unit", "age // decay.unit"),
        ("(2 * table[units % every] + 2**halvings)", "(2 * table[units % every])"),
        ("if halvings > 20", "if halvings >= 20"),
        ("table[units // every] if", "table[min(units // every + 1, len(table) - 1)] if"),
        ("(2 * FACTOR * (over - units) + over)", "(2 * FACTOR * (over - units))"),
        ("max(0, magnitude - lost * (units // every))", "magnitude - lost * (units // every)"),
        ("Decimal(-1), Decimal(every)", "Decimal(-1), Decimal(every + 1)"),
    ),
    *mutants_in(
        "compiler/lower.py",
        REFERENCE,
        ("p.FACTOR if rule.points >= 0 else -p.FACTOR", "p.FACTOR"),
        ("rule.max_points * _MILLI_TO_NANO", "rule.max_points * _MILLI_TO_NANO * 10"),
    ),
    *mutants_in(
        "dsl/zones.py",
        REFERENCE,
        ("return zone.offsets[bisect_right(zone.transitions, second)]", "return zone.offsets[0]"),
    ),
]
