"""Tests of a text of an event that are remembered together: they say what they say one by one."""

from __future__ import annotations

from types import ModuleType

import pytest
from scoreline.compiler.python import emit
from support.backends import load_module, planned

RULES = """ruleset r version "1"
lead { id: text key }
event visit { page: text  branch: one of ("a", "b")  length: integer }
event call { page: text }
score s, limited to -100000..100000, rounded to 3 decimals {
  "Price" +1 for each visit where page starts with "/price" in last 30 days
  "Price lately" +10 for each visit where page starts with "/price" in last 7 days
  "Head" +100 for each visit where page has word "head" in last 30 days
  "None" +1000 for each visit where page is missing in last 30 days
  "Branch" +0.1 for each visit where branch is "b" in last 30 days
  "Long" +0.01 for each visit where (page starts with "/price" and length above 5) in last 30 days
  "Call" +0.001 for each call where page ends with "e" in last 30 days
}
"""
AS_OF = 1_750_000_000
MODULE = load_module(emit(planned(RULES)))


def found(module: ModuleType, *events: dict[str, object]) -> tuple[int, int]:
    """Thousandths of a point and what was ignored: by mappings and by tuples, with contributions and without."""
    plain = module.score({"id": "1"}, events, as_of=AS_OF)
    told = module.score({"id": "1"}, events, as_of=AS_OF, contributions=True)
    assert plain == told._replace(contributions=())
    rows = [tuple(event.get(name) for name in module.EVENT_COLUMNS) for event in events]
    (same,) = module.score_tuples([(("1",), rows)], as_of=AS_OF)
    assert same == plain
    return int(plain.scores["s"] * 1000), plain.ignored


def visit(page: object, days: int = 10, **others: object) -> dict[str, object]:
    return {"event": "visit", "at": AS_OF - days * 86_400, "page": page, **others}


def test_the_tests_are_looked_up_together() -> None:
    source = emit(planned(RULES))
    assert source.count("page, test, test_2, test_3 = _TESTS_VISIT_PAGE[raw]") == 3  # mappings, tuples, contributions
    assert "page_2, test_4 = _TESTS_CALL_PAGE[raw]" in source


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("/price", (1_000, 0)),
        ("/price?of=HEAD", (101_000, 0)),
        ("/pric", (0, 0)),
        ("/ahead", (0, 0)),
        (" /price", (0, 0)),
        (None, (1_000_000, 0)),
        ("\u3000", (1_000_000, 0)),
        (5, (0, 0)),  # read as a text
        (["/price"], (1_000_000, 1)),
        ({}, (1_000_000, 1)),
        ("/price\ud800", (1_000_000, 1)),
    ],
)
def test_a_page(page: object, expected: tuple[int, int]) -> None:
    for _ in range(2):  # worked out, then remembered
        assert found(MODULE, visit(page)) == expected


def test_windows_tests_and_other_attributes_meet() -> None:
    assert found(MODULE, visit("/price", 6)) == (11_000, 0)
    assert found(MODULE, visit("/price", 30)) == (0, 0)
    assert found(MODULE, visit("/price", 7), visit("/price", 1)) == (12_000, 0)
    assert found(MODULE, visit("/price", length=6, branch="b")) == (1_110, 0)
    assert found(MODULE, visit("/price", length=5, branch="c")) == (1_000, 1)


def test_kinds_have_tests_of_their_own() -> None:
    call = {"event": "call", "at": AS_OF, "page": "/price"}
    assert found(MODULE, call, visit("/price")) == (1_001, 0)
    assert found(MODULE, call | {"page": "/prices"}) == (0, 0)


def test_what_cannot_be_read_is_not_remembered() -> None:
    module = load_module(emit(planned(RULES)))
    for number in range(9_000):
        found(module, visit(f"/price/{number}"))
    found(module, visit(["/price"]), visit("/price\ud800"), visit("/price" + "e" * 600))
    remembered = module._TESTS_VISIT_PAGE
    assert 0 < len(remembered) <= 8_192
    assert set(map(len, remembered.values())) == {4}
    assert all(type(text) is str and len(text) <= 500 for text in remembered)
    assert "/price\ud800" not in remembered
