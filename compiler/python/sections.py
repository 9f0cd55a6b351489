"""Statements in the order in which they were asked for, some of which can only be written later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .source import Lines


class Results:
    """Like `Lines`, with slots that keep their place and are filled afterwards."""

    def __init__(self) -> None:
        self._parts = [Lines()]

    def add(self, text: str = "") -> None:
        self._parts[-1].add(text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        with self._parts[-1].block(head):
            yield

    def slot(self) -> Lines:
        """Lines that stand here, whenever they are written."""
        slot = Lines()
        self._parts += [slot, Lines()]
        return slot

    def lines(self) -> Lines:
        """All of it."""
        whole = Lines()
        for part in self._parts:
            whole.extend(part)
        return whole
