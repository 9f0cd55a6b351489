"""A binding file (TOML) → `Binding`, checked against the schema; every problem of the file in one go.

```toml
zone = "Europe/Berlin"              # of times without one, here or per table or column; else the ruleset's zone
missing = ["Select"]                # what stands for missing, here or per table or column; they add up
[leads]
table = "crm.leads"                 # for SQL only
keep = [{ column = "_deleted", is_not = true }]
[leads.columns]
id = "Prospect ID"                  # attribute = column, or a table of settings:
source = { column = "Lead Source", missing = ["N/A"], values = { Y = "yes" } }
[events]
lead = "contact_id"
event = "type"                      # the column of the kind, or { always = "page_view" }
kinds = { "Email Opened" = "email_open" }
at = { column = "occurred", unit = "milliseconds" }
id = "event_id"
```
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any, Final

from .binding import (
    AT,
    EVENT,
    EVENT_ID,
    LEAD,
    Binding,
    EventsBinding,
    Keep,
    LeadsBinding,
    default_binding,
    event_attribute_names,
)
from .binding_columns import Settings, column_binding
from .diagnostics import Diagnostic, in_order
from .findings import did_you_mean, quoted
from .model import Schema, ValueType
from .reading import read_source
from .source import Source, Span
from .toml_places import Path, places
from .toml_table import Table

_PLACE: Final = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")
_TESTS: Final = ("is", "is_not", "in", "not_in", "missing", "known")
_MOMENT: Final = ValueType("timestamp")
_TEXT: Final = ValueType("text")


def read_file(path: FilePath, schema: Schema) -> Binding | tuple[Diagnostic, ...]:
    source = read_source(path)
    return (source,) if isinstance(source, Diagnostic) else read_text(source, schema)


def read_text(source: Source, schema: Schema) -> Binding | tuple[Diagnostic, ...]:
    """The binding that a TOML text describes, or what is wrong with it."""
    try:
        values = tomllib.loads(source.text)
        found = places(source.text, source.file)
    except tomllib.TOMLDecodeError as error:
        return (_not_toml(source, str(error)),)
    except RecursionError:
        span = Span(source.file, 1, 1, 1, 2)
        return (Diagnostic("SL0901", span, "tables or lists are nested too deeply"),)
    top = Table((), values, found, Span(source.file, 1, 1, 1, 2), [])
    settings = Settings(top.texts("missing"), top.zone())
    default = default_binding(schema)
    leads = _leads(top, settings, schema, default.leads)
    events = _events(top, settings, schema, default.events)
    top.only("zone", "missing", "leads", "events")
    if top.problems:
        return in_order(top.problems)
    return Binding(leads, events, source.file)


def _not_toml(source: Source, message: str) -> Diagnostic:
    found = _PLACE.search(message)
    lines = source.lines()
    line, column = len(lines), len(lines[-1]) + 1
    if found is not None and found[1]:
        line, column = int(found[1]), int(found[2])
    said = _PLACE.sub("", message)
    said = said[:1].lower() + said[1:]
    return Diagnostic(
        "SL0901",
        Span(source.file, line, column, line, column + 1),
        f"the binding is not valid TOML: {said}",
        'names with blanks stand in quotes, texts too: `"Lead Source" = "source"`',
    )


def _leads(top: Table, settings: Settings, schema: Schema, default: LeadsBinding) -> LeadsBinding:
    table = top.table("leads")
    if table is None:
        return LeadsBinding(default.table, tuple(settings.apply(c, _of(schema, c.name)) for c in default.columns))
    inner = settings.within(table)
    names = [attribute.name for attribute in schema.attributes]
    specs = _columns(table, names, "the lead", {kind.name: "an event" for kind in schema.events})
    columns = tuple(
        column_binding(a.name, specs.get(a.name), a.type, inner, required=a.name == schema.key)
        for a in schema.attributes
    )
    bound = LeadsBinding(_table_name(table, default.table), columns, _keep(table))
    table.only("table", "zone", "missing", "keep", "columns")
    return bound


def _of(schema: Schema, name: str) -> ValueType:
    return next(a.type for a in schema.attributes if a.name == name)


def _events(top: Table, settings: Settings, schema: Schema, default: EventsBinding) -> EventsBinding:
    table = top.table("events")
    types = _event_types(schema)
    if table is None:
        return replace(
            default,
            at=settings.apply(default.at, _MOMENT),
            lead=settings.apply(default.lead, _TEXT),
            columns=tuple(settings.apply(c, types[c.name]) for c in default.columns),
        )
    inner = settings.within(table)
    specs = _columns(table, list(types), "an event", {a.name: "the lead" for a in schema.attributes})
    kinds = _kinds(table, schema)
    always = _always(table, schema)
    if always is not None and kinds:
        table.report("SL0909", "kinds", "`kinds` has nothing to map where every row is the same kind of event")
    key = _of(schema, schema.key)
    plain = replace(key, options=())
    bound = EventsBinding(
        _table_name(table, default.table),
        column_binding(LEAD, table.spec("lead"), plain, inner, required=True),
        None if always is not None else column_binding(EVENT, table.spec("event"), _TEXT, inner, required=True),
        column_binding(AT, table.spec("at"), _MOMENT, inner, required=True),
        column_binding(EVENT_ID, table.spec("id"), _TEXT, inner, required=True) if table.has("id") else None,
        tuple(column_binding(name, specs.get(name), type_, inner) for name, type_ in types.items()),
        kinds,
        always,
        _keep(table),
    )
    table.only("table", "zone", "missing", "keep", "columns", "lead", "event", "kinds", "at", "id")
    return bound


def _event_types(schema: Schema) -> dict[str, ValueType]:
    """A type of each attribute name: a date or time where any kind has one so; options only where all share them."""
    types: dict[str, ValueType] = {}
    for name in event_attribute_names(schema):
        found = [
            attribute.type
            for kind in schema.events
            for attribute in kind.attributes
            if attribute.name.casefold() == name.casefold()
        ]
        first = next((t for t in found if t.kind in ("date", "timestamp")), found[0])
        types[name] = first if len(set(found)) == 1 else replace(first, options=())
    return types


def _columns(table: Table, names: list[str], owner: str, others: Mapping[str, str]) -> dict[str, tuple[Table, str]]:
    """Where the settings of each attribute stand: attribute → (table, key)."""
    columns = table.table("columns")
    if columns is None:
        return {}
    found: dict[str, tuple[Table, str]] = {}
    folded = {name.casefold(): name for name in names}
    for key in columns.names():
        name = key if key in names else folded.get(key.casefold())
        if name is None:
            there = f"{owner} has {quoted(names)}" if names else f"{owner} has no attributes"
            if key in others:
                there = f"`{key}` belongs to {others[key]}"
            message = f"{owner} has no attribute `{key}`"
            columns.report("SL0904", key, message, did_you_mean(key, names, there))
        elif name in found:
            columns.report("SL0909", key, f"attribute `{name}` is bound twice")
        else:
            found[name] = (columns, key)
    return found


def _kinds(table: Table, schema: Schema) -> tuple[tuple[str, str], ...]:
    kinds = [kind.name for kind in schema.events]
    mapped = table.map("kinds")
    for said, kind in mapped:
        if kind not in kinds:
            _unknown_kind(table, ("kinds", said), kind, kinds)
    return tuple((said, kind) for said, kind in mapped if kind in kinds)


def _always(table: Table, schema: Schema) -> str | None:
    if not isinstance(table.raw("event"), dict) or "always" not in table.raw("event"):
        return None
    inner = table.table("event")
    assert inner is not None
    kinds = [kind.name for kind in schema.events]
    kind = inner.text("always")
    inner.only("always")
    if kind is not None and kind not in kinds:
        _unknown_kind(inner, ("always",), kind, kinds)
    return kind


def _unknown_kind(table: Table, path: Path, kind: str, kinds: list[str]) -> None:
    there = f"events are {quoted(kinds)}" if kinds else "the rule file declares no events"
    table.report_at(
        "SL0905", table.place(path).value, f"no event `{kind}` is declared", did_you_mean(kind, kinds, there)
    )


def _table_name(table: Table, default: tuple[str, ...]) -> tuple[str, ...]:
    said = table.raw("table")
    if said is None:
        return default
    parts = tuple(said.split(".")) if isinstance(said, str) else tuple(said) if isinstance(said, list) else ()
    if not 1 <= len(parts) <= 3 or not all(isinstance(p, str) and p.strip() and "\0" not in p for p in parts):
        help = '`table = "crm.leads"`, or its parts: `table = ["crm", "leads.v2"]`'
        table.report("SL0903", "table", "`table` is not the name of a table", help, value=True)
        return default
    return tuple(part.strip() for part in parts) if isinstance(said, str) else parts


def _keep(table: Table) -> tuple[Keep, ...]:
    return tuple(k for inner in table.tables("keep") if (k := _filter(inner)) is not None)


def _filter(table: Table) -> Keep | None:
    column = table.text("column")
    tests = [test for test in _TESTS if table.has(test)]
    before = len(table.problems)
    table.only("column", *_TESTS)
    help = 'a filter has a column and one test: `{ column = "status", not_in = ["test", "spam"] }`'
    if not table.has("column") and len(table.problems) == before:
        table.report_at("SL0910", table.span, "a filter without `column`", help)
    if len(table.problems) > before or column is None:
        return None
    if len(tests) != 1:
        what = "a filter without a test" if not tests else f"a filter with several tests: {quoted(tests)}"
        table.report_at("SL0910", table.span, what, help + "; several filters must all be met")
        return None
    test, said = tests[0], table.raw(tests[0])
    if test in ("missing", "known"):
        if said is not True:
            opposite = "known" if test == "missing" else "missing"
            message, help = f"`{test}` is not `true`", f"the opposite is `{opposite} = true`"
            table.report("SL0910", test, message, help, value=True)
            return None
        return Keep(column, "missing" if test == "missing" else "known", (), table.span)
    values = _filter_values(said if test in ("in", "not_in") else [said])
    if values is None:
        shown = '["a", "b"]' if test in ("in", "not_in") else '"a"'
        table.report("SL0910", test, f"`{test}` has a value that cannot be compared", f"`{test} = {shown}`", value=True)
        return None
    return Keep(column, "in" if test in ("is", "in") else "not in", values, table.span)


def _filter_values(said: Any) -> tuple[str | bool, ...] | None:
    if not isinstance(said, list) or not said:
        return None
    values: list[str | bool] = []
    for value in said:
        if isinstance(value, bool):
            values.append(value)
        elif isinstance(value, (str, int)):
            values.append(Table.compared(value))
        else:
            return None
    return tuple(values)
