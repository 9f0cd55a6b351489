"""The grammar has no conflicts, and each of its productions has a builder."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from lark import Lark
from scoreline.dsl.build import BUILDERS
from scoreline.grammar import lalr
from scoreline.grammar.keywords import ITEM_WORDS, RESERVED
from scoreline.grammar.machine import Machine
from scoreline.grammar.tables import FOLDER, _kept, grammar_text, tables
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


def test_the_kept_tables_are_those_of_the_grammar() -> None:
    kept = (FOLDER / "tables.json").read_text(encoding="utf-8")
    assert kept == lalr.file_text(), "the grammar has changed: `make grammar-tables`"
    assert tables() == lalr.made()


def test_tables_do_not_depend_on_chance() -> None:
    script = "from scoreline.grammar import lalr; print(hash_of(lalr.file_text()))"
    script = "import hashlib\nhash_of = lambda t: hashlib.sha256(t.encode()).hexdigest()\n" + script
    seen = set()
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        seen.add(done.stdout)
    assert len(seen) == 1


def test_a_grammar_that_has_changed_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoreline.grammar.tables.grammar_hash", lambda: "another")
    assert _kept() is None
    assert tables.__wrapped__() == lalr.made()


def test_reading_rules_needs_neither_lark_nor_the_conflict_checker() -> None:
    script = (
        "import sys; sys.modules.update(interegular=None, lark=None)\n"
        "from scoreline.grammar.parser import parse\n"
        "from scoreline.dsl.source import Source\n"
        "assert parse(Source('a', 'let a = b'))[1] == ()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
