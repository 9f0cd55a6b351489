from __future__ import annotations

import pytest
from scoreline.compiler.effective import RuleRow, effective
from scoreline.dsl import model
from scoreline.dsl.load import load_text

HEAD = """
ruleset r version "1", time zone "Europe/Berlin"
lead {
  id: text key   created: timestamp since   seniority: one of ("c-level", "vp", "other")   country: text
  employees: integer   budget: decimal   email: text   title: text   ok: yes or no   renewal: date   seen: timestamp
}
event page_view { page: text, seconds: integer }
event email_open { mail: text }
event status_change, not by the lead { to: text }
list markets = ("DE", "FR", "NL")
list free_mail = ("gmail.example")
let decides = seniority in ("c-level", "vp")
let german = country is "DE"
"""


def ruleset_of(body: str) -> model.Ruleset:
    loaded = load_text(HEAD + body)
    assert loaded.ruleset is not None, loaded.diagnostics
    return loaded.ruleset


def row(rule: str) -> RuleRow:
    score = effective(ruleset_of(f'score s, limited to -1000..1000 {{\n  "x" {rule}\n}}\n')).scores[0]
    (found,) = score.rows
    assert isinstance(found, RuleRow)
    return found


SENTENCES = [
    ("+30 when decides", "Adds 30 points when decides holds. If seniority is missing, it does nothing."),
    ("+1 when ok", "Adds 1 point when ok is yes. If ok is missing, it does nothing."),
    ("+1 when not ok", "Adds 1 point when ok is no. If ok is missing, it does nothing."),
    ("-2.5 when budget is known", "Takes away 2.5 points when budget is known."),
    ("+5 when budget is missing", "Adds 5 points when budget is missing."),
    (
        "+5 when employees at least 1000",
        "Adds 5 points when employees is at least 1,000. If employees is missing, it does nothing.",
    ),
    (
        "+5 when budget below 2.50",
        "Adds 5 points when budget is below 2.5. If budget is missing, it does nothing.",
    ),
    (
        '+5 when country is not "DE"',
        'Adds 5 points when country is not "DE". If country is missing, it does nothing.',
    ),
    (
        '+5 when country not in ("DE", "FR", "NL")',
        'Adds 5 points when country is neither "DE", "FR" nor "NL". If country is missing, it does nothing.',
    ),
    (
        "+5 when country in markets",
        "Adds 5 points when country is in the list markets (3 entries). If country is missing, it does nothing.",
    ),
    (
        "-10 when domain of email in free_mail",
        "Takes away 10 points when the domain of email is in the list free_mail (1 entry). "
        "If email is missing, it does nothing.",
    ),
    (
        '+5 when title has any word of ("CEO", "CFO")',
        'Adds 5 points when title has the word "ceo" or "cfo". If title is missing, it does nothing.',
    ),
    (
        '+5 when title starts with "Head" ignoring case',
        'Adds 5 points when title starts with "head" (capitals or not). If title is missing, it does nothing.',
    ),
    (
        "+5 when german or employees above 10",
        "Adds 5 points when german holds or employees is above 10. "
        "If country or employees is missing, the rest of the condition decides.",
    ),
    (
        "+5 when german and (employees above 10 or employees is missing)",
        "Adds 5 points when german holds and (employees is above 10 or employees is missing). "
        "If country is missing, it does nothing. If employees is missing, the rest of the condition decides.",
    ),
    (
        "+5 when not (german and ok)",
        "Adds 5 points when german does not hold or ok is no. "
        "If country or ok is missing, the rest of the condition decides.",
    ),
    (
        "+5 when not (employees below 10 or budget above 2)",
        "Adds 5 points when employees is at least 10 and budget is at most 2. "
        "If employees or budget is missing, it does nothing.",
    ),
    (
        "+5 when not (renewal after 2026-02-01)",
        "Adds 5 points when renewal is not after 2026-02-01. If renewal is missing, it does nothing.",
    ),
    (
        "+5 when german, unless (decides or ok)",
        "Adds 5 points when german holds, unless decides holds or ok is yes. If country is missing, it does nothing.",
    ),
    (
        "+5 when german, unless decides",
        "Adds 5 points when german holds, unless decides holds. If country is missing, it does nothing. "
        "A missing seniority does not hold it back.",
    ),
    (
        "+5 when renewal in next 60 days",
        "Adds 5 points when renewal is in the next 60 days (today included). If renewal is missing, it does nothing.",
    ),
    (
        "+5 when seen in last 36 hours",
        "Adds 5 points when seen is in the last 36 hours. If seen is missing, it does nothing.",
    ),
    (
        "+5 when seen at least 30 days ago",
        "Adds 5 points when seen is at least 30 days ago. If seen is missing, it does nothing.",
    ),
    (
        "+5 when renewal before 2026-02-01",
        "Adds 5 points when renewal is before 2026-02-01. If renewal is missing, it does nothing.",
    ),
    (
        "+5 when renewal after 3 months ago",
        "Adds 5 points when renewal is after the day 3 months ago. If renewal is missing, it does nothing.",
    ),
    (
        "+5 when page_view in last 1 day",
        "Adds 5 points when there is a page_view event in the last day.",
    ),
    (
        "+5 when an event by the lead in last 14 days",
        "Adds 5 points when there is an event by the lead in the last 14 days.",
    ),
    (
        '+5 when at least 3 page_view where page starts with "/p" in last 2 weeks',
        'Adds 5 points when there are at least 3 page_view events where page starts with "/p" in the last 14 days.',
    ),
    (
        "-5 when no email_open in last 30 days",
        "Takes away 5 points when there is no email_open event in the last 30 days "
        "(and the lead is at least 30 days old).",
    ),
    ("+5 when no email_open ever", "Adds 5 points when there is no email_open event at any time."),
    (
        "+5 when count of page_view in last 9 days above 3",
        "Adds 5 points when the number of page_view events in the last 9 days is above 3.",
    ),
    (
        "by employees { below 50: +5   from 50: +20   from 1000: -10   missing: 0 }",
        "Pays by employees: below 50: +5; 50 to 999: +20; from 1,000: -10; missing: 0.",
    ),
    (
        "by budget { below 50: +5   from 50: +20   from 70.5: +30   missing: +1 }",
        "Pays by budget: below 50: +5; from 50 to below 70.5: +20; from 70.5: +30; missing: +1.",
    ),
    (
        'by country { "DE": +5   ("FR", "NL"): +3   missing: 0   otherwise: -2 }, unless ok',
        'Pays by country: "DE": +5; "FR" or "NL": +3; anything else: -2; missing: 0, unless ok is yes. '
        "A missing ok does not hold it back.",
    ),
    ("by ok { yes: +5   no: -1   missing: 0 }", "Pays by ok: yes: +5; no: -1; missing: 0."),
    (
        "by count of different page of page_view in last 30 days { from 3: +2   from 8: +5 }",
        "Pays by the number of different page values of page_view events in the last 30 days: "
        "3 to 7: +2; from 8: +5; anything else: 0.",
    ),
    (
        "by days since last event by the lead { from 30: -10   from 60: -20 }",
        "Pays by the number of whole days since the last event by the lead: 30 to 59: -10; from 60: -20. "
        "A lead is never quiet for longer than it has existed (created); without any such event its age counts. "
        "If created is missing, silence changes nothing.",
    ),
    (
        '+8 for each page_view where page starts with "/p" in last 90 days, latest 3 only, max 20 points, '
        "halve every 30 days",
        'Adds 8 points for each page_view event where page starts with "/p" in the last 90 days. '
        "Only the latest 3 count. The points of each event halve every 30 days. At most 20 points are added in all. "
        "An event without page does not count.",
    ),
    (
        "-1 for each email_open ever, once per mail, max 5 points",
        "Takes away 1 point for each email_open event at any time. "
        "Of several with the same mail only the latest counts; those without mail count as the same. "
        "At most 5 points are taken away in all.",
    ),
    (
        "+1 for each page_view in last 90 days, once per day, full for 7 days, "
        "then lose 20% of the original every 7 days",
        "Adds 1 point for each page_view event in the last 90 days. Of several on one day only the latest counts. "
        "The points of each event stay full for 7 days, then lose 20% of the original every 7 days, down to 0.",
    ),
    (
        "+40 once for email_open in last 90 days, fade to 0 over 60 days",
        "Adds 40 points once if there is an email_open event in the last 90 days. "
        "The points fade evenly to 0 over 60 days.",
    ),
    (
        "+10 for each page_view in last 90 days, keep 80% every 30 days",
        "Adds 10 points for each page_view event in the last 90 days. "
        "The points of each event shrink to 80% of what is left every 30 days.",
    ),
    (
        "+10 for each page_view in last 90 days, lose 2.5 points every 1 day",
        "Adds 10 points for each page_view event in the last 90 days. "
        "The points of each event fall by 2.5 every day, down to 0.",
    ),
]


