"""What conditions read besides the columns of the data: derived columns, named conditions, answers of colleagues.

Each is added to the steps as soon as all that it reads is there, so a named condition that reads a score comes behind
that score.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

from ...dsl import model
from ..walk import Node, children, of_colleagues
from . import nodes as n
from .colleagues import ask
from .conditions import condition_sql
from .derive import extend
from .keys import Computed, Derived, FlagKey, LetKey, Member, OutcomeKey, Tested
from .operands import Scope, needs, wish
from .steps import Names, Steps

_Named = LetKey | Tested


class Demand:
    """What is still wanted; `fill` adds what can be computed by now."""

    def __init__(
        self,
        steps: Steps,
        scope: Scope,
        taken: Names,
        roots: Sequence[Node],
        lets: Iterable[tuple[str, model.Condition]],
        more: Iterable[Derived | Member] = (),
    ) -> None:
        self._steps, self._scope, self._taken = steps, scope, taken
        asked = dict.fromkeys(node for root in roots for node in _asked_in(root))
        self._asked = [node for node in asked if Computed(node) not in scope.columns]
        below = [part for node in self._asked for part in of_colleagues(node)]
        everything = [*roots, *below]
        keys = [key for root in roots for key in needs(root, scope.lists)]
        keys += [*more, *(key for root in below for key in needs(root, scope.lists))]
        self._keys = {key: _reads_of_key(key) for key in keys}
        named: dict[_Named, model.Condition] = {LetKey(name): condition for name, condition in lets}
        named |= {Tested(each): each for root in everything for each in _nested(root)}
        self._named = {key: (condition, _reads(condition, key)) for key, condition in named.items()}

    @property
    def taken(self) -> Names:
        return self._taken

    def fill(self) -> None:
        while self._derive() or self._name() or self._ask():
            pass

    def _derive(self) -> bool:
        ready = [key for key, reads in self._keys.items() if self._has(reads)]
        for key in ready:
            del self._keys[key]
        extend(self._steps, self._scope, self._taken, ready)
        return bool(ready)

    def _name(self) -> bool:
        ready = {key: condition for key, (condition, reads) in self._named.items() if self._has(reads)}
        names: dict[Hashable, str] = {key: self._taken.take(wish(key)) for key in ready}
        columns = [n.named(condition_sql(condition, self._scope), names[key]) for key, condition in ready.items()]
        self._steps.extend("named", columns)
        self._scope.columns.update(names)
        self._named = {key: rest for key, rest in self._named.items() if key not in ready}
        return bool(ready)

    def _ask(self) -> bool:
        ready = [node for node in self._asked if self._has(_reads_of_colleagues(node))]
        if ready:
            ask(self._steps, self._scope, self._taken, ready)
        self._asked = [node for node in self._asked if node not in ready]
        return bool(ready)

    def _has(self, keys: Iterable[Hashable]) -> bool:
        return all(key in self._scope.columns for key in keys)


def _own(root: Node) -> Iterator[Node]:
    """The node and what is below it on the lead's side, insides of event filters not included."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def _asked_in(root: Node) -> Iterator[model.OfLeads]:
    return (node for node in _own(root) if isinstance(node, model.OfLeads))


def _nested(root: Node) -> Iterator[model.AtLeast]:
    """Counts of met conditions inside others; the innermost first."""
    found = [
        inner
        for node in _own(root)
        if isinstance(node, model.AtLeast)
        for item in node.items
        for inner in _own(item)
        if isinstance(inner, model.AtLeast)
    ]
    return reversed(found)


def _reads(root: Node, itself: Hashable = None) -> tuple[Hashable, ...]:
    """The keys of what must be computed before."""
    found: list[Hashable] = []
    for node in _own(root):
        match node:
            case model.LetRef(name):
                found.append(LetKey(name))
            case model.ScoreOf(name) | model.GradeOf(name) | model.StageOf(name):
                found.append(OutcomeKey(name))
            case model.FlagRef(name):
                found.append(FlagKey(name))
            case model.OfLeads():
                found.append(Computed(node))
            case _:
                pass
    found.extend(Tested(inner) for inner in _nested(root))
    return tuple(key for key in dict.fromkeys(found) if key != itself)


def _reads_of_key(key: Derived | Member) -> tuple[Hashable, ...]:
    value = getattr(key, "value", None)
    return () if value is None else _reads(value)


def _reads_of_colleagues(node: model.OfLeads) -> tuple[Hashable, ...]:
    return tuple(key for part in of_colleagues(node) for key in _reads(part))


def lets_below(roots: Iterable[Node], lets: Sequence[tuple[str, model.Condition]]) -> list[tuple[str, model.Condition]]:
    """The named conditions that the roots read of the lead (or account) itself, those inside others too; in order."""
    conditions = dict(lets)
    stack, found = list(roots), set[str]()
    while stack:
        for node in _own(stack.pop()):
            if isinstance(node, model.LetRef) and node.name not in found:
                found.add(node.name)
                stack.append(conditions[node.name])
    return [(name, condition) for name, condition in lets if name in found]
