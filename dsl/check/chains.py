"""Chains of names that read each other: each costs a level of nesting in a query, and engines have limits."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from .. import syntax
from .context import Context

LONGEST_CHAIN = 300

# The name, what stands for it, what stands for those that it reads.
Link = tuple[syntax.Name, Hashable, Iterable[Hashable]]


def refuse_long_chains(ctx: Context, links: Iterable[Link], what: str, help: str) -> None:
    """Reports the first name at the end of too long a chain; each link comes after those that it reads."""
    length: dict[Hashable, int] = {}
    for name, own, read in links:
        length[own] = 1 + max((length.get(other, 0) for other in read), default=0)
        if length[own] > LONGEST_CHAIN:
            message = f"more than {LONGEST_CHAIN} {what} that each read the one before"
            ctx.report("SL0127", name.span, message, help)
            return
