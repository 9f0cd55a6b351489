"""A rule file as a tree of lines, so that a failing one can be made smaller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Block:
    """`head`, the inner blocks and `tail`; a single line has only a head."""

    head: str
    inner: list[Block] = field(default_factory=list)
    tail: str = ""

    def lines(self, depth: int = 0) -> Iterator[str]:
        pad = "  " * depth
        if not self.inner and not self.tail:
            yield pad + self.head
            return
        if self.head:
            yield pad + self.head
        for block in self.inner:
            yield from block.lines(depth + bool(self.head))
        if self.tail:
            yield pad + self.tail

    def text(self) -> str:
        return "\n".join(self.lines()) + "\n"
