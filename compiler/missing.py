"""What missing values do to a condition: read off its form, for every lead at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from ..dsl import model
from .walk import children

Lets = Mapping[str, model.Condition]
OF_ACCOUNT = "account."  # stands before the name of an account's attribute
_ALL: frozenset[bool | None] = frozenset((True, False, None))
_EITHER: frozenset[bool | None] = frozenset((True, False))
_Outcomes = frozenset[bool | None]


def attributes_read(node: model.Value | model.Condition, lets: Lets) -> tuple[str, ...]:
    """The attributes of the lead that a value or condition reads, named conditions included, in the order of reading.

    Those of its account are there as `account.industry`. What is read of events and of other leads is not.
    """
    return tuple(dict.fromkeys(_reads(node, lets)))


def _reads(node: model.Value | model.Condition, lets: Lets) -> Iterator[str]:
    match node:
        case model.LeadValue(name):
            yield name
        case model.AccountValue(name):
            yield f"{OF_ACCOUNT}{name}"
        case model.LetRef(name):
            yield from _reads(lets[name], lets)
        case _:
            for child in children(node):
                yield from _reads(child, lets)


def when_missing(condition: model.Condition, attribute: str, lets: Lets) -> Literal["not met", "met", "depends"]:
    """Whether a lead without the attribute can meet the condition.

    'not met' and 'met' are certain; 'depends' leaves it to the other parts.
    """
    outcomes = _outcomes(condition, attribute, lets)
    if True not in outcomes:
        return "not met"
    return "met" if outcomes == {True} else "depends"


def surely_missing(value: model.Value, attribute: str) -> bool:
    """Whether the value is missing wherever the attribute is."""
    match value:
        case model.LeadValue(name):
            return name == attribute
        case model.AccountValue(name):
            return f"{OF_ACCOUNT}{name}" == attribute
        case model.DomainOf(inner) | model.LocalDay(inner) | model.DaysSince(inner) | model.SetSize(inner):
            return surely_missing(inner, attribute)
        case model.Since(inner) | model.FullUnits(inner):
            return surely_missing(inner, attribute)
        case model.Linear() | model.Greatest() | model.Least() | model.Between():
            return any(surely_missing(part, attribute) for part in _parts(value))
        case model.LeastKnown() | model.Else():
            return all(surely_missing(part, attribute) for part in _parts(value))
        case _:
            return False


def _parts(value: model.Value) -> tuple[model.Value, ...]:
    match value:
        case model.Linear(terms):
            return tuple(part for _, part in terms)
        case model.Greatest(items) | model.Least(items) | model.LeastKnown(items):
            return items
        case model.Between(first, second) | model.Else(first, second):
            return first, second
        case _:
            return ()


def _outcomes(condition: model.Condition, attribute: str, lets: Lets) -> _Outcomes:
    """Every outcome that the condition may have for a lead without the attribute (perhaps too many, never too few)."""
    match condition:
        case model.LetRef(name):
            return _outcomes(lets[name], attribute, lets)
        case model.IsMissing(value):
            return frozenset((True,)) if surely_missing(value, attribute) else _EITHER
        case model.Happened() | model.Quiet() | model.Burst() | model.FlagRef():
            return _EITHER
        case model.IsUnknown(item):
            return frozenset(outcome is None for outcome in _outcomes(item, attribute, lets))
        case model.Decide(lines):
            return _first(lines, attribute, lets)
        case model.Not(item):
            return frozenset(None if o is None else not o for o in _outcomes(item, attribute, lets))
        case model.And(items):
            together: _Outcomes = frozenset((True,))
            for item in items:
                together = frozenset(_and(a, b) for a in together for b in _outcomes(item, attribute, lets))
            return together
        case model.Or(items):
            either: _Outcomes = frozenset((False,))
            for item in items:
                either = frozenset(_or(a, b) for a in either for b in _outcomes(item, attribute, lets))
            return either
        case model.AtLeast(count, items):
            return _at_least(count, [_outcomes(item, attribute, lets) for item in items])
        case model.Compare(_, left, right):
            return frozenset((None,)) if any(surely_missing(side, attribute) for side in (left, right)) else _ALL
        case (
            model.InSet(value)
            | model.InList(value)
            | model.TextTest(_, value)
            | model.AgeBetween(value)
            | model.IsTrue(value)
        ):
            return frozenset((None,)) if surely_missing(value, attribute) else _ALL


def _first(lines: tuple[tuple[model.Condition, bool], ...], attribute: str, lets: Lets) -> _Outcomes:
    found: set[bool | None] = set()
    for condition, outcome in lines:
        outcomes = _outcomes(condition, attribute, lets)
        if True in outcomes:
            found.add(outcome)
        if outcomes == {True}:
            return frozenset(found)
    return frozenset((*found, None))


def _at_least(count: int, items: list[_Outcomes]) -> _Outcomes:
    """By how many of the items may be met, and how many unknown."""
    states = {(0, 0)}
    for outcomes in items:
        states = {
            (met + (outcome is True), unknown + (outcome is None)) for met, unknown in states for outcome in outcomes
        }
    return frozenset(True if met >= count else None if met + unknown >= count else False for met, unknown in states)


def _and(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


def _or(a: bool | None, b: bool | None) -> bool | None:
    return True if a is True or b is True else None if a is None or b is None else False
