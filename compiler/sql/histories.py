"""Lead attributes with a history in DuckDB SQL: `<r>_leads` has the values that held at the moment of scoring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from ...dsl.binding import HistoryBinding
from ...dsl.model import Schema, ValueType
from ...dsl.zones import Zone
from . import names
from . import nodes as n
from .raw_rows import Physical, RawRelation, read_rows

LEAD: Final = 0  # positions of a raw history: the lead, since when, then the attributes of the binding in their order
SINCE: Final = 1
FIRST: Final = 2
ONE_MOMENT: Final = "the binding has histories of attributes: score at one moment at a time"


def raw_history(
    schema: Schema,
    bound: HistoryBinding,
    zone: Zone,
    physical: Physical | None = None,
    *,
    row: n.Node | None = None,
    verdicts: bool = False,
) -> RawRelation:
    """Every row of a history that it keeps."""
    types = {attribute.name: attribute.type for attribute in schema.attributes}
    columns = [(names.LEAD, bound.lead, types[schema.key]), ("since", bound.since, ValueType("timestamp"))]
    read = read_rows(
        [*columns, *((c.name, c, types[c.name]) for c in bound.columns)],
        bound.table,
        bound.keep,
        zone,
        physical,
        row,
        verdicts,
    )
    return RawRelation(read.query, {name: index for index, name in enumerate(_positions(bound))})


def _positions(bound: HistoryBinding) -> tuple[str, ...]:
    """Of lead and time by names that no attribute has."""
    return (" lead", " since", *(column.name for column in bound.columns))


def moment_of(as_of: int) -> exp.Select:
    """A moment that is known: one row with `as_of`."""
    return n.select([n.named(n.cast(n.number(as_of), "BIGINT"), names.AS_OF)], None)


def only_moment(as_of: str) -> exp.Select:
    """The moment of `<r>_as_of`: one row with `as_of`; an error where it has several."""
    source, moment = n.table([as_of]), n.call("max", n.column(names.AS_OF))
    several = n.compare(exp.GT, n.call("count", n.star()), n.number(1))
    one = n.when((several, n.cast(n.call("error", n.text(ONE_MOMENT)), "BIGINT")), otherwise=moment)
    return n.select([n.named(one, names.AS_OF)], source)


def leads_then(
    schema: Schema, leads: exp.Select, changing: Sequence[tuple[HistoryBinding, RawRelation]], moment: exp.Select
) -> exp.Select:
    """The typed leads with the values at a moment (one row with `as_of`).

    Leads without a row in a history keep the values that they have.
    """
    if not changing:
        return leads
    sources: dict[str, tuple[n.Node, n.Node]] = {}
    states: list[tuple[str, exp.Select]] = []
    for number, (bound, read) in enumerate(changing):
        name = f"history_{number}"
        states.append((name, _states(bound, read, moment)))
        for index, column in enumerate(bound.columns, FIRST):
            sources[column.name] = (n.column(f"a{LEAD}", name), n.column(f"a{index}", name))
    chosen = [n.column(names.LEAD, "leads")]
    for lead_column in names.lead_columns(schema):
        now = n.column(lead_column.name, "leads")
        if lead_column.attribute.name in sources:
            owner, then = sources[lead_column.attribute.name]
            now = n.named(n.when((n.is_null(owner), now), otherwise=then), lead_column.name)
        chosen.append(now)
    query = n.select(chosen, n.part(leads, "leads"))
    for name, state in states:
        same = n.equal(n.column(f"a{LEAD}", name), n.column(names.LEAD, "leads"))
        query = query.join(n.part(state, name), on=same, join_type="left", copy=False)
    return query


def _states(bound: HistoryBinding, read: RawRelation, moment: exp.Select) -> exp.Select:
    """A row for each lead with rows that count: the values at the moment, NULL before the first of them."""
    lead, since = n.column(f"a{LEAD}"), n.column(f"a{SINCE}")
    values = [n.column(f"a{index}") for index in range(FIRST, FIRST + len(bound.columns))]
    known = n.all_of(n.is_known(lead), n.is_known(since))
    key = n.named(n.cast(lead, "VARCHAR"), f"a{LEAD}")
    each = n.select([key, since, *values], n.part(read.query, "rows"), known).distinct(copy=False)
    alone = n.equal(n.over("count", n.star(), by=[lead, since]), n.number(1))
    clear = n.select([n.star()], n.part(each, "each")).qualify(alone)
    met = n.compare(exp.LTE, since, n.column(names.AS_OF))
    then = [n.named(n.when((met, value)), value.name) for value in values]
    latest = exp.Ordered(this=n.when((met, since.copy())), desc=True, nulls_first=False)
    number = n.over("row_number", by=[lead])
    number.set("order", exp.Order(expressions=[latest]))
    last = n.equal(number, n.number(1))
    # The moment is joined: a window does not order by what may be an error.
    query = n.select([lead, *then], n.part(clear, "clear")).join(
        n.part(moment.copy(), "moment"), join_type="cross", copy=False
    )
    return query.qualify(last)
