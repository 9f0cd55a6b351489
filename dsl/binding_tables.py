"""What tables of leads, accounts and events in a binding file have in common: name and columns of attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .binding import LeadsBinding
from .binding_columns import Settings, column_binding
from .binding_filters import filters
from .findings import did_you_mean, quoted
from .model import Attribute
from .toml_table import Table


def rows(
    table: Table | None,
    settings: Settings,
    attributes: Sequence[Attribute],
    key: str,
    default: LeadsBinding,
    owner: str,
    others: Mapping[str, str],
) -> LeadsBinding:
    """The binding of leads or accounts. `owner` is what a row is called, `others` says whose other attributes are."""
    if table is None:
        types = {attribute.name: attribute.type for attribute in attributes}
        return LeadsBinding(default.table, tuple(settings.apply(c, types[c.name]) for c in default.columns))
    inner = settings.within(table)
    names = [attribute.name for attribute in attributes]
    specs, absent = columns(table, names, owner, others)
    if key in absent:
        table.report("SL0909", "absent", f"`{key}` must have a column: without it no row can be used")
    bound = tuple(
        column_binding(a.name, specs.get(a.name), a.type, inner, required=a.name == key, absent=a.name in absent)
        for a in attributes
    )
    made = LeadsBinding(table_name(table, default.table), bound, filters(table))
    table.only("table", "zone", "missing", "keep", "absent", "columns")
    return made


def columns(
    table: Table, names: Sequence[str], owner: str, others: Mapping[str, str]
) -> tuple[dict[str, tuple[Table, str]], frozenset[str]]:
    """Where the settings of each attribute stand (attribute → table and key), and the attributes that are absent."""
    found: dict[str, tuple[Table, str]] = {}
    inner = table.table("columns")
    for key in () if inner is None else inner.names():
        assert inner is not None
        name = _attribute(key, names)
        if name is None:
            message = f"{owner} has no attribute `{key}`"
            inner.report("SL0904", key, message, did_you_mean(key, names, _there(key, names, owner, others)))
        elif name in found:
            inner.report("SL0909", key, f"attribute `{name}` is bound twice")
        else:
            found[name] = (inner, key)
    absent: set[str] = set()
    for index, said in enumerate(table.texts("absent")):
        name = _attribute(said, names)
        place = table.place(("absent", index)).value
        if name is None:
            help = did_you_mean(said, names, _there(said, names, owner, others))
            table.report_at("SL0904", place, f"{owner} has no attribute `{said}`", help)
        elif name in found:
            table.report_at("SL0909", place, f"`{name}` is absent, and has a column under `columns`")
        else:
            absent.add(name)
    return found, frozenset(absent)


def _attribute(key: str, names: Sequence[str]) -> str | None:
    return key if key in names else {name.casefold(): name for name in names}.get(key.casefold())


def _there(key: str, names: Sequence[str], owner: str, others: Mapping[str, str]) -> str:
    if key in others:
        return f"`{key}` belongs to {others[key]}"
    return f"{owner} has {quoted(names)}" if names else f"{owner} has no attributes"


def table_name(table: Table, default: tuple[str, ...]) -> tuple[str, ...]:
    said = table.raw("table")
    if said is None:
        return default
    parts = tuple(said.split(".")) if isinstance(said, str) else tuple(said) if isinstance(said, list) else ()
    if not 1 <= len(parts) <= 3 or not all(isinstance(p, str) and p.strip() and "\0" not in p for p in parts):
        help = '`table = "crm.leads"`, or its parts: `table = ["crm", "leads.v2"]`'
        table.report("SL0903", "table", "`table` is not the name of a table", help, value=True)
        return default
    return tuple(part.strip() for part in parts) if isinstance(said, str) else parts
