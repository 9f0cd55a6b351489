"""The smallest change that makes a text readable: one piece put in, taken out or exchanged."""

from __future__ import annotations

from ..dsl.diagnostics import Related
from ..dsl.late import dataclass
from ..dsl.source import Span
from .forms import COMPARISONS, TYPES, UNITS, VALUE_WORDS, block_word, example, expected, listed, piece, shown
from .keywords import ITEM_WORDS, RESERVED
from .recovery import begins_item
from .stuck import Edit, Mistake, Stuck
from .tables import END
from .tokens import Token

_ENOUGH = 4
_HOLES = ("NAME", "STRING", "LABEL", "NUMBER", "PERCENT", "DATE")
_AFTER_LABEL = (("+", "NUMBER"), ("by",))
_ROUND = {"{", "}", "(", ")"}
# Beginnings of an item that almost any word could follow: never what is missing.
_ONE_NAME = ("attribution by", "worklist by", "ignore", "override", "counts since")
_EXCLUSIONS = ("do not score when", "do not score")


@dataclass(frozen=True, slots=True)
class _Try:
    cost: int
    edit: Edit
    put: tuple[str, ...]


def repair(stuck: Stuck) -> Mistake | None:
    """The best small change, as what is wrong; None where none lets enough of the text through."""
    for tries in (_tries(stuck), _pairs(stuck)):
        measured = [(stuck.gain(found.edit), found) for found in tries]
        best = max((gain - _given_up(found) for gain, found in measured), default=0)
        if best >= _ENOUGH:
            measured = [pair for pair in measured if pair[0] - _given_up(pair[1]) >= _ENOUGH]
            return _best(stuck, measured, max(gain for gain, _ in measured))
    only = [t for t in stuck.possible() if t != END]
    if len(only) == 1:
        sure = _Try(0, Edit(stuck.index, 0, (stuck.made(only[0]),)), (only[0],))
        gain = stuck.gain(sure.edit)
        return _missing(stuck, sure, [sure.put], mended=gain > 0)
    return None


def _given_up(found: _Try) -> int:
    """Tokens taken out count as read, which must not be all that is won."""
    return found.edit.remove if not found.put else 0


def _best(stuck: Stuck, measured: list[tuple[int, _Try]], best: int) -> Mistake:
    cost = min(found.cost for gain, found in measured if gain == best)
    chosen = [found for gain, found in measured if gain == best and found.cost == cost]
    first = chosen[0]
    chosen = [found for found in chosen if len(found.put) == len(first.put)]
    if not first.put:
        return _needless(stuck, first)
    if first.edit.remove and first.put not in _AFTER_LABEL:
        return _other(stuck, first, [found.put[-1] for found in chosen])
    return _missing(stuck, first, [found.put for found in chosen])


def _tries(stuck: Stuck) -> list[_Try]:
    index, possible = stuck.index, stuck.possible()
    found: list[_Try] = []
    here = stuck.token is not None
    starts = stuck.first_on_line(index)
    joiner = _joiner(stuck)
    for terminal in possible:
        if terminal in _ONE_NAME or (terminal in _EXCLUSIONS and not _has_because(stuck)):
            continue
        if terminal in ITEM_WORDS and not starts:
            continue
        twice = terminal.isalpha() and terminal == stuck.word(index - 1)
        if twice or terminal in (END, "TIMESTAMP") or (terminal == "}" and not stuck.first_on_line(index)):
            continue
        put = Edit(index, 0, (stuck.made(terminal),))
        found.append(_Try(_cost(terminal, joiner), put, (terminal,)))
        if here and terminal not in _ROUND:
            swap = Edit(index, 1, (stuck.made(terminal),))
            found.append(_Try(_cost(terminal, joiner) + 8, swap, (terminal,)))
    if stuck.first_on_line(index):
        depth = len(stuck.machine.blocks) - 1
        for count in range(2, min(depth, 25) + 1):
            braces = tuple(stuck.made("}") for _ in range(count))
            found.append(_Try(1 + count, Edit(index, 0, braces), ("}",) * count))
        for pair in ((")", "}"), (")", ")"), ("NUMBER", "points")):
            put = Edit(index, 0, tuple(stuck.made(terminal) for terminal in pair))
            found.append(_Try(7, put, pair))
    if stuck.type(index) == "STRING" and "LABEL" in possible:
        label = _as_label(stuck.tokens[index])
        for put_after in _AFTER_LABEL:
            pieces = tuple(stuck.made(terminal) for terminal in put_after)
            found.append(_Try(5, Edit(index, 1, (label, *pieces)), put_after))
    found.extend(_earlier(stuck))
    if here:
        closes = stuck.word(index) in ("}", ")")
        needed = stuck.word(index) in RESERVED  # rather something before it is missing
        found.append(_Try(4 if closes else 7 if needed else 5, Edit(index, 1), ()))
        found.append(_Try(9, Edit(index, 2), ()))
    return found


