"""What a scored lead looks like, whichever backend scored it. Exact: integers of stated scale, no floats."""

from __future__ import annotations

from typing import Literal

from ..dsl.late import dataclass

ContributionKind = Literal["rule", "rule limit", "group limit", "factor", "range limit", "rounding"]
TOO_MANY = "too many occurrences"  # the problem of a lead with more events for one rule than the language allows


@dataclass(frozen=True, slots=True)
class Contribution:
    """One reason for a score: `points` in 10^-9 points, never 0. The rows of a score add up to it exactly.

    `rule` is the rule's label (of a total: the name of the score that enters), the group's label for a group limit, the
    factor's name for a factor, and empty for the range limit and the rounding. `times` counts occurrences (1 for other
    rules, 0 for limits and rounding); `latest` is the second of the latest counted event, None where no event is
    behind it.

    Where the plan attributes contributions, an occurrence rule has a row for each value of that attribute among its
    kept
    events (`source`; None for those that lack it), each Σ weight × multiplier, and, where its limit or a cap takes
    something away, a row "rule limit" with its label (times 0) that makes up the difference. `source` is None
    elsewhere.
    """

    score: str
    kind: ContributionKind
    rule: str
    points: int
    times: int
    latest: int | None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One lead at one moment.

    `scores` in thousandths of a point, None where the lead is not scored; `grades` by name; `stage` and `reason` are
    None where the ruleset has no stages (the reason of an exclusion is given all the same). `problem` says why there
    is no result at all (`TOO_MANY`), else None.

    `barred` has the scores that an exclusion of their own makes none, with its reason. `due` in seconds since 1970 UTC.
    `listed`: whether the worklist's condition is met (None without a worklist, or without a result). Flags, routes and
    the rest are None for a lead that is not scored.
    """

    lead: str
    scores: tuple[tuple[str, int | None], ...]
    grades: tuple[tuple[str, str | None], ...]
    stage: str | None
    reason: str | None
    problem: str | None
    contributions: tuple[Contribution, ...]
    matrices: tuple[tuple[str, str | None], ...] = ()
    flags: tuple[tuple[str, bool | None], ...] = ()
    questions: tuple[tuple[str, str | None], ...] = ()
    routes: tuple[tuple[str, str | None], ...] = ()
    follow_up: str | None = None
    due: int | None = None
    barred: tuple[tuple[str, str], ...] = ()
    listed: bool | None = None


@dataclass(frozen=True, slots=True)
class AccountResult:
    """One account at one moment; see Result. Accounts have a result if they have a row or a lead."""

    account: str
    scores: tuple[tuple[str, int | None], ...]
    grades: tuple[tuple[str, str | None], ...]
    stage: str | None
    reason: str | None
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """One account, read: `values` holds the known attributes only; `key` is the key as leads hold it, a text."""

    key: str
    values: dict[str, str | int | bool]


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


@dataclass(frozen=True, slots=True)
class Company:
    """What a lead's evaluation may see of its account: its row, if there is one, and the other leads of it."""

    account: Account | None
    others: tuple[Lead, ...]


NO_COMPANY = Company(None, ())