@pytest.mark.parametrize(("rule", "sentence"), SENTENCES)
def test_a_rule_in_plain_words(rule: str, sentence: str) -> None:
    assert row(rule).sentence == sentence


def test_defaults_are_filled_in() -> None:
    assert {s.name: (s.value, s.written) for s in row("+8 for each page_view ever").settings} == {
        "window": ("ever", True),
        "once per": ("every event counts", False),
        "latest": ("all", False),
        "decay": ("none", False),
        "max": ("none", False),
        "unless": ("none", False),
    }
    full = row(
        "+8 for each page_view in last 2 weeks, once per page, latest 4 only, max 20 points, "
        "halve every 30 days, unless ok"
    )
    assert {s.name: (s.value, s.written) for s in full.settings} == {
        "window": ("last 14 days", True),
        "once per": ("page", True),
        "latest": ("4 only", True),
        "decay": ("halve every 30 days", True),
        "max": ("20 points", True),
        "unless": ("ok is yes", True),
    }
    assert (full.form, full.points) == ("for each", "+8")


def test_a_rule_that_counts_once_says_so() -> None:
    once = row("+8 once for page_view ever")
    assert (once.form, {s.name: s.value for s in once.settings}["latest"]) == ("once for", "1 only")
    assert row("+8 for each page_view ever, once per day, latest 1 only").form == "for each"


