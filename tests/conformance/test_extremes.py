"""The largest numbers that the language allows, and one beyond: exact in every backend, or a stated problem."""

from __future__ import annotations

import pytest
from scoreline.compiler.plan import MAX_OCCURRENCES
from scoreline.compiler.result import Event, Lead
from support.backends import BACKENDS, by_reference, canonical, differences, planned

AS_OF = 1_768_467_600
HEAD = """ruleset extremes version "1"
lead { id: text key  n: integer  b: decimal(6) }
event e { a: integer }
event f { }
"""
LARGEST = 4 * 10**15


def test_a_million_occurrences_count_and_one_more_is_a_problem() -> None:
    """1,000 points a million times: 10^18 units before the limit of 10^6 points."""
    plan = planned(
        HEAD
        + 'score s, limited to -1000000..1000000 {\n"each" -1000 for each e ever, lose 0.001 points every 1 day\n}\n'
    )
    full = Lead("full", {"id": "full"}, (Event("e", AS_OF - 1, {}),) * MAX_OCCURRENCES)
    over = Lead("over", {"id": "over"}, (*full.events, Event("e", AS_OF - 2, {}), Event("f", AS_OF, {})))
    expected = by_reference(plan, [full, over], AS_OF)
    assert [r.problem for r in expected] == [None, "too many occurrences"]
    assert [r.scores for r in expected] == [(("s", -(10**9)),), (("s", None),)]
    assert expected[1].contributions == () and expected[1].reason is None
    for backend in ("python", "duckdb"):
        assert [canonical(r) for r in BACKENDS[backend](plan, [full, over], AS_OF)] == expected


def test_sums_and_weights_at_their_largest() -> None:
    rules = "\n".join(f'"r{i}" {sign}1000 for each e ever' for i, sign in enumerate("+" * 400 + "-" * 150))
    plan = planned(
        HEAD
        + f"score s, limited to -1000000..1000000, rounded to 3 decimals {{\n{rules}\n}}\n"
        + "\n".join(f"score c{i}, limited to -1000000..1000000, rounded to 3 decimals = 10000% of s" for i in range(3))
        + "\nscore total, limited to -1000000..1000000, rounded to 3 decimals"
        " = 10000% of c0 + 9999.99% of c1 - 10000% of c2\n"
    )
    leads = [
        Lead(str(n), {"id": str(n)}, tuple(Event("e", AS_OF - i, {}) for i in range(n))) for n in (0, 1, 3, 4, 1001)
    ]
    assert differences(plan, leads, AS_OF) == []
    [first, *_, last] = by_reference(plan, leads, AS_OF)
    assert dict(first.scores)["total"] == 0 and dict(last.scores)["total"] == 10**9


@pytest.mark.parametrize("name", ["n", "b"])
def test_attributes_at_their_largest(name: str) -> None:
    places = 0 if name == "n" else 6
    shown = f"{LARGEST // 10**places}"
    plan = planned(
        HEAD + f'score s {{\n"at least" +1 when {name} at least {shown}\n"below" +2 when {name} below {shown}\n'
        f'"least" +4 when {name} at most -{shown}\n"is" +8 when {name} is -{shown}\n'
        f'"cut" by {name} {{ below -{shown}: +64  from -{shown}: +16  from {shown}: +32 }}\n}}\n'
    )
    values = [LARGEST, LARGEST - 1, -LARGEST, 1 - LARGEST, 0]
    leads = [Lead(str(v), {"id": str(v), name: v}, ()) for v in values]
    assert [dict(r.scores)["s"] for r in by_reference(plan, leads, AS_OF)] == [33000, 18000, 30000, 18000, 18000]
    assert differences(plan, leads, AS_OF) == []


def test_the_first_and_the_last_moment() -> None:
    plan = planned(
        'ruleset edges version "1", time zone "Pacific/Kiritimati"\n'
        "lead { id: text key  created: timestamp since  d: date }\nevent e { }\n"
        'score s, limited to -100..100 {\n"quiet" +1 when no e in last 90 days\n'
        '"each" +2 for each e ever, once per day\n'
        '"age" by days since created { below 100: +4  from 100: +8 }\n"month" +16 when d after 14 months ago\n'
        '"since" by days since last e { from 1: -1  from 20000: -2 }\n"day" +32 when created on 1970-01-02\n}\n'
    )
    first, last = 86_400, 4_102_444_799
    moments = [first, first + 1, last - 1, last]
    leads = [
        Lead(
            f"{since} {at}",
            {"id": f"{since} {at}", "created": since, "d": d},
            (Event("e", at, {}), Event("e", first, {})),
        )
        for since in moments
        for at in moments
        for d in (-25_567, 0, 47_481)
        if d == 0 or since == at
    ]
    leads = list({lead.key: lead for lead in leads}.values())
    for as_of in moments:
        assert differences(plan, leads, as_of) == []


def test_every_backend_is_in_the_comparison() -> None:
    assert set(BACKENDS) == {"reference", "python", "duckdb"}
