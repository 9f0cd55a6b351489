"""Steps with more columns than an engine allows: numbers and truth values travel side by side in one, as an array."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from .. import names
from .. import nodes as n
from .lowering import Unsayable, is_number_cast

_NUMBERS = (exp.Mul, exp.IntDiv, exp.Mod, exp.Neg)
_COUNTS = ("count", "sum", "row_number", "length")
Kind = Literal["number", "truth"]
_SAME = ("max", "min", "greatest", "least", "coalesce", "lag", "nullif")  # give what their first argument is


@dataclass(frozen=True, slots=True)
class Packing:
    """What the engine allows, how it packs values of one kind, and how it reads the one at a place from 0.

    Later steps add a few columns to those of earlier ones: packing begins well below the limit.
    """

    crowded: int  # new values are packed in a step with more columns
    most: int  # columns of a step
    together: int
    pack: Callable[[Sequence[n.Node], Kind], n.Node]
    unpack: Callable[[n.Node, int], n.Node]


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a step by name: what each surely is, None where that is not known, and where it is packed."""

    kinds: Mapping[str, Kind | None]
    packed: Mapping[str, tuple[str, int]]

    @property
    def width(self) -> int:
        return len(self.kinds) - len(self.packed) + len({name for name, _ in self.packed.values()})


_Sources = Mapping[str, _Columns | None]  # None: a relation whose columns are not known


@dataclass(slots=True)
class _Packer:
    packing: Packing
    steps: dict[str, _Columns] = field(default_factory=dict)
    made: int = 0

    def step(self, query: exp.Expr, *, packs: bool = True) -> _Columns | None:
        """The columns of the query, which is changed in place where it reads packed ones, or has too many."""
        if isinstance(query, exp.SetOperation):
            found = [self.step(query.left), self.step(query.right)]
            if any(each is not None and each.packed for each in found):
                raise Unsayable(_WORDS)
            return found[0]
        assert isinstance(query, exp.Select)
        sources = self.sources(query)
        passed, fresh = self._selected(query, sources)
        if passed is None:
            return None
        for column in list(query.find_all(exp.Column)):
            self._unpack(column)
        width = passed.width + len(fresh)
        packed = dict(passed.packed)
        if packs and width > self.packing.crowded:
            for kind in ("number", "truth"):
                packed |= self._pack(query, kind, [name for name, its in fresh.items() if its == kind])
        columns = _Columns({**passed.kinds, **fresh}, packed)
        if columns.width > self.packing.most:
            raise Unsayable(_WORDS)
        return columns

    def last(self, query: exp.Select) -> None:
        """The query that gives the result, whose columns stand one by one. Raises Unsayable where they are too many."""
        sources = self.sources(query)
        passed, fresh = self._selected(query, sources)
        if passed is None or not passed.packed:
            self.step(query, packs=False)
            return
        if len(passed.kinds) + len(fresh) > self.packing.most:
            raise Unsayable(_WORDS)
        assert all(isinstance(item, exp.Star) for item in query.expressions), "a star alone, as in `emit`"
        query.set("expressions", [n.column(name) for name in passed.kinds])
        for column in list(query.find_all(exp.Column)):
            self._unpack(column)

    def sources(self, query: exp.Select) -> dict[str, _Columns | None]:
        found: dict[str, _Columns | None] = {}
        for source in _from(query):
            match source:
                case exp.Values():
                    found[source.alias] = _Columns({c.name: None for c in source.args["alias"].columns}, {})
                case exp.Table() if isinstance(source.this, exp.Identifier):
                    found[source.alias or source.name] = self.steps.get(source.name)
                case _:
                    found[source.alias] = None
        return found

    def _selected(self, query: exp.Select, sources: _Sources) -> tuple[_Columns | None, dict[str, Kind | None]]:
        """The columns that are passed on with a star, and those that are named; None for a star over unknown ones."""
        kinds: dict[str, Kind | None] = {}
        packed: dict[str, tuple[str, int]] = {}
        fresh: dict[str, Kind | None] = {}
        for item in query.expressions:
            if not (isinstance(item, exp.Star) or (isinstance(item, exp.Column) and isinstance(item.this, exp.Star))):
                fresh[item.alias_or_name] = self._kind(item, sources)
                continue
            for name, columns in sources.items():
                if isinstance(item, exp.Column) and item.table != name:
                    continue
                if columns is None:
                    return None, {}
                kinds |= columns.kinds
                packed |= columns.packed
        return _Columns(kinds, packed), fresh

    def _kind(self, node: exp.Expr, sources: _Sources) -> Kind | None:
        """What the node certainly is, where it is not NULL."""
        match node:
            case exp.Alias() | exp.Paren() | exp.Window():
                return self._kind(node.this, sources)
            case exp.Cast() if node.to.this == exp.DataType.Type.BOOLEAN:
                return "truth"
            case exp.Cast():
                return "number" if is_number_cast(node) else None
            case exp.Literal():
                return None if node.is_string else "number"
            case exp.Boolean() | exp.Predicate() | exp.Connector() | exp.Not():
                return "truth"
            case exp.Case():
                arms = [each.args["true"] for each in node.args["ifs"]]
                kinds = (self._kind(each, sources) for each in [*arms, node.args.get("default")] if each)
                return next((kind for kind in kinds if kind is not None), None)
            case exp.Add() | exp.Sub():  # of numbers, or of moments
                both = {self._kind(each, sources) for each in (node.this, node.expression)}
                return "number" if both == {"number"} else None
            case exp.Anonymous() if node.name in _COUNTS:
                return "number"
            case exp.Anonymous() if node.name in _SAME and node.expressions:
                return self._kind(node.expressions[0], sources)
            case exp.Column():
                # The one column of the inputs that is known here; see `names`.
                if node.table == "events" and node.name == names.AT:
                    return "number"
                columns = _holder(node.name, node.table, sources)
                return None if columns is None else columns.kinds[node.name]
            case _:
                return "number" if isinstance(node, _NUMBERS) else None

    def _pack(self, query: exp.Select, kind: Kind, wanted: Sequence[str]) -> dict[str, tuple[str, int]]:
        """Puts the named columns into arrays."""
        items = {item.alias_or_name: item for item in query.expressions if item.alias_or_name in set(wanted)}
        kept = [item for item in query.expressions if item.alias_or_name not in items]
        found: dict[str, tuple[str, int]] = {}
        listed = list(items.items())
        for start in range(0, len(listed), self.packing.together):
            block = listed[start : start + self.packing.together]
            self.made += 1
            array = f"packed {self.made}"  # no name of the emitter has a blank before a number
            kept.append(n.named(self.packing.pack([_bare(item) for _, item in block], kind), array))
            found |= {name: (array, place) for place, (name, _) in enumerate(block)}
        query.set("expressions", kept)
        return found

    def _unpack(self, column: exp.Column) -> None:
        """Reads a column where it is packed."""
        select = column.find_ancestor(exp.Select)
        while select is not None and not _from(select):
            select = select.find_ancestor(exp.Select)
        if select is None:
            return
        columns = _holder(column.name, column.table, self.sources(select))
        if columns is None or column.name not in columns.packed:
            return
        array, place = columns.packed[column.name]
        item = self.packing.unpack(n.column(array, column.table or None), place)
        named = isinstance(column.parent, exp.Select) and column.arg_key == "expressions"
        column.replace(n.named(item, column.name) if named else item)


