"""The rules as somebody writes them in Python who has the day for it: every lead and every event is looked at once.

Rules on the same attribute are one look-up in a table of their sums. Of an event only its kind, its page and its age in
whole days matter. `chained` counts in local variables, in branches by kind and window. `packed` keeps all counts and
worths of a lead in one large integer: a table says what an event of that kind, page and day adds to it.
"""

from __future__ import annotations

from ..workload.rules import KINDS, Each, Fading, Once, Quiet, Rule, Speed, Workload
from .facts import DAY, Attributes, Feature, attributes, feature, features, halving

MEMORY = 50_000  # titles and pages that are remembered
FREQUENT_FIRST = sorted(KINDS, key=("page_view", "mail_open", "trial_login", "mail_click", "download", *KINDS).index)

HEAD = '''"""Lead scores, written by hand to be fast."""

from bisect import bisect_right
from struct import Struct


def score_many(leads, as_of):
    """Pairs of a lead and its events → key, score in thousandths, grade."""
'''


def source(workload: Workload) -> str:
    """The text of a module with `score_many`: of the two ways, the one that was faster for 30, 60 and 600 rules."""
    return chained(workload)


def chained(workload: Workload) -> str:
    """The text of a module with `score_many`, counting in local variables."""
    found = features(workload.rules)
    body = [
        "for lead, events in leads:",
        *(f"    {each.name} = 0" for each in found),
        *_indented(_chain(found), 1),
        *_indented(_rules(workload), 1),
    ]
    tables = _attribute_tables(attributes(workload.rules)) + _section_tables(found) + _worth_tables(found)
    return _module(body, tables)


def packed(workload: Workload) -> str:
    """The text of a module with `score_many`, counting in one large integer."""
    found = features(workload.rules)
    if not found:
        return chained(workload)
    longest = max(each.days for each in found)
    names = ", ".join(each.name for each in found)
    body = [
        "table_of, page_table_of, unpack = TABLES.get, PAGE_TABLES.get, FIELDS.unpack",
        "for lead, events in leads:",
        "    packed = 0",
        "    for event in events:",
        '        age = as_of - event["at"]',
        f"        if 0 <= age < {longest * DAY}:",
        '            table = table_of(event["event"])',
        "            if table is None:",
        '                key = event["event"], event["page"]',
        "                table = page_table_of(key) or page_table(key)",
        f"            packed += table[age // {DAY}]",
        f"    ({names},) = unpack(packed.to_bytes(FIELDS.size, 'little'))",
        *_indented(_rules(workload), 1),
    ]
    return _module(body, _attribute_tables(attributes(workload.rules)) + _packed_tables(found, longest))


def _module(body: list[str], tables: str) -> str:
    return f"{HEAD}{''.join(f'    {line}'.rstrip() + chr(10) for line in body)}\n\n{tables}"


def _indented(lines: list[str], depth: int) -> list[str]:
    return [f"{'    ' * depth}{line}" for line in lines]


# ---- the lead --------------------------------------------------------------------------------------------------------


