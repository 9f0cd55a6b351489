"""Files beside a rule file, as CSV text with odd headings and cells: lists, tables of points, routing tables."""

from __future__ import annotations

from collections.abc import Callable

from .activity import arithmetic, picked
from .blocks import Block
from .chance import Chance
from .conditions import unless
from .data import BLANKS
from .vocabulary import DOMAINS, fold_like, is_plain, name, number, points, quoted, spelled, text
from .world import Attr, World

HEADINGS = ("domain", "value", "Odd Heading", 'He said "x"', "列", "semi;colon", "a, b")


def lists(chance: Chance, made: World) -> list[Block]:
    """Every list of the world, written out or in a file."""
    blocks = []
    for called, entries in made.lists.items():
        if chance.often(50):
            shown = ", ".join(quoted(chance, e) for e in entries)
            blocks.append(Block(f"list {spelled(called)} = ({shown})"))
            continue
        column = chance.one(HEADINGS)
        path = written(chance, made, "lists", [column], [[chance.one(("", " ")) + e] for e in entries])
        blocks.append(Block(f'list {spelled(called)} from "{path}" column {heading(chance, column)}'))
    return blocks


def points_table(chance: Chance, world: World, label: Callable[[], str]) -> Block | None:
    """A table whose rows stand in a file; None where the lead has nothing to look up."""
    rows = looked_up(chance, world, lambda: "0" if chance.often(15) else points(chance))
    if rows is None:
        return None
    ends = [f"{word}: {points(chance)}" for word in chance.some(("missing", "otherwise"), 0, 2)]
    behind = f" {{ {'  '.join(ends)} }}" if ends else ""
    clauses = "".join(chance.maybe(12, lambda: ", " + unless(chance, world)))
    return Block(f"{label()} by {rows}{behind}{clauses}")


def route_table(chance: Chance, world: World) -> Block | None:
    """A route by a table in a file; None where the lead has nothing to look up."""
    owners = ["Way 1", "Way 2", *(text(chance).strip(BLANKS) or "x" for _ in range(2))]
    rows = looked_up(chance, world, lambda: chance.one(owners))
    if rows is None:
        return None
    ends = [f"{word}: {quoted(chance, chance.one(owners))}" for word in chance.some(("missing", "otherwise"), 0, 2)]
    behind = f" {{ {'  '.join(ends)} }}" if ends else ""
    return Block(f"route {spelled(name(chance, world.taken))} by {rows}{behind}")


def looked_up(chance: Chance, world: World, cell: Callable[[], str]) -> str | None:
    """`VALUE from "…" column …`, and its file; what a value gives comes from `cell`."""
    found = value_of(chance, world)
    if found is None:
        return None
    value, attr, keys = found
    values = chance.one(("points", "owner", *HEADINGS))
    own = attr.name if value == spelled(attr.name) and chance.often(60) else ""
    key = own or chance.one(("key", "iso code", *HEADINGS))
    while key == values:
        values += "_"
    path = written(chance, world, "tables", [key, values], [[k, cell()] for k in keys])
    behind = "" if own else f" key {heading(chance, key)}"
    return f'{value} from "{path}" column {heading(chance, values)}{behind}'


def value_of(chance: Chance, world: World) -> tuple[str, Attr, list[str]] | None:
    """What is looked up, the attribute behind it, and the keys as a file has them."""
    pool = [a for a in world.attrs[1:] if a.kind in ("text", "integer", "decimal") and not a.ordered]
    if world.account is not None:
        pool += [a for a in world.account.values if a.kind in ("text", "integer", "decimal")]
    pool += [a for a in pool if a.domains] * 3
    attr = chance.one(pool) if pool else None
    if attr is None or chance.often(20):
        computed = picked(chance, world) if chance.often(50) else arithmetic(chance, world)
        attr = computed if computed is not None and computed.kind in ("text", "integer", "decimal") else attr
    if attr is None:
        return None
    if attr.kind != "text":
        units = {chance.between(-5, 60) * 10 ** chance.between(0, attr.places) for _ in range(chance.between(1, 8))}
        attr.values += [u + n for u in sorted(units) for n in (0, 0, 1)]
        signed = [chance.one(("", "", "+")) * (u >= 0) + number(u, attr.places) for u in sorted(units)]
        return attr.spelled, attr, signed
    if attr.options:
        return attr.spelled, attr, chance.some(attr.options, 1, 4)
    if attr.domains and not attr.phrase and chance.often(80):
        keys = list({fold_like(d): d for d in chance.some(DOMAINS, 1, 5)}.values())
        attr.values += [f"b@{k}" for k in keys]
        return f"domain of {attr.spelled}", attr, keys
    most = chance.between(60, 260) if world.wide and chance.often(40) else chance.between(1, 7)
    keys = [text(chance).strip(BLANKS) + (str(n) if most > 7 else "") for n in range(most)]
    keys = list(dict.fromkeys(k for k in keys if k))[:most] or ["x"]
    attr.values += keys[:12]
    return attr.spelled, attr, keys


# ---- files -----------------------------------------------------------------------------------------------------------


def heading(chance: Chance, column: str) -> str:
    return column if is_plain(column) else quoted(chance, column)


def written(chance: Chance, world: World, folder: str, headings: list[str], rows: list[list[str]]) -> str:
    """Puts a file beside the rule file, perhaps with a column that nobody reads; gives its path."""
    path = f"{folder}/{len(world.files)}.csv"
    world.files[path] = csv_text(chance, [[*headings, "other"], *([*row, "x"] for row in rows)])
    return path


def csv_text(chance: Chance, rows: list[list[str]]) -> str:
    def cell(value: str) -> str:
        plain = not any(c in value for c in '",;\t\r\n') and value == value.strip()
        return value if plain and chance.often(70) else '"' + value.replace('"', '""') + '"'

    end = chance.one(("\n", "\r\n"))
    order = chance.shuffled(range(len(rows[0])))
    return "".join(",".join(cell(row[i]) for i in order) + end for row in rows)


__all__ = ["lists", "points_table", "route_table"]
