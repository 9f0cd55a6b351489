"""Text of rule files and data stays text: in names, labels, literals, lists, comments and file names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Event, Lead
from scoreline.compiler.sql import chains, emit, write
from scoreline.compiler.sql.run import define, load, results, score_in_duckdb
from scoreline.dsl import model
from scoreline.dsl.source import Span

AS_OF = 1_768_467_600
TEXT = model.ValueType("text")
HOSTILE = (
    "'; DROP TABLE x; --",
    '"; DROP TABLE x; --',
    "*/ SELECT 1 /*",
    "/* never closed",
    "it's",
    "\\' \\n \\",
    "{{ 7 * 7 }} {% raw %}",
    "$$ $1 ${x} %s %(a)s",
    "a\nb\r\nc",
    "no\u00a0break\u3000wide",
    "line\u2028and\u2029paragraph\u0085next",
    "right\u202eto\u2066left",
    "nul\0byte",
    "🙂 e\u0301 ﬁ",
    "LAMBDA x : select",
    "at",
)


def _plan(text: str) -> Plan:
    """The text in every place that a rule file's author can fill."""
    span = Span(f"{text}.score", 1, 1, 1, 2)
    key, attribute, page = (model.Attribute(name, TEXT) for name in ("id", f"{text}a", f"{text}p"))
    schema = model.Schema((key, attribute), "id", None, (model.EventKind(text, True, (page,)),))
    value = model.LeadValue(attribute.name, TEXT)
    where = model.Compare("=", model.EventValue(page.name, TEXT), model.Constant(text, TEXT))
    events = model.EventFilter((text,), where, None)
    needles = tuple(sorted({text, f"{text}x"}, key=str.encode))
    entries: tuple[model.Entry, ...] = (
        model.WhenRule(text, 1_000, model.LetRef(text), None, span),
        model.WhenRule(f"{text}2", 2_000, model.InSet(value, needles), None, span),
        model.WhenRule(f"{text}3", 4_000, model.TextTest("contains", value, needles, False), None, span),
        model.WhenRule(f"{text}4", 8_000, model.InList(value, text), None, span),
        model.WhenRule(f"{text}5", 16_000, model.InList(value, f"{text}long"), None, span),
        model.Group(
            f"{text}g",
            (model.OccurrenceRule(f"{text}6", 32_000, events, model.Period("day"), None, None, None, None, span),),
            None,
            None,
            span,
        ),
        model.TableRule(f"{text}7", value, (), (model.Match((text,), 64_000),), None, None, None, span),
    )
    long_list = tuple(sorted([text, *(f"e{i}" for i in range(300))], key=str.encode))
    ruleset = model.Ruleset(
        name=text,
        version=text,
        description=text,
        time_zone="UTC",
        schema=schema,
        lists=(model.TextList(text, (text,)), model.TextList(f"{text}long", long_list)),
        lets=((text, model.Compare("=", value, model.Constant(text, TEXT))),),
        exclusions=(model.Exclusion(model.Compare("=", value, model.Constant("out", TEXT)), text, span),),
        scores=(model.Score(f"{text}s", entries, 0, 1_000_000, 3, span),),
        grades=(model.Grade(f"{text}r", f"{text}s", (model.Band(text, 1_000), model.Band("rest", None)), span),),
        stages=model.Stages(f"{text}t", (model.StageLine(text, None, text, span),), text, span),
        samples=(),
        file=f"{text}.score",
    )
    return lower(ruleset)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str) -> None:
    plan = _plan(text)
    name = f"{text}a"
    leads = [
        Lead("1", {"id": "1", name: text}, (Event(text, AS_OF, {f"{text}p": text}),)),
        Lead(text, {"id": text, name: "out"}, ()),
        Lead("2", {"id": "2", name: text.replace("\u00a0", " ").replace("'", "") + "?"}, ()),
    ]
    found = score_in_duckdb(plan, leads, AS_OF)
    assert found == [reference.score(plan, lead, AS_OF) for lead in leads]
    assert found[0].scores == ((f"{text}s", 127_000),)
    assert found[1].reason == text


