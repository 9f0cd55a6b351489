"""A finished rule file taken apart into files that share: bases, what the last file changes of them, names used alone.

The last file means what the whole meant: what it overrides or switches off stands in the bases as something else.
"""

from __future__ import annotations

import re

from .blocks import Block
from .chance import Chance
from .parameters import every, named
from .world import World

NAMED = re.compile(r"(list|let|score|account score|grade|flag|stages|route|factor) (`[^`]*`|\w+)")
LABELLED = re.compile(r'(?:group |first of |best of |lowest of )?("(?:[^"\\]|\\.)*")')
PARAMETER = re.compile(r"parameter (`[^`]*`|\w+) = (.*)")
FOLDERS = ("", "", "shared/", "base/more/")


def spread(chance: Chance, made: World, items: list[Block]) -> tuple[list[Block], dict[str, str]]:
    """The items of the last file, and the text of the files that it uses, by path."""
    header, rest = items[0], items[1:]
    cut = len(rest) if chance.often(50) else chance.between((len(rest) + 1) // 2, len(rest))
    base, own = rest[:cut], rest[cut:]
    changes: list[Block] = []
    if chance.often(30):
        base, own = lead_in_two(chance, base, own)
    for index in chance.some([n for n, item in enumerate(base) if NAMED.match(item.head)], 2, 6):
        base[index], more = changed(chance, made, base[index])
        changes += more
    client, settings = set_parameters(chance, base)
    files: dict[str, str] = {}
    folder = chance.one(FOLDERS)
    if chance.often(35):
        base = with_library(base, files, folder)
    header, before = header_of_base(chance, header)
    uses, between = based(chance, [*before, *base], changes, settings, files, folder)
    tail = [*client, *uses, *(change for change in changes if change not in between), *own]
    return [header, *tail], files


def in_folder(block: Block, folder: str) -> Block:
    """The block as a file in that folder has it: paths of lists and tables start there."""
    up = "../" * folder.count("/")
    head = re.sub(r'from "(lists|tables)/(\d)', rf'from "{up}\1/\2', block.head)
    return Block(head, [in_folder(inner, folder) for inner in block.inner], block.tail)


def text_of(items: list[Block], folder: str) -> str:
    return "".join(in_folder(item, folder).text() for item in items)


# ---- which files there are -------------------------------------------------------------------------------------------


def based(
    chance: Chance, base: list[Block], changes: list[Block], settings: str, files: dict[str, str], folder: str
) -> tuple[list[Block], list[Block]]:
    """Writes one base, a base of a base, or two; the lines that use them, and the changes that stand in between."""
    used = Block(f'use base from "{folder}base.score"{settings}')
    form = chance.weighted((50, "one"), (25, "chain"), (25, "two"))
    least = max([1, *(n for n, item in enumerate(base, 1) if PARAMETER.fullmatch(item.head))])  # these in the first
    if form == "one" or least > len(base) - 1:
        files[f"{folder}base.score"] = text_of(base, folder)
        return [used], []
    if form == "chain" and chance.often(50):  # the file in between has the changes, and nothing else
        files[f"{folder}inner.score"] = text_of(base, folder)
        between = [Block('use base from "inner.score"'), *changes]
        files[f"{folder}base.score"] = text_of(between, folder)
        return [used], changes
    cut = chance.between(least, len(base) - 1)
    first, second = base[:cut], base[cut:]
    files[f"{folder}inner.score"] = text_of(first, folder)
    if form == "chain":
        files[f"{folder}base.score"] = text_of([Block('use base from "inner.score"'), *second], folder)
        return [used], []
    files[f"{folder}base.score"] = text_of(second, folder)
    inside = Block(f'use base from "{folder}inner.score"{settings}')
    return [inside, Block(f'use base from "{folder}base.score"')], []


def header_of_base(chance: Chance, header: Block) -> tuple[Block, list[Block]]:
    """The header of the last file, and of the base, which may be the one that has the time zone."""
    zone = re.search(r', time zone "[^"]*"', header.head)
    if zone is None or chance.often(50):
        return header, chance.one(([], [Block('ruleset base version "0"')]))
    return Block(header.head.replace(zone[0], "", 1)), [Block(f'ruleset base version "0"{zone[0]}')]


def with_library(base: list[Block], files: dict[str, str], folder: str) -> list[Block]:
    """Lists in a file of which only the names are used. What has no file of its own goes on with what is left."""
    found = [item for item in base if item.head.startswith("list ")]
    if not found:
        return base
    files[f"{folder}names.score"] = text_of(found, folder)
    names = [match[2] for item in found if (match := NAMED.match(item.head))]
    rest = [item for item in base if item not in found]
    return [*rest, Block(f'use {", ".join(names)} from "names.score"')]


def lead_in_two(chance: Chance, base: list[Block], own: list[Block]) -> tuple[list[Block], list[Block]]:
    """The last attributes of the lead are added by the last file."""
    [index] = [i for i, item in enumerate(base) if item.head == "lead {"]
    lead = base[index]
    if len(lead.inner) < 3:
        return base, own
    cut = chance.between(1, len(lead.inner) - 1)
    first = Block(lead.head, lead.inner[:cut], lead.tail)
    return [*base[:index], first, *base[index + 1 :]], [Block(lead.head, lead.inner[cut:], lead.tail), *own]


def set_parameters(chance: Chance, base: list[Block]) -> tuple[list[Block], str]:
    """Gives parameters another default, and the using file's own ones and settings that make up for it."""
    client: list[Block] = []
    settings: list[str] = []
    for index, item in enumerate(base):
        found = PARAMETER.fullmatch(item.head)
        if found is None or chance.often(30):
            continue
        called, value = found.groups()
        base[index] = Block(f"parameter {called} = {another(value)}")
        if chance.often(25):
            value, declared = named(chance, 1000 + index, value)
            client.append(declared)
        settings.append(f"{called} = {value}")
    return client, " with " + ", ".join(chance.shuffled(settings)) if settings else ""


def another(value: str) -> str:
    """Another value of the same kind."""
    if value in ("yes", "no"):
        return "no" if value == "yes" else "yes"
    if value.startswith('"'):
        return '"another"'
    if re.match(r"\d{4}-", value):
        return re.sub(r"^\d{4}-\d\d-\d\d", "2001-02-03", value)
    return re.sub(r"^[\d.]+", "7", value)


# ---- what the last file changes --------------------------------------------------------------------------------------


def changed(chance: Chance, made: World, item: Block) -> tuple[Block, list[Block]]:
    """The item as the base has it, and the lines that make of it what it was."""
    found = NAMED.match(item.head)
    stands_in = f"{made.attrs[0].spelled} is known"
    if found is not None and found[1].endswith("score") and len(item.inner) > 0 and chance.often(80):
        return changed_rules(chance, item, found[2], stands_in)
    other = None if found is None else stand_in(found[1], found[2], item.head, stands_in)
    if other is None:
        return item, []
    return other, [Block(f"override {item.head}", item.inner, item.tail)]


def stand_in(kind: str, called: str, head: str, test: str) -> Block | None:
    """Another item of the same kind and name."""
    match kind:
        case "list":
            return Block(f'list {called} = ("stand-in")')
        case "let":
            return Block(f"let {called} = {test}")
        case "score":
            return Block(f'score {called} {{ "stand-in" +1 when {test} }}')
        case "flag":
            return Block(f"flag {called} when {test}")
        case "stages":
            return Block(f"stages {called}, first met wins {{ `stand-in` otherwise }}")
        case "route":
            return Block(f'route {called}, first met wins {{ "stand-in" otherwise }}')
        case "grade":
            return Block(head.split(" { ")[0] + ' { "stand-in" from 1  "other" below }')
        case "factor":
            return Block(head.split(" { ")[0] + " { missing: 3  otherwise: 2 }")
        case _:
            return None


def changed_rules(chance: Chance, score: Block, called: str, test: str) -> tuple[Block, list[Block]]:
    """Rules overridden, switched off and added; each rule and group at most once."""
    entries = list(score.inner)
    lines: list[Block] = []
    if len(entries) > 1 and chance.often(40) and LABELLED.match(entries[-1].head):
        last = entries.pop()
        lines.append(Block(f"add in {called} {last.head}", last.inner, last.tail))
    places = [entry for top in entries for entry in with_inner(chance, top)]
    groups = [entry for entry in places if entry.inner and not entry.head.startswith('"')]
    for old in chance.some(groups if groups and chance.often(60) else places, 0, 2):
        found = LABELLED.match(old.head)
        if found is None:
            continue
        lines.append(Block(f"override in {called} {old.head}", old.inner, old.tail))
        new = Block(f"{found[1]} +1 when {test}")
        if not old.head.startswith('"'):
            new = Block(f"group {found[1]} {{", [Block(f'"stand-in {found[1][1:-1]}" +1 when {test}')], "}")
        entries = [in_place(entry, old, new) for entry in entries]
    if chance.often(50):
        group = chance.often(50)
        inner = [Block(f'"superfluous rule" +7 when {test}')]
        extra = Block('group "superfluous" {', inner, "}") if group else Block(f'"superfluous" -7 when {test}')
        first = 1 if entries and entries[0].head.startswith("counts since") else 0
        entries.insert(chance.between(first, len(entries)), extra)
        lines.append(Block(f'switch off {"group " if group else ""}"superfluous" in {called}'))
    return Block(score.head, entries, score.tail), chance.shuffled(lines)


def with_inner(chance: Chance, entry: Block) -> list[Block]:
    """The entry itself, or what stands in it: never both, so that nothing is changed twice."""
    inside = [each for each in every(entry)[1:] if each.head.startswith('"') and LABELLED.match(each.head)]
    rows = not entry.head.startswith(("group", "first of", "best of", "lowest of"))
    return [entry] if rows or not inside or chance.often(70) else [one_of_rules(chance, entry)]


def one_of_rules(chance: Chance, group: Block) -> Block:
    """A rule or group straight inside a group."""
    inside = [each for each in group.inner if LABELLED.match(each.head)]
    return chance.one(inside) if inside else group


def in_place(entry: Block, old: Block, new: Block) -> Block:
    if entry is old:
        return new
    return Block(entry.head, [in_place(inner, old, new) for inner in entry.inner], entry.tail)


__all__ = ["spread"]
