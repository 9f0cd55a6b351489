"""What other languages, spreadsheets and letters write otherwise: dates, thousands, alternatives, negations, ranges."""

from __future__ import annotations

from .forms import block_word
from .stuck import Edit, Mistake, Stuck
from .tokens import Token

_ANY_OF = {
    ("contains",): "contains any of",
    ("starts", "with"): "starts with any of",
    ("ends", "with"): "ends with any of",
    ("has", "word"): "has any word of",
}
_ALTERNATIVES = ((("is", "not"), "not in"), (("is",), "in"), *_ANY_OF.items())
_NEGATED = {
    ("not", "contain"): "contains",
    ("not", "contains"): "contains",
    ("not", "include"): "contains",
    ("not", "start", "with"): "starts with",
    ("not", "starts", "with"): "starts with",
    ("not", "begin", "with"): "starts with",
    ("not", "end", "with"): "ends with",
    ("not", "ends", "with"): "ends with",
    ("not", "has", "word"): "has word",
    ("not", "have", "word"): "has word",
}
_THOUSANDS = {"k": "000", "m": "000000", "mio": "000000"}


def day_in_a_letter(stuck: Stuck) -> Mistake | None:
    """`01.07.2026`"""
    dot = stuck.index
    if stuck.word(dot) != "." or stuck.type(dot - 1) != "NUMBER" or stuck.type(dot + 1) != "NUMBER":
        return None
    day, point, month = stuck.word(dot - 1).partition(".")
    year = stuck.word(dot + 1)
    if not (point and stuck.adjacent(dot) and stuck.adjacent(dot + 1) and len(day) <= 2 and len(month) <= 2):
        return None
    if not (day + month + year).isdigit() or len(year) != 4:
        return None
    meant = _put(stuck, dot - 1, "DATE", f"{year}-{month.zfill(2)}-{day.zfill(2)}")
    edit = Edit(dot - 1, 3, (meant,))
    message = f"`{day}.{month}.{year}` is not how a day is written"
    help = f"year, month, day: `{meant.text}`"
    return Mistake("SL0131", stuck.span(dot - 1, dot + 1), message, help, edit if stuck.gain(edit) > 1 else None)


def thousands(stuck: Stuck) -> Mistake | None:
    """`10k`"""
    index = stuck.index
    nought = _THOUSANDS.get(stuck.word(index).lower())
    before = stuck.word(index - 1)
    if nought is None or stuck.type(index - 1) != "NUMBER" or not before.isdigit() or not stuck.adjacent(index):
        return None
    number = f"{int(before + nought):_}"
    edit = Edit(index - 1, 2, (_put(stuck, index - 1, "NUMBER", number),))
    if stuck.gain(edit) < 2:
        return None
    message = f"`{before}{stuck.word(index)}` is not how a number is written"
    return Mistake("SL0110", stuck.span(index - 1, index), message, f"write `{number}`", edit)


def bare_alternative(stuck: Stuck) -> Mistake | None:
    """`country is "DE" or "AT"`"""
    index = stuck.index
    if stuck.type(index) != "NUMBER" and stuck.type(index - 1) == "NUMBER":
        index -= 1  # it was taken for the beginning of a comparison
    kind = stuck.type(index)
    if kind not in ("STRING", "NUMBER") or stuck.word(index - 1) != "or" or stuck.type(index - 2) != kind:
        return None
    first = index - 2
    found = next((pair for pair in _ALTERNATIVES if stuck.words_at(first - len(pair[0]), pair[0])), None)
    if found is None:
        return None
    begin, meant = first - len(found[0]), found[1]
    if begin <= stuck.start:
        return None
    end = index + 1
    while stuck.word(end) == "or" and stuck.type(end + 1) == kind:
        end += 2
    values = stuck.tokens[first:end:2]
    inner = [piece for token in values for piece in (stuck.made(",", at=first), token)][1:]
    pieces = (stuck.made(meant, at=begin), stuck.made("(", at=first), *inner, stuck.made(")", at=end - 1))
    edit = Edit(begin, end - begin, pieces)
    if stuck.gain(edit) < 2:
        return None
    listed = ", ".join(token.text for token in values)
    help = f"write `{meant} ({listed})`"
    return Mistake("SL0110", stuck.span(begin, end - 1), "`or` joins whole conditions, not values", help, edit)


def several_texts(stuck: Stuck) -> Mistake | None:
    """`title contains ("a", "b")`"""
    index = stuck.index
    if stuck.word(index) != "(":
        return None
    for words, meant in _ANY_OF.items():
        begin = index - len(words)
        if begin > stuck.start and stuck.words_at(begin, words):
            edit = Edit(begin, len(words), (stuck.made(meant, at=begin),))
            if stuck.gain(edit) < 2:
                return None
            message = f"`{' '.join(words)}` takes one text"
            return Mistake("SL0110", stuck.span(begin, index - 1), message, f"write `{meant} (…)`", edit)
    return None


