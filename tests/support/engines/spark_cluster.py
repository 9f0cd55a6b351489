"""Spark as a cluster of several processes on this machine, for one run: `python spark_cluster.py FOLDER`.

A master, two workers with an executor each and the driver, all of them processes of their own. Reads the tables that
`large_tables.make` has made, and prints as JSON the rows of each view, and how often it read the events.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

MASTER = "local-cluster[2,1,1024]"  # workers, cores of each, megabytes of each


def main(folder: Path) -> None:
    import pyspark
    from pyspark.sql import SparkSession
    from support import large_tables

    os.environ["SPARK_HOME"] = str(Path(pyspark.__file__).parent)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    place = Path(tempfile.mkdtemp(prefix="cluster"))
    os.chdir(place)  # workers keep their files below the folder that they start in
    session = (
        SparkSession.builder.master(MASTER)
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "OFF")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.hive.gatherFastStats", "false")  # of 200 small parts it takes longer than a view
        .config("spark.sql.warehouse.dir", str(place / "tables"))
        .config("spark.local.dir", str(place))
        .getOrCreate()
    )
    try:
        large_tables.open_in(session, folder)
        found, scans = {}, {}
        for view in large_tables.VIEWS:
            frame = session.sql(large_tables.query(view))
            found[view] = [list(map(str, row)) for row in frame.collect()]
            plan = frame._jdf.queryExecution().executedPlan().toString().split("\n+- == Initial Plan ==")[0]
            scans[view] = len(re.findall(r"FileScan \S+ \S*raw_events\b", plan))
        executors = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1  # the driver is among them
    finally:
        session.stop()
        shutil.rmtree(place, ignore_errors=True)
    json.dump({"executors": executors, "views": found, "scans": scans}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
