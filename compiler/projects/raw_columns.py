"""What a binding reads of a raw table, in words."""

from __future__ import annotations

from ...dsl.binding import Binding, ColumnBinding


def columns_read(binding: Binding, table: tuple[str, ...]) -> list[tuple[str, str]]:
    """The columns of a raw table that are read, with what they are read as."""
    found: dict[str, list[str]] = {}

    def read(column: ColumnBinding | None, what: str) -> None:
        if column is not None and not column.absent:
            said = found.setdefault(column.column, [])
            if what not in said:
                said.append(what)

    for rows, owner in ((binding.leads, "lead"), (binding.accounts, "account")):
        if rows is not None and rows.table == table:
            for column in rows.columns:
                read(column, f"`{column.name}` of the {owner}")
            for keep in rows.keep:
                found.setdefault(keep.column, [])
    for source in binding.events:
        if source.table == table:
            read(source.lead, "the lead of an event")
            read(source.kind, "the kind of an event")
            read(source.at, "the time of an event")
            read(source.id, "the id of an event")
            for column in source.columns:
                read(column, f"`{column.name}` of an event")
            for keep in source.keep:
                found.setdefault(keep.column, [])
            if source.loaded is not None:
                found.setdefault(source.loaded.column, []).append("when the row was loaded")
    for history in binding.histories:
        if history.table == table:
            read(history.lead, "the lead")
            read(history.since, "since when the values hold")
            for column in history.columns:
                read(column, f"`{column.name}` of the lead, from then on")
    return [(column, "; ".join(said) or "tells which rows are kept") for column, said in found.items()]
