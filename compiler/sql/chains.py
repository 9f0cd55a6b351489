"""Long AND, OR and sum chains as shallow trees, and comments that cannot leave their brackets."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ...dsl.source import Span
from . import nodes as n

_CHAIN = 50  # operands in a row; DuckDB gives up at an expression depth of 1,000


def all_of(items: Sequence[n.Node]) -> n.Node:
    """Three-valued AND; true where there are no items."""
    return _chain(exp.And, items) if items else exp.Boolean(this=True)


def any_of(items: Sequence[n.Node]) -> n.Node:
    """Three-valued OR; false where there are no items."""
    return _chain(exp.Or, items) if items else n.false()


def total(items: Sequence[n.Node]) -> n.Node:
    return _chain(exp.Add, items) if items else n.number(0)


def _chain(operator: type[exp.Binary], items: Sequence[n.Node]) -> n.Node:
    if len(items) > _CHAIN:
        size = -(-len(items) // _CHAIN)
        return _chain(operator, [_chain(operator, items[i : i + size]) for i in range(0, len(items), size)])
    first, *others = [_operand(operator, item) for item in items] if len(items) > 1 else [n.own(items[0])]
    for item in others:
        first = operator(this=first, expression=item)
    return first


def _operand(operator: type[exp.Binary], item: n.Node) -> n.Node:
    loose = isinstance(item, exp.Add | exp.Sub if operator is exp.Add else exp.Connector)
    return exp.paren(n.own(item), copy=False) if loose else n.own(item)


def commented(node: n.Node, what: str, span: Span | None = None) -> n.Node:
    """The node with a comment behind it: the name of a rule and where it stands."""
    place = "" if span is None else f" ({span.file}:{span.line})"
    node.comments = [f" {comment_text(what + place)} "]
    return node


def comment_text(text: str) -> str:
    """The text without anything that ends a comment or a line.

    DuckDB looks for quoted text before it looks for comments: an apostrophe in a comment would turn the no-break
    spaces of later literals into blanks, and so would `$$` or `$a$`. Quotes and dollars in comments are therefore
    typographic.
    """
    text = text.replace("*/", "* /").replace("/*", "/ *").replace("'", "’").replace('"', "”").replace("$", "＄")
    return "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text)
