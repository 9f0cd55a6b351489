"""The emitted module as a caller meets it: its text, its types, its functions."""

from __future__ import annotations

import ast
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from pathlib import Path
from types import ModuleType

import pytest
from scoreline.compiler.python import emit
from support.backends import load_module, planned
from support.python_rules import EDGES, WIDE

GOLDEN = Path(__file__).parents[1] / "golden" / "python" / "small_scorer.py"
SMALL = """
ruleset small version "2026.1"
  "Leads of a small shop"
lead { id: integer key   employees: integer   ok: yes or no }
event visit { pages: integer }
event order { }
let large = employees at least 50
score fit, limited to 0..20 {
  "Large" +10.5 when large
  "Agreed" +2 when ok, unless large
  "Visits" +1 for each visit where pages at least 3 in last 30 days, latest 2 only, halve every 2 days
  "Ordered" +5 once for order ever
}
grade rating of fit { A from 10  B below }
stages `next step`, first met wins { call when rating is "A" because "large or busy"   wait otherwise }
"""
MODULE = load_module(emit(planned(SMALL), compiled_by="a test"))
AS_OF = "2026-01-15T09:00:00Z"


def test_golden_file() -> None:
    """What the emitter itself writes; the shared part is the source of tested modules, and left out.

    `SCORELINE_GOLDEN=write pytest …` writes the file anew; read the difference before it is kept.
    """
    source = emit(planned(SMALL), compiled_by="a test")
    own, _, rest = source.partition("# ---- shared by all scorers")
    _, mark, tables = rest.partition("# ---- tables of this ruleset")
    text = own + mark + tables
    if os.environ.get("SCORELINE_GOLDEN") == "write":
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", [SMALL, EDGES, WIDE], ids=["small", "edges", "wide"])
def test_equal_input_gives_equal_bytes(text: str) -> None:
    first = emit(planned(text)).encode()
    assert emit(planned(text)).encode() == first
    assert emit(planned(text.replace("\n", "\n\n# a comment\n", 1))).count("\n") == first.count(b"\n")


