"""Joins of steps by texts in MariaDB and MySQL.

They give a step an index for a join, but none of texts without a limit: each row would meet each other one. So steps
that are joined by the key of a lead or account get the beginning of it as one more key. They are steps of their own: a
query inside a step that is read twice does not find other steps.
"""

from __future__ import annotations

from sqlglot import exp

from .. import names
from .. import nodes as n
from .lowering import shortened

LONGEST_STEP = 64  # characters of a step's name
ALL_ROWS = 2**64 - 1  # a limit that keeps a step from being pasted into others
_KEY = "scoreline_key"
_BEGINNING = 64  # characters


def joined_by_keys(query: exp.Query) -> exp.Query:
    """The query, with one more key of each join by a lead or account; the query is changed."""
    elements: list[exp.CTE] = []
    made: dict[str, str] = {}
    given = query.args["with_"].pop().expressions
    for element in [*given, None]:
        for select in (query if element is None else element.this).find_all(exp.Select):
            for join in select.args.get("joins") or ():
                source = join.this
                key = _key_of(join, select)
                if key is None:
                    continue
                if source.name not in made:
                    made[source.name] = shortened(f"{source.name}_by_key", LONGEST_STEP)
                    own = exp.Table(this=source.this.copy())
                    beginning = n.named(n.call("left", n.column(key[0].name), n.number(_BEGINNING)), _KEY)
                    keyed = n.select([n.star(), beginning], own).limit(exp.Literal.number(ALL_ROWS), copy=False)
                    named = exp.TableAlias(this=exp.to_identifier(made[source.name], quoted=True))
                    elements.append(exp.CTE(this=keyed, alias=named))
                name = source.alias_or_name
                same = n.equal(n.column(_KEY, name), n.call("left", key[1], n.number(_BEGINNING)))
                join.set("this", n.named_table(made[source.name], name))
                join.set("on", n.all_of(join.args["on"], same))
        if element is not None:
            elements.append(element)
    query.set("with_", exp.With(expressions=elements))
    return query


def _key_of(join: exp.Join, select: exp.Select) -> tuple[exp.Column, exp.Expr] | None:
    """The text of the joined rows by which they are found, and what it has to be equal to."""
    source, on = join.this, join.args.get("on")
    if not isinstance(source, exp.Table) or on is None:
        return None
    name = source.alias_or_name
    if any(each.is_star and (isinstance(each, exp.Star) or each.table == name) for each in select.expressions):
        return None
    for equal in on.find_all(exp.EQ):
        for own, other in ((equal.left, equal.right), (equal.right, equal.left)):
            if isinstance(own, exp.Column) and own.table == name and own.name in (names.LEAD, names.ACCOUNT):
                return own, other
    return None
