"""Tables whose rows stand in a CSV file: what is looked up, and what it gives."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from .. import csv_tables, model, syntax
from ..findings import declared, quoted, shown
from ..folding import fold
from .context import Context
from .literals import KIND_WORDS, LARGEST, Typed
from .numbers import units
from .points import MOST_POINTS, weighed

_SHOWN_LINES = 5

Key = str | int
Lookup = tuple[Key, csv_tables.TableEntry]


def keys_from(ctx: Context, source: syntax.TableFile, value: syntax.Value, found: Typed) -> list[Lookup] | None:
    """The lines of the file, each with the value that it is for; None where the file is wrong, and reported."""
    column = _key_column(ctx, source, value)
    if column is None or not _can_be_looked_up(ctx, found):
        return None
    entries = csv_tables.read_table(ctx.findings, ctx.scope.folder(source.span), source, column)
    if entries is None:
        return None
    made = [(_key(found, entry.key), entry) for entry in entries]
    wrong = [(entry.line, entry.key) for key, entry in made if key is None]
    if wrong:
        _refuse(ctx, source, wrong, f"that {found.shown} cannot have", _options(found))
        return None
    lines: list[Lookup] = [(key, entry) for key, entry in made if key is not None]
    first: dict[Key, int] = {}
    twice = [(entry.line, entry.key) for key, entry in lines if first.setdefault(key, entry.line) != entry.line]
    if twice:
        _refuse(ctx, source, twice, "that another line has already", "keep one line for each value")
        return None
    return lines


def matches_from(
    ctx: Context, source: syntax.TableFile, value: syntax.Value, found: Typed, weight: Fraction
) -> tuple[model.Match, ...] | None:
    """The rows of a table of points: one for each number of points, in the order of the file."""
    lines = keys_from(ctx, source, value, found)
    if lines is None:
        return None
    by_points: dict[int, list[Key]] = {}
    wrong: list[tuple[int, str]] = []
    for key, entry in lines:
        points = _points(entry.value)
        if points is None:
            wrong.append((entry.line, entry.value))
            continue
        scaled = weighed(ctx, points, weight, source.span)
        if scaled is None:
            return None
        by_points.setdefault(scaled, []).append(key)
    if wrong:
        help = "points go from -1000 to 1000, with at most 3 decimals and a point as decimal sign"
        _refuse(ctx, source, wrong, "that is no number of points", help)
        return None
    return tuple(_match(keys, points) for points, keys in by_points.items())


def _match(keys: list[Key], points: int) -> model.Match:
    texts = tuple(sorted(key for key in keys if isinstance(key, str)))
    return model.Match(texts or tuple(sorted(key for key in keys if isinstance(key, int))), points)


def _key_column(ctx: Context, source: syntax.TableFile, value: syntax.Value) -> str | None:
    if source.key is not None:
        return source.key.value
    match value:
        case syntax.Name(text) | syntax.Path(attribute=syntax.Name(text)):
            return text
        case _:
            ctx.report(
                "SL0514",
                source.span,
                "it is not said which column of the file has the values",
                f"name it: `from {shown(source.path.value)} column {source.column.value} key …`",
            )
            return None


def _can_be_looked_up(ctx: Context, found: Typed) -> bool:
    if found.type.kind in ("text", "integer", "decimal"):
        return True
    ctx.findings.report(
        "SL0507",
        found.span,
        f"{found.shown} is {KIND_WORDS[found.type.kind]}, and a table from a file is for texts and numbers",
        "write the rows here",
        *([declared(found.declared_at)] if found.declared_at else []),
    )
    return False


def _key(found: Typed, text: str) -> Key | None:
    """The value in the units of the data, None where it cannot be one."""
    if found.type.kind == "text":
        key = fold(text) if found.wholly_folded else text
        options = found.type.options
        return key if not options or key in options else None
    number = _decimal(text)
    amount = None if number is None else units(number, found.type.places)
    return None if amount is None or abs(amount) > LARGEST else amount


def _points(text: str) -> int | None:
    number = _decimal(text)
    amount = None if number is None else units(number, 3)
    return None if amount is None or abs(amount) > MOST_POINTS else amount


def _decimal(text: str) -> Decimal | None:
    """Digits with a sign and a decimal point, nothing else."""
    digits = text.removeprefix("+").removeprefix("-") if text[:1] in ("+", "-") else text
    if len(text) > 40 or not digits.replace(".", "", 1).isdigit() or not digits.isascii():
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _options(found: Typed) -> str:
    if found.type.options:
        return f"it is one of {quoted(found.type.options, 12)}"
    return "" if found.type.kind == "text" else "numbers are written in digits, with a point as decimal sign"


def _refuse(ctx: Context, source: syntax.TableFile, lines: list[tuple[int, str]], what: str, help: str) -> None:
    listed = ", ".join(f"line {line}: {shown(text, 30)}" for line, text in lines[:_SHOWN_LINES])
    more = f" and {len(lines) - _SHOWN_LINES} more" if len(lines) > _SHOWN_LINES else ""
    ctx.report("SL0513", source.path.span, f"{shown(source.path.value)} has a value {what} ({listed}{more})", help)
