"""A binding file (TOML) → `Binding`, checked against the schema; every problem of the file in one go.

```toml
zone = "Europe/Berlin"              # of times without one, here or per table or column; else the ruleset's zone
missing = ["Select"]                # what stands for missing, here or per table or column; they add up
[leads]
table = "crm.leads"                 # for SQL only
keep = { _deleted = false }
[leads.columns]
id = "Prospect ID"                  # attribute = column, or a table of settings:
source = { column = "Lead Source", missing = ["N/A"], values = { Y = "yes" } }
[events]
lead = "contact_id"
event = "type"                      # the column of the kind, or { always = "page_view" }
kinds = { "Email Opened" = "email_open" }
at = { column = "occurred", unit = "milliseconds" }
id = "event_id"
[accounts]                          # as leads
[[history]]                         # see binding_history.py
```
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path as FilePath
from typing import Final

from .binding import Binding, LeadsBinding, default_binding, default_events
from .binding_columns import Settings
from .binding_events import sources
from .binding_history import histories, without_own
from .binding_tables import rows
from .diagnostics import Diagnostic, in_order
from .model import Schema
from .reading import read_source
from .source import Source, Span
from .toml_places import places
from .toml_table import Table

_PLACE: Final = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


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
    kinds = {kind.name: "an event" for kind in schema.events}
    leads = rows(top.table("leads"), settings, schema.attributes, schema.key, default.leads, "the lead", kinds)
    accounts = _accounts(top, settings, schema, default)
    events = sources(top, settings, schema, default_events(schema))
    changing = histories(top, settings, schema, kinds)
    top.only("zone", "missing", "leads", "accounts", "events", "history")
    if top.problems:
        return in_order(top.problems)
    return Binding(without_own(leads, changing), events, source.file, accounts, changing)


def _accounts(top: Table, settings: Settings, schema: Schema, default: Binding) -> LeadsBinding | None:
    if schema.account is None:
        if top.has("accounts"):
            help = "leave it out, or declare `account { … }` beside `lead`"
            top.report("SL0904", "accounts", "the rule file declares no accounts", help)
        return None
    assert default.accounts is not None
    account, table = schema.account, top.table("accounts")
    leads = {attribute.name: "the lead" for attribute in schema.attributes}
    return rows(table, settings, account.attributes, account.key, default.accounts, "the account", leads)


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
