"""Samples as written."""

from __future__ import annotations

from ..late import dataclass
from ..source import Span
from .literals import Ago, Date, Literal_, Name, Text, Timestamp

__all__ = [
    "Assignment",
    "Expect",
    "Sample",
    "SampleAccount",
    "SampleColleague",
    "SampleEvent",
    "SampleFile",
    "SampleLead",
]


@dataclass(frozen=True, slots=True)
class Assignment:
    """`employees 300`, `rating C`, `country missing` (value None), `certs ("CFP", "CFA")` (a tuple), and in `expect`
    also `follow up "Inside sales"`, whose name is `follow up`."""

    name: Name
    value: Literal_ | Name | tuple[Literal_ | Name, ...] | None
    span: Span


@dataclass(frozen=True, slots=True)
class SampleLead:
    assignments: tuple[Assignment, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """`account industry "Software", employees 300`: the lead's account."""

    assignments: tuple[Assignment, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SampleEvent:
    kind: Name
    at: Ago | Date | Timestamp
    assignments: tuple[Assignment, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SampleColleague:
    """`colleague id "2", title "CTO"`: another lead of the same account. `events` are those written after it, up to the
    next `lead` or `colleague`. The span is that of its own line."""

    assignments: tuple[Assignment, ...]
    events: tuple[SampleEvent, ...]
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
    events: tuple[SampleEvent, ...]  # the lead's own
    expects: tuple[Expect, ...]
    span: Span
    accounts: tuple[SampleAccount, ...] = ()  # at most one is right
    colleagues: tuple[SampleColleague, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleFile:
    """`samples from "leads.csv" as of 2026-01-15`, with `events from "events.csv"` where events stand apart."""

    path: Text
    events_path: Text | None
    as_of: Date | Timestamp
    span: Span
