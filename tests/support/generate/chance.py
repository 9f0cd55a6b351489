"""A seeded source of choices: everything the generator decides comes from here, so that a seed is a whole case."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Thin words over `random.Random`; two chances of one seed decide the same."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._random = random.Random(seed)

    def one(self, items: Sequence[T]) -> T:
        return items[self._random.randrange(len(items))]

    def some(self, items: Sequence[T], least: int, most: int) -> list[T]:
        """Between `least` and `most` different items, in random order."""
        most = min(most, len(items))
        return self._random.sample(list(items), self._random.randint(min(least, most), most))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return self._random.sample(list(items), len(items))

    def between(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def often(self, percent: int) -> bool:
        return self._random.randrange(100) < percent

    def weighted(self, *choices: tuple[int, T]) -> T:
        pick = self._random.randrange(sum(weight for weight, _ in choices))
        for weight, item in choices:
            if pick < weight:
                return item
            pick -= weight
        raise AssertionError("the weights add up")

    def maybe(self, percent: int, make: Callable[[], str]) -> list[str]:
        return [make()] if self.often(percent) else []
