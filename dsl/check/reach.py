"""Which stage lines can be chosen at all: conditions as allowed values, compared with the lines before them.

A condition's necessary part is a conjunction of allowed values, one set per value that it reads. What does not fit this
form (events, text tests, attributes compared with each other) is compared as a whole only.
"""

from __future__ import annotations

from dataclasses import dataclass

from .. import model, syntax
from ..findings import declared
from ..source import Span
from .context import Context
from .numbers import points_text

_FAR = 10**30
# Beyond these, lines are taken to be reachable: conditions can be long, and named ones can double at each level.
_MOST_STEPS = 50_000
_MOST_PARTS = 300
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Allowed:
    """Numbers from low to high, without those of `without`; or texts: those of `only`, or all but those of `without`.

    `known` is False where the value must be missing.
    """

    low: int = -_FAR
    high: int = _FAR
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


_ALWAYS_KNOWN = (model.ScoreOf, model.GradeOf, model.CountOf, model.CountDifferent)
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
        case model.IsMissing(value) if not isinstance(value, _ALWAYS_KNOWN):
            return (value, False), Allowed(known=False)
        case model.AgeBetween(value, lowest, below):
            age = model.DaysSince(model.DaysSince(value))  # a key of its own: ages are no attribute values
            return (age, False), Allowed(-_FAR if lowest is None else lowest, _FAR if below is None else below - 1)
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
        case model.IsMissing(value) if not isinstance(value, _ALWAYS_KNOWN):
            return (value, False), Allowed()
        case _:
            return None


