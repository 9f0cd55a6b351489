"""The quality of data as rows of text, and as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..dsl.display import visible
from .quality import (
    AccountsQuality,
    AttributeQuality,
    EventsQuality,
    Example,
    HistoryQuality,
    KeyedRows,
    LeadsQuality,
    Named,
    Quality,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

Row = tuple[str, int, str]  # what, how many, more about it


def lead_rows(quality: LeadsQuality) -> tuple[Row, ...]:
    """How the rows of the leads' file add up: the first row is the sum of the others."""
    rows = (
        ("rows read", quality.rows, ""),
        ("scored", quality.scored, ""),
        ("not scored: a `do not score` line is met", quality.excluded, ""),
        ("without a result", quality.problems, _named(quality.problem_kinds)),
        ("left out: the key is repeated", quality.repeated, _repeated(quality)),
        ("left out: no key that can be read", quality.without_key, ""),
        ("left out: filtered by `keep`", quality.filtered, ""),
        ("left out: the row is broken", quality.broken, _lines(quality.broken_lines, quality.broken)),
    )
    return _without_zeros(rows)


def history_rows(quality: HistoryQuality) -> tuple[Row, ...]:
    """How the rows of a history add up."""
    rows = (
        ("rows read", quality.rows, ""),
        ("used", quality.used, ", ".join(map(visible, quality.attributes))),
        ("not yet: after the moment of scoring", quality.future, ""),
        ("left out: of an unknown lead", quality.orphans, ""),
        ("left out: no lead", quality.without_lead, ""),
        ("left out: no time that can be read", quality.without_time, ""),
        ("left out: rows of one moment differ", quality.conflicting, ""),
        ("left out: filtered by `keep`", quality.filtered, ""),
        ("left out: the row is broken", quality.broken, _lines(quality.broken_lines, quality.broken)),
    )
    return _without_zeros(rows)


def account_rows(quality: AccountsQuality) -> tuple[Row, ...]:
    """How the rows of the accounts' file add up, and how the leads fit to them."""
    leads = "1 lead has one of them" if quality.known == 1 else f"{quality.known:,} leads have one of them"
    rows = (
        ("rows read", quality.rows, ""),
        ("used", quality.accepted, leads),
        ("left out: the key is repeated", quality.repeated, _repeated(quality)),
        ("left out: no key that can be read", quality.without_key, ""),
        ("left out: filtered by `keep`", quality.filtered, ""),
        ("left out: the row is broken", quality.broken, _lines(quality.broken_lines, quality.broken)),
        ("leads of an account without a row", quality.unknown, ""),
        ("leads without an account", quality.without, ""),
    )
    return _without_zeros(rows)


def event_rows(quality: EventsQuality) -> tuple[Row, ...]:
    """The same for events."""
    rows = (
        ("rows read", quality.rows, ""),
        ("used", quality.used, ""),
        ("not yet: after the moment of scoring", quality.future, ""),
        ("left out: several leads are told by this", quality.shared, _named(quality.shared_examples)),
        ("left out: of an unknown lead", quality.orphans, _named(quality.orphan_examples)),
        ("left out: no lead", quality.without_lead, ""),
        ("left out: an unknown kind of event", quality.unknown_kind, _named(quality.unknown_kinds)),
        ("left out: no kind of event", quality.without_kind, ""),
        ("left out: no time", quality.without_time, ""),
        ("left out: the time cannot be read", quality.unreadable_time, _example(quality.time_example)),
        ("left out: the time is not in 1970 to 2099", quality.out_of_range, ""),
        ("left out: a copy of another row", quality.copies, "same id, same values"),
        ("left out: the id stands for different events", quality.conflicting, ""),
        ("left out: filtered by `keep`", quality.filtered, ""),
        ("left out: the row is broken", quality.broken, _lines(quality.broken_lines, quality.broken)),
    )
    return _without_zeros(rows)


