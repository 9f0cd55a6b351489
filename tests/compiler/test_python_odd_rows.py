"""Rows that callers may have: what reads them changes nothing in them, and nothing in them raises."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from scoreline.compiler.python import emit
from support.backends import load_module, planned

AS_OF = 1_750_000_000
DAY = 86_400
MODULE = load_module(
    emit(
        planned("""ruleset r version "1"
lead { id: text key  country: text  size: integer }
event visit { page: text }
score s, limited to 0..100 {
  "Home" +10 when country is "NL"
  "Both" +20 when country is "NL" and id is "2"
  "Price" +1 for each visit where page starts with "/price" in last 30 days
  "Home page" +2 for each visit where page is "/" in last 7 days
}
""")
    )
)


@pytest.mark.parametrize("contributions", [False, True])
def test_a_default_of_the_callers_mapping_is_no_value(contributions: bool) -> None:
    lead = defaultdict(lambda: "NL", id="2")
    result = MODULE.score(lead, as_of=AS_OF, contributions=contributions)
    assert (result.scores, result.ignored) == ({"s": 0}, 0)
    assert lead == {"id": "2"}


@pytest.mark.parametrize("contributions", [False, True])
@pytest.mark.parametrize(
    "value", [memoryview(bytearray(b"NL")), ["NL"], {"NL"}, {}, b"NL"], ids=lambda value: type(value).__name__
)
def test_values_without_a_hash_are_unreadable(value: object, contributions: bool) -> None:
    event = {"event": "visit", "at": AS_OF - DAY, "page": "/"}
    events = [event | {"page": value}, event | {"event": value}, event | {"at": value}, event]
    for _ in range(2):
        result = MODULE.score({"id": "2", "country": value}, events, as_of=AS_OF, contributions=contributions)
        assert (result.scores, result.ignored) == ({"s": 2}, 4)


@pytest.mark.parametrize("contributions", [False, True])
@pytest.mark.parametrize("odd", [None, 5, object()], ids=lambda value: type(value).__name__)
def test_what_is_no_event_is_ignored(odd: object, contributions: bool) -> None:
    lead, event = ("2", "NL"), ("visit", AS_OF - DAY, "/")
    assert (MODULE.LEAD_COLUMNS, MODULE.EVENT_COLUMNS) == (("id", "country"), ("event", "at", "page"))
    (result,) = MODULE.score_tuples([(lead, [odd, event])], as_of=AS_OF, contributions=contributions)
    assert (result.scores, result.ignored) == ({"s": 32}, 1)


NAMES = """ruleset r version "1"
lead { id: text key  rate: decimal(4)  found: text }
event visit { found: text }
score known, limited to 0..1, rounded to 1 decimal { "Rate" + rate, limited to 0..0.2 }
score other, limited to 0..50 {
  "A" +1 when found is "a"
  "Visits" +2 for each visit where found starts with "v" ever
  "Other visits" +4 for each visit where found ends with "w" ever
}
score again, limited to 0..50 { "A" +3 when found is "a" }
grade grade_known of known { A from 0.2  B below }
"""


def test_names_of_the_modules_own_variables() -> None:
    module = load_module(emit(planned(NAMES)))
    visits = [{"event": "visit", "at": AS_OF - DAY, "found": "vw"}, {"event": "visit", "at": AS_OF - DAY, "found": "w"}]
    leads = [
        ({"id": "1", "rate": "0.1999", "found": "a"}, visits),
        ({"id": "2", "rate": "0.02", "found": "a"}, visits),
        ({"id": "3", "rate": "0.02", "found": "b"}, visits[1:]),
    ]
    expected = [("0.2", "A", 11, 3), ("0.0", "B", 11, 3), ("0.0", "B", 4, 0)]
    for _ in range(2):
        results = list(module.score_many(leads, as_of=AS_OF))
        assert results == [
            each._replace(contributions=()) for each in module.score_many(leads, as_of=AS_OF, contributions=True)
        ]
        assert [
            (str(each.scores["known"]), each.grades["grade_known"], each.scores["other"], each.scores["again"])
            for each in results
        ] == [(*found[:2], *map(Decimal, found[2:])) for found in expected]
