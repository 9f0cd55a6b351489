"""Events read once: the raw rows of a large table as typed values, to be kept and only added to.

What makes an event of a row (a lead that is known, one of several rows with an id) is left to `<r>_events`, since it
depends on other rows. Here each row is read by itself, so that the reading of old rows stays right whatever is added.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from sqlglot import exp

from ...dsl.binding import Binding, EventsBinding
from ...dsl.late import dataclass
from ..plan import Plan
from ..sql import inputs, names
from ..sql import nodes as n
from ..sql.dialects.dialect import Dialect
from ..sql.dialects.duckdb import DUCKDB
from ..sql.raw_rows import kept as kept_in_duckdb
from ..sql.raw_rows import value_of
from ..sql.typed import Tables, typed_keep, typed_reading
from ..sql.typed.sources import IDENTITY

_KEPT, _LOADED, _ID, _RULE = "kept", "loaded", "raw_id", "reading"


@dataclass(frozen=True, slots=True)
class Reading:
    """A source of events whose rows are kept as they were read.

    `columns` as in `typed_reading`. Besides, the query has the columns `kept` (whether the filters of the binding keep
    the row), `loaded` (the raw column), `raw_id` (the raw id; None where rows are only added, or have none) and `rule`
    (the number of this way of reading: `number`). It reads every row of the raw table `table`: what is not to be read
    is left out there. `keep` is the condition of the filters over its raw columns.
    """

    name: str
    table: tuple[str, ...]
    query: exp.Select
    columns: Mapping[str, str]
    kept: str
    loaded: str
    raw_id: str | None
    rule: str
    number: int
    keep: exp.Expr | None
    source: EventsBinding


def readings(plan: Plan, binding: Binding, dialect: Dialect, tables: Tables | None = None) -> dict[int, Reading]:
    """Those of the sources of events that say when their rows were loaded, by their places in the binding.

    Raises `typed.Refused` and `lowering.Unsayable`.
    """
    found: dict[int, Reading] = {}
    if not plan.schema.events:
        return found
    several = sum(source.loaded is not None for source in binding.events) > 1
    for place, source in enumerate(binding.events):
        if source.loaded is not None:
            name = f"{names.objects(plan.name).events}_read"
            found[place] = _reading(plan, binding, place, dialect, tables, f"{name}_{place + 1}" if several else name)
    return found


def _reading(plan: Plan, binding: Binding, place: int, dialect: Dialect, tables: Tables | None, name: str) -> Reading:
    source = binding.events[place]
    assert source.loaded is not None
    columns = {names.LEAD: names.LEAD, names.EVENT: names.EVENT, names.AT: names.AT}
    columns |= {column.name: column.name for column in names.event_columns(plan.schema)}
    taken = {column.casefold() for column in columns.values()}

    def free(wish: str) -> str:
        while wish.casefold() in taken:
            wish += "_"
        taken.add(wish.casefold())
        return wish

    if source.id is not None:
        columns[IDENTITY] = free("id")
    kept, loaded, rule = free(_KEPT), free(_LOADED), free(_RULE)
    tracked = source.id is not None and not source.loaded.only_added
    raw_id = free(_ID) if tracked else None
    keep = _keep(plan, binding, place, dialect, tables)
    # Names that no step gives a column: those have a letter and a number.
    whether = exp.Boolean(this=True) if keep is None else n.when((keep, exp.Boolean(this=True)), otherwise=n.false())
    carried = [n.named(whether, "row_kept"), n.named(n.column(source.loaded.column), "row_loaded")]
    if raw_id is not None and source.id is not None:
        carried.append(n.named(n.column(source.id.column), "row_id"))
    whole = replace(source, keep=())
    if dialect.name == DUCKDB.name:
        rows = inputs.raw_events(plan.schema, whole, plan.zone, carried=carried)
        chosen = [n.named(value_of(rows, each, "rows"), column) for each, column in columns.items()]
        read = n.select([*chosen, *(n.column(node.alias) for node in carried)], n.part(rows.query, "rows"))
    else:
        sources = (*binding.events[:place], whole, *binding.events[place + 1 :])
        read = typed_reading(plan, replace(binding, events=sources), place, dialect, columns, carried, tables)
    # What is read of a row depends on nothing else: rows with another number were read in another way.
    said = f"{dialect.print(read)}\n{'' if keep is None else dialect.print(keep)}"
    number = int(hashlib.sha256(said.encode()).hexdigest()[:7], 16)
    outer = [n.column(column) for column in columns.values()]
    outer += [n.named(n.column("row_kept"), kept), n.named(n.column("row_loaded"), loaded)]
    outer += [] if raw_id is None else [n.named(n.column("row_id"), raw_id)]
    outer.append(n.named(n.cast(n.number(number), "INTEGER"), rule))
    query = n.select(outer, n.part(read, "rows"))
    return Reading(name, source.table, query, columns, kept, loaded, raw_id, rule, number, keep, source)


def _keep(plan: Plan, binding: Binding, place: int, dialect: Dialect, tables: Tables | None) -> exp.Expr | None:
    """The condition of the filters over the raw columns."""
    source = binding.events[place]
    if not source.keep:
        return None
    if dialect.name == DUCKDB.name:
        return n.all_of(*(kept_in_duckdb(keep, None) for keep in source.keep))
    return n.all_of(*typed_keep(plan, binding, place, dialect, tables))