def test_bytes_do_not_depend_on_hash_seeds() -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from support.backends import planned; from support.python_rules import WIDE\n"
        "from scoreline.compiler.python import emit\n"
        "print(hashlib.sha256(emit(planned(WIDE)).encode()).hexdigest())"
    )
    tests = str(Path(__file__).parents[1])
    found = {
        subprocess.run(
            [sys.executable, "-c", code, tests],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


@pytest.mark.parametrize("text", [SMALL, EDGES, WIDE], ids=["small", "edges", "wide"])
def test_only_the_standard_library_is_imported(text: str) -> None:
    source = emit(planned(text))
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            modules.add(node.module or "")
    assert {module.partition(".")[0] for module in modules} <= sys.stdlib_module_names
    assert "scoreline" not in source.replace("Compiled by scoreline", "")


def test_everything_imported_and_copied_is_used() -> None:
    tree = ast.parse(emit(planned(EDGES)))
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    names += [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name not in {"score", "score_many", "score_tuples"}:
            assert node.name in names, node.name
        if isinstance(node, ast.ImportFrom) and node.module != "__future__":
            assert all(names.count(alias.name) > 1 for alias in node.names), node.module


def test_strict_types(tmp_path: Path) -> None:
    for name, text in (("small_scorer", SMALL), ("edges_scorer", EDGES), ("wide_scorer", WIDE)):
        (tmp_path / f"{name}.py").write_text(emit(planned(text)), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file",
        os.devnull,
        "--cache-dir",
        str(tmp_path / ".c"),
    ]
    done = subprocess.run([*command, *map(str, tmp_path.glob("*.py"))], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_runs_without_this_package(tmp_path: Path) -> None:
    (tmp_path / "scorer.py").write_text(emit(planned(SMALL)), encoding="utf-8")
    code = "import scorer; print(scorer.score({'id': 1, 'employees': 50}, as_of=1768467600).scores)"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "{'fit': Decimal('10.50')}\n"


# ---- functions -------------------------------------------------------------------------------------------------------


def test_a_result_worked_out_by_hand() -> None:
    visits = [
        {"event": "visit", "at": "2026-01-13T09:00:00Z", "pages": 3},  # two days old: one half
        {"event": "visit", "at": "2026-01-15T08:59:59Z", "pages": "4"},  # whole
        {"event": "visit", "at": "2026-01-12T00:00:00Z", "pages": 9},  # not among the latest two
        {"event": "visit", "at": "2026-01-15T08:00:00Z", "pages": 2},  # too few pages
    ]
    result = MODULE.score({"id": 7, "employees": "60", "ok": "yes"}, visits, as_of=AS_OF, contributions=True)
    assert result == MODULE.Result(
        lead="7",
        scores={"fit": Decimal("12.00")},
        grades={"rating": "A"},
        stage="call",
        reason="large or busy",
        problem=None,
        contributions=(
            MODULE.Contribution("fit", "rule", "Large", Decimal("10.5"), 1, None),
            MODULE.Contribution("fit", "rule", "Visits", Decimal("1.5"), 2, 1_768_467_599),
        ),
        ignored=0,
    )
    assert [row.latest for row in result.contributions] == [None, dt.datetime(2026, 1, 15, 8, 59, 59, tzinfo=dt.UTC)]
    assert str(result.scores["fit"]) == "12.00"
    with pytest.raises(AttributeError):
        result.stage = "wait"
    assert not hasattr(result, "__dict__")


def test_a_callers_decimal_context_changes_nothing() -> None:
    module = load_module(emit(planned(SMALL)))  # of its own: scores are kept once made
    with localcontext() as context:
        context.prec = 1
        result = module.score({"id": 1, "employees": 50}, as_of=AS_OF, contributions=True)
    assert result.scores == {"fit": Decimal("10.5")}
    assert [row.points for row in result.contributions] == [Decimal("10.5")]


def test_what_is_ignored_is_counted() -> None:
    at = "2026-01-14"
    result = MODULE.score(
        {"id": 7, "employees": "many", "ok": ""},  # one unreadable, one missing
        [
            {"event": "visit", "at": at, "pages": "x"},  # an unreadable number
            {"event": "visit", "at": "soon", "pages": 3},
            {"event": "visit", "pages": 3},
            {"event": "visit", "at": "2026-01-15T09:00:01Z", "pages": 3},  # in the future
            {"event": "vist", "at": at},
            {"event": None, "at": at},
            {"event": ["visit"], "at": at},
            {"at": at},
            {"event": "order", "at": at},
        ],
        as_of=AS_OF,
    )
    assert result.ignored == 9
    assert result.scores == {"fit": Decimal(5)}
    assert result.contributions == ()


@pytest.mark.parametrize("key", [None, "", " \u3000", "x", 1.5, True])
def test_a_lead_without_key_has_no_result(key: object) -> None:
    result = MODULE.score({"id": key, "employees": 60}, as_of=AS_OF)
    assert (result.lead, result.problem) == ("", "missing key")
    assert (result.scores, result.grades, result.stage, result.reason) == ({"fit": None}, {"rating": None}, None, None)


def test_text_keys_keep_their_blanks_and_take_digits() -> None:
    module = load_module(emit(planned(SMALL.replace("integer key", "text key"))))
    assert module.score({"id": " a "}, as_of=AS_OF).lead == " a "
    assert module.score({"id": 17}, as_of=AS_OF).lead == "17"


@pytest.mark.parametrize(
    "as_of",
    [
        1_768_467_600,
        "2026-01-15T09:00:00Z",
        "2026-01-15 10:00+01:00",
        " 2026-01-15T09:00:00.999 ",
        dt.datetime(2026, 1, 15, 9, tzinfo=dt.UTC),
        dt.datetime(2026, 1, 15, 9, 0, 0, 5),
        dt.datetime(2026, 1, 15, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))),
    ],
)
def test_forms_of_the_moment(as_of: object) -> None:
    now = {"event": "order", "at": 1_768_467_600}
    later = {"event": "order", "at": 1_768_467_601}
    assert MODULE.score({"id": 1}, [now], as_of=as_of).scores == {"fit": Decimal(5)}
    assert MODULE.score({"id": 1}, [later], as_of=as_of).scores == {"fit": Decimal(0)}


def test_a_day_is_its_midnight_in_the_rulesets_zone() -> None:
    module = load_module(emit(planned(SMALL.replace('"2026.1"', '"2026.1", time zone "Asia/Kolkata"'))))
    midnight = 1_768_415_400  # 2026-01-15T00:00+05:30
    for as_of in (dt.date(2026, 1, 15), "2026-01-15", dt.datetime(2026, 1, 15)):
        assert module.score({"id": 1}, [{"event": "order", "at": midnight}], as_of=as_of).scores["fit"] == 5
        assert module.score({"id": 1}, [{"event": "order", "at": midnight + 1}], as_of=as_of).scores["fit"] == 0


@pytest.mark.parametrize(
    "as_of", ["", "tomorrow", "2026-02-30", 0, 86_399, 4_102_444_800, True, None, 1.5, "x" * 10**6]
)
def test_an_unreadable_moment_is_an_error(as_of: object) -> None:
    for call in (lambda: MODULE.score({"id": 1}, as_of=as_of), lambda: MODULE.score_many([], as_of=as_of)):
        with pytest.raises(ValueError, match=r"as_of .* is not a time from 1970-01-02 to 2099-12-31") as error:
            call()
        assert len(str(error.value)) < 200


def test_more_than_a_million_occurrences_have_no_result() -> None:
    def orders(count: int) -> Iterator[dict[str, object]]:
        event: dict[str, object] = {"event": "order", "at": 1_768_467_600}
        return (event for _ in range(count))

    assert MODULE.score({"id": 1}, orders(10**6), as_of=AS_OF).scores == {"fit": Decimal(5)}
    result = MODULE.score({"id": 1}, orders(10**6 + 1), as_of=AS_OF, contributions=True)
    assert (result.problem, result.scores, result.grades) == ("too many occurrences", {"fit": None}, {"rating": None})
    assert (result.stage, result.reason, result.contributions) == (None, None, ())


def test_a_sum_over_too_many_events_has_no_result() -> None:
    """Noise is gone before events are counted, and an exclusion comes before the count."""
    text = """
ruleset sums version "1"
lead { id: text key }
event sale { amount: integer }
ignore sale where amount is 7
do not score when id is "x" because "not this one"
score s { "Sold" +1 when sum of amount of sale in last 30 days above 5 }
"""
    module = load_module(emit(planned(text)))
    sale: dict[str, object] = {"event": "sale", "at": 1_768_467_600, "amount": 1}

    def score(key: str, *more: dict[str, object]) -> object:
        found = module.score({"id": key}, [*[sale] * 10**6, *more], as_of=AS_OF)
        return found.problem or found.reason or found.scores["s"]

    assert score("a", {**sale, "amount": 7}) == 1
    assert score("a", sale) == "too many occurrences"
    assert score("x", sale) == "not this one"


def test_many_leads_are_scored_one_at_a_time() -> None:
    asked = []

    def leads() -> Iterator[tuple[Mapping[str, object], tuple[Mapping[str, object], ...]]]:
        for number in range(10**9):
            asked.append(number)
            yield {"id": number}, ()

    found = MODULE.score_many(leads(), as_of=AS_OF)
    assert asked == []
    assert next(found).lead == "0"
    assert next(found).lead == "1"
    assert asked == [0, 1]


def test_a_modules_face() -> None:
    assert isinstance(MODULE, ModuleType)
    assert (MODULE.RULESET, MODULE.VERSION) == ("small", "2026.1")
    assert planned(SMALL).content_hash == MODULE.CONTENT_HASH and len(MODULE.CONTENT_HASH) == 64
    assert MODULE.__doc__ is not None and "Leads of a small shop" in MODULE.__doc__ and "a test" in MODULE.__doc__
    assert set(MODULE.__all__) <= set(vars(MODULE))
