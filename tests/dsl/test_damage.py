"""What is lost where a file could not be parsed."""

from __future__ import annotations

from scoreline.dsl.damage import WHOLE, damage
from scoreline.dsl.diagnostics import Diagnostic
from scoreline.dsl.source import Source, Span

TEXT = """use a, b_c from "x.score"
lead { id: text key  `odd name` : text }
event page_view { page: text }
list l = ("x")
score fit { "x" +1 when ok }
"""


def problem(code: str, first: int, last: int) -> Diagnostic:
    return Diagnostic(code, Span("f", first, 3, last, 5), "message")


def test_a_file_that_was_understood_has_no_damage() -> None:
    assert damage(Source("f", TEXT), []) == WHOLE
    # points without a sign: reported, and read all the same
    assert damage(Source("f", TEXT), [problem("SL0108", 5, 5)]) == WHOLE


def test_lines_and_names() -> None:
    found = damage(Source("f", TEXT), [problem("SL0100", 2, 3), problem("SL0126", 5, 5)])
    assert found.lines == {("f", 2), ("f", 3), ("f", 5)}
    assert {"a", "b_c", "id", "odd name", "page_view", "page", "l", "fit"} <= found.names
    assert "ok" not in found.names
    assert found.touches(Span("f", 1, 1, 2, 1))
    assert not found.touches(Span("f", 4, 1, 4, 9))
    assert not found.touches(Span("other", 1, 1, 9, 1))
    assert found.covers(Span("f", 2, 1, 2, 2)) and not found.covers(Span("f", 1, 1, 2, 1))


def test_long_texts_take_no_time() -> None:
    for text in ("a" * 500_000, "use " * 100_000, "use" + " " * 500_000, "`" * 499_999, "event " * 80_000):
        damage(Source("f", text), [problem("SL0100", 1, 1)])
