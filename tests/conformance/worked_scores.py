"""Cases worked out by hand: groups, limits, rounding, totals, grades, stages, exclusions, contributions."""

# ruff: noqa: E501
from __future__ import annotations

from support.worked import Worked, whole

A = '"a" +60 when ok'
B = '"b" +50 when employees at least 1'
BOTH: dict[str, object] = {"ok": True, "employees": 5}
VIEW = '"v" +8 for each page_view in last 90 days'

LIMITS = (
    whole("default limits are 0 to 100", f"score s {{ {A} {B} }}", BOTH, {"s": "100"},
          rows=[("s", "rule", "a", "60", 1), ("s", "rule", "b", "50", 1), ("s", "range limit", "", "-10", 0)]),
    whole("never below the lower limit", 'score s { "a" -5 when ok }', BOTH, {"s": "0"},
          rows=[("s", "rule", "a", "-5", 1), ("s", "range limit", "", "5", 0)]),
    whole("a lower limit above 0", "score s, limited to 5..40 { " + A + " }", {}, {"s": "5"},
          rows=[("s", "range limit", "", "5", 0)]),
    whole("a group's limit", f'score s {{ group "g", limited to 0..70 {{ {A} {B} }} "c" +1 when ok }}', BOTH, {"s": "71"},
          rows=[("s", "rule", "a", "60", 1), ("s", "rule", "b", "50", 1), ("s", "group limit", "g", "-40", 0),
                ("s", "rule", "c", "1", 1)]),
    # Inside 110 → 70, with the outer -20: 50 → 45.
    whole("groups in groups",
          f'score s {{ group "o", limited to -5..45 {{ group "i", limited to 0..70 {{ {A} {B} }} "c" -20 when ok }} }}',
          BOTH, {"s": "45"},
          rows=[("s", "rule", "a", "60", 1), ("s", "rule", "b", "50", 1), ("s", "group limit", "i", "-40", 0),
                ("s", "rule", "c", "-20", 1), ("s", "group limit", "o", "-5", 0)]),
    whole("a group's lower limit", 'score s, limited to -50..50 { group "g", limited to -10..0 { "a" -30 when ok } }', BOTH,
          {"s": "-10"}, rows=[("s", "rule", "a", "-30", 1), ("s", "group limit", "g", "20", 0)]),
    whole("a group without limits only gathers", f'score s {{ group "g" {{ {A} }} }}', BOTH, {"s": "60"},
          rows=[("s", "rule", "a", "60", 1)]),
    # One day old: 3/4 in the group, 6 points; outside 2^(-1/7) = 0.90572366…, 905724 millionths: 7.245792 points.
    whole("a group's decay", "score s, points of each event halve every 7 days { "
          f'group "g", points of each event fade to 0 over 4 days {{ {VIEW} }} '
          '"w" +8 for each page_view in last 90 days }', {}, {"s": "13.25"}, events=[("page_view", "1d")],
          rows=[("s", "rule", "v", "6", 1), ("s", "rule", "w", "7.245792", 1), ("s", "rounding", "", "0.004208", 0)]),
)  # fmt: skip

ROUNDING = (
    whole("half away from zero", 'score s, limited to -9..9, rounded to 0 decimals { "a" +2.5 when ok }', BOTH, {"s": "3"},
          rows=[("s", "rule", "a", "2.5", 1), ("s", "rounding", "", "0.5", 0)]),
    whole("half away from zero, below", 'score s, limited to -9..9, rounded to 0 decimals { "a" -2.5 when ok }', BOTH,
          {"s": "-3"}, rows=[("s", "rule", "a", "-2.5", 1), ("s", "rounding", "", "-0.5", 0)]),
    whole("less than half", 'score s, rounded to 1 decimal { "a" +2.449 when ok }', BOTH, {"s": "2.4"}),
    whole("half of the last place", 'score s, limited to -9..9, rounded to 1 decimal { "a" -0.05 when ok }', BOTH, {"s": "-0.1"}),
    whole("two decimals unless stated", 'score s { "a" +2.445 when ok }', BOTH, {"s": "2.45"}),
    # The limit comes before the rounding: 10.3 → 10.3; 10.25 stays below.
    whole("limit, then rounding", 'score s, limited to 0..10.3, rounded to 1 decimal { "a" +10.25 when ok }', BOTH, {"s": "10.3"}),
)  # fmt: skip

