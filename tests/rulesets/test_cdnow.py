"""The purchases of a music shop, 23,570 customers: the same results from the reference, Python and DuckDB."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.result import Event, Lead
from scoreline.dsl.load import load
from support.backends import all_by_reference, differences
from support.documents import ROOT

DATA = ROOT.parent / "shared" / "data" / "cdnow" / "CDNOW_master.txt"
AS_OF = int(dt.datetime(1998, 7, 1, tzinfo=dt.UTC).timestamp())

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the CDNOW data is not beside the project")


def purchases(path: Path) -> dict[str, list[tuple[dt.date, int, int]]]:
    """Day, discs and cents of each purchase, by customer. Columns are parted by blanks; the first line names them."""
    found: dict[str, list[tuple[dt.date, int, int]]] = defaultdict(list)
    for line in path.read_text(encoding="ascii").splitlines():
        cells = line.split()
        if cells and cells[0].isdigit():
            customer, day, discs, value = cells
            whole, _, cents = value.partition(".")
            found[customer].append(
                (dt.date.fromisoformat(day), int(discs), int(whole or 0) * 100 + int(f"{cents:0<2}"))
            )
    return found


def leads() -> list[Lead]:
    made = []
    for customer, rows in purchases(DATA).items():
        events = tuple(
            Event("purchase", (day - dt.date(1970, 1, 1)).days * 86_400, {"discs": discs, "value": cents})
            for day, discs, cents in rows
        )
        made.append(Lead(customer, {"customer": customer, "joined": min(e.at for e in events) // 86_400}, events))
    return made


def test_all_customers_score_the_same_everywhere() -> None:
    ruleset = load(ROOT / "rulesets" / "cdnow" / "cdnow.score").ruleset
    assert ruleset is not None
    plan, data = lower(ruleset), leads()
    assert len(data) == 23_570
    assert sum(len(lead.events) for lead in data) == 69_659
    assert [str(found) for found in differences(plan, data, AS_OF)[:3]] == []
    stages = Counter(result.stage for result in all_by_reference(plan, data, AS_OF)[0])
    # By the data alone: 11,908 customers have one purchase; whoever bought in the last 90 days is active or a champion.
    once = sum(len(lead.events) == 1 and AS_OF - lead.events[0].at >= 90 * 86_400 for lead in data)
    lately = sum(any(AS_OF - event.at < 90 * 86_400 for event in lead.events) for lead in data)
    assert stages["single"] == once  # a single purchase 90 days ago comes to 47.2 at most: no champion
    assert stages["active"] <= lately
    assert sum(stages.values()) == 23_570
