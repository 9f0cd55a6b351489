"""Texts whose quotes are missing, one of them or both."""

from __future__ import annotations

from .stuck import AHEAD, Edit, Mistake, Stuck
from .tokens import Token


def unclosed_text(stuck: Stuck) -> Mistake | None:
    """A quote that is missing upsets the whole rest of its line, so it is looked for first."""
    if stuck.token is None:
        return None
    line = stuck.token.line
    for n in range(max(0, stuck.index - 1), len(stuck.tokens)):
        token = stuck.tokens[n]
        if token.line > line:
            return None
        if token.type == "BROKEN" and token.line == line:
            closed = Token("STRING", token.text + '"', *_place(token))
            edit = Edit(n, 1, (closed,)) if n == stuck.index else None
            if edit is not None and stuck.gain(edit) < 2:
                edit = None
            return Mistake(
                "SL0102", stuck.span(n), "a text without its closing quote", 'put a `"` where the text ends', edit
            )
    return None


def unquoted_text(stuck: Stuck) -> Mistake | None:
    index, token = stuck.index, stuck.token
    path = token is not None and token.text in ("/", ".", "..") and stuck.adjacent(index + 1)
    if token is None or (token.type not in ("NAME", "NUMBER", "DATE") and not path) or not stuck.can("STRING"):
        return None
    if stuck.first_on_line(index) or (token.type == "NAME" and stuck.can("NAME")):
        return None
    listed = _unquoted_items(stuck)
    if listed is not None:
        return listed
    joined = index
    while stuck.adjacent(joined + 1) and stuck.type(joined + 1) in ("NAME", "NUMBER", "ODD", "-", ".", "..", ":"):
        joined += 1
    last = joined
    while token.type == "NAME" and stuck.type(last + 1) == "NAME" and not stuck.first_on_line(last + 1):
        last += 1
    for end in dict.fromkeys((last, joined, index)):
        words = _as_written(stuck, index, end)
        quoted = Token("STRING", f'"{words}"', *_place(token))
        edit = Edit(index, end + 1 - index, (quoted,))
        if stuck.gain(edit) >= min(end - index + 4, AHEAD):
            return Mistake("SL0132", stuck.span(index, end), "a text stands in quotes", f"write `{quoted.text}`", edit)
    return None


def _unquoted_items(stuck: Stuck) -> Mistake | None:
    """`(DE, FR)`: all of them at once."""
    index, end = stuck.index, stuck.index
    if stuck.word(index - 1) not in ("(", ",") or stuck.word(index + 1) not in (",", ")"):
        return None
    while stuck.type(end) in ("NAME", "STRING", ","):
        end += 1
    items = stuck.tokens[index:end]
    names = [token.text for token in items if token.type == "NAME"]
    quoted = tuple(
        Token("STRING", f'"{token.text}"', *_place(token)) if token.type == "NAME" else token for token in items
    )
    edit = Edit(index, end - index, quoted)
    if stuck.word(end) != ")" or stuck.gain(edit) < 2:
        return None
    shown_names = ", ".join(f'"{name}"' for name in names[:4]) + (", …" if len(names) > 4 else "")
    return Mistake("SL0132", stuck.span(index, end - 1), "texts stand in quotes", f"write `{shown_names}`", edit)


def _as_written(stuck: Stuck, first: int, last: int) -> str:
    text = stuck.word(first)
    for n in range(first + 1, last + 1):
        text += ("" if stuck.adjacent(n) else " ") + stuck.word(n)
    return text.replace('"', "").replace("\\", "")


def _place(token: Token) -> tuple[int, int, int, int]:
    return token.line, token.column, token.end_line, token.end_column
