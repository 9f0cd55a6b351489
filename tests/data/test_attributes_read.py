"""The data reader knows of every event attribute that a rule reads, wherever it stands."""

from __future__ import annotations

import pytest
from scoreline.compiler.lower import lower
from scoreline.data.columns import event_reads
from scoreline.dsl.load import load_text

HEAD = """ruleset r version "1"
lead { id: text key  company: account }
account { domain: text key }
event buy { price: decimal  item: text  order: text  on: date }
event seen { order: text }
"""


@pytest.mark.parametrize(
    ("rule", "read"),
    [
        ('"x" +1 when count of different price of buy ever at least 2', {"price"}),
        ('"x" +1 when sum of price of buy ever at least 2', {"price"}),
        ('"x" +1 when highest of price of buy ever at least 2', {"price"}),
        ('"x" +1 when latest item of buy ever is "a"', {"item"}),
        ('"x" +1 when count of different on of buy ever of leads of the same company at least 2', {"on"}),
        (
            '"x" +1 when count of different on of buy where item is "a" ever of leads of the same company above 1',
            {"on", "item"},
        ),
        ('"x" +1 when sum of (sum of price of buy ever) of leads of the same company at least 2', {"price"}),
        ('"x" +1 when buy within 2 days after seen of the same order in last 9 days', {"order"}),
        ('"x" +1 for each buy ever, once per item, max 5 points', {"item"}),
        ('"x" +1 for each buy where item is "a" ever, latest 2 per order, max 5 points', {"item", "order"}),
    ],
)
def test_attributes_of_events(rule: str, read: set[str]) -> None:
    loaded = load_text(f"{HEAD}score s, limited to 0..9 {{\n  {rule}\n}}\n")
    assert loaded.ruleset is not None, loaded.diagnostics
    assert event_reads(lower(loaded.ruleset)) == read


def test_attributes_that_only_accounts_ask_for() -> None:
    rule = '"x" +1 when count of different price of buy ever of leads of the account at least 2'
    loaded = load_text(
        f"{HEAD}score s {{ }}\naccount score t {{\n  {rule}\n}}\n".replace(
            "score s { }\n", 'score s { "a" +1 when buy ever }\n'
        )
    )
    assert loaded.ruleset is not None, loaded.diagnostics
    assert event_reads(lower(loaded.ruleset)) == {"price"}
