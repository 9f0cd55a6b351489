"""Values of the model → operands: variables of the frame, or constants."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from ...dsl import model
from ...dsl.folding import fold, spaced_words
from .. import plan as p
from . import computed
from . import trees as t
from .events import Accumulators
from .frame import DAY, Frame, Var, operand_text
from .source import text_of


@dataclass(frozen=True, slots=True)
class Operand:
    """`variable` is there where the operand is one variable that may be None; `of` has all variables in the tree."""

    tree: ast.expr
    variable: Var | None = None
    of: tuple[Var, ...] = ()


class Values:
    """Turns values into operands; asks the frame and the accumulators for what is behind them."""

    def __init__(self, frame: Frame, events: Accumulators) -> None:
        self.frame = frame
        self.events = events
        events.moment_of = self._moment_of

    def operand(self, value: model.Value) -> Operand:
        frame = self.frame
        match value:
            case model.LeadValue(name):
                return _of(frame.lead_value(name))
            case model.EventValue(name):
                return _of(frame.event_value(name))
            case model.Constant(constant):
                return Operand(t.literal(constant))
            case model.DomainOf(inner):
                return self._domain(inner)
            case model.LocalDay(inner):
                return self._local_day(inner)
            case model.Today(minus_days):
                today = frame.today()
                tree = t.minus(today.tree, t.whole(minus_days)) if minus_days else today.tree
                return Operand(tree, None, (today,))
            case model.MonthsAgo(months):
                return _of(frame.months_ago(months))
            case model.SecondsAgo(seconds):
                return Operand(t.minus(frame.as_of().tree, t.whole(seconds)), None, (frame.as_of(),))
            case model.DaysSince(inner):
                return self._days_since(inner)
            case model.CountOf(events):
                return _of(frame.use(self.events.count(events)))
            case model.CountDifferent(attribute, _, events):
                return _of(frame.use(self.events.different(p.Different(attribute, events))))
            case model.EventValues(attribute, _, events):
                return _of(frame.use(self.events.values(p.Values(attribute, events))))
            case model.DaysSinceLast(events):
                return self._event_age(self.events.last(events), "0")
            case model.DaysSinceFirst(events):
                return self._event_age(self.events.first(events), "END_SECOND")
            case model.ScoreOf(name):
                return _of(frame.use(frame.scores[name]))
            case model.GradeOf(name):
                return _of(frame.use(frame.grades[name]))
            case model.StageOf():
                assert frame.stage is not None
                return _of(frame.use(frame.stage))
            case model.FirstMoment(events):
                return self._moment(self.events.first(events), "END_SECOND")
            case model.LastMoment(events):
                return self._moment(self.events.last(events), "0")
            case model.EventSum(attribute, kind, events):
                return _of(frame.use(self.events.sum(p.Sum(attribute, kind, events))))
            case model.EventExtreme(which, attribute, kind, events):
                return _of(frame.use(self.events.extreme(p.Extreme(which, attribute, kind, events))))
            case model.EventPick(which, attribute, kind, events):
                return _of(frame.use(self.events.pick(p.PickValue(which, attribute, kind, events))))
            case model.AccountValue(name):
                return self._of_account(name)
            case model.OfLeads():
                return _of(frame.leads_value(value))
            case _:
                return _of(computed.variable(self, value))

    def inner(self, value: model.Value) -> Operand:
        """See `_inner`."""
        return self._inner(value)

    def _inner(self, value: model.Value) -> Operand:
        """The operand that another value is computed from; the reader of that value does not read it itself."""
        with self.frame.defining():
            return self.operand(value)

    # ---- texts -------------------------------------------------------------------------------------------------------

    def folded(self, value: model.Value) -> Operand:
        """The operand with case ignored."""
        if isinstance(value, model.DomainOf):
            return self.operand(value)  # folded already, and folding twice changes nothing
        operand = self._inner(value)
        if operand.variable is None:
            return Operand(_on_constant(operand, fold))
        return self._text("folded", operand.variable)

    def words(self, value: model.Value) -> Operand:
        """The operand's words, folded, between single blanks."""
        operand = self._inner(value)
        if operand.variable is None:
            return Operand(_on_constant(operand, spaced_words))
        return self._text("words", operand.variable)

    # ---- the account -------------------------------------------------------------------------------------------------

    def _of_account(self, name: str) -> Operand:
        schema = self.frame.plan.schema.account
        assert schema is not None
        if name != schema.key:
            return _of(self.frame.account_value(name))
        own = self.frame.company
        return _of(self.frame.lead_value(schema.lead_attribute) if own is None else self.frame.use(own))

    def _domain(self, value: model.Value) -> Operand:
        operand = self._inner(value)
        if operand.variable is None:
            return Operand(_on_constant(operand, _domain))
        return self._text("domain", operand.variable)

    def _text(self, what: str, of: Var) -> Operand:
        return _of(self.frame.derived(what, of, f"{of.name}_{what}", "str | None", f"_{what}({of.name})"))

    # ---- time --------------------------------------------------------------------------------------------------------

    def _local_day(self, value: model.Value) -> Operand:
        variable = self._inner(value).variable
        if variable is None:
            inner = self._inner(value)
            text = self.frame.day_text(operand_text(inner.tree))
            return _of(self.frame.computed("day_of_moment", "int", text, *inner.of))
        name = variable.name
        text = f"None if {name} is None else {self.frame.day_text(name)}"
        return _of(self.frame.derived("day", variable, f"{name}_day", "int | None", text))

    def age(self, value: model.Value) -> tuple[Operand, ast.expr]:
        """The operand of a date or time, and its age in days or seconds; negative in the future."""
        operand = self.operand(value)
        return operand, t.minus(self.now(value).tree, operand.tree)

    def now(self, value: model.Value) -> Var:
        """What the age of such a value is counted from."""
        return self.frame.today() if p.is_date(value) else self.frame.as_of()

    def _now_text(self, value: model.Value) -> str:
        with self.frame.defining():
            return self.now(value).name

    def _days_since(self, value: model.Value) -> Operand:
        variable = self._inner(value).variable
        if variable is None:
            inner, now = self._inner(value), self._now_text(value)
            name = operand_text(inner.tree)
            text = f"{_days(value, now, name)} if {name} <= {now} else None"
            return _of(self.frame.computed("days_since_moment", "int | None", text, *inner.of))
        now = self._now_text(value)
        name = variable.name
        text = f"None if {name} is None or {name} > {now} else {_days(value, now, name)}"
        return _of(self.frame.derived("days since", variable, f"days_since_{name}", "int | None", text))

    def _event_age(self, second: Var, none: str) -> Operand:
        key = ("event age", second)
        known = self.frame.known(key)
        if known is None:
            variable = Var(self.frame.names.local(f"days_since_{second.name}"), "int | None")
            known = self.frame.remember(key, self.frame.placed(variable, self.events.results))
            age = f"(as_of - {second.name}) // {DAY:_}"
            self.events.results.add(f"{known.name} = None if {second.name} == {none} else {age}")
        return _of(self.frame.use(known))

    def _moment(self, second: Var, none: str) -> Operand:
        """The second of an event as a value."""
        key = ("moment", second)
        known = self.frame.known(key)
        if known is None:
            variable = Var(self.frame.names.local(f"{second.name}_moment"), "int | None")
            known = self.frame.remember(key, self.frame.placed(variable, self.events.results))
            self.events.results.add(f"{known.name} = None if {second.name} == {none} else {second.name}")
        return _of(self.frame.use(known))

    def _moment_of(self, value: model.Value) -> str:
        """The text of a moment after which events count."""
        return text_of(self._inner(value).tree)

    # ---- how long the lead has existed -------------------------------------------------------------------------------

    def existence_days(self, after: model.Value | None = None) -> Operand | None:
        """Whole days since the schema's `since` attribute, below 0 in the future; None where the schema has none.

        Since the moment `after` where that is known and later.
        """
        return self._existence(after, "days_existed", _days)

    def existence_seconds(self, after: model.Value) -> Operand:
        """The same in seconds; a date counts as whole days."""
        operand = self._existence(after, "seconds_existed", _seconds)
        assert operand is not None
        return operand

    def _existence(
        self, after: model.Value | None, hint: str, length: Callable[[model.Value, str, str], str]
    ) -> Operand | None:
        since = self.since()
        if since is not None and after is None:
            variable, text = self._existed(since, length)
            return _of(self.frame.derived("existed", variable, hint, "int | None", text))
        parts = [self._existed(value, length) for value in (since, after) if value is not None]
        if not parts:
            return None
        texts = ", ".join(text for _, text in parts)
        variables = [variable for variable, _ in parts]
        text = f"_least_known({texts})" if len(parts) > 1 else texts
        return _of(self.frame.computed(hint, "int | None", text, *variables))

    def _existed(self, value: model.Value, length: Callable[[model.Value, str, str], str]) -> tuple[Var, str]:
        with self.frame.defining():
            variable = self.operand(value).variable
            now = self.now(value).name
        assert variable is not None
        return variable, f"None if {variable.name} is None else {length(value, now, variable.name)}"

    def since(self) -> model.LeadValue | None:
        schema = self.frame.plan.schema
        types = {attribute.name: attribute.type for attribute in schema.attributes}
        return None if schema.since is None else model.LeadValue(schema.since, types[schema.since])


def _days(value: model.Value, now: str, name: str) -> str:
    return f"{now} - {name}" if p.is_date(value) else f"({now} - {name}) // {DAY:_}"


def _seconds(value: model.Value, now: str, name: str) -> str:
    return f"({now} - {name}) * {DAY:_}" if p.is_date(value) else f"{now} - {name}"


def _domain(address: str) -> str | None:
    _, at, domain = address.rpartition("@")
    return fold(domain) if at and domain else None


def _on_constant(operand: Operand, function: Callable[[str], str | None]) -> ast.expr:
    value = operand.tree.value if isinstance(operand.tree, ast.Constant) else None
    return t.constant(function(value) if isinstance(value, str) else None)


def _of(variable: Var) -> Operand:
    return Operand(variable.tree, variable if variable.optional else None, (variable,))
