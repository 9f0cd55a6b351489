"""The binding of docs/bindings.md is one, for the schema that docs/language.md uses."""

from __future__ import annotations

from scoreline.dsl.binding import Binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.load import load_text
from scoreline.dsl.source import Source
from support.documents import ROOT, blocks


def test_the_example_is_a_binding() -> None:
    (preamble,) = (b for b in blocks(ROOT / "docs" / "language.md") if b.info == ("score", "preamble"))
    ruleset = load_text(preamble.text + 'score one { "The first lead" +1 when id is "1" }\n').ruleset
    assert ruleset is not None
    (example,) = (b for b in blocks(ROOT / "docs" / "bindings.md") if b.info == ("toml",))
    found = read_text(Source("bindings.md", example.text), ruleset.schema)
    assert isinstance(found, Binding), found
    assert found.events.kinds == (("Email Opened", "mail_open"), ("Web Visit", "page_view"))
