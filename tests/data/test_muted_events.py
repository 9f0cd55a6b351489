"""What `ignore` lines leave out is counted in the data-quality summary."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console
from scoreline.compiler.reference import context_of
from scoreline.data.quality import Named
from scoreline.data.quality_text import table
from scoreline.data.scoring import score_files
from scoreline.data.typed import read_leads
from scoreline.dsl.binding import default_binding
from support.backends import planned

HEAD = """ruleset r version "1"
lead { id: text key   staff: yes or no }
event page_view { page: text }
event mail_open { mail: text }
event mail_sent, not by the lead { mail: text }
event chat { }
"""
SCORE = """score s { "Pages" +1 for each page_view in last 5 days   "Mails" +1 for each mail_open ever, max 50 points }
score sent { "Sent" +1 once for mail_sent ever }
"""
LEADS = "id,staff\n1,no\n2,yes\n3,no\n3,no\n"
# day and time, lead, event, page or mail
EVENTS = """lead,event,at,page,mail
1,mail_sent,2026-01-10T09:00:00Z,,a
1,mail_open,2026-01-10T09:00:02Z,,a
1,mail_open,2026-01-10T09:00:03Z,,a
1,mail_open,2026-01-10T09:00:01Z,,b
1,page_view,2026-01-11T09:00:00Z,/INTERNAL/x,
1,page_view,2026-01-01T09:00:00Z,/internal/x,
1,page_view,2026-01-11T09:00:00Z,/x,
1,page_view,2026-01-20T09:00:00Z,/internal/later,
2,page_view,2026-01-11T09:00:00Z,/x,
2,mail_open,2026-01-11T09:00:00Z,,a
2,chat,2026-01-11T09:00:00Z,,
3,page_view,2026-01-11T09:00:00Z,/internal/x,
"""
AS_OF = 1_768_467_600  # 2026-01-15 09:00 UTC


def muted(tmp_path: Path, lines: str, score: str = SCORE) -> tuple[Named, str]:
    """What is counted, and the summary; the same as the reference leaves out."""
    leads, events = tmp_path / "leads.csv", tmp_path / "events.csv"
    leads.write_text(LEADS)
    events.write_text(EVENTS)
    plan = planned(HEAD + lines + score)
    binding = default_binding(plan.schema)
    with score_files(plan, leads, events, binding, AS_OF) as scored:
        found = scored.quality.muted
        console = Console(width=120, record=True, file=io.StringIO())
        console.print(table(scored.quality))
    missing: dict[str, int] = {}
    for lead in read_leads(plan, leads, events, binding):
        heard = [event.kind for event in context_of(plan, lead, AS_OF).events]
        for event in lead.events:
            if event.at <= AS_OF:
                missing[event.kind] = missing.get(event.kind, 0) + 1
        for kind in heard:
            missing[kind] -= 1
    read = {kind for feature in plan.features for kind in feature.events.kinds}
    assert dict(found) == {kind: times for kind, times in missing.items() if times and kind in read}
    return found, console.export_text()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # both of lead 1 that exist, however old; not those of the future, nor of a lead that is left out
        ('ignore page_view where page starts with "/internal" ignoring case\n', (("page_view", 2),)),
        ("ignore mail_open within 2 seconds after mail_sent of the same mail\n", (("mail_open", 1),)),
        ("ignore page_view more than 1 within 1 minute\n", (("page_view", 2),)),
        # the chat of lead 2 is left out as well, but no rule asks for chats
        ("ignore any event when staff\n", (("mail_open", 1), ("page_view", 1))),
        (
            'ignore any event when staff\nignore page_view where page starts with "/internal" ignoring case\n'
            "ignore page_view more than 1 within 1 minute\n",
            (("page_view", 4), ("mail_open", 1)),
        ),
        ("ignore chat when staff\n", ()),
        ("", ()),
    ],
)
def test_events_that_are_left_out_are_counted(tmp_path: Path, lines: str, expected: Named) -> None:
    found, shown = muted(tmp_path, lines)
    assert found == expected
    total = sum(times for _, times in expected)
    assert (f"left out by `ignore`  {total}  " in shown) is bool(expected)


def test_rules_that_count_no_events_leave_none_out(tmp_path: Path) -> None:
    assert muted(tmp_path, "ignore page_view when staff\n", 'score s { "x" +1 when staff }\n')[0] == ()
