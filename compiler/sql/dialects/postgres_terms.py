"""Terms of rules as PostgreSQL works them out quickest, each equal to the one before on all values.

Least and greatest cost there as much as three sums, a comparison of texts twice as much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from .. import nodes as n
from .sums import whole

_LARGEST: Final = 2**63 - 1
_TOGETHER: Final = 2  # rules on a column that become one


def fewer_limits(statement: exp.Expr) -> exp.Expr:
    """The statement, changed in place: limits of products are limits of what is multiplied, where they are multiples.

    A product beyond 64 bits is no error any more where the limit lies below it.
    """
    for call in reversed([each for each in statement.find_all(exp.Anonymous) if each.name in ("least", "greatest")]):
        made = _limited(call)
        if made is not call:
            call.replace(made)
    return statement


def _limited(call: exp.Anonymous) -> exp.Expr:
    """Parts come before what holds them."""
    if len(call.expressions) != 2:
        return call
    inner, limit = call.expressions[0].unnest(), whole(call.expressions[1])
    if limit is None:
        return call
    if isinstance(inner, exp.Anonymous) and inner.name == call.name == "least" and len(inner.expressions) == 2:
        before = whole(inner.expressions[1])
        return call if before is None else n.call("least", inner.expressions[0], n.number(min(before, limit)))
    if not isinstance(inner, exp.Mul):
        return call
    factor = whole(inner.expression)
    if not factor or limit % factor or (factor > 0) != (call.name == "least"):
        return call
    least = n.call("least", inner.this.unnest(), n.number(limit // factor))
    assert isinstance(least, exp.Anonymous)
    return _product(_limited(least), factor)


def _product(node: exp.Expr, factor: int) -> exp.Expr:
    """A limit alone has become one of a product itself: both factors are one then."""
    known = whole(node.expression) if isinstance(node, exp.Mul) else None
    if known is None or abs(known * factor) > _LARGEST:
        return n.times(node, n.number(factor))
    return n.times(node.this, n.number(known * factor))


@dataclass(slots=True)
class _Choice:
    """What a rule pays by the text in a column."""

    item: exp.Expr  # of the list of a SELECT
    column: exp.Column
    pays: dict[str, int]


def merged_choices(query: exp.Select) -> None:
    """In the steps, changed in place: rules that choose by the texts of one column, and are only added up, are one."""
    steps = {each.alias: each.this for each in query.ctes}
    readers = Counter(table.name for table in query.find_all(exp.Table) if not table.db)
    for reader in [*steps.values(), query]:
        first = reader.args.get("from_") if isinstance(reader, exp.Select) and not reader.args.get("joins") else None
        below = "" if first is None or not isinstance(first.this, exp.Table) else first.this.name
        step = steps.get(below)
        if (
            isinstance(step, exp.Select)
            and readers[below] == 1
            and not any(each.is_star for each in reader.expressions)
        ):
            _merge(step, reader)


def _merge(step: exp.Select, reader: exp.Select) -> None:
    read: dict[str, list[exp.Column]] = {}
    for column in reader.find_all(exp.Column):
        read.setdefault(column.name, []).append(column)
    groups: dict[tuple[exp.Expr, int], list[_Choice]] = {}
    for choice in _choices(step):
        places = read.get(choice.item.alias, [])
        top = _top(places[0]) if len(places) == 1 else None
        if top is not None:
            groups.setdefault((choice.column, id(top)), []).append(choice)
    for choices in groups.values():
        if len(choices) < _TOGETHER:
            continue
        kept, *others = choices
        total: dict[str, int] = {}
        for choice in choices:
            for text, points in choice.pays.items():
                total[text] = total.get(text, 0) + points
        arms = [exp.If(this=n.text(text), true=n.number(points)) for text, points in total.items()]
        case = exp.Case(this=kept.column.copy(), ifs=arms, default=n.number(0))
        comments = [comment for choice in choices for comment in choice.item.comments or ()]
        kept.item.set("this", n.cast(case, "BIGINT"))
        kept.item.comments = [";".join(comments)] if comments else None
        for choice in others:
            _leave_out(read[choice.item.alias][0])
            choice.item.pop()


def _choices(step: exp.Select) -> Iterator[_Choice]:
    for item in step.expressions:
        cast = item.unalias()
        case = cast.this if isinstance(cast, exp.Cast) else None
        if not isinstance(item, exp.Alias) or not isinstance(case, exp.Case) or case.this is not None:
            continue
        if whole(case.args.get("default")) != 0:
            continue
        found = _pays(case)
        if found is not None:
            yield _Choice(item, *found)


def _pays(case: exp.Case) -> tuple[exp.Column, dict[str, int]] | None:
    column: exp.Column | None = None
    pays: dict[str, int] = {}
    for arm in case.args["ifs"]:
        test, points = arm.this, whole(arm.args["true"])
        texts = [test.expression] if isinstance(test, exp.EQ) else test.expressions if isinstance(test, exp.In) else []
        plain = all(isinstance(each, exp.Literal) and each.is_string for each in texts)
        if points is None or not texts or not plain or not isinstance(test.this, exp.Column):
            return None
        if column is not None and test.this != column:
            return None
        column = test.this
        for each in texts:
            pays.setdefault(each.this, points)
    return None if column is None else (column, pays)


def _top(column: exp.Column) -> exp.Expr | None:
    """The sum that it is a summand of; None where it is none."""
    node: exp.Expr = column
    while isinstance(node.parent, exp.Add) or (
        isinstance(node.parent, exp.Paren) and isinstance(node.parent.parent, exp.Add)
    ):
        node = node.parent
    return node if node is not column else None


def _leave_out(column: exp.Expr) -> None:
    node: exp.Expr = column
    while isinstance(node.parent, exp.Paren):
        node = node.parent
    sum_ = node.parent
    assert isinstance(sum_, exp.Add)
    other = sum_.expression if sum_.this is node else sum_.this
    other.pop()
    sum_.replace(other)
