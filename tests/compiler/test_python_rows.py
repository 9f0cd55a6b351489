"""What the loop over events takes for an event, and how rules of one value are added up."""

from __future__ import annotations

from collections import UserDict
from types import ModuleType

import pytest
from scoreline.compiler.python import emit
from support.backends import load_module, planned

RULES = """ruleset r version "1"
lead { id: text key  country: text  size: integer }
event visit { page: text }
event call { }
event unread { }
score s, limited to -1000..1000, rounded to 0 decimals {
  "Germany" +1 when country is "DE"
  "Known" +10 when country is known
  "Near" +100 when country in ("DE", "AT")
  "Large" +2 when size at least 10
  "Visits" +20 for each visit in last 10 days, max 60 points
  "Call" +5 once for call in last 20 days
}
"""
AS_OF = 20 * 86_400  # 1970-01-21: the longest window begins before any time that there can be


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return load_module(emit(planned(RULES)))


def found(module: ModuleType, *events: object) -> tuple[int, int]:
    [result] = module.score_many([({"id": "1"}, events)], as_of=AS_OF)
    [again] = module.score_many([({"id": "1"}, events)], as_of=AS_OF, contributions=True)
    assert result == again._replace(contributions=())
    return int(result.scores["s"]), result.ignored


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"event": "call", "at": 86_400}, (5, 0)),
        ({"event": "call", "at": 86_399}, (0, 0)),  # before all times that there are: too old
        ({"event": "call", "at": AS_OF}, (5, 0)),
        ({"event": "call", "at": AS_OF + 1}, (0, 1)),
        ({"event": "call"}, (0, 1)),
        ({"event": "call", "at": None}, (0, 1)),
        ({"event": "call", "at": "soon"}, (0, 1)),
        ({"event": "call", "at": True}, (0, 1)),
        ({"event": "unread"}, (0, 1)),  # the time is looked at first
        ({"event": "unread", "at": 86_400}, (0, 0)),  # no rule asks for it
        ({"event": "unknown", "at": 86_400}, (0, 1)),
        ({"event": ["call"], "at": 86_400}, (0, 1)),
        ({"event": None, "at": 86_400}, (0, 1)),
        ({"at": 86_400}, (0, 1)),
        (UserDict({"event": "call", "at": 86_400}), (5, 0)),
        ({"event": "visit", "at": AS_OF - 10 * 86_400}, (0, 0)),
        ({"event": "visit", "at": AS_OF - 10 * 86_400 + 1}, (20, 0)),
    ],
    ids=str,
)
def test_one_event(module: ModuleType, event: object, expected: tuple[int, int]) -> None:
    assert found(module, event) == expected


@pytest.mark.parametrize(
    ("age", "points"), [(10 * 86_400 - 1, 20), (10 * 86_400, 0), (11 * 86_400, 0), (-1, 0), (0, 20)]
)
def test_the_edges_of_the_only_window(age: int, points: int) -> None:
    module = load_module(emit(planned(RULES.replace('  "Call" +5 once for call in last 20 days\n', ""))))
    assert found(module, {"event": "visit", "at": AS_OF - age}) == (points, int(age < 0))


@pytest.mark.parametrize(("count", "points"), [(1, 20), (2, 40), (3, 60), (4, 60), (400, 60)])
def test_the_most_that_a_rule_pays(module: ModuleType, count: int, points: int) -> None:
    assert found(module, *[{"event": "visit", "at": AS_OF}] * count) == (points, 0)


def test_an_iterator_of_events_is_read_once(module: ModuleType) -> None:
    events = iter([{"event": "visit", "at": AS_OF}])
    assert module.score({"id": "1"}, events, as_of=AS_OF).scores["s"] == 20


@pytest.mark.parametrize(("country", "points"), [("DE", 111), ("AT", 110), ("US", 10), (None, 0), ("", 0), (7, 10)])
def test_rules_of_one_value(module: ModuleType, country: object, points: int) -> None:
    assert "_points_s_by_country" in vars(module) and "_points_s_by_size" not in vars(module)
    for _ in range(2):  # the second time it is remembered
        assert module.score({"id": "1", "country": country}, as_of=AS_OF).scores["s"] == points
        assert module.score({"id": "1", "country": country}, as_of=AS_OF, contributions=True).scores["s"] == points


def test_values_of_two_types_are_two_values() -> None:
    rules = "\n".join(f'"{n}" +{n} when size at least {n}' for n in (1, 2, 3))
    module = load_module(emit(planned(RULES.replace('"Large" +2 when size at least 10', rules))))
    assert "_points_s_by_size" in vars(module)
    assert [module.score({"id": "1", "size": size}, as_of=AS_OF).scores["s"] for size in (3, True, "2", 1.0)] == [
        6,
        0,
        3,
        1,
    ]


def test_what_cannot_be_read_is_counted_for_each_lead(module: ModuleType) -> None:
    """What rules pay by a text is remembered, what is wrong with one is not: here half of a surrogate pair."""
    broken = [({"id": "1", "country": "D\ud800"}, []), ({"id": "2", "country": ["DE"]}, [])]
    for _ in range(2):
        assert [result.ignored for result in module.score_many(broken, as_of=AS_OF)] == [1, 1]
        assert [int(result.scores["s"]) for result in module.score_many(broken, as_of=AS_OF)] == [0, 0]


def test_what_is_too_old_for_all_rules_is_not_looked_at_further() -> None:
    module = load_module(emit(planned(RULES.replace("+5 once for call in last 20 days", "+5 when size is 1"))))
    as_of = 1_000 * 86_400
    for event, ignored in (
        ({"event": "unknown", "at": as_of - 10 * 86_400}, 0),
        ({"event": "unknown", "at": as_of - 10 * 86_400 + 1}, 1),
        ({"event": "visit", "at": "1960-01-01"}, 1),  # no time of the language
        ({"event": "visit", "at": "1972-01-01"}, 0),
    ):
        [result] = module.score_many([({"id": "1"}, [event])], as_of=as_of)
        assert result.ignored == ignored, event


def test_true_is_no_number_and_a_float_is_one(module: ModuleType) -> None:
    rows = [({"id": "1", "size": size}, []) for size in (10, True, 10.0, "10", 9, 10.5)]
    found = [(int(result.scores["s"]), result.ignored) for result in module.score_many(rows, as_of=AS_OF)]
    assert found == [(2, 0), (0, 1), (2, 0), (2, 0), (0, 0), (0, 1)]
