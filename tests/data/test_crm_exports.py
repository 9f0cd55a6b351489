"""Bindings for tables as data connectors land them: real column names, zones as suffixes, booleans as text.

The ids of people and events do not join in these files, so that each lead must appear, without points for events. The
data is not part of the repository; it stands in the data folder beside it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score
from scoreline.compiler.sql.run import results
from scoreline.data.quality import Quality
from scoreline.data.scoring import score_files
from scoreline.data.typed import read_leads
from scoreline.dsl.binding import Binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.load import load_text
from scoreline.dsl.source import Source
from support.documents import ROOT

DATA = ROOT.parent / "shared" / "data" / "crm_seeds"
AS_OF = 1_609_459_200  # 2021-01-01T00:00:00Z

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the CRM exports are not in the data folder beside the repository"
)

RULES = """
ruleset crm version "1", time zone "America/Los_Angeles"
lead { id: integer key   created: timestamp since   revenue: decimal   mail: text   refuses_mail: yes or no }
event mail_open { campaign: integer }
event mail_click { link: text }
score fit {
  "Revenue" +10 when revenue above 100_000
  "Wants no mail" -5 when refuses_mail
  "New" +1 when created in last 730 days
}
score interest { "Opens" +2 for each mail_open ever   "Clicks" +5 for each mail_click where link has word "get" ever }
score total = fit + interest
"""


def run(name: str, leads: str, events: str, binding: str, rules: str = RULES) -> tuple[dict[str, int], Quality]:
    """Totals in thousandths by lead, and the quality; the views agree with the reference."""
    ruleset = load_text(rules).ruleset
    assert ruleset is not None
    plan: Plan = lower(ruleset)
    bound = read_text(Source("binding.toml", binding), plan.schema)
    assert isinstance(bound, Binding), bound
    paths: tuple[Path, Path] = DATA / name / leads, DATA / name / events
    expected = {lead.key: score(plan, lead, AS_OF) for lead in read_leads(plan, *paths, bound)}
    with score_files(plan, *paths, bound, AS_OF) as scored:
        assert {result.lead: result for result in results(scored.connection, plan, AS_OF)} == expected
        return {key: dict(result.scores)["total"] or 0 for key, result in expected.items()}, scored.quality


def test_pardot() -> None:
    totals, quality = run(
        "pardot",
        "pardot_prospect_data.csv",
        "pardot_visitor_activity_data.csv",
        """
        [leads.columns]
        created = "created_at"
        revenue = "annual_revenue"
        mail = "email"
        refuses_mail = "is_do_not_email"
        [events]
        lead = "prospect_id"
        event = "type_name"
        kinds = { "Email" = "mail_open", "Email Tracker" = "mail_click" }
        at = "created_at"
        id = "id"
        [events.columns]
        campaign = "campaign_id"
        link = { absent = true }
        """,
    )
    leads, (events,) = quality.leads, quality.events
    assert (leads.rows, len(totals), leads.scored) == (100, 100, 100)
    assert (events.rows, events.used, events.orphans + events.unknown_kind + events.without_lead) == (100, 0, 100)
    # Times end in ` UTC`: one unreadable would be counted.
    assert all(a.unreadable == 0 for a in quality.attributes if a.name == "created")
    assert set(totals.values()) <= {0, 1_000}


def test_hubspot() -> None:
    totals, quality = run(
        "hubspot",
        "contact_data.csv",
        "email_event_data.csv",
        """
        zone = "UTC"
        [leads]
        keep = [{ column = "_fivetran_deleted", is = false }]
        [leads.columns]
        created = "property_createdate"
        revenue = "property_annualrevenue"
        mail = "property_email"
        refuses_mail = { absent = true }
        [events]
        lead = "recipient"
        event = "type"
        kinds = { OPEN = "mail_open", CLICK = "mail_click" }
        at = "created"
        id = "id"
        keep = [{ column = "filtered_event", is = false }]
        [events.columns]
        campaign = "email_campaign_id"
        link = { absent = true }
        """,
    )
    leads, (events,) = quality.leads, quality.events
    assert leads.rows == 22
    assert leads.rows == leads.filtered + leads.repeated + leads.accepted
    assert len(totals) == leads.accepted > 0
    # Recipients are no numbers: no lead can be told.
    assert (events.rows, events.used) == (100, 0)
    assert set(totals.values()) <= {0, 1_000, 10_000, 11_000}


def test_marketo_with_a_byte_order_mark() -> None:
    totals, quality = run(
        "marketo",
        "marketo_lead_data.csv",
        "marketo_activity_click_email_data.csv",
        """
        [leads.columns]
        created = "created_at"
        mail = "email"
        revenue = { absent = true }
        refuses_mail = { absent = true }
        [events]
        lead = "lead_id"
        event = { always = "mail_click" }
        at = { column = "activity_date", zone = "UTC" }
        id = "id"
        """,
    )
    (events,) = quality.events
    assert (quality.leads.accepted, len(totals)) == (100, 100)
    assert (events.rows, events.used + events.orphans + events.copies + events.conflicting) == (100, 100)
    assert events.unreadable_time == events.without_time == 0


def test_salesforce() -> None:
    totals, quality = run(
        "salesforce",
        "sf_lead_data.csv",
        "sf_task_data.csv",
        """
        [leads]
        keep = [{ column = "is_deleted", is_not = true }]
        [leads.columns]
        created = "created_date"
        revenue = "annual_revenue"
        mail = "email"
        refuses_mail = "has_opted_out_of_email"
        [events]
        lead = "who_id"
        event = { always = "mail_open" }
        at = "created_date"
        id = "id"
        absent = ["campaign"]
        """,
        RULES.replace("id: integer key", "id: text key"),
    )
    assert totals == {"00Q1G00000nDnM5UAK": 11_000}  # revenue 280,522,000; made on 2019-11-11
    assert [(events.rows, events.used, events.orphans) for events in quality.events] == [(10, 0, 10)]
