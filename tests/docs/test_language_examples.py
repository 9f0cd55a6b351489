"""The rule files in the documents: each one checks, and its samples come out on the reference, in Python and in SQL.

Behind the word `score` of a fence may stand: `preamble`, a header and schema for what follows in that document;
`fragment`, items that stand in the preamble's file; `rules`, rules that stand in a score there; `wrong CODE`, items
that give this diagnostic and no other.
"""

from __future__ import annotations

import pytest
from scoreline.compiler.lower import lower
from scoreline.dsl.load import Loaded, load_text
from scoreline.harness.compare import Miss
from scoreline.harness.run import run_samples
from support.documents import ROOT, Block, blocks, examples

EXAMPLES = [pytest.param(block, text, id=block.name) for block, text in examples()]


def loaded(text: str) -> Loaded:
    return load_text(text, base=ROOT / "docs")


@pytest.mark.parametrize(("block", "text"), EXAMPLES)
def test_the_example_says_what_it_claims(block: Block, text: str) -> None:
    found = loaded(text)
    expected = {block.info[2]} if block.info[1:2] == ("wrong",) else set()
    assert {problem.code for problem in found.diagnostics} == expected, found.diagnostics


SAMPLED = [parameter for parameter in EXAMPLES if "\nsample " in str(parameter.values[1])]


@pytest.mark.parametrize(("block", "text"), SAMPLED)
def test_the_samples_of_an_example_come_out(block: Block, text: str) -> None:
    ruleset = loaded(text).ruleset
    assert ruleset is not None, block.name
    misses: list[Miss] = []
    for outcome in run_samples(lower(ruleset), ruleset.samples):
        misses.extend(outcome.misses)
        assert outcome.disagreements == (), outcome.sample.label
    assert misses == []


def test_the_reference_page_has_its_examples() -> None:
    tags = [block.info[1:2] for block in blocks(ROOT / "docs" / "language.md") if block.info[:1] == ("score",)]
    assert tags.count(("rules",)) >= 6
    assert tags.count(("fragment",)) >= 9