def test_lone_surrogates_do_not_crash_and_equal_nothing(tmp_path: Path) -> None:
    """No database can hold them. The data's U+FFFD, which stands for them in labels, is not equal to them."""
    lone, span = "lone \ud800", Span("x \udfff.score", 1, 1, 1, 2)
    value = model.LeadValue("a", TEXT)
    conditions = (
        model.Compare("=", value, model.Constant(lone, TEXT)),
        model.InSet(value, (lone,)),
        model.TextTest("contains", value, (lone,), False),
        model.TextTest("word", value, (lone,), True),
        model.Not(model.Compare("<>", value, model.Constant(lone, TEXT))),
    )
    rules = tuple(model.WhenRule(f"{lone} {i}", 1_000, test, None, span) for i, test in enumerate(conditions))
    known = model.WhenRule(lone, 7_000, model.Not(model.And(conditions[:3])), None, span)
    ruleset = model.Ruleset(
        name="x",
        version=lone,
        description=lone,
        time_zone="UTC",
        schema=model.Schema((model.Attribute("id", TEXT), model.Attribute("a", TEXT)), "id", None, ()),
        lists=(),
        lets=(),
        exclusions=(),
        scores=(model.Score("s", (*rules, known), 0, 100_000, 2, span),),
        grades=(),
        stages=None,
        samples=(),
        file=span.file,
    )
    plan = lower(ruleset)
    leads = [Lead("1", {"id": "1", "a": "lone \ufffd"}, ()), Lead("2", {"id": "2"}, ())]
    with duckdb.connect() as connection:
        load(connection, plan, leads, [AS_OF])
        define(connection, emit(plan, compiled_by="tests \udfff"))
        assert connection.execute("SELECT lead, s FROM x_scores ORDER BY 1").fetchall() == [("1", 7), ("2", 0)]
        assert connection.execute("SELECT rule FROM x_contributions").fetchall() == [("lone \ufffd",)]
    write(emit(plan, compiled_by="tests \udfff"), tmp_path)


@pytest.mark.parametrize("text", ["*/ x", "a\nb", "\u2028", "it's", 'a "b"', "\ud800", "\u202e", "/*", "**//"])
def test_comments_cannot_be_left(text: str) -> None:
    comment = chains.comment_text(text)
    assert "*/" not in comment
    assert "/*" not in comment
    assert comment.isprintable()
    assert "'" not in comment
    assert '"' not in comment
    comment.encode("utf-8")


def test_an_apostrophe_in_a_comment_leaves_later_literals_alone() -> None:
    """DuckDB 2.0 takes the rest for quoted text, and a no-break space outside of quotes for a blank."""
    trap = "SELECT 1 /* it's */, 'a\u00a0b'"
    assert duckdb.execute(trap).fetchall() == [(1, "a b")]
    harmless = chains.comment_text("it's")
    assert duckdb.execute(f"SELECT 1 /* {harmless} */, 'a\u00a0b'").fetchall() == [(1, "a\u00a0b")]


def test_files_have_plain_names_and_run_in_order(tmp_path: Path) -> None:
    plan = _plan("../up \0 *")
    paths = write(emit(plan, compiled_by="scoreline\n*/ DROP TABLE x; --"), tmp_path / "new")
    assert [path.name for path in paths] == sorted(path.name for path in paths)
    assert all(path.parent == tmp_path / "new" and path.name.isascii() and " " not in path.name for path in paths)
    lead = Lead("1", {"id": "1", "../up \0 *a": "../up \0 *"}, ())
    with duckdb.connect() as connection:
        load(connection, plan, [lead], [AS_OF])
        for path in paths:
            if "as_of" not in path.name:
                connection.execute(path.read_text(encoding="utf-8"))
        assert results(connection, plan, AS_OF) == [reference.score(plan, lead, AS_OF)]


def test_header_comments_of_files_are_closed(tmp_path: Path) -> None:
    plan = replace(_plan("x"), version="1\n; DROP TABLE y")
    (first, *_) = write(emit(plan, compiled_by="tests"), tmp_path)
    head = first.read_text(encoding="utf-8").split("\n\n")[0]
    assert all(line.startswith("-- ") for line in head.split("\n"))
