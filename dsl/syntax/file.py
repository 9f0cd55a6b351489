"""Outcomes, schema, lists, samples: the items of a rule file as written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..source import Span
from .expressions import Ago, Condition, Date, Literal_, Name, Number, Text, Timestamp
from .rules import Clause, Score, Total

__all__ = [
    "Assignment",
    "Attribute",
    "Band",
    "EventSchema",
    "Exclusion",
    "Expect",
    "FileList",
    "Grade",
    "Header",
    "InlineList",
    "Item",
    "LeadSchema",
    "Let",
    "RuleFile",
    "Sample",
    "SampleEvent",
    "SampleFile",
    "SampleLead",
    "StageLine",
    "Stages",
    "TypeRef",
    "Use",
]

# ---- outcomes ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """`A from 80`, or `D below` where the bound is None."""

    label: Text | Name | Number
    bound: Number | None
    span: Span


@dataclass(frozen=True, slots=True)
class Grade:
    name: Name
    score: Name
    bands: tuple[Band, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class StageLine:
    """`sql when … because "…"`, or `nurture otherwise` where the condition is None."""

    stage: Name
    condition: Condition | None
    because: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Stages:
    name: Name
    clauses: tuple[Clause, ...]
    lines: tuple[StageLine, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Exclusion:
    """`do not score when … because "…"`."""

    condition: Condition
    because: Text | None
    span: Span


# ---- schema and declarations ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypeRef:
    """`decimal(4)` has kind decimal and places 4; `one of (…)` has kind text and options."""

    kind: Literal["text", "integer", "decimal", "boolean", "date", "timestamp"]
    places: Number | None
    options: tuple[Text, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Attribute:
    name: Name
    type: TypeRef
    key: bool
    since: bool
    span: Span


@dataclass(frozen=True, slots=True)
class LeadSchema:
    attributes: tuple[Attribute, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class EventSchema:
    name: Name
    by_the_lead: bool
    attributes: tuple[Attribute, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class InlineList:
    name: Name
    items: tuple[Literal_, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FileList:
    name: Name
    path: Text
    column: Text  # written as a name or, for odd headings, in quotes
    span: Span


@dataclass(frozen=True, slots=True)
class Let:
    name: Name
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Use:
    names: tuple[Name, ...]
    path: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Header:
    name: Name
    version: Text
    time_zone: Text | None
    description: Text | None
    span: Span


# ---- samples -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assignment:
    """`employees 300`, `rating C`, `country missing` (value None)."""

    name: Name
    value: Literal_ | Name | None
    span: Span


@dataclass(frozen=True, slots=True)
class SampleLead:
    assignments: tuple[Assignment, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SampleEvent:
    kind: Name
    at: Ago | Date | Timestamp
    assignments: tuple[Assignment, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Expect:
    assignments: tuple[Assignment, ...]
    not_scored: bool  # `expect not scored`
    span: Span


@dataclass(frozen=True, slots=True)
class Sample:
    label: Text
    as_of: Date | Timestamp
    leads: tuple[SampleLead, ...]  # exactly one is right; the checker says so
    events: tuple[SampleEvent, ...]
    expects: tuple[Expect, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SampleFile:
    """`samples from "leads.csv" as of 2026-01-15`, with `events from "events.csv"` where events stand apart."""

    path: Text
    events_path: Text | None
    as_of: Date | Timestamp
    span: Span


Item = (
    Header
    | Use
    | LeadSchema
    | EventSchema
    | InlineList
    | FileList
    | Let
    | Exclusion
    | Score
    | Total
    | Grade
    | Stages
    | Sample
    | SampleFile
)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file, its items in the order written. Items that could not be parsed are absent (and reported)."""

    file: str
    items: tuple[Item, ...]
