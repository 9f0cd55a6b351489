"""A rule file that is taken apart into bases, overridden with itself or given parameters means what it meant."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from scoreline.compiler.lower import lower
from scoreline.dsl.load import load, load_text
from support.generate.rulesets import Case, cases

NAMED = re.compile(
    r"(?:list|let|grade|matrix|flag|stages|route|score|factor|framework|questions|event|worklist|follow up)\b"
)


def meaning(path: Path) -> str:
    loaded = load(path)
    assert loaded.ruleset is not None, (loaded.diagnostics, path.read_text(encoding="utf-8"))
    return lower(loaded.ruleset).content_hash


def parts(made: Case, folder: Path) -> tuple[list[str], str]:
    """The items of the case that have a meaning of their own, each as text, and the hash of the whole."""
    made.written(folder)
    whole = folder / "whole.score"
    whole.write_text(made.text, encoding="utf-8")
    loaded = load_text(made.text, folder)
    assume(loaded.ruleset is not None)
    items = [block.text() for block in made.blocks.inner]
    return [item for item in items if not item.startswith("sample")], meaning(whole)


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(cases(leads=0, split=False), st.randoms(use_true_random=False))
def test_a_file_in_parts_means_the_same(
    tmp_path_factory: pytest.TempPathFactory, made: Case, chance: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    (header, *items), whole = parts(made, folder)
    first, second = sorted((chance.randint(0, len(items)), chance.randint(0, len(items))))
    (folder / "one.score").write_text("\n".join(items[:first]) + "\n", encoding="utf-8")
    (folder / "two.score").write_text('use base from "one.score"\n' + "\n".join(items[first:second]), encoding="utf-8")
    client = "\n".join([header, 'use base from "two.score"', *items[second:]])
    (folder / "client.score").write_text(client, encoding="utf-8")
    assert meaning(folder / "client.score") == whole


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(cases(leads=0, split=False), st.randoms(use_true_random=False))
def test_an_item_that_is_overridden_with_itself_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, made: Case, chance: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("same")
    (header, *items), whole = parts(made, folder)
    (folder / "base.score").write_text("\n".join(items), encoding="utf-8")
    again = [f"override {item}" for item in items if NAMED.match(item) and chance.random() < 0.5]
    client = "\n".join([header, 'use base from "base.score"', *again])
    (folder / "client.score").write_text(client, encoding="utf-8")
    assert meaning(folder / "client.score") == whole


# A value, and what stands before it, wherever a parameter may stand for it.
VALUES = re.compile(
    r"(?P<before> in last | at least | above | below |every | from | up to |max )"
    r"(?P<value>\d+ (?:seconds?|minutes?|hours?|days?|weeks?)\b|\d+(?:\.\d+)?(?![\d.:%])(?! (?:of|different)\b))"
)


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(cases(leads=0, split=False), st.randoms(use_true_random=False))
def test_parameters_are_as_good_as_their_values(
    tmp_path_factory: pytest.TempPathFactory, made: Case, chance: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("parameters")
    (header, *items), whole = parts(made, folder)
    body = "\n".join(items)
    found = [match for match in VALUES.finditer(body) if chance.random() < 0.3]
    assume(found)
    for number, match in reversed(list(enumerate(found))):
        body = body[: match.start("value")] + f"parameter_{number}" + body[match.end("value") :]
    # half of them have another default, and the right value is set by the using file
    defaults = [m["value"] if n % 2 else re.sub(r"^[\d.]+", "7", m["value"]) for n, m in enumerate(found)]
    declared = "".join(f"parameter parameter_{n} = {value}\n" for n, value in enumerate(defaults))
    (folder / "base.score").write_text(declared + body, encoding="utf-8")
    given = ", ".join(f"parameter_{n} = {match['value']}" for n, match in enumerate(found) if n % 2 == 0)
    (folder / "client.score").write_text(f'{header}use base from "base.score" with {given}', encoding="utf-8")
    assert meaning(folder / "client.score") == whole
