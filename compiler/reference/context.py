"""What an evaluation looks at: one lead, its events, one moment, one plan."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...dsl.zones import local_day
from .. import plan as p
from ..result import Event, Lead


@dataclass(frozen=True, slots=True)
class Context:
    """`lets` has the outcomes of the lets before the one under evaluation, and of all of them afterwards.

    `event` is the event under test inside a `where`; `scores` and `grades` are there only for outcomes.
    """

    plan: p.Plan
    lead: Lead
    as_of: int
    lets: dict[str, bool | None] = field(default_factory=dict)
    event: Event | None = None
    scores: dict[str, int | None] | None = None
    grades: dict[str, str | None] | None = None

    @property
    def today(self) -> int:
        """The calendar day of `as of` in the ruleset's zone."""
        return local_day(self.plan.zone, self.as_of)
