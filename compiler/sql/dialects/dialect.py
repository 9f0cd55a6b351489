"""What an engine must be able to say, in the words of the shared emitter; `duckdb.py` says it for DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlglot import exp

from . import nodes as n


class Dialect(Protocol):
    """Nodes go in and come out; texts are VARCHAR, integers 64 bits wide."""

    name: str

    def print(self, statement: exp.Expr) -> str:
        """The statement as SQL text, all names quoted."""

    def function(self, name: str, parameter: str, body: n.Node) -> exp.Expr:
        """A statement that defines a function of one value; the body may mention it more than once."""

    def call(self, function: str, argument: n.Node) -> n.Node:
        """A call of such a function."""

    def folded(self, text: n.Node) -> n.Node:
        """`dsl.folding.fold`. Mentions the text more than once."""

    def spaced(self, folded: n.Node) -> n.Node:
        """`dsl.folding.spaced_words` of a text that is folded already."""

    def after_last_at(self, text: n.Node) -> n.Node:
        """What follows the last `@`; NULL where there is none or nothing behind it. Mentions the text twice."""

    def contains(self, text: n.Node, needle: n.Node) -> n.Node: ...

    def starts(self, text: n.Node, needle: n.Node) -> n.Node: ...

    def ends(self, text: n.Node, needle: n.Node) -> n.Node: ...

    def entry(self, table: Sequence[int], index: n.Node) -> n.Node:
        """The entry of a table of integers by its index from 0; the index is inside the table."""

    def months_before(self, day: n.Node, months: int) -> n.Node:
        """The day (since 1970) that many calendar months earlier; the last of its month where the month lacks it."""

    def month(self, day: n.Node) -> n.Node:
        """The month of a day (since 1970): 12 × year + month - 1. May mention the day twice."""

    def now(self) -> n.Node:
        """The current time in whole seconds since 1970."""

    def timestamp(self, seconds: n.Node) -> n.Node:
        """A UTC timestamp without zone."""

    def decimal(self, units: n.Node, places: int, digits: int) -> n.Node:
        """units × 10^-places as an exact decimal of that many digits."""

    def unnested(self, items: n.Node) -> n.Node:
        """One row per item of an array; no row for NULL."""

    def array(self, items: Sequence[n.Node], type_: str) -> n.Node: ...

    def item(self, array: n.Node, position: n.Node) -> n.Node:
        """The item of an array, counted from 1."""
