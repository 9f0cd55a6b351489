"""Spark in this process, two threads, with saved Parquet tables in a temporary folder."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.spark import SPARK

_PLACE = "scoreline_case"
_VIEW = "CREATE OR REPLACE VIEW "
# Folding of constants must stay: Spark itself cannot say `1 PRECEDING` without it.
_RULES = ("BooleanSimplification", "InferFiltersFromConstraints", "SimplifyConditionals", "EliminateOuterJoin")
# Tiny tables: compiling costs more than running, and so does planning anew between stages.
_QUICK = {
    "adaptive.enabled": "false",
    "codegen.wholeStage": "false",
    "codegen.factoryMode": "NO_CODEGEN",
    "shuffle.partitions": "1",
    "session.timeZone": "Asia/Tokyo",
    "ansi.enabled": "true",
    "optimizer.excludedRules": "",
    "autoBroadcastJoinThreshold": "10MB",
}
# No result may depend on these: most cases are quick, every third and every sixth is in one of the other moods.
MOODS: Mapping[str, Mapping[str, str]] = {
    "quick": _QUICK,
    "not ansi": _QUICK
    | {
        "ansi.enabled": "false",
        "session.timeZone": "America/St_Johns",
        "shuffle.partitions": "3",
        "optimizer.excludedRules": ",".join(f"org.apache.spark.sql.catalyst.optimizer.{rule}" for rule in _RULES),
    },
    "compiled": _QUICK
    | {
        "adaptive.enabled": "true",
        "codegen.wholeStage": "true",
        "codegen.factoryMode": "FALLBACK",
        "shuffle.partitions": "3",
        "autoBroadcastJoinThreshold": "-1",
    },
}
_ORDER = ("quick", "not ansi", "quick", "quick", "not ansi", "compiled")


class _Rows:
    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._rows = rows

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        return self._rows


class Spark:
    """See `engine.Engine`. The settings of the session are odd on purpose, and not the same in all tests."""

    dialect = SPARK

    def __init__(
        self, master: str = "local[2]", settings: Mapping[str, str] | None = None, *, quick: bool = True
    ) -> None:
        """`quick`: views are analysed once and kept in the session, instead of once more by each query.

        With settings, there are no moods.
        """
        self.quick = quick
        self.moods = settings is None
        self._serves = False
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
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": "0",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.memory": "3g",
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            **{f"spark.sql.{name}": value for name, value in _QUICK.items()},
            "spark.default.parallelism": "1",
            "spark.sql.warehouse.dir": str(self._folder / "tables"),
            "spark.local.dir": str(self._folder),
        }
        for key, value in (plain | dict(settings or {})).items():
            builder = builder.config(key, value)
        self.session = builder.getOrCreate()

    def port(self) -> int:
        """Of a server of Spark Connect on loopback, with the tables and views of this one; it ends with it."""
        context: Any = self.session.sparkContext
        services = getattr(context._jvm, "org.apache.spark.sql.connect.service.SparkConnectService$")
        service = getattr(services, "MODULE$")
        if not self._serves:
            service.start(context._jsc.sc())
            self._serves = True
        return int(service.localPort())

    def clear(self) -> None:
        for view in self._kept:
            self.session.catalog.dropTempView(view)
        self._kept = []
        if self.moods:
            for name, value in MOODS[_mood()].items():
                self.session.conf.set(f"spark.sql.{name}", value)
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


def _mood() -> str:
    """That of SCORELINE_SPARK, else one by the name of the test: it is the same where the test runs alone."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    return os.environ.get("SCORELINE_SPARK") or (_ORDER[zlib.crc32(test.encode()) % len(_ORDER)] if test else "quick")


def start() -> Spark:
    return Spark()
