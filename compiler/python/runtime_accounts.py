"""What emitted scorers share for the leads of an account and for the worklist. Travels like `runtime.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..values import read_text

_Value = str | int | bool | None
_Part = _Value | frozenset[_Value]  # what a lead counts for in one column; several values under "union"
_SUMMAND: Final = 1_000_000_000_000  # a number beyond it does not enter a sum


@dataclass(frozen=True, slots=True)
class _Column:
    """One number over the leads of an account: values by how many leads have them, their number, sum and extremes."""

    op: str
    values: dict[_Value, int]
    count: int
    total: int
    extremes: tuple[int, ...]  # the two values furthest out

    def of(self, stored: _Part, own: _Part) -> int | None:
        """Without the lead that has `stored`, and with one that has `own`; None: has nothing."""
        if self.op == "union" or isinstance(stored, frozenset) or isinstance(own, frozenset):
            gone = {value for value in _each(stored) if self.values.get(value) == 1}
            fresh = sum(value not in self.values or value in gone for value in _each(own))
            return len(self.values) - len(gone) + fresh
        alone = stored is not None and self.values.get(stored, 0) == 1
        if self.op == "count":
            return self.count - (stored is not None) + (own is not None)
        if self.op == "sum":
            return self.total - _summand(stored) + _summand(own)
        if self.op == "different":
            fresh = own is not None and (own not in self.values or (alone and own == stored))
            return len(self.values) - alone + fresh
        left = [value for value in self.extremes if not (alone and value == stored)][:1]
        if own is not None:
            left.append(int(own))
        return max(left, default=None) if self.op == "highest" else min(left, default=None)


@dataclass(frozen=True, slots=True)
class AccountFeatures:
    """What the leads of one account add up to; made by `account_features`, read by `score` and `score_accounts`."""

    leads: dict[str, tuple[_Part, ...]]
    columns: tuple[_Column, ...]


def _summand(value: _Value) -> int:
    return int(value) if value is not None and -_SUMMAND <= int(value) <= _SUMMAND else 0


def _each(part: _Part) -> Iterable[_Value]:
    if part is None:
        return ()
    return part if isinstance(part, frozenset) else (part,)


def _features(ops: tuple[str, ...], leads: dict[str, tuple[_Part, ...]]) -> AccountFeatures:
    columns = []
    for place, op in enumerate(ops):
        values: dict[_Value, int] = {}
        for part in leads.values():
            for value in _each(part[place]):
                values[value] = values.get(value, 0) + 1
        total = sum(_summand(value) * times for value, times in values.items()) if op == "sum" else 0
        extremes: tuple[int, ...] = ()
        if op in ("highest", "lowest"):
            extremes = tuple(sorted((int(value or 0) for value in values), reverse=op == "highest")[:2])
        columns.append(_Column(op, values, sum(values.values()), total, extremes))
    return AccountFeatures(leads, tuple(columns))


def _of_leads(
    wanted: tuple[tuple[int, bool], ...],
    ops: tuple[str, ...],
    features: AccountFeatures | None,
    company: str | None,
    key: str,
    own: tuple[_Part, ...],
) -> tuple[Any, ...]:
    """What a lead reads of the leads of its account: numbers of columns, and whether the lead itself is left out."""
    if company is None:
        return tuple(None if ops[column] in ("highest", "lowest") else 0 for column, _ in wanted)
    known = _features(ops, {}) if features is None else features
    stored = known.leads.get(key, (None,) * len(ops))
    return tuple(known.columns[column].of(stored[column], None if others else own[column]) for column, others in wanted)


def _of_all_leads(
    wanted: tuple[tuple[int, bool], ...], ops: tuple[str, ...], features: AccountFeatures | None
) -> tuple[Any, ...]:
    """What an account reads of its leads."""
    known = _features(ops, {}) if features is None else features
    return tuple(known.columns[column].of(None, None) for column, _ in wanted)


def _rows_by_key(accounts: Iterable[Mapping[str, object]], name: str) -> dict[str, Mapping[str, object]]:
    """Rows of accounts by their keys; of several with one key the first."""
    rows: dict[str, Mapping[str, object]] = {}
    for row in accounts:
        key = read_text(row.get(name))
        if isinstance(key, str):
            rows.setdefault(key, row)
    return rows


# ---- the worklist ----------------------------------------------------------------------------------------------------


def _chosen(
    ordered: Iterable[Any], stage: Callable[[Any], str | None], quotas: Mapping[str, int], top: int | None
) -> list[Any]:
    """Of each stage with a quota the first so many, of what is left the first `top`."""
    left = dict(quotas)
    chosen = []
    for each in ordered:
        name = stage(each)
        if name is not None and name in left:
            if not left[name]:
                continue
            left[name] -= 1
        chosen.append(each)
    return chosen[:top]
