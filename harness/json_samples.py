"""Samples from JSON Lines files; see `sample_files.py` for the fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..dsl import model
from ..dsl.source import Source, Span
from .sample_files import Reader, near
from .typed import Known

_FIELDS = ("label", "lead", "events", "expect")


def json_samples(reader: Reader, source: Source, as_of: int) -> list[model.Sample]:
    samples: list[model.Sample] = []
    seen: dict[Known, int] = {}
    for number, text in enumerate(source.lines(), start=1):
        if text.strip():
            sample = _sample(reader, _Line(source.file, number, text), as_of, seen)
            if sample is not None:
                samples.append(sample)
    return samples


class _Line:
    """One line; places are those of the field names in its text."""

    def __init__(self, file: str, number: int, text: str) -> None:
        self.file, self.number, self.text = file, number, text

    @property
    def span(self) -> Span:
        return Span(self.file, self.number, 1, self.number, max(2, len(self.text) + 1))

    def field(self, name: str) -> Span:
        """Where the field's name stands; the whole line where it is not found as written."""
        written = json.dumps(name, ensure_ascii=False)
        at = self.text.find(written)
        if at < 0:
            return self.span
        return Span(self.file, self.number, at + 1, self.number, at + 1 + len(written))


def _sample(reader: Reader, line: _Line, as_of: int, seen: dict[Known, int]) -> model.Sample | None:
    record = _parsed(reader, line)
    if record is None:
        return None
    _no_others(reader, line, record, list(_FIELDS))
    raw_lead, raw_expect = record.get("lead"), _given(record, "expect", {})
    if not isinstance(raw_lead, dict) or not isinstance(raw_expect, dict):
        name = "expect" if isinstance(raw_lead, dict) else "lead"
        reader.report("SL0854", line.field(name), f"`{name}` is not an object", _SHAPE)
        return None
    attributes = [attribute.name for attribute in reader.schema.attributes]
    lead = reader.lead(_placed(line, _no_others(reader, line, raw_lead, attributes)))
    expects = [
        found
        for name, value in _no_others(reader, line, raw_expect, reader.outputs()).items()
        if (found := reader.expectation(name, value, line.field(name))) is not None
    ]
    if not raw_expect:
        message = "this sample expects nothing, so it tests nothing"
        reader.report("SL0856", line.span, message, 'add `"expect": {…}` to the line')
    events = _events(reader, line, _given(record, "events", []))
    key = lead.get(reader.schema.key)
    if key is None or key in seen:
        what = f"the lead `{key}` stands here twice" if key is not None else f"this lead has no `{reader.schema.key}`"
        help_ = f"line {seen[key]} has it too" if key is not None else "it is the lead's key"
        reader.report("SL0853", line.field(reader.schema.key), what, help_)
        return None
    seen[key] = line.number
    label = record.get("label")
    shown = label if isinstance(label, str) and label.strip() else f"lead {key}"
    return model.Sample(shown, as_of, tuple(lead.items()), tuple(events), tuple(expects), line.span)


def _given(record: dict[str, Any], name: str, otherwise: object) -> object:
    """The field's value; `otherwise` where it is absent or null."""
    value = record.get(name)
    return otherwise if value is None else value


_SHAPE = 'a line looks like `{"lead": {…}, "events": [{"event": "…", "at": "…"}], "expect": {…}}`'


def _parsed(reader: Reader, line: _Line) -> dict[str, Any] | None:
    try:
        record = json.loads(line.text, parse_float=Decimal, parse_constant=str)
    except json.JSONDecodeError as error:
        place = Span(line.file, line.number, error.pos + 1, line.number, error.pos + 2)
        reader.report("SL0854", place, f"this is not JSON: {error.msg.lower()}", _SHAPE)
        return None
    except (RecursionError, ValueError):
        reader.report("SL0854", line.span, "this line is nested too deeply or has a number too long", _SHAPE)
        return None
    if isinstance(record, dict):
        return record
    reader.report("SL0854", line.span, "this line is not an object", _SHAPE)
    return None


def _events(reader: Reader, line: _Line, raw: object) -> list[model.SampleEvent]:
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        reader.report("SL0854", line.field("events"), "`events` is not a list of objects", _SHAPE)
        return []
    declared = [a.name for kind in reader.schema.events for a in kind.attributes]
    events = []
    for each in raw:
        fields = _no_others(reader, line, each, ["event", "at", *declared])
        kind = reader.kind(fields.get("event"), line.field("event"))
        at = reader.moment(fields.get("at"), line.field("at"))
        if kind is not None and at is not None:
            values = {name: value for name, value in fields.items() if name not in ("event", "at")}
            events.append(model.SampleEvent(kind, at, tuple(reader.event(kind, _placed(line, values)).items())))
    return events


def _no_others(reader: Reader, line: _Line, record: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    """The fields that may stand there; others are reported."""
    for name in record:
        if name not in names:
            reader.report("SL0851", line.field(name), f"unknown field `{name}`", near(name, names))
    return {name: value for name, value in record.items() if name in names}


def _placed(line: _Line, record: Mapping[str, Any]) -> dict[str, tuple[object, Span]]:
    return {name: (value, line.field(name)) for name, value in record.items()}
