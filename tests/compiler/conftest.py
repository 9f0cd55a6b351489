"""Engines that several modules of tests ask."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="module")
def clickhouse() -> Any:
    """An empty ClickHouse inside the process; skips where it is not wanted."""
    from support.engines import registry

    if "clickhouse" not in registry.wanted():
        pytest.skip("SCORELINE_ENGINES does not name clickhouse")
    found = registry.opened("clickhouse")
    found.clear()
    return found
