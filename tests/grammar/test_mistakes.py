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
    (RULE, '"b" +10 when renewal before 01.07.2026', "SL0131", "`01.07.2026`", "`2026-07-01`"),
    (SAMPLE, "expect fit not scored", "SL0110", "not of `fit` alone", "`fit missing`"),
    (SAMPLE, "expect total 3, fit not scored, rating A", "SL0110", "not of `fit` alone", "`fit missing`"),
    (RULE, '"b" +10 when n at least 10k', "SL0110", "`10k`", "`10_000`"),
    (RULE, '"b" +10 when n at least 2M and x', "SL0110", "`2M`", "`2_000_000`"),
    (RULE, '"b" +10 when country is "DE" or "AT"', "SL0110", "`or` joins", '`in ("DE", "AT")`'),
    (RULE, '"b" +10 when x and (country is "DE" or "AT" or "CH")', "SL0110", "`or`", '`in ("DE", "AT", "CH")`'),
    (RULE, '"b" +10 when country is not "DE" or "AT"', "SL0110", "`or`", '`not in ("DE", "AT")`'),
    (RULE, '"b" +10 when n is 10 or 20', "SL0110", "`or`", "`in (10, 20)`"),
    (RULE, '"b" +10 when title ends with "a" or "b"', "SL0110", "`or`", '`ends with any of ("a", "b")`'),
    (RULE, '"b" +10 when title contains ("a", "b")', "SL0110", "takes one text", "`contains any of (…)`"),
    (RULE, '"b" +10 when title has word ("a", "b")', "SL0110", "takes one text", "`has any word of (…)`"),
    (RULE, '"b" +10 when title does not contain "x"', "SL0110", "`does not contain`", "`not title contains …`"),
    (RULE, '"b" +10 when x and title not contains "x"', "SL0110", "`not contains`", "`not title contains …`"),
    (
        *(RULE, '"b" +10 when domain of email does not end with "x"', "SL0110"),
        *("`does not end with`", "`not domain of email ends with …`"),
    ),
    (RULE, '"b" by n { 100+: +20 }', "SL0110", "`100+`", "`from 100: …`"),
    (RULE, '"b" by n { 1-49: +5 }', "SL0110", "`1-49`", "`from 1: …`"),
    (RULE, '"b" by n { 1 to 49: +5   from 50: 0 }', "SL0110", "`1 to 49`", "`from 1: …`"),
    (
        *(RULE, '"b" +10 when demo after page_view in last 9 days', "SL0126"),
        *("how soon", "`demo within 2 days after page_view in last 90 days`"),
    ),
    (
        *(RULE, '"b" +10 for each demo after page_view ever', "SL0126"),
        *("how soon", "`demo within 2 days after page_view in last 90 days`"),
    ),
    (SAMPLE, 'visit page "/x", seconds 3', "SL0126", "when `visit` happened", '`visit 3 days ago, page "/x"`'),
    (LEAD, "codes: set of integer", "SL0110", "`set of integer`", "`set of text`"),
    (TOP, "score t, limited to 0-100 { }", "SL0111", "`-` in a range", "`0..100`"),
    (TOP, "score t = 0.4 * fit", "SL0111", "no percentage", "`40% of fit`"),
    (TOP, "let x == y", "SL0111", "`==`", "`=`"),
    (RULE, "+10 when x", "SL0109", "without a label", "the reason in quotes"),
    (RULE, "by n { from 3: +1 }", "SL0109", "without a label", "the reason in quotes"),
    (RULE, '"b" +10 for each page_view', "SL0112", "no window", "`in last 90 days`"),
    (RULE, '"b" +10 for each page_view, latest 3 only', "SL0112", "no window", "`ever`"),
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
    (RULE, '"b" +1 when any lead of the same c with x and y', "SL0119", "is open", "`with (x and y)` or `(… with x)"),
    (RULE, '"b" +10 when demo in last 9 days, halve every 3 days', "SL0120", "`when`", "once for demo in last 9 da"),
    (RULE, '"b" +10 when x, lose 5 points every 3 days', "SL0120", "`when`", "once for demo_request"),
    (RULE, '"b" +10 for each e in last 3 months', "SL0121", "month", "`90 days`"),
    (RULE, '"b" +10 for each e ever, halve every 1 year', "SL0121", "year", "`365 days`"),
    (RULE, '"b" +10 when where is "x"', "SL0122", "`where` is a reserved word", "`where`"),
    (LEAD, "at: text", "SL0122", "`at` is a reserved word", "backticks"),
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
    (TOP, "list m = (DE, FR)", "SL0132", "quotes", '"DE", "FR"'),
    (TOP, "use a from lists/b.score", "SL0132", "quotes", '"lists/b.score"'),
    (STAGE, "sql when x because warm lead", "SL0132", "quotes", '"warm lead"'),
    (RULE, '"b" +10 when e where p is "x" and s at least 3 in last 9 days', "SL0133", "one comparison", "where (p is"),
    (RULE, '"b" +10 when x, unless y or z', "SL0134", "one condition", "`unless (y or z)`"),
    (RULE, '"b" +10 when days since last e in last 9 days at least 3', "SL0135", "no window", "leave the window out"),
    (RULE, '"b" by days since first e ever { from 3: +1 }', "SL0135", "no window", "leave the window out"),
    (RULE, '"b" +10 for each e ever, fade to 5 over 10 days', "SL0136", "to 0", "`fade to 0 over 90 days`"),
    # rules
    (RULE, '"b" review, limited to 0..30', "SL0108", "`review` without a sign", "`+ review` or `- review`"),
    (RULE, '"b" cap when x', "SL0108", "`cap` without a sign", "`+cap` or `-cap`"),
    (RULE, 'first of { "x" +3 when a }', "SL0109", "`first of` without a label", 'first of "Seniority"'),
    (RULE, 'group { "x" +3 when a }', "SL0109", "`group` without a label", 'group "Seniority"'),
    (RULE, 'best of "T" {\n    group "G" { "x" +3 when a }\n  }', "SL0100", "a group inside `best of`", "rules only"),
    (RULE, 'best of "T" {\n    counts since last e\n  }', "SL0100", "`counts since` inside `best of`", "rules only"),
    (RULE, "counts since last e", "SL0100", "`counts since` after a rule", "before its rules"),
    (RULE, '"b" +10 for each e ever, max 20', "SL0126", "`max 20` has no unit", "`max 20 points`"),
    (RULE, '"b" +10 for each e ever, max 20 pts', "SL0126", "`pts` is no unit of `max`", "`max 20 points`"),
    (RULE, '"b" +10 for each e ever, max 20 per day', "SL0126", "has no unit", "`max 20 points per day`"),
    (RULE, '"b" +10 for each e ever, latest 3 per', "SL0126", "missing after `per`", ""),
    (RULE, '"b" +10 for each e ever, latest 3', "SL0126", "`only` is missing after `3`", ""),
    (RULE, '"b" +10 for each e ever, priority 3', "SL0100", "`priority` begins no clause", "`max 20 points`"),
    (RULE, '"b" +10 for each e ever, once per 2.5 days', "SL0605", "2.5 days", "whole number of days"),
    (RULE, '"b" +10 for each e ever, once per 2 weeks', "SL0100", "`weeks` cannot stand", "`days` belongs here"),
    (RULE, '"b" +10 when x, half to even', "SL0610", "without a rounding", "`rounded to 0 decimals, half to even`"),
    (RULE, '"b" +2 for each 10000 of budget', "SL0126", "lacks the word `full`", "`for each full 10000 of …`"),
    (RULE, '"b" -2 for each 30 days since created', "SL0126", "lacks the word `full`", "`for each full 30 days since"),
    (RULE, '"b" +2 for each full of budget', "SL0126", "a number is missing before `of`", "full 10000 of budget"),
    (RULE, '"b" +1 for each day with 7 e ever', "SL0110", "`with`", "`with at least`"),
    (RULE, '"b" +1 for each session of e after 30 minutes of silence ever', "SL0110", "`session of`", "`visit of`"),
    (RULE, '"b" +1 for each visit of e after 30 minutes ever', "SL0126", "`of silence` is missing", "of silence"),
    (RULE, '"b" +5 for each other lead of company', "SL0110", "`other lead of`", "`other lead of the same`"),
    (RULE, '"b" by sic from "x.csv" { missing: 0 }', "SL0126", "`column` is missing before `{`", ""),
    # sequences, values
    (RULE, '"b" +1 for each e within 2 days after f', "SL0112", "no window", "`in last 90 days`"),
    (RULE, '"b" +1 when e not followed by f', "SL0112", "no window", "`in last 90 days`"),
    (RULE, '"b" +1 when e followed by f within 3 days', "SL0112", "no window", "`in last 90 days`"),
    (RULE, '"b" +1 when at least 5 e within 24 hours', "SL0112", "no window", "`within 24 hours in last 90 days`"),
    (RULE, '"b" +1 when e within 2 days of f ever', "SL0100", "`of` cannot stand here", "`after` belongs here"),
    (RULE, '"b" +1 when count of leads of the same c with s is 1 at least 3', "SL0126", "`with` has no", "(s is 1)"),
    (RULE, '"b" +1 when certs has any of "CFP", "CFA"', "SL0126", "no parentheses", '("DE", "FR")'),
    (RULE, '"b" +1 when at least 2 of a, b', "SL0126", "no parentheses", ""),
    (RULE, '"b" +1 when sum amount of e ever above 3', "SL0110", "`sum`", "`sum of`"),
    (RULE, '"b" +1 when max(a, b) above 3', "SL0110", "`max`", "`greatest of`"),
    (RULE, '"b" +1 when days between a and b above 3', "SL0110", "`days between`", "`days from a to b`"),
    (RULE, '"b" +1 when a or else 3 above 2', "SL0110", "`or else`", "`else`"),
    (RULE, '"b" +1 when n at least a / 2', "SL0101", "`/`", "`0.5 * budget`"),
    (RULE, '"b" +1 when page_view where page is in last 9 days', "SL0126", "value is missing after `is`", "page is"),
    # scores, outcomes
    (TOP, 'account heat, limited to 0..9 { "x" +1 when a }', "SL0126", "what `account` has", "`account score heat`"),
    (TOP, "factor t by x { from 3: +1.2 }", "SL0100", "a factor with a sign", "`1.2`"),
    (TOP, 'framework b { c +30 asks "x" { met if y } }', "SL0110", "`met if`", "`met when`"),
    (TOP, "share a bant", "SL0126", "`of` is missing before `bant`", "share bant_share of bant"),
    (TOP, "questions a of b top 3", "SL0125", "`,` is missing before `top`", ""),
    (TOP, 'do not score fit because "x"', "SL0126", "`when` is missing", ""),
    (TOP, "matrix q of a and b { A from 3 B below }", "SL0126", "before the first band", "`a: A from 75   B below`"),
    (TOP, "matrix q of a { a: A from 3 }", "SL0126", "`and` is missing before `{`", ""),
    (TOP, "flag x = y", "SL0100", "`=` cannot stand here", "`when` belongs here"),
    (TOP, "stages l, never back through a, b { a otherwise }", "SL0126", "no parentheses", ""),
    (TOP, 'follow up { "A" when x due in 4 hours  "B" otherwise }', "SL0100", "`due in` after", "due in 4 hours when"),
    (TOP, 'follow up { "A" due 4 hours when x }', "SL0110", "`due`", "`due in`"),
    (TOP, 'follow up { "A" due in 4 working hours when x }', "SL0110", "`working hours`", "`business hours`"),
    (TOP, "follow up { Sales when x }", "SL0132", "quotes", '`"Sales"`'),
    (TOP, "business hours mon to friday from 09:00 to 17:00", "SL0124", "`mon` is no day", "`monday`"),
    (TOP, "business hours monday to friday from 9:00 to 17:00", "SL0110", "`9:00`", "`09:00`"),
    (TOP, "business hours monday to friday from 09:00 to 25:00", "SL0131", "`25:00`", "`24:00`"),
    (TOP, "business hours monday, monday from 09:00 to 17:00", "SL0611", "`monday` stands here twice", ""),
    (TOP, "worklist by top 40", "SL0126", "no score is named", "`worklist by total, top 40`"),
    (TOP, "worklist by total, top 40, top 50", "SL0611", "`top` stands here twice", ""),
    (TOP, "worklist total, top 40", "SL0126", "`worklist` lacks the word `by`", ""),
    (TOP, "attribution campaign", "SL0126", "`attribution` lacks the word `by`", ""),
    (TOP, "ignore click in last 9 days", "SL0135", "`ignore` takes no window", "leave the window out"),
    (TOP, "ignore click more than 5 in 1 minute", "SL0110", "`in`", "`within`"),
    (TOP, 'never "x" y', "SL0118", "`:` is missing before `y`", ""),
    (TOP, "never x", "SL0126", "a text in quotes is missing", ""),
    # sharing
    (TOP, "parameter a 3", "SL0126", "`=` is missing before `3`", "parameter mql_from = 60"),
    (TOP, 'use base from "x" with a 3', "SL0126", "`=` is missing before `3`", ""),
    (TOP, 'extends "base.score"', "SL0110", "`extends`", "`use base from`"),
    (TOP, 'override "Decides" in fit: +40 when x', "SL0110", "without its score", '`override in fit "Decides" …`'),
    (TOP, 'override group "M" in fit { "a" +4 when x }', "SL0110", "without its score", 'in fit group "M" { … }`'),
    (TOP, 'override in fit group "M" +40 when x', "SL0126", "`{` is missing", '`"M" …`, without `group`'),
    (RULE, 'best of "M" by n { from 3: +4 }', "SL0126", "`{` is missing", '`best of "M" { … }`'),
    (TOP, "switch off Student in fit", "SL0132", "quotes", '`"Student"`'),
    (LEAD, "certs: set", "SL0110", "`set`", "`set of text`"),
    (LEAD, 'level: ordered "a", "b"', "SL0126", "no parentheses", ""),
    (SAMPLE, 'colleague "2"', "SL0126", "a name is missing", 'colleague id "2"'),
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


@pytest.mark.parametrize("word", ["points ", "scorecard ", ""])
def test_what_is_no_word_for_a_score_is_taken_for_one_of_leads(word: str) -> None:
    file, problems = read(f"let big = employees at least 5\n{word}total = 50% of fit + 50% of interest\n")
    assert len(problems) == 1
    score = file.items[1]
    assert isinstance(score, syntax.Total) and not score.account


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
