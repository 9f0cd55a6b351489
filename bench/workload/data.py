"""The leads and events that every contestant scores, made by DuckDB from hashes: the same seed gives the same data.

A lead has about 20 events: one lead in ten has none, one in fifty 91 to 250. They lie in the last 400 days and, a few,
in the two days to come, which no rule may see. Of known values one in twenty is missing. Lead n is the same lead
whatever the number of leads. The files are Parquet, as a warehouse has them: times are timestamps (UTC), events stand
in the order in which they happened.

- `leads.parquet`: `id` VARCHAR; `created` TIMESTAMP; `country`, `industry`, `title`, `seniority`, `source`, `email`
  VARCHAR; `employees`, `budget` BIGINT;
- `events.parquet`: `lead` VARCHAR, `event` VARCHAR, `at` TIMESTAMP, `page` VARCHAR, `seconds` BIGINT.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .rules import COUNTRIES, DOMAINS, FIELDS, INDUSTRIES, LEVELS, PAGES, SENIORITIES, SOURCES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AS_OF: Final = 1_768_467_600  # 2026-01-15 09:00 UTC
SEED: Final = 7
LEAD_COLUMNS: Final = (
    "id",
    "created",
    "country",
    "industry",
    "title",
    "seniority",
    "source",
    "email",
    "employees",
    "budget",
)
EVENT_COLUMNS: Final = ("event", "at", "page", "seconds")

_DAY: Final = 86_400
_SHARES: Final = {  # of a thousand events
    "page_view": 400,
    "mail_open": 200,
    "trial_login": 100,
    "mail_click": 80,
    "download": 60,
    "chat": 40,
    "webinar": 30,
    "call": 30,
    "form": 25,
    "invite": 15,
    "demo_request": 10,
    "unsubscribe": 10,
}

Lead = tuple[str | int | None, ...]  # by LEAD_COLUMNS; `created` in seconds since 1970 UTC
Event = tuple[str | int | None, ...]  # by EVENT_COLUMNS; `at` in seconds since 1970 UTC
Row = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Files:
    """Where the data lies, and how much of it there is."""

    leads: Path
    events: Path
    lead_count: int
    event_count: int


def files(folder: Path, leads: int, *, seed: int = SEED) -> Files:
    """The data of leads 0 to `leads` - 1 in `folder`, made where it is not there yet."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / f"leads_{seed}_{leads}.parquet", folder / f"events_{seed}_{leads}.parquet"
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET temp_directory = ?", [str(folder / "spill")])
        connection.execute("SET TimeZone = 'UTC'")
        for path, query in zip(paths, (_leads(leads, seed), _events(leads, seed)), strict=True):
            if not path.exists():
                part = path.with_suffix(".part")
                connection.execute(f"COPY ({query}) TO '{_quoted(part)}' (FORMAT parquet)")
                part.rename(path)
        found = connection.execute(f"SELECT count(*) FROM read_parquet('{_quoted(paths[1])}')").fetchone()
    assert found is not None
    return Files(*paths, leads, found[0])


def tuples(data: Files, leads: int | None = None) -> list[tuple[Lead, list[Event]]]:
    """The first `leads` leads in order, each with its events in the order in which they happened."""
    import duckdb

    last = data.lead_count if leads is None else min(leads, data.lead_count)
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        events: dict[str, list[Event]] = defaultdict(list)
        of_lead = "" if last == data.lead_count else f"WHERE lead < '{key(last)}'"
        source = f"read_parquet('{_quoted(data.events)}')"
        query = f'SELECT lead, event, epoch_us("at") // 1000000, page, seconds FROM {source}'
        for lead, *event in _fetched(connection, f'{query} {of_lead} ORDER BY lead, "at", event, page, seconds'):
            events[str(lead)].append(tuple(event))
        columns = ", ".join("epoch_us(created) // 1000000" if name == "created" else name for name in LEAD_COLUMNS)
        query = f"SELECT {columns} FROM read_parquet('{_quoted(data.leads)}') WHERE id < '{key(last)}' ORDER BY id"
        return [(lead, events[str(lead[0])]) for lead in _fetched(connection, query)]


def dicts(rows: Sequence[tuple[Lead, Sequence[Event]]]) -> list[tuple[Row, list[Row]]]:
    """The same as dicts, as a caller has them who reads from a database: what is missing is None."""
    return [
        (
            dict(zip(LEAD_COLUMNS, lead, strict=True)),
            [dict(zip(EVENT_COLUMNS, event, strict=True)) for event in events],
        )
        for lead, events in rows
    ]