def _rules(workload: Workload) -> list[str]:
    known = attributes(workload.rules)
    lines = ["whole = 0"]
    for name in known.equal:
        lines.append(f'whole += {name.upper()}.get(lead["{name}"], 0)')
    for name in known.parts:
        lines += [
            f'{name} = lead["{name}"]',
            f"points = {name.upper()}.get({name})",
            f"whole += {name}_points({name}) if points is None else points",
        ]
    for name in known.endings:
        lines += [
            f'{name} = lead["{name}"]',
            f"if {name} is not None:",
            f'    whole += {name.upper()}.get({name}[{name}.rfind("@"):], 0)',
        ]
        lines += _otherwise(known.missing.get(name))
    for name in known.numbers:
        lines += [
            f'{name} = lead["{name}"]',
            f"if {name} is not None:",
            f"    whole += {name.upper()}[bisect_right({name.upper()}_FROM, {name})]",
        ]
        lines += _otherwise(known.missing.get(name))
    tabled = (*known.equal, *known.parts, *known.endings, *known.numbers)
    assert len(tabled) == len(set(tabled)), "an attribute is asked for in one way, so that what is missing pays once"
    for name, points in known.missing.items():
        if name not in tabled:
            lines += [f'if lead["{name}"] is None:', f"    whole += {points}"]
    quiet = [rule for rule in workload.rules if isinstance(rule, Quiet)]
    if quiet:
        lines += ['created = lead["created"]', "if created is not None:", "    age = as_of - created"]
        for each in quiet:
            lines += [f"    if not events_{each.days} and age >= {each.days * DAY}:", f"        whole += {each.points}"]
    fading = []
    for rule in workload.rules:
        found = feature(rule)
        if found is None:
            continue
        if isinstance(rule, Fading):
            fading.append((found.name, rule))
        else:
            lines += _paid(rule, found.name)
    most = workload.limit * 1_000_000
    lines.append("total = whole * 1_000_000")
    for name, faded in fading:
        cap = -(-faded.most * 1_000_000 // faded.points)
        lines += [
            f"if {name}:",
            f"    total += {name} * {faded.points} if {name} < {cap} else {faded.most * 1_000_000}",
        ]
    lines += [
        "if total >= 0:",
        f"    score = (total + 500) // 1000 if total < {most} else {most // 1000}",
        "else:",
        f"    score = -((500 - total) // 1000) if total > {-most} else {-most // 1000}",
    ]
    lines.append(
        'yield lead["id"], score, '
        + "".join(f'"{label}" if score >= {start * 1000} else ' for label, start in workload.grades)
        + '"D"'
    )
    return lines


def _otherwise(points: int | None) -> list[str]:
    return [] if points is None else ["else:", f"    whole += {points}"]


def _paid(rule: Rule, name: str) -> list[str]:
    match rule:
        case Once(_, _, _, points):
            return [f"if {name}:", f"    whole += {points}"]
        case Each(_, _, _, points, most):
            return [f"if {name}:", f"    whole += {name} * {points} if {name} < {-(-most // points)} else {most}"]
        case Speed(count, _, points):
            return [f"if {name} >= {count}:", f"    whole += {points}"]
        case _:
            return []


def _attribute_tables(known: Attributes) -> str:
    text = ""
    for name, sums in known.equal.items():
        nothing = {None: known.missing[name]} if name in known.missing else {}
        text += f"{name.upper()} = {nothing | sums}\n"
    for name, parts in known.parts.items():
        tests = "".join(f'    if "{part}" in {name}:\n        points += {points}\n' for part, points in parts)
        text += (
            f"{name.upper()} = {{None: {known.missing.get(name, 0)}}}\n\n\n"
            f"def {name}_points({name}):\n    points = 0\n{tests}"
            f"    if len({name.upper()}) < {MEMORY}:\n        {name.upper()}[{name}] = points\n    return points\n\n\n"
        )
    for name, ends in known.endings.items():
        text += f"{name.upper()} = {ends}\n"
    for name, steps in known.numbers.items():
        text += f"{name.upper()}_FROM = {tuple(start for start, _ in steps)}\n"
        text += f"{name.upper()} = {(0, *(points for _, points in steps))}\n"
    return text


# ---- its events, in branches ----------------------------------------------------------------------------------------


def _chain(found: list[Feature]) -> list[str]:
    """Branches by kind, the most frequent first, and by window within them."""
    if not found:
        return []
    lines = [
        "for event in events:",
        '    age = as_of - event["at"]',
        f"    if not 0 <= age < {max(each.days for each in found) * DAY}:",
        "        continue",
        *_indented(_windows([each for each in found if each.kind is None]), 1),
        '    kind = event["event"]',
    ]
    place = 0
    for kind in FREQUENT_FIRST:
        of_kind = [each for each in found if each.kind == kind]
        if of_kind:
            lines.append(f'    {"elif" if place else "if"} kind == "{kind}":')
            place += 1
            longest = max(each.days for each in of_kind)
            inner = _windows(of_kind)
            if any(each.page for each in of_kind):
                inner = [
                    f"if age < {longest * DAY}:",
                    '    page = event["page"]',
                    "    section = SECTIONS.get(page)",
                    "    if section is None:",
                    "        section = section_of(page)",
                    *inner[1:],
                ]
            lines += _indented(inner, 2)
    return lines


def _windows(found: list[Feature]) -> list[str]:
    """Nested from the longest window to the shortest."""
    lines: list[str] = []
    for depth, days in enumerate(sorted({each.days for each in found}, reverse=True)):
        inner = [f"if age < {days * DAY}:"]
        here = [each for each in found if each.days == days]
        for page in dict.fromkeys(each.page for each in here):
            counted = [
                f"{each.name} += " + ("1" if each.half_life is None else f"WORTH_{each.half_life}[age // {DAY}]")
                for each in here
                if each.page == page
            ]
            inner += _indented(counted if page is None else [f'if section == "{page}":', *_indented(counted, 1)], 1)
        lines += _indented(inner, depth)
    return lines


def _section_tables(found: list[Feature]) -> str:
    pages = tuple(dict.fromkeys(each.page for each in found if each.page is not None))
    if not pages:
        return ""
    return (
        f'SECTIONS = {{None: ""}}\n\n\ndef section_of(page):\n    section = ""\n    for start in {pages}:\n'
        f"        if page.startswith(start):\n            section = start\n"
        f"    if len(SECTIONS) < {MEMORY}:\n        SECTIONS[page] = section\n    return section\n\n\n"
    )


def _worth_tables(found: list[Feature]) -> str:
    days: dict[int, int] = {}
    for each in found:
        if each.half_life is not None:
            days[each.half_life] = max(each.days, days.get(each.half_life, 0))
    return "".join(f"WORTH_{half} = {tuple(halving(half, longest))}\n" for half, longest in days.items())


# ---- its events, in one integer -------------------------------------------------------------------------------------


def _packed_tables(found: list[Feature], longest: int) -> str:
    """Fading features have 64 bits, counts 32: a million events of a lead fit."""
    fading = sum(each.half_life is not None for each in found)
    rows = []
    bit = 0
    for each in found:
        rows.append((bit, each.kind, each.page, each.days, each.half_life))
        bit += 32 if each.half_life is None else 64
    listed = "".join(f"    {row},\n" for row in rows)
    paged = tuple(dict.fromkeys(each.kind for each in found if each.page is not None))
    halves = sorted({each.half_life for each in found if each.half_life is not None})
    worth = "".join(f"    {half}: {tuple(halving(half, longest))},\n" for half in halves)
    return (
        f'FIELDS = Struct("<{fading}Q{len(found) - fading}I")\nWORTH = {{\n{worth}}}\n'
        f"COUNTED = (  # bit, kind, page, days, half-life\n{listed})\nPAGED = {paged}\n"
        f"KINDS = {KINDS}\n"
        f"""

def table(kind, page):
    days = []
    for day in range({longest}):
        added = 0
        for bit, of, start, window, half_life in COUNTED:
            if of in (None, kind) and day < window and (start is None or page is not None and page.startswith(start)):
                added += (1 if half_life is None else WORTH[half_life][day]) << bit
        days.append(added)
    return days


SHARED = {{}}


def page_table(key):
    kind, page = key
    starts = [start for _, of, start, _, _ in COUNTED if of == kind and start]
    section = next((start for start in starts if page and page.startswith(start)), "")
    found = SHARED.get((kind, section))
    if found is None:
        found = SHARED[kind, section] = table(kind, section)
    if len(PAGE_TABLES) < {MEMORY}:
        PAGE_TABLES[key] = found
    return found


TABLES = {{kind: table(kind, None) for kind in KINDS if kind not in PAGED}}
PAGE_TABLES = {{}}
"""
    )
