"""A query that is too long for one view, cut into several that read each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from .. import nodes as n


def in_pieces(
    name: str, query: exp.Query, longest: int, size: Callable[[exp.Expr], int]
) -> tuple[tuple[str, exp.Query], ...]:
    """Names and queries of views, the last of which is `name`; no group of steps in one is longer, if no step is.

    A step that is read behind a cut is a view of its own, with the steps before it since the cut before.
    """
    steps = {step.alias: step.this for step in query.ctes}
    rest = query.copy()
    rest.set("with_", None)
    cut: dict[str, str] = {}  # steps that are views
    made: list[tuple[str, exp.Query]] = []
    groups = _groups(steps, longest, size(rest), size)
    for number, group in enumerate(groups[:-1]):
        behind = [*(steps[each] for later in groups[number + 1 :] for each in later), rest]
        read = set().union(*map(_read, behind))
        for step in (each for each in group if each in read):
            view = f"{name}__{step}"
            made.append((view, _with(n.select([n.star()], n.table([step])), group, steps, cut)))
        cut |= {step: f"{name}__{step}" for step in group if step in read}
    return (*made, (name, _with(rest, groups[-1], steps, cut)))


def _groups(steps: dict[str, exp.Query], longest: int, last: int, size: Callable[[exp.Expr], int]) -> list[list[str]]:
    """Steps in their order, cut where they become too long; the query behind them, of a length, is with the last."""
    groups: list[list[str]] = [[]]
    room = longest
    for name, step in steps.items():
        needed = size(step)
        if groups[-1] and needed > room:
            groups.append([])
            room = longest
        groups[-1].append(name)
        room -= needed
    return groups if last <= room else [*groups, []]


def _with(query: exp.Query, group: Sequence[str], steps: dict[str, exp.Query], cut: dict[str, str]) -> exp.Query:
    """The query with those steps of the group that it needs; steps that are views are read there."""
    needed = _read(query)
    for step in reversed(group):
        if step in needed:
            needed |= _read(steps[step])
    made = query.copy()
    for step in group:
        if step in needed:
            made = made.with_(exp.to_identifier(step, quoted=True), as_=steps[step].copy(), copy=False)
    for table in list(made.find_all(exp.Table)):
        if not table.db and table.name in cut and table.name not in group:
            table.replace(n.named_table(cut[table.name], table.alias_or_name))
    return made


def _read(query: exp.Expr) -> set[str]:
    return {table.name for table in query.find_all(exp.Table) if not table.db}
