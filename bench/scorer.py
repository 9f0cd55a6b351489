"""The contests of the row scorer: the emitted Python module beside hand-written Python and other engines.

A contestant is warmed on the first leads and timed on one pass over all others, so that nothing is remembered of the
leads that count. One more of them is a function from the size to what is timed, and a line in CONTESTS.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import itemgetter
from types import ModuleType
from typing import Any

from .contest import OUT, Contest, Contestant, Ratio, Ready, Size
from .workload.rules import Workload, workload

LEADS: dict[Size, int] = {"small": 4_000, "full": 20_000}
WARM = 500

Pairs = Sequence[tuple[Any, Sequence[Any]]]
Source = Callable[[Workload], str]


def units(size: Size) -> int:
    return LEADS[size] - WARM


def rows(size: Size) -> Pairs:
    """The leads with their events as dicts."""
    from .workload.data import dicts, files, tuples

    return dicts(tuples(files(OUT / "data", LEADS[size])))


def rows_as_tuples(size: Size) -> Pairs:
    """The same leads as tuples by `data.LEAD_COLUMNS` and `data.EVENT_COLUMNS`, for what takes them so."""
    from .workload.data import files, tuples

    return tuples(files(OUT / "data", LEADS[size]))


def passes(score_many: Callable[..., Iterable[object]], pairs: Pairs, **options: object) -> Callable[[], object]:
    """One pass over the leads after the first, each result dropped as it comes."""
    from .workload.data import AS_OF

    def run(leads: Pairs) -> None:
        deque(score_many(leads, as_of=AS_OF, **options), maxlen=0)

    run(pairs[:WARM])
    return partial(run, pairs[WARM:])


def module_of(text: str, name: str) -> ModuleType:
    """The module with that text."""
    import sys

    module = ModuleType(name)
    sys.modules[name] = module  # dataclasses look their module up while they are made
    exec(compile(text, f"<{name}>", "exec"), module.__dict__)
    return module


def emitted_text(rules: Workload, *, native: bool = False) -> str:
    """What Scoreline writes for the rules; `native`: to compile it. Raises AssertionError where it finds mistakes."""
    from ..compiler.lower import lower
    from ..compiler.python import emit
    from ..dsl.load import load_text
    from .workload.score_file import score_file

    loaded = load_text(score_file(rules))
    assert loaded.ruleset is not None, loaded.diagnostics
    return emit(lower(loaded.ruleset), native=native)


def emitted(count: int, *, events: bool = True, contributions: bool = False) -> Ready:
    """The emitted module."""

    def ready(size: Size) -> Callable[[], object]:
        module = module_of(emitted_text(workload(count, events=events)), "emitted")
        return passes(module.score_many, rows(size), contributions=contributions)

    return ready


def on_tuples(count: int) -> Ready:
    """The emitted module, given tuples in the order that it names."""

    def ready(size: Size) -> Callable[[], object]:
        from .workload.data import EVENT_COLUMNS, LEAD_COLUMNS

        module = module_of(emitted_text(workload(count)), "emitted")
        of_lead = itemgetter(*(LEAD_COLUMNS.index(name) for name in module.LEAD_COLUMNS))
        of_event = itemgetter(*(EVENT_COLUMNS.index(name) for name in module.EVENT_COLUMNS))
        pairs = [(of_lead(lead), [of_event(event) for event in events]) for lead, events in rows_as_tuples(size)]
        return passes(module.score_tuples, pairs)

    return ready


def dicts_made(count: int) -> Ready:
    """The emitted module, given dicts that are made of a database's rows on the way."""

    def ready(size: Size) -> Callable[[], object]:
        from .workload.data import dicts

        module = module_of(emitted_text(workload(count)), "emitted")

        def score_rows(leads: Pairs, **options: object) -> Iterable[object]:
            found: Iterable[object] = module.score_many((dicts([pair])[0] for pair in leads), **options)
            return found

        return passes(score_rows, rows_as_tuples(size))

    return ready


def compiled(count: int, *, events: bool = True, contributions: bool = False) -> Ready:
    """The emitted module as mypyc compiles it, with events as dicts."""

    def ready(size: Size) -> Callable[[], object]:
        module = native_module(emitted_text(workload(count, events=events), native=True))
        return passes(module.score_many, rows(size), contributions=contributions)

    return ready


def native_module(text: str) -> ModuleType:
    """The compiled module of that text, built once and kept."""
    from ..compiler.python.native import library, library_name

    name = f"emitted_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    path = OUT / "native" / library_name(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(library(text, name))
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_hand(source: Source, count: int, *, events: bool = True) -> Ready:
    """A module written by hand."""

    def ready(size: Size) -> Callable[[], object]:
        module = module_of(source(workload(count, events=events)), "by_hand")
        return passes(module.score_many, rows(size))

    return ready


