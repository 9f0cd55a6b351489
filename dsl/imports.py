"""`use a, b from "x.score"`: lists and named conditions of other files, each seen from the file that declares it."""

from __future__ import annotations

import posixpath
from pathlib import Path

from . import model, syntax
from .damage import WHOLE, Damage, damage
from .diagnostics import Diagnostic
from .findings import Findings, did_you_mean, shown
from .lists import entries_of
from .reading import read_source
from .scope import LetEntry, ListEntry, Scope
from .source import Source

DEEPEST = 20


class Library:
    """All files that one rule file reads; each is read once. `sources` collects their texts by shown name."""

    def __init__(self, findings: Findings, sources: dict[str, Source]) -> None:
        self._findings = findings
        self._sources = sources
        self._scopes: dict[Path, Scope | None] = {}
        self._all: list[Scope] = []
        self._entries: list[ListEntry] = []
        self._main = WHOLE
        self.damage: dict[str, Damage] = {}  # of each file, by shown name

    def scope(self, file: syntax.RuleFile, base: Path, damage: Damage) -> Scope:
        """What the main file can speak of; gives every list and condition its name in the model."""
        self._main = damage
        start = base / Path(file.file).name
        made = self._scope(file, base, damage, (_resolved(start),))
        taken: set[str] = set()
        for scope in (made, *self._all):
            entries: list[tuple[str, ListEntry | LetEntry]] = [*scope.lists.items(), *scope.lets.items()]
            for name, entry in entries:
                if not entry.model_name:
                    entry.model_name = _free(name, taken)
        return made

    def _scope(self, file: syntax.RuleFile, base: Path, damage: Damage, path: tuple[Path, ...]) -> Scope:
        self.damage[file.file] = damage
        incomplete = bool(damage.lines or self._main.lines)
        scope = Scope(file.file, lost=damage.names | self._main.names, incomplete=incomplete)
        for item in file.items:
            match item:
                case syntax.InlineList(name) | syntax.FileList(name):
                    entry = ListEntry(item, base)
                    self._entries.append(entry)
                    scope.lists.setdefault(name.text, entry)
                case syntax.Let(name):
                    scope.lets.setdefault(name.text, LetEntry(item, scope))
                case _:
                    pass
        for item in file.items:
            if isinstance(item, syntax.Use):
                self._use(item, file, base, scope, path)
        self._all.append(scope)
        return scope

    def _use(self, item: syntax.Use, file: syntax.RuleFile, base: Path, scope: Scope, path: tuple[Path, ...]) -> None:
        other = self._other(item, file, base, path)
        if other is None:
            # nothing is known of these names: whoever reads them stays silent
            scope.lost = scope.lost | {name.text for name in item.names}
            return
        for name in item.names:
            if name.text in other.lists:
                scope.lists.setdefault(name.text, other.lists[name.text])
            elif name.text in other.lets:
                scope.lets.setdefault(name.text, other.lets[name.text])
            else:
                scope.lost = scope.lost | {name.text}
                if name.text not in other.lost:
                    self._findings.report(
                        "SL0219",
                        name.span,
                        f"{shown(item.path.value)} has no list or named condition `{name.text}`",
                        did_you_mean(
                            name.text, {*other.lists, *other.lets}, "only lists and `let` can be used elsewhere"
                        ),
                    )

    def _other(self, item: syntax.Use, file: syntax.RuleFile, base: Path, path: tuple[Path, ...]) -> Scope | None:
        file_shown = posixpath.normpath(posixpath.join(posixpath.dirname(file.file), item.path.value))
        try:
            found = _resolved(base / item.path.value)
        except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a circle
            self._findings.report("SL0218", item.path.span, f"{shown(item.path.value)} is not a usable file name")
            return None
        if found in path:
            circle = " → ".join(f"`{p.name}`" for p in (*path[path.index(found) :], found))
            self._findings.report(
                "SL0220",
                item.path.span,
                f"the files use each other in a circle: {circle}",
                "move what both need into a third file",
            )
            return None
        if len(path) > DEEPEST:
            self._findings.report(
                "SL0218", item.path.span, f"files use each other more than {DEEPEST} deep", "use the last file directly"
            )
            return None
        if found not in self._scopes:
            self._scopes[found] = self._read(item, found, file_shown, path)
        return self._scopes[found]

    def _read(self, item: syntax.Use, found: Path, shown: str, path: tuple[Path, ...]) -> Scope | None:
        from ..grammar.parser import parse

        source = read_source(found, shown)
        if isinstance(source, Diagnostic):
            self._findings.report("SL0218", item.path.span, f"the file of this `use`: {source.message}", source.help)
            return None
        self._sources[shown] = source
        parsed, problems = parse(source)
        self._findings.items.extend(problems)
        return self._scope(parsed, found.parent, damage(source, problems), (*path, found))

    # ---- lists -----------------------------------------------------------------------------------------------------

    def load(self, entry: ListEntry) -> None:
        """Reads the entries of a list, once."""
        if not entry.loaded:
            entry.loaded = True
            entry.entries = entries_of(self._findings, entry)

    def load_all_read(self) -> None:
        """Reads the lists that conditions from other files may need."""
        for scope in self._all:
            for entry in scope.lists.values():
                if scope.lets:
                    self.load(entry)

    def model_lists(self, wanted: set[str]) -> tuple[model.TextList, ...]:
        entries = {entry.model_name: entry for entry in self._entries if entry.entries is not None}
        return tuple(
            model.TextList(name, entry.entries)
            for name, entry in entries.items()
            if name in wanted and entry.entries is not None
        )


def _resolved(path: Path) -> Path:
    return path.resolve()


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with a number where another file took it; letter case does not tell names apart."""
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free.casefold())
    return free