FIT = f"score fit {{ {A} }}\nscore act {{ {VIEW} }}\n"
TOTALS = (
    # 0.4 × 60 + 0.6 × 16 = 24 + 9.6.
    whole("weights", FIT + "score total, rounded to 1 decimal = 40% of fit + 60% of act", BOTH,
          {"fit": "60", "act": "16", "total": "33.6"}, events=[("page_view", "1d"), ("page_view", "2d")],
          rows=[("fit", "rule", "a", "60", 1), ("act", "rule", "v", "16", 2),
                ("total", "rule", "fit", "24", 1), ("total", "rule", "act", "9.6", 1)]),
    # 60 - 0.125 × 8 = 59.
    whole("signs", FIT + "score t = fit - 12.5% of act", BOTH, {"t": "59"}, events=[("page_view", "1d")]),
    whole("a total's limits", FIT + "score t, limited to 0..50 = fit + act", BOTH, {"t": "50"}, events=[("page_view", "1d")],
          rows=[("fit", "rule", "a", "60", 1), ("act", "rule", "v", "8", 1), ("t", "rule", "fit", "60", 1),
                ("t", "rule", "act", "8", 1), ("t", "range limit", "", "-18", 0)]),
    # act is 7.464264 → 7.46 (two decimals); 50% of what is shown is 3.73, of what was hidden 3.732.
    whole("a total sees the rounded score",
          'score act { "v" +8 for each page_view in last 90 days, halve every 30 days }\n'
          "score t, rounded to 3 decimals = 50% of act", {}, {"act": "7.46", "t": "3.73"}, events=[("page_view", "3d")]),
    # 33.33% of 60 = 19.998, rounded to 20.0 at one decimal.
    whole("weights with decimals", FIT + "score t, rounded to 1 decimal = 33.33% of fit", BOTH, {"t": "20"},
          rows=[("fit", "rule", "a", "60", 1), ("t", "rule", "fit", "19.998", 1), ("t", "rounding", "", "0.002", 0)]),
    whole("a total of totals", FIT + "score t = 50% of fit\nscore u = 50% of t + 200% of act", BOTH,
          {"t": "30", "u": "31"}, events=[("page_view", "1d")]),
    # The illustration of the language: fit 50, engagement 40 + 7.464264 + 10 = 57.46, total 20 + 34.476 = 54.476.
    whole("the illustration", 'score fit { "a" +30 when ok  "b" by employees { below 50: +5 from 50: +20 } }\n'
          "score engagement, points of each event halve every 30 days {\n"
          '  "d" +40 once for demo in last 90 days, no decay\n  "p" +8 for each page_view in last 90 days, latest 3 only\n'
          '  "q" +10 when demo in last 90 days\n}\n'
          "score total, rounded to 1 decimal = 40% of fit + 60% of engagement\n"
          "grade rating of total { A from 80  B from 60  C from 40  D below }",
          {"ok": True, "employees": 300}, {"fit": "50", "engagement": "57.46", "total": "54.5", "rating": "C"},
          events=[("page_view", "3d"), ("demo", "2d")]),
)  # fmt: skip

