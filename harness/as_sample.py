"""A lead as a `sample` block that can be pasted into a rule file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from ..compiler.plan import Plan
from ..compiler.result import Lead
from ..dsl import model
from ..dsl.wording import name_text, quoted
from .counterexamples import Counterexample

_EPOCH = dt.datetime(1970, 1, 1)


def as_sample(example: Counterexample, plan: Plan, label: str) -> list[str]:
    """The lines of the block; its moments are written out in UTC."""
    schema = plan.schema
    types = {attribute.name: attribute.type for attribute in schema.attributes}
    lines = [f"sample {quoted(label)} as of {_moment(example.as_of)} {{"]
    account = example.company.account
    if account is not None and schema.account is not None:
        lines.append("  account " + _assignments(account.values, {a.name: a.type for a in schema.account.attributes}))
    for number, lead in enumerate((example.lead, *example.company.others)):
        lines.append(f"  {'colleague' if number else 'lead'} " + _assignments(lead.values, types))
        lines += [f"  {line}" for line in _events(lead, schema)]
    return [*lines, "}"]


def _events(lead: Lead, schema: model.Schema) -> Iterator[str]:
    kinds = {kind.name: {a.name: a.type for a in kind.attributes} for kind in schema.events}
    for event in lead.events:
        values = _assignments(event.values, kinds[event.kind])
        yield f"{name_text(event.kind)} {_moment(event.at)}" + (f", {values}" if values else "")


def _assignments(values: dict[str, str | int | bool], types: dict[str, model.ValueType]) -> str:
    return ", ".join(f"{name_text(name)} {_literal(value, types[name])}" for name, value in values.items())


def _literal(value: str | int | bool, kind: model.ValueType) -> str:
    match kind.kind:
        case "decimal":
            return f"{Decimal(int(value)).scaleb(-kind.places):f}"
        case "boolean":
            return "yes" if value else "no"
        case "date":
            return (_EPOCH + dt.timedelta(days=int(value))).date().isoformat()
        case "timestamp":
            return _moment(int(value))
        case "integer":
            return str(value)
        case "set":
            entries = [entry for entry in str(value).split(model.SET_MARK) if entry]
            return f"({', '.join(quoted(entry) for entry in entries)})"
        case "text":
            return quoted(str(value))


def _moment(second: int) -> str:
    return f"{_EPOCH + dt.timedelta(seconds=second):%Y-%m-%dT%H:%M:%S}Z"
