"""What the data had to say about itself: how many rows were read, used and left out, and why. Nothing goes missing.

rows of leads    = broken + filtered + without_key + repeated + accepted
accepted         = scored + excluded + problems
rows of accounts = broken + filtered + without_key + repeated + accepted
rows of events   = broken + filtered + conflicting + copies + without_lead + without_kind + unknown_kind
                   + without_time + unreadable_time + out_of_range + future + shared + orphans + used
"""

from __future__ import annotations

from dataclasses import dataclass

Named = tuple[tuple[str, int], ...]  # a value and how often, the most frequent first, the first few only


@dataclass(frozen=True, slots=True)
class Example:
    """One value that could not be read, and its line in the file where that is known."""

    value: str
    line: int | None


@dataclass(frozen=True, slots=True)
class AttributeQuality:
    """Of an attribute that rules read: rows with a known, missing, unreadable or unexpected value.

    `owner` is "lead", "account", or the kinds of event that have the attribute. Events count whether or not they were
    used, those of all sources together.
    """

    owner: str
    name: str
    known: int
    missing: int
    unreadable: int
    unexpected: int
    example: Example | None
    unexpected_values: Named


@dataclass(frozen=True, slots=True)
class KeyedRows:
    """Rows of a file in which a key tells them apart.

    `repeated` counts the rows of keys in more than one row, `repeated_keys` the keys. Nothing reads the columns in
    `ignored`.
    """

    file: str
    rows: int
    broken: int
    broken_lines: tuple[int, ...]
    filtered: int
    without_key: int
    repeated: int
    repeated_keys: int
    repeated_examples: Named
    accepted: int
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeadsQuality(KeyedRows):
    """Rows of the leads' file.

    `excluded` are leads for whom a `do not score` line is met; `problems` have no result for the reason named.
    """

    excluded: int
    problems: int
    problem_kinds: Named

    @property
    def scored(self) -> int:
        return self.accepted - self.excluded - self.problems


@dataclass(frozen=True, slots=True)
class AccountsQuality(KeyedRows):
    """Rows of the accounts' file. `known`: accepted leads with an account that has a row here.

    `unknown` are accepted leads whose account has none, `without` those that have no account at all.
    """

    known: int
    unknown: int
    without: int


@dataclass(frozen=True, slots=True)
class HistoryQuality:
    """Rows of one history of lead attributes: rows = broken + filtered + without_lead + without_time + orphans

    + conflicting + future + used. `conflicting` rows say different things of one lead from the same second on.
    """

    file: str
    attributes: tuple[str, ...]
    rows: int
    broken: int
    broken_lines: tuple[int, ...]
    filtered: int
    without_lead: int
    without_time: int
    orphans: int
    conflicting: int
    future: int
    used: int


@dataclass(frozen=True, slots=True)
class EventsQuality:
    """Rows of one source of events, each counted once, for the first reason in this order that applies.

    `copies` are further rows of an event id that say the same, `conflicting` all rows of an id that say different
    things. `orphans` belong to leads that are not in the leads' file, or were left out there; `shared` have a value by
    which several leads are told. `future` lies after the moment of scoring. `kind` is that of all rows, where they are
    of one kind.
    """

    file: str
    kind: str | None
    rows: int
    broken: int
    broken_lines: tuple[int, ...]
    filtered: int
    conflicting: int
    copies: int
    without_lead: int
    without_kind: int
    unknown_kind: int
    unknown_kinds: Named
    without_time: int
    unreadable_time: int
    time_example: Example | None
    out_of_range: int
    future: int
    shared: int
    shared_examples: Named
    orphans: int
    orphan_examples: Named
    used: int
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """`events` has an entry for each source of events that there was a file for; `unread` are tables without one.

    `accounts` is None where there was no file of accounts, or the rules know none. `muted`: events of all sources that
    are used, but that `ignore` lines leave out before any rule sees them, by kind; of kinds that rules count only.
    """

    leads: LeadsQuality
    accounts: AccountsQuality | None
    events: tuple[EventsQuality, ...]
    attributes: tuple[AttributeQuality, ...]
    unread: tuple[str, ...] = ()
    histories: tuple[HistoryQuality, ...] = ()
    muted: Named = ()