def negated_test(stuck: Stuck) -> Mistake | None:
    """`title does not contain "x"`: `not` stands before the comparison."""
    index = stuck.index
    if stuck.word(index) not in ("does", "do", "not") or stuck.type(index - 1) != "NAME":
        return None
    begin = index + (stuck.word(index) != "not")
    for words, meant in _NEGATED.items():
        if not stuck.words_at(begin, words):
            continue
        subject = index - 3 if stuck.words_at(index - 3, ("domain", "of")) else index - 1
        if subject <= stuck.start:
            return None
        end = begin + len(words)
        kept = stuck.tokens[subject:index]
        pieces = (stuck.made("not", at=subject), *kept, stuck.made(meant, at=begin))
        edit = Edit(subject, end - subject, pieces)
        if stuck.gain(edit) < 3:
            return None
        said = " ".join(stuck.word(n) for n in range(index, end))
        name = " ".join(token.text for token in kept)
        message = f"`{said}` is not how the language says it"
        return Mistake("SL0110", stuck.span(index, end - 1), message, f"write `not {name} {meant} …`", edit)
    return None


def row_of_a_range(stuck: Stuck) -> Mistake | None:
    """`1-49: +5`, `1 to 49: +5`, `100+: +5` in a table"""
    index = stuck.index
    if stuck.type(index - 1) != "NUMBER" or stuck.word(index) not in ("-", "to", "+", "..", "–"):
        return None
    count = 1 if stuck.word(index) == "+" else 2
    if stuck.word(index + count) != ":" or (count == 2 and stuck.type(index + 1) != "NUMBER"):
        return None
    low = stuck.tokens[index - 1]
    edit = Edit(index - 1, count + 1, (stuck.made("from", at=index - 1), low))
    if stuck.gain(edit) < 2:
        return None
    written = "".join(stuck.word(n) if stuck.word(n) != "to" else " to " for n in range(index - 1, index + count))
    help = f"a row begins where the one before it ends: `from {low.text}: …`"
    return Mistake(
        "SL0110", stuck.span(index - 1, index + count - 1), f"`{written}` is not how a row is written", help, edit
    )


def sequence_without_length(stuck: Stuck) -> Mistake | None:
    """`demo_request after page_view in last 90 days`"""
    index = stuck.index
    if stuck.words_at(index, ("in", "last")) or stuck.words_at(index, ("ever",)):
        word = index - 2
    elif stuck.can("within"):
        word = index
    else:
        return None
    if word <= stuck.start or stuck.word(word) != "after" or stuck.type(word + 1) != "NAME":
        return None
    number = _put(stuck, word, "NUMBER", "2")
    pieces = (stuck.made("within", at=word), number, stuck.made("days", at=word), stuck.made("after", at=word))
    edit = Edit(word, 1, pieces)
    if stuck.gain(edit) < 2:
        return None
    first, second = stuck.word(word - 1), stuck.word(word + 1)
    help = f"as in `{first} within 2 days after {second} in last 90 days`"
    return Mistake("SL0126", stuck.span(word), "it is not said how soon after", help, edit)


def event_without_time(stuck: Stuck) -> Mistake | None:
    """`page_view page "/x"` in a sample"""
    index, start = stuck.index, stuck.start
    if block_word(stuck) != "sample" or index != start + 1 or stuck.type(start) != "NAME":
        return None
    if stuck.type(index) != "NAME" or stuck.type(index + 1) not in ("STRING", "NUMBER", "DATE", "NAME"):
        return None
    pieces = (_put(stuck, index, "NUMBER", "3"), stuck.made("days"), stuck.made("ago"), stuck.made(","))
    edit = Edit(index, 0, pieces)
    if stuck.gain(edit) < 3:
        return None
    event = stuck.word(start)
    rest = f"{stuck.word(index)} {stuck.word(index + 1)}"
    help = f"as in `{event} 3 days ago, {rest}`"
    return Mistake("SL0126", stuck.span(start), f"it is not said when `{event}` happened", help, edit)


def score_not_scored(stuck: Stuck) -> Mistake | None:
    """`expect interest not scored`: only the lead as a whole is `not scored`."""
    index = stuck.index
    if block_word(stuck) != "sample" or not stuck.words_at(index, ("not", "scored")) or stuck.type(index - 1) != "NAME":
        return None
    edit = Edit(index, 2, (stuck.made("missing"),))
    if stuck.gain(edit) < 1:
        return None
    name = stuck.word(index - 1)
    message = f"`not scored` is said of a lead, not of `{name}` alone"
    help = f"write `{name} missing`; `expect not scored` is for leads that have no score at all"
    return Mistake("SL0110", stuck.span(index, index + 1), message, help, edit)


def _put(stuck: Stuck, at: int, terminal: str, text: str) -> Token:
    return stuck.made(terminal, text, at=at)
