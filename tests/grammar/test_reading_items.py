"""Items, rules and clauses as nodes, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from scoreline.dsl import syntax
from scoreline.dsl.source import Source
from scoreline.grammar.scanner import scan
from support.parsing import EVERY_FORM, items, meaning, place, read, rule


def test_every_form_is_read() -> None:
    file, problems = read(EVERY_FORM)
    assert problems == ()
    assert {type(item) for item in file.items} == set(syntax.Item.__args__)


def test_line_breaks_mean_nothing() -> None:
    tokens = scan(Source("a.score", EVERY_FORM))[0].tokens
    for between in (" ", "\n", "\t\n "):
        text = between.join(token.text for token in tokens)
        assert meaning(read(text)[0]) == meaning(read(EVERY_FORM)[0])


def test_header() -> None:
    (found,) = items('ruleset r version "1", time zone "UTC"\n "About"')
    assert isinstance(found, syntax.Header)
    assert found.time_zone is not None and found.description is not None
    assert (found.name.text, found.version.value, found.time_zone.value) == ("r", "1", "UTC")
    assert found.description.value == "About"
    assert place(found.span) == (1, 1, 2, 9)


def test_lead_schema() -> None:
    (found,) = items('lead { id: text key, made: timestamp since  n: decimal(4) s: one of ("a", "b") ok: yes or no }')
    assert isinstance(found, syntax.LeadSchema)
    shown = [(a.name.text, a.type.kind, a.key, a.since) for a in found.attributes]
    assert shown == [
        ("id", "text", True, False),
        ("made", "timestamp", False, True),
        ("n", "decimal", False, False),
        ("s", "text", False, False),
        ("ok", "boolean", False, False),
    ]
    places, options = found.attributes[2].type.places, found.attributes[3].type.options
    assert places is not None and places.value == 4
    assert [option.value for option in options] == ["a", "b"]


def test_events() -> None:
    one, two = items("event a { }\nevent b, not by the lead { x: date }")
    assert isinstance(one, syntax.EventSchema) and isinstance(two, syntax.EventSchema)
    assert (one.by_the_lead, two.by_the_lead) == (True, False)
    assert (one.attributes, len(two.attributes)) == ((), 1)


def test_lists_and_imports() -> None:
    one, two, three, use = items(
        'list a = ("x", "y")\nlist b from "f.csv" column domain\nlist c from "f.csv" column "Odd one"\n'
        'use p, q from "f.score"'
    )
    assert isinstance(one, syntax.InlineList) and len(one.items) == 2
    assert isinstance(two, syntax.FileList) and two.column.value == "domain"
    assert isinstance(three, syntax.FileList) and three.column.value == "Odd one"
    assert isinstance(use, syntax.Use) and [name.text for name in use.names] == ["p", "q"]


def test_a_when_rule() -> None:
    found = rule('"Label" +2.5 when a, unless not b')
    assert isinstance(found, syntax.WhenRule)
    assert (found.label.value, found.points.value) == ("Label", Decimal("2.5"))
    (unless,) = found.clauses
    assert isinstance(unless, syntax.Unless) and isinstance(unless.condition, syntax.Not)
    assert place(found.span) == (2, 3, 2, 36)


@pytest.mark.parametrize(("points", "value"), [("0", 0), ("+0", 0), ("-3", -3), ("+1_000", 1000)])
def test_points(points: str, value: int) -> None:
    found = rule(f'"L" {points} when a')
    assert isinstance(found, syntax.WhenRule) and found.points.value == value


def test_an_occurrence_rule_with_all_clauses() -> None:
    found = rule(
        '"L" +8 for each page_view where page is "/x" in last 90 days, once per day, once per page, latest 3 only, '
        "max 20 points, full for 7 days, then keep 80% every 2 weeks, unless a"
    )
    assert isinstance(found, syntax.OccurrenceRule) and found.mode == "for each"
    kinds = [type(clause).__name__ for clause in found.clauses]
    assert kinds == ["OncePer", "OncePer", "LatestOnly", "MaxPoints", "DecayClause", "Unless"]
    decay = found.clauses[4]
    assert isinstance(decay, syntax.DecayClause) and isinstance(decay.decay, syntax.FullFor)
    assert isinstance(decay.decay.then, syntax.KeepEvery) and decay.decay.then.percent.value == 80
    assert decay.decay.then.duration.unit == "week"


@pytest.mark.parametrize(
    ("clause", "kind"),
    [
        ("halve every 30 days", syntax.HalveEvery),
        ("lose 20% of the original every 30 days", syntax.LoseShareEvery),
        ("lose 5 points every 7 days", syntax.LosePointsEvery),
        ("lose 1 point every 7 days", syntax.LosePointsEvery),
        ("fade to 0 over 90 days", syntax.FadeOver),
    ],
)
def test_decay(clause: str, kind: type) -> None:
    found = rule(f'"L" +40 once for demo ever, {clause}')
    assert isinstance(found, syntax.OccurrenceRule) and found.mode == "once for"
    (decay,) = found.clauses
    assert isinstance(decay, syntax.DecayClause) and isinstance(decay.decay, kind)
    assert not decay.of_each_event


def test_a_table() -> None:
    found = rule('"L" by x { below 5: -1 from 5: 0 "a": +1 ("b", 7): +2 yes: +3 missing: 0 otherwise: -2 }, unless a')
    assert isinstance(found, syntax.TableRule)
    shown = [
        (type(row).__name__, getattr(row, "kind", None) or len(getattr(row, "values", ())), row.points.value)
        for row in found.rows
    ]
    assert shown == [
        ("CutRow", "below", -1),
        ("CutRow", "from", 0),
        ("MatchRow", 1, 1),
        ("MatchRow", 2, 2),
        ("MatchRow", 1, 3),
        ("FallbackRow", "missing", 0),
        ("FallbackRow", "otherwise", -2),
    ]
    assert len(found.clauses) == 1


def test_scores_groups_totals() -> None:
    score, total = items(
        "score s, limited to -5..10, points of each event halve every 3 days {"
        ' group "G", limited to 0..3 { "a" 0 when b } }\n'
        "score t, rounded to 1 decimal = 40% of s - u + 12.5% of v"
    )
    assert isinstance(score, syntax.Score) and isinstance(total, syntax.Total)
    limits, decay = score.clauses
    assert isinstance(limits, syntax.LimitedTo) and (limits.low.value, limits.high.value) == (-5, 10)
    assert isinstance(decay, syntax.DecayClause) and decay.of_each_event
    (group,) = score.entries
    assert isinstance(group, syntax.Group) and len(group.entries) == 1
    shown = [(t.negative, t.weight.value if t.weight else None, t.score.text) for t in total.terms]
    assert shown == [(False, 40, "s"), (True, None, "u"), (False, Decimal("12.5"), "v")]


def test_outcomes() -> None:
    grade, stages, exclusion = items(
        'grade g of t { A from 80 "B+" from 60 3 below }\n'
        'stages l, first met wins { out when not scored  mql when a because "why"  nurture otherwise }\n'
        'do not score when a because "why"'
    )
    assert isinstance(grade, syntax.Grade)
    assert [type(band.label).__name__ for band in grade.bands] == ["Name", "Text", "Number"]
    assert grade.bands[2].bound is None
    assert isinstance(stages, syntax.Stages)
    assert [type(line.condition).__name__ for line in stages.lines] == ["NotScored", "Name", "NoneType"]
    assert isinstance(exclusion, syntax.Exclusion) and exclusion.because is not None


def test_samples() -> None:
    sample, other = items(
        'sample "s" as of 2026-01-15 {\n lead id "1", n -3, country missing, ok yes\n ping 3 days ago\n'
        ' view 2026-01-14, page "/x"\n expect fit 50, rating C\n expect not scored\n expect not scored, step out\n}\n'
        'samples from "l.csv" as of 2026-01-15T09:00Z, with events from "e.csv"'
    )
    assert isinstance(sample, syntax.Sample) and isinstance(other, syntax.SampleFile)
    (lead,) = sample.leads
    assert [given.value is None for given in lead.assignments] == [False, False, True, False]
    assert [event.kind.text for event in sample.events] == ["ping", "view"]
    assert [expect.not_scored for expect in sample.expects] == [False, True, True]
    assert [len(expect.assignments) for expect in sample.expects] == [2, 0, 1]
    assert other.events_path is not None and other.events_path.value == "e.csv"


def test_an_empty_file_has_no_items() -> None:
    assert items("") == ()
    assert items("  # only a comment\n\n") == ()
