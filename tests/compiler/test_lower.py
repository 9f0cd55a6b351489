"""Lowering: features once each, only what is read, tables filled in, a hash of the meaning."""

from __future__ import annotations

from scoreline.compiler import plan as p
from scoreline.compiler.lower import lower
from scoreline.dsl import model
from scoreline.dsl.load import load_text

RULES = """
ruleset demo version "1"
lead { id: text key  created: timestamp since  email: text  country: text  budget: decimal  unused: integer }
event page_view { page: text }
event mail_open { mail: text }
list markets = ("DE", "fr")
let near = country in markets ignoring case
score fit, limited to -10..50.5, rounded to 1 decimal {
  "Near"      +10   when near
  "Visits"    by count of page_view in last 30 days { from 3: +5 }
  "Visited"   +2.5  when page_view in last 30 days
  "Quiet"     -5    when no page_view in last 30 days
  "Reads"     -1.5  for each mail_open ever, lose 0.5 points every 7 days
  group "Pages", limited to 0..8 {
    "Page"    +2    for each page_view in last 30 days, once per day, max 20 points, halve every 2 weeks
  }
}
score all, limited to 0..100 = 40% of fit
"""


def plan_of(text: str) -> p.Plan:
    loaded = load_text(text)
    assert loaded.ruleset is not None, loaded.diagnostics
    return lower(loaded.ruleset)


def test_one_feature_serves_every_rule_that_asks_the_same() -> None:
    visits = model.EventFilter(("page_view",), None, 30 * 86_400)
    features = plan_of(RULES).features
    assert features[0] == p.Count(visits)
    assert [type(f).__name__ for f in features] == ["Count", "Occurrences", "Occurrences"]


def test_only_attributes_that_rules_read_are_listed_key_first() -> None:
    # `created` bounds the inactivity, `email`, `budget` and `unused` are read by no rule
    assert plan_of(RULES).reads == ("id", "created", "country")


def test_a_list_used_ignoring_case_travels_folded() -> None:
    plan = plan_of(RULES)
    assert plan.lists == ()
    assert plan.folded_lists == (model.TextList("markets", ("de", "fr")),)


def test_limits_and_points_come_in_their_scales() -> None:
    score, total = plan_of(RULES).scores
    assert isinstance(score, p.Score) and isinstance(total, p.Total)
    assert (score.low, score.high, score.decimals) == (-10 * p.NANO, 50_500_000_000, 1)
    group = score.entries[-1]
    assert isinstance(group, p.Group) and (group.low, group.high) == (0, 8 * p.NANO)
    page = group.entries[0]
    assert isinstance(page, p.OccurrenceRule) and (page.multiplier, page.max_nano) == (2000, 20 * p.NANO)
    assert isinstance(page.feature.decay, p.HalfLife) and page.feature.decay.every == 14
    assert (total.low, total.high, total.terms[0].weight) == (0, 100 * 10**7, 4000)


def test_losing_points_keeps_the_sign_in_the_multiplier() -> None:
    reads = p.rules(plan_of(RULES).scores[0])[4]  # type: ignore[arg-type]
    assert isinstance(reads, p.OccurrenceRule)
    assert reads.feature.decay == p.PointSteps(86_400, 7, 1500, 500, 0)
    assert (reads.multiplier, reads.max_nano) == (-(10**6), p.MAX_RULE)


def test_the_hash_is_of_the_meaning() -> None:
    again = RULES.replace("\n", "  # a remark\n\n", 3).replace("  ", " ")
    assert plan_of(again).content_hash == plan_of(RULES).content_hash
    for change in (("+2.5 ", "+2.6 "), ("30 days {", "31 days {"), ('"fr"', '"FRA"'), ('version "1"', 'version "2"')):
        assert plan_of(RULES.replace(*change)).content_hash != plan_of(RULES).content_hash, change


def test_the_hash_covers_the_zone() -> None:
    berlin = RULES.replace('version "1"', 'version "1", time zone "Europe/Berlin"')
    assert plan_of(berlin).content_hash != plan_of(RULES).content_hash
