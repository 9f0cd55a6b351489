"""Between which numbers a value can lie, in its own units: never too narrow; where nothing is known, everything."""

from __future__ import annotations

from collections.abc import Mapping

from .. import model
from .context import ScoreInfo
from .literals import LARGEST

FAR = 10**30  # stands for no bound
EVERYTHING = (-FAR, FAR)
NATURAL = (0, FAR)
NOTHING_KNOWN: Mapping[str, ScoreInfo] = {}

Range = tuple[int, int]


def value_range(value: model.Value, scores: Mapping[str, ScoreInfo] = NOTHING_KNOWN) -> Range:
    """The range of a number, where it is known; `scores` gives what scores can be."""
    match value:
        case model.Constant(int(number)):
            return number, number
        case model.LeadValue() | model.AccountValue() | model.EventValue() | model.EventExtreme() | model.EventPick():
            return -LARGEST, LARGEST
        case model.CountOf() | model.CountDifferent() | model.SetSize():
            return NATURAL
        case model.DaysSince() | model.DaysSinceLast() | model.DaysSinceFirst() | model.Since() | model.Between():
            return NATURAL
        case model.OfLeads(op, inner):
            return _of_leads(op, inner, scores)
        case model.ScoreOf(name) if name in scores:
            return scores[name].low, scores[name].high
        case model.Linear(terms, constant):
            return _linear(terms, constant, scores)
        case model.Greatest(items):
            ranges = [value_range(item, scores) for item in items]
            return max(low for low, _ in ranges), max(high for _, high in ranges)
        case model.Least(items):
            ranges = [value_range(item, scores) for item in items]
            return min(low for low, _ in ranges), min(high for _, high in ranges)
        case model.LeastKnown(items):  # any of them may be the only one that is known
            ranges = [value_range(item, scores) for item in items]
            return min(low for low, _ in ranges), max(high for _, high in ranges)
        case model.Else(inner, other):
            one, two = value_range(inner, scores), value_range(other, scores)
            return min(one[0], two[0]), max(one[1], two[1])
        case model.FullUnits(inner, step):
            low, high = value_range(inner, scores)
            return max(0, low) // step, FAR if high >= FAR else max(0, high) // step
        case _:
            return EVERYTHING


def _of_leads(op: str, inner: model.Value | None, scores: Mapping[str, ScoreInfo]) -> Range:
    if inner is None or op in ("different", "union"):
        return NATURAL
    low, high = value_range(inner, scores)
    if op == "sum":
        return (0 if low >= 0 else -FAR), (0 if high <= 0 else FAR)
    return low, high


def _linear(terms: tuple[tuple[int, model.Value], ...], constant: int, scores: Mapping[str, ScoreInfo]) -> Range:
    low = high = constant
    for factor, term in terms:
        ends = [end * factor for end in value_range(term, scores)]
        low, high = low + min(ends), high + max(ends)
    return max(low, -FAR), min(high, FAR)


def can_be_missing(value: model.Value) -> bool:
    """Whether the value can be missing for some lead that is scored; scores are judged by their own exclusions."""
    match value:
        case model.Constant() | model.CountOf() | model.CountDifferent() | model.EventSum():
            return False
        case model.OfLeads(op):
            return op in ("highest", "lowest")
        case model.Greatest(items) | model.Least(items):
            return any(can_be_missing(item) for item in items)
        case model.LeastKnown(items):
            return all(can_be_missing(item) for item in items)
        case model.Linear(terms):
            return any(can_be_missing(term) for _, term in terms)
        case model.Else(inner, other):
            return can_be_missing(inner) and can_be_missing(other)
        case model.FullUnits(inner):
            return can_be_missing(inner)
        case _:
            return True
