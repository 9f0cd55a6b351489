"""Named conditions and criteria: checked after those that they read; circles are reported."""

from __future__ import annotations

from dataclasses import replace

from .. import model, syntax
from ..held import held
from ..scope import LetEntry
from ..source import Span
from . import conditions
from .chains import refuse_long_chains
from .conditions import too_deep
from .context import Context
from .dependencies import everything_read

__all__ = ["check_lets", "everything_read", "ordered_lets", "reachable", "read_names"]

_DECISIONS = {"met": (0, True), "not met": (1, False), "implied": (2, True), "implied not": (3, False)}


def read_names(node: syntax.Condition) -> list[str]:
    """The bare names that a condition could mean as named conditions: not those that stand after `where`."""
    found: list[str] = []
    waiting: list[object] = [node]
    while waiting:
        part = waiting.pop()
        match part:
            case syntax.Name(text):
                found.append(text)
            case tuple():
                waiting.extend(reversed(part))
            case Span() | syntax.EventSelector() | syntax.Window():
                pass
            case syntax.CountDifferent() | syntax.EventNumber() | syntax.EventAttribute():
                pass  # names of the event's attributes
            case syntax.Leads(test=test):
                if test is not None:
                    waiting.append(test)
            case _:
                waiting.extend(reversed(held(part)))
    return found


def _conditions(declaration: syntax.Let | syntax.Criterion) -> tuple[syntax.Condition, ...]:
    match declaration:
        case syntax.Let(condition=condition):
            return (condition,)
        case syntax.Criterion(lines=lines):
            return tuple(line.condition for line in lines)


def check_lets(ctx: Context, roots: list[LetEntry]) -> list[LetEntry]:
    """Checks the named conditions and those that they read; the answer has each after the ones that it reads.

    Fills in `ctx.entries`.
    """
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
                    ctx.entries[entry.model_name] = entry
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
    written = _conditions(entry.declaration)
    if any(too_deep(condition) is not None for condition in written):
        return []
    names = [name for condition in written for name in read_names(condition)]
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
    own = replace(ctx.at("lead"), scope=entry.scope, lets=entry.lets, lists=entry.lists, reads=entry.reads, since=None)
    match entry.declaration:
        case syntax.Let(condition=condition):
            entry.condition = conditions.whole_condition(own, condition)
        case syntax.Criterion() as criterion:
            entry.condition = _criterion(own, criterion)


def _criterion(ctx: Context, criterion: syntax.Criterion) -> model.Condition | None:
    """Stated evidence first, and what is implied only where nothing is stated; unknown where nothing is met."""
    made: list[tuple[int, model.Condition, bool]] = []
    for line in criterion.lines:
        condition = conditions.whole_condition(ctx, line.condition)
        if condition is not None:
            place, outcome = _DECISIONS[line.kind]
            made.append((place, condition, outcome))
    if len(made) < len(criterion.lines):
        return None
    made.sort(key=lambda line: line[0])  # lines of one kind stay in the order written
    return model.Decide(tuple((condition, outcome) for _, condition, outcome in made))


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