def attribute_notes(quality: Quality) -> Iterator[tuple[AttributeQuality, str]]:
    """Attributes with a value that is not known, and examples of values that could not be used."""
    for attribute in quality.attributes:
        if attribute.missing or attribute.unreadable or attribute.unexpected:
            notes = [_example(attribute.example)] if attribute.example else []
            if attribute.unexpected_values:
                notes.append(f"unexpected: {_named(attribute.unexpected_values)}")
            yield attribute, "; ".join(notes)


def table(quality: Quality) -> RenderableType:
    """All of it, for a terminal."""
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = [_counts(f"Leads  {quality.leads.file}", lead_rows(quality.leads))]
    parts += _ignored(quality.leads.ignored)
    for history in quality.histories:
        parts.append(_counts(f"\nHistory  {history.file}", history_rows(history)))
    if quality.accounts is not None:
        parts.append(_counts(f"\nAccounts  {quality.accounts.file}", account_rows(quality.accounts)))
        parts += _ignored(quality.accounts.ignored)
    if not quality.events:
        parts.append(Text("\nEvents  no file: rules that count events find none"))
    for events in quality.events:
        title = f"\nEvents  {events.file}"
        parts.append(_counts(title if events.kind is None else f"{title}  ({events.kind})", event_rows(events)))
        parts += _ignored(events.ignored)
    if quality.muted:
        total = sum(times for _, times in quality.muted)
        parts.append(
            _counts("\nEvents that rules do not see", (("left out by `ignore`", total, _named(quality.muted)),))
        )
    if quality.events and quality.unread:
        parts.append(Text(f"\nEvents  no file of {', '.join(map(visible, quality.unread))}"))
    notes = list(attribute_notes(quality))
    if notes:
        parts.append(_attributes(notes))
    return Group(*parts)


def _counts(title: str, rows: tuple[Row, ...]) -> RenderableType:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold", style="dim")
    for what, count, more in rows:
        style = "yellow" if what.startswith(("left out", "without a result")) else ""
        grid.add_row(Text(f"  {what}", style=style), f"{count:,}", Text(more))
    head = "\n" * (len(title) - len(title.lstrip("\n"))) + visible(title.lstrip("\n"))
    return Group(Text(head, style="bold"), grid)


def _attributes(notes: list[tuple[AttributeQuality, str]]) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, padding=(0, 1), show_edge=False, title_justify="left")
    made.add_column("Attribute", overflow="fold")
    made.add_column("Of", overflow="fold", style="dim")
    for name in ("Missing", "Unreadable", "Unexpected"):
        made.add_column(name, justify="right", no_wrap=True)
    made.add_column("", overflow="fold", style="dim")
    for attribute, note in notes:
        numbers = (attribute.missing, attribute.unreadable, attribute.unexpected)
        made.add_row(
            Text(visible(attribute.name)),
            Text(visible(attribute.owner)),
            *(f"{number:,}" if number else "" for number in numbers),
            Text(note),
        )
    from rich.console import Group

    return Group(Text(""), made)


def _ignored(names: tuple[str, ...]) -> list[RenderableType]:
    from rich.text import Text

    if not names:
        return []
    shown = ", ".join(visible(name) for name in names[:8])
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return [Text(f"  columns that nothing reads: {shown}{more}", style="dim")]


def _without_zeros(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(row for index, row in enumerate(rows) if index < 2 or row[1])


def _repeated(quality: KeyedRows) -> str:
    keys = "1 key" if quality.repeated_keys == 1 else f"{quality.repeated_keys:,} keys"
    return f"{keys}: {_named(quality.repeated_examples)}" if quality.repeated else ""


def _named(values: Named) -> str:
    return ", ".join(f"{visible(value)} ({times:,})" for value, times in values)


def _lines(lines: tuple[int, ...], count: int) -> str:
    if not lines:
        return ""
    shown = ", ".join(str(line) for line in lines)
    return f"line{'s' if count > 1 else ''} {shown}{', …' if count > len(lines) else ''}"


def _example(example: Example | None) -> str:
    if example is None:
        return ""
    return f"such as {visible(example.value)}" + (f" in line {example.line}" if example.line else "")