def _has_because(stuck: Stuck) -> bool:
    """What an exclusion has on its line and a stray word has not."""
    for n in range(stuck.index, stuck.index + 30):
        if n > stuck.index and stuck.first_on_line(n):
            return False
        if stuck.word(n) == "because":
            return True
    return False


def _joiner(stuck: Stuck) -> str:
    """`or` where that is the word between the conditions at hand, so that what is put in mixes nothing."""
    depth = 0
    for n in range(stuck.index - 1, stuck.start, -1):
        depth += {")": 1, "(": -1}.get(stuck.word(n), 0)
        if depth < 0:
            break
        if depth == 0 and stuck.word(n) in ("and", "or"):
            return stuck.word(n)
    depth = 0
    for n in range(stuck.index, stuck.index + 40):
        depth += {"(": 1, ")": -1}.get(stuck.word(n), 0)
        if depth < 0 or stuck.type(n) in ("LABEL", "{", "}", END):
            break
        if depth == 0 and stuck.word(n) in ("and", "or"):
            return stuck.word(n)
    return "and"


def _pairs(stuck: Stuck) -> list[_Try]:
    """Two pieces, for a statement that stops short."""
    found: list[_Try] = []
    for terminal in stuck.possible():
        if terminal in (END, "}", *VALUE_WORDS):
            continue
        for second in ("NAME", "STRING", "NUMBER", "DATE", "text", "}", ")"):
            if terminal.isupper() and second.isupper():
                continue
            put = tuple(stuck.made(piece) for piece in (terminal, second))
            found.append(_Try(_cost(terminal) + _cost(second), Edit(stuck.index, 0, put), (terminal, second)))
    return found


def _earlier(stuck: Stuck) -> list[_Try]:
    """What may be missing a little before: the text was read otherwise than meant, and only then got stuck."""
    found: list[_Try] = []
    for at in range(stuck.index - 1, max(stuck.start, stuck.index - 5), -1):
        for terminal in (_joiner(stuck), "NAME", ",", ":", "(", "{", "}", "="):
            if terminal != "}" or stuck.first_on_line(at):
                put = Edit(at, 0, (stuck.made(terminal, at=at),))
                found.append(_Try(_cost(terminal) + 3, put, (terminal,)))
    start = stuck.start
    if 0 < stuck.index - start <= 3 and begins_item(stuck.tokens, start):
        for count in range(1, min(len(stuck.machine.blocks), 4)):
            braces = tuple(stuck.made("}", at=start) for _ in range(count))
            found.append(_Try(count, Edit(start, 0, braces), ("}",) * count))
    return found


def _as_label(token: Token) -> Token:
    return Token("LABEL", token.text, token.line, token.column, token.end_line, token.end_column)


def _cost(terminal: str, joiner: str = "and") -> int:
    if terminal in VALUE_WORDS:
        return 8
    if terminal in _HOLES:
        return 6
    if terminal in ("and", "or"):
        return 4 if terminal == joiner else 5
    if terminal == "days":
        return 3
    if terminal.startswith("account ") or terminal == "framework":
        return 5  # rather a score or the stages of leads, which are commoner
    return 4 if terminal[0].isalpha() else 2


def _needless(stuck: Stuck, found: _Try) -> Mistake:
    index, token = stuck.index, stuck.token
    if token is not None and token.text in ("}", ")") and found.edit.remove == 1:
        opening = "{" if token.text == "}" else "("
        return Mistake(
            "SL0117",
            stuck.span(index),
            f"`{token.text}` closes nothing",
            f"leave it out, or put the `{opening}` that it belongs to before it",
            found.edit,
        )
    last = index + found.edit.remove - 1
    words = " ".join(stuck.word(n) for n in range(index, last + 1))
    return Mistake(
        "SL0100",
        stuck.span(index, last),
        f"`{_cut(words)}` cannot stand here",
        _advice(stuck, f"leave it out, or write {expected(stuck)}"),
        found.edit,
    )


