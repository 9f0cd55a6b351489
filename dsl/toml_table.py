"""Tables of a TOML file with their places: reading settings by name, and reporting where one is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .diagnostics import Diagnostic
from .findings import did_you_mean, nearest, quoted
from .folding import trim_blanks
from .late import dataclass
from .source import Span
from .toml_places import Path, Place
from .zones import zone_names


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `problems` is shared by all tables of the file, `span` is where the table begins."""

    path: Path
    values: dict[str, Any]
    found: dict[Path, Place]
    span: Span
    problems: list[Diagnostic]

    def names(self) -> list[str]:
        return list(self.values)

    def has(self, key: str) -> bool:
        return key in self.values

    def raw(self, key: str) -> Any:
        return self.values.get(key)

    def place(self, path: Path) -> Place:
        """The place of something inside, or of the nearest thing around it."""
        full = (*self.path, *path)
        while full:
            if full in self.found:
                return self.found[full]
            full = full[:-1]
        return Place(self.span, self.span)

    def report_at(self, code: str, span: Span, message: str, help: str = "") -> None:
        self.problems.append(Diagnostic(code, span, message, help))

    def report(self, code: str, key: str, message: str, help: str = "", *, value: bool = False) -> None:
        """At the key, or at its value."""
        place = self.place((key,))
        self.report_at(code, place.value if value else place.key, message, help)

    def only(self, *known: str) -> None:
        """Reports keys that are none of these."""
        for key in self.values:
            if key not in known:
                where = f"`{'.'.join(str(p) for p in self.path)}`" if self.path else "a binding"
                help = did_you_mean(key, known, f"{where} may have {quoted(known, 10)}")
                self.report("SL0902", key, f"{where} has no setting `{key}`", help)

    def table(self, key: str) -> Table | None:
        """A table inside, None where there is none."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.report(
                "SL0903", key, f"`{key}` is not a table", f"`[{key}]` on a line of its own begins one", value=True
            )
            return None
        path = (*self.path, key)
        return Table(path, value, self.found, self.place((key,)).value, self.problems)

    def tables(self, key: str) -> list[Table]:
        """The tables of a list."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.report("SL0903", key, f"`{key}` is not a list", f"`[[{key}]]` begins each entry", value=True)
            return []
        made: list[Table] = []
        for index, item in enumerate(value):
            path, span = (*self.path, key, index), self.place((key, index)).value
            if isinstance(item, dict):
                made.append(Table(path, item, self.found, span, self.problems))
            else:
                help = 'an entry is a table: `{ column = "deleted", is_not = true }`'
                self.report_at("SL0903", span, f"an entry of `{key}` is not a table", help)
        return made

    def text(self, key: str) -> str | None:
        """A text that is not blank."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not trim_blanks(value) or "\0" in value:
            self.report("SL0903", key, f"`{key}` is not a text", f'a text in quotes: `{key} = "…"`', value=True)
            return None
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; whole numbers and booleans stand for how they are written."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, (str, int)) for item in value):
            self.report("SL0903", key, f"`{key}` is not a list of texts", f'`{key} = ["Select", "N/A"]`', value=True)
            return ()
        return tuple(dict.fromkeys(self.compared(item) for item in value))

    def map(self, key: str) -> tuple[tuple[str, str], ...]:
        """A table of texts, such as `{ "Y" = "yes" }`."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, dict) or not all(isinstance(item, (str, int)) for item in value.values()):
            help = f'`{key} = {{ "Y" = "yes", "N" = "no" }}`'
            self.report("SL0903", key, f"`{key}` does not map texts to texts", help, value=True)
            return ()
        mapped: dict[str, str] = {}
        for said, meant in value.items():
            shown = trim_blanks(said)
            if shown in mapped:
                self.report_at(
                    "SL0903",
                    self.place((key, said)).key,
                    f"`{shown}` is mapped twice",
                    "blanks at the ends do not count",
                )
            mapped[shown] = meant if isinstance(meant, str) else self.compared(meant)
        return tuple(mapped.items())

    def zone(self) -> str | None:
        """The setting `zone`: a time zone that is known."""
        name = self.text("zone")
        if name is None or name in zone_names():
            return name
        near = nearest(name, zone_names())
        help = f"did you mean `{near}`?" if near else "zones are named like `Europe/Berlin` or `UTC`"
        self.report("SL0906", "zone", f"there is no time zone `{name}`", help, value=True)
        return None

    def without(self, key: str, setting: str) -> Table:
        """The same table, with one setting of a table inside left out."""
        inner = {name: value for name, value in self.values[key].items() if name != setting}
        return replace(self, values=self.values | {key: inner})

    def spec(self, key: str) -> tuple[Table, str] | None:
        """Where the settings of a column stand, for `column_binding`."""
        return (self, key) if self.has(key) else None

    @staticmethod
    def compared(value: str | int) -> str:
        """A value as data is compared with it."""
        if isinstance(value, bool):
            return "true" if value else "false"
        return trim_blanks(value) if isinstance(value, str) else str(value)
