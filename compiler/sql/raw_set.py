"""Sets of texts of a raw column in DuckDB SQL, in the form of `values.set_of` (see `raw.py` for the other letters).

`p` is the list of entries as written, `q` the entries that count with one mark between them, `w` the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from ..values import BLANK_CHARACTERS, LONGEST_TEXT, SET_MARK
from . import nodes as n
from .raw_quick import trimmed

if TYPE_CHECKING:
    from .raw import Reading, Stage

# A JSON list of texts and whole numbers, closer than the engine's own reading, which takes more than JSON.
_ITEM = r'(?:"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9][0-9]{0,17})|null)'
JSON_LIST: Final = rf"\[[ \t\n\r]*(?:{_ITEM}(?:[ \t\n\r]*,[ \t\n\r]*{_ITEM})*)?[ \t\n\r]*\]"

_SPACE = "[\\t\\n\\v\\f\\r \\x{a0}\\x{3000}\\x1f]*"


def read(r: Reading) -> tuple[list[Stage], n.Node]:
    """The parts of a set, and its value."""
    mark = n.call("chr", n.number(ord(SET_MARK)))
    short = n.compare(exp.LTE, n.call("length", r.written()), n.number(LONGEST_TEXT))
    written = n.all_of(r.is_sort("T"), short)
    listed = n.any_of(r.is_sort("L"), written) if r.binding.json else r.is_sort("L")
    sound = n.call("regexp_full_match", r.get("z"), n.text(JSON_LIST))
    items = n.call("json_extract_string", n.try_cast(r.get("z"), "JSON"), n.text("$[*]"))
    arms = [(n.all_of(listed, sound), _mapped(r, items))]
    if not r.binding.json:
        pieces = n.call("string_split", r.written(), n.text(r.binding.separator))
        known = n.all_of(r.is_sort("TI"), n.compare(exp.NEQ, r.get("z"), n.text("")), short)
        arms.append((known, _mapped(r, pieces)))
    # Of a list of nothing but nulls the engine's text is null.
    together = n.call("coalesce", n.call("array_to_string", r.get("p"), n.text("")), n.text(""))
    joined = n.call("coalesce", n.call("array_to_string", r.get("p"), mark), n.text(""))
    spaced = n.call("regexp_replace", joined, n.text(rf"{_SPACE}\x1f{_SPACE}"), mark, n.text("g"))
    blanks = n.call("concat", *(n.call("chr", n.number(ord(c))) for c in (*BLANK_CHARACTERS, SET_MARK)))
    clear = n.all_of(n.is_known(r.get("p")), n.negated(n.call("contains", together, mark)))
    cleaned = n.when((clear, n.call("trim", spaced, blanks)))
    sorted_ = n.call("list_sort", n.call("list_distinct", n.call("string_split", r.get("q"), mark)))
    whole = n.when(
        (n.is_null(r.get("q")), n.cast(n.null(), "VARCHAR")),
        (n.equal(r.get("q"), n.text("")), mark),
        otherwise=n.call("concat", mark, n.call("array_to_string", sorted_, mark), mark),
    )
    stages: list[Stage] = [[(r.name("p"), n.when(*arms))], [(r.name("q"), cleaned)], [(r.name("w"), whole)]]
    fits = n.compare(exp.LTE, n.call("length", r.get("w")), n.number(LONGEST_TEXT))
    return stages, n.when((fits, r.get("w")))


def _mapped(r: Reading, items: n.Node) -> n.Node:
    """The entries, each as the binding's `values` have it."""
    values = [(said, meant) for said, meant in r.binding.values if said]
    if not values:
        return items
    entry = n.column("entry")
    arms = [(n.equal(trimmed(entry), n.text(said)), n.text(meant)) for said, meant in values]
    changed = exp.Lambda(
        this=n.when(*arms, otherwise=entry), expressions=[exp.to_identifier("entry", quoted=True)], colon=True
    )
    return n.call("list_transform", items, changed)
