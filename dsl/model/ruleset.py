"""The checked schema, lists, samples, and the ruleset that holds everything."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from ..source import Span
from .events import Noise
from .expressions import Condition
from .outcomes import Exclusion, Flag, FollowUp, Grade, Matrix, Questions, Route, Stages, Worklist
from .rules import Score, Share, Total
from .sharing import Change, ParameterValue
from .types import ValueType

__all__ = [
    "AccountRules",
    "AccountSchema",
    "Attribute",
    "EventKind",
    "Expectation",
    "Invariant",
    "Ruleset",
    "Sample",
    "SampleColleague",
    "SampleEvent",
    "SampleFile",
    "Schema",
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
class AccountSchema:
    """What accounts have.

    `key` names the account's attribute, always a text, `lead_attribute` the text attribute of leads that holds it.
    """

    attributes: tuple[Attribute, ...]
    key: str
    lead_attribute: str


@dataclass(frozen=True, slots=True)
class Schema:
    """`key` and `since` name lead attributes; the key is text or integer, `since` a date or timestamp (or absent).

    The lead's account attribute is a text like any other.
    """

    attributes: tuple[Attribute, ...]
    key: str
    since: str | None
    events: tuple[EventKind, ...]
    account: AccountSchema | None = None


@dataclass(frozen=True, slots=True)
class TextList:
    """A named list: distinct entries, trimmed, sorted by UTF-8 bytes. `folded` entries serve tests that ignore case."""

    name: str
    entries: tuple[str, ...]


# ---- samples -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SampleEvent:
    kind: str
    at: int
    values: tuple[tuple[str, str | int | bool], ...]  # known attributes only


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a sample expects of an output of the lead or, with `account`, of its account.

    Scores (shares among them) in thousandths, `due` in seconds since 1970 UTC, flags true or false, the rest as texts;
    None: nothing (not scored, no follow-up, no open question). "not scored" is the whole lead's.
    """

    output: Literal["score", "grade", "stage", "reason", "not scored", "flag", "route", "follow up", "due", "questions"]
    name: str
    value: int | str | bool | None
    span: Span
    account: bool = False


@dataclass(frozen=True, slots=True)
class SampleColleague:
    """Another lead of the sample's account, with its events."""

    lead: tuple[tuple[str, str | int | bool], ...]  # known attributes only, key and account included
    events: tuple[SampleEvent, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """`account` has the known attributes of the lead's account, None where the sample gives no account."""

    label: str
    as_of: int
    lead: tuple[tuple[str, str | int | bool], ...]  # known attributes only, key included
    events: tuple[SampleEvent, ...]
    expects: tuple[Expectation, ...]
    span: Span
    account: tuple[tuple[str, str | int | bool], ...] | None = None
    colleagues: tuple[SampleColleague, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleFile:
    """Samples in a file of leads, `events_path` with their events; paths are resolved, `as_of` in seconds."""

    path: str
    events_path: str | None
    as_of: int
    span: Span


# ---- the ruleset ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Invariant:
    """What must never, or always, be met for a scored lead. It changes no score."""

    kind: Literal["never", "always"]
    label: str
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class AccountRules:
    """What is computed for each account: its conditions read `AccountValue`, `OfLeads` (all leads) and these scores."""

    scores: tuple[Score | Total, ...]
    grades: tuple[Grade, ...]
    stages: Stages | None


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One rule file, checked. `lets` and `scores` stand in an order in which each only reads earlier ones.

    A grade or matrix may be read as soon as its scores are computed. Flags come next, each reading earlier ones; then
    stages, routes, follow-up, the worklist. Names of lets include the criteria of frameworks.
    """

    name: str
    version: str
    description: str
    time_zone: str
    schema: Schema
    lists: tuple[TextList, ...]  # only those that rules read
    lets: tuple[tuple[str, Condition], ...]
    exclusions: tuple[Exclusion, ...]
    scores: tuple[Score | Total | Share, ...]
    grades: tuple[Grade, ...]
    stages: Stages | None
    samples: tuple[Sample, ...]
    file: str
    sample_files: tuple[SampleFile, ...] = ()
    noise: tuple[Noise, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    flags: tuple[Flag, ...] = ()
    questions: tuple[Questions, ...] = ()
    routes: tuple[Route, ...] = ()
    follow_up: FollowUp | None = None
    worklist: Worklist | None = None
    attribution: str | None = None  # the event attribute (text) by which contributions are split
    accounts: AccountRules | None = None
    invariants: tuple[Invariant, ...] = ()
    changes: tuple[Change, ...] = ()  # of what other files say
    parameters: tuple[ParameterValue, ...] = ()  # put in already
