"""The compiled module gives what the module gives, and says so where it cannot be built."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.python import emit, native
from scoreline.compiler.python.native import NotBuiltError, library, library_name
from scoreline.dsl.load import load
from support.backends import all_by_reference, in_all_ways, load_module, planned, raw_account, raw_lead
from support.generate.rulesets import case

ROOT = Path(__file__).resolve().parents[2]


def built(source: str, name: str, folder: Path) -> ModuleType:
    path = folder / library_name(name)
    path.write_bytes(library(source, name))
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", [3, 19])
def test_random_rules_give_the_reference_results(seed: int, tmp_path: Path) -> None:
    made = case(seed, leads=60, size=25)
    plan = planned(made.text, made.written(tmp_path))
    module = built(emit(plan, native=True), f"scorer_{seed}", tmp_path)
    leads = [raw_lead(plan, lead) for lead in made.leads]
    rows = [raw_account(plan, account) for account in made.accounts]
    known = {"accounts": rows} if hasattr(module, "_company") or made.accounts else {}
    expected, _ = all_by_reference(plan, made.leads, made.as_of, made.accounts)
    assert in_all_ways(module, leads, made.as_of, **known) == expected


LOOKED_UP = """ruleset r version "1"
lead { id: text key  size: integer  country: text }
event visit { page: text }
score s, limited to -100000..100000, rounded to 3 decimals {
  "At least" +1 when size at least 10
  "Above" +2 when size above 20
  "Below" +4 when size below 30
  "No size" +8 when size is missing
  "Germany" +16 when country is "DE"
  "Near" +32 when country in ("DE", "AT")
  "Prices" +64 for each visit where page starts with "/price" in last 30 days, max 128 points
  "News" +0.5 for each visit where page starts with "/news" in last 30 days, halve every 7 days
}
"""


def test_what_is_looked_up_is_found_with_its_rows(tmp_path: Path) -> None:
    """Tables of points alone, and of points with rows, made when the module is loaded and while it runs."""
    source = emit(planned(LOOKED_UP), native=True)
    assert {"_PAID_S_BY_SIZE", "_TOLD_S_BY_SIZE", "_TOLD_S_BY_COUNTRY", "_TESTS_VISIT_PAGE"} <= set(
        re.findall(r"^(_[A-Z_]+): ", source, re.MULTILINE)
    )
    compiled, plain = built(source, "looked_up", tmp_path), load_module(emit(planned(LOOKED_UP)))
    as_of = 1_750_000_000
    pages = ["/price", "/news", None, "/price/2", ["/price"]]
    events = [{"event": "visit", "at": as_of - day * 86_400, "page": page} for day, page in enumerate(pages)]
    for size, country in [(None, None), (9, "DE"), (10, "AT"), (21, ["DE"]), (30, "FR"), (9, "DE")]:
        lead = {"id": "1", "size": size, "country": country}
        for told in (False, True):
            made, expected = (m.score(lead, events, as_of=as_of, contributions=told) for m in (compiled, plain))
            assert tuple(made[:-2]) == tuple(expected[:-2]) and made.ignored == expected.ignored
            assert [tuple(row) for row in made.contributions] == [tuple(row) for row in expected.contributions]
            assert [row.latest for row in made.contributions] == [row.latest for row in expected.contributions]
    # 1 + 4 + 16 + 32 + 128 + 0.5 × 2^(-1/7), which is 0.4529
    scored = compiled.score({"id": "1", "size": 10, "country": "DE"}, events, as_of=as_of)
    assert int(scored.scores["s"] * 1000) == 1_000 + 4_000 + 16_000 + 32_000 + 128_000 + 453


def test_a_stream_is_not_collected(tmp_path: Path) -> None:
    """mypyc makes lists of generator expressions: the module has none that matters."""
    ruleset = load(ROOT / "rulesets" / "saas" / "saas.score").ruleset
    assert ruleset is not None
    module = built(emit(lower(ruleset), native=True), "streamed", tmp_path)
    asked: list[int] = []

    def leads() -> Iterator[tuple[dict[str, object], list[dict[str, object]]]]:
        for number in range(5):
            asked.append(number)
            yield {"id": str(number)}, []

    results = module.score_many(leads(), as_of="2026-01-15")
    assert asked == []
    assert next(results).lead == "0" and asked == [0]
    with pytest.raises(ValueError, match="is not a time"):
        module.score_many([], as_of="soon")


def test_python_takes_the_compiled_one(tmp_path: Path) -> None:
    rules = tmp_path / "r.score"
    rules.write_text('ruleset r version "1"\nlead { id: text key  n: integer }\nscore s { "a" +7 when n at least 2 }\n')
    command = [
        sys.executable,
        "-m",
        "scoreline",
        "compile",
        str(rules),
        "--to",
        "python",
        "-o",
        str(tmp_path / "scorer.py"),
    ]
    done = subprocess.run([*command, "--native"], capture_output=True, text=True, check=True)
    assert f"scorer.py and {tmp_path / library_name('scorer')}" in done.stderr
    code = "import scorer; print(scorer.__file__, scorer.score({'id': '1', 'n': 2}, as_of='2026-01-15').scores)"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert library_name("scorer") in shown and "{'s': Decimal('7.00')}" in shown
    stale = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "was built of an earlier version" in stale.stderr


def test_what_cannot_be_built_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotBuiltError, match="`my-scorer` is no name of a module"):
        library("", "my-scorer")
    with pytest.raises(NotBuiltError, match="error: "):
        library("def f() -> int: return 'x'\n", "wrong")
    monkeypatch.setattr(native.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(NotBuiltError, match="mypyc and setuptools, which are not installed") as raised:
        library("", "scorer")
    assert 'pip install "scoreline[native]"' in raised.value.help


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--to", "sql", "-o", "views"), "`--native` is for `--to python`"),
        (("--to", "python", "-o", "-"), "`--native` is for `--to python`"),
        (("--to", "python", "-o", "scorer"), "has to end with `.py`"),
    ],
)
def test_where_it_does_not_belong(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    rules = tmp_path / "r.score"
    rules.write_text('ruleset r version "1"\nlead { id: text key  n: integer }\nscore s { "a" +7 when n at least 2 }\n')
    command = [sys.executable, "-m", "scoreline", "compile", str(rules), *options, "--native"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and said in " ".join(done.stderr.replace("│", " ").split())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.score"]
