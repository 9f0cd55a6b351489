"""What all functions of one emitted module share: names of the module, its tables, and what those need."""

from __future__ import annotations

from ...dsl.zones import Zone
from .inline import all_names
from .names import Names
from .source import Lines, quoted, tuple_text


class Constants:
    """One for each emission."""

    def __init__(self) -> None:
        self.names = Names(all_names())
        self.tables = Lines()
        self.derived = Lines()  # tables that are made of others
        self.functions = Lines()
        self.made_functions: dict[object, str] = {}
        self.readers = Lines()  # functions that read raw rows
        self.runtime_names: set[str] = set()  # what the tables need
        self._made: dict[object, str] = {}

    def table(self, key: object, prefix: str, hint: str, text: str, type_text: str = "") -> str:
        """The name of a constant with that text, made once per key."""
        if key not in self._made:
            name = self.names.constant(prefix, hint)
            annotation = f"Final[{type_text}]" if type_text else "Final"
            self.tables.add(f"{name}: {annotation} = {text}")
            self.runtime_names |= {type_text, text.partition("(")[0]}
            self._made[key] = name
        return self._made[key]

    def known(self, name: str, type_text: str, text: str) -> None:
        """A table behind all others, and behind the functions: what it is made of is there."""
        self.derived.add(f"{name}: Final[{type_text}] = {text}")
        self.runtime_names |= {type_text, text.partition("(")[0]}

    def text_set(self, prefix: str, hint: str, items: tuple[str, ...]) -> str:
        text = f"frozenset({tuple_text([quoted(item) for item in items])})"
        return self.table((prefix, items), prefix, hint, text, "frozenset[str]")

    def zone(self, zone: Zone) -> str:
        """The name of the zone's table."""
        if not zone.transitions and zone.offsets == (0,):
            return "UTC_ZONE"
        texts = [tuple_text([f"{n:_}" for n in numbers]) for numbers in (zone.transitions, zone.offsets)]
        text = f"({', '.join(texts)})"
        return self.table(("zone", zone.transitions, zone.offsets), "ZONE", zone.name, text, "ZoneTable")