def _other(stuck: Stuck, found: _Try, put: list[str]) -> Mistake:
    return Mistake(
        "SL0100",
        stuck.span(stuck.index),
        f"{shown(stuck.token)} cannot stand here",
        _advice(stuck, f"{_what(put)} belongs here"),
        found.edit,
    )


def _missing(stuck: Stuck, found: _Try, put: list[tuple[str, ...]], mended: bool = True) -> Mistake:
    terminal = found.put[0]
    if terminal == "}":
        return unclosed_brace(stuck, found.edit)
    if terminal == ")":
        return _unclosed_parenthesis(stuck, found.edit)
    if found.edit.remove:
        what = "a number of points" if "NUMBER" in found.put else "`by`"
    elif found.put == ("NUMBER", "points"):
        what = "a number of points"
    else:
        what = _what(list(dict.fromkeys(pieces[0] for pieces in put)))
    if terminal == "ever":
        return _no_window(stuck, found)
    code = {":": "SL0118", ",": "SL0125", "LABEL": "SL0109"}.get(terminal, "SL0126")
    index = found.edit.at
    if stuck.first_on_line(index) and index > 0:
        span, where = stuck.span(index - 1), f"after {shown(stuck.tokens[index - 1])}"
    else:
        span, where = stuck.span(index), f"before {shown(stuck.tokens[index])}"
    return Mistake(code, span, f"{what} is missing {where}", _advice(stuck), found.edit if mended else None)


def _no_window(stuck: Stuck, found: _Try) -> Mistake:
    return Mistake(
        "SL0112",
        stuck.span(max(0, found.edit.at - 1)),
        "the events have no window",
        "say how far back they count: `in last 90 days`, or `ever`",
        found.edit,
    )


def _what(terminals: list[str]) -> str:
    """One name for several pieces that would do as well."""
    likely = [t for t in terminals if t not in VALUE_WORDS] or terminals
    if len(likely) > 1:
        if all(t in UNITS for t in likely):
            return "a unit such as `days`"
        if all(t in TYPES for t in likely):
            return "a type such as `text` or `integer`"
        if all(t in COMPARISONS for t in likely):
            return "a comparison such as `is` or `at least`"
        if any(t in _HOLES for t in likely) and len(likely) > 2:
            return "a value"
    return listed([piece(t) for t in likely], 4)


def unclosed_brace(stuck: Stuck, edit: Edit | None) -> Mistake:
    """Blames the block whose closing brace stands at the margin of another, else the innermost open one."""
    blocks = [block.brace for block in stuck.machine.blocks if block.brace is not None]
    suspect = next(iter(stuck.machine.suspects), None) or (blocks[-1] if blocks else None)
    place = suspect.span(stuck.file) if suspect else stuck.span(stuck.index)
    return Mistake(
        "SL0115",
        place,
        "this `{` is never closed",
        "put the `}` where the block ends",
        edit,
        (_here(stuck, "needed before this"),),
    )


def _unclosed_parenthesis(stuck: Stuck, edit: Edit) -> Mistake:
    opening = next((t for t in reversed(stuck.machine.values) if isinstance(t, Token) and t.type == "("), None)
    place = opening.span(stuck.file) if opening else stuck.span(stuck.index)
    return Mistake(
        "SL0116",
        place,
        "this `(` is never closed",
        f"put a `)` before {shown(stuck.token)}" if stuck.token else "put a `)` where it ends",
        edit,
        (_here(stuck, "needed before this"),),
    )


def _here(stuck: Stuck, label: str) -> Related:
    return Related(stuck.span(stuck.index), label)


def generic(stuck: Stuck) -> Mistake:
    """For what no recogniser knows and no small change mends."""
    if stuck.token is None:
        span: Span = stuck.span(max(0, len(stuck.tokens) - 1))
        return Mistake("SL0126", span, "the file ends in the middle of a statement", _advice(stuck))
    return Mistake(
        "SL0100",
        stuck.span(stuck.index),
        f"{shown(stuck.token)} cannot stand here",
        _advice(stuck, f"what fits here is {expected(stuck)}"),
    )


def _advice(stuck: Stuck, otherwise: str = "") -> str:
    form = example(stuck)
    inside = {"lead": "an attribute", "event": "an attribute", "by": "a row"}.get(block_word(stuck), "the form")
    if not form:
        return otherwise
    return f"{otherwise}; {inside} looks like `{form}`" if otherwise else f"{inside} looks like `{form}`"


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
