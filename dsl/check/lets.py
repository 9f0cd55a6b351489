"""Named conditions: checked after those that they read; circles are reported."""

from __future__ import annotations

from dataclasses import replace

from .. import model, syntax
from ..scope import LetEntry
from . import conditions
from .chains import refuse_long_chains
from .conditions import children, too_deep
from .context import Context


def read_names(node: syntax.Condition) -> list[str]:
    """The bare names that a condition could mean as named conditions."""
    found: list[str] = []
    waiting: list[syntax.Condition] = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, syntax.Name):
            found.append(item.text)
        elif not isinstance(item, syntax.Happened | syntax.NoEvent | syntax.AtLeastEvents):
            waiting.extend(reversed(children(item)))
    return found


def check_lets(ctx: Context, roots: list[LetEntry]) -> list[LetEntry]:
    """Checks the named conditions and those that they read; the answer has each after the ones that it reads."""
    done: dict[int, LetEntry] = {}
    ordered: list[LetEntry] = []
    for root in roots:
        if id(root) in done:
            continue
        path: list[LetEntry] = [root]
        waiting = [iter(_read_by(root))]
        while path:
            other = next(waiting[-1], None)
            if other is None:
                entry = path.pop()
                waiting.pop()
                if id(entry) not in done:
                    done[id(entry)] = entry
                    ordered.append(entry)
                    _check(ctx, entry)
            elif any(entry is other for entry in path):
                _circle(ctx, path, other)
                for entry in path:
                    done[id(entry)] = entry
            elif id(other) not in done:
                path.append(other)
                waiting.append(iter(_read_by(other)))
    links = ((e.declaration.name, id(e), [id(other) for other in _read_by(e)]) for e in ordered)
    refuse_long_chains(ctx, links, "named conditions", "write the condition anew here, without the earlier names")
    return ordered


def _read_by(entry: LetEntry) -> list[LetEntry]:
    if too_deep(entry.declaration.condition) is not None:
        return []
    names = read_names(entry.declaration.condition)
    return [entry.scope.lets[name] for name in names if name in entry.scope.lets]


def _circle(ctx: Context, path: list[LetEntry], back_to: LetEntry) -> None:
    start = next(index for index, entry in enumerate(path) if entry is back_to)
    circle = [entry.declaration.name.text for entry in (*path[start:], back_to)]
    ctx.report(
        "SL0209",
        path[-1].declaration.name.span,
        "this condition would depend on itself: " + " → ".join(f"`{name}`" for name in circle),
        "write one of them without the others",
    )


def _check(ctx: Context, entry: LetEntry) -> None:
    own = replace(ctx, scope=entry.scope, lets=entry.lets, lists=entry.lists, place="lead")
    entry.condition = conditions.whole_condition(own, entry.declaration.condition)


def reachable(scope_lets: list[LetEntry], used_lets: list[str], used_lists: list[str]) -> tuple[set[str], set[str]]:
    """What rules read, directly or through named conditions: (lets, lists) by their names in the model."""
    by_name = {entry.model_name: entry for entry in scope_lets}
    lets: set[str] = set()
    lists = set(used_lists)
    waiting = list(used_lets)
    while waiting:
        name = waiting.pop()
        if name in lets or name not in by_name:
            continue
        lets.add(name)
        lists.update(by_name[name].lists)
        waiting.extend(by_name[name].lets)
    return lets, lists


def ordered_lets(entries: list[LetEntry], wanted: set[str]) -> tuple[tuple[str, model.Condition], ...]:
    return tuple(
        (entry.model_name, entry.condition)
        for entry in entries
        if entry.model_name in wanted and entry.condition is not None
    )
