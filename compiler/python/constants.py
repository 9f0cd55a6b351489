"""What all functions of one emitted module share: names of the module, its tables, and what those need."""

from __future__ import annotations

from ...dsl.zones import Zone
from .inline import all_names
from .names import Names
from .source import Lines, quoted, tuple_text

_LISTED = frozenset(  # what single rules have
    {
        ("ROW", "Contribution"),
        ("ROWS", "dict[int, Contribution]"),
        ("POINTS", "Decimal"),
        ("MULTIPLES", "dict[int, Decimal]"),
    }
)
_TOGETHER = 50


class Constants:
    """One for each emission."""

    def __init__(self, *, native: bool = False) -> None:
        """`native`: the module is to be compiled; see `Emitter`."""
        self.native = native
        self.names = Names(all_names())
        self.tables = Lines()
        self.derived = Lines()  # tables that are made of others
        self.functions = Lines()
        self.made_functions: dict[object, str] = {}
        self.readers = Lines()  # functions that read raw rows
        self.runtime_names: set[str] = set()  # what the tables need
        self._made: dict[object, str] = {}
        self._lists: dict[str, tuple[str, str, list[str]]] = {}

    def table(self, key: object, prefix: str, hint: str, text: str, type_text: str = "") -> str:
        """The name of a constant with that text, made once per key."""
        if key not in self._made and self.native and (prefix, type_text) in _LISTED:
            self._made[key] = self._in_list(prefix, text, type_text)
        elif key not in self._made:
            name = self.names.constant(prefix, hint)
            annotation = f"Final[{type_text}]" if type_text else "Final"
            self.tables.add(f"{name}: {annotation} = {text}")
            self.runtime_names |= {type_text, text.partition("(")[0]}
            self._made[key] = name
        return self._made[key]

    def _in_list(self, prefix: str, text: str, type_text: str) -> str:
        """The same as an item of a list, which functions of a bounded length make.

        There are as many such constants as rules, and the compilers' work grows with the square of what the module
        itself does when it is loaded.
        """
        if prefix not in self._lists:
            name = self.names.constant("all", prefix)
            self._lists[prefix] = (name, type_text, [])
        name, _, items = self._lists[prefix]
        items.append(text)
        self.runtime_names |= {type_text, text.partition("(")[0]}
        return f"{name}[{len(items) - 1}]"

    def lists(self) -> tuple[str, str]:
        """The functions that make the items of lists, and the lists."""
        functions, tables = Lines(), Lines()
        for name, type_text, items in self._lists.values():
            makers = []
            for first in range(0, len(items), _TOGETHER):
                makers.append(self.names.private("made", name))
                functions.add("\n")
                with functions.block(f"def {makers[-1]}() -> list[{type_text}]:"):
                    functions.add(f"made: list[{type_text}] = []")
                    for item in items[first : first + _TOGETHER]:
                        functions.add(f"made.append({item})")
                    functions.add("return made")
            tables.add(f"{name}: Final[list[{type_text}]] = [{', '.join(f'*{maker}()' for maker in makers)}]")
        return functions.text(), tables.text()

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
