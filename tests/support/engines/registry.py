"""The engines that the conformance tests run, by name: opened once in a process, and closed with it."""

from __future__ import annotations

import atexit
import importlib
import os
from collections.abc import Sequence
from functools import lru_cache, partial

import pytest
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Account, AccountResult, Lead, Result
from scoreline.harness.engines import Scored
from scoreline.harness.run import ENGINES
from support.backends import BACKENDS, POPULATIONS
from support.engines.engine import Engine, score_all_in

LIGHT = ("postgres", "sqlite", "datafusion")  # they install as Python packages, in seconds
HEAVY = ("mariadb", "clickhouse", "spark")
EMULATED = ("bigquery", "snowflake")  # what stands for an engine that nobody can install
ALONE = ("trino", "dbt", "sqlmesh")  # they run no views here: tests of their own ask for them


def wanted() -> tuple[str, ...]:
    """Those that `SCORELINE_ENGINES` names, by default the light ones. Raises ValueError for one that is unknown."""
    named = os.environ.get("SCORELINE_ENGINES", " ".join(LIGHT)).split()
    known = (*LIGHT, *HEAVY, *EMULATED, "redshift")
    if unknown := [name for name in named if name not in (*known, *ALONE)]:
        raise ValueError(f"SCORELINE_ENGINES: unknown {unknown}; there are {', '.join((*known, *ALONE))}")
    return tuple(name for name in named if name in known)


@lru_cache
def opened(name: str) -> Engine:
    """The engine, started; fails where it is not installed."""
    engine: Engine = importlib.import_module(f"support.engines.{name}").start()
    atexit.register(engine.close)
    return engine


def all_by(
    name: str, plan: Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account] = ()
) -> tuple[list[Result], list[AccountResult]]:
    return score_all_in(opened(name), plan, leads, as_of, accounts)


def by(name: str, plan: Plan, leads: Sequence[Lead], as_of: int) -> list[Result]:
    return all_by(name, plan, leads, as_of)[0]


def scored(name: str, plan: Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account] = ()) -> Scored:
    """As the harness has it."""
    found, of_accounts = all_by(name, plan, leads, as_of, accounts)
    results = {result.lead: result for result in found}
    return Scored(tuple(results.get(lead.key) for lead in leads), {each.account: each for each in of_accounts})


def register(names: Sequence[str], patch: pytest.MonkeyPatch) -> None:
    """Makes the engines backends of the suites that take backends by name, for one test."""
    for name in names:
        patch.setitem(BACKENDS, name, partial(by, name))
        patch.setitem(POPULATIONS, name, partial(all_by, name))
        patch.setitem(ENGINES, name, partial(scored, name))
