"""Sums and numbers as trees have them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp


def terms_of(total: exp.Expr) -> Iterator[exp.Expr]:
    """What a chain of additions adds up."""
    match total:
        case exp.Add():
            yield from terms_of(total.this)
            yield from terms_of(total.expression)
        case exp.Paren():
            yield from terms_of(total.this)
        case _:
            yield total


def whole(node: exp.Expr | None) -> int | None:
    """The number that is written there."""
    match node:
        case exp.Neg():
            inner = whole(node.this)
            return None if inner is None else -inner
        case exp.Paren():
            return whole(node.this)
        case exp.Literal() if not node.is_string and node.this.isdigit():
            return int(node.this)
        case _:
            return None
