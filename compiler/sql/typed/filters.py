"""Which rows of a raw table count: `keep` of a binding over columns of declared types."""

from __future__ import annotations

from sqlglot import exp

from ....dsl.binding import Keep
from .. import nodes as n
from ..dialects.dialect import ReadsColumns, TypesByValue
from . import written
from .columns import Column, PhysicalKind, Refused
from .parts import raw_value
from .reading import KINDS, sayable, says


def kept(keep: Keep, column: Column, dialect: ReadsColumns) -> n.Node:
    """The condition of a filter; NULL keeps no row. Raises Refused where the column never has any of the values."""
    raw = raw_value(column)
    compared = _compared(column, raw, dialect)
    if keep.test in ("missing", "known"):
        missing = n.is_null(raw)
        if "text" in compared:
            blank = n.when((n.equal(compared["text"], n.text("")), n.number(1)), otherwise=n.number(0))
            missing = n.any_of(missing, n.equal(blank, n.number(1)))
        return missing if keep.test == "missing" else n.negated(missing)
    tests = [
        test for value in keep.values for kind, node in compared.items() if (test := _is(value, kind, node)) is not None
    ]
    if not tests:
        message = f"a filter of `{column.name}` can never be met: the column is of the type {column.type.shown()}"
        raise Refused(message, keep.span)
    inside = n.any_of(*tests)
    if keep.test == "in":
        return inside
    # Neither NULL nor false: a missing value is none of the values.
    return n.equal(n.when((inside, n.number(1)), otherwise=n.number(0)), n.number(0))


def _compared(column: Column, raw: n.Node, dialect: ReadsColumns) -> dict[PhysicalKind, n.Node]:
    """What is compared, by the kind that it is compared as."""
    kind = column.type.kind
    if kind == "any":
        assert isinstance(dialect, TypesByValue)
        found = {each: dialect.of_kind(raw, each) for each in KINDS}
    else:
        found = {kind: raw}
    if "text" in found:
        found["text"] = dialect.without_blanks(dialect.exact_text(found["text"]))
    return found


def _is(value: str | bool, kind: PhysicalKind, compared: n.Node) -> n.Node | None:
    """Whether a column says a value; None where it cannot."""
    if isinstance(value, str):
        return says(kind, compared, value) if sayable(kind, value) else None
    match kind:
        case "boolean":
            return says(kind, compared, str(value).lower())
        case "integer":
            return n.equal(compared, n.number(int(value)))
        case "text":
            spelled = written.spellings()[0 if value else 1]
            return n.one_of(compared, [exp.Literal.string(word) for word in spelled])
        case _:
            return None
