"""The code on the page about the Python module runs, one block after the other, on the rules that it shows."""

from __future__ import annotations

from scoreline.compiler.python import emit
from support.backends import load_module, planned
from support.documents import ROOT, blocks


def test_the_page_says_what_the_module_does() -> None:
    page = list(blocks(ROOT / "docs" / "python.md"))
    [rules] = [block for block in page if block.info == ("score",)]
    code = [block for block in page if block.info == ("python",)]
    assert len(code) == 6
    names: dict[str, object] = {"scorer": load_module(emit(planned(rules.text)))}
    for block in code:
        exec(compile("\n" * block.line + block.text, block.name, "exec"), names)


def test_the_page_names_every_field() -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    fields = "scores grades stage reason problem contributions ignored matrices flags questions routes follow_up due"
    for field in [*fields.split(), "barred", "listed"]:
        assert f"`{field}`" in text, field
