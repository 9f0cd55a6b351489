"""The grammar has no conflicts, and each of its productions has a builder."""

from __future__ import annotations

import subprocess
import sys

from lark import Lark
from scoreline.dsl.build import BUILDERS
from scoreline.grammar.keywords import ITEM_WORDS, RESERVED
from scoreline.grammar.machine import Machine
from scoreline.grammar.tables import grammar_text, tables
from support.documents import ROOT


def test_the_grammar_is_free_of_conflicts() -> None:
    Lark(grammar_text(), parser="lalr", lexer="basic", maybe_placeholders=False, strict=True)


def test_each_production_is_built() -> None:
    Machine("a.score")
    assert not {name for name in BUILDERS if name not in {rule.name for rule in tables().rules}}


def test_reserved_words_occur_in_phrases() -> None:
    words = {word for phrase in tables().phrases for word in phrase.split()}
    assert words | {"within"} >= RESERVED  # `within` is kept for sequences of events
    assert set(ITEM_WORDS) <= set(tables().phrases)


def test_phrases_are_plain_words() -> None:
    for phrase in tables().phrases:
        assert phrase == " ".join(phrase.split())
        assert phrase.replace(" ", "").isalpha()


def test_nothing_of_the_parser_needs_the_conflict_checker() -> None:
    script = "import sys; sys.modules['interegular'] = None; import scoreline.grammar.parser as p; p.tables_loaded = 1"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
