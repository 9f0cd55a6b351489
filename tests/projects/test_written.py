"""Texts of project files: YAML that reads as it was meant, templates that give what they were made of."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment
from scoreline.compiler.projects.written import Block, jinja_literal, jinja_text, out_of_jinja, slug, yaml

TEXTS = st.text(max_size=40) | st.text(alphabet="{}%#'\"\\ \r\n\f\v-ab", max_size=20)
PLAIN = Environment(autoescape=False, keep_trailing_newline=True)


@given(TEXTS)
@example("{{{% raw %}")
@example("{{ 1 / 0 }}")
@example("a\r\nb{\rc{")
@example("{# {{ '{' }}")
def test_a_template_gives_the_text(text: str) -> None:
    assert PLAIN.from_string(jinja_text(text)).render() == text


@given(TEXTS)
@example("\N{NULL}\\x41'}}")
def test_a_literal_of_a_template_is_the_text(text: str) -> None:
    assert PLAIN.from_string("{{ " + jinja_literal(text) + " }}").render() == text


@given(TEXTS)
@example("\u2028 \x85 \x7f \ufeff")
@example("yes")
@example("{{ x }}")
def test_a_text_of_yaml_is_in_quotes_and_on_one_line(text: str) -> None:
    line = yaml({"k": text})
    assert line.endswith("\n") and len(line.splitlines()) == 1 and line.startswith('k: "')
    sound = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    # JSON has all its escapes but the one for characters beyond U+FFFF that cannot be shown.
    read = re.sub(r"\\U([0-9a-f]{8})", lambda found: chr(int(found[1], 16)), line[3:])
    assert json.loads(read) == sound


@given(TEXTS)
def test_yaml_in_a_template_begins_none(text: str) -> None:
    assert not re.search(r"\{[{%#]", out_of_jinja(yaml({"k": text, "l": [text]})))


def test_blocks() -> None:
    content: dict[str, Any] = {
        "a": [{"b": 1, "c d": None, "rows": Block("SELECT\n  1\n\nFROM x")}, "no", True],
        "on": {},
        "e": [],
        "f": Block(" leading"),
        "g": [[1, 2], {"h": {"i": "j"}}],
    }
    assert yaml(content) == (
        'a:\n  - b: 1\n    "c d": null\n    rows: |-\n      SELECT\n        1\n\n      FROM x\n  - "no"\n  - true\n'
        '"on": {}\ne: []\nf: " leading"\ng:\n  - - 1\n    - 2\n  - h:\n      i: "j"\n'
    )


def test_slugs() -> None:
    assert slug("Größe (in Zoll)!") == "gr_sse_in_zoll"
    assert slug("東京") == ""
    assert slug("a" * 99, 10) == "a" * 10
