"""The events of a binding file: `[events]`, or `[[events]]` for each of several tables or readings of a table.

```toml
[[events]]                          # one kind
table = "crm.form_submissions"
lead = "contact_id"
event = { always = "form" }
at = "submitted_at"
[[events]]                          # a kind from a column; leads told by their mail address
table = "crm.email_events"
lead = { column = "recipient", by = "email" }
event = "type"
kinds = { OPEN = "mail_open", CLICK = "mail_click" }
at = { column = "created", unit = "milliseconds" }
id = "id"
loaded = "loaded_at"                # tells new rows, for incremental models
partition = "day"                   # a date: parts of the table that are too old are not read (Spark)
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .binding import AT, EVENT, EVENT_ID, LEAD, EventsBinding, Loaded, Partition, event_attribute_names
from .binding_columns import Settings, column_binding
from .binding_filters import filters
from .binding_tables import columns, table_name
from .findings import did_you_mean, quoted
from .model import Attribute, EventKind, Schema, ValueType
from .toml_places import Path
from .toml_table import Table

_MOMENT: Final = ValueType("timestamp")
_TEXT: Final = ValueType("text")


def sources(top: Table, settings: Settings, schema: Schema, default: EventsBinding) -> tuple[EventsBinding, ...]:
    """Every source of events, in the order of the file; the default one where the file says nothing of events."""
    said = top.raw("events")
    if isinstance(said, list):
        made = tuple(_source(table, settings, schema, default) for table in top.tables("events"))
        if not said:
            top.report("SL0903", "events", "`events` names no table", "`[events]` begins one", value=True)
        return made
    table = top.table("events")
    if table is not None:
        return (_source(table, settings, schema, default),)
    types = _types(schema.events)
    plain = replace(
        default,
        at=settings.apply(default.at, _MOMENT),
        lead=settings.apply(default.lead, _TEXT),
        columns=tuple(settings.apply(c, types[c.name]) for c in default.columns),
    )
    return (plain,)


def _source(table: Table, settings: Settings, schema: Schema, default: EventsBinding) -> EventsBinding:
    inner = settings.within(table)
    kinds = _kinds(table, schema)
    always = _always(table, schema)
    if always is not None and kinds:
        table.report("SL0909", "kinds", "`kinds` has nothing to map where every row is the same kind of event")
    here = tuple(kind for kind in schema.events if always is None or kind.name == always) or schema.events
    types = _types(here)
    others = {a.name: "the lead" for a in schema.attributes}
    others |= {a.name: f"`{kind.name}`" for kind in schema.events if kind not in here for a in kind.attributes}
    specs, absent = columns(table, list(types), "an event" if always is None else f"`{always}`", others)
    by, lead = _lead(table, schema)
    bound = EventsBinding(
        table_name(table, default.table),
        column_binding(LEAD, lead, _key_type(schema, by), inner, required=True),
        None if always is not None else column_binding(EVENT, table.spec("event"), _TEXT, inner, required=True),
        column_binding(AT, table.spec("at"), _MOMENT, inner, required=True),
        column_binding(EVENT_ID, table.spec("id"), _TEXT, inner, required=True) if table.has("id") else None,
        tuple(
            column_binding(
                name,
                specs.get(name),
                types.get(name, _TEXT),
                inner,
                absent=name in absent or name not in types,
            )
            for name in event_attribute_names(schema)
        ),
        kinds,
        always,
        filters(table),
        by,
        _loaded(table),
        _partition(table),
    )
    own = ("lead", "event", "kinds", "at", "id", "loaded", "partition")
    table.only("table", "zone", "missing", "keep", "absent", "columns", *own)
    return bound


def _partition(table: Table) -> Partition | None:
    """`partition = "day"`. Ids are compared in the whole table: none of its parts may be left out then."""
    column = table.text("partition")
    if column is None:
        return None
    if table.has("id"):
        help = "leave `id` out where no event is in the table twice, else `partition`"
        table.report("SL0909", "partition", "`partition` and `id` do not go together", help)
    return Partition(column, table.place(("partition",)).key)


def _loaded(table: Table) -> Loaded | None:
    """`loaded = "loaded_at"`, or `loaded = { column = "loaded_at", only_added = true }`."""
    said, span = table.raw("loaded"), table.place(("loaded",)).key
    if not isinstance(said, dict):
        column = table.text("loaded")
        return None if column is None else Loaded(column, span=span)
    inner = table.table("loaded")
    assert inner is not None
    inner.only("column", "only_added")
    added = inner.raw("only_added")
    if added is not None and added is not True:
        help = "leave it out where rows may change"
        inner.report("SL0903", "only_added", "`only_added` is not `true`", help, value=True)
    column = inner.text("column")
    if not inner.has("column"):
        help = '`loaded = { column = "loaded_at", only_added = true }`'
        table.report("SL0909", "loaded", "`loaded` names no column", help)
    return None if column is None else Loaded(column, added is True, span)


def _types(kinds: tuple[EventKind, ...]) -> dict[str, ValueType]:
    """A type of each attribute name: a date or time where any kind has one so; options only where all share them."""
    found: dict[str, list[Attribute]] = {}
    for kind in kinds:
        for attribute in kind.attributes:
            found.setdefault(attribute.name.casefold(), []).append(attribute)
    types: dict[str, ValueType] = {}
    for attributes in found.values():
        each = [attribute.type for attribute in attributes]
        first = next((t for t in each if t.kind in ("date", "timestamp")), each[0])
        types[attributes[0].name] = first if len(set(each)) == 1 else replace(first, options=())
    return types


def _key_type(schema: Schema, by: str | None) -> ValueType:
    """What `lead` is read as: like the key, or like the attribute that it names."""
    wanted = schema.key if by is None else by
    return replace(next(a.type for a in schema.attributes if a.name == wanted), options=())


def _lead(table: Table, schema: Schema) -> tuple[str | None, tuple[Table, str] | None]:
    """The lead attribute that `lead = { column = "…", by = "email" }` names, and where the column is said."""
    if not isinstance(table.raw(LEAD), dict) or "by" not in table.raw(LEAD):
        return None, table.spec(LEAD)
    inner = table.table(LEAD)
    assert inner is not None
    said = inner.text("by")
    texts = [a.name for a in schema.attributes if a.type.kind == "text" and a.name != schema.key]
    found = next((a for a in schema.attributes if a.name == said), None)
    if said is not None and found is None:
        help = did_you_mean(said, texts, f"leads are told by {quoted(texts)}" if texts else "leads have no other text")
        inner.report("SL0904", "by", f"the lead has no attribute `{said}`", help, value=True)
    elif found is not None and found.type.kind != "text" and said != schema.key:
        inner.report("SL0909", "by", f"leads are told by a text, and `{said}` is none", value=True)
    good = found is not None and found.type.kind == "text" and said != schema.key
    return (said if good else None), (table.without(LEAD, "by"), LEAD)


def _kinds(table: Table, schema: Schema) -> tuple[tuple[str, str], ...]:
    kinds = [kind.name for kind in schema.events]
    mapped = table.map("kinds")
    for said, kind in mapped:
        if kind not in kinds:
            _unknown_kind(table, ("kinds", said), kind, kinds)
    return tuple((said, kind) for said, kind in mapped if kind in kinds)


def _always(table: Table, schema: Schema) -> str | None:
    if not isinstance(table.raw(EVENT), dict) or "always" not in table.raw(EVENT):
        return None
    inner = table.table(EVENT)
    assert inner is not None
    kinds = [kind.name for kind in schema.events]
    kind = inner.text("always")
    inner.only("always")
    if kind is not None and kind not in kinds:
        _unknown_kind(inner, ("always",), kind, kinds)
    return kind


def _unknown_kind(table: Table, path: Path, kind: str, kinds: list[str]) -> None:
    there: str = f"events are {quoted(kinds)}" if kinds else "the rule file declares no events"
    place = table.place(path).value
    table.report_at("SL0905", place, f"no event `{kind}` is declared", did_you_mean(kind, kinds, there))
