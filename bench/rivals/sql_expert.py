"""Queries that were written to win; which of them is the quickest depends on the engine.

All read the events of the longest window once and know an event by its age in days, sum up rules on an attribute
beforehand, count what several rules ask for once, and work in whole numbers.

- `one_pass`: a conditional aggregate for everything that is counted;
- `per_kind`: a grouping for each kind of event, on what one scan gave;
- `looked_up`: what an event adds to all counts is a row of a small table, by kind, page and age. Several counts share a
  number: 21 bits for a count, 40 for a sum of fading events, one for each thing that rules only ask for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from ..workload.rules import KINDS, Workload
from .facts import Feature, features, halving
from .sql_parts import Engine, by_attribute, event_terms, longest, matches, only_asked, query

_COUNT_BITS: Final = 21
_SUM_BITS: Final = 40
_FLAGS: Final = 62  # of a number
_SCATTERED: Final = 12  # sums, from which on DuckDB adds up quicker what comes lead by lead
_SORTED: Final = (
    "sorted AS (SELECT lead, code FROM recent WHERE code IN (SELECT code FROM worths)"
    " ORDER BY CAST(hash(lead) >> 48 AS USMALLINT))"
)
_FOUND: Final = (
    "found AS MATERIALIZED (SELECT lead, worths.* FROM sorted INNER JOIN worths ON worths.code = sorted.code)"
)


def one_pass(workload: Workload, engine: Engine) -> str:
    """One grouping of all events."""
    named = {each: f"f{n}" for n, each in enumerate(features(workload.rules))}
    days = longest(named)
    worths = _worths(list(named), days, engine)
    columns = ", ".join(
        f"{_conditional(each, matches(each, days=f'age < {each.days}'))} AS {n}" for each, n in named.items()
    )
    steps = [
        f"recent AS (SELECT lead, event, page, {engine.age} AS age FROM events WHERE {engine.recent(days)})",
        f"weighed AS (SELECT lead, event, page, age{worths} FROM recent)",
        f"counted AS (SELECT lead, {columns} FROM weighed GROUP BY lead)",
    ]
    terms = event_terms(workload, {each: f"coalesce({n}, 0)" for each, n in named.items()}, engine)
    return query(
        workload, engine, steps, "leads LEFT JOIN counted ON counted.lead = leads.id", by_attribute(workload), terms
    )


def per_kind(workload: Workload, engine: Engine) -> str:
    """A grouping for each kind, and one for all events."""
    named = {each: f"f{n}" for n, each in enumerate(features(workload.rules))}
    days = longest(named)
    by_kind: dict[str | None, list[Feature]] = defaultdict(list)
    for each in named:
        by_kind[each.kind].append(each)
    scan = f"SELECT lead, event, page, {engine.age} AS age FROM events WHERE {engine.recent(days)}"
    steps = [f"recent AS {engine.once}({scan})"]
    joins = ["leads"]
    for n, (kind, wanted) in enumerate(by_kind.items()):
        last = max(each.days for each in wanted)
        tests = [f"age < {last}"] if kind is None else [f"event = '{kind}'", f"age < {last}"]
        events = f"SELECT lead, page, age{_worths(wanted, last, engine)} FROM recent WHERE {' AND '.join(tests)}"
        columns = ", ".join(
            f"{_conditional(each, matches(each, kind=False, days=None if each.days == last else f'age < {each.days}'))}"
            f" AS {named[each]}"
            for each in wanted
        )
        steps.append(f"counted_{n} AS (SELECT lead, {columns} FROM ({events}) AS weighed GROUP BY lead)")
        joins.append(f"LEFT JOIN counted_{n} ON counted_{n}.lead = leads.id")
    terms = event_terms(workload, {each: f"coalesce({n}, 0)" for each, n in named.items()}, engine)
    return query(workload, engine, steps, " ".join(joins), by_attribute(workload), terms)


def _conditional(wanted: Feature, condition: str) -> str:
    if wanted.half_life is not None:
        return f"sum(CASE WHEN {condition} THEN w{wanted.half_life} ELSE 0 END)"
    return "count(*)" if condition == "TRUE" else f"count(CASE WHEN {condition} THEN 1 END)"


def _worths(wanted: list[Feature], days: int, engine: Engine) -> str:
    """Columns w<half-life>: what an event of its age is worth."""
    lives = sorted({each.half_life for each in wanted if each.half_life is not None})
    lists = {life: engine.listed.format(", ".join(map(str, halving(life, days)))) for life in lives}
    return "".join(f", {engine.element.format(listed, 'age')} AS w{life}" for life, listed in lists.items())


@dataclass(frozen=True, slots=True)
class Lookup:
    """A query, and the table that it reads: `worths`, its columns (`code` INTEGER, the others BIGINT) and rows."""

    query: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]

    def table(self, options: str = "") -> list[str]:
        """The statements that make the table."""
        types = ", ".join(f"{name} {'INTEGER' if name == 'code' else 'BIGINT'}" for name in self.columns)
        made = [f"CREATE TABLE worths ({types}) {options}"]
        for start in range(0, len(self.rows), 500):
            values = ", ".join(str(row) for row in self.rows[start : start + 500])
            made.append(f"INSERT INTO worths VALUES {values}")
        return made


def looked_up(workload: Workload, engine: Engine) -> Lookup:
    """One join with a table of what events add, then one grouping with a few sums."""
    wanted = features(workload.rules)
    days = max(each.days for each in wanted)
    codes = _codes(wanted)
    flags = only_asked(workload)
    sums, masks = _packed([each for each in wanted if each not in flags]), [each for each in wanted if each in flags]
    groups = [masks[start : start + _FLAGS] for start in range(0, len(masks), _FLAGS)]
    lives = {each.half_life for each in wanted if each.half_life is not None}
    worth = {life: halving(life, days) for life in lives}
    rows = []
    for (kind, page), code in codes.items():
        for age in range(days):
            adds = {each: _adds(each, kind, page, age, worth) for each in wanted}
            row = [sum(adds[each] << shift for each, shift in packed) for packed in sums]
            row += [sum(1 << bit for bit, each in enumerate(group) if adds[each]) for group in groups]
            if any(row):
                rows.append((code * days + age, *row))
    columns = [*(f"s{n}" for n in range(len(sums))), *(f"b{n}" for n in range(len(groups)))]
    aggregates = ", ".join(_aggregate(each, engine) for each in columns)
    counted: dict[Feature, str] = {}
    for n, packed in enumerate(sums):
        for each, shift in packed:
            bits = _COUNT_BITS if each.half_life is None else _SUM_BITS
            counted[each] = _bits(engine, f"coalesce(counted.s{n}, 0)", shift, (1 << bits) - 1)
    for n, group in enumerate(groups):
        counted |= {each: _bits(engine, f"coalesce(counted.b{n}, 0)", 0, 1 << bit) for bit, each in enumerate(group)}
    steps = [
        f"recent AS (SELECT lead, {_code(codes)} * {days} + {engine.age} AS code FROM events"
        f" WHERE {engine.recent(days)})"
    ]
    found = "recent INNER JOIN worths ON worths.code = recent.code"
    if engine.name == "duckdb" and len(sums) >= _SCATTERED:
        steps += [_SORTED, _FOUND]
        found = "found"
    steps.append(f"counted AS (SELECT lead, {aggregates} FROM {found} GROUP BY lead)")
    source = "leads LEFT JOIN counted ON counted.lead = leads.id"
    text = query(workload, engine, steps, source, by_attribute(workload), event_terms(workload, counted, engine))
    return Lookup(text, ("code", *columns), tuple(rows))


def _aggregate(column: str, engine: Engine) -> str:
    if column.startswith("s"):
        return f"CAST(sum({column}) AS BIGINT) AS {column}"
    return f"{'groupBitOr' if engine.name == 'clickhouse' else 'bit_or'}({column}) AS {column}"


def _codes(wanted: list[Feature]) -> dict[tuple[str, str | None], int]:
    """A number for each kind, and for each kind and page that rules tell apart; no page begins as another does."""
    found: dict[tuple[str, str | None], int] = {}
    for kind in KINDS:
        pages = dict.fromkeys(each.page for each in wanted if each.kind == kind and each.page is not None)
        for page in (*pages, None):
            found[kind, page] = len(found)
    return found


def _code(codes: dict[tuple[str, str | None], int]) -> str:
    cases = []
    for kind in KINDS:
        pages = [(page, code) for (of, page), code in codes.items() if of == kind and page is not None]
        other = str(codes[kind, None])
        tests = " ".join(f"WHEN page LIKE '{page}%' THEN {code}" for page, code in pages)
        cases.append(f"WHEN '{kind}' THEN " + (f"CASE {tests} ELSE {other} END" if pages else other))
    return f"CASE event {' '.join(cases)} END"


def _adds(each: Feature, kind: str, page: str | None, age: int, worth: dict[int, list[int]]) -> int:
    if age >= each.days or each.kind not in (None, kind) or each.page not in (None, page):
        return 0
    return 1 if each.half_life is None else worth[each.half_life][age]


def _packed(wanted: list[Feature]) -> list[list[tuple[Feature, int]]]:
    """What shares a number, and by how many bits it is shifted: a sum with a count, or three counts."""
    counts = [each for each in wanted if each.half_life is None]
    found = [[(each, 0)] for each in wanted if each.half_life is not None]
    for each in found[: len(counts)]:
        each.append((counts.pop(), _SUM_BITS))
    while counts:
        found.append([(counts.pop(), _COUNT_BITS * place) for place in range(3) if counts])
    return found


def _bits(engine: Engine, number: str, shift: int, mask: int) -> str:
    if engine.name == "clickhouse":
        return f"bitAnd(bitShiftRight({number}, {shift}), {mask})"
    if engine.name == "spark":
        return f"(shiftright({number}, {shift}) & {mask})"
    return f"(({number} >> {shift}) & {mask})"
