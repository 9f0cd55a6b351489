"""The largest numbers of the forms for amounts, sums, factors, runs of events and scores that read scores."""

# ruff: noqa: E501
from __future__ import annotations

import pytest
from scoreline.compiler import plan as plan_module
from scoreline.compiler.result import TOO_MANY, Account, Event, Lead
from support.backends import all_by_reference, by_reference, differences, planned

AS_OF = 1_768_467_600
HEAD = """ruleset extremes version "1"
lead { id: text key  n: integer  m: integer  b: decimal(3)  company: account }
account { domain: text key }
event e { a: integer, of_: text }
event f { }
"""
LARGEST = 4 * 10**15


def scores(rules: str, leads: list[Lead], more: str = "") -> list[object]:
    """The score of each lead, the same in every backend."""
    plan = planned(f"{HEAD}{more}\nscore s, limited to -1000000..1000000 {{\n{rules}\n}}\n")
    assert differences(plan, leads, AS_OF) == []
    return [dict(r.scores)["s"] or r.problem for r in by_reference(plan, leads, AS_OF)]


def lead(key: str, events: int = 0, **values: int | str) -> Lead:
    found = tuple(Event("e", AS_OF - i, {"a": i}) for i in range(events))
    return Lead(key, {"id": key, **values}, found)


def test_amounts_at_their_largest() -> None:
    leads = [lead(str(n), n=n) for n in (LARGEST, LARGEST - 1, -LARGEST, 10**6, 999_999, -(10**6) - 1, 0)]
    million = 10**9
    assert scores('"n" + n, limited to -1000000..1000000', leads) == [
        million, million, -million, million, million - 1000, -million, None
    ]  # fmt: skip
    assert scores('"n" - n, limited to -1000000..1000000', leads)[:4] == [-million, -million, million, -million]
    assert scores('"n" +1000 for each full 1 of n, max 1000000 points', leads)[:4] == [million, million, None, million]
    times = '"n" +1000 for each full 1000000000000000 of n, max 1000 times'
    assert scores(times, leads)[:4] == [4_000_000, 3_000_000, None, None]


def test_sums_at_their_largest() -> None:
    """A number of 10^12 enters, 10^6 of them would still fit; of colleagues as well."""
    at = 10**12
    leads = [
        Lead("1", {"id": "1", "n": at, "company": "c"}, (Event("e", AS_OF, {"a": at}),) * 3),
        Lead("2", {"id": "2", "n": at + 1, "company": "c"}, (Event("e", AS_OF, {"a": at + 1}), Event("e", AS_OF, {"a": -at}))),
        Lead("3", {"id": "3", "n": -at, "company": "c"}, (Event("e", AS_OF, {"a": -at - 1}),)),
    ]  # fmt: skip
    plan = planned(
        f"{HEAD}score s, limited to 0..100 {{\n"
        f'"own" by sum of a of e ever {{ below {-at}: +1  from {-at}: +2  from 0: +3  from {3 * at}: +4 }}\n'
        '"mates" +10 when sum of n of leads of the same company is 0\n'
        f'"others" +20 when sum of n of other leads of the same company is {at}\n'
        f'"highest" +40 when highest of n of leads of the same company is {at + 1}\n}}\n'
    )
    assert differences(plan, leads, AS_OF, accounts=[Account("c", {"domain": "c"})]) == []
    results, _ = all_by_reference(plan, leads, AS_OF)
    # Of the others of 2: 10^12 and -10^12; of 3: 10^12, and one too large.
    assert [dict(r.scores)["s"] for r in results] == [54_000, 52_000, 73_000]


@pytest.mark.parametrize(
    ("rules", "more"),
    [
        ('"sum" +1 when sum of a of e ever at least 0', ""),
        ('"points" + points of a for each e ever', ""),
        ('"once" +1 for each e ever, once per of_, latest 1 only', ""),
        ('"visits" +1 for each visit of e after 1 minute of silence ever', ""),
        ('"held back" +1 for each e ever, unless id is known', ""),
        ('first of "G" { "no" +1 when id is known  "each" +1 for each e ever }', ""),
        ('"x" +1 when id is known', 'flag f1 when sum of a of e in last 1 day at least 0\n'),
        ('"x" +1 when id is known', "do not score when sum of a of e in last 1 day below 0 because \"x\"\n"),
        ('"after" +1 for each e not within 1 second after f ever', ""),
    ],
)  # fmt: skip
def test_more_events_than_a_rule_may_have(monkeypatch: pytest.MonkeyPatch, rules: str, more: str) -> None:
    monkeypatch.setattr(plan_module, "MAX_OCCURRENCES", 5)
    found = scores(rules, [lead("5", 5), lead("6", 6), lead("0")], more)
    assert found[1] == TOO_MANY and found[0] != TOO_MANY and found[2] != TOO_MANY


