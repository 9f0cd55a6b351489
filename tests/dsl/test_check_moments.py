"""Ages in days, hours and minutes, times between moments, the moment from which events count."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import WIDE, condition_of, expect, rule, ruleset, when

INTEGER = m.ValueType("integer")
CREATED = m.LeadValue("created", m.ValueType("timestamp"))
SEEN = m.LeadValue("seen", m.ValueType("timestamp"))
RENEWAL = m.LeadValue("renewal", m.ValueType("date"))
DEMOS = m.EventFilter(("demo",), None, None)
VIEWS = m.EventFilter(("page_view",), None, None)
SIGNED = m.AccountValue("signed", m.ValueType("date"))


def at_least(left: m.Value, amount: int) -> m.Condition:
    return m.Compare(">=", left, m.Constant(amount, INTEGER))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("days since seen", m.DaysSince(SEEN)),
        ("hours since seen", m.Since(SEEN, 3600)),
        ("minutes since seen", m.Since(SEEN, 60)),
        ("days since company.signed", m.DaysSince(SIGNED)),
        ("days since last demo", m.DaysSinceLast(DEMOS)),
        ("hours since last demo", m.Since(m.LastMoment(DEMOS), 3600)),
        ("minutes since first demo", m.Since(m.FirstMoment(DEMOS), 60)),
        ("days since (last demo or created)", m.LeastKnown((m.DaysSinceLast(DEMOS), m.DaysSince(CREATED)))),
        ("hours since (last demo or seen)", m.LeastKnown((m.Since(m.LastMoment(DEMOS), 3600), m.Since(SEEN, 3600)))),
        ("days since (created or created)", m.DaysSince(CREATED)),
        (
            "days from first page_view to last demo",
            m.Between(m.FirstMoment(VIEWS), m.LastMoment(DEMOS), 86_400),
        ),
        ("hours from created to seen", m.Between(CREATED, SEEN, 3600)),
        ("days from renewal to company.signed", m.Between(RENEWAL, SIGNED, 86_400)),
        # beside a date a moment counts by its calendar day
        ("days from renewal to first demo", m.Between(RENEWAL, m.LocalDay(m.FirstMoment(DEMOS)), 86_400)),
    ],
)
def test_ages(text: str, node: m.Value) -> None:
    assert condition_of(f"{text} at least 5", head=WIDE) == at_least(node, 5)


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("hours since «renewal» at least 3", "SL0308"),
        ("minutes since «company.signed» at least 3", "SL0308"),
        ("hours since (last demo or «renewal») at least 3", "SL0308"),
        ("days since «country» at least 3", "SL0310"),
        ("days since («country» or created) at least 3", "SL0310"),
        ("days since «demo» at least 3", "SL0205"),
        ("days since («demo» or created) at least 3", "SL0205"),
        ("days from «demo» to seen at least 3", "SL0205"),
        ("days from «country» to seen at least 3", "SL0310"),
        ("hours from «renewal» to seen at least 3", "SL0308"),
        ("hours from seen to «renewal» at least 3", "SL0308"),
        ("days from «nobody» to seen at least 3", "SL0201"),
        ("days from first «nothing» to seen at least 3", "SL0202"),
        ("hours since seen at least «2.5»", "SL0304"),
        ("hours since seen at least «3 hours»", "SL0306"),
        ("demo in last «30 seconds»", "SL0308"),
        ("seen at most «30 seconds» ago", "SL0308"),
    ],
)
def test_ages_that_there_are_not(condition: str, code: str) -> None:
    expect(when(condition, head=WIDE), code)


# ---- counts since --------------------------------------------------------------------------------------------------

STATUS = m.EventFilter(("status_change",), None, None)


def filter_of(text: str) -> m.EventFilter:
    """The filter of the one rule in the file."""
    (score,) = ruleset(text).scores
    assert isinstance(score, m.Score)
    entry = score.entries[0]
    while isinstance(entry, m.Group):
        entry = entry.entries[0]
    assert isinstance(entry, m.OccurrenceRule)
    return entry.events


def test_events_count_since_a_moment() -> None:
    text = rule('counts since last status_change "x" +1 for each demo ever', head=WIDE)
    assert filter_of(text) == m.EventFilter(("demo",), None, None, None, m.LastMoment(STATUS))
    text = rule('counts since seen "x" +1 for each demo ever', head=WIDE)
    assert filter_of(text).since == SEEN


def test_a_group_counts_since_its_own_moment() -> None:
    inner = 'group "g" { counts since first status_change "x" +1 for each demo ever }'
    assert filter_of(rule(f"counts since seen {inner}", head=WIDE)).since == m.FirstMoment(STATUS)


def test_the_other_event_counts_since_that_moment_too() -> None:
    text = rule('counts since seen "x" +1 for each demo within 2 days after page_view ever', head=WIDE)
    relation = filter_of(text).relation
    assert isinstance(relation, m.Follows)
    assert relation.earlier.since == SEEN


def test_conditions_count_since_and_named_ones_do_not() -> None:
    more = "let asked = demo ever\n"
    text = f'{WIDE}{more}score s {{ counts since seen "x" +1 when demo ever "y" +1 when asked }}'
    made = ruleset(text)
    (score,) = made.scores
    assert isinstance(score, m.Score)
    entry = score.entries[0]
    assert isinstance(entry, m.WhenRule)
    assert entry.condition == m.Happened(m.EventFilter(("demo",), None, None, None, SEEN))
    assert dict(made.lets)["asked"] == m.Happened(DEMOS)


def test_other_leads_do_not_count_since_the_moment_of_this_one() -> None:
    condition = "any other lead of the same company with demo ever"
    (score,) = ruleset(rule(f'counts since seen "x" +1 when {condition}', head=WIDE)).scores
    assert isinstance(score, m.Score)
    entry = score.entries[0]
    assert isinstance(entry, m.WhenRule)
    who = m.Colleagues(True, m.Happened(DEMOS))
    assert entry.condition == at_least(m.OfLeads("count", None, who), 1)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("counts since «renewal»", "SL0310"),
        ("counts since «country»", "SL0310"),
        ("counts since «company.signed»", "SL0310"),
        ("counts since «demo»", "SL0205"),
        ("counts since «nobody»", "SL0201"),
        ("counts since last «nothing»", "SL0202"),
    ],
)
def test_moments_from_which_events_cannot_count(line: str, code: str) -> None:
    expect(rule(f'{line} "x" +1 for each demo ever', head=WIDE), code)
