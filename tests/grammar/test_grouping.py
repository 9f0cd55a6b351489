"""What lacks its parentheses, and how people speak of other leads: one report each, with the form that works."""

from __future__ import annotations

import pytest
from support.parsing import reports

RULE = """score s {{
  "a" +1 when country is "DE"
  {}
  "z" +1 when employees above 3
}}
let big = employees at least 5
"""
ACCOUNT = 'account score heat {{\n  "a" +1 when x\n  {}\n  "z" +1 when y\n}}\n'
EVENT = "event pv {{ ok: yes or no, due: date }}\n" + RULE

# where, what was written, the code, a part of the message, a part of the help
CASES: list[tuple[str, str, str, str, str]] = [
    # parentheses
    (
        RULE,
        '"b" by count of leads of the same c with s is "v" { from 1: +1 }',
        "SL0126",
        "`with` has no",
        '(s is "v")`',
    ),
    (
        RULE,
        '"b" by count of leads of the same c with n at least 3 { from 1: +1 }',
        "SL0126",
        "`with` has no",
        "at least 3)`",
    ),
    (
        RULE,
        '"b" by count of different x of leads of the same c with n is known { from 1: +1 }',
        "SL0126",
        "with",
        "known)",
    ),
    (
        *(RULE, '"b" by count of different x of e ever of leads of the same c with s in ("a", "b") { from 1: +1 }'),
        *("SL0126", "`with` has no parentheses", '`with (s in ("a", "b"))`'),
    ),
    (
        ACCOUNT,
        '"b" by count of leads of the account with s is "v" { from 1: +1 }',
        "SL0126",
        "`with` has no",
        '(s is "v")`',
    ),
    (
        RULE,
        '"b" +1 when count of leads of the same c with not x at least 2',
        "SL0126",
        "`with` has no",
        "`with (not x)`",
    ),
    (
        RULE,
        '"b" by count of leads of the same c with x and y { from 1: +1 }',
        "SL0126",
        "`with` has no",
        "`with (x and y)`",
    ),
    (
        RULE,
        '"b" +1 for each full 2 of count of e ever, max 3 times',
        "SL0126",
        "amount",
        "full 2 of (count of e ever)`",
    ),
    (RULE, '"b" + greatest of (0, 11 - n), limited to 0..11', "SL0126", "amount", "`+ (greatest of (0, 11 - n))`"),
    (RULE, '"b" + n - 10, limited to 0..11', "SL0126", "an amount", "`+ (n - 10)`"),
    (RULE, '"b" - days since created, max 20 points', "SL0126", "an amount", "`- (days since created)`"),
    (EVENT, '"b" +1 when pv where ok in last 30 days', "SL0126", "missing after `where ok`", "`where ok is yes`"),
    (EVENT, '"b" +1 for each pv where ok ever', "SL0126", "missing after `where ok`", "`where ok is yes`"),
    (EVENT, '"b" +1 when pv where not ok in last 30 days', "SL0126", "`where` has no parentheses", "`where (not ok)`"),
    (EVENT, '"b" +1 when pv where due in last 30 days', "SL0112", "no window", "`ever`"),
    (RULE, '"b" +1 when (count of e ever) at least 2', "SL0100", "around a single value", "`count of e ever`"),
    (RULE, '"b" by (days since last e) { from 3: +1 }', "SL0100", "around a single", "out: `days since last e`"),
    # other leads
    (RULE, '"b" +1 when count of leads of the same c where x at least 2', "SL0110", "`with`", "write `with`"),
    (
        *(RULE, '"b" +1 when count of leads of the same c where s is "v" at least 2'),
        *("SL0110", "`where` asks about events", '`with (s is "v")`'),
    ),
    (ACCOUNT, '"b" +1 when any lead of the account where s is "v"', "SL0110", "about events", "write `with`"),
    (
        RULE,
        '"b" +1 when sum of n of colleagues at least 2',
        "SL0110",
        "`colleagues`",
        "`other leads of the same company`",
    ),
    (RULE, '"b" +1 when any colleague with x', "SL0110", "`any colleague`", "`any other lead of the same company`"),
    (
        RULE,
        '"b" +1 for each colleague with x, max 3 leads',
        "SL0110",
        "`colleague`",
        "`other lead of the same company`",
    ),
    (ACCOUNT, '"b" +1 when highest of n of colleagues at least 2', "SL0110", "`colleagues`", "`leads of the account`"),
    (
        ACCOUNT,
        '"b" +1 when no other leads of the account with x',
        "SL0110",
        "no other",
        "write `no lead of the account`",
    ),
    (
        ACCOUNT,
        '"b" +1 when count of other leads of the account at least 2',
        "SL0110",
        "other",
        "`leads of the account`",
    ),
    (
        RULE,
        '"b" +1 when count of other leads of the account at least 2',
        "SL0110",
        "other",
        "leads of the same company`",
    ),
    (
        RULE,
        '"b" by (count of e ever) of leads of the same c { from 1: +1 }',
        "SL0126",
        "several leads",
        "sum of (count of",
    ),
    (
        RULE,
        '"b" by count of e ever of leads of the same c { from 1: +1 }',
        "SL0126",
        "several",
        "sum of (count of e ever)",
    ),
    (
        RULE,
        '"b" +1 when sum of a of e ever of leads of the same c above 2',
        "SL0126",
        "several",
        "sum of (sum of a of e",
    ),
    (
        *(ACCOUNT, '"b" +1 when highest of a of e ever of leads of the account above 2', "SL0126"),
        *("several leads", "`highest of (highest of a of e ever) of leads …`"),
    ),
    (RULE, '"b" +10 for each e ever, at most 3 times', "SL0110", "`at most 3 times`", "`latest 3 only`"),
    (RULE, '"b" +1 for each full 2 of n, at most 3 times', "SL0110", "`at most`", "`max`"),
    (RULE, '"b" +1 for each lead of the same c, at most 3 times', "SL0110", "at most 3 times", "`max 3 leads`"),
]


