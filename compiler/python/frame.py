"""The variables of an emitted scorer: which there are, how each is computed, and who reads them.

A `Frame` belongs to one function that evaluates a lead or an account. Values are asked for while rules are written;
whatever is asked for is computed once: before the loop over the events where it depends on the lead alone, after it
where it depends on events, between the scores where it depends on those, and nothing that no rule asks for is computed
at all.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from ...dsl import model
from .. import plan as p
from ..values import FIRST_SECOND
from . import trees as t
from .constants import Constants
from .inline import all_names, names_in_text
from .names import Names
from .raw_rows import field as raw_field
from .readings import Reading, reading_of
from .sections import Results
from .source import Lines, text_of

if TYPE_CHECKING:
    from .merged import Sum

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Var:
    """A variable of the scorer and its Python type."""

    name: str
    type: str

    @property
    def optional(self) -> bool:
        return self.type.endswith("| None")

    @property
    def tree(self) -> ast.expr:
        return t.name(self.name)

    @property
    def plain(self) -> str:
        """The type without `None`."""
        return self.type.removesuffix(" | None")


@dataclass(slots=True)
class EventScope:
    """The branch for one kind of event: its variables so far, and where the next ones are computed.

    Without a kind: a loop over events that were collected before, which hands over their attributes.
    """

    kind: model.EventKind | None
    reads: Lines
    known: dict[object, Var] = field(default_factory=dict)


class Frame:
    """See the module."""

    def __init__(self, plan: p.Plan, constants: Constants) -> None:
        self.plan = plan
        self.constants = constants
        self.names = Names(all_names())
        self.before = Lines()  # what the lead alone decides
        self.results = Results()  # what its events decide
        self.after = Lines()  # lets
        self.late = Lines()  # scores, and what reads them
        self.pending = Lines()
        self.event: EventScope | None = None
        self.moment: dict[str, tuple[Var, str]] = {}
        self.attributes: dict[str, Reading] = {}
        self.of_account: dict[str, Reading] = {}
        self.of_leads: dict[model.OfLeads, Var] = {}
        self.scores: dict[str, Var] = {}
        self.decimals: dict[str, str] = {}  # variables for the exact decimals of scores, where they are known
        self.grades: dict[str, Var] = {}  # and matrices
        self.flags: dict[str, Var] = {}
        self.stage: Var | None = None
        self.company: Var | None = None  # the key of the account that is evaluated; a lead has it as an attribute
        self.counted: dict[str, str] = {}  # the names, in the loop over the events, of what is 64 bits wide there
        self.sums: list[Sum] = []  # what rules pay by one value of the lead
        self._derived: dict[str, tuple[Var, str]] = {}  # texts that one other decides: which one, and the statement
        self._types = {a.name: a.type for a in plan.schema.attributes}
        self._known: dict[object, Var] = {}
        self._recorded: dict[str, Var] | None = None
        self._places: dict[str, Lines | Results] = {}
        self._variables: dict[str, Var] = {}

    # ---- who reads what ----------------------------------------------------------------------------------------------

    @contextmanager
    def recording(self) -> Iterator[dict[str, Var]]:
        """The variables that are read inside, in the order of first use: a function's parameters."""
        outer, self._recorded = self._recorded, {}
        try:
            yield self._recorded
        finally:
            self._recorded = outer

    def use(self, variable: Var) -> Var:
        self.declared(variable)
        if self._recorded is not None:
            self._recorded.setdefault(variable.name, variable)
        return variable

    def declared(self, variable: Var) -> Var:
        """Remembers its type."""
        self._variables.setdefault(variable.name, variable)
        return variable

    def variables(self) -> list[Var]:
        """All that have been used, placed or declared, in that order."""
        return list(self._variables.values())

    @contextmanager
    def defining(self) -> Iterator[None]:
        """What a definition reads is not read by the function that asked for it."""
        outer, self._recorded = self._recorded, None
        try:
            yield
        finally:
            self._recorded = outer

    def computed(self, hint: str, kind: str, text: str, *of: Var) -> Var:
        """A variable for an expression over others, in the place where the last of them is known."""
        key = ("computed", text)
        scope = self.event
        if scope is not None and any(variable in scope.known.values() for variable in of):
            if key not in scope.known:
                scope.known[key] = Var(self.names.local(hint), kind)
                scope.reads.add(f"{scope.known[key].name} = {text}")
            return scope.known[key]
        if key not in self._known:
            self._known[key] = self._written(Var(self.names.local(hint), kind), text, of)
        return self.use(self._known[key])

    def _written(self, variable: Var, text: str, of: tuple[Var, ...]) -> Var:
        places = {id(place): place for each in of if (place := self._places.get(each.name)) is not None}
        place = next((each for each in (self.late, self.results) if id(each) in places), self.before)
        place.add(f"{variable.name} = {text}")
        return self.placed(variable, place)

    def placed(self, variable: Var, place: Lines | Results) -> Var:
        """Says where the variable is computed; without it: before the events."""
        self._places[variable.name] = place
        return self.declared(variable)

    def is_of_lead(self, variable: Var) -> bool:
        """Whether the lead's own row alone decides it, as a text or number."""
        own = self._is_attribute(variable) or self._places.get(variable.name) is self.before
        return own and variable.plain in ("str", "int")

    def _is_attribute(self, variable: Var) -> bool:
        return any(variable is each.variable for each in self.attributes.values())

    def root_of(self, variable: Var) -> Var:
        """The text that a text is made of, or the variable itself."""
        while variable.name in self._derived:
            variable = self._derived[variable.name][0]
        return variable

    def derivations_in(self, parts: Iterable[Lines]) -> Lines:
        """The statements that make texts of others, those that these lines need."""
        lines = Lines()
        wanted = set(names_in_text("\n".join(part.text() for part in parts)))
        found = []
        for name, (of, text) in reversed(self._derived.items()):
            if name in wanted:
                wanted.add(of.name)
                found.append(text)
        for text in reversed(found):
            lines.add(text)
        return lines

    def known(self, key: object) -> Var | None:
        return self._known.get(key)

    def remember(self, key: object, variable: Var) -> Var:
        self._known[key] = variable
        return variable

    # ---- the moment --------------------------------------------------------------------------------------------------

    def as_of(self) -> Var:
        return self._of_moment("as_of", "as_of", "as_of")

    def today(self) -> Var:
        return self._of_moment("today", "today", self.day_text("as_of"))

    def since(self, window: int | None) -> str:
        """The first second inside of the window, or of all that there can be."""
        if window is None:
            return f"{FIRST_SECOND:_}"
        start = f"max(as_of - {window - 1:_}, {FIRST_SECOND:_})"
        return self._of_moment(f"since {window}", f"since_{_length(window)}", start).name

    def months_ago(self, months: int) -> Var:
        self.today()
        return self._of_moment(f"months {months}", f"months_ago_{months}", f"_months_before(today, {months})")

    def _of_moment(self, key: str, hint: str, expression: str) -> Var:
        if key not in self.moment:
            name = hint if hint in ("as_of", "today") else self.names.local(hint)
            self.moment[key] = (Var(name, "int"), expression)
        return self.use(self.moment[key][0])

    # ---- tables of the module ----------------------------------------------------------------------------------------

    def exact(self, score: str, decimals: int) -> str:
        """An expression for the decimal of a score in thousandths."""
        units = score if decimals == 3 else f"{score} // {10 ** (3 - decimals)}"
        unit = self.table(("unit", decimals), "UNIT", str(decimals), f"Decimal('1E-{decimals}')", "Decimal")
        return f"_product({units}, {unit})"

    def table(self, key: object, prefix: str, hint: str, text: str, type_text: str = "") -> str:
        """The name of a constant with that text, made once per key."""
        return self.constants.table(key, prefix, hint, text, type_text)

    def text_set(self, prefix: str, hint: str, items: tuple[str, ...]) -> str:
        return self.constants.text_set(prefix, hint, items)

    def zone(self) -> str:
        """The name of the zone's table."""
        return self.constants.zone(self.plan.zone)

    def day_text(self, second: str) -> str:
        """The local calendar day of a second."""
        zone = self.plan.zone
        if zone.transitions:
            return f"_local_day({second}, {self.zone()})"
        offset = zone.offsets[0]
        if not offset:
            return f"{second} // {DAY:_}"
        return f"({second} {'-' if offset < 0 else '+'} {abs(offset)}) // {DAY:_}"

    def period_text(self, period: model.Period, second: str) -> str:
        """The number of the calendar period in which a second lies."""
        match period.unit:
            case "hour":
                return f"_local_hour({second}, {self.zone()})"
            case "day":
                day = self.day_text(second)
                return day if period.every == 1 else f"{day} // {period.every}"
            case "week":
                return f"({self.day_text(second)} + 3) // 7"
            case "month":
                return f"_month({self.day_text(second)})"
            case other:
                assert_never(other)

    # ---- raw values --------------------------------------------------------------------------------------------------

    def lead_value(self, name: str) -> Var:
        if name not in self.attributes:
            kind = self._types[name]
            variable = Var(self.names.local(name), f"{_PYTHON[kind.kind]} | None")
            self.attributes[name] = reading_of(self, variable, raw_field("lead", name), kind)
        return self.use(self.attributes[name].variable)

    def account_value(self, name: str) -> Var:
        """An attribute of the lead's account, its key apart."""
        schema = self.plan.schema.account
        assert schema is not None
        if name not in self.of_account:
            kind = {a.name: a.type for a in schema.attributes}[name]
            variable = Var(self.names.local(f"account_{name}"), f"{_PYTHON[kind.kind]} | None")
            raw = t.method(t.name("account"), "get", t.constant(name))
            self.of_account[name] = reading_of(self, variable, raw, kind)
        return self.use(self.of_account[name].variable)

    def leads_value(self, node: model.OfLeads) -> Var:
        """What the leads of the account add up to."""
        if node not in self.of_leads:
            kind = "int | None" if node.op in ("highest", "lowest") else "int"
            self.of_leads[node] = Var(self.names.local(f"{node.op}_of_leads"), kind)
        return self.use(self.of_leads[node])

    def event_value(self, name: str) -> Var:
        assert self.event is not None
        key = ("attribute", name)
        if key not in self.event.known and self.event.kind is None:
            self.event.known[key] = Var(self.names.local(name), "Any | None")
        elif key not in self.event.known:
            assert self.event.kind is not None
            types = {a.name: a.type for a in self.event.kind.attributes}
            kind = types.get(name, _LACKING)
            variable = Var(self.names.local(name), f"{_PYTHON[kind.kind]} | None")
            if name in types:
                self.event.reads.extend(reading_of(self, variable, raw_field("event", name), kind).lines())
            else:
                self.event.reads.add(f"{variable.name}: {variable.type} = None")
            self.event.known[key] = variable
        return self.event.known[key]

    # ---- values made of others ---------------------------------------------------------------------------------------

    def derived(self, what: str, of: Var, hint: str, kind: str, expression: str) -> Var:
        """A value computed once from another variable, in the scope of that variable."""
        key = (what, of.name)
        scope = self.event
        if scope is not None and of in scope.known.values():
            if key not in scope.known:
                scope.known[key] = Var(self.names.local(hint), kind)
                scope.reads.add(f"{scope.known[key].name} = {expression}")
            return scope.known[key]
        if key not in self._known:
            variable = Var(self.names.local(hint), kind)
            if kind == "str | None" and self._is_attribute(self.root_of(of)):
                self._derived[variable.name] = (of, f"{variable.name} = {expression}")
                self._known[key] = self.placed(variable, self.before)
            else:
                self._known[key] = self._written(variable, expression, (of,))
        return self.use(self._known[key])

    def hoisted(self, expression: ast.expr) -> ast.expr:
        """The expression under a name of its own, computed before the statement that is being written."""
        name = self.names.local("part")
        self.pending.put(f"{name} = ", expression)
        return t.name(name)

    def flush(self, lines: Lines) -> None:
        """Writes what has to stand before the next statement."""
        lines.extend(self.pending)
        self.pending = Lines()


_LACKING = model.ValueType("text")  # of an attribute that a kind of event does not have: always missing
_PYTHON = {
    "text": "str",
    "integer": "int",
    "decimal": "int",
    "boolean": "bool",
    "date": "int",
    "timestamp": "int",
    "set": "str",
}


def python_type(kind: model.ValueType) -> str:
    """The type of a known value."""
    return _PYTHON[kind.kind]


def _length(seconds: int) -> str:
    for unit, word in ((DAY, "day"), (3_600, "hour"), (60, "minute")):
        if seconds % unit == 0:
            number = seconds // unit
            return f"{number}_{word}{'' if number == 1 else 's'}"
    return f"{seconds}_seconds"


def operand_text(expression: ast.expr) -> str:
    """An operand inside written text; parentheses where it is more than a name or number."""
    text = text_of(expression)
    return text if isinstance(expression, ast.Name | ast.Constant) else f"({text})"
