"""Which columns of a file hold what a binding names; errors where one that is needed is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace

from ..compiler import plan as p
from ..dsl import model
from ..dsl.binding import ColumnBinding, EventsBinding, HistoryBinding, Keep, LeadsBinding
from ..dsl.diagnostics import Diagnostic, DiagnosticError
from ..dsl.source import Span
from ..dsl.zones import Zone
from .loading import Opened
from .text_files import place


@dataclass(frozen=True, slots=True)
class Chosen:
    """The file's columns to load, in order (they become c0, c1, …), and those that nothing asks for."""

    indexes: list[int]
    ignored: tuple[str, ...]


def event_reads(plan: p.Plan) -> frozenset[str]:
    """The event attributes that rules read, by name without regard to case."""
    found: set[str] = set() if plan.attribution is None else {plan.attribution}
    for node in _nodes(plan):
        match node:
            case model.EventValue(name):
                found.add(name)
            case model.Follows(same=str(name)) | model.FollowedBy(same=str(name)):
                found.add(name)
            case object(attribute=str(name)):  # whatever is computed of an event's attribute
                found.add(name)
            case _:
                pass
    return frozenset(name.casefold() for name in found)


def account_reads(plan: p.Plan) -> frozenset[str]:
    """The account attributes that rules read."""
    return frozenset(node.name for node in _nodes(plan) if isinstance(node, model.AccountValue))


def _nodes(part: object) -> Iterator[object]:
    """Every node of a plan: whatever forms there are, an attribute that is read stands in one of them."""
    if isinstance(part, tuple):
        for each in part:
            if not isinstance(each, (str, int)):
                yield from _nodes(each)
    elif is_dataclass(part) and not isinstance(part, (model.TextList, model.Schema, Zone, Span)):
        yield part
        for field in fields(part):
            yield from _nodes(getattr(part, field.name))


def bind_leads(plan: p.Plan, binding: LeadsBinding, opened: Opened) -> tuple[LeadsBinding, Chosen]:
    """The binding with columns called c0, c1, … as they are loaded. Raises DiagnosticError (SL0924, SL0925)."""
    search = _Search(opened, "leads", plan.schema.key)
    needed = {plan.schema.key, *plan.reads}
    if plan.schema.account is not None:
        needed.add(plan.schema.account.lead_attribute)
    columns = tuple(search.column(c, c.name in needed, "the rules read it") for c in binding.columns)
    bound = LeadsBinding(binding.table, columns, search.filters(binding.keep))
    return bound, search.chosen()


def bind_accounts(plan: p.Plan, binding: LeadsBinding, opened: Opened) -> tuple[LeadsBinding, Chosen]:
    """The same for accounts."""
    assert plan.schema.account is not None
    key = plan.schema.account.key
    search = _Search(opened, "accounts", key)
    needed = {key, *account_reads(plan)}
    columns = tuple(search.column(c, c.name in needed, "the rules read it") for c in binding.columns)
    return LeadsBinding(binding.table, columns, search.filters(binding.keep)), search.chosen()


def bind_events(plan: p.Plan, binding: EventsBinding, opened: Opened) -> tuple[EventsBinding, Chosen]:
    """The same for events."""
    search = _Search(opened, "events")
    needed = event_reads(plan)
    every = "every event needs it"
    bound = replace(
        binding,
        lead=search.column(binding.lead, True, every, "lead"),
        kind=None if binding.kind is None else search.column(binding.kind, True, every, "event"),
        at=search.column(binding.at, True, every, "at"),
        id=None if binding.id is None else search.column(binding.id, True, every, "id"),
        columns=tuple(search.column(c, c.name.casefold() in needed, "the rules read it") for c in binding.columns),
        keep=search.filters(binding.keep),
    )
    return bound, search.chosen()


def bind_history(binding: HistoryBinding, opened: Opened) -> tuple[HistoryBinding, Chosen]:
    """The same for a history."""
    search = _Search(opened, "history")
    every = "every row needs it"
    bound = replace(
        binding,
        lead=search.column(binding.lead, True, every, "lead"),
        since=search.column(binding.since, True, every, "since"),
        columns=tuple(search.column(c, True, "the binding reads it") for c in binding.columns),
        keep=search.filters(binding.keep),
    )
    return bound, search.chosen()


class _Search:
    def __init__(self, opened: Opened, table: str, key: str = "") -> None:
        self._opened, self._table, self._key = opened, table, key
        self._indexes: list[int] = []
        self._problems: list[Diagnostic] = []

    def column(self, bound: ColumnBinding, needed: bool, why: str, role: str = "") -> ColumnBinding:
        if bound.absent:
            return bound
        wanted = bound.span is not None or needed
        index = self._find(bound.column, wanted)
        if index is not None:
            return replace(bound, column=self._loaded(index))
        if wanted and not bound.optional:
            said = f"`{self._opened.shown}` has no column `{bound.column}`"
            said += "" if bound.span is not None else f", and {why}"
            example = f'`{role} = "…"` under `[{self._table}]`' if role else self._example(bound.name)
            help = f"{self._opened.near(bound.column)}; a binding can name another column: {example}"
            self._problems.append(Diagnostic("SL0924", bound.span or place(self._opened.shown), said, help))
        return replace(bound, absent=True)

    def filters(self, keep: Sequence[Keep]) -> tuple[Keep, ...]:
        found: list[Keep] = []
        for k in keep:
            index = self._find(k.column, True)
            if index is None:
                message = f"`{self._opened.shown}` has no column `{k.column}`, and a filter asks for it"
                span = k.span or place(self._opened.shown)
                self._problems.append(Diagnostic("SL0924", span, message, self._opened.near(k.column)))
            else:
                found.append(replace(k, column=self._loaded(index)))
        return tuple(found)

    def chosen(self) -> Chosen:
        if self._problems:
            raise DiagnosticError(self._problems)
        used = set(self._indexes)
        ignored = tuple(name for i, name in enumerate(self._opened.columns) if i not in used)
        return Chosen(self._indexes, ignored)

    def _find(self, name: str, needed: bool) -> int | None:
        try:
            return self._opened.find(name)
        except DiagnosticError as error:
            if needed:
                self._problems.extend(error.diagnostics)
                return -1
            return None

    def _loaded(self, index: int) -> str:
        if index not in self._indexes:
            self._indexes.append(index)
        return f"c{self._indexes.index(index)}"

    def _example(self, name: str) -> str:
        key = name if name.isascii() and name.replace("_", "").isalnum() else f'"{name}"'
        example = f'`{key} = "…"` under `[{self._table}.columns]`'
        return example if name == self._key else f"{example}, or `{key} = {{ absent = true }}`"


def types_of(types: Iterable[str]) -> dict[str, str]:
    """Physical types by the names c0, c1, …"""
    return {f"c{i}": type_ for i, type_ in enumerate(types)}
