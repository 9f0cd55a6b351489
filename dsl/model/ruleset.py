"""The checked schema, lists, outcomes, samples, and the ruleset that holds everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..source import Span
from .expressions import Condition, ValueType
from .rules import Score, Total

__all__ = [
    "Attribute",
    "Band",
    "EventKind",
    "Exclusion",
    "Expectation",
    "Grade",
    "Ruleset",
    "Sample",
    "SampleEvent",
    "SampleFile",
    "Schema",
    "StageLine",
    "Stages",
    "TextList",
]

# ---- what the data has ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class EventKind:
    name: str
    by_the_lead: bool
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """`key` and `since` name lead attributes; the key is text or integer, `since` a date or timestamp (or absent)."""

    attributes: tuple[Attribute, ...]
    key: str
    since: str | None
    events: tuple[EventKind, ...]


@dataclass(frozen=True, slots=True)
class TextList:
    """A named list: distinct entries, trimmed, sorted by UTF-8 bytes. `folded` entries serve tests that ignore case."""

    name: str
    entries: tuple[str, ...]


# ---- outcomes ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    label: str
    lowest: int | None  # thousandths; None for the last band


@dataclass(frozen=True, slots=True)
class Grade:
    name: str
    score: str
    bands: tuple[Band, ...]  # descending
    span: Span


@dataclass(frozen=True, slots=True)
class StageLine:
    """`condition` is None for `otherwise`. `reason` is the `because` text, else the condition as written."""

    stage: str
    condition: Condition | None
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Stages:
    """First met wins. `out` is the stage of leads that are not scored (None where no exclusion exists)."""

    name: str
    lines: tuple[StageLine, ...]
    out: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Exclusion:
    condition: Condition
    reason: str
    span: Span


# ---- samples -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SampleEvent:
    kind: str
    at: int
    values: tuple[tuple[str, str | int | bool], ...]  # known attributes only


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a sample expects: score values in thousandths; grade and stage labels; None: not scored."""

    output: Literal["score", "grade", "stage", "reason", "not scored"]
    name: str
    value: int | str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Sample:
    label: str
    as_of: int
    lead: tuple[tuple[str, str | int | bool], ...]  # known attributes only, key included
    events: tuple[SampleEvent, ...]
    expects: tuple[Expectation, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SampleFile:
    """Samples in a file of leads, `events_path` with their events; paths are resolved, `as_of` in seconds."""

    path: str
    events_path: str | None
    as_of: int
    span: Span


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One rule file, checked. `lets` and `scores` stand in an order in which each only reads earlier ones."""

    name: str
    version: str
    description: str
    time_zone: str
    schema: Schema
    lists: tuple[TextList, ...]  # only those that rules read
    lets: tuple[tuple[str, Condition], ...]
    exclusions: tuple[Exclusion, ...]
    scores: tuple[Score | Total, ...]
    grades: tuple[Grade, ...]
    stages: Stages | None
    samples: tuple[Sample, ...]
    file: str
    sample_files: tuple[SampleFile, ...] = ()
