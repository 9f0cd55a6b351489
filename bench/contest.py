"""What a contest is: who runs what, in which unit its time is given, and which ratios it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Size = Literal["small", "full"]
SIZES: tuple[Size, ...] = ("small", "full")
OUT = Path(__file__).resolve().parents[1] / "out" / "bench"

Ready = Callable[[Size], Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who takes part: `ready` makes what is timed, in a fresh process; or `command` is timed whole."""

    name: str
    ready: Ready | None = None
    command: Callable[[Size], list[str]] | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """The time of `over` by that of `under`; or the seconds it takes `more`; or its own, where `under` is "".

    `bound` and `aim` are to be reached from below, or kept from above.
    """

    name: str
    over: str
    under: str
    bound: float | None = None
    aim: float | None = None
    keep: Literal["at least", "at most"] = "at least"
    more: bool = False

    @property
    def in_seconds(self) -> bool:
        return self.more or not self.under

    def of(self, seconds: Mapping[str, Sequence[float]]) -> list[float]:
        """By round. Raises KeyError where one of the two did not take part."""
        over = seconds[self.over]
        if not self.under:
            return list(over)
        pairs = zip(over, seconds[self.under], strict=True)
        return [one - other if self.more else one / other for one, other in pairs]

    def holds(self, found: float) -> bool | None:
        """None where there is no bound."""
        if self.bound is None:
            return None
        return found >= self.bound if self.keep == "at least" else found <= self.bound


@dataclass(frozen=True, slots=True)
class Contest:
    """Contestants that run in turns, each in a fresh process; `units` are what one run works through."""

    name: str
    title: str
    unit: str
    units: Callable[[Size], int]
    contestants: tuple[Contestant, ...]
    ratios: tuple[Ratio, ...]
    clock: Literal["processor", "wall"] = "processor"  # of the process: what others do on the machine counts less
    rounds: Mapping[Size, int] | None = None  # where fewer have to do

    def contestant(self, name: str) -> Contestant:
        """Raises KeyError."""
        found = {each.name: each for each in self.contestants}
        return found[name]
