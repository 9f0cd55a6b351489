"""The common mistakes: each is one report, with its code, what is wrong and the form that works."""

from __future__ import annotations

import pytest
from scoreline.dsl import syntax
from scoreline.dsl.codes import CODES
from support.parsing import codes, read, reports

RULE = """score s {{
  "a" +1 when country is "DE"
  {}
  "z" +1 when employees above 3
}}
let big = employees at least 5
"""
TOP = "{}\nlet big = employees at least 5\n"
LEAD = "lead {{\n  id: text key\n  {}\n  country: text\n}}\n"
STAGE = "stages l {{\n  a when big\n  {}\n  out otherwise\n}}\n"
SAMPLE = 'sample "x" as of 2026-01-15 {{\n  lead id "1"\n  {}\n  expect fit 20\n}}\n'

# where, what was written, the code, a part of the message, a part of the help
MISTAKES: list[tuple[str, str, str, str, str]] = [
    (RULE, '"b" 30 when x', "SL0108", "`30` without a sign", "`+30` or `-30`"),
    (RULE, '"b" by n { below 5: 3 }', "SL0108", "`3` without a sign", "`+3` or `-3`"),
    (RULE, '"b" +2,5 when x', "SL0107", "`2,5` has a comma", "`2.5`"),
    (RULE, '"b" +10 when n at least 2,5', "SL0107", "`2,5` has a comma", "`2.5`"),
    (RULE, '"b" +1,000 when x', "SL0107", "`1,000`", "`1_000`"),
    (RULE, '"b" +10 if x', "SL0110", "`if`", "`when`"),
    (RULE, '"b" +10 for every page_view in last 9 days', "SL0110", "`for every`", "`for each`"),
    (RULE, '"b" +10 when n more than 30', "SL0110", "`more than`", "`above`"),
    (RULE, '"b" +10 when n is more than 30', "SL0110", "`is more than`", "`above`"),
    (RULE, '"b" +10 when n less than 30', "SL0110", "`less than`", "`below`"),
    (RULE, '"b" +10 when n greater than or equal to 30', "SL0110", "`greater than or equal to`", "`at least`"),
    (RULE, '"b" +10 when n is at least 30', "SL0110", "`is at least`", "`at least`"),
    (RULE, '"b" +10 when n between 10 and 50', "SL0110", "`between`", "`(n at least 10 and n at most 50)`"),
    (RULE, '"b" +10 when country is one of ("DE", "FR")', "SL0110", "`is one of`", "`in`"),
    (RULE, '"b" +10 when country is not in ("DE", "FR")', "SL0110", "`is not in`", "`not in`"),
    (RULE, '"b" +10 points when x', "SL0110", "no unit", "`+10`"),
    (RULE, '"b" +10 when the country is "DE"', "SL0110", "`the`", "leave it out"),
    (RULE, '"b" +10 when x, except when y', "SL0110", "`except when`", "`unless`"),
    (RULE, '"b" +10 when page begins with "/x"', "SL0110", "`begins with`", "`starts with`"),
    (RULE, '"b" +10 when country = "DE"', "SL0111", "`=`", "`is`"),
    (RULE, '"b" +10 when country == "DE"', "SL0111", "`==`", "`is`"),
    (RULE, '"b" +10 when country != "DE"', "SL0111", "`!=`", "`is not`"),
    (RULE, '"b" +10 when n > 3', "SL0111", "`>`", "`above`"),
    (RULE, '"b" +10 when n >= 3', "SL0111", "`>=`", "`at least`"),
    (RULE, '"b" +10 when n < 3', "SL0111", "`<`", "`below`"),
    (RULE, '"b" +10 when n <= 3', "SL0111", "`<=`", "`at most`"),
    (RULE, '"b" +10 when created > 2026-02-20', "SL0111", "`>`", "`after`"),
    (RULE, '"b" +10 when x && y', "SL0111", "`&&`", "`and`"),
    (TOP, "score t, limited to 0-100 { }", "SL0111", "`-` in a range", "`0..100`"),
    (TOP, "score t = 0.4 * fit", "SL0111", "no percentage", "`40% of fit`"),
    (TOP, "let x == y", "SL0111", "`==`", "`=`"),
    (RULE, "+10 when x", "SL0109", "without a label", "the reason in quotes"),
    (RULE, "by n { from 3: +1 }", "SL0109", "without a label", "the reason in quotes"),
    (RULE, '"b" +10 for each page_view', "SL0112", "no window", "`in last 90 days`"),
    (RULE, '"b" +10 for each page_view, latest 3 only', "SL0112", "no window", "`ever`"),
    (RULE, '"b" +10 when count of page_view at least 3', "SL0112", "no window", "`ever`"),
    (RULE, '"b" +10 when no page_view', "SL0112", "no window", "`ever`"),
    (RULE, '"b" +10 for each page_view in 90 days', "SL0113", "`in 90 days`", "`in last 90 days`"),
    (RULE, '"b" +10 for each page_view within 90 days', "SL0113", "`within 90 days`", "`in last 90 days`"),
    (RULE, '"b" +10 for each page_view in the last 90 days', "SL0113", "`in the last 90", "`in last 90 days`"),
    (RULE, '"b" +10 for each page_view last 90 days', "SL0113", "`last 90 days`", "`in last 90 days`"),
    (RULE, '"b" +10 for each page_view, in last 90 days', "SL0114", "comma before the window", "leave the comma out"),
    (RULE, '"b" +10 for each e where p is "x", in last 9 days', "SL0114", "comma before", "leave the comma out"),
    (RULE, '"b" +10 for each e, ever', "SL0114", "comma before", "leave the comma out"),
    (RULE, '"b" by n { below 5: +5', "SL0115", "`{` is never closed", "`}`"),
    (TOP, 'score t { "a" +1 when x', "SL0115", "`{` is never closed", "`}`"),
    (RULE, '"b" +10 when country in ("DE", "FR"', "SL0116", "`(` is never closed", "`)`"),
    (RULE, '"b" +10 when (x and y', "SL0116", "`(` is never closed", "`)`"),
    (TOP, "}", "SL0117", "`}` closes nothing", "leave it out"),
    (RULE, '"b" by n { below 50 +5 from 50: +20 }', "SL0118", "`:` is missing", "`from 50: +10`"),
    (LEAD, "name text", "SL0118", "`:` is missing before `text`", "`country: text`"),
    (RULE, '"b" +10 when x and y or z', "SL0119", "mixed", "`(x and y) or z` or `x and (y or z)`"),
    (RULE, '"b" +10 when x or y and z', "SL0119", "mixed", "`x or (y and z)` or `(x or y) and z`"),
    (RULE, '"b" +10 when demo in last 9 days, halve every 3 days', "SL0120", "`when`", "once for demo in last 9 da"),
    (RULE, '"b" +10 when x, lose 5 points every 3 days', "SL0120", "`when`", "once for demo_request"),
    (RULE, '"b" +10 for each e in last 3 months', "SL0121", "month", "`90 days`"),
    (RULE, '"b" +10 for each e ever, halve every 1 year', "SL0121", "year", "`365 days`"),
    (RULE, '"b" +10 when where is "x"', "SL0122", "`where` is a reserved word", "`where`"),
    (LEAD, "at: text", "SL0122", "`at` is a reserved word", "backticks"),
    (TOP, "matrix q of fit and engagement { fit: A from 3 }", "SL0123", "matrix", "docs/language.md"),
    (TOP, "account { domain: text key }", "SL0123", "accounts", ""),
    (TOP, "flag priority when x", "SL0123", "flags", ""),
    (TOP, 'follow up { "x" due in 1 hour when x }', "SL0123", "`follow up`", ""),
    (TOP, 'never "x": y', "SL0123", "`never`", ""),
    (TOP, "worklist top 40", "SL0123", "worklists", ""),
    (TOP, "factor trust by n { from 1: +1 }", "SL0123", "factors", ""),
    (TOP, "do not score fit when x", "SL0123", "exclusion from one score", ""),
    (RULE, 'first of "T" { "x" +3 when a }', "SL0123", "`first of`", ""),
    (RULE, 'best of "T" { "x" +3 when a }', "SL0123", "`best of`", ""),
    (RULE, "counts since last status_change", "SL0123", "`counts since`", ""),
    (RULE, '"b" +10 for each full 1000 of budget', "SL0123", "per full amount", ""),
    (RULE, '"b" +10 when a within 2 days after b in last 9 days', "SL0123", "sequences", ""),
    (RULE, '"b" +10 when at least 5 events by the lead within 24 hours in last 14 days', "SL0123", "speed", ""),
    (RULE, '"b" +10 when sum of amount of e in last 9 days at least 100', "SL0123", "sums", ""),
    (RULE, '"b" +10 when n at least 10 + 2 * seats', "SL0123", "arithmetic", ""),
    (RULE, '"b" + review, limited to 0..30', "SL0123", "points from an attribute", ""),
    (RULE, '"b" +10 when x, weight 30%', "SL0123", "weights", ""),
    (RULE, '"b" +10 when x, formerly "old"', "SL0123", "`formerly`", ""),
    (RULE, '"b" +10 for each e ever, once per 3 days', "SL0123", "`once per` several days", ""),
    (RULE, '"b" +10 when company.domain is "x"', "SL0123", "accounts", ""),
    (RULE, '"b" +10 wen x', "SL0124", "`wen`", "`when`"),
    (RULE, '"b" +10 WHEN x', "SL0124", "`WHEN`", "`when`"),
    (RULE, '"b" +10 when x, unles y', "SL0124", "`unles`", "`unless`"),
    (RULE, '"b" +10 when country iss "DE"', "SL0124", "`iss`", "`is`"),
    (RULE, '"b" +10 when title has wrod "CEO"', "SL0124", "`has wrod`", "`has word`"),
    (TOP, "scoer t { }", "SL0124", "`scoer`", "`score`"),
    (TOP, "Score t { }", "SL0124", "`Score`", "`score`"),
    (LEAD, "name: txt", "SL0124", "`txt`", "`text`"),
    (LEAD, "name: string", "SL0110", "`string`", "`text`"),
    (LEAD, "ok: boolean", "SL0110", "`boolean`", "`yes or no`"),
    (TOP, 'import a from "x"', "SL0110", "`import`", "`use`"),
    (STAGE, "sql if demo in last 9 days", "SL0110", "`if`", "`when`"),
    (STAGE, "sql else", "SL0110", "`else`", "`otherwise`"),
    (SAMPLE, "expects fit 20", "SL0110", "`expects`", "`expect`"),
    (RULE, '"b" +10 when country in ("DE" "FR")', "SL0125", "`,` is missing", '("DE", "FR")'),
    (RULE, '"b" +10 for each e in last 9 days max 20 points', "SL0125", "`,` is missing before `max`", ""),
    (SAMPLE, 'page_view 3 days ago page "/x"', "SL0125", "`,` is missing before `page`", "commas separate"),
    (TOP, "score t limited to 0..100 { }", "SL0125", "`,` is missing before `limited`", ""),
    (RULE, '"b" +10 x', "SL0126", "`when` is missing before `x`", ""),
    (RULE, '"b" +10', "SL0126", "missing after `10`", '"Label" +10 when'),
    (RULE, '"b" +10 when', "SL0126", "missing after `when`", ""),
    (RULE, '"b" when x', "SL0126", "points", ""),
    (RULE, '"b" n { from 3: +1 }', "SL0126", "missing", ""),
    (TOP, "score t, limited 0..100 { }", "SL0126", "`limited` lacks the word `to`", "`limited to`"),
    (TOP, "ruleset x", "SL0126", "`version` is missing after `x`", "ruleset acme_leads"),
    (TOP, 'list m = "DE", "FR"', "SL0126", "no parentheses", '("DE", "FR")'),
    (TOP, "score t = 40% fit", "SL0126", "`of` is missing before `fit`", ""),
    (TOP, "grade g of t { A 80 B below }", "SL0126", "`from` is missing before `80`", "A from 80"),
    (STAGE, "sql demo in last 9 days", "SL0126", "`when` is missing before `demo`", ""),
    (STAGE, "sql when demo in last 9 days total at least 50", "SL0126", "`and` or `or` is missing", ""),
    (SAMPLE, "page_view 3 days", "SL0126", "`ago` is missing after `days`", ""),
    (RULE, '"b" +10 when n at least 1000000000000000000000000000000', "SL0130", "30 characters", ""),
    (RULE, '"b" +10 when created before 2026-02-30', "SL0131", "`2026-02-30`", ""),
    (SAMPLE, "page_view 2026-01-13T25:00Z", "SL0131", "T25:00Z", ""),
    (RULE, '"b" +10 when title has word CEO', "SL0132", "quotes", '`"CEO"`'),
    (TOP, "list m = (DE, FR)", "SL0132", "quotes", '"DE", "FR"'),
    (TOP, "use a from lists/b.score", "SL0132", "quotes", '"lists/b.score"'),
    (STAGE, "sql when x because warm lead", "SL0132", "quotes", '"warm lead"'),
    (RULE, '"b" +10 when e where p is "x" and s at least 3 in last 9 days', "SL0133", "one comparison", "where (p is"),
    (RULE, '"b" +10 when x, unless y or z', "SL0134", "one condition", "`unless (y or z)`"),
    (RULE, '"b" +10 when days since last e in last 9 days at least 3', "SL0135", "no window", "leave the window out"),
    (RULE, '"b" by days since first e ever { from 3: +1 }', "SL0135", "no window", "leave the window out"),
    (RULE, '"b" +10 for each e ever, fade to 5 over 10 days', "SL0136", "to 0", "`fade to 0 over 90 days`"),
    (RULE, '"b" +10 when x;', "SL0101", "`;`", "leave it out"),
    (RULE, '"b" +10 when n above 50 %', "SL0101", "`%`", "`50%`"),
    (RULE, '"b" +10 when x // comment', "SL0101", "`//`", "`#`"),
    (RULE, '"b" +10 when x -- a comment', "SL0101", "`--`", "`#`"),
    (TOP, 'list m = ["DE", "FR"]', "SL0101", "square brackets", '("DE", "FR")'),
    (RULE, '"b" +10 when x \u200b', "SL0101", "U+200B", "cannot be seen"),
    (RULE, '"b" +10 when title is "CEO', "SL0102", "closing quote", ""),
    (RULE, '"b +10 when title is "CEO"', "SL0102", "closing quote", ""),
    (RULE, '"b" +10 when title contains "C\\x"', "SL0103", "`\\x`", "`\\\\`"),
    (RULE, '"b" +10 when title contains "\\u{d800}"', "SL0103", "`\\u{d800}`", ""),
    (RULE, '"b" +10 when title is “CEO”', "SL0104", "typographic", '`"CEO"`'),
    (RULE, "\"b\" +10 when title is 'CEO'", "SL0104", "single", '`"CEO"`'),
    (RULE, '"b" \u221210 when x', "SL0105", "U+2212", "`-`"),
    (RULE, '"b" +10 when x because "y"', "SL0100", "cannot stand here", "leave it out"),
    (LEAD, "name: text,,", "SL0100", "comma", "leave it out"),
    (RULE, '"b" +10 when x\x07', "SL0003", "U+0007", "delete"),
]  # fmt: skip