@pytest.mark.parametrize(("frame", "written", "code", "message", "help"), CASES, ids=[case[1] for case in CASES])
def test_one_report_with_a_form_that_works(frame: str, written: str, code: str, message: str, help: str) -> None:
    found = reports(frame.format(written))
    assert [report.code for report in found] == [code], found
    assert message in found[0].message
    assert help in found[0].help


def test_what_is_put_into_parentheses_is_the_place() -> None:
    (report,) = reports(RULE.format('"b" by count of leads of the same c with s is "v" { from 1: +1 }'))
    assert (report.span.line, report.span.column, report.span.end_column) == (3, 44, 52)
    (report,) = reports(RULE.format('"b" + greatest of (0, 11 - n), limited to 0..11'))
    assert (report.span.line, report.span.column, report.span.end_column) == (3, 9, 32)


def test_the_account_is_called_as_the_file_calls_it() -> None:
    text = "lead {{ id: text key   firm: account }}\n" + RULE
    (report,) = reports(text.format('"b" +1 when any colleague with x'))
    assert report.help == "write `any other lead of the same firm`"


def test_in_a_sample_a_colleague_is_a_colleague() -> None:
    (report,) = reports('sample "x" as of 2026-01-15 {\n  lead id "1"\n  colleague "2"\n  expect a 1\n}\n')
    assert "`any" not in report.help and "other lead" not in report.help


def test_many_comparisons_are_put_into_parentheses_together() -> None:
    tests = " and ".join(f"n{number} at least {number}" for number in range(14))
    (report,) = reports(RULE.format(f'"b" by count of leads of the same c with {tests} {{ from 1: +1 }}'))
    assert report.code == "SL0126"
    assert report.help.startswith("put it into parentheses: `with (n0 at least 0 and n1 at least 1 and")
