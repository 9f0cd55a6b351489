"""What must hold for every rule file and all data, on generated ones."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from decimal import ROUND_UP, Context, localcontext
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scoreline.compiler import python as python_output
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score, score_all
from scoreline.compiler.result import Event, Lead
from scoreline.compiler.sql.emit import emit
from scoreline.compiler.sql.run import define, load, results
from scoreline.dsl import model
from scoreline.dsl.codes import CODES
from scoreline.dsl.format import format_source
from scoreline.dsl.load import Loaded, load_text
from scoreline.dsl.source import Source
from scoreline.grammar.scanner import scan
from support.backends import all_by_python, by_duckdb, by_python, canonical, exact, load_module, planned, raw_lead
from support.fuzz import broken
from support.generate.chance import Chance
from support.generate.rulesets import Case, cases, rulesets

EXAMPLES = max(20, int(os.environ.get("SCORELINE_EXAMPLES", "120")) // 2)


def law(examples: int = EXAMPLES):  # type: ignore[no-untyped-def]
    return settings(
        max_examples=examples,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


def plan_of(case: Case, folder: Path) -> Plan:
    return planned(case.text, case.written(folder / str(case.seed)))


def sound(loaded: Loaded) -> None:
    """Either a ruleset, or reasons why there is none; each reason complete."""
    assert loaded.ruleset is not None or loaded.diagnostics
    for d in loaded.diagnostics:
        assert d.code in CODES
        assert d.message and not d.message.endswith("."), d.message
        assert not re.match(r"[A-Z][a-z]", d.message), d.message
        assert d.span.line >= 1 and d.span.column >= 1
        assert (d.span.end_line, d.span.end_column) >= (d.span.line, d.span.column)


@law(EXAMPLES * 4)
@given(made=rulesets(), seed=st.integers(0, 2**32))
def test_broken_text_gives_diagnostics_and_nothing_else(folder: Path, made: Case, seed: int) -> None:
    text = broken(Chance(seed), made.text)
    loaded = load_text(text, base=made.written(folder / str(made.seed)))
    sound(loaded)
    if loaded.ruleset is not None:
        plan = lower(loaded.ruleset)
        compile(python_output.emit(plan), "<scorer>", "exec")
        score(plan, Lead("1", {plan.schema.key: "1"}, ()), 1_768_467_600)


@law()
@given(made=cases(leads=10))
def test_contributions_add_up(folder: Path, made: Case) -> None:
    plan = plan_of(made, folder)
    shares = {each.name for each in plan.scores if isinstance(each, model.Share)}  # they have no contributions
    for lead in made.leads:
        result = score(plan, lead, made.as_of)
        rows = {name: 0 for name, _ in result.scores}
        for row in result.contributions:
            assert row.points != 0
            rows[row.score] += row.points
        for name, value in result.scores:
            assert rows[name] == (0 if value is None or name in shares else value * 10**6)


@law()
@given(made=cases(leads=10))
def test_later_events_and_the_order_of_events_change_nothing(folder: Path, made: Case) -> None:
    plan = plan_of(made, folder)
    chance = Chance(made.seed)
    changed = []
    for lead in made.leads:
        later = [Event(e.kind, made.as_of + chance.between(1, 10**7), e.values) for e in lead.events]
        changed.append(replace(lead, events=tuple(chance.shuffled([*lead.events, *later]))))
    expected = [canonical(score(plan, lead, made.as_of)) for lead in made.leads]
    assert [canonical(score(plan, lead, made.as_of)) for lead in changed] == expected
    assert [canonical(r) for r in by_python(plan, changed, made.as_of)] == expected


@law(EXAMPLES // 3)
@given(made=cases(leads=12))
def test_other_leads_do_not_matter_to_sql(folder: Path, made: Case) -> None:
    plan = plan_of(made, folder)
    account = None if plan.schema.account is None else plan.schema.account.lead_attribute
    first, *rest = made.leads
    strangers = [lead for lead in rest if account is None or lead.values.get(account) != first.values.get(account)]
    alone = by_duckdb(plan, [first], made.as_of)
    among = by_duckdb(plan, [*reversed(strangers), first], made.as_of)
    assert [canonical(r) for r in alone] == [canonical(r) for r in among if r.lead == first.key]
    assert {r.lead for r in among} == {first.key, *(lead.key for lead in strangers)}


@law(EXAMPLES // 3)
@given(made=cases(leads=12))
def test_several_moments_at_once_are_as_good_as_each_alone(folder: Path, made: Case) -> None:
    plan = plan_of(made, folder)
    chance = Chance(made.seed)
    moments = sorted(
        {made.as_of, made.as_of - chance.between(1, 40) * 3600, made.as_of - chance.between(1, 900) * 86_400}
    )
    with duckdb.connect(":memory:") as connection:
        load(connection, plan, made.leads, moments)
        define(connection, emit(plan, compiled_by="x"))
        for moment in moments:
            found = {r.lead: canonical(r) for r in results(connection, plan, moment)}
            expected, _ = score_all(plan, made.leads, moment)
            assert found == {result.lead: canonical(result) for result in expected}


@law()
@given(made=rulesets())
def test_the_same_text_gives_the_same_bytes(folder: Path, made: Case) -> None:
    from scoreline.compiler import sql as sql_output

    first, second = plan_of(made, folder), plan_of(made, folder)
    assert first == second
    assert python_output.emit(first) == python_output.emit(second)
    assert sql_output.emit(first, compiled_by="x") == sql_output.emit(second, compiled_by="x")


@law(EXAMPLES // 2)
@given(made=cases(leads=6))
def test_the_callers_decimal_context_does_not_matter(folder: Path, made: Case) -> None:
    plan = plan_of(made, folder)
    expected, _ = all_by_python(plan, made.leads, made.as_of)
    source = python_output.emit(plan)
    scorer = load_module(source)
    data = [raw_lead(plan, lead) for lead in made.leads]
    with localcontext(Context(prec=3, rounding=ROUND_UP)):
        assert plan_of(made, folder) == plan
        assert python_output.emit(plan) == source
        found = list(scorer.score_many(data, as_of=made.as_of, contributions=True))
    assert [exact(result) for result in found] == expected


@law()
@given(made=rulesets())
def test_the_content_hash_covers_meaning_and_nothing_else(folder: Path, made: Case) -> None:
    plan = plan_of(made, folder)
    chance = Chance(made.seed)
    base = folder / str(made.seed)
    lines = [
        " " * chance.between(0, 6)
        + line.strip()
        + chance.one(("", "  # a remark", "   ", "\t"))
        + "\n" * chance.between(0, 2)
        for line in made.text.split("\n")
    ]
    same = planned("# another beginning\n" + "\n".join(lines), base)
    assert same.content_hash == plan.content_hash
    # One more point for the first rule that pays a small whole number of them.
    changed, count = re.subn(
        r'(^ *"rule \d+" [+-])(\d)( (?:when|for|once))',
        lambda m: f"{m[1]}{int(m[2]) + 1}{m[3]}",
        made.text,
        count=1,
        flags=re.M,
    )
    if count:
        assert planned(changed, base).content_hash != plan.content_hash


@law()
@given(made=rulesets())
def test_formatting_keeps_the_meaning_and_is_stable(folder: Path, made: Case) -> None:
    plan = plan_of(made, folder)
    text = formatted(made.text)
    assert formatted(text) == text
    assert planned(text, folder / str(made.seed)).content_hash == plan.content_hash


@law()
@given(made=rulesets(), seed=st.integers(0, 2**32))
def test_formatting_any_layout_keeps_meaning_and_comments(folder: Path, made: Case, seed: int) -> None:
    plan = plan_of(made, folder)
    loose, comments = laid_out_anyhow(Chance(seed), made.text)
    assert planned(loose, folder / str(made.seed)).content_hash == plan.content_hash
    text = formatted(loose)
    assert formatted(text) == text
    assert planned(text, folder / str(made.seed)).content_hash == plan.content_hash
    assert sorted(re.findall(r"# remark \d+", text)) == sorted(comments)


def formatted(text: str) -> str:
    made = format_source(Source("rules.score", text))
    assert isinstance(made, str), made
    return made


def laid_out_anyhow(chance: Chance, text: str) -> tuple[str, list[str]]:
    """The same words with other blanks, line breaks and comments between them; and the comments."""
    lines = text.split("\n")
    out: list[str] = []
    comments: list[str] = []
    rest = chance.one((2, 10, 60))
    before = (0, 0)
    for token in scan(Source("rules.score", text))[0].tokens:
        between = "" if before == (token.line, token.column) else " "
        if between and chance.often(rest):
            comments.append(f"# remark {len(comments)}")
            between = chance.one(("\n", "\n\n\n   ", "\t", "  ", f" {comments[-1]}\n", f"\n  {comments[-1]}\n"))
            if "#" not in between:
                comments.pop()
        out += [between, lines[token.line - 1][token.column - 1 : token.end_column - 1]]
        before = (token.end_line, token.end_column)
    return "".join(out) + "\n", comments


def test_the_emitted_module_needs_the_standard_library_only(folder: Path) -> None:
    import ast
    import sys

    from support.generate.rulesets import case

    for seed in range(30):
        source = python_output.emit(plan_of(case(seed, leads=0), folder))
        for node in ast.walk(ast.parse(source)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in sys.stdlib_module_names, name
        load_module(source)
