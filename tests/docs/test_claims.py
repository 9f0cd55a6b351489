"""Sentences of the documents that no example beside them shows, as samples in all engines."""

from __future__ import annotations

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.python.emitter import emit
from scoreline.dsl.load import load_text
from scoreline.harness.run import run_samples
from support.backends import load_module
from support.documents import ROOT

HEAD = """ruleset r version "1"
lead { id: text key   role: text   company: account }
account { domain: text key   industry: text }
event page_view { page: text }
event mail { to: text }
event put_back, not by the lead { }
"""
SINCE = """
score interest {
  counts since last put_back
  "Own pages"    +1   for each page_view ever
  "Their pages"  by sum of (count of page_view ever) of leads of the same company { below 4: 0   from 4: +10 }
  "Different"    by count of different page of page_view ever of leads of the same company { below 3: 0   from 3: +20 }
}
# Own pages: the last one. All pages: three of the lead, one of its colleague; three different ones.
sample "put back yesterday" as of 2026-01-15T09:00:00Z {
  lead       id "1", company "big"
  page_view  5 days ago, page "/a"
  page_view  4 days ago, page "/b"
  put_back   1 day ago
  page_view  1 hour ago, page "/a"
  colleague  id "2", company "big"
  page_view  5 days ago, page "/c"
  expect     interest 31
}
"""
IGNORED = """
ignore page_view within 2 seconds after mail more than 3 within 1 minute
score pages { "Pages" +1 for each page_view ever }
# Five in a minute, four of them soon after the mail; a lone one after another mail; all together two are left.
sample "both parts hold" as of 2026-01-15T09:00:00Z {
  lead       id "1"
  mail       2026-01-10T09:00:00Z
  page_view  2026-01-10T09:00:00Z
  page_view  2026-01-10T09:00:01Z
  page_view  2026-01-10T09:00:02Z
  page_view  2026-01-10T09:00:02Z
  page_view  2026-01-10T09:00:04Z
  mail       2026-01-11T09:00:00Z
  page_view  2026-01-11T09:00:01Z
  expect     pages 2
}
# One soon after the mail, in a run of four of which three are not: the run counts all.
sample "the run counts those that are not after the mail" as of 2026-01-15T09:00:00Z {
  lead       id "1"
  mail       2026-01-10T09:00:00Z
  page_view  2026-01-10T09:00:01Z
  page_view  2026-01-10T09:00:11Z
  page_view  2026-01-10T09:00:21Z
  page_view  2026-01-10T09:00:31Z
  expect     pages 3
}
"""
GRADED = """
score heat { "Pages" +10 for each page_view ever }
grade rating of heat { A from 20   B below }
score is_a, limited to 0..1 { "A" +1 when rating is A }
score around { "Colleagues" +5 for each full 1 of (sum of is_a of other leads of the same company), max 4 times }
sample "one colleague is an A" as of 2026-01-15 {
  lead       id "1", company "big"
  colleague  id "2", company "big"
  page_view  2 days ago
  page_view  1 day ago
  colleague  id "3", company "big"
  page_view  1 day ago
  expect     around 5
}
"""
COMPLETE = """
score fit {
  "Role" +1 when role is "vp"
  "Industry" +2 when company.industry is "x"
  "Others" +4 when count of leads of the same company at least 2
}
completeness known_of_fit of fit
score named { "Named" +1 when company is "big"   "Role" +1 when role is "vp" }
completeness known_of_named of named
# Role and the account's industry; company and role.
sample "a role, no company" as of 2026-01-15 {
  lead    id "1", role "vp"
  expect  known_of_fit 50, known_of_named 50
}
"""


@pytest.mark.parametrize("text", [SINCE, IGNORED, GRADED, COMPLETE])
def test_what_is_said_comes_out_everywhere(text: str) -> None:
    loaded = load_text(HEAD + text)
    assert loaded.ruleset is not None, loaded.diagnostics
    for outcome in run_samples(lower(loaded.ruleset), loaded.ruleset.samples):
        assert outcome.misses == () and outcome.disagreements == (), (outcome.sample.label, outcome.misses)


OUTPUTS = [
    'flag f when demand at least 1 because "x"',
    "stages s, first met wins { a when demand at least 1   b otherwise }",
    'route r, first met wins { "a" when temperature is hot   "b" otherwise }',
    'follow up, first met wins { "a" due in 1 hour when temperature is hot   "b" otherwise }',
    "worklist by heat, top 3, when demand at least 1",
    'never "x": account_stage is target',
    'score other { "x" +1 when demand at least 1 }',
    'score other { "x" +1 when any lead of the same company with heat at least 1 }',
    'score other { "x" +1 when any lead of the same company with rating is A }',
]


@pytest.mark.parametrize("line", OUTPUTS)
def test_what_limits_says_cannot_be_read(line: str) -> None:
    rules = """
score heat { "Pages" +10 for each page_view ever }
grade rating of heat { A from 20   B below }
account score demand { "Leads" +10 for each lead of the account, max 5 leads }
account grade temperature of demand { hot from 20   cold below }
account stages account_stage, first met wins { target when demand at least 10   wait otherwise }
"""
    assert {problem.code for problem in load_text(HEAD + rules + line + "\n").diagnostics} == {"SL0217"}


def test_what_features_of_accounts_hold() -> None:
    """As docs/python.md says: a lead's role as text, its pages in a frozenset, a number where it counts."""
    rules = """score a {
  "Roles" by count of different role of leads of the same company { from 1: +1 }
  "Pages" by count of different page of page_view ever of leads of the same company { from 1: +1 }
  "Views" by sum of (count of page_view ever) of leads of the same company { from 1: +1 }
}
"""
    ruleset = load_text(HEAD + rules).ruleset
    assert ruleset is not None
    module = load_module(emit(lower(ruleset)))
    lead = {"id": "1", "role": "vp of sales", "company": "big"}
    events = [{"event": "page_view", "at": "2026-01-14", "page": page} for page in ("/pricing", "/jobs")]
    features = module.account_features([(lead, events)], as_of="2026-01-15")
    held = features["big"].leads["1"]
    assert set(held) == {"vp of sales", frozenset(("/pricing", "/jobs")), 2}
    page = " ".join((ROOT / "docs" / "python.md").read_text(encoding="utf-8").split())
    assert "Keys and values may be personal data" in page and "no attributes and no events" not in page
