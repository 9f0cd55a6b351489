"""Which tests of engines run in one process, where several processes share them: an engine is started once."""

from __future__ import annotations

import pytest

NAMES = {"mariadb", "clickhouse", "spark", "snowflake", "bigquery", "trino", "dbt", "sqlmesh", "redshift"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        engine = _engine_of(item)
        if engine is not None:
            item.add_marker(pytest.mark.xdist_group(engine))


def _engine_of(item: pytest.Item) -> str | None:
    """The engine that a test is for: its parameter, or what its module is named after."""
    parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    for name in ("engine", "backend"):
        if isinstance(parameters.get(name), str):
            return str(parameters[name])
    return next((part for part in item.path.stem.split("_") if part in NAMES), None)
