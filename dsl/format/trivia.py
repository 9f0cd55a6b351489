"""The tokens of a file with the comments that belong to them, and how tokens stand beside each other."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import Any

from ...grammar.scanner import scan
from ...grammar.tokens import Comment, Token
from .. import syntax
from ..late import dataclass, field
from ..source import Source, Span

_GLUED_LEFT = frozenset({")", ",", ":", "..", "."})  # nothing stands before these
_GLUED_RIGHT = frozenset({"(", "..", "."})  # nor after these


@dataclass(slots=True)
class Text:
    """A file as tokens. `before[i]`: comments on lines of their own before token i (i may be one past the last);
    `after[i]`: the comment behind token i on its line."""

    tokens: list[Token]
    before: dict[int, list[Comment]] = field(default_factory=lambda: defaultdict(list))
    after: dict[int, Comment] = field(default_factory=dict)
    starts: dict[tuple[int, int], int] = field(default_factory=dict)
    ends: dict[tuple[int, int], int] = field(default_factory=dict)
    between: set[int] = field(default_factory=set)  # the tokens that are operators of arithmetic
    signs: set[int] = field(default_factory=set)  # the tokens that are the sign of a name

    def first(self, span: Span) -> int:
        """The token that a node begins with."""
        return self.starts[span.line, span.column]

    def last(self, span: Span) -> int:
        """The token that a node ends with."""
        return self.ends[span.end_line, span.end_column]

    def bare(self, first: int, last: int) -> bool:
        """Whether no comment stands between the first and the last token."""
        return not any(i in self.after for i in range(first, last)) and not any(
            self.before.get(i) for i in range(first + 1, last + 1)
        )

    def joined(self, first: int, last: int) -> str:
        """The tokens on one line, as they should stand beside each other."""
        parts: list[str] = []
        for i in range(first, last + 1):
            if i > first and self.spaced(i):
                parts.append(" ")
            parts.append(self.tokens[i].text)
        return "".join(parts)

    def spaced(self, i: int) -> bool:
        """Whether a blank stands before token i (which is not the first of its line)."""
        left, right = self.tokens[i - 1], self.tokens[i]
        if right.type in _GLUED_LEFT or left.type in _GLUED_RIGHT:
            return False
        if left.type in ("+", "-"):
            return i - 1 in self.between or (right.type != "NUMBER" and i - 1 not in self.signs)
        return not (right.type == "(" and left.text == "decimal" and self._is_type(i - 1))

    def _is_type(self, i: int) -> bool:
        return i > 0 and self.tokens[i - 1].type == ":"


def text_of(source: Source, file: syntax.RuleFile) -> Text:
    """The tokens of a source without syntax errors, and where its comments belong; `file` is its syntax."""
    scanned, _ = scan(source)
    text = Text(scanned.tokens)
    for i, token in enumerate(text.tokens):
        text.starts[token.line, token.column] = i
        text.ends[token.end_line, token.end_column] = i
    i = 0
    for comment in scanned.comments:
        while i < len(text.tokens) and (text.tokens[i].line, text.tokens[i].column) < (comment.line, comment.column):
            i += 1
        if comment.own_line:
            text.before[i].append(comment)
        else:
            text.after[i - 1] = comment
    _mark_signs(text, file)
    return text


def _mark_signs(text: Text, file: syntax.RuleFile) -> None:
    """Tells the signs of names from the operators between values, which the tokens alone do not show."""
    rest: list[Any] = list(file.items)
    while rest:
        node = rest.pop()
        match node:
            case tuple():
                rest += node
                continue
            case syntax.Arithmetic(left=left):
                text.between.add(text.last(left.span) + 1)
            case syntax.SignedName() if node.span != node.name.span:
                text.signs.add(text.first(node.span))
        if dataclasses.is_dataclass(node) and not isinstance(node, Span):
            rest += (getattr(node, part.name) for part in dataclasses.fields(node))