def naive(rules: Workload) -> str:
    from .rivals import naive_python

    return naive_python.source(rules)


def optimised(rules: Workload) -> str:
    from .rivals import optimised_python

    return optimised_python.source(rules)


def in_engine(rival: str, count: int, *, events: bool = True, made: str = "scorer") -> Ready:
    """A rules engine, by what a module of `rivals` makes for it."""

    def ready(size: Size) -> Callable[[], object]:
        scorer = getattr(importlib.import_module(f"{__package__}.rivals.{rival}"), made)
        return passes(scorer(workload(count, events=events)), rows(size))

    return ready


CONTESTS: tuple[Contest, ...] = (
    Contest(
        "60 rules",
        "60 rules, events as dicts",
        "lead",
        units,
        (
            Contestant("emitted", emitted(60)),
            Contestant("with contributions", emitted(60, contributions=True)),
            Contestant("on tuples", on_tuples(60)),
            Contestant("dicts made of tuples", dicts_made(60)),
            Contestant("compiled", compiled(60)),
            Contestant("compiled, with contributions", compiled(60, contributions=True)),
            Contestant("optimised by hand", by_hand(optimised, 60)),
            Contestant("naive", by_hand(naive, 60)),
            Contestant("Zen, one expression", in_engine("zen", 60)),
            Contestant("Zen, a decision", in_engine("zen_decision", 60)),
            Contestant("Zen, a rule each", in_engine("zen_rules", 60)),
        ),
        (
            Ratio("against the best hand-written code", "optimised by hand", "emitted", 1.0, 1.1),
            Ratio("against naive code", "naive", "emitted", 4, 5),
            Ratio("against Zen, a decision", "Zen, a decision", "emitted", 20, 30),
            Ratio("against Zen, a rule each", "Zen, a rule each", "emitted"),
            Ratio("against Zen, one expression", "Zen, one expression", "emitted", 20, 30),
            Ratio("compiled, against the best hand-written code", "optimised by hand", "compiled"),
            Ratio("compiled, against Zen, a decision", "Zen, a decision", "compiled"),
            Ratio("compiled, contributions on top", "compiled, with contributions", "compiled"),
            Ratio("tuples against dicts made of them", "dicts made of tuples", "on tuples", 1.5, 2),
            Ratio("tuples against dicts that are there", "emitted", "on tuples"),
            Ratio("compiled against plain", "emitted", "compiled", 1.7, 2),
            Ratio("contributions on top", "with contributions", "emitted", 1.35, 1.2, "at most"),
        ),
    ),
    Contest(
        "600 rules",
        "600 rules, and 60",
        "lead",
        units,
        (
            Contestant("emitted", emitted(600)),
            Contestant("emitted, 60 rules", emitted(60)),
            Contestant("optimised by hand", by_hand(optimised, 600)),
            Contestant("naive", by_hand(naive, 600)),
        ),
        (
            Ratio("against naive code", "naive", "emitted", 10, 15),
            Ratio("against the best hand-written code", "optimised by hand", "emitted"),
            Ratio("ten times the rules", "emitted", "emitted, 60 rules", 2.5, 2, "at most"),
        ),
    ),
    Contest(
        "attributes",
        "30 rules on attributes",
        "lead",
        units,
        (
            Contestant("emitted", emitted(30, events=False)),
            Contestant("compiled", compiled(30, events=False)),
            Contestant("optimised by hand", by_hand(optimised, 30, events=False)),
            Contestant("naive", by_hand(naive, 30, events=False)),
            Contestant("Zen, one expression", in_engine("zen", 30, events=False)),
            Contestant("Zen, a decision", in_engine("zen_decision", 30, events=False)),
            Contestant("Zen, a rule each", in_engine("zen_rules", 30, events=False)),
            Contestant("CEL, one expression", in_engine("cel", 30, events=False)),
            Contestant("CEL, a rule each", in_engine("cel", 30, events=False, made="rule_by_rule")),
        ),
        (
            Ratio("against Zen, a decision", "Zen, a decision", "emitted", 10, 15),
            Ratio("against Zen, a rule each", "Zen, a rule each", "emitted"),
            Ratio("against Zen, one expression", "Zen, one expression", "emitted", 10, 15),
            Ratio("against CEL, a rule each", "CEL, a rule each", "emitted", 30, 45),
            Ratio("against CEL, one expression", "CEL, one expression", "emitted", 30, 45),
            Ratio("against naive code", "naive", "emitted"),
            Ratio("against the best hand-written code", "optimised by hand", "emitted"),
            Ratio("compiled, against the best hand-written code", "optimised by hand", "compiled"),
            Ratio("compiled, against CEL, a rule each", "CEL, a rule each", "compiled"),
        ),
    ),
)
