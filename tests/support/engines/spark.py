"""Spark in this process, two threads, with saved Parquet tables in a temporary folder."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.spark import SPARK

_PLACE = "scoreline_case"


_VIEW = "CREATE OR REPLACE VIEW "


class _Rows:
    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._rows = rows

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        return self._rows


class Spark:
    """See `engine.Engine`. The time zone of the session is odd on purpose; ANSI mode is on, as it is from the start."""

    dialect = SPARK

    def __init__(
        self, master: str = "local[2]", settings: Mapping[str, str] | None = None, *, quick: bool = True
    ) -> None:
        """`quick`: views are analysed once and kept in the session, instead of once more by each query."""
        self.quick = quick
        self._kept: list[str] = []
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        from pyspark.sql import SparkSession

        self._folder = Path(tempfile.mkdtemp(prefix="spark"))
        builder = SparkSession.builder.master(master)
        plain = {
            "spark.ui.enabled": "false",
            "spark.log.level": "OFF",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.memory": "3g",
            # Tiny tables: compiling costs more than running, and so does planning anew between stages.
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            "spark.sql.adaptive.enabled": "false",
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
            "spark.sql.session.timeZone": "Asia/Tokyo",
            "spark.sql.shuffle.partitions": "1",
            "spark.default.parallelism": "1",
            "spark.sql.warehouse.dir": str(self._folder / "tables"),
            "spark.local.dir": str(self._folder),
        }
        for key, value in (plain | dict(settings or {})).items():
            builder = builder.config(key, value)
        self.session = builder.getOrCreate()

    def clear(self) -> None:
        for view in self._kept:
            self.session.catalog.dropTempView(view)
        self._kept = []
        self.session.sql("USE default")
        self.session.sql(f"DROP DATABASE IF EXISTS {_PLACE} CASCADE")
        self.session.sql(f"CREATE DATABASE {_PLACE}")
        self.session.sql(f"USE {_PLACE}")

    def execute(self, sql: str, /) -> _Rows:
        if self.quick and sql.startswith(_VIEW):
            name, query = sql.removeprefix(_VIEW).split(" AS\n", 1)
            self._kept.append(name.strip("`"))
            self.session.sql(query).createOrReplaceTempView(self._kept[-1])
            return _Rows([])
        return _Rows([tuple(row) for row in self.session.sql(sql).collect()])

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        del columns  # all of the table, in its order
        name = self.dialect.print(n.table([table]))
        schema = self.session.sql(f"SELECT * FROM {name}").schema
        frame = self.session.createDataFrame([tuple(row) for row in rows], schema)
        frame.write.insertInto(name)

    def close(self) -> None:
        self.session.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def start() -> Spark:
    return Spark()
