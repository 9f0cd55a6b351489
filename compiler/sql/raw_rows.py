"""The rows of a raw table by a binding in DuckDB SQL, with typed values; nothing but `keep` leaves a row out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ...dsl.binding import ColumnBinding, Keep
from ...dsl.model import ValueType
from ...dsl.zones import Zone
from ...dsl.zones import zone as zone_of
from . import names, raw, raw_quick
from . import nodes as n

Physical = Mapping[str, str]  # raw column → DuckDB type or `raw.TAGGED`, by the casefolded name

_STAGES = (
    "raw",
    "quick",
    "written",
    "compared",
    "mapped",
    "trimmed",
    "parsed",
    "local",
    "moments",
    "days",
    "read",
    "judged",
)


@dataclass(frozen=True, slots=True)
class RawRelation:
    """Rows as they are read, before any is left out.

    The query has `a<i>` (values) and, where asked for, `v<i>` (verdicts of `raw.py`), `z<i>` (texts), `row`;
    `positions` says which i holds what: a lead attribute; `lead`, `event`, `at`, `IDENTITY`, a column of `<r>_events`.
    """

    query: exp.Select
    positions: dict[str, int]


def value_of(read: RawRelation, name: str, table: str) -> n.Node:
    """The column of a value; with its table, since an attribute may be called `a0`."""
    return n.column(f"a{read.positions[name]}", table)


def read_rows(
    columns: Sequence[tuple[str, ColumnBinding, ValueType]],
    table: tuple[str, ...],
    keep: tuple[Keep, ...],
    zone: Zone,
    physical: Physical | None,
    row: n.Node | None,
    verdicts: bool,
    always: str | None = None,
    carried: Sequence[n.Node] = (),
) -> RawRelation:
    """The rows; each column's name is that among the positions. `always` is the kind of every row, where it is one.

    `carried` are further columns that go along as they are.
    """
    readings = [
        raw.Reading(index, bound, type_, zone, _naive(bound, type_, zone), _physical(physical, bound.column))
        for index, (_, bound, type_) in enumerate(columns)
    ]
    positions = {name: index for index, (name, _, _) in enumerate(columns)}
    conditions = [kept(k, _physical(physical, k.column)) for k in keep]
    query: exp.Select | None = None
    chains = [raw.stages(reading, verdicts) for reading in readings]
    for step, label in enumerate(_STAGES):
        added = [n.named(node, name) for chain in chains for name, node in chain[step]]
        if query is None:
            first = [*added, *([n.named(row, "row")] if row is not None else []), *carried]
            query = n.select(first, n.table(table), n.all_of(*conditions) if conditions else None)
        elif added:
            query = n.select([n.star(), *added], n.part(query, label))
    assert query is not None
    if always is not None:
        index = len(columns)
        positions[names.EVENT] = index
        constant = [n.named(n.text(always), f"a{index}")]
        constant += [n.named(n.number(raw.KNOWN), f"v{index}")] if verdicts else []
        query = n.select([n.star(), *constant], n.part(query, "kinds"))
    return RawRelation(query, positions)


def kept(keep: Keep, physical: str | None) -> n.Node:
    """The condition of a row filter: true or false, never NULL."""
    column = n.column(keep.column)
    sort, written = raw.sort_of(column, physical), raw.text_of(column, physical)
    trimmed = raw_quick.trimmed(written)
    if keep.test in ("missing", "known"):
        missing = n.any_of(n.is_null(trimmed), n.equal(trimmed, n.text("")))
        return missing if keep.test == "missing" else n.negated(missing)
    texts = [value for value in keep.values if isinstance(value, str)]
    tests: list[n.Node] = []
    if texts:
        tests.append(n.one_of(raw.compared(sort, written), [n.text(t) for t in texts]))
    for value in keep.values:
        if isinstance(value, bool):
            said = n.when((n.one_of(sort, [n.text(s) for s in "TBI"]), raw.truth(trimmed)))
            tests.append(n.equal(said, n.cast(n.text(str(value).lower()), "BOOLEAN")))
    inside = n.call("coalesce", n.any_of(*(n.call("coalesce", t, n.false()) for t in tests)), n.false())
    return inside if keep.test == "in" else n.negated(inside)


def _physical(physical: Physical | None, column: str) -> str | None:
    return None if physical is None else physical.get(column.casefold())


def _naive(bound: ColumnBinding, type_: ValueType, zone: Zone) -> Zone | None:
    if bound.zone is not None:
        return zone_of(bound.zone)
    return None if type_.kind == "date" else zone
