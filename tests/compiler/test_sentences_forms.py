"""Rules over sets, ordered labels, sequences, sums, arithmetic, other leads and accounts, in plain words."""

from __future__ import annotations

import pytest
from scoreline.compiler.effective import GroupRow, RuleRow, effective
from scoreline.dsl import model
from scoreline.dsl.load import load_text

HEAD = """
ruleset r version "1", time zone "Europe/Berlin"
lead {
  id: text key   created: timestamp since   company: account   certs: set of text
  level: ordered ("low", "mid", "high")
  budget: integer   distance: integer   media: integer   review: decimal   ok: yes or no   seniority: text
}
account { domain: text key   industry: text   size: integer   signed: timestamp }
event page_view { page: text, session_id: text }
event purchase { amount: decimal }
event trial { plan: text }
event click { mail: text }
event mail_sent, not by the lead { mail: text }
event status_change, not by the lead { to: text }
list good_certs = ("CFP", "CFA")
score other { "o" +60 when ok }
grade rating of other { A from 50   B from 20   C below }
"""


def ruleset_of(body: str) -> model.Ruleset:
    loaded = load_text(HEAD + body)
    assert loaded.ruleset is not None, loaded.diagnostics
    return loaded.ruleset


def score_of(entries: str, clauses: str = "", before: str = "") -> tuple[RuleRow | GroupRow, ...]:
    whole = effective(ruleset_of(f"score s, limited to -1000..1000{clauses} {{\n  {before}\n  {entries}\n}}\n"))
    return next(score.rows for score in whole.scores if score.name == "s")


def row(rule: str, clauses: str = "", before: str = "") -> RuleRow:
    (found,) = score_of(f'"x" {rule}', clauses, before)
    assert isinstance(found, RuleRow)
    return found


