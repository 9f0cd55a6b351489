"""The files that a rule file uses: read once each, their parts seen from the file that declares them.

`use base from "x.score"` merges everything of the other file into the using one (`sharing.py`); `use a, b from
"x.score"` takes lists, named conditions and parameters, and leaves the other file a whole of its own.
"""

from __future__ import annotations

import posixpath
from pathlib import Path

from . import model, syntax
from .damage import WHOLE, Damage, damage
from .diagnostics import Diagnostic
from .findings import Findings, declared, did_you_mean, shown
from .late import dataclass
from .lists import entries_of
from .parameters import Settled, put_in, refuse_clashes, set_at, settled
from .reading import read_source
from .scope import LetEntry, ListEntry, ParameterEntry, Scope
from .sharing import Merged, merge, same_value
from .source import Source, Span
from .wording import value_text

DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Whole:
    """A rule file with its bases in it and its parameters put in.

    `file` has effective items only: besides what is declared these are `use a, b from …` lines. `damage` is that of all
    files that went in. `put_in`: the names of parameters that stood somewhere.
    """

    file: syntax.RuleFile
    scope: Scope
    damage: Damage
    changes: tuple[model.Change, ...]
    parameters: tuple[model.ParameterValue, ...]
    put_in: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A file that stands on its own: the main one, or one of which only names are used, first at `used`."""

    whole: Whole
    parameters: dict[str, Settled]
    used: Span | None


class Library:
    """All files that one rule file reads; each is read once. `sources` collects their texts by shown name."""

    def __init__(self, findings: Findings, sources: dict[str, Source]) -> None:
        self.findings = findings
        self._sources = sources
        self._merged: dict[Path, Merged | None] = {}
        self._units: dict[Path, _Unit | None] = {}
        self._all: list[_Unit] = []
        self._entries: list[ListEntry] = []
        self._chains: dict[str, tuple[Path, ...]] = {}  # how each file was come by, itself last
        self._main = WHOLE
        self.folders: dict[str, Path] = {}  # of each file, by shown name
        self.damage: dict[str, Damage] = {}
        self.set_at: dict[Span, Span] = {}  # where a parameter stands → the value that a using file has set

    def whole(self, file: syntax.RuleFile, base: Path, damage: Damage) -> Whole:
        """The main file with everything that it uses; gives every list and condition its name in the model.

        `base` is the folder that paths in the file start at.
        """
        self._main = damage
        start = (base / Path(file.file).name).resolve()
        unit = self._unit(file.file, self._with_bases(file, base, damage, (start,)), None)
        taken: set[str] = set()
        for scope in (unit.whole.scope, *(each.whole.scope for each in self._all)):
            entries: list[tuple[str, ListEntry | LetEntry]] = [*scope.lists.items(), *scope.lets.items()]
            for name, entry in entries:
                if not entry.model_name:
                    entry.model_name = _free(name, taken)
        self._refuse_two_values(unit)
        return unit.whole

    def on_broken_line(self, span: Span) -> bool:
        return self.damage.get(span.file, WHOLE).covers(span)

    # ---- bases -----------------------------------------------------------------------------------------------------

    def _with_bases(self, file: syntax.RuleFile, base: Path, damage: Damage, chain: tuple[Path, ...]) -> Merged:
        self.damage[file.file] = damage
        self.folders[file.file] = base
        self._chains[file.file] = chain
        uses = [item for item in file.items if isinstance(item, syntax.UseBase)]
        return merge(self.findings, file, [(use, self._base(use)) for use in uses], damage)

    def _base(self, use: syntax.UseBase) -> Merged | None:
        found = self._found(use.path)
        return None if found is None else self._read(use.path, *found)

    def _read(self, path: syntax.Text, found: Path, name: str) -> Merged | None:
        """The file with its bases; None where it cannot be read."""
        from ..grammar.parser import parse

        if found in self._merged:
            return self._merged[found]
        self._merged[found] = None
        source = read_source(found, name)
        if isinstance(source, Diagnostic):
            self.findings.report("SL0218", path.span, f"the file of this `use`: {source.message}", source.help)
            return None
        self._sources[name] = source
        parsed, problems = parse(source)
        self.findings.items.extend(problems)
        chain = (*self._chains[path.span.file], found)
        made = self._with_bases(parsed, found.parent, damage(source, problems), chain)
        self._merged[found] = made
        return made

    def _found(self, path: syntax.Text) -> tuple[Path, str] | None:
        """The file that is meant, and the name that messages show; None where that is no usable one."""
        chain = self._chains[path.span.file]
        try:
            found = (self.folders[path.span.file] / path.value).resolve()
        except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a circle
            self.findings.report("SL0218", path.span, f"{shown(path.value)} is not a usable file name")
            return None
        if found in chain:
            circle = " → ".join(f"`{p.name}`" for p in (*chain[chain.index(found) :], found))
            self.findings.report(
                "SL0220",
                path.span,
                f"the files use each other in a circle: {circle}",
                "move what both need into a third file",
            )
            return None
        if len(chain) > DEEPEST:
            self.findings.report(
                "SL0218", path.span, f"files use each other more than {DEEPEST} deep", "use the last file directly"
            )
            return None
        return found, posixpath.normpath(posixpath.join(posixpath.dirname(path.span.file), path.value))

    # ---- files on their own ----------------------------------------------------------------------------------------

    def _unit(self, file: str, merged: Merged, used: Span | None) -> _Unit:
        incomplete = bool(merged.damage.lines or self._main.lines) or merged.incomplete
        lost = merged.damage.names | self._main.names
        scope = Scope(file, folders=self.folders, lost=lost, incomplete=incomplete)
        parameters = settled(merged.items, merged.settings)
        items = self._without_own(merged)
        if used is not None:  # nobody sees the rest
            items = tuple(item for item in items if isinstance(item, (syntax.Use, *_SHARED)))
        for item in items:  # lists hold no parameters
            if isinstance(item, syntax.InlineList | syntax.FileList):
                entry = ListEntry(item, scope.folder(item.span))
                self._entries.append(entry)
                scope.lists.setdefault(item.name.text, entry)
        for item in items:
            if isinstance(item, syntax.Use):
                self._use(item, scope, parameters)
        values = {name: each.value for name, each in parameters.items()}
        refuse_clashes(self.findings, items, values)
        items, places = put_in(self.findings, items, values, scope.lost, not incomplete)
        needed = {*places.values(), *merged.handed_on}
        for place, parameter in places.items():
            setting = set_at(parameter, parameters)
            if setting is not None:
                self.set_at[place] = setting
        for item in items:
            match item:
                case syntax.Let(name):
                    scope.lets[name.text] = LetEntry(item, scope)
                case syntax.Framework(criteria=criteria):
                    for criterion in criteria:
                        scope.lets.setdefault(criterion.name.text, LetEntry(criterion, scope))
                case syntax.Parameter(name):
                    scope.parameters[name.text] = ParameterEntry(item, values.get(name.text))
                    if name.text not in needed and item.span.file == file and used is None:
                        self._unused(name)
                case _:
                    pass
        told = tuple(_told(name, each) for name, each in parameters.items())
        whole = Whole(syntax.RuleFile(file, items), scope, merged.damage, merged.changes, told, frozenset(needed))
        unit = _Unit(whole, parameters, used)
        self._all.append(unit)
        return unit

    def _unused(self, name: syntax.Name) -> None:
        self.findings.report("SL0208", name.span, f"`{name.text}` is not used", "leave it out, or use it in a rule")

    def _without_own(self, merged: Merged) -> tuple[syntax.Item, ...]:
        """Names that are used from a file that went in as a whole, or twice, are there already."""
        there = {item.name.text for item in merged.items if isinstance(item, _SHARED)}
        seen: dict[tuple[str, str], str] = {}
        made: list[syntax.Item] = []
        for item in merged.items:
            if not isinstance(item, syntax.Use):
                made.append(item)
                continue
            file = item.span.file
            target = posixpath.normpath(posixpath.join(posixpath.dirname(file), item.path.value))
            # a file that uses the one that it is used by is a circle, which is told further on
            within = {name for name in merged.files if self._chains[name][-1] not in self._chains[file]}
            names = tuple(
                name
                for name in item.names
                if not (target in within and name.text in there) and seen.setdefault((target, name.text), file) == file
            )
            if names:
                made.append(item if names == item.names else syntax.Use(names, item.path, item.span))
        return tuple(made)

    def _use(self, item: syntax.Use, scope: Scope, parameters: dict[str, Settled]) -> None:
        other = self._other(item)
        if other is None:
            # nothing is known of these names: whoever reads them stays silent
            scope.lost = scope.lost | {name.text for name in item.names}
            return
        for name in item.names:
            theirs = other.whole.scope
            if name.text in theirs.lists:
                scope.lists.setdefault(name.text, theirs.lists[name.text])
            elif name.text in theirs.lets:
                scope.lets.setdefault(name.text, theirs.lets[name.text])
            elif name.text in theirs.parameters:
                scope.parameters.setdefault(name.text, theirs.parameters[name.text])
                parameters.setdefault(name.text, other.parameters[name.text])
            else:
                scope.lost = scope.lost | {name.text}
                if name.text not in theirs.lost:
                    self.findings.report(
                        "SL0219",
                        name.span,
                        f"{shown(item.path.value)} has no list, named condition or parameter `{name.text}`",
                        did_you_mean(
                            name.text,
                            {*theirs.lists, *theirs.lets, *theirs.parameters},
                            "only lists, `let` and parameters can be used by name; `use base from …` takes everything",
                        ),
                    )

    def _other(self, item: syntax.Use) -> _Unit | None:
        found = self._found(item.path)
        if found is None:
            return None
        if found[0] not in self._units:
            merged = self._read(item.path, *found)
            self._units[found[0]] = None
            if merged is not None:
                self._units[found[0]] = self._unit(found[1], merged, item.path.span)
        return self._units[found[0]]

    def _refuse_two_values(self, main: _Unit) -> None:
        """A file whose parameters are set where it is a base, and which is used by name elsewhere, would be two."""
        for unit in self._all:
            for name, each in unit.parameters.items():
                mine = main.parameters.get(name)
                if unit is main or unit.used is None or mine is None or mine.declaration != each.declaration:
                    continue
                if not same_value(mine.value, each.value):
                    setting = mine.setting or each.setting
                    self.findings.report(
                        "SL0227",
                        unit.used,
                        f"this file is used with `{name}` as {value_text(each.value)} here, and as "
                        f"{value_text(mine.value)} elsewhere",
                        "take these names from the file that sets it, or set it alike",
                        *((declared(setting.name.span, "set here"),) if setting is not None else ()),
                    )

    # ---- lists -----------------------------------------------------------------------------------------------------

    def load(self, entry: ListEntry) -> None:
        """Reads the entries of a list, once."""
        if not entry.loaded:
            entry.loaded = True
            entry.entries = entries_of(self.findings, entry)

    def load_all_read(self) -> None:
        """Reads the lists that conditions from other files may need."""
        for unit in self._all:
            scope = unit.whole.scope
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


_SHARED = (syntax.InlineList, syntax.FileList, syntax.Let, syntax.Parameter)


def _told(name: str, each: Settled) -> model.ParameterValue:
    return model.ParameterValue(
        name=name,
        value=value_text(each.value),
        default=value_text(each.declaration.value),
        declared=each.declaration.name.span,
        set_at=None if each.setting is None else each.setting.name.span,
    )


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with a number where another file took it; letter case does not tell names apart."""
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free.casefold())
    return free
