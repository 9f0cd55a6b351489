"""One slip is one report: what follows from it is not reported beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.dsl.load import load_text

HEAD = 'ruleset r version "1"\nlead { id: text key   email: text   budget: decimal }\n'
SCORE = 'score s { "x" +1 when email is "x" }\n'
USE = 'ruleset r version "1"\nuse base from "base.score"\n'
BASE = HEAD + 'list free_mail = ("a.example")\nscore s { "x" +1 when domain of email in free_mail }\n'


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (USE + 'override list free_mial = ("b.example")\n', ["SL0229"]),
        (HEAD + 'use free_mial from "base.score"\n' + SCORE, ["SL0219"]),
        (HEAD + 'framework f { budget +60 asks "B?" { met when budget at least 10 } }\n', ["SL0206"]),
        (USE + "lead { id: text key   size: integer }\n", ["SL0206"]),
        # two slips are two reports
        (HEAD + 'list unused = ("a")\nlist unused = ("b")\n' + SCORE, ["SL0208", "SL0206"]),
    ],
)
def test_what_follows_from_a_slip_is_not_reported(text: str, codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "base.score").write_text(BASE)
    assert [d.code for d in load_text(text, base=tmp_path).diagnostics] == codes


def test_a_chain_that_is_too_long_in_two_ways_is_reported_once() -> None:
    chain = "".join(f'score s{n} {{ "x" +1 when s{n - 1} at least 1 }}\n' for n in range(1, 310))
    text = HEAD + 'score s0 { "x" +1 when budget at least 1 }\n' + chain
    (found,) = load_text(text).diagnostics
    assert (found.code, found.span.line) == ("SL0127", 3 + 50)


def test_many_scores_are_fine() -> None:
    """Only those that read each other are limited."""
    text = HEAD + "".join(f'score s{n} {{ "x" +1 when budget at least {n} }}\n' for n in range(400))
    assert load_text(text + f"score total = {' + '.join(f's{n}' for n in range(400))}\n").diagnostics == ()


def test_a_window_that_a_wrong_comparison_took_is_not_missing_too(tmp_path: Path) -> None:
    (tmp_path / "base.score").write_text(BASE + "event pv { ok: yes or no }\n")
    text = USE + 'score t { "b" +1 when pv where ok in last 30 days }\n'
    (found,) = load_text(text, base=tmp_path).diagnostics
    assert (found.code, found.span.line) == ("SL0301", 3)
    assert found.help == "compare it first, and let the window of the events follow: `ok is yes`"
    assert load_text(text.replace("where ok", "where ok is yes"), base=tmp_path).diagnostics == ()
