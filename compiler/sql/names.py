"""Names of the objects and columns that the views read and define; the one place where they are decided.

Contract of the typed input relations (made by `compiler/sql/inputs.py` over raw tables, or plain tables in tests):

- `<r>_leads`: one row per lead; `lead` VARCHAR, known and unique, the key as text; one column per lead attribute;
- `<r>_events`: one row per event; `lead` VARCHAR, `event` VARCHAR (the name of a kind of the schema), `at` BIGINT
  (seconds since 1970 UTC, known), one column per event attribute, NULL in rows of kinds that do not declare it;
- `<r>_accounts` (only of rulesets with accounts): one row per account; `account` VARCHAR, known and unique, the key as
  text; one column per account attribute, the key among them;
- `<r>_as_of`: `as_of` BIGINT, one row per moment to score at.

VARCHAR for texts (never blank, NULL instead), BOOLEAN for yes or no, BIGINT for the rest: integers, decimals in units
of 10^-places, dates in days and timestamps in seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...dsl.model import Attribute, Schema, ValueType

LEAD = "lead"
EVENT = "event"
AT = "at"
AS_OF = "as_of"
MOMENTS = "moments"  # the step of those to score at
ACCOUNT = "account"
REASON = "reason"
PROBLEM = "problem"
FOLLOW_UP = "follow_up"
DUE = "due"
RANK = "rank"
SOURCE = "source"
ENTRY = "entry"  # the only column of a list table


@dataclass(frozen=True, slots=True)
class Objects:
    """The tables, views and functions of one ruleset, by purpose."""

    as_of: str
    leads: str
    accounts: str
    events: str
    scores: str
    contributions: str
    account_scores: str
    account_contributions: str
    worklist: str
    ruleset: str
    fold: str
    local_day: str
    local_hour: str


def objects(ruleset: str) -> Objects:
    return Objects(
        as_of=f"{ruleset}_as_of",
        leads=f"{ruleset}_leads",
        accounts=f"{ruleset}_accounts",
        events=f"{ruleset}_events",
        scores=f"{ruleset}_scores",
        contributions=f"{ruleset}_contributions",
        account_scores=f"{ruleset}_account_scores",
        account_contributions=f"{ruleset}_account_contributions",
        worklist=f"{ruleset}_worklist",
        ruleset=f"{ruleset}_ruleset",
        fold=f"{ruleset}_fold",
        local_day=f"{ruleset}_local_day",
        local_hour=f"{ruleset}_local_hour",
    )


def reason_of(score: str) -> str:
    """The column that says why a score is none, where an exclusion of its own may make it so."""
    return f"{score}_reason"


def list_table(ruleset: str, name: str, folded: bool = False) -> str:
    """The table of a named list that does not travel inline."""
    return f"{ruleset}_folded_list_{name}" if folded else f"{ruleset}_list_{name}"


def column_type(type_: ValueType) -> str:
    """The type of a typed column: VARCHAR, BOOLEAN or BIGINT."""
    match type_.kind:
        case "text" | "set":
            return "VARCHAR"
        case "boolean":
            return "BOOLEAN"
        case _:
            return "BIGINT"


@dataclass(frozen=True, slots=True)
class LeadColumn:
    """A column of `<r>_leads` besides `lead`."""

    name: str
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class EventColumn:
    """A column of `<r>_events` besides `lead`, `event` and `at`.

    `sources` are the kinds that fill it with their attribute `attribute`; kinds of one column agree in kind and
    decimal places, and may differ in their options.
    """

    name: str
    attribute: str
    type: ValueType
    sources: tuple[tuple[str, ValueType], ...]


def lead_columns(schema: Schema) -> tuple[LeadColumn, ...]:
    """In declared order, the key attribute among them; an attribute called `lead` has the column `lead_lead`."""
    taken = _Taken([LEAD])
    plain = [attribute for attribute in schema.attributes if attribute.name.casefold() != LEAD]
    chosen = {attribute.name: taken.take(attribute.name) for attribute in plain}
    chosen |= {a.name: taken.take(f"{LEAD}_{a.name}") for a in schema.attributes if a not in plain}
    return tuple(LeadColumn(chosen[attribute.name], attribute) for attribute in schema.attributes)


def account_columns(schema: Schema) -> tuple[LeadColumn, ...]:
    """Of `<r>_accounts` besides `account`, as `lead_columns`; none where the schema has no accounts."""
    attributes = () if schema.account is None else schema.account.attributes
    taken = _Taken([ACCOUNT])
    plain = [attribute for attribute in attributes if attribute.name.casefold() != ACCOUNT]
    chosen = {attribute.name: taken.take(attribute.name) for attribute in plain}
    chosen |= {a.name: taken.take(f"{ACCOUNT}_{a.name}") for a in attributes if a not in plain}
    return tuple(LeadColumn(chosen[attribute.name], attribute) for attribute in attributes)


def event_columns(schema: Schema) -> tuple[EventColumn, ...]:
    """In order of first declaration.

    Kinds that declare a name alike share the column of that name; where kinds differ in its type, each has a column
    `<kind>_<name>`. An underscore is added to a name that is taken.
    """
    declared: dict[str, list[tuple[str, Attribute]]] = {}
    for kind in schema.events:
        for attribute in kind.attributes:
            declared.setdefault(attribute.name.casefold(), []).append((kind.name, attribute))
    taken = _Taken([LEAD, EVENT, AT])
    shared: dict[str, str] = {}
    for key, found in declared.items():
        if len({(a.name, a.type.kind, a.type.places) for _, a in found}) == 1:
            shared[key] = taken.take(found[0][1].name)
    columns: list[EventColumn] = []
    for key, found in declared.items():
        if key in shared:
            first = found[0][1]
            sources = tuple((kind, attribute.type) for kind, attribute in found)
            columns.append(EventColumn(shared[key], first.name, first.type, sources))
            continue
        for kind_name, attribute in found:
            name = taken.take(f"{kind_name}_{attribute.name}")
            columns.append(EventColumn(name, attribute.name, attribute.type, ((kind_name, attribute.type),)))
    return tuple(columns)


class _Taken:
    """Column names in use; DuckDB compares names without regard to case."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {name.casefold() for name in names}

    def take(self, wish: str) -> str:
        while wish.casefold() in self._names:
            wish += "_"
        self._names.add(wish.casefold())
        return wish
