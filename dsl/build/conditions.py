"""Conditions. Chains of `and` and `or` are gathered as they come, so that no depth grows with their length."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any, Literal

from .. import syntax
from ..late import dataclass
from ..wording import condition_text
from .common import Build, Parts, builds, name_of

_TEXT_TESTS: dict[str, Literal["has word", "contains", "starts with", "ends with"]] = {
    "has any word of": "has word",
    "contains any of": "contains",
    "starts with any of": "starts with",
    "ends with any of": "ends with",
}


@dataclass(slots=True)
class Chain:
    """An `and` or `or` chain that may still grow."""

    word: str
    items: list[Any]


def _closed(build: Build, part: Any) -> Any:
    if not isinstance(part, Chain):
        return part
    items = tuple(part.items)
    node = syntax.And if part.word == "and" else syntax.Or
    return node(items, build.span(items[0], items[-1]))


@builds
def conjunction(_: Build, p: Parts) -> Any:
    return p[0] if len(p) == 1 else _longer("and", p[0], p[2])


@builds
def disjunction(build: Build, p: Parts) -> Any:
    if len(p) == 1:
        return _closed(build, p[0])
    return _longer("or", p[0], _closed(build, p[2]))


def _longer(word: str, left: Any, right: Any) -> Chain:
    if isinstance(left, Chain) and left.word == word:
        left.items.append(right)
        return left
    return Chain(word, [left, right])


@builds
def condition(build: Build, p: Parts) -> Any:
    node = _closed(build, p[0])
    if isinstance(node, syntax.Or) and any(isinstance(item, syntax.And) for item in node.items):
        _report_mix(build, node)
    elif isinstance(node, syntax.And | syntax.Or):
        _report_open_with(build, node)
    return node


def _report_open_with(build: Build, node: syntax.And | syntax.Or) -> None:
    """`any lead … with A and B`: is B asked of the colleague, or of the lead?"""
    word = "and" if isinstance(node, syntax.And) else "or"
    for left, right in itertools.pairwise(node.items):
        asked = left.item if isinstance(left, syntax.Not) else left
        if not isinstance(asked, syntax.AnyLead):
            continue
        test = asked.leads.test
        if test is None or isinstance(test, syntax.Parenthesised):
            continue
        build.report(
            "SL0119",
            build.span(left, right),
            f"it is open whether what stands behind `{word}` is asked of the other lead",
            f"write `with ({_short(test)} {word} {_short(right)})` or `(… with {_short(test)}) {word} {_short(right)}`",
        )
        return


def _report_mix(build: Build, node: syntax.Or) -> None:
    """Both readings: `and` first, as the tree has it, and `or` first."""
    alternatives = [item.items if isinstance(item, syntax.And) else (item,) for item in node.items]
    first = next(n for n, parts in enumerate(alternatives) if len(parts) > 1)
    shown = alternatives[max(0, first - 1) : max(0, first - 1) + 2]  # the place where they meet is enough
    more = " …" if len(shown) < len(alternatives) else ""
    texts = [[_short(part) for part in parts] for parts in shown]
    tight_and = " or ".join(f"({' and '.join(parts)})" if len(parts) > 1 else parts[0] for parts in texts)
    ors = f"({texts[0][-1]} or {texts[1][0]})"
    tight_or = " and ".join([*texts[0][:-1], ors, *texts[1][1:]])
    build.report(
        "SL0119",
        node.span,
        "`and` and `or` are mixed without parentheses",
        f"write `{tight_and}{more}` or `{tight_or}{more}`",
    )


def _short(part: Any) -> str:
    text = condition_text(part)
    return text if len(text) <= 40 else text[:39] + "…"


@builds
def negated(build: Build, p: Parts) -> syntax.Not:
    return syntax.Not(p[1], build.span(*p))


@builds
def parenthesised(build: Build, p: Parts) -> syntax.Parenthesised:
    return syntax.Parenthesised(p[1], build.span(*p))


# ---- comparisons ---------------------------------------------------------------------------------------------------


@builds
def case(_: Build, p: Parts) -> Any:
    return p[0] if p else None


@builds
def equality(build: Build, p: Parts) -> syntax.Comparison:
    ignoring = len(p) > 3 and p[3] is not None
    return syntax.Comparison(p[0], p[1].type, p[2], ignoring, p[1].span(build.file), build.span(*p))


@builds
def ordering(build: Build, p: Parts) -> syntax.Comparison:
    return syntax.Comparison(p[0], p[1].type, p[2], False, p[1].span(build.file), build.span(*p))


@builds
def presence(build: Build, p: Parts) -> syntax.Presence:
    return syntax.Presence(p[0], p[1].type == "is known", build.span(*p))


@builds
def inside(_: Build, p: Parts) -> Any:
    """Parentheses round a list: the items with the place of the parentheses."""
    return p


def _items(part: Any) -> Any:
    return part if isinstance(part, syntax.Name) else tuple(part[1])


@builds
def membership(build: Build, p: Parts) -> syntax.Membership:
    negated_ = p[1].type == "not in"
    return syntax.Membership(p[0], negated_, _items(p[2]), p[3] is not None, build.span(p[2]), build.span(*p))


@builds
def criterion_state(build: Build, p: Parts) -> syntax.CriterionState:
    state = p[1].type.removeprefix("is ")
    return syntax.CriterionState(p[0], state, build.span(*p))


@builds
def text_test(build: Build, p: Parts) -> syntax.TextTest:
    return syntax.TextTest(p[0], p[1].type, (p[2],), p[3] is not None, p[1].span(build.file), build.span(*p))


@builds
def text_tests(build: Build, p: Parts) -> syntax.TextTest:
    op = _TEXT_TESTS[p[1].type]
    return syntax.TextTest(p[0], op, _items(p[2]), p[3] is not None, p[1].span(build.file), build.span(*p))


@builds
def set_test(build: Build, p: Parts) -> syntax.SetTest:
    return syntax.SetTest(p[0], "has", (p[2],), p[3] is not None, p[1].span(build.file), build.span(*p))


@builds
def set_tests(build: Build, p: Parts) -> syntax.SetTest:
    return syntax.SetTest(p[0], p[1].type, _items(p[2]), p[3] is not None, p[1].span(build.file), build.span(*p))


# ---- of time and events --------------------------------------------------------------------------------------------


@builds
def in_window(build: Build, p: Parts) -> syntax.InWindow:
    direction: Literal["last", "next"] = "last" if p[1].type == "in last" else "next"
    name = p[0] if isinstance(p[0], syntax.Path) else name_of(build, p[0])
    return syntax.InWindow(name, direction, p[2], build.span(*p))


@builds
def happened_ever(build: Build, p: Parts) -> syntax.Happened:
    kind = name_of(build, p[0])
    span = build.span(*p)
    ever = syntax.Window(None, p[1].span(build.file))
    return syntax.Happened(syntax.EventSelector(kind, False, None, ever, span), span)


@builds
def happened(build: Build, p: Parts) -> syntax.Happened:
    span = build.span(*p)
    relation = p[1] if len(p) == 3 else None
    return syntax.Happened(dataclasses.replace(p[0], relation=relation, window=p[-1], span=span), span)


@builds
def no_event(build: Build, p: Parts) -> syntax.NoEvent:
    return syntax.NoEvent(p[1], build.span(*p))


@builds
def at_least_events(build: Build, p: Parts) -> syntax.AtLeastEvents:
    return syntax.AtLeastEvents(p[1], p[2], build.span(*p))


@builds
def at_least_within(build: Build, p: Parts) -> syntax.AtLeastEvents:
    selected: syntax.EventSelector = p[2]
    events = dataclasses.replace(selected, window=p[5], span=build.span(*p[2:]))
    return syntax.AtLeastEvents(p[1], events, build.span(*p), p[4])


@builds
def at_least_of(build: Build, p: Parts) -> syntax.AtLeastOf:
    return syntax.AtLeastOf(p[1], tuple(p[4]), build.span(*p))


@builds
def any_lead(build: Build, p: Parts) -> syntax.AnyLead:
    words, span = p[0].type.split(), build.span(*p)
    account = name_of(build, p[1]) if len(p) == 3 else None
    leads = syntax.Leads("other" in words, account, p[-1], span)
    return syntax.AnyLead(words[0] == "no", leads, span)
