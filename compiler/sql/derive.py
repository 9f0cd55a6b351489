"""Adding derived columns, list memberships and named conditions to a query, so that conditions find them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...dsl import model
from ..walk import walk
from . import names
from . import nodes as n
from .conditions import condition_sql
from .distribution import is_small, sent_whole
from .keys import Derived, LetKey, Member
from .operands import Scope, derived_sql, levels, text_sql, wish
from .steps import Names, Steps


def extend(steps: Steps, scope: Scope, taken: Names, keys: Iterable[Derived | Member]) -> None:
    """Adds the derived columns, level by level, and the memberships of lists that have tables."""
    wanted = list(dict.fromkeys(keys))
    for level in levels([key for key in wanted if not isinstance(key, Member)], scope):
        columns = []
        for key in level:
            name = taken.take(wish(key))
            columns.append((key, n.named(derived_sql(key, scope), name), name))
        steps.extend("values", [node for _, node, _ in columns])
        scope.columns.update({key: name for key, _, name in columns})
    members = [key for key in wanted if isinstance(key, Member)]
    if members:
        _join_lists(steps, scope, taken, members)


def _join_lists(steps: Steps, scope: Scope, taken: Names, members: Sequence[Member]) -> None:
    before = steps.last
    query = n.select([n.all_columns(before)], n.table([before]))
    for number, key in enumerate(members, 1):
        alias, name = f"list_{number}", taken.take(wish(key))
        text = text_sql(key.value, scope, folded=key.folded)
        entry = n.column(names.ENTRY, alias)
        table = n.named_table(scope.lists.tables[key.list, key.folded].table, alias)
        query.join(table, on=n.equal(entry, text), join_type="left", copy=False)
        known = n.when((n.is_known(text), n.is_known(entry)))
        query.select(n.named(known, name), copy=False)
        scope.columns[key] = name
    small = [
        f"list_{i}" for i, key in enumerate(members, 1) if is_small(scope.lists.tables[key.list, key.folded].entries)
    ]
    steps.add("listed", sent_whole(query, scope, *small))


def name_lets(steps: Steps, scope: Scope, taken: Names, chosen: Sequence[str]) -> None:
    """Adds a column for each of these lets; all that they read, other lets included, is there or among them."""
    conditions = {name: condition for name, condition in scope.plan.lets if name in chosen}
    depth: dict[str, int] = {}
    for name, condition in conditions.items():
        below = [depth[node.name] for node in walk(condition) if isinstance(node, model.LetRef) and node.name in depth]
        depth[name] = 1 + max(below, default=-1)
    for level in range(max(depth.values(), default=-1) + 1):
        columns = [
            (LetKey(name), n.named(condition_sql(condition, scope), column := taken.take(name)), column)
            for name, condition in conditions.items()
            if depth[name] == level
        ]
        steps.extend("named", [node for _, node, _ in columns])
        scope.columns.update({key: column for key, _, column in columns})