def test_what_is_not_bounded_and_what_noise_takes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_module, "MAX_OCCURRENCES", 5)
    six = [lead("6", 6), lead("7", 7)]
    assert scores('"count" +1 when count of e ever at least 6  "high" +2 when highest of a of e ever is 5', six) == [
        3000,
        1000,
    ]
    # Without the event whose number is 0 there are five of six, and six of seven.
    assert scores('"each" +1 for each e ever', six, "ignore e where a is 0\n") == [5000, TOO_MANY]
    # The bound asks of what the filter lets through.
    assert scores('"each" +1 for each e where a below 5 ever', six) == [5000, 5000]
    assert scores('"each" +1 for each e in last 5 minutes, once per of_', [lead("5", 5)]) == [1000]


def test_a_colleague_with_too_many_events_has_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_module, "MAX_OCCURRENCES", 5)
    leads = [lead("1", 2, company="c"), lead("2", 6, company="c"), lead("3", 1, company="c")]
    plan = planned(
        f'{HEAD}score base {{ "each" +1 for each e ever }}\nscore s {{\n'
        '"known" +10 for each lead of the same company, max 9 leads\n'
        '"highest" by highest of base of other leads of the same company { below 2: +1  from 2: +2  from 6: +6  missing: +5 }\n'
        '"sum" +20 when sum of (sum of a of e ever) of leads of the same company is 16\n}\n'
    )
    assert differences(plan, leads, AS_OF) == []
    results, _ = all_by_reference(plan, leads, AS_OF)
    # 0 + 1, 0 + … + 5 and 0 make 16; the second is a colleague all the same, without a score.
    assert [dict(r.scores)["s"] or r.problem for r in results] == [51_000, TOO_MANY, 52_000]


def test_a_thousand_events_within_an_hour() -> None:
    def run(count: int, span: int) -> Lead:
        ats = [AS_OF - span, *(AS_OF - i % 50 for i in range(count - 1))]
        return Lead(f"{count} in {span}", {"id": f"{count} in {span}"}, tuple(Event("e", at, {}) for at in ats))

    leads = [run(1000, 3600), run(1000, 3601), run(999, 10), run(1001, 3600), run(1001, 3601)]
    assert scores('"fast" +1 when at least 1000 e within 1 hour ever', leads) == [1000, None, None, 1000, 1000]
    left = scores('"each" +1 for each e ever', leads, "ignore e more than 1000 within 1 hour\n")
    assert left == [1_000_000, 1_000_000, 999_000, None, 1_001_000]


def test_factors_at_their_largest() -> None:
    factor = "factor f1 by m { below 0: 100  from 0: 0.0001  missing: 0 }\n"
    leads = [
        lead("1", n=10**6, m=-1),
        lead("2", n=-(10**6), m=-1),
        lead("3", n=10**6, m=0),
        lead("4", n=10**6),
        lead("5", n=5, m=0),
    ]
    rules = "\n".join(f'"n{i}" + n, limited to -1000000..1000000' for i in range(12))
    plan = planned(
        f"{HEAD}{factor}score s, limited to -1000000..1000000, rounded to 3 decimals, times f1 {{\n{rules}\n}}\n"
        "score t, limited to -1000000..1000000, rounded to 3 decimals, times f1 = 10000% of s\n"
    )
    assert differences(plan, leads, AS_OF) == []
    # 12 million are cut at 10 million before they are multiplied; 60 by 0.0001 are 0.006; 100 times 1,000 are 10 after it.
    assert [dict(r.scores)["s"] for r in by_reference(plan, leads, AS_OF)] == [10**9, -(10**9), 10**6, 0, 6]
    assert [dict(r.scores)["t"] for r in by_reference(plan, leads, AS_OF)] == [10**9, -(10**9), 10_000, 0, 0]


def test_fifty_levels_of_scores() -> None:
    chain = ['score s0, limited to 0..1000 { "n" + n, limited to 0..100 }']
    chain += [
        f'score s{i}, limited to 0..1000 {{ "one more" +1 when s{i - 1} at least {i}  "n" + n, limited to 0..100 }}'
        for i in range(1, 50)
    ]
    plan = planned(HEAD + "\n".join(chain) + "\n")
    leads = [lead("1", n=0), lead("2", n=1), lead("3", n=48), lead("4", n=60)]
    assert differences(plan, leads, AS_OF) == []
    # Each is one more where the one before reaches its number: n = 1 does so for s1 and s2 only, n = 48 up to s49.
    assert [dict(r.scores)["s49"] for r in by_reference(plan, leads, AS_OF)] == [0, 1000, 49_000, 61_000]
