"""The histories of lead attributes in a binding file.

```toml
[[history]]
table = "crm.contact_property_history"
lead = "contact_id"
since = "timestamp"
keep = { name = "lifecyclestage" }
columns = { stage = "value" }
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from .binding import LEAD, SINCE, HistoryBinding, LeadsBinding
from .binding_columns import Settings, column_binding
from .binding_filters import filters
from .binding_tables import columns, table_name
from .model import Schema, ValueType
from .toml_table import Table

_MOMENT: Final = ValueType("timestamp")


def histories(top: Table, settings: Settings, schema: Schema, others: Mapping[str, str]) -> tuple[HistoryBinding, ...]:
    """Every history, in the order of the file."""
    if isinstance(top.raw("history"), dict):
        single = top.table("history")
        assert single is not None
        tables = [single]
    else:
        tables = top.tables("history")
    taken: dict[str, None] = {}
    return tuple(_history(table, settings, schema, others, taken) for table in tables)


def _history(
    table: Table, settings: Settings, schema: Schema, others: Mapping[str, str], taken: dict[str, None]
) -> HistoryBinding:
    inner = settings.within(table)
    types = {attribute.name: attribute.type for attribute in schema.attributes}
    specs, _ = columns(table, list(types), "the lead", others)
    if not table.has("columns"):
        help = 'such as `columns = { stage = "value" }`'
        table.report_at("SL0909", table.span, "a history without `columns` tells no attribute", help)
    for name, (where, key) in specs.items():
        if name == schema.key:
            where.report("SL0909", key, f"`{name}` tells leads apart, and has no history")
        elif name in taken:
            where.report("SL0909", key, f"`{name}` has a history already")
        taken[name] = None
    bound = HistoryBinding(
        table_name(table, ("history",)),
        column_binding(LEAD, table.spec(LEAD), replace(types[schema.key], options=()), inner, required=True),
        column_binding(SINCE, table.spec(SINCE), _MOMENT, inner, required=True),
        tuple(column_binding(name, specs[name], types[name], inner) for name in types if name in specs),
        filters(table),
    )
    table.only("table", "zone", "missing", "keep", "columns", LEAD, SINCE)
    return bound


def without_own(leads: LeadsBinding, found: tuple[HistoryBinding, ...]) -> LeadsBinding:
    """The leads, whose table need not have attributes with a history: only a column that the binding names is read."""
    changing = {column.name for history in found for column in history.columns}
    return replace(
        leads,
        columns=tuple(replace(c, absent=True) if c.name in changing and c.span is None else c for c in leads.columns),
    )
