"""Rules for events with periods, visits, parts and amounts; groups of which one rule pays; old labels."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import HEAD, WIDE, expect, problems, rule, ruleset

TEXT = m.ValueType("text")
PAGE = m.EventValue("page", TEXT)
VIEWS = m.EventFilter(("page_view",), None, 30 * 86_400)


def entries(text: str, clauses: str = "", head: str = HEAD) -> tuple[m.Entry, ...]:
    score = ruleset(f"{head}score s{clauses} {{ {text} }}").scores[0]
    assert isinstance(score, m.Score)
    return score.entries


def occurrence(text: str, clauses: str = "") -> m.OccurrenceRule:
    (found,) = entries(f'"x" {text}', clauses)
    assert isinstance(found, m.OccurrenceRule)
    return found


@pytest.mark.parametrize(
    ("clause", "field", "value"),
    [
        ("once per week", "once_per", m.Period("week")),
        ("once per hour", "once_per", m.Period("hour")),
        ("once per month", "once_per", m.Period("month")),
        ("once per 3 days", "once_per", m.Period("day", 3)),
        ("once per page", "once_per", PAGE),
        ("latest 3 per page", "latest_per", PAGE),
        ("latest 3 per 2 days", "latest_per", m.Period("day", 2)),
        ("max 20 points per day", "max_per", m.Period("day")),
        ("max 20 points per page", "max_per", PAGE),
        ('formerly "y"', "formerly", "y"),
    ],
)
def test_clauses(clause: str, field: str, value: object) -> None:
    found = occurrence(f"+2 for each page_view in last 30 days, {clause}")
    assert getattr(found, field) == value
    assert found.latest == (3 if clause.startswith("latest") else None)
    assert found.max_points == (20_000 if clause.startswith("max") else None)


@pytest.mark.parametrize(
    ("text", "completes"),
    [
        ("day with at least 7 page_view in last 30 days", m.Completes(m.Period("day"), 7)),
        ("2 days with at least 1 page_view in last 30 days", m.Completes(m.Period("day", 2), 1)),
        ("month with at least 2 page_view in last 30 days", m.Completes(m.Period("month"), 2)),
        ("visit of page_view by page in last 30 days", m.Completes(PAGE, 1)),
        ("visit of page_view after 30 minutes of silence in last 30 days", m.Completes(m.Silence(1800), 1)),
        ("visit with at least 3 page_view by page in last 30 days", m.Completes(PAGE, 3)),
        ("visit with at least 3 page_view after 2 days of silence in last 30 days", m.Completes(m.Silence(172_800), 3)),
    ],
)
def test_periods_and_visits(text: str, completes: m.Completes) -> None:
    found = occurrence(f"+3 for each {text}, latest 2 only, max 5 points, halve every 9 days")
    assert (found.completes, found.latest, found.max_points) == (completes, 2, 5_000)
    assert found.events == VIEWS
    assert found.decay == m.Decay(m.Halve(86_400, 9))


def test_points_that_are_an_events_number() -> None:
    seconds = m.EventValue("seconds", m.ValueType("integer"))
    known = m.Not(m.IsMissing(seconds))
    found = occurrence("+ points of seconds for each page_view in last 30 days, latest 2 only")
    assert (found.amount, found.points, found.latest) == (seconds, 1000, 2)
    assert found.events == m.EventFilter(("page_view",), known, 30 * 86_400)
    found = occurrence('- points of seconds once for page_view where page is "/" ever')
    assert (found.points, found.latest) == (-1000, 1)
    page = m.Compare("=", PAGE, m.Constant("/", TEXT))
    assert found.events == m.EventFilter(("page_view",), m.And((known, page)), None)


def test_the_points_of_an_event() -> None:
    """`points of activity` is the attribute `points` of the event `activity`."""
    head = HEAD + "event activity { points: decimal }\n"
    (found,) = entries('"x" + points of activity for each activity ever', head=head)
    assert isinstance(found, m.OccurrenceRule)
    assert found.amount == m.EventValue("points", m.ValueType("decimal", 2))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("+2 for each page_view ever, once per «400 days»", "SL0607"),
        ("+2 for each page_view ever, once per «nothing»", "SL0201"),
        ("+2 for each page_view ever, latest «0» per page", "SL0605"),
        ("+2 for each page_view ever, latest 2 per «country»", "SL0315"),
        ("+2 for each page_view ever, max «0» points per day", "SL0614"),
        ("+2 for each page_view ever, latest 2 only, «latest 2 per page»", "SL0612"),
        ("+2 for each page_view ever, max 9 points, «max 2 points per day»", "SL0612"),
        ("+2 once for page_view ever, «latest 2 per page»", "SL0612"),
        ("+2 for each day with at least «0» page_view ever", "SL0605"),
        ("+2 for each day with at least «1.5» page_view ever", "SL0605"),
        ("+2 for each visit of page_view by «nothing» ever", "SL0201"),
        ("+2 for each visit of page_view after «0 minutes» of silence ever", "SL0607"),
        ("+2 for each visit of page_view after «2 months» of silence ever", "SL0121"),
        ("+ points of «page» for each page_view ever", "SL0617"),
        ("+ points of «nothing» for each page_view ever", "SL0201"),
        ("+ points of seconds for each page_view ever, «lose 2 points every 9 days»", "SL0612"),
        ("+2 when ok, «once per week»", "SL0610"),
        ("+2 when ok, «latest 2 per page»", "SL0610"),
        ("+2 when ok, «max 2 points per day»", "SL0610"),
    ],
)
def test_what_can_be_wrong(text: str, code: str) -> None:
    expect(rule(f'"x" {text}'), code)


def test_points_of_an_event_have_three_decimals_at_most() -> None:
    head = HEAD + "event sale { exact: decimal(4) }\n"
    expect(rule('"x" + points of «exact» for each sale ever', head=head), "SL0617")


def test_the_decay_of_a_score_against_points_of_an_event() -> None:
    clauses = ", points of each event lose 2 points every 9 days"
    text = f'{HEAD}score s{clauses} {{ "x" «+ points of seconds» for each page_view ever }}'
    expect(text, "SL0612")
    found = occurrence("+ points of seconds for each page_view ever, no decay", clauses)
    assert found.decay is None


# ---- groups ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "pick"), [("first of", "first"), ("best of", "best"), ("lowest of", "lowest")])
def test_groups_of_which_one_pays(word: str, pick: str) -> None:
    (found,) = entries(f'{word} "g", limited to 0..9 {{ "a" +1 when ok  "b" +2 for each demo ever }}')
    assert isinstance(found, m.Group)
    assert (found.label, found.pick, found.low, found.high) == ("g", pick, 0, 9_000)
    assert [entry.label for entry in found.entries] == ["a", "b"]


def test_the_default_decay_holds_in_such_a_group() -> None:
    (found,) = entries('first of "g" { "b" +2 for each demo ever }', ", points of each event halve every 9 days")
    assert isinstance(found, m.Group) and isinstance(found.entries[0], m.OccurrenceRule)
    assert found.entries[0].decay == m.Decay(m.Halve(86_400, 9))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('first of "g" { "a" +1 when employees at least 5  "b" +2 when «employees at least 9» }', "SL0713"),
        ('first of "g" { "a" +1 when «ok and not ok» }', "SL0713"),
        ('first of "g" { "a" +1 when ok  "b" +2 when «ok», unless employees at least 9 }', "SL0713"),
        ('first of «"g"» { }', "SL0702"),
        ('first of "g" { "a" +1 when ok  «"a"» +2 when employees at least 5 }', "SL0510"),
        ('first of "g", «unless ok» { "a" +1 when ok }', "SL0610"),
        ('first of "g", «halve every 9 days» { "a" +1 for each demo ever }', "SL0610"),
    ],
)
def test_wrong_groups(text: str, code: str) -> None:
    expect(rule(text), code)


@pytest.mark.parametrize(
    "text",
    [
        'first of "g" { "a" +1 when employees at least 9  "b" +2 when employees at least 5 }',
        'first of "g" { "a" +1 when ok, unless employees at least 9  "b" +2 when ok }',
        'first of "g" { "a" by employees { from 5: +1 }  "b" +2 when employees at least 9 }',
        'best of "g" { "a" +1 when employees at least 5  "b" +2 when employees at least 9 }',
    ],
)
def test_rules_that_can_be_picked(text: str) -> None:
    assert problems(rule(text)) == ()


def test_counts_since() -> None:
    moved = m.EventFilter(("status_change",), None, None)
    since = m.LastMoment(moved)
    made = entries(
        """counts since last status_change
        "a" +1 when demo in last 9 days
        "b" +1 for each page_view ever
        group "g" { counts since seen  "c" +1 for each page_view ever }"""
    )
    when, each, group = made
    assert isinstance(when, m.WhenRule)
    assert when.condition == m.Happened(m.EventFilter(("demo",), None, 9 * 86_400, None, since))
    assert isinstance(each, m.OccurrenceRule) and each.events.since == since
    assert isinstance(group, m.Group) and isinstance(group.entries[0], m.OccurrenceRule)
    assert group.entries[0].events.since == m.LeadValue("seen", m.ValueType("timestamp"))


@pytest.mark.parametrize(
    ("moment", "code"),
    [("«renewal»", "SL0310"), ("«country»", "SL0310"), ("«nothing»", "SL0201"), ("last «nothing»", "SL0202")],
)
def test_counts_since_nothing(moment: str, code: str) -> None:
    expect(rule(f'counts since {moment}  "a" +1 for each demo ever'), code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('"a" +1 when ok  "b" +2 when not ok, formerly «"a"»', "SL0510"),
        ('"a" +1 when ok, formerly "c"  "b" +2 when not ok, formerly «"c"»', "SL0510"),
        ('"a" +1 when ok, formerly «" "»', "SL0512"),
        ('"a" +1 when ok, formerly «"a"»', "SL0510"),
        ('group "g", formerly «"a"» { "a" +1 when ok }', "SL0510"),
    ],
)
def test_old_labels(text: str, code: str) -> None:
    expect(rule(text), code)


def test_words_of_accounts_in_rules_of_leads() -> None:
    assert problems(rule('"x" +1 when company.size at least 5', head=WIDE)) == ()
