"""Text from rule files and data never becomes code of the emitted module, whatever characters it has."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence

from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st
from scoreline.compiler.plan import Plan
from scoreline.compiler.python import emit
from scoreline.compiler.reference import score
from scoreline.compiler.result import Event, Lead
from support.backends import by_python
from support.hostile_plan import COUNT, plan_of

AS_OF = 1_768_467_600
NASTY = (
    *(
        "'",
        '"',
        '"""',
        "'''",
        "\\",
        "\\'",
        '\\"""',
        "{{ x }}",
        "{% raw %}",
        "{# #}",
        "{x}",
        "%s",
        "# no",
        "-- no",
        "x\n# y",
    ),
    *(
        "\n",
        "\r",
        "\r\nimport os",
        "\x00",
        "\x0c",
        "\x1b[31m",
        "\x85",
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2066",
        "\ufeff",
    ),
    *(
        "\ud800",
        "\udfff",
        "\U0001f600",
        "é",
        "학생",
        '"""\nimport os\n"""',
        "')); import os; (('",
        "\tx",
        "# -*- coding: x -*-",
    ),
    *("None", "True", "import", "rows", "lead", "_text", "score", "__import__('os')", "at", "0", "1_000", "__class__"),
)
TEXTS = st.lists(
    st.sampled_from(NASTY)
    | st.text(st.characters(), max_size=12)
    | st.tuples(st.sampled_from(NASTY), st.text(max_size=4)).map("".join),
    min_size=COUNT + 8,
    max_size=COUNT + 8,
    unique=True,
)
PLAIN = [f"s{number}" for number in range(COUNT + 8)]


class _Shape(ast.NodeTransformer):
    """Masks texts and names; what is left is the code."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("text" if isinstance(node.value, str) else node.value)

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name("name", node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg("name", None if node.annotation is None else self.visit(node.annotation))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = "name"
        return self.generic_visit(node)


def _shape(source: str) -> str:
    return ast.dump(_Shape().visit(ast.parse(source)))


SHAPE = _shape(emit(plan_of(PLAIN), compiled_by="s"))


# Nothing is shrunk: the texts of a failing case are read faster than a search for fewer of them ends.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=_PHASES)
@given(TEXTS)
@example(list(NASTY))
def test_the_code_is_the_same_whatever_the_texts_are(texts: list[str]) -> None:
    # No attribute is called like a column that all events have: the checker sees to that.
    source = emit(plan_of([f"{text}_" if text in ("at", "event") else text for text in texts]), compiled_by=texts[-1])
    source.encode("utf-8")
    assert _shape(source) == SHAPE
    hidden = [c for c in source if not c.isprintable() and c != "\n"]
    assert not hidden


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=_PHASES)
@given(TEXTS)
@example(list(NASTY))
def test_names_are_the_emitters_own(texts: list[str]) -> None:
    source = emit(plan_of(texts))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            assert token.string.isascii()
            assert not token.string.startswith("__") or token.string in {
                "__future__",
                "__all__",
                "__new__",
                "__slots__",
                "__init__",
            }


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=_PHASES)
@given(TEXTS, st.data())
def test_results_carry_the_texts_unchanged(texts: list[str], data: st.DataObject) -> None:
    plan = plan_of(texts)
    assume(plan.schema.events[0].attributes[0].name not in {"lead", "event", "at"})  # the checker refuses those
    lead = _lead(plan, texts, data)
    expected = score(plan, lead, AS_OF)
    [got] = by_python(plan, [lead], AS_OF)
    assert got == expected


def _lead(plan: Plan, texts: Sequence[str], data: st.DataObject) -> Lead:
    sound = [text for text in texts if text.strip("\t\n\v\f\r \u00a0\u3000") and _is_sound(text)]
    key, attribute, choice, _ = (a.name for a in plan.schema.attributes)
    kind = plan.schema.events[0]
    values: dict[str, str | int | bool] = {key: "1"}
    if data.draw(st.booleans()):
        values[attribute] = data.draw(st.sampled_from(sound)) if sound else "x"
    options = [option for option in plan.schema.attributes[2].type.options if option in sound]
    if options:
        values[choice] = data.draw(st.sampled_from(options))
    page = data.draw(st.sampled_from(sound)) if sound else "x"
    return Lead("1", values, (Event(kind.name, AS_OF - 60, {kind.attributes[0].name: page}),))


def _is_sound(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in text)
