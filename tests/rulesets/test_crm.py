"""The shipped bindings for tables of CRMs, run on such tables as data connectors land them.

Ids of events and people do not join in these files: each lead appears, with no points for events, and each event is
counted as one of an unknown lead. The data is not part of the repository; it stands in the data folder beside it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score
from scoreline.compiler.sql.run import results
from scoreline.compiler.sql.scripts import scripts
from scoreline.data.quality import Quality
from scoreline.data.scoring import score_files
from scoreline.data.typed import read_leads
from scoreline.dsl.binding import Binding, read_binding
from scoreline.dsl.load import load
from support.documents import ROOT

DATA = ROOT.parent / "shared" / "data" / "crm_seeds"
CRM = ROOT / "rulesets" / "crm"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the CRM exports are not in the data folder beside the repository"
)

HUBSPOT = {
    "email_event": DATA / "hubspot" / "email_event_data.csv",
    "contact_form_submission": DATA / "hubspot" / "contact_form_submission_data.csv",
}
MARKETO = {
    f"activity_{kind}": DATA / "marketo" / f"marketo_activity_{kind}_data.csv"
    for kind in ("open_email", "click_email", "send_email", "email_bounced", "unsubscribe_email")
}
SALESFORCE = {"task": DATA / "salesforce" / "sf_task_data.csv", "event": DATA / "salesforce" / "sf_event_data.csv"}
PARDOT = {"visitor_activity": DATA / "pardot" / "pardot_visitor_activity_data.csv"}

APRIL_2021 = 1_618_012_800  # 2021-04-10T00:00:00Z
MAY_2020 = 1_588_636_800  # 2020-05-05T00:00:00Z
JUNE_2020 = 1_590_969_600  # 2020-06-01T00:00:00Z
DECEMBER_2019 = 1_575_158_400  # 2019-12-01T00:00:00Z
APRIL_2020 = 1_586_476_800  # 2020-04-10T00:00:00Z


def parts(rules: str, binding: str) -> tuple[Plan, Binding]:
    ruleset = load(CRM / rules).ruleset
    assert ruleset is not None
    plan = lower(ruleset)
    bound = read_binding(CRM / binding, plan.schema)
    assert isinstance(bound, Binding), bound
    return plan, bound


def run(
    rules: str, binding: str, leads: Path, events: dict[str, Path], as_of: int
) -> tuple[dict[str, tuple[float | None, str | None]], Quality]:
    """Last score and stage by lead, and the quality; the views agree with the reference."""
    plan, bound = parts(rules, binding)
    expected = {lead.key: score(plan, lead, as_of) for lead in read_leads(plan, leads, events, bound)}
    with score_files(plan, leads, events, bound, as_of) as scored:
        assert {result.lead: result for result in results(scored.connection, plan, as_of)} == expected
        quality = scored.quality
    last = plan.scores[-1].name
    points = {key: dict(result.scores)[last] for key, result in expected.items()}
    return {k: (None if p is None else p / 1000, expected[k].stage) for k, p in points.items()}, quality


def fates(quality: Quality) -> list[tuple[int, int, int, int, int, int]]:
    """Of each source: rows, used, of unknown leads, filtered, of unknown kinds, not yet."""
    return [(e.rows, e.used, e.orphans, e.filtered, e.unknown_kind, e.future) for e in quality.events]


def unread(quality: Quality) -> dict[str, int]:
    return {a.name: a.unreadable for a in quality.attributes if a.unreadable}


def test_hubspot() -> None:
    """Revenue 111,111: 20 points of fit; one contact names its company: 20 more. Half of it is the total."""
    found, quality = run("hubspot.score", "hubspot.toml", DATA / "hubspot" / "contact_data.csv", HUBSPOT, APRIL_2021)
    assert (quality.leads.rows, quality.leads.scored) == (22, 22)
    assert Counter(found.values()) == {(10.0, "wait"): 21, (20.0, "wait"): 1}
    assert found["78971951"] == (20.0, "wait")
    # 90 opens; 4 sent, 3 delivered, and 3 processed and marked as filtered. Forms are of 2023.
    assert fates(quality) == [(100, 0, 90, 10, 0, 0), (5, 0, 0, 0, 0, 5)]
    assert unread(quality) == {}


def test_hubspot_forms_of_unknown_contacts() -> None:
    """Contacts 1 to 5, and none of them is there."""
    _, quality = run("hubspot.score", "hubspot.toml", DATA / "hubspot" / "contact_data.csv", HUBSPOT, 1_900_000_000)
    assert quality.events[1].orphan_examples == (("1", 1), ("2", 1), ("3", 1), ("4", 1), ("5", 1))


def test_hubspot_mails_join_by_address(tmp_path: Path) -> None:
    """One recipient's address put into the contacts: of its 16 rows 6 are opens, all on one day: 2 points."""
    recipient = "o2wjpPyUfzBfq9OSt9I2NQ=="
    contacts = (DATA / "hubspot" / "contact_data.csv").read_text(encoding="utf-8-sig")
    leads = tmp_path / "contact.csv"
    leads.write_text(contacts.replace("fcb67ef339b691956cc85fa12be6490c", recipient), encoding="utf-8")
    found, quality = run("hubspot.score", "hubspot.toml", leads, HUBSPOT, 1_585_000_000)  # 2020-03-23
    assert (quality.events[0].used, quality.events[0].orphans, quality.events[0].future) == (6, 0, 84)
    assert found["78971951"] == (21.0, "wait")  # fit 40, interest 2


def test_marketo() -> None:
    """Three leads were made in the seven days before: on April 28 and, twice, on April 30."""
    found, quality = run("marketo.score", "marketo.toml", DATA / "marketo" / "marketo_lead_data.csv", MARKETO, MAY_2020)
    assert (quality.leads.rows, quality.leads.scored) == (100, 100)
    assert Counter(found.values()) == {(0.0, "wait"): 97, (15.0, "mail"): 3}
    assert unread(quality) == {}


def test_marketo_events_are_of_unknown_leads() -> None:
    _, quality = run("marketo.score", "marketo.toml", DATA / "marketo" / "marketo_lead_data.csv", MARKETO, JUNE_2020)
    assert [(e.kind, e.rows, e.used, e.orphans) for e in quality.events] == [
        ("mail_open", 100, 0, 100),
        ("mail_click", 100, 0, 100),
        ("mail_sent", 100, 0, 100),
        ("mail_bounce", 100, 0, 100),
        ("unsubscribe", 100, 0, 100),
    ]
    (mobile,) = (a for a in quality.attributes if a.name == "mobile" and a.owner == "mail_open")
    assert (mobile.known, mobile.unreadable) == (100, 0)  # TRUE and FALSE as text, behind a byte-order mark


def test_salesforce_contacts() -> None:
    """Titles lack some letters (`Daa Science Direcor`): nobody leads others. `is_deleted` is empty."""
    leads = DATA / "salesforce" / "sf_contact_data.csv"
    found, quality = run("salesforce.score", "salesforce_contacts.toml", leads, SALESFORCE, DECEMBER_2019)
    assert found == dict.fromkeys(
        ("0031G00000q9jPQAQ", "0031G00000qAfq1QAC", "0031G00000rfAvuQAE", "0033700000JmrFPAA"), (0.0, "wait")
    )
    assert fates(quality) == [(10, 0, 10, 0, 0, 0), (10, 0, 10, 0, 0, 0)]
    assert unread(quality) == {}


def test_salesforce_leads() -> None:
    """The one lead is converted; one that is not has 280,522,000 of revenue: 30 of fit, and 60% of it is the total."""
    leads = DATA / "salesforce" / "sf_lead_data.csv"
    found, _ = run("salesforce.score", "salesforce_leads.toml", leads, SALESFORCE, DECEMBER_2019)
    assert found == {"00Q1G00000nDnM5UAK": (None, "out")}


def test_salesforce_leads_that_are_open(tmp_path: Path) -> None:
    text = (DATA / "salesforce" / "sf_lead_data.csv").read_text(encoding="utf-8-sig")
    leads = tmp_path / "lead.csv"
    leads.write_text(text.replace(",Converted,", ",Open,"), encoding="utf-8")
    found, _ = run("salesforce.score", "salesforce_leads.toml", leads, SALESFORCE, DECEMBER_2019)
    assert found == {"00Q1G00000nDnM5UAK": (18.0, "wait")}


def test_pardot() -> None:
    """Of 100 prospects 78 are in the recycle bin. Industry 30, from 100 people 20, from 150 people 40, and half of it.

    2 of biotechnology with 151 people; 7 of software with 116 and 1 of telecommunications with 144; 14 others, of whom
    one has 81 people.
    """
    leads = DATA / "pardot" / "pardot_prospect_data.csv"
    found, quality = run("pardot.score", "pardot.toml", leads, PARDOT, APRIL_2020)
    assert (quality.leads.rows, quality.leads.filtered, quality.leads.scored) == (100, 78, 22)
    assert Counter(points for points, _ in found.values()) == {35.0: 2, 25.0: 8, 10.0: 11, 0.0: 1}
    assert found["402952893"] == (0.0, "wait")
    # Opportunities won (9), one complaint (14) and what was opened or clicked indirectly (35, 36) are in no rule.
    assert fates(quality) == [(100, 0, 82, 0, 18, 0)]
    assert quality.events[0].unknown_kinds == (("9", 9), ("36", 5), ("35", 3), ("14", 1))
    assert unread(quality) == {}  # times end in ` UTC`


@pytest.mark.parametrize(
    ("rules", "binding", "tables", "leads"),
    [
        ("hubspot.score", "hubspot.toml", {"contact": DATA / "hubspot" / "contact_data.csv", **HUBSPOT}, 22),
        ("marketo.score", "marketo.toml", {"lead": DATA / "marketo" / "marketo_lead_data.csv", **MARKETO}, 100),
        (
            "salesforce.score",
            "salesforce_contacts.toml",
            {"contact": DATA / "salesforce" / "sf_contact_data.csv", **SALESFORCE},
            4,
        ),
        (
            "salesforce.score",
            "salesforce_leads.toml",
            {"lead": DATA / "salesforce" / "sf_lead_data.csv", **SALESFORCE},
            1,
        ),
        ("pardot.score", "pardot.toml", {"prospect": DATA / "pardot" / "pardot_prospect_data.csv", **PARDOT}, 22),
    ],
)
def test_in_a_warehouse(rules: str, binding: str, tables: dict[str, Path], leads: int) -> None:
    """The views over tables that the engine has read itself, with its own guesses of types."""
    plan, bound = parts(rules, binding)
    schema = bound.leads.table[0]
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        for name, path in tables.items():
            connection.execute(f"CREATE TABLE {schema}.{name} AS FROM read_csv('{path}', sample_size = -1)")
        for _, sql in scripts(plan, "duckdb", bound):
            connection.execute(sql)
        rows = connection.execute(f"SELECT problem FROM {plan.name}_scores").fetchall()
        events = connection.execute(
            f"SELECT count(*) FROM {plan.name}_events SEMI JOIN {plan.name}_leads USING (lead)"
        ).fetchone()
    assert rows == [(None,)] * leads
    assert events == (0,)
