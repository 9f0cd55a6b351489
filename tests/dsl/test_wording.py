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
    "company.industry is known and company.strategic",
    "company.renewal in next 60 days",
    "page_view in last quiet",
    "at least few of (a, b at least c, not d)",
    "hours since company.signed above 3",
    "days since (last event or created) at least 30",
    "minutes from first trial where n is 3 to last purchase below 5",
    "sum of amount of purchase where n is 3 in last 9 days at least 100",
    "latest page of page_view ever is known",
    'demo within 2 days after page_view where page is "/x" of the same campaign in last 90 days',
    "trial not followed by purchase within 14 days of the same campaign ever",
    "days since last demo not within quiet after any event at least 3",
    "at least 5 events by the lead within 24 hours in last 14 days",
    "no other lead of the same company with (a or b)",
    '(any lead of the account with seniority is "vp") and x',
    "count of other leads of the same company with any event by the lead in last 9 days at least 3",
    'count of leads of the account with (seniority is "vp") at least 3',
    "count of different country of leads of the same company above 3",
    "highest of fit of leads of the account above 3",
    "lowest of (count of certs) of other leads of the same company above 3",
    "a + b - 3 at least 2 * (a - (b + 1)) * c",
    "(a + b) * 2 at least a - (b - c)",
    "a * (b * c) - (d - e) above 3",
    "greatest of (0, 11 - media) above least of (a, -1)",
    "(a + b) else 15 at most distance else 3",
    'certs has "CFP" and certs has any of good_certs ignoring case',
    'certs has all of ("A", b)',
    "a is met and a is not met and a is unknown",
    "previous stage in (mql, sql)",
    "title contains prefix",
    "created after quiet ago",
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
