"""All problems of a file in one run, none that follows from another."""

from __future__ import annotations

import pytest
from scoreline.dsl import syntax
from scoreline.dsl.diagnostics import MAX_REPORTS
from scoreline.dsl.source import Source
from scoreline.grammar.parser import parse
from scoreline.grammar.scanner import scan
from support.parsing import EVERY_FORM, codes, read, reports

# Each seed: what is replaced by what, and the code that must come of it; one seed a statement.
SEEDS = {
    "words and signs": [
        ("country:    text", "country     text", "SL0118"),
        ('"Student"               -40', '"Student"               40', "SL0108"),
        ("+8  for each page_view", "+8  for every page_view", "SL0110"),
        ("sql      when demo_request", "sql      if demo_request", "SL0110"),
        ("3 days ago, page", "3 days ago page", "SL0125"),
    ],
    "structure": [
        ('("c-level", "vp", "director")\n', '("c-level", "vp", "director"\n', "SL0116"),
        ('"Budget known"           +5', '"Budget known"           +2,5', "SL0107"),
        ("+3 when at least 3 page_view", "+3 when", "SL0126"),
        ("once per mail\n  }", "once per mail\n", "SL0115"),
        ('"Any" +1', '"Any +1', "SL0102"),
    ],
    "blocks": [
        ("score fit, limited to 0..100 {", "score fit, limited to 0..100", "SL0126"),
        ("  \"Zero\" 0 when ok\n}", '  "Zero" 0 when ok\n', "SL0115"),
        ("grade rating of", "grad rating of", "SL0124"),
        ('"/pricing" in last 90 days, latest', '"/pricing" in 90 days, latest', "SL0113"),
        ("when decision_maker\n", "when decision_maker = yes\n", "SL0111"),
    ],
    "schema and samples": [
        ("budget:     decimal", "budget:     decimla", "SL0124"),
        ("event ping { }", "evnt ping { }", "SL0124"),
        ('markets = ("DE"', 'markets ("DE"', "SL0126"),
        ("mql      when total at least 60", "mql      when total >= 60", "SL0111"),
        ('expect       fit 50', 'expects      fit 50', "SL0110"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", SEEDS)
def test_five_mistakes_give_five_reports(name: str) -> None:
    text = EVERY_FORM
    lines = []
    for old, new, _ in SEEDS[name]:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    for _, new, code in SEEDS[name]:
        lines.append((text[: text.index(new)].count("\n") + 1, code))
    found = reports(text)
    assert sorted(report.code for report in found) == sorted(code for _, code in lines), found
    said = {(report.span.line, report.code) for report in found}
    # An open parenthesis or brace is blamed where it opens, which may be a line or two before.
    exact = {place for place in lines if place[1] not in ("SL0115", "SL0116", "SL0126")}
    assert exact <= said
    file, _ = read(text)
    whole, _ = read(EVERY_FORM)
    assert len(file.items) >= len(whole.items) - 2


def test_a_mistake_in_a_rule_costs_that_rule_only() -> None:
    file, problems = read('score s {\n  "a" +1 when x\n  "b" +2 when ?? ??\n  "c" +3 when z\n}\nlet q = r')
    assert len(problems) >= 1
    score = file.items[0]
    assert isinstance(score, syntax.Score)
    labels = [entry.label.value for entry in score.entries if not isinstance(entry, syntax.Group)]
    assert labels[0] == "a" and labels[-1] == "c"
    assert len(file.items) == 2


def test_a_block_with_a_broken_head_is_read_all_the_same() -> None:
    found = reports('score 5 of something {\n  "a" +1 wen x\n  "b" 2 when y\n}\nlet q = r')
    assert [report.span.line for report in found] == [1, 2, 3], found


def test_an_item_at_the_margin_ends_whatever_is_open() -> None:
    file, problems = read('score s {\n  "a" +1 when (((\nlet q = r\nlet p = r')
    assert len(problems) == 1, problems
    assert [type(item).__name__ for item in file.items][-2:] == ["Let", "Let"]


@pytest.mark.parametrize(
    "text", ["let", "let x =", "score s {", 'score s { "a"', 'sample "x" as of', "use a from", "grade"]
)
def test_a_file_that_stops_short_gives_one_report(text: str) -> None:
    assert len(codes(text)) == 1
    assert len(codes("let a = b\n" + text)) == 1


def test_too_many_problems_are_cut() -> None:
    text = "score s {\n" + '  "a" +1 wen x\n' * 5000 + "}"
    found = reports(text)
    assert len(found) == MAX_REPORTS + 1
    assert found[-1].code == "SL0106"


def test_a_token_less_is_at_most_one_report() -> None:
    """Any one word or sign deleted from a file with every form; each time only the items around it are read."""
    lines = EVERY_FORM.split("\n")
    items = read(EVERY_FORM)[0].items
    several, deleted = [], 0
    for before, item, after in zip((items[0], *items), items, (*items[1:], items[-1]), strict=False):
        text = "\n".join(lines[before.span.line - 1 : after.span.end_line])
        starts = [0]
        for line in text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        for token in scan(Source("a.score", text))[0].tokens:
            if not item.span.line <= token.line + before.span.line - 1 <= item.span.end_line:
                continue
            deleted += 1
            begin = starts[token.line - 1] + token.column - 1
            end = starts[token.line - 1] + token.end_column - 1
            _, found = parse(Source("a.score", text[:begin] + text[end:]))
            if len(found) > 1:
                several.append((token, found))
    assert deleted > 2000
    assert len(several) <= deleted // 100, several[:3]


BROKEN_HEADS = {
    "account score 5 {": '  "a" +1 wen x',
    "framework 5 {": '  a +1 { } b +1 askes "x" { }',
    "matrix q of and b {": "  a: A frm 3 B below",
    "follow up 5 {": '  "A" wen x',
    "route 5 {": '  "A" wen x',
    "factor 5 {": "  from 3 1",
    "account stages 5 {": "  a wen x",
    "account grade 5 {": "  A frm 3",
    "account 5 {": "  domain text",
}


@pytest.mark.parametrize("head", BROKEN_HEADS)
def test_the_lines_of_any_block_with_a_broken_head_are_read(head: str) -> None:
    found = reports(f"{head}\n{BROKEN_HEADS[head]}\n}}\nlet q = r")
    assert [report.span.line for report in found] == [1, 2], found


def test_groups_with_broken_heads() -> None:
    found = reports('score s {\n  first of 5 {\n    "a" +1 wen x\n  }\n  "z" +1 wen y\n}\nlet q = r')
    assert [report.span.line for report in found] == [2, 3, 5], found


@pytest.mark.parametrize(
    "text",
    ['sample "s" as of {\n lead {', 'sample "s" {\n "", d 2 {', 'sample "s" as of {\n  account {\n  }\n}\nlet q = r'],
)
def test_a_block_that_cannot_have_the_shortest_header_where_it_stands_is_given_up(text: str) -> None:
    """Another header was put in for it, and given up in its turn, again and again."""
    assert 1 <= len(reports(text)) <= 4
