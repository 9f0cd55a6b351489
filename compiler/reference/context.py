"""What an evaluation looks at: one lead, its events, its account, one moment, one plan."""

from __future__ import annotations

from ...dsl.late import dataclass, field
from ...dsl.zones import local_day
from .. import plan as p
from ..result import Account, Event, Lead


@dataclass(frozen=True, slots=True)
class Context:
    """One evaluation; what is computed on the way is kept in its dictionaries.

    `events` are those that exist at `as_of` and that no noise rule leaves out. `lets` has the outcomes that were asked
    for so far, `scores`, `grades` (matrices among them) and `flags` those that are computed, `barred` the scores that
    an exclusion of their own makes none, with its reason. `event` is the event under test inside a `where`.
    `colleagues` are the other leads of the account, each with the scores that may be read of it. `of_account`: the
    account itself is evaluated; the lead is then an empty one with its key, and `colleagues` are all of its leads.
    """

    plan: p.Plan
    lead: Lead
    as_of: int
    events: tuple[Event, ...]
    account: Account | None = None
    colleagues: tuple[Context, ...] = ()
    of_account: bool = False
    event: Event | None = None
    stage: str | None = None
    lets: dict[str, bool | None] = field(default_factory=dict)
    scores: dict[str, int | None] = field(default_factory=dict)
    grades: dict[str, str | None] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    barred: dict[str, str] = field(default_factory=dict)

    @property
    def today(self) -> int:
        """The calendar day of `as of` in the ruleset's zone."""
        return local_day(self.plan.zone, self.as_of)

    @property
    def account_key(self) -> str | None:
        """The key of the lead's account, None where it has none."""
        schema = self.plan.schema.account
        if schema is None:
            return None
        if self.of_account:
            return self.lead.key
        key = self.lead.values.get(schema.lead_attribute)
        return None if key is None else str(key)
