"""Samples as the data would give them: a lead, its account, its colleagues; and runs of many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..compiler.plan import Plan
from ..compiler.result import Account, Event, Lead
from ..compiler.roots import roots
from ..compiler.walk import walk
from ..dsl import model

Values = tuple[tuple[str, str | int | bool], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One sample's leads, its own first, and the row of their account, if there is one."""

    leads: tuple[Lead, ...]
    account: Account | None

    @property
    def lead(self) -> Lead:
        return self.leads[0]


@dataclass(frozen=True, slots=True)
class Batch:
    """Cases that one run of an output may take together: one moment, no key twice. `places` are those of the cases."""

    as_of: int
    places: tuple[int, ...]
    cases: tuple[Case, ...]

    @property
    def leads(self) -> tuple[Lead, ...]:
        return tuple(lead for case in self.cases for lead in case.leads)

    @property
    def accounts(self) -> tuple[Account, ...]:
        return tuple(case.account for case in self.cases if case.account is not None)


def case_of(sample: model.Sample, plan: Plan) -> Case:
    """The sample's lead, colleagues and account."""
    schema = plan.schema
    leads = [_lead(sample.lead, sample.events, schema)]
    leads += [_lead(colleague.lead, colleague.events, schema) for colleague in sample.colleagues]
    if schema.account is None or sample.account is None:
        return Case(tuple(leads), None)
    values = dict(sample.account)
    return Case(tuple(leads), Account(str(values.get(schema.account.key, "")), values))


def _lead(lead: Values, events: Sequence[model.SampleEvent], schema: model.Schema) -> Lead:
    values = dict(lead)
    happened = tuple(Event(event.kind, event.at, dict(event.values)) for event in events)
    return Lead(str(values.get(schema.key, "")), values, happened)


def batches(plan: Plan, cases: Sequence[Case], moments: Sequence[int]) -> list[Batch]:
    """All cases in as few batches as their keys and moments allow.

    Samples often share a key. Where no rule reads it, each lead gets a key of its own for the run.
    """
    rekey = not _reads_key(plan)
    numbers = iter(range(1, 1 + sum(len(case.leads) for case in cases)))
    found: list[tuple[Batch, set[tuple[str, str]]]] = []
    for place, case in enumerate(cases):
        given = _rekeyed(case, numbers, plan) if rekey else case
        keys = set(_keys(given, plan))
        for index, (batch, taken) in enumerate(found):
            if batch.as_of == moments[place] and not keys & taken:
                grown = replace(batch, places=(*batch.places, place), cases=(*batch.cases, given))
                found[index] = (grown, taken | keys)
                break
        else:
            found.append((Batch(moments[place], (place,), (given,)), keys))
    return [batch for batch, _ in found]


def _keys(case: Case, plan: Plan) -> Iterator[tuple[str, str]]:
    schema = plan.schema.account
    for lead in case.leads:
        yield "lead", lead.key
        if schema is not None and schema.lead_attribute in lead.values:
            yield "account", str(lead.values[schema.lead_attribute])
    if case.account is not None:
        yield "account", case.account.key


def _rekeyed(case: Case, numbers: Iterator[int], plan: Plan) -> Case:
    return replace(case, leads=tuple(_with_key(lead, str(next(numbers)), plan) for lead in case.leads))


def _with_key(lead: Lead, key: str, plan: Plan) -> Lead:
    attribute = next(a for a in plan.schema.attributes if a.name == plan.schema.key)
    typed = int(key) if attribute.type.kind == "integer" else key
    return replace(lead, key=key, values={**lead.values, attribute.name: typed})


def _reads_key(plan: Plan) -> bool:
    """Whether a rule looks at the key, so that a lead with another key could score differently."""
    key = plan.schema.key
    if any(attribute.type.options for attribute in plan.schema.attributes if attribute.name == key):
        return True
    return any(isinstance(node, model.LeadValue) and node.name == key for root in roots(plan) for node in walk(root))