SENTENCES = [
    # sets and ordered labels
    ('+5 when certs has "CFP"', 'Adds 5 points when certs has "CFP". If certs is missing, it does nothing.'),
    (
        '+5 when not certs has "CFP"',
        'Adds 5 points when certs does not have "CFP". If certs is missing, it does nothing.',
    ),
    (
        "+5 when certs has any of good_certs",
        'Adds 5 points when certs has "CFA" or "CFP". If certs is missing, it does nothing.',
    ),
    (
        'by count of certs { from 1: +1   from 3: +2 }',
        "Pays by the number of entries of certs: 1 to 2: +1; from 3: +2; anything else: 0; missing: 0.",
    ),
    (
        '+3 when level at least "mid"',
        'Adds 3 points when level is "high" or "mid". If level is missing, it does nothing.',
    ),
    # arithmetic
    (
        "+1 when 2 * media + distance - 4 above 10",
        "Adds 1 point when 2 × media + distance - 4 is above 10. If media or distance is missing, it does nothing.",
    ),
    (
        "+1 when greatest of (0, 11 - media) above 3",
        "Adds 1 point when the greatest of 0 and 11 - media is above 3. If media is missing, it does nothing.",
    ),
    ("by (distance else 15) { below 10: +5   from 10: 0 }",
     "Pays by distance (15 where that is missing): below 10: +5; from 10: 0."),
    # amounts
    (
        "+2 for each full 10000 of budget, max 20 points",
        "Adds 2 points for each full 10,000 of budget. At most 20 points are added in all. "
        "If budget is missing, it does nothing.",
    ),
    (
        "-10 for each full 30 days since (last event or created), max 6 times",
        "Takes away 10 points for each full 30 days since the latest of the last event of any kind and created. "
        "At most 6 times.",
    ),
    (
        "+ review, limited to 0..30",
        "Adds review as points, kept between 0 and 30. If review is missing, it does nothing.",
    ),
    (
        "- (media + distance), limited to -30..0",
        "Takes media + distance away as points, kept between -30 and 0. "
        "If media or distance is missing, it does nothing.",
    ),
    # other leads and accounts
    (
        '+5 for each other lead of the same company with seniority is "vp", max 4 leads',
        'Adds 5 points for each other lead of the same company for which seniority is "vp". At most 4 count.',
    ),
    (
        '+8 when any other lead of the same company with (seniority is "cfo" and ok)',
        'Adds 8 points when there is another lead of the same company for which seniority is "cfo" and ok is yes.',
    ),
    (
        "-3 when no other lead of the same company with ok",
        "Takes away 3 points when there is no other lead of the same company for which ok is yes.",
    ),
    (
        "by sum of (count of page_view in last 30 days) of leads of the same company { from 10: +5 }",
        "Pays by the sum of the number of page_view events in the last 30 days over leads of the same company "
        "(this one included): from 10: +5; anything else: 0.",
    ),
    (
        "+1 when count of different seniority of other leads of the same company above 2",
        "Adds 1 point when the number of different seniority values of other leads of the same company is above 2.",
    ),
    (
        '+4 when company.industry is "Software"',
        "Adds 4 points when the company's industry is \"Software\". "
        "If the company's industry is missing, it does nothing.",
    ),
    # numbers of events
    (
        "+2 when sum of amount of purchase in last 90 days at least 99.50",
        "Adds 2 points when the sum of amount of purchase events in the last 90 days is at least 99.5.",
    ),
    (
        "+2 when highest of amount of purchase ever above 10",
        "Adds 2 points when the highest amount of purchase events is above 10.",
    ),
    (
        '+2 when latest page of page_view in last 90 days is "/pricing"',
        'Adds 2 points when the latest page of page_view events in the last 90 days is "/pricing".',
    ),
    (
        "by days from first trial to first purchase { below 7: +9  from 7: +2 }",
        "Pays by the number of whole days from the first trial event to the first purchase event: below 7: +9; "
        "from 7: +2; missing: 0.",
    ),
    (
        "+1 when hours since last click below 12",
        "Adds 1 point when the number of whole hours since the last click event is below 12.",
    ),
    (
        "+1 when days since (last click or created) below 12",
        "Adds 1 point when the number of whole days since the latest of the last click event and created "
        "is below 12. If created is missing, the rest of the condition decides.",
    ),
    # sequences and speed
    (
        "+5 when page_view within 2 days after click in last 90 days",
        "Adds 5 points when there is a page_view event within 2 days after a click event in the last 90 days.",
    ),
    (
        "+5 when click not within 4 hours after click of the same mail in last 90 days",
        "Adds 5 points when there is a click event not within 4 hours after another click event of the same mail "
        "in the last 90 days.",
    ),
    (
        "-5 when trial not followed by purchase within 14 days in last 90 days",
        "Takes away 5 points when there is a trial event not followed by a purchase event within 14 days "
        "in the last 90 days.",
    ),
    (
        "+5 when at least 5 events by the lead within 36 hours in last 14 days",
        "Adds 5 points when there are at least 5 events by the lead within 36 hours in the last 14 days.",
    ),
    # combinations, other scores
    (
        '+6 when at least 2 of (ok, seniority is "vp", media above 3)',
        'Adds 6 points when at least 2 of these hold: ok is yes; seniority is "vp"; media is above 3. '
        "If ok, seniority or media is missing, the rest of the condition decides.",
    ),
    ("+2 when other at least 50", "Adds 2 points when other is at least 50."),
    ("+2 when rating at least B", "Adds 2 points when rating is A or B."),
    # occurrences
    (
        "+2 for each page_view in last 90 days, once per week, latest 3 per page",
        "Adds 2 points for each page_view event in the last 90 days. Of several in one week only the latest counts. "
        "For each page, only the latest 3 count.",
    ),
    (
        "+2 for each page_view in last 90 days, once per 3 days, max 20 points per month",
        "Adds 2 points for each page_view event in the last 90 days. Of several in 3 days only the latest counts. "
        "For each month, at most 20 points are added.",
    ),
    (
        "- points of amount for each purchase in last 90 days, max 50 points",
        "Takes away as points the amount of each purchase event in the last 90 days. "
        "At most 50 points are added or taken away in all. An event without amount does not count.",
    ),
    (
        "+3 for each day with at least 7 page_view in last 30 days",
        "Adds 3 points for each day with at least 7 page_view events in the last 30 days.",
    ),
    (
        "+1 for each visit of page_view after 30 minutes of silence in last 30 days",
        "Adds 1 point for each visit with a page_view event (a new visit begins after 30 minutes without one) "
        "in the last 30 days.",
    ),
    (
        "+1 for each visit with at least 3 page_view by session_id in last 30 days",
        "Adds 1 point for each visit with at least 3 page_view events (a visit is what has the same session_id) "
        "in the last 30 days.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "sentence"), SENTENCES)
def test_a_rule_in_plain_words(rule: str, sentence: str) -> None:
    assert row(rule).sentence == sentence


def test_counting_since_a_moment_is_told_once() -> None:
    since = 'counts since last status_change where to is "Nurture"'
    found = row("-1 for each click within 1 hour after mail_sent of the same mail in last 9 days", before=since)
    assert found.sentence == (
        "Takes away 1 point for each click event within 1 hour after a mail_sent event of the same mail "
        'in the last 9 days, counted since the last status_change event where to is "Nurture".'
    )
    settings = {setting.name: setting.value for setting in found.settings}
    assert settings["counts since"] == 'the last status_change event where to is "Nurture"'


def test_settings_of_the_new_clauses() -> None:
    found = row('+2 for each page_view ever, once per week, latest 3 per page, max 20 points per month, formerly "y"')
    settings = {setting.name: setting.value for setting in found.settings}
    assert (settings["once per"], settings["latest"], settings["max"]) == ("week", "3 per page", "20 points per month")
    assert settings["formerly"] == "y"


def test_forms_and_points_of_amounts() -> None:
    full = row("+2 for each full 10000 of budget, max 20 points")
    assert (full.form, full.points) == ("for each", "+2")
    assert {s.name: s.value for s in full.settings} == {"limited to": "0 to 20", "unless": "none"}
    data = row("+ review, limited to -5..30")
    assert (data.form, data.points) == ("as points", "-5 to +30")
    paid = row("+ points of amount for each purchase ever")
    assert (paid.form, paid.points) == ("for each", "+amount")


def test_what_a_score_starts_with() -> None:
    first, rule = score_of('"x" +1 when ok', clauses=", starts at -5")
    assert isinstance(first, RuleRow) and isinstance(rule, RuleRow)
    assert (first.form, first.points, first.sentence, first.settings) == (
        "starts at",
        "-5",
        "Starts at -5 points.",
        (),
    )


def test_groups_of_which_one_rule_pays() -> None:
    entries = 'first of "a" { "a1" +1 when ok }\nbest of "b" { "b1" +2 when ok }\nlowest of "c" { "c1" +3 when ok }'
    groups = [each.limits for each in score_of(entries) if isinstance(each, GroupRow)]
    assert groups == [
        "only the first that is met counts",
        "only the one that pays most counts",
        "only the one that pays least counts",
    ]


def test_long_tables_are_cut() -> None:
    rows = " ".join(f'"v{n:03}": +{n}' for n in range(1, 40))
    sentence = row(f"by seniority {{ {rows}   missing: 0   otherwise: 0 }}").sentence
    assert sentence.startswith('Pays by seniority: "v001": +1; "v002": +2;')
    assert sentence.endswith('"v010": +10; 29 more rows; anything else: 0; missing: 0.')
