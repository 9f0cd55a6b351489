"""Numbers and clauses: points, limits, decimals, decay, and where each clause belongs."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from scoreline.dsl.diagnostics import Severity
from scoreline.dsl.load import load_text
from support.checking import HEAD, entry_of, expect, rule, ruleset

DAY = 86_400
RULE = ' { "x" +1 when ok }'


def occurrence(clauses: str) -> m.OccurrenceRule:
    entry = entry_of(f'"x" +2.5 for each page_view in last 9 days{clauses}')
    assert isinstance(entry, m.OccurrenceRule)
    return entry


@pytest.mark.parametrize("points", ["+1000", "-1000", "+0.001", "-2.5", "0", "+1.2300"])
def test_points(points: str) -> None:
    ruleset(rule(f'"x" {points} when ok'))


@pytest.mark.parametrize("points", ["+1000.001", "-1001", "+0.0001", "+1.2345", "+99999999999999999999"])
def test_points_out_of_bounds(points: str) -> None:
    expect(rule(f'"x" «{points}» when ok'), "SL0601")
    expect(rule(f'"x" «{points}» for each demo ever'), "SL0601")


def test_occurrence_rules() -> None:
    made = occurrence(", once per page, latest 3 only, max 20 points, halve every 2 weeks, unless ok")
    page = m.EventValue("page", m.ValueType("text"))
    assert made.points == 2500
    assert made.events == m.EventFilter(("page_view",), None, 9 * DAY)
    assert (made.once_per, made.latest, made.max_points) == (page, 3, 20_000)
    assert made.decay == m.Decay(m.Halve(DAY, 14))
    assert made.unless == m.IsTrue(m.LeadValue("ok", m.ValueType("boolean")))
    once = entry_of('"x" -1 once for page_view ever, max 0.5 points')
    assert isinstance(once, m.OccurrenceRule)
    assert (once.points, once.latest, once.max_points, once.decay) == (-1000, 1, 500, None)
    assert occurrence(", once per day").once_per == m.Period("day")


@pytest.mark.parametrize(
    ("clause", "decay"),
    [
        ("halve every 30 days", m.Decay(m.Halve(DAY, 30))),
        ("halve every 12 hours", m.Decay(m.Halve(3600, 12))),
        ("halve every 730 minutes", m.Decay(m.Halve(60, 730))),
        ("keep 80% every 30 days", m.Decay(m.Keep(DAY, 30, 800_000))),
        ("keep 99% every 1 day", m.Decay(m.Keep(DAY, 1, 990_000))),
        ("keep 12.34% every 1 week", m.Decay(m.Keep(DAY, 7, 123_400))),
        ("lose 20% of the original every 30 days", m.Decay(m.LoseShare(DAY, 30, 200_000))),
        ("lose 100% of the original every 1 day", m.Decay(m.LoseShare(DAY, 1, 1_000_000))),
        ("keep 1% every 3 days", m.Decay(m.Keep(DAY, 3, 10_000))),
        ("lose 1% of the original every 3 days", m.Decay(m.LoseShare(DAY, 3, 10_000))),
        ("lose 1000 points every 3 days", m.Decay(m.LosePoints(DAY, 3, 1_000_000))),
        ("lose 0.001 points every 3 days", m.Decay(m.LosePoints(DAY, 3, 1))),
        ("lose 0.5 points every 7 days", m.Decay(m.LosePoints(DAY, 7, 500))),
        ("fade to 0 over 3650 days", m.Decay(m.Fade(DAY, 3650))),
        ("full for 7 days, then halve every 30 days", m.Decay(m.Halve(DAY, 30), 7 * DAY)),
    ],
)
def test_decay(clause: str, decay: m.Decay) -> None:
    assert occurrence(f", {clause}").decay == decay


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("halve every «731 days»", "SL0607"),
        ("halve every «105 weeks»", "SL0607"),
        ("halve every «0 days»", "SL0607"),
        ("halve every «1.5 days»", "SL0607"),
        ("fade to 0 over «3651 days»", "SL0607"),
        ("keep «0.5%» every 3 days", "SL0606"),
        ("keep «99.5%» every 3 days", "SL0606"),
        ("keep «100%» every 3 days", "SL0606"),
        ("keep «12.345%» every 3 days", "SL0606"),
        ("lose «101%» of the original every 3 days", "SL0606"),
        ("lose «0» points every 3 days", "SL0601"),
        ("lose «1001» points every 3 days", "SL0601"),
        ("full for «36501 days», then halve every 3 days", "SL0607"),
        ("latest «0» only", "SL0605"),
        ("latest «1.5» only", "SL0605"),
        ("latest «1000001» only", "SL0605"),
        ("max «0» points", "SL0614"),
        ("max «1000001» points", "SL0609"),
        ("max «1.2345» points", "SL0603"),
        ("once per «pag»", "SL0201"),
        ("once per «country»", "SL0315"),
        ("halve every 3 days, «no decay»", "SL0612"),
        ("latest 3 only, «latest 2 only»", "SL0611"),
        ("unless ok, «unless employees is known»", "SL0611"),
        ("«limited to 0..3»", "SL0610"),
        ("«rounded to 1 decimal»", "SL0610"),
        ("«first met wins»", "SL0610"),
        ("«points of each event halve every 3 days»", "SL0610"),
    ],
)
def test_clauses_of_rules_that_count(clause: str, code: str) -> None:
    expect(rule(f'"x" +1 for each page_view in last 9 days, {clause}'), code)


@pytest.mark.parametrize(
    ("clause", "code"),
    [("«latest 3 only»", "SL0612"), ("«once per day»", "SL0612"), ("«limited to 0..3»", "SL0610")],
)
def test_clauses_of_once_for(clause: str, code: str) -> None:
    expect(rule(f'"x" +1 once for page_view in last 9 days, {clause}'), code)


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("«latest 3 only»", "SL0610"),
        ("«once per day»", "SL0610"),
        ("«max 3 points»", "SL0610"),
        ("«no decay»", "SL0610"),
        ("«halve every 3 days»", "SL0120"),
        ("«points of each event halve every 3 days»", "SL0610"),
        ("«limited to 0..3»", "SL0610"),
    ],
)
def test_clauses_of_other_rules(clause: str, code: str) -> None:
    expect(rule(f'"x" +1 when ok, {clause}'), code)
    code = "SL0610" if code == "SL0120" else code
    expect(rule(f'"x" by employees {{ from 3: +1 }}, {clause}'), code)


# ---- scores and groups ----------------------------------------------------------------------------------------------


def score(clauses: str) -> m.Score:
    made = ruleset(HEAD + f"score s{clauses}{RULE}").scores[0]
    assert isinstance(made, m.Score)
    return made


def test_the_shape_of_scores() -> None:
    assert (score("").low, score("").high, score("").decimals) == (0, 100_000, 2)
    made = score(", limited to -50..99.5, rounded to 1 decimal")
    assert (made.low, made.high, made.decimals) == (-50_000, 99_500, 1)
    made = score(", rounded to 0 decimals, limited to 0..1_000_000")
    assert (made.low, made.high, made.decimals) == (0, 10**9, 0)


@pytest.mark.parametrize(
    ("clauses", "code"),
    [
        (", «limited to 100..0»", "SL0602"),
        (", «limited to 5..5»", "SL0602"),
        (", limited to 0..«99.555»", "SL0603"),
        (", limited to «0.5»..9, rounded to 0 decimals", "SL0603"),
        (", limited to 0..«1_000_001»", "SL0609"),
        (", limited to «-1_000_001»..0", "SL0609"),
        (", rounded to «4» decimals", "SL0604"),
        (", rounded to «1.5» decimals", "SL0604"),
        (", limited to 0..9, «limited to 0..8»", "SL0611"),
        (", «halve every 3 days»", "SL0610"),
        (", «unless ok»", "SL0610"),
        (", «latest 3 only»", "SL0610"),
        (", «first met wins»", "SL0610"),
    ],
)
def test_clauses_of_scores(clauses: str, code: str) -> None:
    expect(HEAD + f"score s{clauses}{RULE}", code)


@pytest.mark.parametrize(
    ("clauses", "code"),
    [
        (", «limited to 9..0»", "SL0602"),
        (", limited to 0..«0.1234»", "SL0603"),
        (", «rounded to 1 decimal»", "SL0610"),
        (", «halve every 3 days»", "SL0610"),
        (", «unless ok»", "SL0610"),
    ],
)
def test_clauses_of_groups(clauses: str, code: str) -> None:
    expect(rule(f'group "g"{clauses}{RULE}'), code)


def test_groups() -> None:
    made = entry_of('group "g", limited to -1.5..10 { "x" +1 when ok  group "h" { "y" +2 when not ok } }')
    assert isinstance(made, m.Group)
    assert (made.label, made.low, made.high) == ("g", -1500, 10_000)
    inner = made.entries[1]
    assert isinstance(inner, m.Group)
    assert (inner.label, inner.low, inner.high) == ("h", None, None)


def test_decay_of_scores_and_groups_is_a_default() -> None:
    text = (
        HEAD
        + """score s, points of each event halve every 30 days {
      "a" +1 for each demo ever
      "b" +1 for each demo in last 9 days, no decay
      "c" +1 for each demo in last 8 days, fade to 0 over 8 days
      group "g", points of each event keep 50% every 1 day { "d" +1 for each demo in last 7 days }
      group "h", no decay { "e" +1 for each demo in last 6 days }
      group "i" { "f" +1 for each demo in last 5 days }
    }"""
    )
    made = ruleset(text).scores[0]
    assert isinstance(made, m.Score)
    rules = [entry.entries[0] if isinstance(entry, m.Group) else entry for entry in made.entries]
    halve = m.Decay(m.Halve(DAY, 30))
    assert [rule.decay for rule in rules if isinstance(rule, m.OccurrenceRule)] == [
        halve, None, m.Decay(m.Fade(DAY, 8)), m.Decay(m.Keep(DAY, 1, 500_000)), None, halve,
    ]  # fmt: skip


def test_no_more_than_a_thousand_rules() -> None:
    lines = [f'"r{n}" +1 when employees is {n}' for n in range(1000)]
    ruleset(rule("\n".join(lines)))
    text = rule("\n".join([*lines, '"last" +1 when ok'])).replace("score s ", "score «s» ")
    expect(text, "SL0608")


def test_empty_groups_count_as_rules() -> None:
    # Their lower limits pay: 1,001 × 1,000,000 points would leave 64 bits.
    groups = [f'group "g{n}", limited to 999_999..1_000_000 {{ }}' for n in range(1001)]
    loaded = load_text(rule("\n".join(groups)))
    assert loaded.ruleset is None
    assert [d.code for d in loaded.diagnostics if d.severity is Severity.ERROR] == ["SL0608"]
    assert load_text(rule("\n".join(groups[1:]))).ruleset is not None


def test_groups_ten_deep() -> None:
    def nested(depth: int) -> str:
        opened = "".join(f'group "g{n}" {{ ' for n in range(depth))
        return rule(opened + '"x" +1 when ok' + " }" * depth)

    ruleset(nested(10))
    expect(nested(11).replace('"g10"', '«"g10"»'), "SL0608")


def test_scores_without_rules() -> None:
    expect(HEAD + "score «s» { }", "SL0702")
    expect(rule('"x" +1 when ok\ngroup «"g"» { }'), "SL0702")


# ---- totals ---------------------------------------------------------------------------------------------------------

BASE = rule('"x" +1 when ok') + 'score u { "x" +1 when ok }\n'


def test_totals() -> None:
    made = ruleset(BASE + "score t, limited to -10..10, rounded to 0 decimals = 40% of s - 12.34% of u").scores[2]
    assert isinstance(made, m.Total)
    assert made.terms == (m.TotalTerm(4000, "s"), m.TotalTerm(-1234, "u"))
    assert (made.low, made.high, made.decimals) == (-10_000, 10_000, 0)
    made = ruleset(BASE + "score t = s - u").scores[2]
    assert isinstance(made, m.Total)
    assert made.terms == (m.TotalTerm(10_000, "s"), m.TotalTerm(-10_000, "u"))


@pytest.mark.parametrize(
    ("total", "code"),
    [
        ("= 40% of s + 60% of «s»", "SL0704"),
        ("= «0%» of s", "SL0606"),
        ("= «10000.01%» of s", "SL0606"),
        ("= «33.333%» of s", "SL0606"),
        (", «points of each event halve every 3 days» = s", "SL0610"),
        (", limited to 0..«0.123» = s", "SL0603"),
    ],
)
def test_terms(total: str, code: str) -> None:
    expect(BASE + f"score t{total}", code)


def test_totals_wait_for_what_they_read() -> None:
    text = HEAD + "score t = v + s\nscore v = 50% of s\n" + 'score s { "x" +1 when ok }\nscore w { "x" +1 when ok }\n'
    assert [made.name for made in ruleset(text).scores] == ["s", "v", "t", "w"]


def test_totals_in_a_circle() -> None:
    (found,) = expect(BASE + "score a = b\nscore b = c\nscore c = s + «a»", "SL0703")
    assert found.message.endswith("`a` → `b` → `c` → `a`")
    expect(BASE + "score a = «a»", "SL0703")
    expect(BASE + "score c = s + d\nscore d = s + «d»", "SL0703")


def test_a_chain_of_scores_with_rules() -> None:
    """Each costs a query several steps, where a total costs one."""
    head = BASE + 'score r0 { "x" +1 when s at least 1 }\n'
    chain = "\n".join(f'score r{n} {{ "x" +1 when t{n} at least 1 }}\nscore t{n} = r{n - 1}' for n in range(1, 49))
    expect(head + chain)
    (found,) = expect(head + chain + '\nscore «r49» { "x" +1 when r48 at least 1 }', "SL0127")
    assert "50 scores" in found.message


def test_a_chain_of_scores_longer_than_engines_take() -> None:
    chain = "\n".join(f"score t{n} = t{n - 1}" for n in range(1, 299))
    expect(BASE + f"score t0 = s\n{chain}")
    (found,) = expect(BASE + f"score t0 = s\n{chain}\nscore «t299» = t298", "SL0127")
    assert "300 scores" in found.message
