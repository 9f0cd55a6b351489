"""What a scored lead looks like, whichever backend scored it. Exact: integers of stated scale, no floats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ContributionKind = Literal["rule", "group limit", "range limit", "rounding"]
TOO_MANY = "too many occurrences"  # the problem of a lead with more events for one rule than the language allows


@dataclass(frozen=True, slots=True)
class Contribution:
    """One reason for a score: `points` in 10^-9 points, never 0. The rows of a score add up to it exactly.

    `rule` is the rule's label (of a total: the name of the score that enters), the group's label for a group limit,
    and empty for the range limit and the rounding. `times` counts occurrences (1 for other rules, 0 for limits and
    rounding); `latest` is the second of the latest counted event, None where no event is behind it.
    """

    score: str
    kind: ContributionKind
    rule: str
    points: int
    times: int
    latest: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """One lead at one moment.

    `scores` in thousandths of a point, None where the lead is not scored; `grades` by name; `stage` and `reason` are
    None where the ruleset has no stages (the reason of an exclusion is given all the same). `problem` says why there
    is no result at all (`TOO_MANY`), else None.
    """

    lead: str
    scores: tuple[tuple[str, int | None], ...]
    grades: tuple[tuple[str, str | None], ...]
    stage: str | None
    reason: str | None
    problem: str | None
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One event, read: `at` in seconds since 1970 UTC; `values` holds the known attributes only."""

    kind: str
    at: int
    values: dict[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead with its events, read: `values` holds the known attributes only, the key among them."""

    key: str
    values: dict[str, str | int | bool]
    events: tuple[Event, ...]
