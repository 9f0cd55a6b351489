"""The canonical text of a condition reads back as the same condition."""

from __future__ import annotations

import pytest
from scoreline.dsl import syntax
from scoreline.dsl.wording import condition_text, name_text, quoted
from support.parsing import EVERY_FORM, condition, items, meaning

CANONICAL = [
    "decides",
    "`in` is missing",
    'country is not "DE" ignoring case',
    "n at least -2.50",
    "n above 40%",
    "ok is yes and not done is no",
    "(a or not b) and c",
    'country in ("DE", 3, x)',
    "country not in markets ignoring case",
    't has word "a \\"b\\" \\\\ c"',
    't has any word of ("a", "b") ignoring case',
    "t starts with any of prefixes",
    "created at most 1 day ago",
    "created before 2026-01-31",
    "created after 2026-01-31T09:30Z",
    "created after 2026-01-31T09:30:05-03:30",
    "created on today",
    "created after 3 months ago",
    "renewal in next 60 days",
    "demo in last 2 weeks",
    "demo ever",
    'page_view where page starts with "/x" in last 9 days',
    "page_view where (a is 1 or b is 2) ever",
    "any event by the lead in last 30 days",
    "any event ever",
    "no event by the lead in last 30 days",
    "at least 3 page_view in last 14 days",
    "at least 3 events by the lead in last 14 days",
    "count of page_view ever at least 3",
    "count of events in last 1 hour above 2",
    "count of different page of page_view in last 30 days below 5",
    "days since created at least 30",
    "days since last event by the lead at least 30",
    "days since first page_view where n is 3 above 2",
    "domain of email is known",
    "x is domain of y",
]


@pytest.mark.parametrize("text", CANONICAL)
def test_canonical_text(text: str) -> None:
    assert condition_text(condition(text)) == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("n   at\n least 1_000", "n at least 1000"),
        ("`a` is  `b`", "a is b"),
        ("an event by the lead in last 1 days", "any event by the lead in last 1 day"),
        ('t has any word of ("a")', 't has word "a"'),
        ('x is "\\u{e9}\\n"', 'x is "é\\n"'),
        ("n is +3", "n is 3"),
    ],
)
def test_what_becomes_canonical(written: str, canonical: str) -> None:
    found = condition(written)
    assert condition_text(found) == canonical
    assert condition_text(condition(canonical)) == canonical


def test_all_conditions_of_a_large_file_read_back() -> None:
    seen = 0
    for item in items(EVERY_FORM):
        lines = item.lines if isinstance(item, syntax.Stages) else [item]
        entries = item.entries if isinstance(item, syntax.Score) else ()
        for holder in (*lines, *entries):
            found = getattr(holder, "condition", None)
            if found is not None and not isinstance(found, syntax.NotScored):
                seen += 1
                assert meaning(condition(condition_text(found))) == meaning(found)
    assert seen > 12


def test_names_and_texts() -> None:
    assert [name_text(name) for name in ("a_1", "when", "odd one", "Größe")] == ["a_1", "`when`", "`odd one`", "Größe"]
    assert quoted('a"\\\n\t\x07\u2028') == '"a\\"\\\\\\n\\t\\u{7}\\u{2028}"'
