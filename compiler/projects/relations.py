"""The relations of a project: what each selects from which others, whatever the tool that builds them."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import Final, Literal

from sqlglot import exp

from ...dsl.binding import Binding
from ...dsl.late import dataclass
from ..plan import Plan
from ..sql import inputs, lists, names
from ..sql import nodes as n
from ..sql.dialects.dialect import Dialect, ReadsColumns
from ..sql.dialects.duckdb import DUCKDB
from ..sql.dialects.lowering import Unsayable
from ..sql.emit import queries
from ..sql.raw_rows import RawRelation
from ..sql.typed import ReadEvents, Tables, typed_kinds, typed_queries
from ..sql.typed.sources import IDENTITY
from .readings import Reading, readings

Kind = Literal["list", "reading", "input", "result"]
_MARK: Final = "scoreline_relation_"
_NULLS: Final = ("null", "")  # what loaders of CSV files take for a missing value


@dataclass(frozen=True, slots=True)
class Relation:
    name: str
    kind: Kind
    query: exp.Query


@dataclass(frozen=True, slots=True)
class Seed:
    """The plain entries of a list, for a file; those that a loader could mistake stand in the query of `relation`."""

    name: str
    relation: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relations:
    """All that a ruleset needs besides `<r>_as_of`, in an order in which it can be made.

    `readings` are those of `relations` of that kind, by their names.
    """

    dialect: Dialect
    relations: tuple[Relation, ...]
    readings: Mapping[str, Reading]
    seeds: tuple[Seed, ...]
    raw: tuple[tuple[str, ...], ...]  # the tables of the binding
    kinds: Mapping[tuple[str, ...], Mapping[str, str]]  # of their columns, where the queries were made for them


def relations(
    plan: Plan,
    binding: Binding,
    engine: Dialect,
    compiled_by: str,
    tables: Tables | None,
    is_plain: Callable[[str], bool],
) -> Relations:
    """`tables`: the declared types of raw columns, where they are known. `is_plain`: whether the tool reads the entry
    of a list from a file as the text that it is.

    Raises `typed.Refused` and `lowering.Unsayable`.
    """
    dialect = without_functions(engine)
    made: list[Relation] = []
    seeds: list[Seed] = []
    for table in lists.lists(plan).tables.values():
        plain = tuple(entry for entry in table.entries if is_plain(entry))
        seeds.append(Seed(f"{table.table}_entries", table.table, plain))
        others = [entry for entry in table.entries if not is_plain(entry)]
        made.append(Relation(table.table, "list", _entries(seeds[-1].name, others, dialect)))
    read = readings(plan, binding, dialect, tables)
    made += [Relation(each.name, "reading", each.query) for each in read.values()]
    made += [Relation(name, "input", query) for name, query in _inputs(plan, binding, dialect, read, tables).items()]
    made += [Relation(name, "result", query) for name, query in queries(plan, dialect, compiled_by).items()]
    kinds: Mapping[tuple[str, ...], Mapping[str, str]] = {}  # DuckDB looks at them itself
    if isinstance(dialect, ReadsColumns) and dialect.name != DUCKDB.name:
        kinds = typed_kinds(plan, binding, dialect, tables)
    raw = dict.fromkeys([binding.leads.table, *(each.table for each in binding.events if plan.schema.events)])
    raw |= dict.fromkeys([] if binding.accounts is None else [binding.accounts.table])
    raw |= dict.fromkeys(each.table for each in binding.histories)
    return Relations(dialect, tuple(made), {each.name: each for each in read.values()}, tuple(seeds), tuple(raw), kinds)


def without_functions(dialect: Dialect) -> Dialect:
    """The dialect, saying the bodies of functions where they are called: a project has relations only."""
    if not dialect.functions:
        return dialect
    made = copy.copy(dialect)
    object.__setattr__(made, "functions", False)
    return made


def _inputs(
    plan: Plan, binding: Binding, dialect: Dialect, read: Mapping[int, Reading], tables: Tables | None
) -> dict[str, exp.Query]:
    if dialect.name != DUCKDB.name:
        known = {place: ReadEvents(each.name, each.columns) for place, each in read.items()}
        return typed_queries(plan, binding, dialect, tables, read=known)
    if not plan.schema.events:
        return inputs.queries(plan, binding, inputs.no_events())
    selects: list[exp.Select] = []
    for place, source in enumerate(binding.events):
        if place in read:
            chosen = [n.named(n.column(c), f"a{i}") for i, c in enumerate(read[place].columns.values())]
            query = n.select(chosen, n.table([read[place].name]))
            rows = RawRelation(query, {name: index for index, name in enumerate(read[place].columns)})
        else:
            rows = inputs.raw_events(plan.schema, source, plan.zone)
        selects.append(inputs.kept_events(plan, source, rows))
    return inputs.queries(plan, binding, inputs.together(selects))


# ---- lists ---------------------------------------------------------------------------------------------------------


def is_plain(entry: str) -> bool:
    """Whether loaders of CSV files that know a column to be text read the entry as the text that it is."""
    odd = entry != entry.strip() or '"' in entry or "\\" in entry or not entry.isprintable()
    return not odd and entry.casefold() not in _NULLS


def _entries(seed: str, others: list[str], dialect: Dialect) -> exp.Query:
    """The entries of a seed, as texts that are compared by their bytes, and those that are in no file."""
    text = dialect.exact_text if isinstance(dialect, ReadsColumns) else lambda node: n.cast(node, "VARCHAR")
    query: exp.Query = n.select([n.named(text(n.column(names.ENTRY)), names.ENTRY)], n.table([seed]))
    if others:
        rows = n.values("others", [names.ENTRY], [[n.text(entry)] for entry in others])
        more = n.select([n.named(text(n.column(names.ENTRY)), names.ENTRY)], rows)
        query = exp.Union(this=query, expression=more, distinct=False)
    return query


# ---- printing ------------------------------------------------------------------------------------------------------


def printed(
    query: exp.Expr,
    dialect: Dialect,
    named: Mapping[tuple[str, ...], str],
    plain: Callable[[str], str] = lambda text: text,
    *,
    aliased: bool = False,
) -> str:
    """The SQL with each table that `named` has put in as said there; `plain` is made of all the rest.

    A table by which columns are qualified keeps its name as an alias, and so do all where `aliased` is asked for.
    """
    for attempt in range(100):
        mark = f"{_MARK}{attempt}_" if attempt else _MARK
        tree, put = query.copy(), list[str]()
        steps = {step.alias for step in tree.find_all(exp.CTE)}
        for table in list(tree.find_all(exp.Table)):
            parts = tuple(part.name for part in table.parts)
            if parts not in named or (len(parts) == 1 and parts[0] in steps):
                continue
            alias = table.args.get("alias")
            if alias is None and (aliased or _qualifies(table)):
                alias = exp.TableAlias(this=exp.to_identifier(parts[-1], quoted=True))
            other = n.table([f"{mark}{len(put)}_"])
            other.set("alias", alias)
            table.replace(other)
            put.append(named[parts])
        pieces = re.split(rf"[`\"\[]{mark}(\d+)_[`\"\]]", dialect.print(tree))
        if len(pieces) == 2 * len(put) + 1:  # more, where a text of the rules has the mark
            return "".join(put[int(each)] if i % 2 else plain(each) for i, each in enumerate(pieces))
    raise Unsayable("texts of the rules have every mark that stands for a relation")


def _qualifies(table: exp.Table) -> bool:
    """Whether columns of its own select are qualified by its name."""
    select = table.find_ancestor(exp.Select)
    columns = () if select is None else select.find_all(exp.Column)
    return any(column.table == table.name and column.find_ancestor(exp.Select) is select for column in columns)


def text_without_templates(value: str) -> n.Node:
    """A text in which no template begins, however often it is taken for one: such braces are made by their number."""
    pieces = [piece for piece in re.split(r"(\{)(?=[{%#])", value) if piece]
    if "{" not in pieces:
        return n.text(value)
    return n.call("concat", *(n.call("chr", n.number(ord("{"))) if p == "{" else n.text(p) for p in pieces))


def without_templates(query: exp.Expr) -> exp.Expr:
    """The query with such texts, and comments in which nothing begins either."""
    tree = query.copy()
    for node in list(tree.walk()):
        if node.comments:
            node.comments = [re.sub(r"\{(?=[{%#])", "{ ", comment) for comment in node.comments]
        if isinstance(node, exp.Literal) and node.is_string and re.search(r"\{[{%#]", node.name):
            node.replace(text_without_templates(node.name))
    return tree


def printed_name(name: str, dialect: Dialect) -> str:
    """The name as the dialect writes it, cut where it is too long, without its quotes."""
    return dialect.print(exp.to_identifier(name, quoted=True))[1:-1].replace('""', '"')


__all__ = ["IDENTITY", "Kind", "Relation", "Relations", "Seed", "printed", "printed_name", "relations"]
