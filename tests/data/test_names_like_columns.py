"""Attributes that are called like the columns which only events have."""

from __future__ import annotations

from pathlib import Path

from scoreline.compiler.lower import lower
from scoreline.data.scoring import score_files
from scoreline.dsl.binding import default_binding
from scoreline.dsl.load import load_text

RULES = """
ruleset odd version "1"
lead { id: text key   event: text   `at`: integer   company: account }
account { domain: text key   event: text   `at`: text }
event visit { page: text }
score fit { "Fair" +10 when event is "fair"   "Hour" +5 when `at` at least 9   "There" +2 when company.`at` is "x" }
"""


def test_leads_and_accounts_may_have_attributes_called_event_and_at(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("id,event,at,company\n1,fair,9,a\n2,call,8,b\n")
    (tmp_path / "accounts.csv").write_text("domain,event,at\na,z,y\nb,z,x\n")
    ruleset = load_text(RULES).ruleset
    assert ruleset is not None
    files = (tmp_path / "leads.csv", None, default_binding(ruleset.schema), 1_768_467_600)
    with score_files(lower(ruleset), *files, accounts=tmp_path / "accounts.csv") as scored:
        rows = [row for batch in scored.batches() for row in batch]
    assert {row[0]: str(row[2]) for row in rows} == {"1": "15.00", "2": "2.00"}
