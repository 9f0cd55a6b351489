"""Groups of which one rule pays: the first that is met, or of those met the one that pays most, or least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from .. import plan as p
from . import chains
from . import nodes as n
from .operands import Scope
from .rules import holds_sql
from .steps import Names, Steps

_BEYOND = 10**18  # beyond what any rule pays


class Picks:
    """Adds the place of the picked rule, from 1, to the steps: NULL where none is met."""

    def __init__(self, steps: Steps, scope: Scope, taken: Names) -> None:
        self._steps, self._scope, self._taken = steps, scope, taken
        self._holds: dict[tuple[str, str], str] = {}
        self._place: dict[tuple[str, str], str] = {}

    def flags(self, score: p.Score) -> Iterator[n.Node]:
        """Columns that say of rules without points whether they are met: for all others, what they pay says it."""
        for group in _picking(score):
            for rule in group.entries:
                if isinstance(rule, p.WhenRule) and rule.points == 0:
                    name = self._taken.take(f"holds_{len(self._holds) + 1}")
                    self._holds[score.name, rule.label] = name
                    yield n.named(holds_sql(rule, self._scope), name)

    def choose(self, scores: Sequence[p.Score], entries: Mapping[tuple[str, str], str]) -> None:
        """Adds the places, once the columns of rules are there."""
        bests: list[n.Node] = []
        places: list[n.Node] = []
        for score in scores:
            for group in _picking(score):
                number = len(self._place) + 1
                self._place[score.name, group.label] = self._taken.take(f"pick_{number}")
                paid = [n.column(entries[score.name, rule.label]) for rule in group.entries]
                met = [self._is_met(score.name, rule, column) for rule, column in zip(group.entries, paid, strict=True)]
                tests = met
                if group.pick != "first":
                    best = self._taken.take(f"pick_{number}_pays")
                    bests.append(n.named(_best(group, met, paid), best))
                    tests = [
                        chains.all_of([test, n.equal(column, n.column(best))])
                        for test, column in zip(met, paid, strict=True)
                    ]
                arms = [(test, n.number(place)) for place, test in enumerate(tests, 1)]
                places.append(n.named(n.when(*arms), self._place[score.name, group.label]))
        self._steps.extend("best", bests)
        self._steps.extend("picked", places)

    def picked(self, score: str, group: p.Group, place: int) -> n.Node:
        """Whether the entry at that place, from 1, is the one."""
        return n.equal(n.column(self._place[score, group.label]), n.number(place))

    def paid(self, score: str, group: p.Group, entries: Sequence[n.Node]) -> n.Node:
        """What the picked one pays."""
        arms = [(self.picked(score, group, place), column) for place, column in enumerate(entries, 1)]
        return n.when(*arms, otherwise=n.cast(n.number(0), "BIGINT"))

    def _is_met(self, score: str, rule: p.Entry, paid: n.Node) -> n.Node:
        name = self._holds.get((score, rule.label))
        return n.column(name) if name is not None else n.compare(exp.NEQ, paid, n.number(0))


def _picking(score: p.Score) -> Iterator[p.Group]:
    stack = [entry for entry in score.entries if isinstance(entry, p.Group)]
    while stack:
        group = stack.pop(0)
        if group.pick is not None:
            yield group
        stack.extend(entry for entry in group.entries if isinstance(entry, p.Group))


def _best(group: p.Group, met: Sequence[n.Node], paid: Sequence[n.Node]) -> n.Node:
    worst = n.number(-_BEYOND if group.pick == "best" else _BEYOND)
    offers = [n.when((test, column), otherwise=worst) for test, column in zip(met, paid, strict=True)]
    return offers[0] if len(offers) == 1 else n.call("greatest" if group.pick == "best" else "least", *offers)
