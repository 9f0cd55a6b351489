"""What a condition can see from where it stands: the schema, lists, named conditions and outcomes of a rule file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from .. import model, syntax
from ..findings import Findings, nearest
from ..late import dataclass, field
from ..reads import Reads
from ..scope import LetEntry, Scope
from ..source import Span
from ..zones import Zone


@dataclass(frozen=True, slots=True)
class AttributeInfo:
    """`type` is None where the declaration is wrong: whatever reads the attribute stays silent."""

    name: str
    type: model.ValueType | None
    span: Span
    key: bool = False
    since: bool = False


@dataclass(frozen=True, slots=True)
class EventInfo:
    name: str
    by_the_lead: bool
    attributes: dict[str, AttributeInfo]
    span: Span


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """The account block. `key` is None where it is wrong."""

    attributes: dict[str, AttributeInfo]
    key: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class SchemaInfo:
    """`absent`: there is no lead block, so no attribute can be judged. `lead_account`: the lead's account attribute."""

    attributes: dict[str, AttributeInfo]
    events: dict[str, EventInfo]
    key: str | None
    since: str | None
    absent: bool = False
    account: AccountInfo | None = None
    lead_account: str | None = None


@dataclass(frozen=True, slots=True)
class ScoreInfo:
    """`known` is False where the score is wrong; low and high are the attainable values in thousandths.

    `optional`: it may be none for a lead that is scored. `account`: it is an account's score.
    """

    name: str
    decimals: int
    span: Span
    known: bool = True
    low: int = -(10**9)
    high: int = 10**9
    optional: bool = False
    account: bool = False


@dataclass(frozen=True, slots=True)
class GradeInfo:
    """A grade, labels from the best to the worst, or a matrix with all its labels; `scores` are those behind it.

    `known` is False where a band may be lost: nothing is said of labels.
    """

    name: str
    labels: tuple[str, ...]
    span: Span
    known: bool = True
    scores: tuple[str, ...] = ()
    matrix: bool = False
    account: bool = False


@dataclass(frozen=True, slots=True)
class StageInfo:
    """`labels` are the stages of the lines, that of leads which are not scored included."""

    name: str
    labels: tuple[str, ...]
    span: Span
    account: bool = False


@dataclass(frozen=True, slots=True)
class RouteInfo:
    """`labels` is None where they come from a file that is not read yet, or could not be read."""

    name: str
    labels: tuple[str, ...] | None
    span: Span


@dataclass(frozen=True, slots=True)
class PreviousInfo:
    """Where the previous stage stands: an attribute, and which of its values stand for which stage.

    `lines` is None without a map: then the values are stages' names themselves. `stages` are the names that there are.
    """

    attribute: syntax.Name
    lines: dict[str, tuple[str, ...]] | None
    stages: tuple[str, ...]


@dataclass(slots=True)
class Outcomes:
    """Every output by name, known before anything is checked."""

    scores: dict[str, ScoreInfo] = field(default_factory=dict)
    grades: dict[str, GradeInfo] = field(default_factory=dict)
    stages: dict[str, StageInfo] = field(default_factory=dict)
    flags: dict[str, Span] = field(default_factory=dict)
    factors: dict[str, Span] = field(default_factory=dict)
    routes: dict[str, RouteInfo] = field(default_factory=dict)
    questions: dict[str, Span] = field(default_factory=dict)
    follow_up: tuple[str, ...] | None = None
    previous: PreviousInfo | None = None


# What may be read differs: in a named condition, in rules, in `do not score when`, in `ignore`, of another lead, after
# `where`, in what is computed for accounts, in flags, in stage lines, in what comes after stages.
Place = Literal["lead", "rule", "exclusion", "noise", "colleague", "event", "account", "flag", "stage", "outcome"]


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to every check. `place` says what may be read; `since` is the moment from which events count.

    `lets` and `lists` collect the model names of what is read, `reads` the rest. `entries` has each named condition
    by its model name once it is checked. `of_score`: a score of the colleague may be read here. `asked`: the colleagues
    in question, as rules name them.
    """

    findings: Findings
    schema: SchemaInfo
    scope: Scope
    outcomes: Outcomes
    zone: Zone
    place: Place = "lead"
    kinds: tuple[EventInfo, ...] = ()
    since: model.Value | None = None
    of_score: bool = False
    asked: str = ""
    lets: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    reads: Reads = field(default_factory=Reads)
    entries: dict[str, LetEntry] = field(default_factory=dict)

    def at(self, place: Place) -> Context:
        return replace(self, place=place, kinds=())

    def in_event(self, kinds: tuple[EventInfo, ...]) -> Context:
        return replace(self, place="event", kinds=kinds)

    def in_stage(self) -> Context:
        return self.at("stage")

    def fresh_reads(self) -> Context:
        """The same place, with a collection of its own for what is read."""
        return replace(self, reads=Reads())

    def report(self, code: str, span: Span, message: str, help: str = "") -> None:
        self.findings.report(code, span, message, help)

    def lost(self, name: str) -> bool:
        """The name is declared in a part of the file that could not be read: not unknown, only unseen."""
        return name in self.scope.lost

    def unseen(self, name: str, candidates: Iterable[str]) -> bool:
        """An unknown name that may have been declared in a part of the file that could not be read."""
        return self.lost(name) or (self.scope.incomplete and nearest(name, candidates) is None)

    def names(self) -> Iterable[str]:
        """Everything that can be meant in a condition here."""
        if self.place == "event":
            return {name for kind in self.kinds for name in kind.attributes}
        if self.place == "account":
            own = self.schema.account.attributes if self.schema.account else {}
            scores = (name for name, info in self.outcomes.scores.items() if info.account)
            grades = (name for name, info in self.outcomes.grades.items() if info.account)
            return {*own, *scores, *grades, *self.scope.lists, *self.scope.parameters}
        found = {*self.schema.attributes, *self.schema.events, *self.scope.lets, *self.scope.lists}
        found |= {*self.scope.parameters}
        if self.place in ("lead", "rule", "flag", "stage", "outcome"):
            found |= {name for name, info in self.outcomes.scores.items() if not info.account}
            found |= {name for name, info in self.outcomes.grades.items() if not info.account}
        if self.place in ("flag", "stage", "outcome"):
            found |= {*self.outcomes.flags}
        if self.place == "outcome":
            found |= {name for name, info in self.outcomes.stages.items() if not info.account}
        return found
