"""What was proved of each dialect, and on what. A test holds the list against the engines that the tests run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

How = Literal["executed", "emulated", "analysed", "parsed"]


@dataclass(frozen=True, slots=True)
class Proof:
    """`how`, from the strongest: executed on the real engine and equal to the reference; executed on an emulator of it;
    analysed by the engine's own analyser; only parsed. `on` is what the tests run."""

    dialect: str
    how: How
    on: str


PROOFS = (
    Proof("duckdb", "executed", "DuckDB 2, embedded"),
    Proof("postgres", "executed", "a PostgreSQL 16 server"),
    Proof("sqlite", "executed", "SQLite 3, embedded"),
    Proof("datafusion", "executed", "DataFusion 55, embedded"),
    Proof("mariadb", "executed", "a MariaDB 10.11 server"),
    Proof("clickhouse", "executed", "ClickHouse 26, embedded"),
    Proof("spark", "executed", "Spark 4.3, local and two processes; ANSI mode on and off, code compiled and not"),
    Proof("bigquery", "emulated", "ZetaSQL, the analyser and reference evaluator of BigQuery's SQL"),
    Proof("snowflake", "emulated", "fakesnow, which translates Snowflake's SQL to DuckDB's; no Snowflake in the tests"),
    Proof("mysql", "parsed", "MariaDB's words with MySQL's collation; no MySQL server runs in the tests"),
    Proof("databricks", "parsed", "Spark's words; no Databricks warehouse runs in the tests"),
    Proof("redshift", "parsed", "its views also run on a PostgreSQL server, which is no Redshift"),
    Proof("trino", "parsed", "a parser of Trino's SQL with its functions, not Trino's own; no Trino in the tests"),
)