@pytest.mark.parametrize(("frame", "written", "code", "message", "help"), MISTAKES, ids=[m[1] for m in MISTAKES])
def test_one_report_that_names_the_mistake(frame: str, written: str, code: str, message: str, help: str) -> None:
    text = frame.format(written)
    found = reports(text)
    assert [report.code for report in found] == [code], found
    assert message in found[0].message
    assert help in found[0].help


@pytest.mark.parametrize(("frame", "written", "code", "message", "help"), MISTAKES, ids=[m[1] for m in MISTAKES])
def test_messages_are_in_house_style(frame: str, written: str, code: str, message: str, help: str) -> None:
    del code, message, help
    for report in reports(frame.format(written)):
        assert not report.message.endswith("."), report
        assert report.help, report
        assert report.message[0].islower() or report.message[0] in "`\u2026", report
        said = f"{report.message} {report.help}".replace("did you mean", "")
        for word in ("you ", "token", "LALR", "identifier", "illegal", "syntax"):
            assert word not in said


@pytest.mark.parametrize("frame", [RULE, STAGE, LEAD, SAMPLE])
def test_the_rest_of_the_file_is_kept(frame: str) -> None:
    """A statement that cannot be read is left out, and nothing else."""
    whole = read(frame.format(""))[0]
    mended = read(frame.format("?? ?? ??"))[0]
    assert [type(item) for item in mended.items] == [type(item) for item in whole.items]