def test_the_points_of_a_table_are_a_range() -> None:
    assert row("by employees { below 50: +5   from 50: -2.5   missing: 0 }").points == "-2.5 to +5"


def test_a_default_decay_of_the_score_stands_at_each_rule() -> None:
    body = """
score s, points of each event halve every 30 days {
  "a" +1 for each page_view ever
  group "g", limited to 0..5 { "b" +1 for each page_view in last 3 days, no decay }
}
"""
    one, group, two = effective(ruleset_of(body)).scores[0].rows
    assert isinstance(one, RuleRow) and isinstance(two, RuleRow)
    assert {s.name: s.value for s in one.settings}["decay"] == "halve every 30 days"
    assert {s.name: s.value for s in two.settings}["decay"] == "none"
    assert two.groups == ("g",)
    assert not isinstance(group, RuleRow) and group.limits == "together 0 to 5"


def test_scores_grades_stages_and_exclusions() -> None:
    body = """
do not score when ok because "asked us not to"
score fit, rounded to 0 decimals { "a" +30 when german }
score risk, limited to 0..10 { "b" +3 when decides }
score bad, rounded to 3 decimals { "c" +3 when decides }
score total, limited to -5..50, rounded to 1 decimal = 40% of fit + risk - 12.5% of bad
grade rating of total { A from 8   B from 2.5   C below }
stages stage, first met wins { out when not scored   hot when total at least 8 because "fits"   cold otherwise }
"""
    whole = effective(ruleset_of(body))
    assert [score.sentence for score in whole.scores] == [
        "The sum of its rules, kept between 0 and 100, rounded to whole points.",
        "The sum of its rules, kept between 0 and 10, rounded to 2 decimals.",
        "The sum of its rules, kept between 0 and 100, rounded to 3 decimals.",
        "40% of fit + risk - 12.5% of bad, kept between -5 and 50, rounded to 1 decimal.",
    ]
    assert whole.grades == (("rating", "by total: A from 8, B from 2.5, C below."),)
    assert whole.not_scored == (
        'When ok is yes: scores and grades stay empty, and stage is out; the reason is "asked us not to".',
    )
    assert whole.stages == ('hot when total is at least 8 (reason: "fits").', "cold otherwise.")
    assert dict(whole.conditions)["decides"] == 'seniority is "c-level" or "vp".'
    assert dict(whole.attributes)["created"] == "date and time, since when the lead exists"
    assert dict(whole.events)["status_change"] == "not by the lead; to (text)"