class Reach:
    """The lines of one stages block, in order."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._before: list[tuple[syntax.StageLine, model.Condition]] = []
        self._steps = 0
        self._lets = {e.model_name: e.condition for e in ctx.scope.lets.values() if e.condition is not None}
        self._facts: dict[int, tuple[model.Condition, dict[Key, Allowed]]] = {}  # by identity, kept alive here

    def line(self, line: syntax.StageLine, condition: model.Condition) -> None:
        """Warns where the line can never be chosen, or where comparing a score in it says nothing."""
        assert line.condition is not None
        silent = False
        for written, node in paired(line.condition, condition):
            silent = self._score_says_nothing(written.span, node) or silent
        if silent:
            return
        if self.impossible(condition):
            self._ctx.report(
                "SL0713",
                line.condition.span,
                "no lead can meet this condition, so the line is never chosen",
                "its parts contradict each other",
            )
            return
        for earlier, before in self._before:
            if self.implies(condition, before):
                self._ctx.findings.report(
                    "SL0713",
                    line.condition.span,
                    "every lead that meets this line has met an earlier one, so it is never chosen",
                    "put the narrower condition first",
                    declared(earlier.span, "the earlier line"),
                )
                return
        self._before.append((line, condition))

    def otherwise(self, line: syntax.StageLine) -> None:
        """Warns where the lines before leave nobody, seen from one value that is never missing."""
        scores: dict[str, list[Allowed]] = {}
        for _, condition in self._before:
            made = atom(condition)
            if (
                made is not None
                and isinstance(made[0][0], model.ScoreOf)
                and made[1].only is None
                and not made[1].without
            ):
                scores.setdefault(made[0][0].name, []).append(made[1])
        for name, spans in scores.items():
            info = self._ctx.outcomes.scores[name]
            step = 10 ** (3 - info.decimals)
            reached = info.low
            for span in sorted(spans, key=lambda s: s.low):
                if span.low > reached:
                    break
                reached = max(reached, (span.high // step + 1) * step)
            if reached > info.high:
                self._ctx.report(
                    "SL0713",
                    line.span,
                    f"the lines before it take every value of `{name}`, so this line is never chosen",
                    "leave out the condition of the last line before it",
                )
                return

    def facts(self, condition: model.Condition) -> dict[Key, Allowed]:
        """What must hold of single values where the condition is met."""
        known = self._facts.get(id(condition))
        if known is not None:
            return known[1]
        found: dict[Key, Allowed] = {}
        for part in self._parts(condition):
            made = atom(part)
            if made is not None:
                key, allowed = made
                before = found.get(key) or (self._possible(key) if allowed.known else allowed)
                found[key] = before.both(allowed)
        self._facts[id(condition)] = (condition, found)
        return found

    def _parts(self, condition: model.Condition) -> list[model.Condition]:
        """The conditions that must all be met, named ones by what they say."""
        found: list[model.Condition] = []
        waiting = [condition]
        while waiting and len(found) < _MOST_PARTS:
            part = self._unfold(waiting.pop())
            if isinstance(part, model.And):
                waiting.extend(reversed(part.items))
            else:
                found.append(part)
        return found

    def _possible(self, key: Key) -> Allowed:
        match key[0]:
            case model.ScoreOf(name):
                info = self._ctx.outcomes.scores[name]
                return Allowed(info.low, info.high)
            case model.GradeOf(name) if self._ctx.outcomes.grades[name].known:
                return Allowed(only=frozenset(self._ctx.outcomes.grades[name].labels))
            case model.LeadValue(_, type) if type.kind == "boolean":
                return Allowed(only=frozenset({False, True}))
            case model.LeadValue(_, type) if type.options and not key[1]:
                return Allowed(only=frozenset(type.options))
            case model.CountOf() | model.CountDifferent() | model.DaysSinceLast() | model.DaysSinceFirst():
                return Allowed(low=0)
            case _:
                return Allowed()

    def impossible(self, condition: model.Condition, depth: int = 0) -> bool:
        """Whether no lead can meet the condition."""
        self._steps += 1
        if self._steps > _MOST_STEPS or depth > _DEEPEST:
            return False
        if any(allowed.empty for allowed in self.facts(condition).values()):
            return True
        match self._unfold(condition):
            case model.Or(items):
                return all(self.impossible(item, depth + 1) for item in items)
            case model.And(items):
                return any(isinstance(item, model.Or) and self.impossible(item, depth + 1) for item in items)
            case _:
                return False

    def implies(self, later: model.Condition, earlier: model.Condition, depth: int = 0) -> bool:
        """Whether a lead that meets `later` has certainly met `earlier`."""
        self._steps += 1
        if self._steps > _MOST_STEPS or depth > _DEEPEST:
            return False
        later, earlier = self._unfold(later), self._unfold(earlier)
        if later == earlier:
            return True
        if isinstance(earlier, model.And):
            return all(self.implies(later, item, depth + 1) for item in earlier.items)
        if isinstance(later, model.Or):
            return all(self.implies(item, earlier, depth + 1) for item in later.items)
        if isinstance(earlier, model.Or) and any(self.implies(later, item, depth + 1) for item in earlier.items):
            return True
        if isinstance(later, model.And) and any(self.implies(item, earlier, depth + 1) for item in later.items):
            return True
        if isinstance(earlier, model.Happened) and isinstance(later, model.Happened):
            return happened_implies(later, earlier)
        made = atom(earlier)
        if made is None:
            return False
        key, allowed = made
        facts = self.facts(later)
        return key in facts and facts[key].within(allowed)

    def _unfold(self, condition: model.Condition) -> model.Condition:
        """A named condition by what it says."""
        while isinstance(condition, model.LetRef):
            found = self._lets.get(condition.name)
            if found is None:
                return condition
            condition = found
        return condition

    def _score_says_nothing(self, span: Span, node: model.Condition) -> bool:
        made = atom(node)
        if made is None or not isinstance(made[0][0], model.ScoreOf):
            return False
        name = made[0][0].name
        info = self._ctx.outcomes.scores[name]
        possible = Allowed(info.low, info.high)
        never, always = possible.both(made[1]).empty, possible.within(made[1])
        if not never and not always:
            return False
        self._ctx.report(
            "SL0709",
            span,
            f"what is asked of `{name}` here {'never' if never else 'always'} holds: "
            f"`{name}` goes from {points_text(info.low)} to {points_text(info.high)}",
            "change the threshold, or the points",
        )
        return True


def paired(written: syntax.Condition, condition: model.Condition) -> list[tuple[syntax.Condition, model.Condition]]:
    """The conditions that must all be met, each with its place."""
    while isinstance(written, syntax.Parenthesised):
        written = written.item
    if isinstance(written, syntax.And) and isinstance(condition, model.And):
        both = zip(written.items, condition.items, strict=True)
        return [pair for item, part in both for pair in paired(item, part)]
    return [(written, condition)]


def happened_implies(later: model.Happened, earlier: model.Happened) -> bool:
    """More events, in a shorter window, of fewer kinds, imply fewer in a longer one of more."""
    a, b = later.events, earlier.events
    longer = b.window is None or (a.window is not None and a.window <= b.window)
    return (
        longer
        and set(a.kinds) <= set(b.kinds)
        and (b.where is None or a.where == b.where)
        and later.at_least >= earlier.at_least
    )