def key(number: int) -> str:
    """The id of a lead; ids sort as their numbers do."""
    return f"L{number:08d}"


def _fetched(connection: DuckDBPyConnection, query: str) -> Iterator[Lead]:
    cursor = connection.execute(query)
    while rows := cursor.fetchmany(100_000):
        yield from rows


def _leads(count: int, seed: int) -> str:
    """Two hashes for each lead, cut into as many small numbers as there are attributes."""
    title = f"{_one_of(LEVELS, 'h % 6')} || ' ' || {_one_of(FIELDS, 'h // 6 % 8')}"
    known = {
        "country": _one_of(COUNTRIES, "h // 1000 % 16"),
        "industry": _one_of(INDUSTRIES, "h // 16000 % 8"),
        "title": title,
        "seniority": _one_of(SENIORITIES, "h // 128000 % 5"),
        "source": _one_of(SOURCES, "h // 640000 % 6"),
        "email": f"'person' || n || '@' || {_one_of(DOMAINS, 'h // 3840000 % 6')}",
        # From 1 to about 10,000 and from 1,000 to about 60,000, small ones often.
        "employees": "CAST(floor(exp((h // 23040000 % 100000) / 100000.0 * 9.25)) AS BIGINT)",
        "budget": "CAST(floor(exp((h // 2304000000000 % 100000) / 100000.0 * 4.1)) * 1000 AS BIGINT)",
    }
    columns = ", ".join(
        f"CASE WHEN g // {20**i} % 20 > 0 THEN {value} END AS {name}" for i, (name, value) in enumerate(known.items())
    )
    lead = f"'{seed} lead ' || n"
    created = f"make_timestamp(CAST({AS_OF} - g // {20 ** len(known)} % {600 * _DAY} AS BIGINT) * 1000000)"
    return f"""
        SELECT format('L{{:08d}}', n) AS id, {created} AS created, {columns}
        FROM (
          SELECT n, {_hashed("lower", lead)} AS h, {_hashed("upper", lead)} AS g FROM range({count}) AS numbers(n)
        ) ORDER BY id"""


def _events(count: int, seed: int) -> str:
    """As many numbered events as the lead has, one hash for each."""
    kinds = " ".join(
        f"WHEN h % 1000 < {upper} THEN '{kind}'"
        for kind, upper in zip(_SHARES, accumulate(_SHARES.values()), strict=True)
    )
    page = f"{_one_of(PAGES, 'h // 1000 % 8')} || CASE WHEN h // 8000 % 3 = 0 THEN '' ELSE '/' || h // 24000 % 40 END"
    at = f"make_timestamp(CAST({AS_OF + 2 * _DAY} - h // 18000000000 % {402 * _DAY} AS BIGINT) * 1000000)"
    number_of_events, event = f"'{seed} events ' || n", f"'{seed} event ' || n || ' ' || i"
    return f"""
        WITH leads AS (
          SELECT n, {_hashed("lower", number_of_events)} AS c FROM range({count}) AS numbers(n)
        ), counted AS (
          SELECT n, CASE
            WHEN c % 100 < 10 THEN 0
            WHEN c % 100 < 50 THEN 1 + c // 100 % 8
            WHEN c % 100 < 85 THEN 9 + c // 100 % 22
            WHEN c % 100 < 98 THEN 31 + c // 100 % 60
            ELSE 91 + c // 100 % 160
          END AS events FROM leads
        ), numbered AS (
          SELECT n, unnest(range(CAST(events AS BIGINT))) AS i FROM counted
        ), hashed AS (
          SELECT n, {_hashed("lower", event)} AS h FROM numbered
        )
        SELECT
          format('L{{:08d}}', n) AS lead,
          CASE {kinds} END AS event,
          {at} AS "at",
          CASE WHEN event IN ('page_view', 'download', 'form') AND h // 960000 % 20 > 0 THEN {page} END AS page,
          CASE WHEN h // 19200000 % 20 > 0 THEN CAST(h // 384000000 % 40 * 5 AS BIGINT) END AS seconds
        FROM hashed ORDER BY "at", lead"""


def _hashed(half: str, text: str) -> str:
    """The SQL for a number below 2^63 that depends on a text."""
    return f"CAST(md5_number_{half}({text}) // 2 AS BIGINT)"


def _one_of(values: Sequence[str], number: str) -> str:
    """The SQL for the text at a number below their count."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"([{listed}])[1 + {number}]"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
