"""Text → tokens and comments, in one pass of one regular expression; total: every text has tokens.

What word processors make of quotes and minus signs is read as what was meant, and reported.
"""

from __future__ import annotations

import re
from functools import cache

from ..dsl.diagnostics import Diagnostic
from ..dsl.reading import forbidden_characters, is_forbidden
from ..dsl.source import Source, Span
from .tables import tables
from .tokens import Comment, Scanned, Token

# A text in typographic or single quotes; the closing one may be of another style.
_CURLY = r"""[“”„‟«»‘’‚][^“”„‟«»‘’‚"\n]*[“”«»‘’‟"]|(?<!\w)'[^'\n"]*'"""
_SYMBOL = r"==|!=|>=|<=|<>|=>|=<|&&|\|\||[<>]"
_DASHES = "−–—﹣－"
_ODD = r"""[^\s\w"'`#(){},:=+<>!&|“”„‟«»‘’‚−–—﹣－-]+|."""
_MAX_DIGITS = 30
_WANT_A_VALUE = frozenset({"is", "not", "word", "contains", "with", "because", "(", ","})


@cache
def _pattern() -> re.Pattern[str]:
    known = tables().terminals
    patterns = {
        "BLANK": r"[^\S\n]+",
        "LINE": r"\n",
        **{name: known[name] for name in ("NAME", "STRING", "COMMENT")},
        **{name: pattern for name, pattern in known.items() if name != "BLANK"},
        "SYMBOL": _SYMBOL,
        "SIGN": "|".join(re.escape(sign) for sign in tables().signs),
        "CURLY": _CURLY,
        "DASH": f"[{_DASHES}]",
        "BROKEN": r'"[^\n]*',
        "ODD": _ODD,
    }
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items()))


def scan(source: Source) -> tuple[Scanned, list[Diagnostic]]:
    """The tokens and comments of a text, with the reports that need no grammar."""
    reports = list(forbidden_characters(source))
    tokens: list[Token] = []
    comments: list[Comment] = []
    line, line_start, filled = 1, 0, False
    for match in _pattern().finditer(source.text):
        kind = match.lastgroup or "ODD"
        if kind == "BLANK":
            continue
        if kind == "LINE":
            line, line_start, filled = line + 1, match.end(), False
            continue
        start, end = match.span()
        written = match.group()
        token = Token(kind, written, line, start - line_start + 1, line, end - line_start + 1)
        if kind == "COMMENT":
            comments.append(Comment(written.rstrip(), line, token.column, own_line=not filled))
            continue
        filled = True
        if kind == "SIGN":
            token.type = written
        elif kind in ("CURLY", "DASH", "ODD"):
            if not _meant(token, source.file, reports):
                continue
        elif kind in ("NUMBER", "PERCENT") and len(written) > _MAX_DIGITS:
            reports.append(_long_number(token.span(source.file)))
            token.text = "1%" if kind == "PERCENT" else "1"
        tokens.append(token)
    _mark_labels(tokens)
    return Scanned(tokens, comments), reports


def _mark_labels(tokens: list[Token]) -> None:
    """A text before points or `by` begins a rule, which keeps a missing condition from swallowing it.

    After a word that wants a value, the text on the same line is that value, and a label is missing behind it. What
    `for each visit of … by visit_id ever` is told by stands behind its text as well.
    """
    for n in range(len(tokens) - 1):
        if tokens[n].type == "STRING" and not _tells_visits(tokens[n + 1 : n + 4]):
            after = tokens[n + 1]
            if after.type in ("+", "-", "NUMBER") or (after.type == "NAME" and after.text == "by"):
                before = tokens[n - 1] if n else after
                wanted = before.text in _WANT_A_VALUE and before.line == tokens[n].line
                tokens[n].type = "STRING" if wanted else "LABEL"


def _tells_visits(after: list[Token]) -> bool:
    """`by visit_id ever`, `by visit_id in last …`: a table goes on with `{` or `from`, or has several words."""
    return len(after) == 3 and after[0].text == "by" and after[2].text in ("ever", "in")


def _meant(token: Token, file: str, reports: list[Diagnostic]) -> bool:
    """Turns the token into what was meant; False where there is nothing to keep."""
    place = token.span(file)
    if token.type == "CURLY":
        inner = token.text[1:-1]
        token.type, token.text = "STRING", '"' + inner.replace("\\", "\\\\") + '"'
        reports.append(_quotes(place, inner))
    elif token.type == "DASH":
        character = ord(token.text)
        token.type = token.text = "-"
        reports.append(
            Diagnostic(
                "SL0105",
                place,
                f"a typographic dash (U+{character:04X}) instead of a minus sign",
                "write the minus sign of the keyboard: `-`",
            )
        )
    elif is_forbidden(token.text):
        return False  # reported by `forbidden_characters`
    return True


def _quotes(place: Span, inner: str) -> Diagnostic:
    shown = inner if len(inner) <= 40 else inner[:39] + "…"
    return Diagnostic(
        "SL0104",
        place,
        "a text in typographic or single quotes",
        f'texts stand in straight double quotes: `"{shown}"`',
    )


def _long_number(place: Span) -> Diagnostic:
    return Diagnostic(
        "SL0130", place, f"a number of more than {_MAX_DIGITS} characters", "numbers may have up to 15 digits"
    )
