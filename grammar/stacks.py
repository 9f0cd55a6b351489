"""The stacks of the LALR machine, each of them kept: the same stack is the same object, and remembers where each
terminal leads from it.

Rules of one block all begin on the same stack, and their parts meet the same few hundred stacks again and again, so
nearly every step of the machine, and nearly every question what could come next, is one look-up.
"""

from __future__ import annotations

from typing import NamedTuple

from .tables import END, tables

_MOST = 50_000  # stacks kept at a time; forgetting them costs time only


class Stack:
    """States on one another; `height` counts them."""

    __slots__ = ("below", "height", "state", "ways")

    def __init__(self, state: int, below: Stack | None) -> None:
        self.state = state
        self.below = below
        self.height: int = 1 if below is None else below.height + 1
        self.ways: dict[str, Way | None] = {}

    def cut(self, height: int) -> Stack:
        """What is left at a height between 1 and this stack's."""
        stack = self
        while stack.height > height:
            assert stack.below is not None
            stack = stack.below
        return stack


class Way(NamedTuple):
    """The reductions, by number, that must come before a terminal, and the stack after it."""

    reductions: tuple[int, ...]
    after: Stack


class Stacks:
    """All stacks of one reading; the first one is `first`."""

    def __init__(self) -> None:
        self.tables = tables()
        self.first = Stack(self.tables.start, None)
        self._known: dict[tuple[Stack, int], Stack] = {}

    def way(self, stack: Stack, terminal: str) -> Way | None:
        """The way over a terminal, or None where it cannot stand."""
        try:
            return stack.ways[terminal]
        except KeyError:
            found = stack.ways[terminal] = self._way(stack, terminal)
            return found

    def possible(self, stack: Stack) -> list[str]:
        """Every terminal that could stand next."""
        return [t for t in self.tables.actions[stack.state] if self.way(stack, t) is not None]

    def _way(self, stack: Stack, terminal: str) -> Way | None:
        actions, rules = self.tables.actions, self.tables.rules
        done: list[int] = []
        action = actions[stack.state].get(terminal)
        while action is not None and action < 0:
            rule = rules[~action]
            done.append(~action)
            below = stack.cut(stack.height - rule.size)
            stack = self._on(below, self.tables.goto[below.state][rule.makes])
            if stack.state == self.tables.end and terminal == END:
                return Way(tuple(done), stack)
            action = actions[stack.state].get(terminal)
        return None if action is None else Way(tuple(done), self._on(stack, action))

    def _on(self, below: Stack, state: int) -> Stack:
        found = self._known.get((below, state))
        if found is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            found = self._known[below, state] = Stack(state, below)
        return found
