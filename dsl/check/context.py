"""What a condition can see from where it stands: the schema, lists, named conditions and outcomes of a rule file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from .. import model
from ..findings import Findings, nearest
from ..scope import Scope
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
class SchemaInfo:
    """`absent`: there is no lead block, so no attribute can be judged."""

    attributes: dict[str, AttributeInfo]
    events: dict[str, EventInfo]
    key: str | None
    since: str | None
    absent: bool = False


@dataclass(frozen=True, slots=True)
class ScoreInfo:
    """`known` is False where the score is wrong; low and high are the attainable values in thousandths."""

    name: str
    decimals: int
    span: Span
    known: bool = True
    low: int = -(10**9)
    high: int = 10**9


@dataclass(frozen=True, slots=True)
class GradeInfo:
    """`known` is False where a band may be lost: nothing is said of labels."""

    name: str
    labels: tuple[str, ...]
    span: Span
    known: bool = True


@dataclass(slots=True)
class Outcomes:
    """Every score, grade and stages block by name; what a stage line may read of them."""

    scores: dict[str, ScoreInfo] = field(default_factory=dict)
    grades: dict[str, GradeInfo] = field(default_factory=dict)
    stages: dict[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to every check. `place` says what may be read: the lead, the event under test, or outcomes as well.

    `lets` and `lists` collect the model names of what is read.
    """

    findings: Findings
    schema: SchemaInfo
    scope: Scope
    outcomes: Outcomes
    zone: Zone
    place: Literal["lead", "event", "stage"] = "lead"
    kinds: tuple[EventInfo, ...] = ()
    lets: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)

    def in_event(self, kinds: tuple[EventInfo, ...]) -> Context:
        return replace(self, place="event", kinds=kinds)

    def in_stage(self) -> Context:
        return replace(self, place="stage")

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
        found = {*self.schema.attributes, *self.schema.events, *self.scope.lets, *self.scope.lists}
        if self.place == "stage":
            found |= {*self.outcomes.scores, *self.outcomes.grades}
        return found
