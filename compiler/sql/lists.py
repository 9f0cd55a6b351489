"""Named lists: which travel inline, which as tables. Decided here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from .. import plan as p
from . import names
from . import nodes as n
from .dialects.dialect import Dialect

LARGEST_INLINE = 200  # entries
_CHUNK = 1_000  # entries of one INSERT


@dataclass(frozen=True, slots=True)
class ListTable:
    """A list that has a table of its own."""

    table: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a plan by (name, folded)."""

    inline: dict[tuple[str, bool], tuple[str, ...]]
    tables: dict[tuple[str, bool], ListTable]


def lists(plan: p.Plan) -> Lists:
    found = Lists({}, {})
    for folded, group in ((False, plan.lists), (True, plan.folded_lists)):
        for each in group:
            entries = tuple(entry for entry in each.entries if storable(entry))
            if len(entries) <= LARGEST_INLINE:
                found.inline[each.name, folded] = entries
            else:
                table = names.list_table(plan.name, each.name, folded)
                found.tables[each.name, folded] = ListTable(table, entries)
    return found


def storable(text: str) -> bool:
    """Whether a database can hold the text at all; one with a lone surrogate equals nothing in the data."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def definition(table: ListTable, dialect: Dialect) -> tuple[exp.Expr, ...]:
    """The statements that make the table and fill it."""
    inserts = (
        exp.Insert(
            this=n.table([table.table]),
            expression=exp.Values(
                expressions=[exp.Tuple(expressions=[n.text(e)]) for e in table.entries[i : i + _CHUNK]]
            ),
        )
        for i in range(0, len(table.entries), _CHUNK)
    )
    return (*dialect.table(table.table, [(names.ENTRY, "VARCHAR")]), *inserts)
