"""What a hand-writer works out from the rules before the first lead: tables, sums by value, and what is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Context, Decimal

from ..workload.rules import (
    AtLeast,
    Bands,
    Each,
    Fading,
    Missing,
    Once,
    Quiet,
    Rule,
    Speed,
    TextContains,
    TextEnds,
    TextIn,
    TextIs,
    Workload,
)

DAY = 86_400


def halving(half_life: int, days: int) -> list[int]:
    """What an event of each age in whole days is worth, in millionths; halved once more for each whole half-life."""
    exact = Context(prec=60)
    root = exact.power(Decimal(2), exact.divide(Decimal(-1), Decimal(half_life)))
    first = [int(exact.power(root, age) * 1_000_000 + Decimal("0.5")) for age in range(half_life)]
    return [_halved(first[age % half_life], age // half_life) for age in range(days)]


def _halved(worth: int, times: int) -> int:
    return 0 if times > 20 else (2 * worth + 2**times) // 2 ** (times + 1)


@dataclass(frozen=True, slots=True)
class Feature:
    """What is counted: events of a kind (None: of any) whose page begins so, in so many days; fading, or whole."""

    kind: str | None
    page: str | None
    days: int
    half_life: int | None

    @property
    def name(self) -> str:
        page = "" if self.page is None else self.page.replace("/", "_")
        fading = "" if self.half_life is None else f"_halved_{self.half_life}"
        return f"{self.kind or 'events'}{page}_{self.days}{fading}"


def feature(rule: Rule) -> Feature | None:
    """What the rule asks of events, where it does."""
    match rule:
        case Once(kind, page, days) | Each(kind, page, days):
            return Feature(kind, page, days, None)
        case Fading(kind, page, days, _, _, half_life):
            return Feature(kind, page, days, half_life)
        case Quiet(days) | Speed(_, days):
            return Feature(None, None, days, None)
        case _:
            return None


def features(rules: Iterable[Rule]) -> list[Feature]:
    """Each once, fading ones first."""
    found = dict.fromkeys(each for rule in rules if (each := feature(rule)) is not None)
    return sorted(found, key=lambda each: (each.half_life is None, each.kind or "", each.page or "", -each.days))


@dataclass(frozen=True, slots=True)
class Attributes:
    """The rules on attributes, summed up for each attribute: points by value, by part of the text and by the number."""

    equal: dict[str, dict[str, int]]
    parts: dict[str, list[tuple[str, int]]]
    endings: dict[str, dict[str, int]]
    numbers: dict[str, list[tuple[int, int]]]  # from, points: rising, the sum of all rules on it
    missing: dict[str, int]


def attributes(rules: Iterable[Rule]) -> Attributes:
    """In the order in which the attributes turn up."""
    equal: dict[str, dict[str, int]] = {}
    parts: dict[str, list[tuple[str, int]]] = {}
    endings: dict[str, dict[str, int]] = {}
    numbers: dict[str, list[tuple[int, int]]] = {}
    missing: dict[str, int] = {}
    for rule in rules:
        match rule:
            case TextIs(attribute, value, points):
                add(equal.setdefault(attribute, {}), value, points)
            case TextIn(attribute, values, points):
                for value in values:
                    add(equal.setdefault(attribute, {}), value, points)
            case TextContains(attribute, part, points):
                parts.setdefault(attribute, []).append((part, points))
            case TextEnds(attribute, part, points):
                assert part.rfind("@") == 0, "domains with their sign"
                add(endings.setdefault(attribute, {}), part, points)
            case AtLeast(attribute, low, high, points):
                steps = numbers.setdefault(attribute, [])
                steps.append((low, points))
                if high is not None:
                    steps.append((high, -points))
            case Bands(attribute, bands):
                steps = numbers.setdefault(attribute, [])
                steps.extend(
                    (start, points - before)
                    for (start, points), before in zip(bands, (0, *(p for _, p in bands)), strict=False)
                )
            case Missing(attribute, points):
                add(missing, attribute, points)
            case _:
                pass
    return Attributes(equal, parts, endings, {name: _summed(steps) for name, steps in numbers.items()}, missing)


def _summed(steps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    sums = {start: sum(points for other, points in steps if other <= start) for start, _ in sorted(steps)}
    return list(sums.items())


def add(sums: dict[str, int], key: str, points: int) -> None:
    sums[key] = sums.get(key, 0) + points


def chains(known: Attributes, contains: str, ends: str) -> list[str]:
    """Expressions for an engine with `? :`, one chain of tests for each attribute, each with the sum of points.

    `contains` and `ends` test the text `{name}` for `{part}`.
    """
    found: list[str] = []
    for name, sums in known.equal.items():
        tests = "".join(f'{name} == "{value}" ? {points} : ' for value, points in sums.items())
        found.append(f"({tests}0)")
    for name, steps in known.numbers.items():
        tests = "".join(f"{name} >= {start} ? {points} : " for start, points in reversed(steps))
        found.append(f"({name} == null ? 0 : {tests}0)")
    for name, parts in known.parts.items():
        tests = " + ".join(f"({contains.format(name=name, part=part)} ? {points} : 0)" for part, points in parts)
        found.append(f"({name} == null ? 0 : {tests})")
    for name, endings in known.endings.items():
        tests = "".join(f"{ends.format(name=name, part=part)} ? {points} : " for part, points in endings.items())
        found.append(f"({name} == null ? 0 : {tests}0)")
    found.extend(f"({name} == null ? {points} : 0)" for name, points in known.missing.items())
    return found


def graded(workload: Workload) -> Callable[[int], tuple[int, str]]:
    """Millionths of a point → the score in thousandths within its limits, half away from zero, and the grade."""
    most = workload.limit * 1_000_000
    starts = [(start * 1000, label) for label, start in workload.grades]

    def score_and_grade(total: int) -> tuple[int, str]:
        total = max(-most, min(most, total))
        score = (total + 500) // 1000 if total >= 0 else -((500 - total) // 1000)
        for start, label in starts:
            if score >= start:
                return score, label
        return score, "D"

    return score_and_grade
