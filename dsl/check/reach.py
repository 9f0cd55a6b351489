"""Which lines can be chosen at all where the first met wins: conditions as allowed values, compared with lines before.

A condition's necessary part is a conjunction of allowed values, one set per value that it reads. What does not fit this
form (events, text tests, attributes compared with each other) is compared as a whole only. Where nothing can be proved,
nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping

from .. import model, syntax
from ..findings import declared
from ..source import Span
from .allowed import Allowed, Key, atom
from .context import Context
from .implied import events_imply
from .numbers import points_text
from .value_ranges import FAR, value_range

# Beyond these, lines are taken to be reachable: conditions can be long, and named ones can double at each level.
_MOST_STEPS = 50_000
_MOST_PARTS = 300
_DEEPEST = 60
_NO_FLAGS: Mapping[str, model.Condition] = {}


class Reach:
    """Lines of which the first that is met decides, in order. `never` is what becomes of a line that is not reached."""

    def __init__(
        self,
        ctx: Context,
        flags: Mapping[str, model.Condition] = _NO_FLAGS,
        never: str = "so it is never chosen",
    ) -> None:
        self._ctx = ctx
        self._flags = flags
        self._never = never
        self._before: list[tuple[Span, model.Condition]] = []
        self._steps = 0
        self._facts: dict[int, tuple[model.Condition, dict[Key, Allowed]]] = {}  # by identity, kept alive here

    def line(
        self, written: syntax.Condition, condition: model.Condition, span: Span, *, hides_later: bool = True
    ) -> None:
        """Warns where the line can never be chosen, or where comparing a score in it says nothing.

        `hides_later`: a lead that meets the condition is certain not to get to the lines below.
        """
        if self.thresholds(written, condition):
            return
        if self.impossible(condition):
            self._ctx.report(
                "SL0713",
                written.span,
                f"no lead can meet this condition, {self._never}",
                "its parts contradict each other",
            )
            return
        for place, before in self._before:
            if self.implies(condition, before):
                self._ctx.findings.report(
                    "SL0713",
                    written.span,
                    f"every lead that meets this line has met an earlier one, {self._never}",
                    "put the narrower condition first",
                    declared(place, "the earlier line"),
                )
                return
        if hides_later:
            self._before.append((span, condition))

    def thresholds(self, written: syntax.Condition, condition: model.Condition) -> bool:
        """Whether comparing a score says nothing here; warns of each such comparison."""
        found = [self._score_says_nothing(part.span, node) for part, node in paired(written, condition)]
        return any(found)

    def otherwise(self, span: Span) -> None:
        """Warns where the lines before leave nobody."""
        name = self.taken()
        if name is not None:
            self._ctx.report(
                "SL0713",
                span,
                f"the lines before it take every value of `{name}`, so this line is never chosen",
                "leave out the condition of the last line before it",
            )

    def taken(self) -> str | None:
        """The score of which the lines before take every value; only one that is never missing counts."""
        scores: dict[str, list[Allowed]] = {}
        for _, condition in self._before:
            made = atom(condition)
            if (
                made is not None
                and isinstance(made[0][0], model.ScoreOf)
                and made[1].known
                and made[1].only is None
                and not made[1].without
            ):
                scores.setdefault(made[0][0].name, []).append(made[1])
        for name, spans in scores.items():
            info = self._ctx.outcomes.scores[name]
            if info.optional:
                continue
            step = 10 ** (3 - info.decimals)
            reached = info.low
            for allowed in sorted(spans, key=lambda s: s.low):
                if allowed.low > reached:
                    break
                reached = max(reached, (allowed.high // step + 1) * step)
            if reached > info.high:
                return name
        return None

    # ---- what a condition says -----------------------------------------------------------------------------------

    def facts(self, condition: model.Condition) -> dict[Key, Allowed]:
        """What must hold of single values where the condition is met."""
        known = self._facts.get(id(condition))
        if known is not None:
            return known[1]
        found: dict[Key, Allowed] = {}
        for part in self.parts(condition):
            made = atom(part)
            if made is not None:
                key, allowed = made
                before = found.get(key) or (self._possible(key) if allowed.known else allowed)
                found[key] = before.both(allowed)
        self._facts[id(condition)] = (condition, found)
        return found

    def parts(self, condition: model.Condition) -> list[model.Condition]:
        """The conditions that must all be met, named ones by what they say."""
        found: list[model.Condition] = []
        waiting = [condition]
        while waiting and len(found) < _MOST_PARTS:
            part = self.unfold(waiting.pop())
            if isinstance(part, model.And):
                waiting.extend(reversed(part.items))
            else:
                found.append(part)
        return found

    def _possible(self, key: Key) -> Allowed:
        outcomes = self._ctx.outcomes
        match key[0]:
            case model.GradeOf(name):
                known = name in outcomes.grades and outcomes.grades[name].known
                return Allowed(only=frozenset(outcomes.grades[name].labels)) if known else Allowed()
            case model.StageOf(name) if not self._ctx.scope.incomplete:
                return Allowed(only=frozenset(outcomes.stages[name].labels))
            case model.LeadValue(_, type) | model.AccountValue(_, type) if type.kind == "boolean":
                return Allowed(only=frozenset({False, True}))
            case model.LeadValue(_, type) | model.AccountValue(_, type) if type.options and not key[1]:
                return Allowed(only=frozenset(type.options))
            case value:
                low, high = value_range(value, outcomes.scores)
                return Allowed(max(low, -FAR), min(high, FAR))

    def unfold(self, condition: model.Condition) -> model.Condition:
        """A named condition, or a flag, by what it says: it is met exactly where that is."""
        while True:
            found: model.Condition | None = None
            match condition:
                case model.LetRef(name):
                    entry = self._ctx.entries.get(name)
                    found = entry.condition if entry is not None else None
                case model.FlagRef(name):
                    found = self._flags.get(name)
                case _:
                    pass
            if found is None:
                return condition
            condition = found

    # ---- what cannot be, and what follows ------------------------------------------------------------------------

    def impossible(self, condition: model.Condition, depth: int = 0) -> bool:
        """Whether no lead can meet the condition."""
        self._steps += 1
        if self._steps > _MOST_STEPS or depth > _DEEPEST:
            return False
        if any(allowed.empty for allowed in self.facts(condition).values()):
            return True
        match self.unfold(condition):
            case model.Or(items):
                return all(self.impossible(item, depth + 1) for item in items)
            case model.And(items):
                several = (model.Or, model.AtLeast)
                return any(isinstance(item, several) and self.impossible(item, depth + 1) for item in items)
            case model.AtLeast(count, items):
                return sum(not self.impossible(item, depth + 1) for item in items) < count
            case _:
                return False

    def implies(self, later: model.Condition, earlier: model.Condition, depth: int = 0) -> bool:
        """Whether a lead that meets `later` has certainly met `earlier`."""
        self._steps += 1
        if self._steps > _MOST_STEPS or depth > _DEEPEST:
            return False
        later, earlier = self.unfold(later), self.unfold(earlier)
        if later == earlier:
            return True
        if isinstance(earlier, model.And):
            return all(self.implies(later, item, depth + 1) for item in earlier.items)
        if isinstance(later, model.Or):
            return all(self.implies(item, earlier, depth + 1) for item in later.items)
        if isinstance(earlier, model.AtLeast):
            met = sum(self.implies(later, item, depth + 1) for item in earlier.items)
            if met >= earlier.count:
                return True
        if isinstance(earlier, model.Or) and any(self.implies(later, item, depth + 1) for item in earlier.items):
            return True
        if isinstance(later, model.And) and any(self.implies(item, earlier, depth + 1) for item in later.items):
            return True
        if events_imply(later, earlier):
            return True
        made = atom(earlier)
        if made is None:
            return False
        key, allowed = made
        facts = self.facts(later)
        return key in facts and facts[key].within(allowed)

    def _score_says_nothing(self, span: Span, node: model.Condition) -> bool:
        made = atom(node)
        if made is None or not made[1].known or not isinstance(made[0][0], model.ScoreOf):
            return False
        name = made[0][0].name
        info = self._ctx.outcomes.scores[name]
        possible = Allowed(info.low, info.high)
        never = possible.both(made[1]).empty
        always = possible.within(made[1]) and not info.optional  # where it is none, nothing holds
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
        if len(written.items) != len(condition.items):
            return [(written, condition)]
        both = zip(written.items, condition.items, strict=True)
        return [pair for item, part in both for pair in paired(item, part)]
    return [(written, condition)]