def test_each_syntax_code_has_a_test() -> None:
    elsewhere = {"SL0001", "SL0002", "SL0004", "SL0106", "SL0127", "SL0128", "SL0129"}
    tested = {mistake[2] for mistake in MISTAKES} | elsewhere
    assert {code for code in CODES if code < "SL02"} <= tested


def test_places() -> None:
    (report,) = reports(RULE.format('"b" +10 when country = "DE"'))
    assert (report.span.line, report.span.column, report.span.end_column) == (3, 24, 25)
    (report,) = reports(RULE.format('"b" +10 when (x and y'))
    assert (report.span.line, report.span.column) == (3, 16)
    assert (report.related[0].span.line, report.related[0].span.column) == (4, 3)


def test_a_group_that_is_not_closed_is_blamed_by_its_margin() -> None:
    text = 'score s {\n  "a" 0 when x\n  group "G" {\n    "b" 0 when y\n}\nscore t { "c" 0 when z }\n'
    (report,) = reports(text)
    assert (report.code, report.span.line, report.span.column) == ("SL0115", 3, 13)


def test_a_missing_value_does_not_swallow_the_next_rule() -> None:
    file, problems = read(RULE.format('"b" +10 when title is'))
    assert [(problem.code, problem.span.line) for problem in problems] == [("SL0126", 3)]
    score = file.items[0]
    assert isinstance(score, syntax.Score)
    assert [entry.label.value for entry in score.entries] == ["a", "z"]


def test_a_block_that_is_not_closed_before_an_item() -> None:
    text = "lead {\n  id: text key\n\nevent page_view { page: text }\nlet a = b\n"
    (report,) = reports(text)
    assert (report.code, report.span.line, report.span.column) == ("SL0115", 1, 6)
    assert len(read(text)[0].items) == 3


def test_both_readings_of_a_long_chain_are_cut() -> None:
    (report,) = reports("let x = a and b or c and d or e")
    assert report.help == "write `(a and b) or (c and d) …` or `a and (b or c) and d …`"
    assert codes("let x = (a and b) or c") == []
