"""Samples from CSV files; see `sample_files.py` for the columns."""

from __future__ import annotations

from collections import defaultdict

from ..dsl import model
from ..dsl.source import Source, Span
from .sample_files import EXPECT, Reader, near
from .table import Cell, Table, read_table
from .typed import Known

_FIXED = ("lead", "event", "at")
_FIXED_HELP = "events stand in the columns `lead`, `event`, `at` and those of their attributes"


def csv_samples(reader: Reader, leads: Source, events: Source | None, as_of: int) -> list[model.Sample]:
    table, findings = read_table(leads)
    reader.findings.extend(findings)
    if table is None:
        return []
    attributes = [attribute.name for attribute in reader.schema.attributes]
    outputs = reader.outputs()
    labels = [] if "label" in attributes else ["label"]
    known = [*attributes, *(EXPECT + name for name in outputs), *labels]
    columns = _columns(reader, table, known)
    if reader.schema.key not in columns.values():
        place = table.header[0].span
        reader.report("SL0853", place, f"there is no column `{reader.schema.key}`", "it is the lead's key")
        return []
    if not any(name.startswith(EXPECT) for name in columns.values()):
        message = "no column says what is expected, so these samples test nothing"
        reader.report("SL0856", table.header[0].span, message, f"add columns such as `{EXPECT}{outputs[0]}`")
    by_lead = _events(reader, events) if events is not None else {}
    samples = []
    seen: dict[Known, Span] = {}
    for row in table.rows:
        named = {name: row[index] for index, name in columns.items()}
        lead = reader.lead({name: _raw(named[name]) for name in attributes if name in named})
        expects = [
            found
            for name in outputs
            if EXPECT + name in named and (found := reader.expectation(name, *_raw(named[EXPECT + name]))) is not None
        ]
        place = named[reader.schema.key].span
        key = lead.get(reader.schema.key)
        label = named["label"].text.strip() if labels and "label" in named else ""
        if key is None:
            reader.report("SL0853", place, f"this lead has no `{reader.schema.key}`", "it is the lead's key")
            continue
        if key in seen:
            first = f"line {seen[key].line} has it too"
            reader.report("SL0853", place, f"the lead `{key}` stands here twice", first)
            continue
        seen[key] = place
        sample = model.Sample(
            label or f"lead {key}",
            as_of,
            tuple(lead.items()),
            tuple(event for event, _ in by_lead.pop(key, [])),
            tuple(expects),
            place,
        )
        samples.append(sample)
    for other, orphans in by_lead.items():
        message = f"no lead `{other}` in {leads.file}"
        reader.report("SL0855", orphans[0][1], message, near(str(other), [str(each) for each in seen]))
    return samples


def _events(reader: Reader, source: Source) -> dict[Known, list[tuple[model.SampleEvent, Span]]]:
    """The events of each lead, with the place of the lead's key."""
    table, findings = read_table(source)
    reader.findings.extend(findings)
    if table is None:
        return {}
    attributes = dict.fromkeys(a.name for kind in reader.schema.events for a in kind.attributes)
    columns = _columns(reader, table, [*_FIXED, *attributes])
    absent = [name for name in _FIXED if name not in columns.values()]
    for name in absent:
        reader.report("SL0854", table.header[0].span, f"there is no column `{name}`", _FIXED_HELP)
    if absent:
        return {}
    key_type = next(a.type for a in reader.schema.attributes if a.name == reader.schema.key)
    events: dict[Known, list[tuple[model.SampleEvent, Span]]] = defaultdict(list)
    for row in table.rows:
        named = {name: row[index] for index, name in columns.items()}
        lead = reader.value(key_type, "lead", *_raw(named["lead"]))
        kind = reader.kind(*_raw(named["event"]))
        at = reader.moment(*_raw(named["at"]))
        if lead is None:
            reader.report("SL0853", named["lead"].span, "the event has no lead", "`lead` has the key of the lead")
        if lead is None or kind is None or at is None:
            continue
        raw = {name: _raw(cell) for name, cell in named.items() if name not in _FIXED}
        event = model.SampleEvent(kind, at, tuple(reader.event(kind, raw).items()))
        events[lead].append((event, named["lead"].span))
    return events


def _raw(cell: Cell) -> tuple[object, Span]:
    return cell.text, cell.span


def _columns(reader: Reader, table: Table, known: list[str]) -> dict[int, str]:
    """The columns by their place; unknown and repeated ones are reported and left out."""
    columns: dict[int, str] = {}
    for index, cell in enumerate(table.header):
        name = " ".join(cell.text.split())
        if name not in known:
            help_ = near(name, known)
            if len(table.header) == 1 and (";" in name or "\t" in cell.text):
                help_ = "cells are separated by commas"
            reader.report("SL0851", cell.span, f"unknown column `{name}`", help_)
        elif name in columns.values():
            reader.report("SL0851", cell.span, f"the column `{name}` stands here twice")
        else:
            columns[index] = name
    return columns
