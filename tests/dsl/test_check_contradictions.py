"""Conditions joined by `and` that cannot be met together."""

from __future__ import annotations

import pytest
from support.checking import HEAD, WIDE, expect, problems, when


@pytest.mark.parametrize(
    ("condition", "head"),
    [
        ("employees above 5 and «employees below 5»", HEAD),
        ("budget at least 5.50 and «budget below 5.50»", HEAD),
        ("employees is 3 and ok and «employees is 4»", HEAD),
        ('country is "a" and «country is "b"»', HEAD),
        ('country in ("a", "b") and «country is "c"»', HEAD),
        ('country is "A" ignoring case and «country is "b" ignoring case»', HEAD),
        ("ok and «not ok»", HEAD),
        ("employees at least 3 and «not (employees at least 2)»", HEAD),
        ("ok and ((country is missing and «country is known») or budget above 3)", HEAD),
        ("renewal before 2026-01-01 and «renewal after 2026-02-01»", HEAD),
        ("seen in last 7 days and «seen at least 30 days ago»", HEAD),
        ("demo ever and «not demo ever»", HEAD),
        ("demo in last 7 days and «no demo in last 30 days»", HEAD),
        ("page_view where (seconds above 5 and «seconds below 5») ever", HEAD),
        ('any lead of the same company with (country is "a" and «country is "b"»)', WIDE),
        ("company.size above 5 and «company.size below 5»", WIDE),
        ('level at least "mid" and «level below "mid"»', WIDE),
    ],
)
def test_what_is_never_met_is_told_at_the_part_that_contradicts(condition: str, head: str) -> None:
    (found,) = expect(when(condition, head=head), "SL0709")
    assert found.message.startswith("this contradicts `")
    assert found.related[0].label == "contradicts this"


def test_several_parts_that_contradict_each_other_together() -> None:
    text = when("employees at least 3 and employees at most 4 and employees is not 3 and «employees is not 4»")
    (found,) = expect(text, "SL0709")
    assert (found.message, found.related) == (
        "this contradicts what stands before it, so the condition is never met",
        (),
    )


@pytest.mark.parametrize(
    ("condition", "head"),
    [
        ("employees at least 5 and employees at most 5", HEAD),
        ("employees above 5 and employees below 7", HEAD),
        ("employees above 5 and employees below 7 and employees is not 3", HEAD),
        ("employees above 5 and budget below 5", HEAD),
        ('country is not "a" and country is not "b"', HEAD),
        ('email contains "a" and email contains "b"', HEAD),
        ("not ok and country is known", HEAD),
        ("demo in last 30 days and no demo in last 7 days", HEAD),
        ('demo where campaign is "a" ever and demo where campaign is "b" ever', HEAD),
        ("employees above 5 or employees below 5", HEAD),
        ('certs has "a" and certs has "b"', WIDE),
    ],
)
def test_what_can_be_met_is_not_told(condition: str, head: str) -> None:
    assert problems(when(condition, head=head)) == ()


def test_named_conditions_count_by_what_they_say() -> None:
    more = "let large = employees at least 100\nlet small = employees below 50\n"
    (found,) = expect(when("large and «small»", more), "SL0709")
    assert found.message == "this contradicts `large`, so the condition is never met"


def test_a_line_that_is_never_chosen_is_told_once() -> None:
    lines = "{ call when «employees above 5 and employees below 5»   wait otherwise }"
    expect(f"{HEAD}stages s, first met wins {lines}", "SL0713")


def test_a_threshold_that_alone_is_never_met_is_told_once() -> None:
    head = f'{HEAD}score fit, limited to 0..9 {{ "a" +9 when ok }}\n'
    expect(f'{head}score s {{ "b" +1 when «fit at least 10» and ok }}', "SL0709")
