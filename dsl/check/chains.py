"""Chains of names that read each other: each costs a level of nesting in a query, and engines have limits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from .. import syntax
from .context import Context

LONGEST_CHAIN = 300
LONGEST_OF_RULES = 50  # scores that rules of other scores read: several steps of a query each

# The name, what stands for it, what stands for those that it reads.
Link = tuple[syntax.Name, Hashable, Iterable[Hashable]]


def refuse_long_chains(
    ctx: Context,
    links: Iterable[Link],
    what: str,
    help: str,
    *,
    longest: int = LONGEST_CHAIN,
    counts: Callable[[Hashable], bool] | None = None,
) -> bool:
    """Reports the first name at the end of too long a chain; whether there is one. Links come after what they read.

    `counts`: which links make a chain longer, all where it is None.
    """
    length: dict[Hashable, int] = {}
    for name, own, read in links:
        length[own] = (counts is None or counts(own)) + max((length.get(other, 0) for other in read), default=0)
        if length[own] > longest:
            message = f"more than {longest} {what} that each read the one before"
            ctx.report("SL0127", name.span, message, help)
            return True
    return False