_WORDS = "so many rules and conditions in one ruleset"


def narrowed(statement: exp.Expr, packing: Packing) -> exp.Expr:
    """The statement with no step wider than the engine allows. Raises Unsayable."""
    query = statement.expression if isinstance(statement, exp.Create) else statement
    if not isinstance(query, exp.Select) or query.args.get("with_") is None or not _is_wide(query, packing.crowded):
        return statement
    made = statement.copy()
    query = made.expression if isinstance(made, exp.Create) else made
    packer = _Packer(packing)
    with_ = query.args["with_"].pop()
    for step in with_.expressions:
        columns = packer.step(step.this)
        if columns is not None:
            packer.steps[step.alias] = columns
    assert isinstance(query, exp.Select)
    packer.last(query)
    query.set("with_", with_)
    return made


def _is_wide(query: exp.Select, most: int) -> bool:
    """Whether the steps add so many columns together that one might have too many."""
    return sum(len(step.this.selects) for step in query.ctes) > most


def _from(query: exp.Select) -> list[exp.Expr]:
    first = query.args.get("from_")
    return [] if first is None else [first.this, *(join.this for join in query.args.get("joins") or ())]


def _holder(name: str, table: str, sources: _Sources) -> _Columns | None:
    """The source that has the column."""
    if table:
        columns = sources.get(table)
        return columns if columns is not None and name in columns.kinds else None
    return next((each for each in sources.values() if each is not None and name in each.kinds), None)


def _bare(item: exp.Expr) -> exp.Expr:
    return item.this if isinstance(item, exp.Alias) else item