GRADE = 'score s { "a" by employees { from 0: 0  from 1: +59.99  from 2: +60 } }\ngrade g of s { A from 80  B from 60  C below }\n'
LADDER = (
    'score s { "a" by employees { from 0: 0  from 1: +29.99  from 2: +30 } }\ngrade g of s { '
    + "  ".join(f"G{n} from {n * 5}" for n in range(16, 0, -1))
    + "  G0 below }\n"
)
ROWS = "by employees { " + " ".join(f"from {n * 10}: +{n}" for n in range(1, 17)) + " otherwise: +50 }"
STAGES = """stages st, first met wins {
  out    when not scored
  hot    when g in (A, B)  because "good"
  warm   when s at least 59.99
  fresh  when page_view in last 9 days
  rest   otherwise
}
"""
EXCLUDE = 'do not score when country is "XX" because "embargo"\ndo not score when ok because "competitor"\n'
OUTCOMES = (
    whole("a grade's bound", GRADE, {"employees": 2}, {"s": "60", "g": "B"}),
    whole("just below it", GRADE, {"employees": 1}, {"s": "59.99", "g": "C"}),
    # 59.996 is shown as 60.00, and what is shown is what is compared.
    whole("grades compare what is shown", 'score s { "a" +59.996 when ok }\ngrade g of s { B from 60  C below }', BOTH,
          {"s": "60", "g": "B"}),
    whole("one of many grades", LADDER, {"employees": 2}, {"s": "30", "g": "G6"}),
    whole("one of many grades, just below", LADDER, {"employees": 1}, {"s": "29.99", "g": "G5"}),
    whole("the last of many grades", LADDER, {"employees": 0}, {"s": "0", "g": "G0"}),
    whole("one of many rows", f'score s {{ "a" {ROWS} }}', {"employees": 70}, {"s": "7"}),
    whole("one of many rows, just below", f'score s {{ "a" {ROWS} }}', {"employees": 69}, {"s": "6"}),
    whole("none of many rows", f'score s {{ "a" {ROWS} }}', {"employees": 9}, {"s": "50"}),
    whole("first met wins", GRADE + EXCLUDE + STAGES, {"employees": 2}, {"st": "hot", "reason": "good"}),
    whole("stage by score", GRADE + EXCLUDE + STAGES, {"employees": 1}, {"st": "warm", "reason": "s at least 59.99"}),
    whole("stage by event", GRADE + EXCLUDE + STAGES, {}, {"st": "fresh"}, events=[("page_view", "1d")]),
    whole("stage otherwise", GRADE + EXCLUDE + STAGES, {}, {"st": "rest"}),
    # The lines do not meet an unknown condition, nor does an exclusion.
    whole("not scored", GRADE + EXCLUDE + STAGES, {"ok": True, "employees": 2},
          {"s": None, "g": None, "st": "out", "reason": "competitor"}, rows=[]),
    whole("the first exclusion gives the reason", GRADE + EXCLUDE + STAGES, {"ok": True, "country": "XX"},
          {"s": None, "g": None, "st": "out", "reason": "embargo"}, rows=[]),
    whole("an unknown exclusion does not hold", GRADE + 'do not score when not ok because "x"\n', {"employees": 2},
          {"s": "60", "g": "B"}),
    whole("a stage named out", GRADE + EXCLUDE + "stages st, first met wins { out when s at least 60  rest otherwise }",
          {"ok": True}, {"s": None, "st": "out", "reason": "competitor"}),
    whole("exclusions without stages", GRADE + EXCLUDE, {"ok": True}, {"s": None, "g": None, "reason": "competitor"}, rows=[]),
    whole("the latest event of a rule", f"score s {{ {VIEW} }}", {}, {"s": "16"},
          events=[("page_view", "3d"), ("page_view", "1d"), ("page_view", "-1d")], rows=[("s", "rule", "v", "16", 2)]),
    whole("zero rows are left out", 'score s { "v" +8 for each page_view in last 90 days, fade to 0 over 2 days }', {},
          {"s": "0"}, events=[("page_view", "3d")], rows=[]),
)  # fmt: skip

SCORES: tuple[Worked, ...] = (*LIMITS, *ROUNDING, *TOTALS, *OUTCOMES)
