"""What emitted scorers share for events in their order: relations, bursts, visits, the latest of each part.

Travels like `runtime.py`. An event that rules have found is a tuple: its second, its number among the lead's events,
then the attributes that rules read of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Any

Found = tuple[Any, ...]


# ---- which of them ---------------------------------------------------------------------------------------------------


def _after(found: list[Found], moment: int | None) -> list[Found]:
    """Those later than the moment; all where it is missing."""
    return found if moment is None else [row for row in found if row[0] > moment]


def _with(
    found: list[Found], others: list[Found], before: int, after: int | None, same: int = 0, other_same: int = 0
) -> list[Found]:
    """Those with another event among `others` at most `before` seconds earlier and `after` later (None: whenever).

    `same` and `other_same`: where in both the attribute stands that must be known and equal; 0 for none.
    """
    numbers = _in_company(found, others, before, after, same, other_same)
    return [row for row in found if row[1] in numbers]


def _without(
    found: list[Found], others: list[Found], before: int, after: int | None, same: int = 0, other_same: int = 0
) -> list[Found]:
    """Those without such an event."""
    numbers = _in_company(found, others, before, after, same, other_same)
    return [row for row in found if row[1] not in numbers]


def _in_company(
    found: list[Found], others: list[Found], before: int, after: int | None, same: int, other_same: int
) -> set[int]:
    """The numbers of the events that have another one near them."""
    seconds: dict[object, list[int]] = {}
    for row in others:
        value = row[other_same] if other_same else True
        if value is not None:
            seconds.setdefault(value, []).append(row[0])
    for each in seconds.values():
        each.sort()
    themselves = {row[1] for row in others}
    numbers: set[int] = set()
    for row in found:
        near = seconds.get(row[same] if same else True, [])
        first = bisect_left(near, row[0] - before)
        end = len(near) if after is None else bisect_right(near, row[0] + after)
        if end - first > (row[1] in themselves):
            numbers.add(row[1])
    return numbers


def _crowded(found: list[Found], count: int, within: int) -> set[int]:
    """The numbers of the events that belong to so many spanning at most `within` seconds."""
    ordered = sorted(found, key=lambda row: row[0])
    numbers: set[int] = set()
    marked = 0
    for end in range(count, len(ordered) + 1):
        if ordered[end - 1][0] - ordered[end - count][0] <= within:
            numbers.update(row[1] for row in ordered[max(marked, end - count) : end])
            marked = end
    return numbers


def _burst(found: list[Found], count: int, within: int) -> bool:
    """Whether so many events span at most `within` seconds."""
    seconds = sorted(row[0] for row in found)
    return any(seconds[end] - seconds[end - count + 1] <= within for end in range(count - 1, len(seconds)))


# ---- which of them count ---------------------------------------------------------------------------------------------


def _later_first(found: list[Found], *values: int, amount: int = 0, scale: int = 1) -> list[Found]:
    """By second, the latest first; of one second the larger amount, then the smaller of these values, missing last."""

    def place(row: Found) -> tuple[Any, ...]:
        number = _amount(row[amount], scale) if amount else 0
        return -row[0], -number, *((row[value] is None, row[value]) for value in values)

    return sorted(found, key=place)


def _parts(found: list[Found], key: Callable[[Found], object]) -> list[list[Found]]:
    """The events by what the key says, each part in the order given."""
    parts: dict[object, list[Found]] = {}
    for row in found:
        parts.setdefault(key(row), []).append(row)
    return list(parts.values())


def _visits(found: list[Found], silence: int) -> list[list[Found]]:
    """Events, the earliest first, cut where one lies more than `silence` seconds after the one before."""
    parts: list[list[Found]] = []
    for row in found:
        if parts and row[0] - parts[-1][-1][0] <= silence:
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts


def _completing(parts: Iterable[list[Found]], count: int) -> list[Found]:
    """Of each part with enough events the one that made it enough."""
    return [part[count - 1] for part in parts if len(part) >= count]


# ---- what they weigh -------------------------------------------------------------------------------------------------


def _amount(number: int | None, scale: int) -> int:
    """An event's number in thousandths of a point, at most 1,000 points."""
    return 0 if number is None else max(-1_000_000, min(1_000_000, number * scale))


def _entry(table: tuple[int, ...], index: int) -> int:
    return table[index] if index < len(table) else 0


def _capped(kept: list[Found], weights: list[int], key: Callable[[Found], object], multiplier: int, bound: int) -> int:
    """What the parts weigh times the multiplier, each at most the bound in magnitude."""
    parts: dict[object, int] = {}
    for row, weight in zip(kept, weights, strict=True):
        parts[key(row)] = parts.get(key(row), 0) + weight * multiplier
    return sum(max(-bound, min(bound, product)) for product in parts.values())


def _by_source(kept: list[Found], weights: list[int], place: int) -> list[tuple[str | None, int, int, int]]:
    """For each source: its weight, how many events, the latest second."""
    sources: dict[str | None, tuple[int, int, int]] = {}
    for row, weight in zip(kept, weights, strict=True):
        total, times, latest = sources.get(row[place], (0, 0, 0))
        sources[row[place]] = (total + weight, times + 1, max(latest, row[0]))
    return [(source, *numbers) for source, numbers in sources.items()]
