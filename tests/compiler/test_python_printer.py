"""What the emitter prints is read back as the tree it stands for, on one line and broken over many."""

from __future__ import annotations

import ast
import keyword

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scoreline.compiler.python import trees as t
from scoreline.compiler.python.names import Names, slug
from scoreline.compiler.python.source import Lines, docstring, escaped, quoted, text_of

ANY_TEXT = st.text(st.characters(), max_size=30)  # lone surrogates included
NASTY = (
    *("'", '"', '"""', "'''", "\\", "\\'", "\\N{DASH}", "{{ x }}", "{% raw %}", "{x}", "%s", "# no", "-- no"),
    *("\n", "\r", "\r\n", "\x00", "\x0c", "\x1b[31m", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff"),
    *("\ud800", "\udfff", "\ud83d\ude00", "\U0001f600", "é", "e\u0301", "학생", "'''\n\"\"\"\nimport os\n"),
)
TEXTS = ANY_TEXT | st.sampled_from(NASTY) | st.tuples(st.sampled_from(NASTY), ANY_TEXT).map("".join)

_LEAVES = st.one_of(
    st.sampled_from(["x", "title", "page_view_count"]).map(t.name),
    TEXTS.map(t.constant),
    st.integers(-(10**18), 10**18).map(t.whole),
    st.sampled_from([t.constant(None), t.constant(True)]),
)
_SIGNS = st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "in", "not in", "is", "is not"])
_NODES = st.deferred(lambda: _LEAVES | _MADE)
_MADE = st.one_of(
    st.builds(t.compare, _NODES, _SIGNS, _NODES),
    st.lists(_NODES, min_size=2, max_size=6).map(t.all_of),
    st.lists(_NODES, min_size=2, max_size=6).map(t.any_of),
    _NODES.map(lambda node: ast.UnaryOp(ast.Not(), node)),
    st.builds(t.minus, _NODES, _NODES),
    st.builds(lambda of, argument: t.method(of, "startswith", argument), _NODES, _NODES),
    st.lists(_NODES, min_size=1, max_size=4).map(t.tuple_of),
    st.lists(_NODES, min_size=1, max_size=4).map(ast.Set),
    st.lists(_NODES, max_size=4).map(lambda items: t.call("_function", *items)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_MADE)
def test_a_printed_expression_is_the_expression(tree: ast.expr) -> None:
    assert ast.dump(ast.parse(text_of(tree), mode="eval").body) == ast.dump(_flat(tree))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_MADE, st.integers(0, 25))
def test_a_broken_expression_is_the_expression(tree: ast.expr, depth: int) -> None:
    lines = Lines()
    _put(lines, tree, depth)
    body = ast.parse(lines.text()).body
    for _ in range(depth):
        [outer] = body
        assert isinstance(outer, ast.If)
        body = outer.body
    [statement] = body
    assert isinstance(statement, ast.If)
    assert ast.dump(statement.test) == ast.dump(_flat(tree))


def _put(lines: Lines, tree: ast.expr, depth: int) -> None:
    if depth:
        with lines.block("if x:"):
            _put(lines, tree, depth - 1)
        return
    with lines.when(tree):
        lines.add("pass")


def _flat(tree: ast.expr) -> ast.expr:
    """Chains inside chains of the same kind are read as one only without parentheses; the printer writes them."""
    return ast.parse(ast.unparse(ast.fix_missing_locations(tree)), mode="eval").body


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_text_stays_text(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text
    assert quoted(text).isprintable() and quoted(text).encode()  # one line, nothing hidden, no half characters
    assert escaped(text).isprintable()
    source = docstring(text)
    source.encode()
    [statement] = ast.parse(source).body
    assert isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    plain = [line.rstrip(" ") for line in text.split("\n")]
    assert str(statement.value.value).split("\n") == plain


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXTS, max_size=12), st.sampled_from(["local", "private", "constant"]))
def test_names_are_plain_and_given_once(texts: list[str], which: str) -> None:
    names = Names(reserved=["score_2", "_text"])
    given_out = [names.local(text) if which == "local" else getattr(names, which)("rule", text) for text in texts]
    assert len(set(given_out)) == len(given_out)
    for name in given_out:
        assert name.isascii() and name.isidentifier() and not keyword.iskeyword(name)
        assert name not in {"score_2", "_text", "print", "rows", "event"}
        assert name.startswith("_") is (which != "local")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lead Origin", "lead_origin"),
        ("TotalVisits", "totalvisits"),
        ("__x__", "x"),
        ("학생", ""),
        ("Größe", "gr_e"),
        ("\u212aelvin", "elvin"),  # a sign that lower() would turn into an ASCII letter
        ("a" * 90, "a" * 40),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected
