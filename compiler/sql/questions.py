"""The open questions of frameworks as one text."""

from __future__ import annotations

from sqlglot import exp

from ...dsl.model import Questions
from . import chains
from . import nodes as n
from .keys import LetKey, OutcomeKey
from .operands import Scope
from .steps import Names, Steps

_BETWEEN = "; "
_BLOCK = 20  # questions that are counted one by one


def add_questions(steps: Steps, scope: Scope, taken: Names, scored: n.Node) -> dict[str, str]:
    """Adds a column for each; NULL where nothing is open, and where the framework's score is none."""
    opens: dict[str, str] = {}
    for questions in scope.plan.questions:
        for _, let in questions.items:
            if let not in opens:
                opens[let] = taken.take(f"{let}_open")
    unknown = [(scope.column(LetKey(let)), name) for let, name in opens.items()]
    one, none = n.number(1), n.number(0)
    steps.extend("open_criteria", [n.named(n.when((n.is_null(c), one), otherwise=none), name) for c, name in unknown])
    before: dict[tuple[str, int], str] = {}
    columns = []
    for questions in scope.plan.questions:
        for block in range(_BLOCK, len(questions.items) if questions.top is not None else 0, _BLOCK):
            before[questions.name, block] = taken.take(f"{questions.name}_before_{block}")
            earlier = chains.total([n.column(opens[let]) for _, let in questions.items[:block]])
            columns.append(n.named(earlier, before[questions.name, block]))
    steps.extend("open_before", columns)
    found: dict[str, str] = {}
    texts = []
    for questions in scope.plan.questions:
        found[questions.name] = taken.take(f"{questions.name}_text")
        known = n.all_of(scored, n.is_known(scope.column(OutcomeKey(questions.of))))
        joined = n.call("concat", n.text(""), *_pieces(questions, opens, before))
        text = n.call("nullif", n.call("substr", joined, n.number(len(_BETWEEN) + 1)), n.text(""))
        texts.append(n.named(n.when((known, text)), found[questions.name]))
    steps.extend("questions", texts)
    return found


def _pieces(questions: Questions, opens: dict[str, str], before: dict[tuple[str, int], str]) -> list[n.Node]:
    """Each open question with what stands between, as long as there is room for it."""
    pieces = []
    for place, (text, let) in enumerate(questions.items):
        tests = [n.equal(n.column(opens[let]), n.number(1))]
        if questions.top is not None and place >= questions.top:
            block = place - place % _BLOCK
            earlier = [n.column(before[questions.name, block])] if block else []
            earlier += [n.column(opens[each]) for _, each in questions.items[block:place]]
            tests.append(n.compare(exp.LT, chains.total(earlier), n.number(questions.top)))
        pieces.append(n.when((chains.all_of(tests), n.text(_BETWEEN + text)), otherwise=n.text("")))
    return pieces
