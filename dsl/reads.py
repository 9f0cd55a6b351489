"""What a condition, value or score reads besides attributes, so that an order can be found and circles be told."""

from __future__ import annotations

from .late import dataclass, field
from .source import Span


@dataclass(slots=True)
class Reads:
    """Names with the first place where each is read.

    `lets` are model names (criteria of frameworks among them); `scores` are read of the lead itself, `of_leads` of
    other leads. `leads` and `events` are the first place where other leads, or events, are read at all.
    """

    lets: dict[str, Span] = field(default_factory=dict)
    scores: dict[str, Span] = field(default_factory=dict)
    grades: dict[str, Span] = field(default_factory=dict)
    flags: dict[str, Span] = field(default_factory=dict)
    of_leads: dict[str, Span] = field(default_factory=dict)
    leads: Span | None = None
    events: Span | None = None

    def let(self, name: str, span: Span) -> None:
        self.lets.setdefault(name, span)

    def score(self, name: str, span: Span) -> None:
        self.scores.setdefault(name, span)

    def grade(self, name: str, span: Span) -> None:
        self.grades.setdefault(name, span)

    def flag(self, name: str, span: Span) -> None:
        self.flags.setdefault(name, span)

    def score_of_leads(self, name: str, span: Span) -> None:
        self.of_leads.setdefault(name, span)

    def other_leads(self, span: Span) -> None:
        self.leads = self.leads or span

    def event(self, span: Span) -> None:
        self.events = self.events or span

    def take_in(self, other: Reads, span: Span) -> None:
        """What `other` reads is read from this place as well."""
        mine = (self.lets, self.scores, self.grades, self.flags, self.of_leads)
        theirs = (other.lets, other.scores, other.grades, other.flags, other.of_leads)
        for own, more in zip(mine, theirs, strict=True):
            for name in more:
                own.setdefault(name, span)
        if other.leads is not None:
            self.other_leads(span)
        if other.events is not None:
            self.event(span)
