"""Conditions as allowed values of one value, where they have that form."""

from __future__ import annotations

from .. import model
from ..late import dataclass
from .value_ranges import FAR, can_be_missing


@dataclass(frozen=True, slots=True)
class Allowed:
    """Numbers from low to high, without those of `without`; or texts: those of `only`, or all but those of `without`.

    `known` is False where the value must be missing.
    """

    low: int = -FAR
    high: int = FAR
    only: frozenset[str | int | bool] | None = None
    without: frozenset[str | int | bool] = frozenset()
    known: bool = True

    @property
    def empty(self) -> bool:
        if not self.known:
            return False
        if self.only is not None:
            return not self.only
        return self.low > self.high or (
            self.high - self.low < 1000 and all(n in self.without for n in range(self.low, self.high + 1))
        )

    def both(self, other: Allowed) -> Allowed:
        if self.known != other.known:
            return Allowed(only=frozenset())
        low, high = max(self.low, other.low), min(self.high, other.high)
        without = self.without | other.without
        only = self.only
        if other.only is not None:
            only = other.only if only is None else only & other.only
        if only is not None:
            kept = (v for v in only if v not in without and (isinstance(v, str) or low <= v <= high))
            return Allowed(low, high, frozenset(kept))
        return Allowed(low, high, None, without, self.known)

    def within(self, other: Allowed) -> bool:
        """Whether every value allowed here is allowed there."""
        if self.known != other.known:
            return False
        if not self.known:
            return True
        if self.only is not None:
            return all(other.takes(v) for v in self.only)
        if other.only is not None:
            return False
        holes = all(
            v in self.without or (not isinstance(v, str) and not self.low <= v <= self.high) for v in other.without
        )
        return other.low <= self.low and self.high <= other.high and holes

    def takes(self, v: str | int | bool) -> bool:
        if self.only is not None and v not in self.only:
            return False
        return v not in self.without and (isinstance(v, str) or self.low <= v <= self.high)


_NEGATED = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
Key = tuple[model.Value, bool]  # the value, and whether its text is folded


def atom(node: model.Condition) -> tuple[Key, Allowed] | None:
    """The condition as allowed values of one value, where it has that form."""
    match node:
        case model.Compare(op, left, model.Constant(constant), folded):
            if isinstance(constant, str | bool):
                same = frozenset({constant})
                return (left, folded), Allowed(only=same) if op == "=" else Allowed(without=same)
            bounds = {
                "=": Allowed(constant, constant),
                "<>": Allowed(without=frozenset({constant})),
                "<": Allowed(high=constant - 1),
                "<=": Allowed(high=constant),
                ">": Allowed(low=constant + 1),
                ">=": Allowed(low=constant),
            }
            return (left, folded), bounds[op]
        case model.InSet(value, items, folded):
            return (value, folded), Allowed(only=frozenset(items))
        case model.IsTrue(value):
            return (value, False), Allowed(only=frozenset({True}))
        case model.IsMissing(value) if can_be_missing(value):
            return (value, False), Allowed(known=False)
        case model.AgeBetween(value, lowest, below):
            age = model.DaysSince(model.DaysSince(value))  # a key of its own: ages are no attribute values
            return (age, False), Allowed(-FAR if lowest is None else lowest, FAR if below is None else below - 1)
        case model.Not(inner):
            return _not(inner)
        case _:
            return None


def _not(inner: model.Condition) -> tuple[Key, Allowed] | None:
    match inner:
        case model.Not(item):
            return atom(item)
        case model.Compare(op, left, right, folded):
            return atom(model.Compare(_NEGATED[op], left, right, folded))  # type: ignore[arg-type]
        case model.InSet(value, items, folded):
            return (value, folded), Allowed(without=frozenset(items))
        case model.IsTrue(value):
            return (value, False), Allowed(only=frozenset({False}))
        case model.IsMissing(value) if can_be_missing(value):
            return (value, False), Allowed()
        case _:
            return None
